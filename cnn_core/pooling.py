"""Pooling: each channel of a feature map, summarised window by window."""

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cnn_core.arrays import Array, Pair, image_axes, one_of, pair, real_array
from cnn_core.errors import LabError
from cnn_core.windows import (
    ImagePadding,
    Padding,
    axis_paddings,
    output_size,
    padding_amounts,
    tap_slices,
    window_indices,
)

MODES = ("max", "average", "l2")
# size, window, stride, padding, dilation, ceil_mode: what the functions of windows.py take
Axis = tuple[int, int, int, Padding, int, bool]


def pool2d(
    x: object,
    pool_size: int | Pair,
    strides: int | Pair | None = None,
    padding: ImagePadding = "valid",
    mode: str = "max",
    data_format: str = "channels_last",
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    count_include_pad: bool = False,
) -> Array:
    """The largest value, the mean or the L2 norm of each window of each channel.

    Values and shapes are those of Keras's MaxPooling2D and AveragePooling2D: max takes padding as minus
    infinity, average divides by the number of real cells. Beyond Keras, PyTorch's conventions: explicit
    padding, dilation, `ceil_mode`, and `count_include_pad`, where average divides by the cells inside the
    padded input (https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html). L2 is the square root of
    the sum of squares, ONNX's LpPool with p = 2 (https://onnx.ai/onnx/operators/onnx__LpPool.html); padding
    adds nothing to it.

    Args:
        x: (H, W), (H, W, C) or (N, H, W, C); channels first: (H, W), (C, H, W) or (N, C, H, W).
        pool_size: window in cells, one number or (rows, columns).
        strides: cells between neighbouring windows, one number or two; None means `pool_size`, as in Keras.
        padding: "valid", "same", "same_lower", a number of cells for all sides, or
            ((top, bottom), (left, right)).
        mode: "max", "average" or "l2".
        data_format: "channels_last" or "channels_first".
        dilation: cells between neighbouring taps, one number or two.
        ceil_mode: keep a last window that hangs over the end.
        count_include_pad: average over padding too, as zeros.

    Returns:
        x's axes, with H and W replaced by `windows.output_size` of each. dtype: max keeps x's; average and L2
        keep a floating-point one and make float32 of integers (as Keras's GlobalAveragePooling2D; its
        AveragePooling2D takes none). float16 is summed in float32 and rounded once, where Keras's
        AveragePooling2D sums it in float16 and loses digits in large windows.

    Raises:
        LabError: those of `real_array` and `windows.output_size`; "not_a_pair" (name, received);
            "unknown_choice" (name, received, choices); "padding_too_large" (size, window, before, after) if a
            window would hold nothing but padding.

    >>> pool2d([[2, 3, 1, 9], [4, 7, 3, 5], [8, 2, 2, 2], [1, 3, 4, 5]], pool_size=2)
    array([[7, 9],
           [8, 5]])
    >>> pool2d([[2, 3, 1, 9], [4, 7, 3, 5], [8, 2, 2, 2], [1, 3, 4, 5]], pool_size=2, mode="average")
    array([[4.  , 4.5 ],
           [3.5 , 3.25]], dtype=float32)
    """
    x = real_array(x, "x")
    mode = one_of(mode, "mode", MODES)
    axes = image_axes(x.ndim, data_format)
    window = pair(pool_size, "pool_size")
    stride = window if strides is None else pair(strides, "strides")
    settings = zip(window, stride, axis_paddings(padding), pair(dilation, "dilation"), strict=True)
    rows, columns = (
        (x.shape[axis], *setting, bool(ceil_mode)) for axis, setting in zip(axes, settings, strict=True)
    )
    _check_windows_hold_cells(rows)
    _check_windows_hold_cells(columns)

    def fold(cells: Array, step: np.ufunc) -> Array:
        return _fold(_fold(cells, axes[0], rows, step), axes[1], columns, step)

    if mode == "max":
        return fold(x, np.maximum)
    if mode == "l2":
        return np.sqrt(fold(np.square(x, dtype=np.float64), np.add)).astype(mean_dtype(x.dtype))
    sums = fold(x.astype(_sum_dtype(x.dtype), copy=False), np.add)
    cells = np.multiply.outer(_cells(rows, count_include_pad), _cells(columns, count_include_pad))  # (H', W')
    sums /= cells.reshape(cells.shape + (1,) * (x.ndim - 1 - axes[1])).astype(sums.dtype)
    return sums.astype(mean_dtype(x.dtype), copy=False)


