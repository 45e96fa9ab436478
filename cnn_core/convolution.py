"""Convolution as deep learning does it: a kernel slides over the input without being flipped."""

import numpy as np

from cnn_core.arrays import DATA_FORMATS, Array, Pair, integer, one_of, pair, real_array
from cnn_core.errors import LabError
from cnn_core.windows import ImagePadding, axis_paddings, output_size, tap_slices


def conv2d(
    x: object,
    kernel: object,
    bias: object = None,
    strides: int | Pair = 1,
    padding: ImagePadding = "valid",
    dilation: int | Pair = 1,
    groups: int = 1,
    data_format: str = "channels_last",
    flip: bool = False,
) -> Array:
    """One feature map per filter: each cell is the sum of kernel * patch over all channels, plus a bias.

    out[r, c, k] = bias[k] + sum over i, j, m of x[r*s + i*d - top, c*s + j*d - left, m] * kernel[i, j, m, k]:
    the cross-correlation that Keras's Conv2D calls convolution; padding is zeros. With `flip` the kernel is
    turned by 180 degrees first, as mathematics defines convolution. Source: Goodfellow, Bengio, Courville,
    Deep Learning, section 9.1, https://www.deeplearningbook.org/contents/convnets.html.

    Args:
        x: (H, W), (H, W, C) or (N, H, W, C); channels first: (H, W), (C, H, W) or (N, C, H, W).
        kernel: (h, w, C / groups, filters) in both data formats, as Keras stores it; (h, w) if x is (H, W).
        bias: (filters,), or None.
        strides: cells between neighbouring windows, one number or (rows, columns).
        padding: "valid", "same", "same_lower", a number of cells for all sides, or
            ((top, bottom), (left, right)).
        dilation: cells between neighbouring taps, one number or two; not with a stride > 1, as in Keras.
        groups: channels and filters are cut into this many groups, each convolved alone.
        data_format: "channels_last" or "channels_first".
        flip: convolution in the mathematician's sense.

    Returns:
        x's axes, with H and W replaced by `windows.output_size` and C by filters. dtype: the common one of x,
        kernel and bias, integers as int32 at least; float16 is summed in float32 and rounded once.

    Raises:
        LabError: those of `real_array` and `windows.output_size`; "not_a_pair" (name, received),
            "unknown_choice" (name, received, choices), "stride_with_dilation" (strides, dilation),
            "channels_do_not_match" (channels, groups, kernel_channels), "groups_do_not_divide" (groups,
            channels, filters) or "bias_does_not_match" (filters, shape).

    >>> conv2d([[0, 0, 0], [0, 1, 1], [0, 1, 2]], kernel=[[4, 0, 0], [0, 0, 0], [0, 0, -4]])
    array([[-8]])
    >>> bright_left = [[9, 9, 0, 0], [9, 9, 0, 0], [9, 9, 0, 0]]
    >>> conv2d(bright_left, [[1, 0, -1]] * 3), conv2d(bright_left, [[1, 0, -1]] * 3, flip=True)
    (array([[27, 27]]), array([[-27, -27]]))
    """
    strides, dilation = pair(strides, "strides"), pair(dilation, "dilation")
    if max(strides) > 1 and max(dilation) > 1:
        raise LabError("stride_with_dilation", strides=strides, dilation=dilation)
    x = real_array(x, "x")
    kernel = real_array(kernel, "kernel", ndims=(2,) if x.ndim == 2 else (4,))
    weights = kernel if kernel.ndim == 4 else kernel[:, :, None, None]  # (h, w, C / groups, filters)
    if flip:
        weights = weights[::-1, ::-1]
    batch = _as_batch(x, data_format)  # (N, H, W, C)
    _check_groups(groups, batch.shape[-1], weights.shape[2], weights.shape[3])
    maps = _convolve(batch, weights, strides, padding, dilation, groups)
    return _as_given(_add_bias(maps, bias), x, data_format)


