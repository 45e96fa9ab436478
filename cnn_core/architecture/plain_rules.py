"""The rules of layers that look at each number, at all of them, or at several inputs."""

import math
from collections.abc import Callable, Sequence

from cnn_core.architecture import checks
from cnn_core.architecture.checks import Shape
from cnn_core.architecture.effects import Effect, count
from cnn_core.architecture.sliding_rules import rows_columns_channels
from cnn_core.architecture.stack import Layer
from cnn_core.arrays import integer, one_of, real_number
from cnn_core.convolution import dense_weight_count
from cnn_core.errors import LabError


def flatten(one: Layer, shape: Shape) -> Effect:
    """All numbers in one line."""
    checks.data_format(one)
    return Effect((count(shape),), reach="flat")


def reshape(one: Layer, shape: Shape) -> Effect:
    """The same numbers in another shape; -1 stands for what is left."""
    target = checks.shape_entries(one["target_shape"], "target_shape", 1, -1)
    if not isinstance(one["target_shape"], tuple):
        raise LabError("not_a_shape", name="target_shape", received=one["target_shape"])
    size, known = count(shape), math.prod(entry for entry in target if entry is not None and entry > 0)
    if target.count(-1) > 1:
        raise LabError("not_a_shape", name="target_shape", received=target)
    free = -1 in target
    if size is not None and (size % known if free else size != known):
        raise LabError("sizes_differ", shape=shape, target=target, size=size, target_size=known)
    rest = None if size is None else size // known
    new = tuple(rest if entry == -1 else entry for entry in target)
    return Effect(new, reach="cell" if _keeps_places(shape, new) else "lost")


def _keeps_places(shape: Shape, new: Shape) -> bool:
    """Whether rows and columns stay, so that only channels are divided up."""
    return len(new) > 2 and None not in new[:2] and new[:2] == shape[:2]


def dense(one: Layer, shape: Shape) -> Effect:
    """Each unit reads the whole last axis: on a map, the channels of one cell."""
    units, bias = integer(one["units"], "units"), checks.flag(one, "use_bias")
    checks.activation(one)
    if not shape or shape[-1] is None:
        raise LabError("channels_unknown", shape=shape)
    places = count(shape[:-1])
    macs = None if places is None else places * shape[-1] * units
    reach = "all" if len(shape) == 1 else "cell"
    return Effect((*shape[:-1], units), dense_weight_count(shape[-1], units, bias), 0, macs, reach)


def batch_normalization(one: Layer, shape: Shape) -> Effect:
    """Two learned numbers and two running averages for each channel."""
    size = shape[checks.axis_index(one["axis"], shape)]
    if size is None:
        raise LabError("channels_unknown", shape=shape)
    learned = checks.flag(one, "center") + checks.flag(one, "scale")
    return Effect(shape, (2 + learned) * size, 2 * size)


def local_response(one: Layer, shape: Shape) -> Effect:
    """Divides by the strength of neighbouring channels."""
    integer(one["depth_radius"], "depth_radius", 0)
    checks.slope(one, "bias", "alpha", "beta")
    if len(shape) != 3:
        raise LabError("needs_a_map", shape=shape)
    return Effect(shape)


def random_change(*names: str, low: float = -1.0) -> Callable[[Layer, Shape], Effect]:
    """Random pictures of the same shape; how strong is checked under these names."""

    def change(one: Layer, shape: Shape) -> Effect:
        for name in names:
            if not (one[name] is None and one.kind == "RandomZoom" and name == "width_factor"):
                checks.factor(one[name], name, low)
        if one.kind == "RandomFlip":
            one_of(one["mode"], "mode", ("horizontal", "vertical", "horizontal_and_vertical"))
        rows_columns_channels(one, shape, channels_known=False)
        return Effect(shape)

    return change


def unchanged(check: Callable[[Layer], object] | None = None) -> Callable[[Layer, Shape], Effect]:
    """Each number is changed alone: the shape stays."""

    def keep(one: Layer, shape: Shape) -> Effect:
        if check:
            check(one)
        return Effect(shape)

    return keep


def spatial_dropout(one: Layer, shape: Shape) -> Effect:
    """Drops whole maps."""
    checks.rate(one)
    rows_columns_channels(one, shape, channels_known=False)
    return Effect(shape)


def softmax(one: Layer, shape: Shape) -> Effect:
    """Along one axis or several; the shape stays."""
    axes = one["axis"] if isinstance(one["axis"], tuple) and one["axis"] else (one["axis"],)
    for axis in axes:
        checks.axis_index(axis, shape)
    return Effect(shape)


def rescaling(one: Layer, shape: Shape) -> Effect:
    """Each number times `scale` plus `offset`, or each channel with its own; the shape stays."""
    for name in ("scale", "offset"):
        values = one[name] if isinstance(one[name], tuple) else (one[name],)
        for value in values:
            real_number(value, name, minimum=-1e30)
        if isinstance(one[name], tuple) and len(values) not in (1, shape[-1]):
            raise LabError("shapes_differ", shapes=(shape, (len(values),)))
    return Effect(shape)


def add(one: Layer, shapes: Sequence[Shape]) -> Effect:
    """Cell by cell; shapes agree, but for sides of 1."""
    if len({len(shape) for shape in shapes}) != 1:
        raise LabError("shapes_differ", shapes=tuple(shapes))
    return Effect(tuple(_broadcast(sizes, shapes) for sizes in zip(*shapes, strict=True)))


def _broadcast(sizes: Sequence[int | None], shapes: Sequence[Shape]) -> int | None:
    """A side of 1 is repeated, as in NumPy."""
    wide = {size for size in sizes if size != 1}
    if len(wide - {None}) > 1:
        raise LabError("shapes_differ", shapes=tuple(shapes))
    return next(iter(wide - {None}), None) if wide else 1


def concatenate(one: Layer, shapes: Sequence[Shape]) -> Effect:
    """One after the other along an axis; the other sides agree."""
    axis = checks.axis_index(one["axis"], shapes[0])
    rests = [(*shape[:axis], *shape[axis + 1 :]) for shape in shapes]
    if len({len(shape) for shape in shapes}) != 1 or len(set(rests)) != 1:
        raise LabError("shapes_differ", shapes=tuple(shapes))
    sizes = [shape[axis] for shape in shapes]
    joined = None if None in sizes else sum(size for size in sizes if size is not None)
    whole = (*shapes[0][:axis], joined, *shapes[0][axis + 1 :])
    return Effect(whole, reach="cell" if axis == len(whole) - 1 else "lost")
