"""What one unit of a network sees of the image: followed layer by layer, along rows and along columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnn_core.architecture.checks import Shape
from cnn_core.architecture.effects import Effect, Sliding
from cnn_core.arrays import Pair
from cnn_core.windows import padding_amounts, window_extent


@dataclass(frozen=True)
class AxisSight:
    """Along one axis: unit o of `units` sees cells o * jump + start up to o * jump + start + field.

    Cells outside the image are padding. All units together see the image up to `stop`: not always its end.
    `units` and `stop` are None where the image's size is not known.
    """

    start: int
    field: int
    jump: int
    units: int | None
    stop: int | None

    def slid(self, over: Sliding) -> "AxisSight | None":
        """What a window over these units sees."""
        if self.units is None and over.padding == "same" and over.stride > 1:
            return None  # where the padding goes depends on the size
        size = 1 if self.units is None else self.units
        before = padding_amounts(size, over.window, over.stride, over.padding, over.dilation)[0]
        units, extent, stop = over.outputs(self.units), window_extent(over.window, over.dilation), self.stop
        if units is not None and stop is not None:
            last = min((units - 1) * over.stride - before + extent, size) - 1
            stop = max(min(stop, self.start + last * self.jump + self.field), 0)
        start, field = self.start - before * self.jump, self.field + (extent - 1) * self.jump
        return AxisSight(start, field, self.jump * over.stride, units, stop)

    def whole(self) -> "AxisSight | None":
        """What all units together see of the image itself: padding holds nothing."""
        if self.units is None or self.stop is None:
            return None
        start = max(self.start, 0)
        return AxisSight(start, self.stop - start, self.jump * self.units, 1, self.stop)


@dataclass(frozen=True)
class Sight:
    """Along rows and along columns; `placed` is false once units have lost their places in the image."""

    rows: AxisSight
    columns: AxisSight
    placed: bool = True

    @property
    def field(self) -> Pair:
        """Rows and columns of the image that one unit sees."""
        return self.rows.field, self.columns.field

    @property
    def stride(self) -> Pair | None:
        """Cells of the image between neighbouring units."""
        return (self.rows.jump, self.columns.jump) if self.placed else None

    @property
    def start(self) -> Pair | None:
        """Where the first unit's field begins."""
        return (self.rows.start, self.columns.start) if self.placed else None

    def fits(self, shape: Shape, channels_first: bool) -> bool:
        """Whether a map of this shape has these units: Dense, for one, may have changed the columns."""
        sides = shape[1:] if channels_first else shape[:2]
        return not self.placed or len(shape) != 3 or (self.rows.units, self.columns.units) == sides


def first_sight(shape: Shape, channels_first: bool = False) -> Sight | None:
    """Each cell of an image sees itself; None if the shape is no image's."""
    if len(shape) != 3:
        return None
    rows, columns = shape[1:] if channels_first else shape[:2]
    return Sight(AxisSight(0, 1, 1, rows, rows), AxisSight(0, 1, 1, columns, columns))


def looked_through(before: Sight | None, done: Effect) -> Sight | None:
    """What the units of a layer see, by what those before it saw; None once nothing can be said."""
    if before is None or done.reach == "lost":
        return None
    if done.reach == "cell":
        return before
    if done.reach == "flat":
        return Sight(before.rows, before.columns, placed=False)
    if isinstance(done.reach, str):  # "all"
        return _both(before.rows.whole(), before.columns.whole(), len(done.shape) == 3)
    return _both(before.rows.slid(done.reach[0]), before.columns.slid(done.reach[1]), before.placed)


def merged(sights: Sequence[Sight | None]) -> Sight | None:
    """What a unit sees where branches meet: from the first cell that any of them sees to the last."""
    known = [sight for sight in sights if sight is not None]
    if len(known) != len(sights):
        return None
    if len(known) == 1:
        return known[0]
    rows = _union([sight.rows for sight in known])
    columns = _union([sight.columns for sight in known])
    return _both(rows, columns, all(sight.placed for sight in known))


def _union(axes: Sequence[AxisSight]) -> AxisSight | None:
    units = {axis.units for axis in axes}
    if len(units) != 1 or (units != {1} and len({axis.jump for axis in axes}) != 1):
        return None  # what one of them sees moves otherwise than what another sees
    start = min(axis.start for axis in axes)
    field = max(axis.start + axis.field for axis in axes) - start
    stops = [axis.stop for axis in axes if axis.stop is not None]
    return AxisSight(start, field, axes[0].jump, axes[0].units, max(stops, default=None))


def _both(rows: AxisSight | None, columns: AxisSight | None, placed: bool) -> Sight | None:
    return Sight(rows, columns, placed) if rows and columns else None
