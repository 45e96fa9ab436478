"""Every step of a window sliding over a small image: what it covers, what it multiplies, which cell wins.

Speed does not matter here, only that each number of the sum can be shown; `pooling` and `convolution` compute
the same maps for images of any size, and the tests hold both to Keras.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import pair
from cnn_core.windows import Padding, axis_paddings, usage_count, window_indices

Cell = tuple[int, int]


@dataclass(frozen=True)
class Slide:
    """Where the windows of one image lie; rows and columns are independent.

    Attributes:
        shape: (H, W) of the image.
        row_taps: (H', h) input row under each row of each window; < 0 or >= H is padding.
        col_taps: (W', w) likewise.
        usage: (H, W) how many windows use each cell.
    """

    shape: Cell
    row_taps: NDArray[np.intp]
    col_taps: NDArray[np.intp]
    usage: NDArray[np.intp]

    @property
    def output_shape(self) -> Cell:
        """(H', W')."""
        return len(self.row_taps), len(self.col_taps)

    @property
    def margins(self) -> tuple[int, int, int, int]:
        """Padding the windows touch: (top, bottom, left, right) cells."""
        (height, width), rows, cols = self.shape, self.row_taps, self.col_taps
        return (
            max(0, -int(rows.min())),
            max(0, int(rows.max()) - height + 1),
            max(0, -int(cols.min())),
            max(0, int(cols.max()) - width + 1),
        )

    @property
    def unreached(self) -> tuple[list[int], list[int]]:
        """Rows and columns that no window touches, in input indices."""
        (height, width) = self.shape
        return (
            [row for row in range(height) if row not in self.row_taps],
            [col for col in range(width) if col not in self.col_taps],
        )

    def cells(self) -> Iterator[tuple[Cell, list[list[Cell | None]]]]:
        """Each output cell with the input cells under its window, row by row; None is padding."""
        for i, rows in enumerate(self.row_taps):
            for j, cols in enumerate(self.col_taps):
                yield (i, j), [[self._inside(int(r), int(c)) for c in cols] for r in rows]

    def _inside(self, row: int, col: int) -> Cell | None:
        height, width = self.shape
        return (row, col) if 0 <= row < height and 0 <= col < width else None


def slide(
    shape: Cell,
    window: int | Cell,
    strides: int | Cell = 1,
    padding: str | int | tuple[Cell, Cell] = "valid",
    dilation: int | Cell = 1,
    ceil_mode: bool = False,
) -> Slide:
    """Lay the windows over an image of `shape`.

    Raises:
        LabError: those of `windows.output_size`.

    >>> lab = slide((4, 4), window=2, strides=2)
    >>> lab.row_taps.tolist(), lab.output_shape, lab.unreached
    ([[0, 1], [2, 3]], (2, 2), ([], []))
    """
    windows, steps, rates = pair(window, "window"), pair(strides, "strides"), pair(dilation, "dilation")
    paddings: tuple[Padding, Padding] = axis_paddings(padding)
    axes = [
        (shape[axis], windows[axis], steps[axis], paddings[axis], rates[axis], ceil_mode) for axis in (0, 1)
    ]
    rows, cols = (window_indices(*axis) for axis in axes)
    row_use, col_use = (usage_count(*axis) for axis in axes)
    return Slide(shape, rows, cols, np.outer(row_use, col_use))


@dataclass(frozen=True)
class PoolStep:
    """One pooling window on one channel: the real cells in reading order, and those that hold the maximum."""

    values: tuple[float, ...]
    padded: int
    winners: tuple[Cell, ...]


def pool_step(sheet: NDArray[np.float64], under: list[list[Cell | None]]) -> PoolStep:
    """What one window sees on one (H, W) sheet.

    >>> pool_step(np.array([[2.0, 9.0], [9.0, 1.0]]), [[(0, 0), (0, 1), None], [(1, 0), (1, 1), None]])
    PoolStep(values=(2.0, 9.0, 9.0, 1.0), padded=2, winners=((0, 1), (1, 0)))
    """
    taps = [cell for row in under for cell in row]
    inside = [cell for cell in taps if cell is not None]
    values = tuple(float(sheet[cell]) for cell in inside)
    best = max(values, default=None)
    winners = tuple(cell for cell, value in zip(inside, values, strict=True) if value == best)
    return PoolStep(values, len(taps) - len(inside), winners)


@dataclass(frozen=True)
class ConvTerm:
    """One product of a convolution's sum. `value` is None in the padding, where it counts as 0."""

    value: float | None
    weight: float

    @property
    def product(self) -> float:
        """value * weight, 0 in the padding."""
        return 0.0 if self.value is None else self.value * self.weight


def conv_terms(
    sheet: NDArray[np.float64], kernel: NDArray[np.float64], under: list[list[Cell | None]]
) -> tuple[ConvTerm, ...]:
    """The products of one window on one channel: `sheet` (H, W) under `kernel` (h, w), in reading order.

    >>> terms = conv_terms(np.eye(2), np.array([[3.0, 1.0]]), [[(1, 1), None]])
    >>> [term.product for term in terms]
    [3.0, 0.0]
    """
    return tuple(
        ConvTerm(None if cell is None else float(sheet[cell]), float(kernel[i, j]))
        for i, row in enumerate(under)
        for j, cell in enumerate(row)
    )
