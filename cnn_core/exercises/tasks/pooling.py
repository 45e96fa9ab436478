"""Tasks of the lesson on pooling."""

from collections.abc import Sequence

import numpy as np

from cnn_core.convolution import dense_weight_count
from cnn_core.errors import LabError
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.misconceptions import (
    Axis,
    axis_values,
    wrong_pooled_cells,
    wrong_receptive_fields,
    wrong_sizes,
)
from cnn_core.exercises.tasks.pooling_ways import (
    pooled_after_shift,
    pooling_weights,
    root_cell,
    stripes_left,
    tensorflow_shape,
    torch_side,
)
from cnn_core.pooling import pool2d
from cnn_core.steps import pool_step, slide
from cnn_core.windows import output_size, receptive_field

__all__ = [
    "halvings", "head_weights", "pooled_after_shift", "pooled_cell", "pooled_matrix", "pooled_shape",
    "pooled_side", "pooling_weights", "receptive", "root_cell", "stripes_left", "tensorflow_shape",
    "torch_side", "write_pooling",
]  # fmt: skip
Bounds = Sequence[int]


def pooled_side(
    draw: Draw, side: Bounds, window: Bounds, stride: Bounds = (0, 0), padding: str = "valid"
) -> Solved | None:
    """The output's side of square pooling; a stride of 0 is left out, which means the window."""
    n, f, given = draw.within(side), draw.within(window), draw.within(stride)
    if f >= n:
        return None
    axis = Axis(n, f, given or f, padding)
    wrong = {name: sides[0] for name, sides in wrong_sizes(axis).items()}
    return Solved({"n": n, "f": f, "strides": given}, axis.right, wrong, axis_values(axis))


def pooled_shape(
    draw: Draw, side: Bounds, window: Bounds, stride: Bounds, channels: Sequence[int], padding: str
) -> Solved | None:
    """The shape that pooling makes of H x W x C."""
    shape = (draw.within(side), draw.within(side))
    f, s, c = draw.within(window), draw.within(stride), draw.pick(channels)
    if f >= min(shape) or shape[0] == shape[1]:
        return None
    axes = [Axis(n, f, s, padding) for n in shape]
    right = tuple(axis.right for axis in axes)
    wrong = {name: (*sides, c) for name, sides in wrong_sizes(*axes).items()}
    wrong |= {"merges-channels": (*right, 1), "pools-channels": (*right, max(c // f, 1))}
    given = {"shape": (*shape, c), "window": f, "stride": s, "mode": padding}
    return Solved(given, (*right, c), wrong, axis_values(axes[0]) | {"c": c})


def pooled_cell(draw: Draw, side: int, window: int, mode: str, padding: str = "valid") -> Solved:
    """One cell of a pooled matrix: with "same", one whose window hangs over the end."""
    cells = draw.cells(side, side, -9, 9)
    sheet = np.array(cells, float)
    where = slide((side, side), (window, window), (window, window), padding)
    rows, columns = where.output_shape
    row, column = (rows - 1 if padding == "same" else draw.whole(0, rows - 1)), draw.whole(0, columns - 2)
    under = [under for _, under in where.cells()][row * columns + column]
    step = pool_step(sheet, under)
    answer = float(pool2d(sheet, window, None, padding, mode)[row, column])
    wrong = wrong_pooled_cells(tuple(step.values), step.padded, mode)
    told = ", ".join(f"{value:g}".replace("-", "−") for value in step.values)
    values = {
        "row": row + 1, "column": column + 1, "cells": told, "whole": window * window,
        "padded": step.padded, "window": window, "mode": mode, "at": row * columns + column,
    }  # fmt: skip
    return Solved({"matrix": cells}, answer, wrong, values)


def pooled_matrix(draw: Draw, side: int, window: int, mode: str) -> Solved:
    """All of a pooled matrix."""
    cells = draw.cells(side, side, -9, 9)
    sheet = np.array(cells, float)
    kinds = {name: pool2d(sheet, window, mode=name) for name in ("max", "average")}
    kinds["sum"] = kinds["average"] * window**2
    corner = sheet[::window, ::window][: kinds[mode].shape[0], : kinds[mode].shape[1]]
    wrong = {f"takes-{name}": _rows(made) for name, made in kinds.items() if name != mode}
    values = {"window": window, "mode": mode}
    return Solved({"matrix": cells}, _rows(kinds[mode]), wrong | {"takes-corner": _rows(corner)}, values)


def receptive(draw: Draw, layers: Bounds, windows: Sequence[int], strides: Sequence[int]) -> Solved:
    """What one unit on top of some layers sees along one axis."""
    stack = [(draw.pick(windows), draw.pick(strides)) for _ in range(draw.within(layers))]
    told = " → ".join(f"{f}×{f} / {s}" for f, s in stack)
    right = receptive_field(stack)[0]
    steps = [1] + [receptive_field(stack[: at + 1])[0] for at in range(len(stack))]
    values = {"stack": told, "steps": " → ".join(map(str, steps)), "layers": len(stack)}
    return Solved({"windows": tuple(stack)}, right, wrong_receptive_fields(stack), values)


def halvings(draw: Draw, side: Bounds, window: Bounds) -> Solved:
    """How often a square map can be pooled before no window fits."""
    n, f = draw.within(side), draw.within(window)
    sides = [n]
    while sides[-1] >= f:
        sides.append(output_size(sides[-1], f, f))
    exact, left = 0, n
    while left % f == 0:
        exact, left = exact + 1, left // f
    wrong = {"halves-once-more": len(sides), "divides-exactly": exact}
    return Solved({"side": n, "window": f}, len(sides) - 1, wrong, {"sides": " → ".join(map(str, sides))})


def head_weights(draw: Draw, side: Bounds, channels: Sequence[int], classes: Sequence[int]) -> Solved:
    """Weights of a classifier after global average pooling."""
    n, c, k = draw.within(side), draw.pick(channels), draw.pick(classes)
    wrong = {"flattens": dense_weight_count(n * n * c, k), "forgets-bias": c * k, "pools-need-none": 0}
    return Solved({"n": n, "c": c, "k": k}, dense_weight_count(c, k), wrong)


def write_pooling(draw: Draw, side: Bounds, channels: Sequence[int], window: Bounds) -> Solved | None:
    """A pooling layer that turns one shape into another."""
    n, c, f = draw.within(side), draw.pick(channels), draw.within(window)
    try:
        made = output_size(n, f, f)
    except LabError:
        return None
    if made < 2 or made == n - f + 1:
        return None
    wrong = {
        "stride-is-one": f"MaxPooling2D({f}, strides=1)", "pools-to-size": f"MaxPooling2D({made})",
        "convolves": f"Conv2D({c}, {f}, strides={f})",
    }  # fmt: skip
    given = {"input": (n, n, c), "output": (made, made, c), "most_weights": 0}
    return Solved(given, f"MaxPooling2D({f})", wrong, {"n": n, "f": f, "side": made})


def _rows(sheet: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(cell) for cell in row) for row in sheet)
