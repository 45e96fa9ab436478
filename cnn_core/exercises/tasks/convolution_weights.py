"""Tasks on convolution: weights, maps, and layers to be written."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.convolution import dense_weight_count, weight_count
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.misconceptions import wrong_weight_counts
from cnn_core.exercises.network_misconceptions import wrong_layer_weights
from cnn_core.exercises.tasks.convolution_rules import (
    wrong_grown_weights,
    wrong_kernel_shapes,
    wrong_map_counts,
    wrong_unshared,
)
from cnn_core.im2col import shared_weight_ids
from cnn_core.windows import output_size

Bounds = Sequence[int]
Choices = Sequence[int]
_NO_POOLING: Final = {"without": ("MaxPooling2D", "AveragePooling2D")}


def conv_weights(draw: Draw, windows: Choices, channels: Choices, filters: Choices) -> Solved:
    """The weights of a convolution."""
    f, c, k = draw.pick(windows), draw.pick(channels), draw.pick(filters)
    values = {"one": f * f * c, "n": 32}
    return Solved({"f": f, "in": c, "k": k}, weight_count(f, c, k), wrong_weight_counts(f, c, k), values)


def second_weights(draw: Draw, side: Bounds, windows: Choices, filters: Choices) -> Solved | None:
    """The weights of the second of two convolutions on an RGB image."""
    n, f, k, maps = draw.within(side), draw.pick(windows), draw.pick(filters), draw.pick(filters)
    if k == maps:
        return None
    network = stack(layer("Input", (n, n, 3)), layer("Conv2D", maps, 3), layer("Conv2D", k, f))
    rows = trace(network)
    wrong = wrong_layer_weights(network, rows, 2)
    given = {"n": n, "maps": maps, "k": k, "f": f}
    return Solved(given, rows[2].params, wrong, {"in": maps, "shape": rows[1].output_shape})


def map_count(draw: Draw, side: Bounds, windows: Choices, channels: Choices, filters: Choices) -> Solved:
    """How many maps a convolution makes."""
    n, f, c, k = draw.within(side), draw.pick(windows), draw.pick(channels), draw.pick(filters)
    right = trace(stack(layer("Conv2D", k, f)), (n, n, c))[0].output_shape[-1] or 0
    return Solved({"n": n, "f": f, "in": c, "k": k}, right, wrong_map_counts(c, k), {"shape": (n, n, c)})


def grown_image(draw: Draw, side: Bounds, windows: Choices, channels: Choices, filters: Choices) -> Solved:
    """A convolution's weights after its image has grown."""
    n, f, c, k = draw.within(side), draw.pick(windows), draw.pick(channels), draw.pick(filters)
    weights = weight_count(f, c, k)
    given = {"n": n, "wide": 2 * n, "f": f, "in": c, "k": k, "weights": weights}
    return Solved(given, weights, wrong_grown_weights(weights))


def unshared_weights(draw: Draw, side: Bounds, window: Bounds, filters: Bounds) -> Solved | None:
    """Weights of local windows on a grey image if no two outputs shared them."""
    n, f, k = draw.within(side), draw.within(window), draw.within(filters)
    if n - f < 2:
        return None
    ids = shared_weight_ids((f, f), (n, n))  # (outputs, pixels): 0 where there is no connection
    outputs = len(ids)
    values = {"side": n - f + 1, "outputs": outputs, "area": f * f, "shared": f * f * k}
    wrong = wrong_unshared(n, f, k, outputs)
    return Solved({"n": n, "f": f, "k": k}, int(np.count_nonzero(ids)) * k, wrong, values)


def kernel_shape(draw: Draw, windows: Choices, channels: Choices, filters: Choices) -> Solved | None:
    """The shape of a Conv2D's weights as Keras keeps them."""
    height, width = draw.pick(windows), draw.pick(windows)
    c, k = draw.pick(channels), draw.pick(filters)
    if c == k or height == width:
        return None
    given = {"height": height, "width": width, "in": c, "k": k}
    return Solved(given, (height, width, c, k), wrong_kernel_shapes(height, width, c, k))


def dense_image(draw: Draw, sides: Choices, units: Choices) -> Solved:
    """Weights between an RGB image and a dense layer, biases left out."""
    n, k = draw.pick(sides), draw.pick(units)
    inputs = n * n * 3
    wrong = {"forgets-colour": n * n * k, "one-unit": inputs, "with-biases": dense_weight_count(inputs, k)}
    return Solved({"n": n, "k": k}, dense_weight_count(inputs, k, bias=False), wrong, {"inputs": inputs})


def write_conv(draw: Draw, halves: Bounds, channels: Choices, filters: Choices) -> Solved | None:
    """A convolution that halves an image and gives a number of maps."""
    n, c, k = 2 * draw.within(halves), draw.pick(channels), draw.pick(filters)
    side = output_size(n, 3, 2, "same")
    if k in (c, side, n):
        return None
    wrong = {
        "filters-is-kernel": f'Conv2D(3, {k}, strides=2, padding="same")',
        "third-is-padding": f'Conv2D({k}, 3, "same")',
        "same-keeps-size": f'Conv2D({k}, 3, padding="same")',
        "forgets-padding": f"Conv2D({k}, 3, strides=2)",
    }
    given = {"input": (n, n, c), "output": (side, side, k), "with": ("Conv2D",)} | _NO_POOLING
    right = f'Conv2D({k}, 3, strides=2, padding="same")'
    return Solved(given, right, wrong, {"n": n, "k": k, "side": side, "short": side - 1})


def write_two_small(draw: Draw, side: Bounds, channels: Choices) -> Solved:
    """Convolutions that shrink an image by four cells with fewer weights than one 5x5 kernel needs."""
    n, c = draw.within(side), draw.pick(channels)
    most = (2 * weight_count(3, c, c) + weight_count(5, c, c)) // 200 * 100
    wrong = {
        "one-large-kernel": f"Conv2D({c}, 5)",
        "once-is-enough": f"Conv2D({c}, 3)",
        "pads-as-well": f'Conv2D({c}, 3, padding="same")\nConv2D({c}, 3, padding="same")',
    }
    given = {"input": (n, n, c), "output": (n - 4, n - 4, c), "most_weights": most, "with": ("Conv2D",)}
    values = {
        "c": c, "large": weight_count(5, c, c), "small": 2 * weight_count(3, c, c), "most": most,
        "n": n, "between": n - 2, "side": n - 4,
    }  # fmt: skip
    return Solved(given, f"Conv2D({c}, 3)\nConv2D({c}, 3)", wrong, values)
