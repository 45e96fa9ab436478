"""A whole network, layer by layer: shapes, weights, multiply-adds, and what one unit sees. No TensorFlow."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cnn_core.architecture import checks, common
from cnn_core.architecture.causes import explained
from cnn_core.architecture.checks import Shape
from cnn_core.architecture.effects import Effect
from cnn_core.architecture.shapes import effect
from cnn_core.architecture.sight import Sight, first_sight, looked_through, merged
from cnn_core.architecture.signatures import signature
from cnn_core.architecture.stack import Architecture, Layer
from cnn_core.arrays import Pair
from cnn_core.errors import LabError


@dataclass(frozen=True)
class Row:
    """One layer of a traced network.

    Attributes:
        position: in the stack.
        name: the given one, or the one Keras makes: conv2d, conv2d_1, ...
        kind: the layer's kind.
        output_shape: without batch; None where a size is not known before training.
        params: numbers in its weights, as Keras counts them.
        non_trainable: those among them that gradients do not change.
        receptive_field: rows and columns of the image that one unit sees, padding counted; of a unit that
            sees the whole map, what the map sees of the image. None when there is no image.
        stride: cells of the image between two neighbouring units, rows and columns; None where units have
            no place in the image.
        start: where the field of the first unit begins, row and column of the image; negative in padding.
        macs: multiply-adds of convolutions and dense layers for one image; None where a size is not known.
    """

    position: int
    name: str
    kind: str
    output_shape: Shape
    params: int = 0
    non_trainable: int = 0
    receptive_field: Pair | None = None
    stride: Pair | None = None
    start: Pair | None = None
    macs: int | None = 0


def trace(architecture: Architecture, input_shape: Sequence[int | None] | None = None) -> list[Row]:
    """Follow an image through a network, without running it.

    Receptive fields as in Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks",
    Distill 2019, https://distill.pub/2019/computing-receptive-fields/; where branches meet, their union.

    Args:
        architecture: layers from the input up.
        input_shape: (H, W, C), or what the first layer takes, without batch; None in it stands for any size.
            Given, it wins over the stack's own Input.

    Returns:
        A row for each layer.

    Raises:
        LabError: "empty_stack"; otherwise as `causes.explained` gives it, with the layer that cannot work,
            the shape it met and a repair: "no_input_shape", "input_not_first", "name_twice" (received), and
            those of `shapes.effect`.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> rows = trace(stack(layer("Conv2D", 6, 5), layer("MaxPooling2D")), (32, 32, 3))
    >>> [(row.name, row.output_shape, row.params, row.receptive_field) for row in rows]
    [('conv2d', (28, 28, 6), 456, (5, 5)), ('max_pooling2d', (14, 14, 6), 0, (6, 6))]
    """
    rows, error = attempt(architecture, input_shape)
    if error:
        raise error
    return rows


def attempt(
    architecture: Architecture, input_shape: Sequence[int | None] | None = None
) -> tuple[list[Row], LabError | None]:
    """As `trace`, as far as it goes: rows of the layers that work, and the error of the one that does not.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> rows, error = attempt(stack(layer("MaxPooling2D"), layer("Conv2D", 8, 3)), (4, 4, 1))
    >>> len(rows), error.key, error.values["layer"], error.values["shape"]
    (1, 'window_does_not_fit', 1, (2, 2, 1))
    """
    if not architecture.layers:
        return [], LabError("empty_stack")
    names = layer_names(architecture.layers)
    rows: list[Row] = []
    sights: list[Sight | None] = []
    for position in range(len(architecture.layers)):
        try:
            row, sight = _step(architecture, position, input_shape, rows, sights, names[position])
        except LabError as error:
            return rows, explained(architecture, rows, position, error)
        rows.append(row)
        sights.append(sight)
    return rows, None


def total_params(rows: Sequence[Row]) -> int:
    """All weights of a traced network.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> total_params(trace(stack(layer("Dense", 100)), (30000,)))
    3000100
    """
    return sum(row.params for row in rows)


def total_macs(rows: Sequence[Row]) -> int | None:
    """Multiply-adds of a traced network for one image; None where a size is not known.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> total_macs(trace(stack(layer("Dense", 100)), (30000,)))
    3000000
    """
    each = [row.macs for row in rows]
    return None if None in each else sum(macs for macs in each if macs is not None)


def _step(
    architecture: Architecture,
    position: int,
    input_shape: Sequence[int | None] | None,
    rows: list[Row],
    sights: list[Sight | None],
    name: str,
) -> tuple[Row, Sight | None]:
    one = architecture.layers[position]
    common.check(one)
    if any(name == row.name for row in rows):
        raise LabError("name_twice", received=name)
    if one.kind == "Input":
        if position:
            raise LabError("input_not_first")
        shape = _written_shape(one["shape"] if input_shape is None else tuple(input_shape))
        sight = first_sight(shape, _channels_first(architecture))
        return _row(position, name, one, Effect(shape), sight), sight
    sources = architecture.sources(position)
    if -1 in sources and input_shape is None:
        raise LabError("no_input_shape")
    fed = _written_shape(tuple(input_shape)) if -1 in sources and input_shape is not None else ()
    shapes = [rows[source].output_shape if source >= 0 else fed for source in sources]
    done = effect(one, shapes)
    first = _channels_first(architecture)
    before = [sights[source] if source >= 0 else first_sight(fed, first) for source in sources]
    sight = looked_through(merged(before), done) if _places_agree(one, first) else None
    if sight and not sight.fits(done.shape, first):
        sight = None
    if one.kind == "Reshape" and all(len(shape) != 3 for shape in _all_shapes(rows, input_shape)):
        sight = first_sight(done.shape, first)  # a vector becomes an image
    return _row(position, name, one, done, sight), sight


def _row(position: int, name: str, one: Layer, done: Effect, sight: Sight | None) -> Row:
    field, stride, start = (sight.field, sight.stride, sight.start) if sight else (None, None, None)
    return Row(
        position, name, one.kind, done.shape, done.params, done.non_trainable, field, stride, start, done.macs
    )


def _all_shapes(rows: list[Row], input_shape: Sequence[int | None] | None) -> list[Shape]:
    return [tuple(input_shape or ()), *(row.output_shape for row in rows)]


def _written_shape(shape: object) -> Shape:
    return checks.shape_entries(shape, "shape", 1, None)


def _channels_first(architecture: Architecture) -> bool:
    """Whether the image's channels come first: its layers say so."""
    return any(dict(one.arguments).get("data_format") == "channels_first" for one in architecture.layers)


def _places_agree(one: Layer, channels_first: bool) -> bool:
    """Whether a layer looks for rows and columns where the image has them."""
    if "data_format" not in signature(one.kind) or one.kind == "Flatten":
        return True
    return (one["data_format"] == "channels_first") == channels_first


def layer_names(layers: Sequence[Layer]) -> list[str]:
    """The given names, or Keras's: the kind in small letters and underscores, numbered from the second on.

    >>> from cnn_core.architecture.stack import layer
    >>> layer_names([layer("Dense", 2), layer("Dense", 1)])
    ['dense', 'dense_1']
    """
    used: Counter[str] = Counter()
    names = []
    for one in layers:
        if isinstance(one["name"], str):
            names.append(one["name"])
            continue
        base = _snake("InputLayer" if one.kind == "Input" else one.kind)
        names.append(f"{base}_{used[base]}" if used[base] else base)
        used[base] += 1
    return names


def _snake(kind: str) -> str:
    """Keras's own way to a name.

    >>> _snake("MaxPooling2D"), _snake("ReLU"), _snake("SeparableConv2D")
    ('max_pooling2d', 're_lu', 'separable_conv2d')
    """
    apart = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", apart).lower()
