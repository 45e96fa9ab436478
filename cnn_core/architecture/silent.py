"""Mistakes that Keras says nothing about: the model is built, but it does not do what was meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cnn_core.architecture.causes import turned
from cnn_core.architecture.edit import Repair
from cnn_core.architecture.parse import Compiled, Reading
from cnn_core.architecture.scan import place
from cnn_core.architecture.scene import CONVOLUTIONS, ON_MAPS, kept_since
from cnn_core.architecture.stack import Architecture, Layer, Span, layer
from cnn_core.architecture.trace import Row
from cnn_core.errors import LabError

_SPARSE = re.compile(r"(?i)(?<!sparse_)(?<!sparse)categorical_?crossentropy")
_CROSS_ENTROPIES = {
    "categorical_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
    "binary_crossentropy": "sigmoid",
}
_PROBABILITIES = ("softmax", "sigmoid")
# Of these the rules that Keras checks later, or never: what its layers take when a model is built.
_BUILT = ("no_input_shape", "empty_stack", "not_finite")


@dataclass(frozen=True)
class Mistake:
    """A silent mistake.

    Attributes:
        key: its name.
        position: of the layer to change; of the last one where the loss is to be changed.
        values: numbers and names it can be told with.
        repair: the change; None if there is none, or if it is one of the loss.
        shows: where in the code it shows, if not in that layer.
        loss: the place of the loss's name, if that is to be changed, and the new name.
    """

    key: str
    position: int
    values: dict[str, Any] = field(default_factory=dict)
    repair: Repair | None = None
    shows: Span | None = None
    loss: tuple[Span, str] | None = None


def silent_mistakes(code: str, reading: Reading, rows: Sequence[Row]) -> Iterator[Mistake]:
    """Mistakes in the layers that work, and in what the model is compiled with.

    Names, with their values: "channels_first_input" (input_shape, turned), "stride_by_position" (received),
    "dense_on_a_map" (shape, output_shape), "softmax_inside" (kind), "softmax_twice", "softmax_on_one",
    "softmax_from_logits" (loss, activation), "logits_unsaid" (loss, activation) and "one_hot_loss" (loss).

    >>> from cnn_core.architecture.parse import read
    >>> code = "Input((8, 8, 1)); Conv2D(9, 3, 3)"
    >>> [(one.key, one.position) for one in silent_mistakes(code, read(code), [])]
    [('stride_by_position', 1)]
    """
    architecture = reading.architecture
    if turned(architecture):
        shape = architecture.layers[0]["shape"]
        told = {"input_shape": shape, "turned": (*shape[1:], shape[0])}
        yield Mistake("channels_first_input", 0, told, _changed(architecture, 0, shape=told["turned"]))
    for position, one in enumerate(architecture.layers):
        if one.kind == "Conv2D" and _by_position(code, one):
            repair = _changed(architecture, position, strides=1)
            yield Mistake("stride_by_position", position, {"received": one["strides"]}, repair)
    yield from _dense_on_a_map(architecture, rows)
    yield from _softmaxes(architecture, rows)
    if reading.compiled and architecture.layers and len(rows) == len(architecture.layers):
        yield from _in_compile(code, architecture, reading.compiled)


def keras_builds(architecture: Architecture, error: LabError) -> bool:
    """Whether Keras builds a model all the same that is refused here; the tests ask Keras itself."""
    values = error.values
    key, kind, name, received = (values.get(of) for of in ("refused", "kind", "name", "received"))
    words = received if isinstance(received, tuple | str) else ()
    return (
        (key or error.key) in _BUILT
        or kind == "LocalResponseNormalization"  # a class of the learner's own code
        or (key == "needs_a_map" and str(kind).startswith("Random"))
        or (key == "unknown_choice" and (name == "mode" or (kind == "Activation" and received is None)))
        or (key == "axis_out_of_range" and kind == "Softmax")
        or (key == "not_a_flag" and name != "trainable")
        or (key == "too_small" and kind == "ZeroPadding2D")
        or (key == "not_an_integer" and received is True)
        or (
            key == "not_a_shape"
            and kind == "Reshape"
            and any(one is None or isinstance(one, str) for one in words)
        )
    )


def _changed(architecture: Architecture, position: int, **arguments: Any) -> Repair:
    return Repair("replace", position, architecture.layers[position].changed(**arguments))


def _by_position(code: str, one: Layer) -> bool:
    """Conv2D(32, 3, 3): Keras 1 read a kernel of 3 x 3 there, Keras 3 reads a stride of 3."""
    text = code[one.span.start : one.span.stop] if one.span else ""
    positional = re.match(r"[\w.]+\s*\(\s*\w+\s*,\s*(\d+)\s*,\s*(\d+)\s*[,)]", text)
    return bool(positional) and one["strides"] == one["kernel_size"] != (1, 1)


def _dense_on_a_map(architecture: Architecture, rows: Sequence[Row]) -> Iterator[Mistake]:
    """The first one, unless a later layer still wants a map: then it works as a 1x1 convolution."""
    if any(one.kind in ON_MAPS for one in architecture.layers[len(rows) :]):
        return
    for row in rows:
        source = architecture.sources(row.position)[0]
        shape = rows[source].output_shape if source >= 0 else ()
        if row.kind == "Dense" and len(shape) == 3:
            if not any(one.kind in ON_MAPS for one in architecture.layers[row.position :]):
                told = {"shape": shape, "output_shape": row.output_shape}
                yield Mistake(
                    "dense_on_a_map", row.position, told, Repair("insert", row.position, layer("Flatten"))
                )
            return


def _softmaxes(architecture: Architecture, rows: Sequence[Row]) -> Iterator[Mistake]:
    for row in rows:
        one, source = architecture.layers[row.position], architecture.sources(row.position)[0]
        if (
            one.kind in ("Softmax", "Activation")
            and _ends_in_softmax(architecture, source)
            and _is_softmax(one)
        ):
            yield Mistake("softmax_twice", row.position, {}, Repair("remove", row.position))
        elif _is_softmax(one) and row.output_shape == (1,):
            sigmoid = (
                _changed(architecture, row.position, activation="sigmoid") if one.kind != "Softmax" else None
            )
            yield Mistake("softmax_on_one", row.position, {}, sigmoid)
        if one.kind in ("Dense", *CONVOLUTIONS):
            yield from _softmax_inside(architecture, source)


def _softmax_inside(architecture: Architecture, source: int) -> Iterator[Mistake]:
    """A softmax that another layer with weights reads."""
    for at in kept_since(architecture, source):
        one = architecture.layers[at] if at >= 0 else None
        if one and one.kind in ("Dense", "Conv2D") and one["activation"] == "softmax":
            repair = _changed(architecture, at, activation="relu")
            yield Mistake("softmax_inside", at, {"kind": one.kind}, repair)


def _ends_in_softmax(architecture: Architecture, at: int) -> bool:
    return at >= 0 and _is_softmax(architecture.layers[at])


def _is_softmax(one: Layer) -> bool:
    named = one.kind in ("Dense", "Activation", "Conv2D") and one["activation"] == "softmax"
    return one.kind == "Softmax" or named


def _in_compile(code: str, architecture: Architecture, compiled: Compiled) -> Iterator[Mistake]:
    """Whether last layer and loss agree about probabilities, and loss and labels about their form."""
    position, last = len(architecture.layers) - 1, architecture.layers[-1]
    activation = _CROSS_ENTROPIES.get(str(compiled.loss))
    if activation is None:
        return
    now = (
        "softmax"
        if last.kind == "Softmax"
        else last["activation"]
        if last.kind in ("Dense", "Activation")
        else "?"
    )
    told = {"loss": compiled.loss, "activation": now or "linear"}
    if compiled.from_logits and now in _PROBABILITIES:
        where = _found(r"from_logits", code, compiled)
        if last.kind == "Dense":
            repair = _changed(architecture, position, activation=None)
        else:
            repair = Repair("remove", position)
        yield Mistake("softmax_from_logits", position, told, repair, where)
    if not compiled.from_logits and last.kind == "Dense" and now not in _PROBABILITIES:
        repair = _changed(architecture, position, activation=activation)
        yield Mistake("logits_unsaid", position, told, repair, compiled.span)
    if compiled.loss == "categorical_crossentropy" and not re.search("to_categorical|one_hot|onehot", code):
        where = _found(_SPARSE.pattern, code, compiled)
        name = code[where.start : where.stop]
        sparse = f"Sparse{name}" if name[0].isupper() else f"sparse_{name}"
        yield Mistake("one_hot_loss", position, told, loss=(where, sparse))


def _found(pattern: str, code: str, compiled: Compiled) -> Span:
    """Where some words about the loss are: in `compile(...)`, or the last ones before it."""
    inside = re.compile(pattern).search(code, compiled.span.start, compiled.span.stop)
    before = [*re.compile(pattern).finditer(code, 0, compiled.span.start)]
    found = inside or (before[-1] if before else None)
    if found is None:
        return compiled.span
    span: Span = place(code, *found.span())["span"]
    return span
