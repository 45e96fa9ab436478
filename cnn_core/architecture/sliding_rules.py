"""The rules of layers that look at a map through windows, or at the whole of it."""

import math

from cnn_core.architecture import checks
from cnn_core.architecture.checks import Shape
from cnn_core.architecture.effects import Effect, Sliding, Windows
from cnn_core.architecture.stack import Layer
from cnn_core.arrays import Pair, integer, one_of, pair
from cnn_core.convolution import separable_weight_count, weight_count
from cnn_core.errors import LabError


def conv(one: Layer, shape: Shape) -> Effect:
    """Windows over all channels of a group: h * w * C / groups weights a filter."""
    rows, columns, channels = rows_columns_channels(one, shape)
    window, filters = pair(one["kernel_size"], "kernel_size"), integer(one["filters"], "filters")
    groups = integer(one["groups"], "groups")
    params = weight_count(window, channels, filters, groups, checks.flag(one, "use_bias"))
    sides, slides = _slide(one, (rows, columns), window)
    macs = _times(math.prod(window) * (channels // groups) * filters, *sides)
    return Effect(_as_map(one, sides, filters), params, 0, macs, slides)


def separable(one: Layer, shape: Shape) -> Effect:
    """A window in each channel alone, then a 1x1 convolution that mixes the results."""
    rows, columns, channels = rows_columns_channels(one, shape)
    window, filters = pair(one["kernel_size"], "kernel_size"), integer(one["filters"], "filters")
    multiplier = integer(one["depth_multiplier"], "depth_multiplier")
    bias = checks.flag(one, "use_bias")
    params = separable_weight_count(window, channels, filters, multiplier, bias)
    sides, slides = _slide(one, (rows, columns), window)
    maps = channels * multiplier
    macs = _times(math.prod(window) * maps + maps * filters, *sides)
    return Effect(_as_map(one, sides, filters), params, 0, macs, slides)


def depthwise(one: Layer, shape: Shape) -> Effect:
    """A window in each channel alone: C * depth_multiplier maps."""
    rows, columns, channels = rows_columns_channels(one, shape)
    window = pair(one["kernel_size"], "kernel_size")
    maps = channels * integer(one["depth_multiplier"], "depth_multiplier")
    params = math.prod(window) * maps + (maps if checks.flag(one, "use_bias") else 0)
    sides, slides = _slide(one, (rows, columns), window)
    return Effect(_as_map(one, sides, maps), params, 0, _times(math.prod(window) * maps, *sides), slides)


def pool(one: Layer, shape: Shape) -> Effect:
    """A window in each channel alone, without weights."""
    rows, columns, channels = rows_columns_channels(one, shape, channels_known=False)
    window = pair(one["pool_size"], "pool_size")
    strides, padding = checks.strides(one, window), one["padding"]
    one_of(padding, "padding", ("valid", "same"))
    slides = Sliding(window[0], strides[0], padding), Sliding(window[1], strides[1], padding)
    sides = slides[0].outputs(rows), slides[1].outputs(columns)
    return Effect(_as_map(one, sides, channels), reach=slides)


def global_pool(one: Layer, shape: Shape) -> Effect:
    """One number for each channel."""
    *_, channels = rows_columns_channels(one, shape, channels_known=False)
    if checks.flag(one, "keepdims"):
        return Effect(_as_map(one, (1, 1), channels), reach="all")
    return Effect((channels,), reach="all")


def zero_padding(one: Layer, shape: Shape) -> Effect:
    """A frame of zeros."""
    rows, columns, channels = rows_columns_channels(one, shape, channels_known=False)
    paddings = checks.zero_padding(one)
    slides = Sliding(1, padding=paddings[0]), Sliding(1, padding=paddings[1])
    sides = slides[0].outputs(rows), slides[1].outputs(columns)
    return Effect(_as_map(one, sides, channels), reach=slides)


def rows_columns_channels(
    one: Layer, shape: Shape, channels_known: bool = True
) -> tuple[int | None, int | None, int]:
    """Rows, columns and channels of an image or map, wherever its channels are."""
    if len(shape) != 3:
        raise LabError("needs_a_map", shape=shape)
    first = checks.data_format(one) == "channels_first"
    channels, rows, columns = shape if first else (shape[2], shape[0], shape[1])
    if channels is None and channels_known:
        raise LabError("channels_unknown", shape=shape)
    return rows, columns, channels  # type: ignore[return-value]  # None only where it is just passed on


def _as_map(one: Layer, sides: tuple[int | None, int | None], channels: int) -> Shape:
    first = checks.data_format(one) == "channels_first"
    return (channels, *sides) if first else (*sides, channels)


def _slide(
    one: Layer, sizes: tuple[int | None, int | None], window: Pair
) -> tuple[tuple[int | None, int | None], Windows]:
    """A convolution's output sides and its windows."""
    checks.activation(one)
    strides, dilation = pair(one["strides"], "strides"), pair(one["dilation_rate"], "dilation_rate")
    if one.kind == "Conv2D" and max(strides) > 1 and max(dilation) > 1:  # Keras splits the depthwise ones
        raise LabError("stride_with_dilation", strides=strides, dilation=dilation)
    padding = checks.conv_padding(one)
    slides = (
        Sliding(window[0], strides[0], padding, dilation[0]),
        Sliding(window[1], strides[1], padding, dilation[1]),
    )
    return (slides[0].outputs(sizes[0]), slides[1].outputs(sizes[1])), slides


def _times(each: int, rows: int | None, columns: int | None) -> int | None:
    return None if rows is None or columns is None else each * rows * columns
