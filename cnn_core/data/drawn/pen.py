"""A pen in a frame of its own: what it draws is turned, mirrored, scaled and sheared to its place."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnn_core.data.dataset import SIDE

#: Drawn this many times as large as it is shown, then reduced: soft edges.
FINE: Final = 3
CANVAS: Final = SIDE * FINE
Colour = tuple[int, int, int]
Points = Sequence[tuple[float, float]]


class Layer:
    """A transparent sheet of CANVAS x CANVAS; its fourth channel says where something was drawn."""

    def __init__(self) -> None:
        # Mode CMYK is four plain bytes to Pillow. RGBA would be multiplied by alpha and divided again.
        self.image = Image.new("CMYK", (CANVAS, CANVAS), 0)
        self.draw = ImageDraw.Draw(self.image)

    def reduced(self) -> bytes:
        """(SIDE, SIDE, 4) bytes: colours multiplied by coverage, then the coverage, 0..255."""
        return self.image.reduce(FINE).tobytes()


class Pen:
    """Draws in units of its frame: x to the right, y down, an object between about -1 and 1.

    Args:
        layer: the sheet to draw on.
        frame: (3, 2); rows are where the x unit and the y unit point on the canvas, and where (0, 0) lies.
    """

    def __init__(self, layer: Layer, frame: NDArray[np.float64]) -> None:
        self.layer = layer
        self.frame = frame
        (a, b), (c, d) = frame[0].tolist(), frame[1].tolist()
        self.unit = math.sqrt(abs(a * d - b * c))  # canvas pixels of one unit, on average

    def shape(self, points: Points, colour: Colour) -> None:
        """A polygon."""
        self._fill(np.array(points), colour)

    def curve(self, points: Points, colour: Colour) -> None:
        """A closed smooth line through the points, filled."""
        self._fill(_smoothing(len(points)) @ np.array(points), colour)

    def blob(self, x: float, y: float, wide: float, high: float, colour: Colour, turn: float = 0.0) -> None:
        """An ellipse around (x, y), half as wide as 2 `wide`, turned by `turn` degrees clockwise."""
        circle = _circle(12 if self.unit * max(wide, high) < 12 else 20)
        if turn:
            angle = math.radians(turn)
            cos, sin = math.cos(angle), math.sin(angle)
            around = np.array([[wide * cos, wide * sin], [-high * sin, high * cos]])
        else:
            around = np.array([[wide, 0.0], [0.0, high]])
        self._fill(circle @ around + (x, y), colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """An upright rectangle of the frame."""
        self._fill(np.array([(left, top), (right, top), (right, bottom), (left, bottom)]), colour)

    def limb(self, points: Points, start: float, end: float, colour: Colour) -> None:
        """A line that is `start` wide where it begins and `end` wide where it ends, with round joints."""
        last = len(points) - 1
        widths = [(start + (end - start) * i / last) / 2 for i in range(last + 1)]
        for i in range(last):
            (x0, y0), (x1, y1) = points[i], points[i + 1]
            long = math.hypot(x1 - x0, y1 - y0) or 1.0
            ax, ay = (y1 - y0) / long, (x0 - x1) / long
            v, w = widths[i], widths[i + 1]
            self.shape([(x0 + ax * v, y0 + ay * v), (x1 + ax * w, y1 + ay * w),
                        (x1 - ax * w, y1 - ay * w), (x0 - ax * v, y0 - ay * v)], colour)  # fmt: skip
            if i:
                self.blob(x0, y0, v, v, colour)

    def line(self, points: Points, width: float, colour: Colour) -> None:
        """A thin line of even width, at least one canvas pixel."""
        placed = np.array(points) @ self.frame[:2] + self.frame[2]
        self.layer.draw.line(placed.ravel().tolist(), (*colour, 255), max(1, round(width * self.unit)))

    def eye(self, x: float, y: float, size: float) -> None:
        """A dark pupil in white."""
        self.blob(x, y, size, size, (250, 250, 245))
        self.blob(x + size * 0.15, y, size * 0.68, size * 0.72, (20, 18, 24))

    def moved(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0, mirror: bool = False) -> "Pen":
        """A pen for a part: its own (0, 0) at (x, y), turned clockwise by degrees, mirrored if asked."""
        angle = math.radians(turn)
        cos, sin = scale * math.cos(angle), scale * math.sin(angle)
        side = -1.0 if mirror else 1.0
        part = np.array([[side * cos, side * sin], [-sin, cos], [x, y]])
        frame = part @ self.frame[:2]
        frame[2] += self.frame[2]
        return Pen(self.layer, frame)

    def _fill(self, points: NDArray[Any], colour: Colour) -> None:
        placed = points @ self.frame[:2] + self.frame[2]
        self.layer.draw.polygon(placed.ravel().tolist(), (*colour, 255))


def placed(
    layer: Layer,
    middle: tuple[float, float],
    size: float,
    turn: float = 0.0,
    mirror: bool = False,
    stretch: float = 1.0,
    shear: float = 0.0,
) -> Pen:
    """A pen whose units lie somewhere on the picture.

    Args:
        layer: the sheet to draw on.
        middle: where (0, 0) lies, in pixels of the picture, (x, y).
        size: pixels of the picture that one unit is long.
        turn: degrees clockwise.
        mirror: left and right exchanged.
        stretch: width over height of what is square in units.
        shear: how far x moves with each unit of y.

    >>> pen = placed(Layer(), (16, 16), 10)
    >>> (np.array([[1.0, 0.0]]) @ pen.frame[:2] + pen.frame[2]).tolist()
    [[78.0, 48.0]]
    """
    angle = math.radians(turn)
    cos, sin = math.cos(angle), math.sin(angle)
    upright = np.array([[size * stretch * (-1 if mirror else 1), 0.0], [size * shear, size / stretch]])
    frame = np.vstack([upright @ np.array([[cos, sin], [-sin, cos]]), middle]) * FINE
    return Pen(layer, frame)


@lru_cache(maxsize=8)
def _circle(corners: int) -> NDArray[np.float64]:
    angles = np.arange(corners) * (2 * np.pi / corners)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


@lru_cache(maxsize=64)
def _smoothing(count: int, steps: int = 4) -> NDArray[np.float64]:
    """(steps * count, count): weights of a closed Catmull-Rom spline through `count` points."""
    weights = np.zeros((count, steps, count))
    for step in range(steps):
        t = step / steps
        basis = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3)
        for point in range(count):
            for neighbour, weight in enumerate(basis, start=-1):
                weights[point, step, (point + neighbour) % count] += weight / 2
    return weights.reshape(-1, count)
