"""The fully connected layer and what it is fed: numbers in a row, or maps that were flattened into one."""

from collections.abc import Sequence

import numpy as np

from cnn_core.arrays import Array, integer, real_array
from cnn_core.errors import LabError


def dense(x: object, kernel: object, bias: object = None) -> Array:
    """x @ kernel + bias along the last axis: every other axis stays, as in keras.layers.Dense.

    Args:
        x: (..., n), such as (N, n) vectors or (N, H, W, n) maps.
        kernel: (n, units).
        bias: (units,), or None.

    Returns:
        (..., units).

    Raises:
        LabError: those of `real_array`; "inputs_do_not_match" (inputs, kernel_inputs) or
            "bias_does_not_match" (filters, shape).

    >>> dense([2.0, 3.0], kernel=[[1.0, 0.0], [10.0, -1.0]], bias=[0.5, 0.0])
    array([32.5, -3. ])
    >>> dense(np.ones((4, 4, 8)), np.ones((8, 10))).shape
    (4, 4, 10)
    """
    x = real_array(x, "x", range(1, 6))
    kernel = real_array(kernel, "kernel", ndims=(2,))
    if x.shape[-1] != kernel.shape[0]:
        raise LabError("inputs_do_not_match", inputs=x.shape[-1], kernel_inputs=kernel.shape[0])
    out = np.asarray(x @ kernel)
    if bias is None:
        return out
    offsets = real_array(bias, "bias", ndims=(1,))
    if offsets.shape != kernel.shape[1:]:
        raise LabError("bias_does_not_match", filters=kernel.shape[1], shape=offsets.shape)
    return out + offsets


def flatten(x: object) -> Array:
    """The numbers of a map in one row: row by row, in a row cell by cell, in a cell channel by channel.

    Args:
        x: (H, W, C).

    Returns:
        (H * W * C,), as keras.layers.Flatten orders them.

    Raises:
        LabError: those of `real_array`.

    >>> flatten([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    array([1, 2, 3, 4, 5, 6, 7, 8])
    """
    return real_array(x, "x", ndims=(3,)).reshape(-1)


def flat_index(row: int, column: int, channel: int, shape: Sequence[int]) -> int:
    """Where a cell stands after `flatten`: row * W * C + column * C + channel, all counted from 0.

    Args:
        row: from 0; so are column and channel.
        shape: (H, W, C) of the map.

    Raises:
        LabError: "not_an_integer" (name, received), "too_small" (name, minimum, received) or "no_such_cell"
            (cell, shape).

    >>> flat_index(1, 2, 1, (2, 3, 3))
    16
    """
    sides = tuple(integer(side, "shape") for side in shape)
    cell = tuple(integer(place, "cell", minimum=0) for place in (row, column, channel))
    if len(sides) != 3 or any(place >= side for place, side in zip(cell, sides, strict=True)):
        raise LabError("no_such_cell", cell=cell, shape=sides)
    return int(np.ravel_multi_index(cell, sides))
