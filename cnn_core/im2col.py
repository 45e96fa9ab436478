"""Convolution as one matrix product: the windows unrolled into rows, or the kernel spread over a matrix."""

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import Array, Pair, pair, real_array
from cnn_core.errors import LabError
from cnn_core.windows import ImagePadding, axis_paddings, window_indices

MAX_ENTRIES = 20_000_000  # 160 MB of float64


def im2col(
    x: object,
    window: int | Pair,
    strides: int | Pair = 1,
    padding: ImagePadding = "valid",
    dilation: int | Pair = 1,
) -> Array:
    """Each window of the input as one row, so that a convolution is a matrix product and pooling a row's max.

    `im2col(x, (h, w)) @ kernel.reshape(-1, filters)` is the convolution, one row per output cell, row by row.
    Padding is zeros. Source: Chellapilla, Puri, Simard, "High Performance Convolutional Neural Networks for
    Document Processing", 2006, https://inria.hal.science/inria-00112631.

    Args:
        x: (H, W) or (H, W, C).
        window: one number or (h, w).
        strides: cells between neighbouring windows, one number or two.
        padding: "valid", "same", "same_lower", a number of cells for all sides, or
            ((top, bottom), (left, right)).
        dilation: cells between neighbouring taps, one number or two.

    Returns:
        (H' * W', h * w * C), x's dtype; along a row, channels change fastest, then columns, as in Keras's
        kernels.

    Raises:
        LabError: those of `real_array` and `windows.output_size`; "not_a_pair" (name, received) or
            "too_many_entries" (shape, max_entries).

    >>> im2col([[1, 2, 3], [4, 5, 6]], window=2)
    array([[1, 2, 4, 5],
           [2, 3, 5, 6]])
    """
    x = real_array(x, "x", ndims=(2, 3))
    sheets = x if x.ndim == 3 else x[:, :, None]  # (H, W, C)
    rows, columns = _both_axes(sheets.shape[:2], window, strides, padding, dilation)  # (H', h), (W', w)
    shape = (len(rows) * len(columns), rows.shape[1] * columns.shape[1] * sheets.shape[2])
    _check_entries(shape)
    zero_edged = np.pad(sheets, ((0, 1), (0, 1), (0, 0)))  # index H or W reads a zero
    rows = np.where(rows < 0, sheets.shape[0], np.minimum(rows, sheets.shape[0]))
    columns = np.where(columns < 0, sheets.shape[1], np.minimum(columns, sheets.shape[1]))
    patches = zero_edged[rows[:, None, :, None], columns[None, :, None, :]]  # (H', W', h, w, C)
    return patches.reshape(shape)


def shared_weight_ids(
    window: int | Pair,
    input_shape: Pair,
    strides: int | Pair = 1,
    padding: ImagePadding = "valid",
    dilation: int | Pair = 1,
) -> NDArray[np.intp]:
    """Which weight of the kernel joins each output of a one-channel convolution to each input.

    Dense: every entry has a weight of its own. Local: every entry that is not 0 has. Shared: equal ids are
    one weight. So the three layers have `ids.size`, `np.count_nonzero(ids)` and h * w weights.

    Args:
        window: one number or (h, w).
        input_shape: (H, W).
        strides: cells between neighbouring windows, one number or two.
        padding: as in `im2col`.
        dilation: cells between neighbouring taps, one number or two.

    Returns:
        (H' * W', H * W): 0 where they are not joined, else 1 to h * w, the kernel's cells row by row.

    Raises:
        LabError: those of `windows.output_size`; "not_a_pair" (name, received) or "too_many_entries" (shape,
            max_entries).

    >>> shared_weight_ids(window=(1, 2), input_shape=(1, 4))
    array([[1, 2, 0, 0],
           [0, 1, 2, 0],
           [0, 0, 1, 2]])
    """
    height, width = pair(input_shape, "input_shape")
    rows, columns = _both_axes((height, width), window, strides, padding, dilation)  # (H', h), (W', w)
    outputs = len(rows) * len(columns)
    _check_entries((outputs, height * width))
    r, c = rows[:, None, :, None], columns[None, :, None, :]
    inside = (r >= 0) & (r < height) & (c >= 0) & (c < width)  # (H', W', h, w)
    cells = (r * width + c).reshape(outputs, -1)  # (outputs, taps)
    output, tap = np.nonzero(inside.reshape(outputs, -1))
    ids = np.zeros((outputs, height * width), np.intp)
    ids[output, cells[output, tap]] = tap + 1
    return ids


def convolution_matrix(
    kernel: object,
    input_shape: Pair,
    strides: int | Pair = 1,
    padding: ImagePadding = "valid",
    dilation: int | Pair = 1,
) -> Array:
    """The matrix of a one-channel convolution: a dense layer's, grown sparse, its values shared.

    `convolution_matrix(kernel, (H, W)) @ x.ravel()` is the convolution, one output cell after the other.
    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", section 4.1,
    https://arxiv.org/abs/1603.07285.

    Args:
        kernel: (h, w).
        input_shape: (H, W).
        strides: cells between neighbouring windows, one number or two.
        padding: as in `im2col`.
        dilation: cells between neighbouring taps, one number or two.

    Returns:
        (H' * W', H * W), the kernel's dtype.

    Raises:
        LabError: those of `real_array` and of `shared_weight_ids`.

    >>> convolution_matrix([[1, -1]], input_shape=(1, 4))
    array([[ 1, -1,  0,  0],
           [ 0,  1, -1,  0],
           [ 0,  0,  1, -1]])
    """
    kernel = real_array(kernel, "kernel", ndims=(2,))
    window = (kernel.shape[0], kernel.shape[1])
    ids = shared_weight_ids(window, input_shape, strides, padding, dilation)
    zero_then_weights = np.concatenate([np.zeros(1, kernel.dtype), kernel.ravel()])
    return zero_then_weights[ids]


def _both_axes(
    shape: tuple[int, ...],
    window: int | Pair,
    strides: int | Pair,
    padding: ImagePadding,
    dilation: int | Pair,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """`window_indices` of the rows, (H', h), and of the columns, (W', w)."""
    settings = zip(
        pair(window, "window"),
        pair(strides, "strides"),
        axis_paddings(padding),
        pair(dilation, "dilation"),
        strict=True,
    )
    rows, columns = (window_indices(size, *setting) for size, setting in zip(shape, settings, strict=True))
    return rows, columns


def _check_entries(shape: Pair) -> None:
    if shape[0] * shape[1] > MAX_ENTRIES:
        raise LabError("too_many_entries", shape=shape, max_entries=MAX_ENTRIES)
