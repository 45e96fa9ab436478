"""Counts of weights against Keras, and what convolution refuses."""

import keras
import numpy as np
import pytest

from cnn_core.convolution import (
    conv2d,
    dense_weight_count,
    separable_conv2d,
    separable_weight_count,
    weight_count,
)
from cnn_core.errors import LabError


@pytest.mark.parametrize(
    "layer, channels, count",
    [
        (keras.layers.Conv2D(32, 3), 3, weight_count(3, 3, 32)),
        (
            keras.layers.Conv2D(6, (2, 5), groups=2, use_bias=False),
            4,
            weight_count((2, 5), 4, 6, 2, bias=False),
        ),
        (keras.layers.SeparableConv2D(32, 3), 3, separable_weight_count(3, 3, 32)),
        (
            keras.layers.SeparableConv2D(8, (2, 3), depth_multiplier=4, use_bias=False),
            3,
            separable_weight_count((2, 3), 3, 8, 4, bias=False),
        ),
        (keras.layers.Dense(100), 7, dense_weight_count(7, 100)),
    ],
)
def test_weight_counts_as_keras(layer, channels, count):
    """What count_params says of the built layer."""
    layer.build((None, 9, 9, channels))
    assert layer.count_params() == count


def test_weight_counts_by_hand():
    """Counts that lessons state; the image's size has no part in them."""
    assert dense_weight_count(100 * 100 * 3, 100, bias=False) == 3_000_000
    assert weight_count(10, 3, 10, bias=False) == 3_000
    assert weight_count(3, 3, 32) == 896
    assert weight_count(3, 1, 32) == 320
    assert weight_count(5, 3, 6) + weight_count(5, 6, 16) == 456 + 2_416


IMAGE, KERNEL = np.zeros((5, 5, 4)), np.zeros((3, 3, 4, 6))


@pytest.mark.parametrize(
    "call, key, values",
    [
        (lambda: conv2d(IMAGE, KERNEL, strides=0), "too_small", {"name": "strides", "received": 0}),
        (lambda: conv2d(IMAGE, KERNEL, padding="full"), "unknown_padding", {"received": "full"}),
        (lambda: conv2d(IMAGE, KERNEL, dilation=0), "too_small", {"name": "dilation", "received": 0}),
        (
            lambda: conv2d(IMAGE, KERNEL, strides=2, dilation=2),
            "stride_with_dilation",
            {"strides": (2, 2), "dilation": (2, 2)},
        ),
        (lambda: conv2d(IMAGE, KERNEL, groups=0), "too_small", {"name": "groups", "received": 0}),
        (
            lambda: conv2d(IMAGE, KERNEL, groups=3),
            "groups_do_not_divide",
            {"groups": 3, "channels": 4, "filters": 6},
        ),
        (
            lambda: conv2d(IMAGE, KERNEL, groups=2),
            "channels_do_not_match",
            {"channels": 4, "groups": 2, "kernel_channels": 4},
        ),
        (
            lambda: conv2d(IMAGE[:, :, :3], KERNEL),
            "channels_do_not_match",
            {"channels": 3, "groups": 1, "kernel_channels": 4},
        ),
        (lambda: conv2d(IMAGE, KERNEL[:, :, 0, 0]), "wrong_rank", {"name": "kernel", "received": 2}),
        (lambda: conv2d(IMAGE[:, :, 0], KERNEL), "wrong_rank", {"name": "kernel", "received": 4}),
        (lambda: conv2d(IMAGE, KERNEL, np.zeros(5)), "bias_does_not_match", {"filters": 6, "shape": (5,)}),
        (lambda: conv2d(IMAGE[:2], KERNEL), "window_does_not_fit", {"size": 2, "window": 3}),
        (lambda: conv2d(IMAGE, KERNEL, data_format="last"), "unknown_choice", {"name": "data_format"}),
        (
            lambda: conv2d(IMAGE[0], KERNEL[:, :, 0, 0], data_format="last"),
            "unknown_choice",
            {"received": "last"},
        ),
        (
            lambda: separable_conv2d(IMAGE, KERNEL, np.zeros((1, 1, 23, 2))),
            "channels_do_not_match",
            {"channels": 24, "kernel_channels": 23},
        ),
        (
            lambda: separable_conv2d(IMAGE, KERNEL, np.zeros((2, 1, 24, 2))),
            "pointwise_not_1x1",
            {"shape": (2, 1, 24, 2)},
        ),
        (
            lambda: separable_conv2d(IMAGE, KERNEL, np.zeros((1, 1, 24, 2)), strides=(1, 2)),
            "unequal_strides",
            {"strides": (1, 2)},
        ),
        (lambda: separable_conv2d(IMAGE[0], KERNEL, KERNEL), "wrong_rank", {"name": "x", "received": 2}),
        (lambda: weight_count(3, 3, 4, groups=2), "groups_do_not_divide", {"groups": 2, "channels": 3}),
        (lambda: weight_count(3, 0, 4), "too_small", {"name": "in_channels", "received": 0}),
        (lambda: separable_weight_count(3, 3, 4, 0), "too_small", {"name": "depth_multiplier"}),
        (lambda: dense_weight_count(3, "4"), "not_an_integer", {"name": "units", "received": "4"}),
    ],
)
def test_refusals(call, key, values):
    """The key, and what was received."""
    with pytest.raises(LabError) as refused:
        call()
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
