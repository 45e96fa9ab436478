"""Wrong rules people really use, each a function that computes the answer it leads to.

A learner's answer that equals one of them names the belief, and the page explains it on the learner's own
numbers. A number before a rule is its row in the list of wrong beliefs, docs/misconceptions.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.windows import Padding, output_size, padding_amounts, window_extent


@dataclass(frozen=True)
class Axis:
    """A window on one axis: what `windows.output_size` takes."""

    size: int
    window: int
    stride: int = 1
    padding: Padding = "valid"
    dilation: int = 1
    ceil_mode: bool = False

    @property
    def total_padding(self) -> int:
        """Cells of padding at both ends together."""
        return sum(padding_amounts(self.size, self.window, self.stride, self.padding, self.dilation))

    @property
    def right(self) -> int:
        """The true output size."""
        return output_size(self.size, self.window, self.stride, self.padding, self.dilation, self.ceil_mode)


def axis_values(axis: Axis) -> dict[str, Any]:
    """The numbers of one axis that texts on sizes may mention.

    >>> axis_values(Axis(7, 3, 2))["side"]
    3
    """
    before, after = padding_amounts(axis.size, axis.window, axis.stride, axis.padding, axis.dilation)
    extent = window_extent(axis.window, axis.dilation)
    return {
        "n": axis.size,
        "f": axis.window,
        "s": axis.stride,
        "d": axis.dilation,
        "extent": extent,
        "before": before,
        "after": after,
        "padding": before + after,
        "p": axis.padding if isinstance(axis.padding, int) else before,
        "exact": (axis.size + before + after - extent) / axis.stride + 1,
        "left": (axis.size + before + after - extent) % axis.stride,
        "side": axis.right,
    }


def same_keeps_the_size(axis: Axis) -> float | None:
    """4, 5: "same" keeps the size whatever the stride."""
    return axis.size if axis.padding == "same" else None


def half_window_each_side(axis: Axis) -> float | None:
    """7: "same" means window // 2 cells at both ends, which fails for even windows and most strides."""
    if axis.padding != "same":
        return None
    return (axis.size + 2 * (axis.window // 2) - window_extent(axis.window, axis.dilation)) // axis.stride + 1


def keeps_the_fraction(axis: Axis) -> float:
    """8: a size that does not divide stays a fraction."""
    return _exact(axis)


def rounds_up(axis: Axis) -> float:
    """8: a size that does not divide rounds up."""
    return ceil(_exact(axis))


def stride_one(axis: Axis) -> float:
    """9: pooling moves one cell at a time unless told otherwise."""
    return axis.size + axis.total_padding - window_extent(axis.window, axis.dilation) + 1


def ignores_dilation(axis: Axis) -> float:
    """21: dilation leaves the output's size alone."""
    return (axis.size + axis.total_padding - axis.window) // axis.stride + 1


def ignores_padding(axis: Axis) -> float:
    """Padding is forgotten."""
    return (axis.size - window_extent(axis.window, axis.dilation)) // axis.stride + 1


def pads_one_side(axis: Axis) -> float | None:
    """A padding of p is added once instead of at both ends."""
    if not isinstance(axis.padding, int):
        return None
    return (axis.size + axis.padding - window_extent(axis.window, axis.dilation)) // axis.stride + 1


def forgets_plus_one(axis: Axis) -> float:
    """The first window is not counted: (n + 2p - f) / s."""
    return (axis.size + axis.total_padding - window_extent(axis.window, axis.dilation)) // axis.stride


def adds_the_window(axis: Axis) -> float:
    """The output grows: n + f - 1."""
    return axis.size + axis.window - 1


def divides_by_stride(axis: Axis) -> float | None:
    """n / s whatever the window and the padding."""
    return axis.size // axis.stride if axis.stride > 1 else None


def valid_keeps_the_size(axis: Axis) -> float | None:
    """A convolution leaves the size alone."""
    return axis.size if axis.padding == "valid" else None


SIZE_BELIEFS: dict[str, Callable[[Axis], float | None]] = {
    "same-keeps-size": same_keeps_the_size,
    "half-window": half_window_each_side,
    "fraction": keeps_the_fraction,
    "rounds-up": rounds_up,
    "ignores-dilation": ignores_dilation,
    "stride-one": stride_one,
    "ignores-padding": ignores_padding,
    "pads-one-side": pads_one_side,
    "forgets-plus-one": forgets_plus_one,
    "adds-window": adds_the_window,
    "valid-keeps-size": valid_keeps_the_size,
    "divides-by-stride": divides_by_stride,
}


def wrong_sizes(*axes: Axis) -> dict[str, tuple[float, ...]]:
    """The answer each wrong rule gives for a size, where it applies to every axis and is wrong.

    >>> wrong_sizes(Axis(15, 3, stride=2, padding="same"))["same-keeps-size"]
    (15,)
    """
    right = tuple(axis.right for axis in axes)
    answers: dict[str, tuple[float, ...]] = {}
    for name, rule in SIZE_BELIEFS.items():
        sides = [rule(axis) for axis in axes]
        wrong = tuple(side for side in sides if side is not None)
        if len(wrong) == len(sides) and wrong != right:
            answers[name] = wrong
    return answers


def wrong_pooled_cells(values: tuple[float, ...], padded: int, mode: str) -> dict[str, float]:
    """Wrong rules for one pooled cell: `values` are the window's real cells, `padded` counts the others.

    >>> wrong_pooled_cells((4.0, 2.0), padded=2, mode="average")["counts-padding"]
    1.5
    """
    seen, whole = np.array(values), len(values) + padded
    means = {
        "takes-average": float(seen.mean()),
        "takes-max": float(seen.max()),
        "takes-sum": float(seen.sum()),
    }
    if mode == "max":
        padded_max = {"pads-max-with-zero": max(float(seen.max()), 0.0)} if padded else {}  # 13
        return padded_max | _but(means, "takes-max")
    if mode == "average":
        counted = {"counts-padding": float(seen.sum()) / whole} if padded else {}  # 12
        return counted | _but(means, "takes-average")
    squares = float((seen**2).sum())
    return {"forgets-root": squares, "root-mean-square": sqrt(squares / len(values))} | means


def wrong_convolved_cells(
    patch: NDArray[np.float64], kernel: NDArray[np.float64], bias: float, activated: bool, flipped: bool
) -> dict[str, float]:
    """Wrong rules for one cell of a convolution; `patch` and `kernel` are (h, w, c), padding already 0.

    >>> wrong_convolved_cells(np.eye(2)[..., None], np.eye(2)[..., None], 1.0, False, False)["forgets-bias"]
    2.0
    """
    turned = kernel[::-1, ::-1]
    used, other = (turned, kernel) if flipped else (kernel, turned)
    total = float((patch * used).sum()) + bias
    beliefs = {
        "flips-kernel" if not flipped else "does-not-flip": float((patch * other).sum()) + bias,
        "sums-the-patch": float(patch.sum()),
        "largest-product": float((patch * used).max()),
        "average-of-products": float((patch * used).mean()) + bias,
    }
    if bias:
        beliefs["forgets-bias"] = total - bias
    if activated:
        beliefs["forgets-activation"] = total
    if patch.shape[-1] > 1:
        beliefs["first-channel-only"] = float((patch * used)[..., 0].sum()) + bias
    return beliefs


def wrong_weight_counts(window: int, in_channels: int, filters: int) -> dict[str, int]:
    """1, 2: wrong counts of the weights of `filters` square kernels on `in_channels` channels, with biases.

    >>> wrong_weight_counts(3, 3, 32)["forgets-channels-and-bias"]
    288
    """
    area = window * window
    channels = {
        "forgets-channels-and-bias": area * filters,
        "forgets-channels": area * filters + filters,
    }
    biases = {
        "forgets-bias": area * in_channels * filters,
        "one-bias": area * in_channels * filters + 1,
        "one-filter": area * in_channels + 1,
    }
    return channels | biases if in_channels > 1 else biases


def wrong_receptive_fields(layers: list[tuple[int, int]]) -> dict[str, int]:
    """22: wrong receptive fields of a stack of (window, stride) layers.

    >>> wrong_receptive_fields([(3, 1), (2, 2), (3, 1)])["ignores-strides"]
    6
    """
    return {
        "ignores-strides": 1 + sum(window - 1 for window, _ in layers),
        "adds-windows": sum(window for window, _ in layers),
        "last-window-only": layers[-1][0],
    }


def _exact(axis: Axis) -> float:
    return (axis.size + axis.total_padding - window_extent(axis.window, axis.dilation)) / axis.stride + 1


def _but(beliefs: Mapping[str, float], right: str) -> dict[str, float]:
    return {name: value for name, value in beliefs.items() if name != right}