def separable_conv2d(
    x: object,
    depthwise: object,
    pointwise: object,
    bias: object = None,
    strides: int | Pair = 1,
    padding: ImagePadding = "valid",
    dilation: int | Pair = 1,
    data_format: str = "channels_last",
) -> Array:
    """Each channel convolved alone, then the results mixed by a 1x1 convolution: Keras's SeparableConv2D.

    The depthwise step makes C * multiplier maps. Source: Chollet, "Xception", CVPR 2017,
    https://arxiv.org/abs/1610.02357.

    Args:
        x: (H, W, C) or (N, H, W, C); channels first: (C, H, W) or (N, C, H, W).
        depthwise: (h, w, C, multiplier).
        pointwise: (1, 1, C * multiplier, filters).
        bias: (filters,), or None.
        strides: of the depthwise step, one number or (rows, columns).
        padding: as in `conv2d`.
        dilation: cells between neighbouring taps, one number or two.
        data_format: "channels_last" or "channels_first".

    Returns:
        As of `conv2d`.

    Raises:
        LabError: those of `conv2d` but the first two; "pointwise_not_1x1" (shape), or "unequal_strides"
            (strides): without dilation TensorFlow has depthwise steps of one stride only.

    >>> image = np.arange(18).reshape(3, 3, 2)
    >>> separable_conv2d(image, depthwise=np.ones((3, 3, 2, 1)), pointwise=np.ones((1, 1, 2, 1)))
    array([[[153.]]])
    """
    strides, dilation = pair(strides, "strides"), pair(dilation, "dilation")
    if strides[0] != strides[1] and dilation == (1, 1):
        raise LabError("unequal_strides", strides=strides)
    x = real_array(x, "x", ndims=(3, 4))
    depthwise = real_array(depthwise, "depthwise", ndims=(4,))
    pointwise = real_array(pointwise, "pointwise", ndims=(4,))
    batch = _as_batch(x, data_format)  # (N, H, W, C)
    height, width, channels, multiplier = depthwise.shape
    _check_groups(1, batch.shape[-1], channels, multiplier)
    _check_groups(1, channels * multiplier, pointwise.shape[2], pointwise.shape[3])
    if pointwise.shape[:2] != (1, 1):
        raise LabError("pointwise_not_1x1", shape=pointwise.shape)
    one_filter_each = depthwise.reshape(height, width, 1, channels * multiplier)
    maps = _convolve(batch, one_filter_each, strides, padding, dilation, groups=channels)
    mixed = _convolve(maps, pointwise, (1, 1), "valid", (1, 1), groups=1)  # (N, H', W', filters)
    return _as_given(_add_bias(mixed, bias), x, data_format)


