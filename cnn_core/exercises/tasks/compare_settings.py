"""Tasks on what the guided experiments change: dropout, normalisation, averages, rates, whitening kernels."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from cnn_core.architecture.flattening import with_global_average_pooling
from cnn_core.architecture.normalizing import with_batch_normalization
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.data.whitening import whitening_kernels
from cnn_core.dropout import dropout
from cnn_core.exercises.exercise import Draw, Solved

Bounds = Sequence[int]
Choices = Sequence[int]
_SIDE = 32
#: So many more or fewer than expected may be dropped.
_NEAR = 3


def dropped_sum(draw: Draw, numbers: Bounds, counts: Choices, rates: Sequence[float]) -> Solved | None:
    """What a unit with weights of 1 adds up to in a step of training, some of its inputs being dropped."""
    x, n, rate = draw.within(numbers), draw.pick(counts), draw.pick(rates)
    lost = draw.whole(1, n - 1)
    rest = round(1 - rate, 2)
    answer = round(float(dropout(np.full(n, float(x)), np.arange(n) >= lost, rate).sum()), 4)
    if not 0 < abs(lost - n * rate) <= _NEAR or answer != round(answer):
        return None
    left = x * (n - lost)
    wrong = {
        "forgets-to-scale": left, "as-in-validation": x * n, "scales-down": round(left * rest, 4),
        "by-the-rate": round(left / rate, 4),
    }  # fmt: skip
    given = {"n": n, "x": x, "rate": rate, "lost": lost}
    return Solved(given, round(answer), wrong, {"kept": n - lost, "left": left, "rest": rest, "all": x * n})


def added_by_normalization(draw: Draw, filters: Choices, convolutions: Bounds) -> Solved:
    """By how many learnt numbers a network grows with batch normalization, the biases going."""
    counts = tuple(draw.pick(filters) for _ in range(draw.within(convolutions)))
    bare = stack(
        layer("Input", (_SIDE, _SIDE, 3)), *(layer("Conv2D", k, 3, activation="relu") for k in counts)
    )
    maps = sum(counts)
    wrong = {"keeps-the-biases": 2 * maps, "counts-moving": 3 * maps, "all-four": 4 * maps}
    answer = _learnt(with_batch_normalization(bare)) - _learnt(bare)
    given = {"filters": ", ".join(map(str, counts))}
    return Solved(given, answer, wrong, {"sum": " + ".join(map(str, counts)), "maps": maps})


def averaged_end(draw: Draw, sides: Choices, channels: Choices, units: Choices, classes: Choices) -> Solved:
    """How many weights a network's end has with the global average in place of Flatten and a dense layer."""
    side, maps, hidden, k = (draw.pick(some) for some in (sides, channels, units, classes))
    flat = stack(
        layer("Input", (side, side, maps)), layer("Flatten"), layer("Dense", hidden), layer("Dense", k)
    )
    answer = _learnt(with_global_average_pooling(flat))
    wrong = {
        "every-cell": (side * side * maps + 1) * k, "forgets-bias": maps * k,
        "keeps-the-hidden-layer": (maps + 1) * hidden + (hidden + 1) * k, "as-flatten": _learnt(flat),
    }  # fmt: skip
    given = {"side": side, "maps": maps, "units": hidden, "classes": k}
    return Solved(given, answer, wrong, {"flat": _learnt(flat)})


def adams_way(
    draw: Draw, rates: Sequence[Sequence[float]], gradients: Sequence[float], tens: Bounds
) -> Solved:
    """By how much a weight has changed after some steps of Adam, all with the same gradient."""
    rate, most = draw.pick(rates)
    n, slope = round(most * draw.within(tens) / 10), draw.pick(gradients) * draw.pick((1, -1))
    answer = round(adam_change(slope, rate, n), 4)
    wrong = {"plain-descent": round(-rate * slope * n, 6), "uphill": -answer}
    values = {"way": abs(answer), "size": abs(slope)}
    return Solved({"rate": rate, "gradient": slope, "n": n}, answer, wrong, values)


def adam_change(slope: float, rate: float, steps: int) -> float:
    """How far Adam moves a weight whose gradient stays the same, with Keras's betas and epsilon.

    Kingma, Ba 2014, algorithm 1, https://arxiv.org/abs/1412.6980

    >>> round(adam_change(20.0, 0.001, 100), 6), round(adam_change(-0.02, 0.001, 100), 4)
    (-0.1, 0.1)
    """
    first, second, epsilon = 0.9, 0.999, 1e-7
    m = v = change = 0.0
    for step in range(1, steps + 1):
        m, v = first * m + (1 - first) * slope, second * v + (1 - second) * slope * slope
        mean, square = m / (1 - first**step), v / (1 - second**step)
        change -= rate * mean / (sqrt(square) + epsilon)
    return change


def kernels_that_whiten(draw: Draw, sides: Bounds, channels: Choices) -> Solved:
    """How many kernels whiten the patches of an image, each axis with both signs."""
    side, c = draw.within(sides), draw.pick(channels)
    answer = whitening_kernels(np.zeros((1, side, side, c), np.float32), side).shape[-1]
    numbers = side * side * c
    wrong = {"one-sign": numbers, "forgets-the-channels": 2 * side * side, "one-a-pixel": side * side}
    return Solved({"side": side, "c": c}, answer, wrong, {"numbers": numbers})


def _learnt(network: Architecture) -> int:
    return sum(row.params - row.non_trainable for row in trace(network))
