"""Tasks on convolution: single cells, whole maps, activations."""

from collections.abc import Sequence
from math import log

import numpy as np

from cnn_core.activations import relu, sigmoid_derivative
from cnn_core.convolution import conv2d
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.misconceptions import wrong_convolved_cells
from cnn_core.exercises.tasks.convolution_rules import (
    Numbers,
    wrong_channel_sums,
    wrong_slopes,
    wrong_turned_cells,
)

Bounds = Sequence[int]
Sheet = tuple[tuple[float, ...], ...]


def conv_cell(draw: Draw, side: int, window: int) -> Solved | None:
    """One cell of a map."""
    matrix, kernel = draw.cells(side, side, 0, 5), draw.cells(window, window, -2, 3)
    image, weights = np.array(matrix, float), np.array(kernel, float)
    if sparse(weights):
        return None
    outputs = side - window + 1
    row, column = draw.whole(0, outputs - 1), draw.whole(0, outputs - 1)
    patch = image[row : row + window, column : column + window]
    answer = float(conv2d(image, weights)[row, column])
    wrong = wrong_convolved_cells(patch[..., None], weights[..., None], 0.0, False, False)
    values = {
        "row": row + 1, "column": column + 1, "at": row * outputs + column,
        "sum": products(patch, weights),
    }  # fmt: skip
    return Solved({"matrix": matrix, "kernel": kernel, "place": (row, column)}, answer, wrong, values)


def conv_map(draw: Draw, side: int, window: int) -> Solved | None:
    """A whole map."""
    matrix, kernel = draw.cells(side, side, 0, 3), draw.cells(window, window, -1, 1)
    image, weights = np.array(matrix, float), np.array(kernel, float)
    if sparse(weights):
        return None
    patches = np.lib.stride_tricks.sliding_window_view(image, (window, window))  # (H', W', h, w)
    wrong = {
        "flips-kernel": rows(conv2d(image, weights, flip=True)),
        "sums-the-patch": rows(patches.sum(axis=(2, 3))),
        "largest-product": rows((patches * weights).max(axis=(2, 3))),
    }
    values = {"sum": products(patches[0, 0], weights), "window": window}
    return Solved({"matrix": matrix, "kernel": kernel}, rows(conv2d(image, weights)), wrong, values)


def turned_cell(draw: Draw, side: int) -> Solved:
    """The one cell of a convolution as mathematics defines it, the kernel as large as the image."""
    matrix, kernel = draw.cells(side, side, 0, 5), draw.cells(side, side, -2, 3)
    image, weights = np.array(matrix, float), np.array(kernel, float)
    answer = float(conv2d(image, weights, flip=True)[0, 0])
    values = {"sum": products(image, weights[::-1, ::-1])}
    return Solved({"matrix": matrix, "kernel": kernel}, answer, wrong_turned_cells(image, weights), values)


def rectified_map(draw: Draw, side: int, window: int) -> Solved | None:
    """A whole map after bias and ReLU, in which ReLU changes something and leaves something."""
    matrix, kernel = draw.cells(side, side, 0, 4), draw.cells(window, window, -2, 2)
    bias = draw.pick((-4, -3, -2, -1, 1, 2, 3, 4))
    image, weights = np.array(matrix, float), np.array(kernel, float)
    sums = conv2d(image, weights)
    totals = sums + bias
    if sparse(weights) or not totals.min() < 0 < totals.max():
        return None
    wrong = {
        "forgets-activation": rows(totals),
        "forgets-bias": rows(relu(sums)),
        "bias-after-relu": rows(relu(sums) + bias),
    }
    values = {"sum": products(image[:window, :window], weights), "first": float(totals[0, 0])}
    given = {"matrix": matrix, "kernel": kernel, "bias": bias}
    return Solved(given, rows(relu(totals)), wrong, values)


def channel_sum(draw: Draw, sums: Bounds, bias: Bounds) -> Solved | None:
    """A cell of a map from what the channels of an RGB image give there."""
    channels, b = tuple(draw.within(sums) for _ in range(3)), draw.within(bias)
    if 0 in channels or not b or len(set(channels)) < 3:
        return None
    answer = float(conv2d(np.array([[channels]]), np.ones((1, 1, 3, 1)), [b])[0, 0, 0])
    told = {"red": channels[0], "green": channels[1], "blue": channels[2], "bias": b}
    values = {"channels": 3, "sum": written((*channels, b)) + f" = {plain(answer)}"}
    return Solved(told, answer, wrong_channel_sums(channels, b), values)


def sigmoid_slope(draw: Draw, values: Sequence[float], signals: Bounds) -> Solved:
    """What is left of a gradient that comes back through a sigmoid."""
    value, signal = draw.pick(values), draw.within(signals)
    slope = round(float(sigmoid_derivative(log(value / (1 - value)))), 6)
    wrong = {name: round(signal * rule, 6) for name, rule in wrong_slopes(value).items()}
    rest = round(1 - value, 6)
    return Solved({"y": value, "g": signal}, round(signal * slope, 6), wrong, {"slope": slope, "rest": rest})


def sparse(kernel: Numbers) -> bool:
    """Whether more than half of a kernel's weights are 0, which leaves little to add up.

    >>> sparse(np.eye(3)), sparse(np.eye(2))
    (True, False)
    """
    return bool(2 * np.count_nonzero(kernel) < kernel.size)


def products(patch: Numbers, kernel: Numbers) -> str:
    """The sum of one window as it is written on paper; products with a weight of 0 are left out.

    >>> products(np.array([[2.0, 3], [4, 5]]), np.array([[1.0, 0], [-2, 1]]))
    '2 × 1 + 4 × (−2) + 5 × 1 = −1'
    """
    terms = [
        f"{plain(value)} × {bracketed(weight)}"
        for value, weight in zip(patch.flat, kernel.flat, strict=True)
        if weight
    ]
    return f"{' + '.join(terms) or '0'} = {plain(float((patch * kernel).sum()))}"


def written(numbers: Sequence[float]) -> str:
    """Numbers added up, as they are written on paper.

    >>> written((4, -1, 2.5))
    '4 + (−1) + 2.5'
    """
    return " + ".join([plain(numbers[0]), *map(bracketed, numbers[1:])])


def plain(number: float) -> str:
    """A number with a true minus sign.

    >>> plain(-2.0)
    '−2'
    """
    return f"{number:g}".replace("-", "−")


def bracketed(number: float) -> str:
    """The same, in brackets if it is negative.

    >>> bracketed(-2.0)
    '(−2)'
    """
    return f"({plain(number)})" if number < 0 else plain(number)


def rows(sheet: Numbers) -> Sheet:
    """A matrix as an answer holds it.

    >>> rows(np.eye(2))
    ((1.0, 0.0), (0.0, 1.0))
    """
    return tuple(tuple(float(cell) + 0.0 for cell in row) for row in sheet)  # -0 becomes 0