def weight_count(
    kernel_size: int | Pair, in_channels: int, filters: int, groups: int = 1, bias: bool = True
) -> int:
    """Numbers that a convolution learns: h * w * in_channels / groups * filters, and a bias per filter.

    The image's size has no part in it.

    Raises:
        LabError: "not_an_integer" (name, received), "not_a_pair" (name, received), "too_small" (name,
            minimum, received) or "groups_do_not_divide" (groups, channels, filters).

    >>> weight_count(3, in_channels=3, filters=32), weight_count(5, in_channels=6, filters=16)
    (896, 2416)
    """
    height, width = pair(kernel_size, "kernel_size")
    in_channels, filters = integer(in_channels, "in_channels"), integer(filters, "filters")
    _check_groups(groups, in_channels, None, filters)
    return height * width * (in_channels // groups) * filters + (filters if bias else 0)


def separable_weight_count(
    kernel_size: int | Pair, in_channels: int, filters: int, depth_multiplier: int = 1, bias: bool = True
) -> int:
    """Numbers that a depthwise separable convolution learns: h*w*c*m + c*m*filters, and a bias per filter.

    Raises:
        LabError: "not_an_integer" (name, received), "not_a_pair" (name, received) or "too_small" (name,
            minimum, received).

    >>> separable_weight_count(3, in_channels=3, filters=32)
    155
    """
    height, width = pair(kernel_size, "kernel_size")
    maps = integer(in_channels, "in_channels") * integer(depth_multiplier, "depth_multiplier")
    filters = integer(filters, "filters")
    return height * width * maps + maps * filters + (filters if bias else 0)


def dense_weight_count(inputs: int, units: int, bias: bool = True) -> int:
    """Numbers that a fully connected layer learns: one for each pair of an input and a unit, and biases.

    Raises:
        LabError: "not_an_integer" (name, received) or "too_small" (name, minimum, received).

    >>> dense_weight_count(100 * 100 * 3, units=100)
    3000100
    """
    inputs, units = integer(inputs, "inputs"), integer(units, "units")
    return inputs * units + (units if bias else 0)


def _convolve(
    batch: Array, weights: Array, strides: Pair, padding: ImagePadding, dilation: Pair, groups: int
) -> Array:
    """(N, H, W, C) by (h, w, C / groups, filters) to (N, H', W', filters), one tap at a time."""
    dtype = _common_dtype(batch, weights)
    wide = np.dtype(np.float32) if dtype == np.float16 else dtype
    batch, weights = batch.astype(wide, copy=False), weights.astype(wide, copy=False)
    rows, columns = (
        (batch.shape[axis], weights.shape[axis - 1], strides[axis - 1], amounts, dilation[axis - 1])
        for axis, amounts in zip((1, 2), axis_paddings(padding), strict=True)
    )
    out = np.zeros((batch.shape[0], output_size(*rows), output_size(*columns), weights.shape[3]), wide)
    for i, (served_rows, read_rows) in enumerate(tap_slices(*rows)):
        for j, (served_columns, read_columns) in enumerate(tap_slices(*columns)):
            seen = batch[:, read_rows, read_columns]  # (N, h', w', C)
            out[:, served_rows, served_columns] += _mix_channels(seen, weights[i, j], groups)
    return out.astype(dtype, copy=False)


def _mix_channels(seen: Array, weights: Array, groups: int) -> Array:
    """(..., C) by the (C / groups, filters) under one tap to (..., filters)."""
    if weights.shape[0] == 1:  # depthwise: plain products are faster than many tiny matrix products
        products = seen[..., None] * weights.reshape(groups, -1)  # (..., groups, filters / groups)
        return products.reshape(*seen.shape[:-1], weights.shape[1])
    if groups == 1:
        return np.asarray(seen @ weights)
    parts = zip(np.split(seen, groups, axis=-1), np.split(weights, groups, axis=-1), strict=True)
    return np.concatenate([part @ own for part, own in parts], axis=-1)


def _common_dtype(*arrays: Array) -> np.dtype[np.generic]:
    """NumPy's common dtype; integers as int32 at least, so that pixels (uint8) do not overflow at once."""
    dtype = np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.result_type(dtype, np.int32)


def _add_bias(maps: Array, bias: object) -> Array:
    if bias is None:
        return maps
    offsets = real_array(bias, "bias", ndims=(1,))
    if offsets.shape != maps.shape[-1:]:
        raise LabError("bias_does_not_match", filters=maps.shape[-1], shape=offsets.shape)
    return maps + offsets.astype(_common_dtype(maps, offsets), copy=False)


def _check_groups(groups: int, channels: int, kernel_channels: int | None, filters: int) -> None:
    if channels % integer(groups, "groups") or filters % groups:
        raise LabError("groups_do_not_divide", groups=groups, channels=channels, filters=filters)
    if kernel_channels is not None and kernel_channels * groups != channels:
        raise LabError(
            "channels_do_not_match", channels=channels, groups=groups, kernel_channels=kernel_channels
        )


def _as_batch(x: Array, data_format: str) -> Array:
    """Any image or batch as (N, H, W, C), without a copy."""
    one_of(data_format, "data_format", DATA_FORMATS)
    if x.ndim == 2:
        return x[None, :, :, None]
    batch = x if x.ndim == 4 else x[None]
    return np.moveaxis(batch, 1, -1) if data_format == "channels_first" else batch


def _as_given(maps: Array, x: Array, data_format: str) -> Array:
    """(N, H', W', filters) with the axes that x has."""
    if x.ndim == 2:
        return maps[0, :, :, 0]
    if data_format == "channels_first":
        maps = np.moveaxis(maps, -1, 1)
    return maps if x.ndim == 4 else maps[0]
