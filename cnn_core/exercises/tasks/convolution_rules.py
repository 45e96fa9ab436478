"""Wrong rules about convolution that belong to this lesson alone, each on the learner's own numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.exercises.misconceptions import Axis

Numbers = NDArray[np.float64]


def wrong_same_paddings(axis: Axis) -> dict[str, int]:
    """6, 7: wrong counts of the cells that "same" adds along an axis, both ends together.

    >>> wrong_same_paddings(Axis(16, 5, 2, "same"))
    {'as-at-stride-one': 4, 'one-ring': 2, 'pads-to-a-multiple': 0}
    """
    return {
        "as-at-stride-one": axis.window - 1,
        "one-ring": 2,
        "pads-to-a-multiple": -axis.size % axis.stride,
    }


def wrong_keeping_paddings(window: int) -> dict[str, int]:
    """6: wrong paddings a side that are thought to keep a map's size at stride 1.

    >>> wrong_keeping_paddings(5)
    {'both-sides-together': 4, 'one-ring': 1, 'whole-kernel': 5}
    """
    return {"both-sides-together": window - 1, "one-ring": 1, "whole-kernel": window}


def wrong_usages(along_the_row: int, window: int, side: int) -> dict[str, int]:
    """Wrong counts of the windows that use one cell of a square image.

    >>> wrong_usages(2, 3, 5)
    {'once-a-row': 2, 'used-once': 1, 'whole-kernel': 9, 'every-window': 9}
    """
    windows = (side - window + 1) ** 2
    return {
        "once-a-row": along_the_row,
        "used-once": 1,
        "whole-kernel": window * window,
        "every-window": windows,
    }


def wrong_unrolled(side: int, window: int, right: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """Wrong shapes of the matrix whose rows are the windows of a square image.

    >>> wrong_unrolled(5, 3, (9, 9))["a-row-a-pixel"]
    (25, 9)
    """
    return {
        "turned": (right[1], right[0]),
        "a-row-a-pixel": (side * side, right[1]),
        "kernel-square": (window, window),
    }


def wrong_turned_cells(patch: Numbers, kernel: Numbers) -> dict[str, float]:
    """Wrong rules for a cell of a convolution that turns the kernel by 180 degrees first.

    >>> patch, kernel = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 0], [0, 0]])
    >>> wrong_turned_cells(patch, kernel)["mirrors-rows-only"]
    2.0
    """
    return {
        "does-not-flip": float((patch * kernel).sum()),
        "mirrors-rows-only": float((patch * kernel[:, ::-1]).sum()),
        "mirrors-columns-only": float((patch * kernel[::-1]).sum()),
        "transposes": float((patch * kernel.T).sum()),
    }


def wrong_channel_sums(sums: Sequence[float], bias: float) -> dict[str, float]:
    """Wrong rules for a cell of a map, from the products' sum in each channel.

    >>> wrong_channel_sums((4, -1, 2), 3)
    {'first-channel-only': 7, 'forgets-bias': 5, 'bias-a-channel': 14, 'largest-channel': 7}
    """
    return {
        "first-channel-only": sums[0] + bias,
        "forgets-bias": sum(sums),
        "bias-a-channel": sum(sums) + len(sums) * bias,
        "largest-channel": max(sums) + bias,
    }


def wrong_slopes(value: float) -> dict[str, float]:
    """Wrong slopes of the sigmoid where it has a value.

    >>> wrong_slopes(0.2)
    {'value-as-slope': 0.2, 'what-is-left': 0.8, 'always-a-quarter': 0.25, 'slope-one': 1.0}
    """
    return {
        "value-as-slope": value, "what-is-left": 1 - value, "always-a-quarter": 0.25, "slope-one": 1.0,
    }  # fmt: skip


def wrong_map_counts(channels: int, filters: int) -> dict[str, int]:
    """3: wrong numbers of maps that filters make of an image with channels.

    >>> wrong_map_counts(3, 64)["maps-times-channels"]
    192
    """
    return {"maps-times-channels": filters * channels, "a-map-a-channel": channels, "one-map": 1}


def wrong_grown_weights(weights: int) -> dict[str, int]:
    """Wrong counts of a convolution's weights after its image got twice as wide and high.

    >>> wrong_grown_weights(896)["quadruples"]
    3584
    """
    return {"quadruples": 4 * weights, "doubles": 2 * weights}


def wrong_unshared(side: int, window: int, filters: int, outputs: int) -> dict[str, int]:
    """Wrong counts of weights where every output of a square grey image has a window of its own.

    >>> wrong_unshared(6, 3, 2, 16)
    {'shares-them': 18, 'a-window-a-pixel': 648, 'fully-connected': 1152, 'one-map': 144}
    """
    area = window * window
    return {
        "shares-them": area * filters,
        "a-window-a-pixel": side * side * area * filters,
        "fully-connected": side * side * outputs * filters,
        "one-map": area * outputs,
    }


def wrong_kernel_shapes(height: int, width: int, channels: int, filters: int) -> dict[str, tuple[int, ...]]:
    """Wrong shapes of the array in which Keras keeps a Conv2D's kernels.

    >>> wrong_kernel_shapes(3, 5, 8, 16)["pytorch-order"]
    (16, 8, 3, 5)
    """
    return {
        "pytorch-order": (filters, channels, height, width),
        "forgets-channels": (height, width, filters),
        "filters-before-channels": (height, width, filters, channels),
        "filters-first": (filters, height, width, channels),
    }
