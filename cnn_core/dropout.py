"""Dropout: some numbers are set to 0 while training, the others grow so that the expected value stays.

Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout: A Simple Way to Prevent Neural
Networks from Overfitting", JMLR 15, 2014, https://jmlr.org/papers/v15/srivastava14a.html. Like Keras, this
scales the survivors while training ("inverted dropout"); the paper scales the weights afterwards instead.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import Array, integer, real_array, real_number
from cnn_core.errors import LabError


def keep_mask(shape: Sequence[int], rate: float, seed: int = 0, spatial: bool = False) -> NDArray[np.bool_]:
    """Which numbers survive: each with probability 1 - rate, drawn independently.

    Args:
        shape: of the input, channels last.
        rate: 0 to 1, the probability to be dropped.
        seed: the same seed gives the same draw.
        spatial: whether a feature map is kept or dropped as a whole, as in SpatialDropout2D: one draw a map.

    Returns:
        `shape`, true where a number survives; spatial: (..., 1, 1, C), which broadcasts to it.

    Raises:
        LabError: those of `real_number`; "out_of_range" (name, minimum, maximum, received) for the rate,
            "not_an_integer" or "too_small" for a side or the seed.

    >>> keep_mask((2, 4), rate=0.5, seed=1)
    array([[ True,  True, False,  True],
           [False, False,  True, False]])
    >>> keep_mask((2, 2, 4), rate=0.5, seed=1, spatial=True)
    array([[[ True,  True, False,  True]]])
    """
    rate = _rate(rate)
    sides = [integer(side, "shape") for side in shape]
    drawn = [*sides[:-3], *([1] * len(sides[-3:-1])), sides[-1]] if spatial else sides
    return np.random.default_rng(integer(seed, "seed", minimum=0)).random(drawn) >= rate


def dropout(x: object, keep: object, rate: float) -> Array:
    """The survivors divided by 1 - rate, 0 for the others: what the layer does while training.

    At inference the layer gives x as it is.

    Args:
        x: of any shape.
        keep: true where a number survives; broadcasts to x.
        rate: 0 to 1, as it was drawn with. At 1 nothing survives.

    Returns:
        x's shape; its floating-point dtype, integers become float32.

    Raises:
        LabError: those of `real_array` and `real_number`; "out_of_range" (name, minimum, maximum, received)
            or "mask_does_not_match" (shape, mask_shape).

    >>> dropout([3.0, 4.0, 5.0], keep=[True, False, True], rate=0.5)
    array([ 6.,  0., 10.])
    """
    rate = _rate(rate)
    array = real_array(x, "x", range(9))
    mask = real_array(keep, "keep", range(9)) > 0
    try:
        kept = np.broadcast_to(mask, array.shape)
    except ValueError as error:
        raise LabError("mask_does_not_match", shape=array.shape, mask_shape=mask.shape) from error
    dtype = array.dtype if array.dtype.kind == "f" else np.dtype(np.float32)
    if rate == 1:
        return np.zeros(array.shape, dtype)
    return np.where(kept, array / dtype.type(1 - rate), 0).astype(dtype, copy=False)


def _rate(rate: float) -> float:
    number = real_number(rate, "rate", minimum=0)
    if number > 1:
        raise LabError("out_of_range", name="rate", minimum=0, maximum=1, received=number)
    return number