def global_pool2d(
    x: object, mode: str = "max", data_format: str = "channels_last", keepdims: bool = False
) -> Array:
    """One number for each whole channel: Keras's GlobalMaxPooling2D and GlobalAveragePooling2D.

    Args:
        x: as in `pool2d`.
        mode: "max", "average" or "l2".
        data_format: "channels_last" or "channels_first".
        keepdims: keep the rows' and columns' axes, with length 1.

    Returns:
        (), (C,) or (N, C) for (H, W), one image or a batch; with `keepdims`, x's axes. dtype as in `pool2d`.

    Raises:
        LabError: those of `real_array`, or "unknown_choice" (name, received, choices).

    >>> global_pool2d([[[1, 10], [2, 20]], [[3, 30], [6, 40]]], mode="average")
    array([ 3., 25.], dtype=float32)
    """
    x = real_array(x, "x")
    mode = one_of(mode, "mode", MODES)
    axes = image_axes(x.ndim, data_format)
    if mode == "max":
        return np.asarray(x.max(axis=axes, keepdims=keepdims))
    if mode == "l2":
        norms = np.sqrt(np.square(x, dtype=np.float64).sum(axis=axes, keepdims=keepdims))
        return np.asarray(norms).astype(mean_dtype(x.dtype))
    means = x.mean(axis=axes, keepdims=keepdims, dtype=_sum_dtype(x.dtype))
    return np.asarray(means).astype(mean_dtype(x.dtype))


def mean_dtype(dtype: np.dtype[np.generic]) -> np.dtype[np.generic]:
    """What a mean of this dtype is kept in; Keras's rule: floating-point stays, integers become float32.

    >>> mean_dtype(np.dtype("int64")), mean_dtype(np.dtype("float16"))
    (dtype('float32'), dtype('float16'))
    """
    return dtype if dtype.kind == "f" else np.dtype(np.float32)


def _sum_dtype(dtype: np.dtype[np.generic]) -> DTypeLike:
    """Wide enough to add many cells up: float16 would overflow and float32 lose an integer's last digits."""
    if dtype.kind != "f":
        return np.float64
    return np.float32 if dtype == np.float16 else dtype


def _fold(x: Array, axis: int, windows: Axis, step: np.ufunc) -> Array:
    """Combine the taps of each window along one axis: rows, then columns, is cheaper than cell by cell."""
    shape = (*x.shape[:axis], output_size(*windows), *x.shape[axis + 1 :])
    out = np.full(shape, _identity(x.dtype, step), x.dtype)
    before = (slice(None),) * axis
    for served, read in tap_slices(*windows):
        part = out[(*before, served)]
        step(part, x[(*before, read)], out=part)
    return out


def _identity(dtype: np.dtype[np.generic], step: np.ufunc) -> float | int:
    """The start that changes nothing."""
    if step is np.add:
        return 0
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype.str).min


def _cells(windows: Axis, count_include_pad: bool) -> NDArray[np.intp]:
    """How many cells of each window count: those of the input, or of the padded input, never beyond it."""
    size, window, stride, padding, dilation, _ = windows
    before, after = padding_amounts(size, window, stride, padding, dilation) if count_include_pad else (0, 0)
    indices = window_indices(*windows)  # (outputs, window)
    counted: NDArray[np.intp] = ((indices >= -before) & (indices < size + after)).sum(axis=1)
    return counted


def _check_windows_hold_cells(windows: Axis) -> None:
    size, window, stride, padding, dilation, _ = windows
    if _cells(windows, count_include_pad=False).min() == 0:
        before, after = padding_amounts(size, window, stride, padding, dilation)
        raise LabError("padding_too_large", size=size, window=window, before=before, after=after)
