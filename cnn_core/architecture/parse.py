"""Keras code as an architecture. The code is read, never run: no import, no call, no sum without bounds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cnn_core.architecture.scan import MAX_DEPTH
from cnn_core.architecture.source import Source
from cnn_core.architecture.stack import Architecture, stack
from cnn_core.architecture.statements import Statements
from cnn_core.architecture.things import Chain, Compiled, Graph, Tensor, Unit
from cnn_core.errors import LabError

__all__ = ["Compiled", "Reading", "parse", "read"]


@dataclass(frozen=True)
class Reading:
    """What some code says.

    Attributes:
        architecture: the network's layers, each with the span of its call.
        compiled: what its last `model.compile(...)` says; None without one.
    """

    architecture: Architecture
    compiled: Compiled | None


def parse(code: str | bytes) -> Architecture:
    """Read the layers of a network from Keras code.

    Understood are Sequential models, with a list or with `add` and `pop`; layers one after the other, without
    a model; and the functional form, one input and one output. Arguments are literals, sums of numbers, and
    names bound to those. Lines about data, training and printing are skipped, so are notebook magics and
    prompts. `input_shape=` on the first layer becomes an Input in front, as in Keras 3.

    Args:
        code: text, or bytes in UTF-8, of at most 20,000 characters.

    Returns:
        The architecture. Each layer's span is its call's, in characters of the code; an Input that stands for
        `input_shape=` or `model.build(...)` has the span of that.

    Raises:
        LabError: what cannot be read, with line, column and span if it is one place in the code: see `Source`
            and `Statements`; also "no_layers", "several_models" (lines), "layer_unused" (kind),
            "input_disconnected", "several_inputs" (received) or "too_many_layers" (maximum, received).

    >>> parse("Conv2D(32, 3), MaxPooling2D()").layers[1]
    Layer(kind='MaxPooling2D', arguments=(), inputs=None)
    >>> parse("model = keras.Sequential([layers.Dence(10)])")
    Traceback (most recent call last):
    cnn_core.errors.LabError: unknown_layer (received='Dence', suggestion='Dense', line=1, column=34,
    span=Span(start=33, stop=38, line=1, column=34))
    """
    return read(code).architecture


def read(code: str | bytes) -> Reading:
    """Read the layers of a network, and how it is compiled.

    Args:
        code: as in `parse`.

    Raises:
        LabError: as `parse`.

    >>> read("model = Sequential([Dense(10)]); model.compile('sgd', 'mse')").compiled.loss
    'mse'
    """
    source = Source(code)
    found = Statements(source)
    try:
        found.follow()
        return Reading(_architecture(found), found.compiled)
    except RecursionError:  # not met, thanks to the bounds in `scan`
        raise LabError("code_too_deep", **source.at(0, 0), maximum=MAX_DEPTH) from None


def _architecture(found: Statements) -> Architecture:
    models = [model for model in found.models if not (isinstance(model, Chain) and model.used)]
    if len(models) > 1:
        places = [found.place(model.call) for model in models if model.call]
        lines = tuple(where["line"] for where in places)
        raise LabError("several_models", **places[1], lines=lines)
    model = models[0] if models else None
    applied = [tensor for tensor in found.tensors if not tensor.is_input]
    if isinstance(model, Graph):
        order = _order(found, model.output, model)
    elif model or not applied:
        return _chained(found, model or found.loose)
    else:
        order = _order(found, applied[-1], None)
    _check_all_used(found, (tensor.unit for tensor in order if tensor.unit))
    return _wired(order)


def _chained(found: Statements, chain: Chain) -> Architecture:
    units = chain.units
    if chain.built and not (units and units[0].layer.kind == "Input"):
        units = [chain.built, *units]
    _check_all_used(found, units)
    if not units and not chain.call:
        raise LabError("no_layers")
    return stack(*(unit.layer for unit in units))


def _order(found: Statements, output: Tensor, model: Graph | None) -> list[Tensor]:
    """The tensors that lead to the output, in the order of writing."""
    leading, ahead = {output}, [output]
    while ahead:
        new = set(ahead.pop().sources) - leading
        leading |= new
        ahead += new
    order = [tensor for tensor in found.tensors if tensor in leading]
    inputs = [tensor for tensor in order if tensor.is_input]
    if model and model.input not in inputs:
        raise LabError("input_disconnected", **found.place(model.call))
    if len(inputs) > 1:
        second = inputs[1].unit
        assert second  # an input without a unit comes first
        where = found.place(model.call) if model else _place_of(found, second)
        raise LabError("several_inputs", **where, received=len(inputs))
    return order


def _wired(order: list[Tensor]) -> Architecture:
    made = [tensor for tensor in order if tensor.unit]
    position = {tensor: place for place, tensor in enumerate(made)}
    layers = []
    for tensor in made:
        assert tensor.unit
        sources = tuple(position.get(source, -1) for source in tensor.sources)
        layers.append(replace(tensor.unit.layer, inputs=sources or None))
    return stack(*layers)


def _check_all_used(found: Statements, units: Iterable[Unit]) -> None:
    """A layer that leads nowhere is a mistake worth showing."""
    used = set(units)
    for unit in found.units:
        if unit not in used and not unit.dropped:
            raise LabError("layer_unused", **_place_of(found, unit), kind=unit.layer.kind)


def _place_of(found: Statements, unit: Unit) -> dict[str, Any]:
    span = unit.layer.span
    assert span
    return found.source.at(span.start, span.stop)
