"""Tasks on what the layers of a network give: how many maps, of which size, and where in the image."""

from collections.abc import Sequence

from cnn_core.architecture.emit import emit
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.exercises.exercise import Draw, Solved

Bounds = Sequence[int]
Choices = Sequence[int]


def map_count(draw: Draw, side: Choices, filters: Choices) -> Solved | None:
    """How many maps an image becomes, counted over all convolutions and pooling layers."""
    n, counts = draw.pick(side), tuple(draw.pick(filters) for _ in range(3))
    if len(set(counts)) < 2:
        return None
    rows = trace(_network((n, n), counts, "same"))[1:]
    maps = [int(row.output_shape[-1] or 0) for row in rows]
    a, b, c = counts
    wrong = {
        "only-convolutions": sum(counts), "counts-kernels": 3 * a + a * b + b * c, "last-layer": c,
    }  # fmt: skip
    told = [f"{row.kind}({count if row.params else ''})" for row, count in zip(rows, maps, strict=True)]
    values = {"layers": " → ".join(told), "sum": " + ".join(map(str, maps))}
    return Solved({"n": n, "filters": counts}, sum(maps), wrong, values)


def layer_shape(draw: Draw, side: Choices, filters: Choices) -> Solved | None:
    """The shape of what one of the layers makes of an image."""
    n, padding = draw.pick(side), draw.pick(("same", "valid"))
    counts = tuple(draw.pick(filters) for _ in range(3))
    network = _network((n, n), counts, padding)
    rows = trace(network)
    at = draw.pick((2, 3, 4))  # pool1, conv2, pool2
    shape, before, after = (tuple(rows[at + step].output_shape) for step in (0, -1, 1))
    wrong = {
        "one-layer-on": after, "one-layer-early": before, "size-of-the-image": (n, n, shape[2]),
    }  # fmt: skip
    path = " → ".join(" × ".join(map(str, row.output_shape)) for row in rows[: at + 1])
    return Solved({"code": emit(network), "layer": rows[at].name}, shape, wrong, {"path": path})


def place_in_image(draw: Draw, side: Choices, halvings: Bounds) -> Solved | None:
    """Where the square begins that a cell of a map stands for, row and column, counted from 1."""
    n, times = draw.pick(side), draw.within(halvings)
    step = 2**times
    cells = n // step
    row, column = draw.whole(2, cells), draw.whole(2, cells)
    if row == column:
        return None
    wrong = {
        "same-numbers": (row, column), "counts-from-zero": (row * step, column * step),
        "halves-once": (2 * (row - 1) + 1, 2 * (column - 1) + 1),
    }  # fmt: skip
    given = {"n": n, "cells": cells, "row": row, "column": column}
    values = {"step": step, "above": row - 1, "left": column - 1}
    return Solved(given, ((row - 1) * step + 1, (column - 1) * step + 1), wrong, values)


def kernel_sheets(draw: Draw, channels: Choices, filters: Choices, windows: Choices) -> Solved | None:
    """How many grey squares show the kernel of one filter: one for each input channel."""
    c, k, f = draw.pick(channels), draw.pick(filters), draw.pick(windows)
    if c == k:
        return None
    wrong = {"one-a-filter": k, "colours": 3, "every-kernel": c * k, "cells": f * f}
    return Solved({"c": c, "k": k, "f": f}, c, wrong)


def _network(size: tuple[int, int], filters: tuple[int, ...], padding: str) -> Architecture:
    """Three convolutions with pooling between them."""
    layers = [layer("Input", (*size, 3))]
    for at, count in enumerate(filters, 1):
        layers.append(layer("Conv2D", count, 3, padding=padding, activation="relu", name=f"conv{at}"))
        if at < len(filters):
            layers.append(layer("MaxPooling2D", name=f"pool{at}"))
    return stack(*layers)
