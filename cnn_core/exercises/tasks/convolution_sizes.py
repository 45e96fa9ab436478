"""Tasks on convolution: sizes, padding, and which windows use a cell."""

from collections.abc import Sequence
from typing import Any

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.misconceptions import Axis, axis_values, wrong_sizes
from cnn_core.exercises.tasks.convolution_rules import (
    wrong_keeping_paddings,
    wrong_same_paddings,
    wrong_unrolled,
    wrong_usages,
)
from cnn_core.im2col import im2col
from cnn_core.steps import slide
from cnn_core.windows import output_size, window_extent

Bounds = Sequence[int]
#: The largest side of a matrix in a lab.
MOST_SIDE = 12


def conv_side(
    draw: Draw,
    side: Bounds,
    window: Bounds,
    stride: Bounds = (1, 1),
    padding: str = "valid",
    added: Bounds | None = None,
    dilation: Bounds = (1, 1),
    divides: bool = True,
) -> Solved | None:
    """The side of a square image's map.

    Args:
        draw: chance.
        side: of the image; so are window, stride and dilation ranges.
        window: of the kernel.
        stride: cells a move.
        padding: by name; `added` wins over it.
        added: cells of padding on every side.
        dilation: cells between neighbouring taps.
        divides: False asks for a stride that leaves cells over.
    """
    n, f, s, d = draw.within(side), draw.within(window), draw.within(stride), draw.within(dilation)
    p = draw.within(added) if added else 0
    axis = Axis(n, f, s, p if added else padding, d)
    free = n + axis.total_padding - window_extent(f, d)
    if free < max(s, 2) or (not divides and free % s == 0):
        return None
    wrong = {name: sides[0] for name, sides in wrong_sizes(axis).items()}
    values = axis_values(axis) | {"p": p} | _sheets(n, f)
    return Solved({"n": n, "f": f, "s": s, "d": d, "p": p}, axis.right, wrong, values)


def same_padding(draw: Draw, side: Bounds, window: Bounds, stride: Bounds) -> Solved | None:
    """How many cells "same" adds along one axis."""
    axis = Axis(draw.within(side), draw.within(window), draw.within(stride), "same")
    right = axis.total_padding
    if not right:
        return None
    values = axis_values(axis) | {"first": right // 2, "last": right - right // 2}
    given = {"n": axis.size, "f": axis.window, "s": axis.stride}
    return Solved(given, right, wrong_same_paddings(axis), values)


def keeping_padding(draw: Draw, side: Bounds, windows: Sequence[int]) -> Solved:
    """The padding a side that keeps an image's size at stride 1."""
    n, f = draw.within(side), draw.pick(windows)
    right = next(p for p in range(f) if output_size(n, f, padding=p) == n)
    return Solved({"n": n, "f": f}, right, wrong_keeping_paddings(f), {"lost": f - 1})


def cell_use(draw: Draw, side: Bounds, window: Bounds) -> Solved:
    """How many windows use one cell of an image."""
    n, f = draw.within(side), draw.within(window)
    row, column = draw.whole(0, n - 1), draw.whole(0, n - 1)
    usage = slide((n, n), f).usage
    along, down = int(usage[0, column]), int(usage[row, 0])
    values = {"row": row + 1, "column": column + 1, "along": along, "down": down, "windows": (n - f + 1) ** 2}
    given = {"n": n, "f": f, "place": (row, column)}
    return Solved(given, int(usage[row, column]), wrong_usages(along, f, n), values | _sheets(n, f))


def unrolled_shape(draw: Draw, side: Bounds, window: Bounds) -> Solved | None:
    """Rows and columns of the matrix that im2col makes of a square image."""
    n, f = draw.within(side), draw.within(window)
    if f >= n:
        return None
    sheets = _sheets(n, f)
    rows, columns = im2col(sheets["sheet"], f).shape
    values = {"windows": rows, "cells": columns, "side": n - f + 1} | sheets
    return Solved({"n": n, "f": f}, (rows, columns), wrong_unrolled(n, f, (rows, columns)), values)


def _sheets(side: int, window: int) -> dict[str, Any]:
    """An image and a kernel for the lab, where they fit."""
    if side > MOST_SIDE:
        return {}
    image = tuple(tuple((3 * row + 2 * column) % 10 for column in range(side)) for row in range(side))
    return {"sheet": image, "ones": ((1,) * window,) * window}
