"""Tasks on Keras's layers: what they make of numbers."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from cnn_core.activations import leaky_relu, softmax
from cnn_core.convolution import conv2d
from cnn_core.dropout import dropout
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.convolution_values import bracketed, plain
from cnn_core.exercises.value_rules import (
    wrong_dropped,
    wrong_leaks,
    wrong_moving_means,
    wrong_normalised,
    wrong_pointwise_cells,
    wrong_shares,
)
from cnn_core.normalization import MOVING_MEAN, batch_moments, batch_normalize, moving_average

Bounds = Sequence[int]
#: Whole numbers around 0 whose standard deviation is a whole number, so that pencil and paper do.
SPREADS: Final = (
    (3, -3, 1, -1, 0),
    (4, -1, -1, -1, -1),
    (-5, 3, 1, 1),
    (3, -3, 3, -3),
    (4, -2, -2, 0, 0, 0),
)


def normalised(draw: Draw, mean: Bounds, gammas: Sequence[int], betas: Sequence[int]) -> Solved | None:
    """One number of a channel after batch normalization."""
    middle, sign = draw.within(mean), draw.pick((1, -1))
    spread = draw.shuffled(draw.pick(SPREADS))
    channel = np.array([[float(middle + sign * cell)] for cell in spread])  # (N, 1)
    row, gamma, beta = draw.whole(0, len(channel) - 1), draw.pick(gammas), draw.pick(betas)
    (mu,), (variance,) = batch_moments(channel)
    x, deviation = float(channel[row, 0]), float(np.sqrt(variance))
    if deviation != round(deviation) or x in (mu, 0):
        return None
    answer = round(float(batch_normalize(channel, gamma, beta)[row, 0]), 2)
    wrong = {name: round(value, 2) for name, value in wrong_normalised(channel, row, 0, gamma, beta).items()}
    given = {
        "batch": ", ".join(plain(float(cell)) for cell in channel[:, 0]), "x": x,
        "gamma": gamma, "beta": beta,
    }  # fmt: skip
    values = {
        "count": len(channel), "mean": float(mu), "variance": float(variance), "deviation": deviation,
        "less": len(channel) - 1, "sum": _normal_sum(x, float(mu), deviation, gamma, beta),
    }  # fmt: skip
    return Solved(given, answer, wrong, values)


def moving_mean(draw: Draw, mean: Bounds, momenta: Sequence[float], batches: Bounds) -> Solved:
    """The moving mean of a new layer after some batches of one mean."""
    m, momentum, count = draw.within(mean), draw.pick(momenta), draw.within(batches)
    means = [MOVING_MEAN]
    for _ in range(count):
        means.append(float(moving_average(means[-1], m, momentum)))
    steps = " → ".join(f"{value:.4g}" for value in means)
    given = {"mean": m, "momentum": momentum, "n": count}
    values = {"new": round(1 - momentum, 2), "steps": steps, "first": round(means[1], 4)}
    wrong = {name: round(value, 4) for name, value in wrong_moving_means(m, momentum, count).items()}
    return Solved(given, round(means[-1], 4), wrong, values)


def dropped(draw: Draw, numbers: Bounds, rates: Sequence[float], training: bool) -> Solved:
    """A number that survives dropout, or that passes it at inference."""
    x, rate = draw.within(numbers), draw.pick(rates)
    rest = round(1 - rate, 2)
    answer = round(float(dropout(float(x), True, rate)), 4) if training else x
    wrong = {name: round(value, 4) for name, value in wrong_dropped(x, rate, training).items()}
    return Solved({"x": x, "rate": rate}, answer, wrong, {"rest": rest})


def mixed(draw: Draw, maps: Bounds, numbers: Bounds, weights: Bounds, biases: Bounds) -> Solved | None:
    """One cell of a 1 x 1 convolution: the maps' numbers there, mixed by a filter's weights."""
    count = draw.within(maps)
    cell, kernel = ([draw.within(bounds) for _ in range(count)] for bounds in (numbers, weights))
    bias = draw.within(biases)
    if 0 in (*cell, *kernel, bias):
        return None
    sheet, weights_ = np.array(cell, float)[None, None], np.array(kernel, float)
    answer = float(conv2d(sheet, weights_[None, None, :, None], bias=[bias])[0, 0, 0])
    terms = [f"{bracketed(one)} × {bracketed(weight)}" for one, weight in zip(cell, kernel, strict=True)]
    given = {
        "numbers": ", ".join(map(plain, cell)), "weights": ", ".join(map(plain, kernel)), "bias": plain(bias),
        "filters": draw.pick((4, 8, 16)),
    }  # fmt: skip
    values = {"sum": f"{' + '.join(terms)} + {bracketed(bias)} = {plain(answer)}", "maps": count}
    return Solved(given, answer, wrong_pointwise_cells(sheet[0, 0], weights_, bias), values)


def leaked(draw: Draw, numbers: Bounds) -> Solved:
    """A negative number under the layer LeakyReLU."""
    x = -draw.within(numbers)
    answer = round(float(leaky_relu(float(x))), 4)
    wrong = {name: round(value, 4) for name, value in wrong_leaks(x).items()}
    return Solved({"x": x}, answer, wrong | {"keeps-it": x, "forgets-sign": -answer}, {"size": -x})


def share(draw: Draw, logits: Bounds, classes: Bounds) -> Solved | None:
    """The share, in percent, that softmax gives to one class."""
    numbers = [draw.within(logits) for _ in range(draw.within(classes))]
    if len(set(numbers)) < 2 or sum(numbers) <= 0:
        return None
    at = draw.whole(0, len(numbers) - 1)
    shares = softmax(np.array(numbers, float))
    powers = [plain(round(float(np.exp(value)), 2)) for value in numbers]
    given = {"logits": ", ".join(map(plain, numbers)), "class": at + 1}
    values = {"powers": " + ".join(powers), "own": powers[at], "count": len(numbers), "z": numbers[at]}
    wrong = {name: round(value, 1) for name, value in wrong_shares(numbers, at).items()}
    return Solved(given, round(100 * float(shares[at]), 1), wrong, values)


def _normal_sum(x: float, mean: float, deviation: float, gamma: float, beta: float) -> str:
    """The arithmetic without epsilon, as it is written on paper.

    >>> _normal_sum(4, 1, 2, 1, 0), _normal_sum(4, 1, 2, 3, -1)
    ('(4 − 1) ÷ 2 ≈ 1.5', '3 × (4 − 1) ÷ 2 + (−1) ≈ 3.5')
    """
    standard = f"({plain(x)} − {bracketed(mean)}) ÷ {plain(deviation)}"
    result = plain(round(gamma * (x - mean) / deviation + beta, 2))
    if (gamma, beta) == (1, 0):
        return f"{standard} ≈ {result}"
    return f"{plain(gamma)} × {standard} + {bracketed(beta)} ≈ {result}"
