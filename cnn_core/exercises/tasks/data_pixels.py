"""Tasks on augmentation: what a small image looks like mirrored or moved."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.augment_place import moved
from cnn_core.exercises.exercise import Draw, Solved

Sheet = NDArray[np.uint8]
Cells = tuple[tuple[int, ...], ...]


def flipped(draw: Draw, side: int) -> Solved:
    """An image mirrored left to right."""
    cells = draw.cells(side, side, 0, 9)
    sheet = np.array(cells, np.uint8)
    wrong = {"upside-down": sheet[::-1], "half-turn": sheet[::-1, ::-1], "swaps-the-axes": sheet.T}
    beliefs = {name: _rows(made) for name, made in wrong.items()}
    return Solved({"matrix": cells}, _rows(_placed(sheet, True, 0)), beliefs)


def shifted(draw: Draw, side: int, by: Sequence[int]) -> Solved:
    """An image moved to the right; what comes in is the image mirrored in its first column."""
    cells, step = draw.cells(side, side, 0, 9), draw.within(by)
    sheet = np.array(cells, np.uint8)
    kept = sheet[:, :-step]
    wrong = {
        "fills-with-zeros": np.pad(kept, ((0, 0), (step, 0))),
        "wraps-round": np.roll(sheet, step, axis=1),
        "repeats-the-edge": np.pad(kept, ((0, 0), (step, 0)), "edge"),
        "moves-left": _placed(sheet, False, -step),
    }
    beliefs = {name: _rows(made) for name, made in wrong.items()}
    return Solved({"matrix": cells, "by": step}, _rows(_placed(sheet, False, step)), beliefs)


def _placed(sheet: Sheet, mirrored: bool, columns: int) -> Sheet:
    images = sheet[None, :, :, None]  # (1, H, W, 1)
    return moved(images, np.array([mirrored]), np.array([0]), np.array([columns]))[0, :, :, 0]


def _rows(sheet: Sheet) -> Cells:
    return tuple(tuple(int(cell) for cell in row) for row in sheet)
