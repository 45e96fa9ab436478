"""Tasks on pooling beside its sizes: its kinds, shifts, other ways to shrink, and other frameworks."""

from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np

from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.trace import total_params, trace
from cnn_core.convolution import weight_count
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.misconceptions import Axis, axis_values, wrong_pooled_cells, wrong_sizes
from cnn_core.exercises.tasks.architectures_code import shown
from cnn_core.pooling import pool2d

Bounds = Sequence[int]
Rows = tuple[tuple[float, ...], ...]
#: Four numbers whose squares add up to a square.
ROOTS: Final = (
    (0, 2, 3, 6), (0, 1, 4, 8), (1, 1, 3, 5), (2, 2, 4, 5), (1, 4, 4, 4), (2, 4, 5, 6), (1, 3, 3, 9),
    (1, 5, 5, 7), (0, 2, 4, 4), (1, 1, 7, 7),
)  # fmt: skip
BLACK, WHITE = 0, 255
#: Ways to halve a picture, as code says them; `x` is the picture.
WAYS: Final = {
    "first": "x[::2, ::2]",
    "second": "x[1::2, 1::2]",
    "max": "MaxPooling2D(2)",
    "average": "AveragePooling2D(2)",
}


def pooling_weights(draw: Draw, channels: Sequence[int], filters: Sequence[int], window: Bounds) -> Solved:
    """All weights of a convolution and two pooling layers: the convolution's alone."""
    n, c, k, f = 4 * draw.whole(6, 12), draw.pick(channels), draw.pick(filters), draw.pick((3, 5))
    kinds, windows = draw.shuffled(("MaxPooling2D", "AveragePooling2D")), [draw.within(window) for _ in "12"]
    conv, pools = layer("Conv2D", k, f), [layer(*one) for one in zip(kinds, windows, strict=True)]
    layers, seen = draw.pick((
        ((conv, *pools), (k, k)), ((pools[0], conv, pools[1]), (c, k)),
    ))  # fmt: skip
    network = stack(layer("Input", (n, n, c)), *layers)
    answer = total_params(trace(network))
    pooled = list(zip(windows, seen, strict=True))
    wrong = {
        "pools-like-a-kernel": answer + sum(weight_count(side, maps, maps) for side, maps in pooled),
        "a-window-a-channel": answer + sum(side * side * maps for side, maps in pooled),
        "one-window": answer + sum(side * side for side, _ in pooled),
        "forgets-bias": answer - k,
    }
    return Solved({"code": shown(network)}, answer, wrong, {"in": c, "k": k, "f": f})


