"""Wrong rules about what a layer does to numbers, each computed on the learner's own numbers.

A number before a rule is its row in the list of wrong beliefs, docs/misconceptions.md.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.activations import relu, sigmoid, softmax
from cnn_core.dropout import dropout
from cnn_core.normalization import EPSILON, MOVING_MEAN, moving_average
from cnn_core.rectifiers import rectify

Numbers = NDArray[np.float64]


def wrong_depthwise_cells(patch: Numbers, kernels: Numbers, channel: int) -> dict[str, float]:
    """Wrong rules for a cell of the depthwise step: (h, w, C) under one (h, w) kernel for each channel.

    >>> patch, kernels = np.ones((1, 1, 2)) * [2, 3], np.ones((1, 1, 2)) * [10, 100]
    >>> wrong_depthwise_cells(patch, kernels, channel=0)["adds-the-channels"]
    320.0
    """
    sums = (patch * kernels).sum(axis=(0, 1))  # (C,)
    neighbour = (channel + 1) % len(sums)
    own = patch[..., channel]
    return {
        "adds-the-channels": float(sums.sum()),
        "neighbours-kernel": float((own * kernels[..., neighbour]).sum()),
        "neighbours-channel": float(sums[neighbour]),
        "sums-the-patch": float(own.sum()),
        "largest-product": float((own * kernels[..., channel]).max()),
        "flips-kernel": float((own * kernels[::-1, ::-1, channel]).sum()),
    }


def wrong_pointwise_cells(values: Numbers, weights: Numbers, bias: float) -> dict[str, float]:
    """Wrong rules for a cell of the pointwise step, or of a dense layer: n numbers, n weights, a bias.

    >>> wrong_pointwise_cells(np.array([2.0, 3.0]), np.array([1.0, -1.0]), 5.0)["forgets-bias"]
    -1.0
    """
    products = values * weights
    beliefs = {
        "adds-unweighted": float(values.sum()) + bias,
        "forgets-signs": float(np.abs(products).sum()) + bias,
        "largest-product": float(products.max()),
        "first-only": float(products[0]) + bias,
        "average-of-products": float(products.mean()) + bias,
    }
    return {"forgets-bias": float(products.sum())} | beliefs if bias else beliefs


def wrong_normalised(
    batch: Numbers, row: int, column: int, gamma: float = 1.0, beta: float = 0.0
) -> dict[str, float]:
    """Wrong rules for one number of a batch (N, C) after batch normalization.

    >>> batch = np.array([[0.0], [4.0], [1.0], [-2.0], [2.0]])  # mean 1, variance 4
    >>> {name: round(value, 2) for name, value in wrong_normalised(batch, 1, 0).items()}
    {'divides-by-variance': 0.75, 'sample-variance': 1.34, 'only-centres': 3.0, 'forgets-mean': 2.0}
    """
    values, own, x = batch[:, column], batch[row], float(batch[row, column])
    mean, deviation = float(values.mean()), float(np.sqrt(values.var() + EPSILON))

    def scaled(centred: float, variance: float) -> float:
        return gamma * centred / float(np.sqrt(variance + EPSILON)) + beta

    beliefs = {"divides-by-variance": gamma * (x - mean) / deviation**2 + beta}
    if len(values) > 1:
        beliefs["sample-variance"] = scaled(x - mean, float(values.var(ddof=1)))
    beliefs["only-centres"] = gamma * (x - mean) + beta
    beliefs["forgets-mean"] = scaled(x, float(values.var()))
    if len(own) > 1:
        beliefs["across-the-row"] = scaled(x - float(own.mean()), float(own.var()))
    if (gamma, beta) != (1.0, 0.0):
        beliefs["forgets-gamma-and-beta"] = (x - mean) / deviation
        beliefs["beta-before-gamma"] = gamma * ((x - mean) / deviation + beta)
    return beliefs


def wrong_moving_means(batch_mean: float, momentum: float, batches: int) -> dict[str, float]:
    """Wrong rules for a moving mean, new at the start, after some batches of one mean.

    >>> wrong = wrong_moving_means(5.0, 0.9, 2)
    >>> {name: round(value, 3) for name, value in wrong.items()}
    {'at-once': 5.0, 'never-moves': 0.0, 'momentum-the-other-way': 4.95, 'steps-add-up': 1.0,
     'one-batch': 0.5}
    """
    swapped = MOVING_MEAN
    for _ in range(batches):
        swapped = float(moving_average(swapped, batch_mean, 1 - momentum))
    once = float(moving_average(MOVING_MEAN, batch_mean, momentum))
    return {
        "at-once": batch_mean,
        "never-moves": MOVING_MEAN,
        "momentum-the-other-way": swapped,
        "steps-add-up": once * batches,
        "one-batch": once,
    }


def wrong_dropped(x: float, rate: float, training: bool) -> dict[str, float]:
    """Wrong rules for a number that survives dropout while training, or that passes it at inference.

    >>> wrong_dropped(4.0, 0.5, training=True)
    {'no-scaling': 4.0, 'scales-down': 2.0, 'divides-by-rate': 8.0, 'drops-it': 0.0}
    """
    grown = float(dropout(x, True, rate))
    if training:
        divided = {"divides-by-rate": x / rate} if rate else {}
        return {"no-scaling": x, "scales-down": x * (1 - rate), **divided, "drops-it": 0.0}
    return {"scales-down": x * (1 - rate), "scales-up": grown, "drops-it": 0.0}


def wrong_rectified(
    x: float, max_value: float | None, negative_slope: float, threshold: float
) -> dict[str, float]:
    """Wrong rules for ReLU(max_value, negative_slope, threshold) of one number.

    >>> wrong_rectified(-4.0, None, 0.5, 1.0)["slope-from-zero"]
    -2.0
    """
    top, slope, start = max_value, negative_slope, threshold
    beliefs = {
        "forgets-threshold": float(rectify(x, top, slope)),
        "forgets-max": float(rectify(x, None, slope, start)),
        "forgets-slope": float(rectify(x, top, 0, start)),
        "slope-from-zero": slope * x if x < start else float(rectify(x, top, slope, start)),
        "shifts-by-threshold": float(rectify(max(x - start, 0.0), top)),
    }
    if top is not None:
        beliefs["zero-above-max"] = 0.0 if x > top else float(rectify(x, top, slope, start))
    return beliefs | {"plain-relu": float(relu(x)), "keeps-it": x}


def wrong_leaks(x: float) -> dict[str, float]:
    """Wrong rules for one number under a leaky ReLU: the other slopes that go by that name.

    >>> wrong_leaks(-10.0)
    {'slope-of-the-layer': -3.0, 'slope-of-the-string': -2.0, 'slope-of-pytorch': -0.1, 'plain-relu': 0.0}
    """
    slopes = {"slope-of-the-layer": 0.3, "slope-of-the-string": 0.2, "slope-of-pytorch": 0.01}
    leaks = {name: float(rectify(x, negative_slope=slope)) for name, slope in slopes.items()}
    return leaks | {"plain-relu": float(relu(x))}


def wrong_shares(logits: Sequence[float], index: int) -> dict[str, float]:
    """Wrong rules for the share, in percent, that softmax gives to one class.

    >>> {name: round(share, 1) for name, share in wrong_shares([3.0, 1.0, 0.0], 0).items()}
    {'share-of-the-sum': 75.0, 'sigmoid-each': 95.3, 'all-or-nothing': 100.0, 'equal-shares': 33.3}
    """
    numbers = np.array(logits, dtype=np.float64)
    total = float(numbers.sum())
    sharable = total > 0 and float(numbers.min()) >= 0
    beliefs = {"share-of-the-sum": 100 * float(numbers[index]) / total} if sharable else {}
    return beliefs | {
        "sigmoid-each": 100 * float(sigmoid(numbers)[index]),
        "all-or-nothing": 100.0 if index == int(numbers.argmax()) else 0.0,
        "equal-shares": 100 / len(numbers),
    }


def wrong_second_shares(logits: Sequence[float]) -> dict[str, float]:
    """20: what people expect of a second softmax: the largest share after it, in percent.

    >>> {name: round(share, 1) for name, share in wrong_second_shares([3.0, 1.0, 0.0]).items()}
    {'does-no-harm': 84.4, 'sharpens': 100.0, 'levels-all': 33.3}
    """
    first = 100 * float(np.max(softmax(np.array(logits, dtype=np.float64))))
    return {"does-no-harm": first, "sharpens": 100.0, "levels-all": 100 / len(logits)}
