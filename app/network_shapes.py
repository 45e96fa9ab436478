"""Blocks in oblique view: how large a layer's output is drawn, and where its corners come to lie.

A block's axis runs from left to right, as the data does: along it lie the channels, upright the height, and
back into the picture, up and to the right, the width. A vector is a thin upright bar. Units are pixels.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cbrt, prod, sqrt
from typing import Final

Shape = tuple[int | None, ...]
Point = tuple[float, float]

TALLEST: Final = 150.0  # the largest side, the longest vector
UNKNOWN: Final = 60.0  # a side, or a vector, that Keras leaves open
THIN: Final = 7.0  # a layer that changes no shape
# Where one pixel of width goes when it is seen from the right and above.
_ACROSS, _UP = 0.3, 0.21
_BAR: Final = 13.0  # thickness of a vector
_THICKEST: Final = 38.0
# Sides further apart than this are drawn by their square roots.
_LINEAR_UP_TO: Final = 12


@dataclass(frozen=True)
class Block:
    """A box, centred on a horizontal axis: `left` on it, thick along it, tall across it, wide to the back."""

    thick: float
    tall: float
    wide: float
    left: float = 0.0
    axis: float = 0.0  # its y

    def at(self, axis: float) -> "Block":
        """The same block on another axis."""
        return replace(self, axis=axis)

    def from_(self, left: float) -> "Block":
        """The same block, beginning elsewhere on its axis."""
        return replace(self, left=left)

    @property
    def across(self) -> float:
        """How far right its back lies from its front."""
        return self.wide * _ACROSS

    @property
    def reach(self) -> float:
        """How far it extends above and below its axis."""
        return (self.tall + self.wide * _UP) / 2

    @property
    def right(self) -> float:
        """Where its right face crosses the axis."""
        return self.left + self.thick

    @property
    def middle(self) -> float:
        """Where its centre lies on the axis."""
        return self.left + self.thick / 2

    @property
    def roof(self) -> float:
        """The y of the middle of its upper face."""
        return self.axis - self.tall / 2

    @property
    def corners(self) -> tuple[tuple[float, float, float, float], tuple[float, float]]:
        """x of front left, front right, back left, back right; y of the front's upper and lower edge."""
        shift, upper = self.across / 2, self.axis + self.wide * _UP / 2 - self.tall / 2
        xs = (self.left - shift, self.right - shift, self.left + shift, self.right + shift)
        return xs, (upper, upper + self.tall)

    def front(self) -> list[Point]:
        """The face towards us: channels times height."""
        (a, b, _, _), (upper, lower) = self.corners
        return [(a, upper), (b, upper), (b, lower), (a, lower)]

    def top(self) -> list[Point]:
        """The face above: channels times width."""
        (a, b, c, d), (upper, _) = self.corners
        back = upper - self.wide * _UP
        return [(a, upper), (c, back), (d, back), (b, upper)]

    def side(self) -> list[Point]:
        """The face on the right, where the data leaves: one map, height times width."""
        (_, b, _, d), (upper, lower) = self.corners
        up = self.wide * _UP
        return [(b, upper), (d, upper - up), (d, lower - up), (b, lower)]


def measures(shape: Shape) -> Shape:
    """A shape as (units,) or (height, width, channels); further axes count as channels.

    >>> measures((28, 28, 6)), measures((10,)), measures((28, 28)), measures((2, 3, 4, 5))
    ((28, 28, 6), (10,), (28, 28, 1), (2, 3, 20))
    """
    if len(shape) <= 1:
        return shape or (1,)
    depth = None if None in shape[2:] else prod(one for one in shape[2:] if one is not None)
    return (*shape[:2], depth)


@dataclass(frozen=True)
class Scale:
    """Pixels for numbers, the same for all layers of one picture.

    Sides are drawn in proportion while the largest is no more than twelve times the smallest (above 1), else
    by their square roots; channels by the square root, units of a vector by the cube root. Small ones keep a
    least size.
    """

    linear: bool
    per_side: float
    per_channel: float
    per_unit: float

    @classmethod
    def of(cls, shapes: Iterable[Shape]) -> "Scale":
        """The scale at which the largest of these shapes fills the picture."""
        known = [measures(shape) for shape in shapes]
        maps = [shape for shape in known if len(shape) == 3]
        sides = [side for shape in maps for side in shape[:2] if side and side > 1] or [1]
        depth = max((shape[2] or 1 for shape in maps), default=1)
        units = max((shape[0] or 1 for shape in known if len(shape) == 1), default=1)
        linear = max(sides) <= _LINEAR_UP_TO * min(sides)
        return cls(
            linear,
            per_side=min(10.0, TALLEST / max(sides)) if linear else TALLEST / sqrt(max(sides)),
            per_channel=min(7.0, _THICKEST / sqrt(max(depth, 1))),
            per_unit=min(16.0, TALLEST / cbrt(max(units, 1))),
        )

    def side(self, cells: int | None) -> float:
        """Height or width of a map."""
        if cells is None:
            return UNKNOWN
        cells = max(cells, 1)
        return max(6.0, self.per_side * (cells if self.linear else sqrt(cells)))

    def block(self, shape: Shape) -> Block:
        """The block of one layer's output.

        >>> scale = Scale.of([(32, 32, 3), (5, 5, 16), (10,)])
        >>> scale.block((32, 32, 3)).tall, scale.block((5, 5, 16)).thick
        (150.0, 28.0)
        """
        size = measures(shape)
        if len(size) == 1:
            units = size[0]
            tall = UNKNOWN if units is None else max(8.0, self.per_unit * cbrt(max(units, 1)))
            return Block(_BAR, tall, _BAR)
        height, width, depth = size
        thick = THIN if depth is None else max(4.0, self.per_channel * sqrt(max(depth, 1)))
        return Block(thick, self.side(height), self.side(width))
