"""Tasks on convolution: what a kernel does to a picture, and which kernel it was."""

from typing import Final

import numpy as np

from cnn_core.convolution import conv2d
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.convolution_rules import Numbers

#: Kernels by what they are for; each is drawn, scaled and turned before anybody sees it.
_FIND: Final = tuple(np.outer(down, (1.0, 0.0, -1.0)) for down in ((1, 1, 1), (1, 2, 1), (0, 1, 0)))
_BLUR: Final = (
    np.array([[0, 0.2, 0], [0.2, 0.2, 0.2], [0, 0.2, 0]]),
    np.array([[0.1, 0.1, 0.1], [0.1, 0.2, 0.1], [0.1, 0.1, 0.1]]),
    np.array([[0.25, 0, 0.25], [0, 0, 0], [0.25, 0, 0.25]]),
    np.array([[0, 0, 0], [0.5, 0, 0.5], [0, 0, 0]]),
)
_PEAK: Final = (
    np.array([[0, -1.0, 0], [-1, 4, -1], [0, -1, 0]]),
    np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    np.array([[-1.0, 0, -1], [0, 4, 0], [-1, 0, -1]]),
)
_DOT: Final = np.array([[0, 0, 0], [0, 1.0, 0], [0, 0, 0]])
_AWAY: Final = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2))

EFFECTS: Final = ("finds-upright", "finds-level", "outlines", "blurs", "sharpens", "moves")
_SHEET: Final = {
    "left-minus-right": np.array([[1.0, 0, -1]] * 3),
    "right-minus-left": np.array([[-1.0, 0, 1]] * 3),
    "top-minus-bottom": np.array([[1.0, 0, -1]] * 3).T,
    "bottom-minus-top": np.array([[-1.0, 0, 1]] * 3).T,
}
#: The same kernel turned by 180 degrees, and the one that looks the other way.
_TURNED: Final = {
    "left-minus-right": "right-minus-left", "right-minus-left": "left-minus-right",
    "top-minus-bottom": "bottom-minus-top", "bottom-minus-top": "top-minus-bottom",
}  # fmt: skip
_ACROSS: Final = {
    "left-minus-right": "top-minus-bottom", "right-minus-left": "bottom-minus-top",
    "top-minus-bottom": "left-minus-right", "bottom-minus-top": "right-minus-left",
}  # fmt: skip


def kernel_effect(draw: Draw) -> Solved:
    """What a 3x3 kernel does to a picture."""
    scale, sign = draw.pick((1, 2, 3)), draw.pick((1, -1))
    edge = scale * sign * draw.pick(_FIND)
    dot = np.zeros((3, 3))
    dot[draw.pick(_AWAY)] = 1
    peak = scale * draw.pick(_PEAK)
    kernel = draw.pick((edge, edge.T, sign * peak, draw.pick(_BLUR), peak + _DOT, dot))
    answer = effect_of(kernel)
    wrong = {name: name for name in EFFECTS}
    total = float(kernel.sum())
    return Solved({"kernel": _rows(kernel)}, answer, wrong, {"total": total}, draw.shuffled(EFFECTS))


def effect_of(kernel: Numbers) -> str:
    """What a kernel does, by what it makes of a flat picture, of an edge and of a dot.

    >>> effect_of(np.array([[0, 0, 0], [1, 0, -1], [0, 0, 0]]))
    'finds-upright'
    """
    flat, upright = np.ones((5, 5)), np.outer(np.ones(6), [0, 0, 0, 1, 1, 1])
    if not conv2d(flat, kernel).any():
        if not conv2d(upright.T, kernel).any():
            return "finds-upright"
        return "outlines" if conv2d(upright, kernel).any() else "finds-level"
    dot = np.zeros((5, 5))
    dot[2, 2] = 1
    seen = conv2d(dot, kernel)  # (3, 3): the kernel, turned
    if seen.min() < 0:
        return "sharpens"
    return "moves" if np.count_nonzero(seen) == 1 else "blurs"


def which_kernel(draw: Draw, side: int) -> Solved | None:
    """Which of four edge kernels made a map."""
    matrix = draw.cells(side, side, 0, 4)
    maps = {name: conv2d(np.array(matrix, float), kernel) for name, kernel in _SHEET.items()}
    answer = draw.pick(tuple(_SHEET))
    made = maps[answer]
    if any(np.array_equal(made, other) for name, other in maps.items() if name != answer):
        return None
    wrong = {"flips-kernel": _TURNED[answer], "rows-for-columns": _ACROSS[answer]}
    values = {"corner": float(made[0, 0]), "kernel": _rows(_SHEET[answer])}
    given = {"matrix": matrix, "output_map": _rows(made)}
    return Solved(given, answer, wrong, values, draw.shuffled(tuple(_SHEET)))


def _rows(sheet: Numbers) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(cell) + 0.0 for cell in row) for row in sheet)  # -0 becomes 0