def root_cell(draw: Draw, side: int) -> Solved:
    """One cell of L2 pooling, 2 x 2: the root of the sum of squares."""
    numbers = [number * draw.pick((1, -1)) for number in draw.shuffled(draw.pick(ROOTS))]
    sheet = np.array(draw.cells(side, side, -9, 9), float)
    row, column = draw.whole(0, side // 2 - 1), draw.whole(0, side // 2 - 1)
    sheet[2 * row : 2 * row + 2, 2 * column : 2 * column + 2] = np.reshape(numbers, (2, 2))
    answer = float(pool2d(sheet, 2, mode="l2")[row, column])
    wrong = wrong_pooled_cells(tuple(map(float, numbers)), 0, "l2")
    values = {
        "row": row + 1, "column": column + 1, "cells": ", ".join(_signed(one) for one in numbers),
        "squares": sum(one * one for one in numbers), "at": row * (side // 2) + column,
    }  # fmt: skip
    cells = tuple(tuple(int(cell) for cell in line) for line in sheet)
    return Solved({"matrix": cells}, answer, wrong, values)


def pooled_after_shift(draw: Draw, windows: int, window: Bounds) -> Solved | None:
    """Max pooling of one row that has moved to the right."""
    f = draw.within(window)
    by = draw.whole(1, f - 1)
    row = np.zeros((1, windows * f))
    places = sorted(draw.some(range(windows * f - by), 3))
    row[0, places] = draw.some(range(2, 10), 3)
    moved = np.zeros_like(row)
    moved[0, by:] = row[0, :-by]
    before, after = (pool2d(one, (1, f)) for one in (row, moved))
    along = np.concatenate([[0.0], before[0, :-1]])[None]
    stay = int((before == after).sum())
    if stay in (0, windows):
        return None
    wrong = {
        "fully-invariant": _rows(before),
        "a-cell-on": _rows(along),
        "forgets-pooling": _rows(moved[:, ::f]),
    }
    values = {
        "f": f, "by": by, "before": _told(before), "after": _told(after), "moved": _told(moved), "stay": stay,
        "windows": windows,
    }  # fmt: skip
    return Solved({"matrix": _rows(row), "f": f, "by": by}, _rows(after), wrong, values)


def stripes_left(draw: Draw, side: Bounds) -> Solved:
    """What is left of black and white stripes in a picture of half the size.

    What two wrong rules always say is right less often, so that both of them show.
    """
    answer, n = draw.pick(("white", "black") * 3 + ("grey", "stripes")), 2 * draw.within(side)
    rows = [_stripes(n, wide, start) for wide in (1, 2) for start in (BLACK, WHITE)]
    row, way = draw.pick([one for one in product(rows, WAYS) if _look(_halved(*one)) == answer])
    given = {"row": ", ".join(map(str, row)), "way": WAYS[way]}
    values = {"left": ", ".join(f"{cell:g}" for cell in _halved(row, way))}
    wrong = {"keeps-detail": "stripes", "mixes": "grey"}
    return Solved(given, answer, wrong, values, ("white", "black", "grey", "stripes"))


def tensorflow_shape(
    draw: Draw, side: Bounds, window: Bounds, batches: Sequence[int], channels: Sequence[int]
) -> Solved | None:
    """The shape of tf.nn.max_pool2d, which names all four axes."""
    rows, columns, f, s = draw.within(side), draw.within(side), draw.within(window), draw.whole(2, 3)
    n, c, padding = draw.pick(batches), draw.pick(channels), draw.pick(("SAME", "VALID"))
    if rows == columns or f == s:
        return None
    other = {"SAME": "valid", "VALID": "same"}[padding]

    def pooled(window: int, stride: int, mode: str) -> tuple[int, ...]:
        return tuple(Axis(size, window, stride, mode).right for size in (rows, columns))

    right = pooled(f, s, padding.lower())
    wrong = {
        "first-two": (n, rows, right[1], c),
        "swapped": (n, *pooled(s, f, padding.lower()), c),
        "other-padding": (n, *pooled(f, s, other), c),
    }
    given = {"shape": (n, rows, columns, c), "f": f, "s": s, "padding": padding}
    values = {"rows": rows, "columns": columns, "sides": right}
    return Solved(given, (n, *right, c), wrong, values)


def torch_side(draw: Draw, side: Bounds, window: Bounds, stride: Bounds) -> Solved | None:
    """The side of PyTorch's MaxPool2d, padded by a number and rounded either way."""
    f, s, ceil = draw.within(window), draw.within(stride), draw.pick((True, False))
    axis = Axis(draw.within(side), f, s, draw.whole(1, f // 2), ceil_mode=ceil)
    turned = Axis(axis.size, f, s, axis.padding, ceil_mode=not ceil)
    sizes = {name: sides[0] for name, sides in wrong_sizes(axis).items()}
    wrong = {"other-rounding": turned.right} | sizes
    values = axis_values(axis)
    values["exact"] = round(values["exact"], 2)
    given = {"n": axis.size, "f": f, "s": s, "p": axis.padding, "ceil": str(ceil)}
    return Solved(given, axis.right, wrong, values)


def _stripes(size: int, wide: int, start: int) -> tuple[int, ...]:
    """A row of black and white stripes.

    >>> _stripes(6, 2, 0)
    (0, 0, 255, 255, 0, 0)
    """
    return tuple(WHITE - start if at // wide % 2 else start for at in range(size))


def _halved(row: Sequence[int], way: str) -> np.ndarray:
    """A row of the picture of half the size, all rows being the same."""
    picture = np.array([row] * 2, float)
    if way in ("max", "average"):
        return pool2d(picture, 2, mode=way)[0]
    start = int(way == "second")
    return picture[start::2, start::2][0]


def _look(row: np.ndarray) -> str:
    """What a row of pixels looks like.

    >>> _look(np.array([255, 255])), _look(np.array([127.5, 127.5])), _look(np.array([0, 255]))
    ('white', 'grey', 'stripes')
    """
    if len(set(row)) > 1:
        return "stripes"
    return {BLACK: "black", WHITE: "white"}.get(int(row[0]), "grey")


def _signed(number: int) -> str:
    return str(number).replace("-", "−")


def _told(sheet: np.ndarray) -> str:
    return ", ".join(f"{cell:g}" for cell in sheet[0])


def _rows(sheet: np.ndarray) -> Rows:
    return tuple(tuple(float(cell) for cell in line) for line in sheet)
