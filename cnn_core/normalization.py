"""Batch normalization: each channel brought to mean 0 and variance 1, then scaled and shifted as was learned.

Source: Ioffe, Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
Covariate Shift", 2015, https://arxiv.org/abs/1502.03167. Values and defaults are those of
keras.layers.BatchNormalization.
"""

import numpy as np

from cnn_core.arrays import Array, integer, real_array, real_number
from cnn_core.errors import LabError

EPSILON, MOMENTUM = 1e-3, 0.99  # Keras's defaults
MOVING_MEAN, MOVING_VARIANCE = 0.0, 1.0  # what a new layer's moving averages start from


def batch_moments(x: object) -> tuple[Array, Array]:
    """Mean and variance of each channel over the batch and, for images, over all rows and columns.

    The variance divides by the count of values, not by the count minus 1.

    Args:
        x: (N, C) or (N, H, W, C).

    Returns:
        mean and variance, each (C,), in x's floating-point dtype, at least float32.

    Raises:
        LabError: those of `real_array`.

    >>> mean, variance = batch_moments([[0.0, 10.0], [4.0, -20.0], [1.0, 20.0], [-2.0, 40.0], [2.0, 0.0]])
    >>> mean.tolist(), variance.tolist()
    ([1.0, 10.0], [4.0, 400.0])
    """
    values = _wide(real_array(x, "x", ndims=(2, 4)))
    axes = tuple(range(values.ndim - 1))
    return values.mean(axis=axes), values.var(axis=axes)


def normalize(
    x: object,
    mean: object,
    variance: object,
    gamma: object = 1.0,
    beta: object = 0.0,
    epsilon: float = EPSILON,
) -> Array:
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, channel by channel.

    While training, mean and variance are the batch's own (`batch_moments`); afterwards they are the moving
    averages.

    Args:
        x: channels last, (N, C) or (N, H, W, C).
        mean: (C,), or one number for all channels; so are the next three.
        variance: at least 0.
        gamma: learned scale.
        beta: learned shift.
        epsilon: above 0; keeps a channel without variance from dividing by 0.

    Returns:
        x's shape; its floating-point dtype (float16 is computed in float32), integers become float32.

    Raises:
        LabError: those of `real_array` and `real_number`; "not_positive" (name, received) for epsilon,
            "too_small" (name, minimum, received) for a variance, or "statistics_do_not_match" (name,
            channels, shape).

    >>> normalize([[4.0], [0.0]], mean=1.0, variance=4.0, epsilon=1e-12)
    array([[ 1.5],
           [-0.5]])
    """
    array = real_array(x, "x", ndims=(2, 4))
    values, channels = _wide(array), array.shape[-1]
    numbers = {"mean": mean, "variance": variance, "gamma": gamma, "beta": beta}
    each = {name: _per_channel(value, name, channels) for name, value in numbers.items()}
    if each["variance"].min() < 0:
        raise LabError("too_small", name="variance", minimum=0, received=float(each["variance"].min()))
    if real_number(epsilon, "epsilon", minimum=0) == 0:
        raise LabError("not_positive", name="epsilon", received=epsilon)
    standard = (values - each["mean"]) / np.sqrt(each["variance"] + epsilon)
    return np.asarray(each["gamma"] * standard + each["beta"]).astype(_result(array), copy=False)


def batch_normalize(x: object, gamma: object = 1.0, beta: object = 0.0, epsilon: float = EPSILON) -> Array:
    """What a batch normalization layer gives while training: `normalize` with the batch's own moments.

    Raises:
        LabError: those of `normalize`.

    >>> batch_normalize([[0.0], [4.0], [1.0], [-2.0], [2.0]], epsilon=1e-12).ravel().round(9)
    array([-0.5, 1.5, 0. , -1.5, 0.5])
    """
    mean, variance = batch_moments(x)
    return normalize(x, mean, variance, gamma, beta, epsilon)


def moving_average(moving: object, batch: object, momentum: float = MOMENTUM) -> Array:
    """A moving average after one more batch: momentum * moving + (1 - momentum) * batch.

    Args:
        moving: (C,) or a number: the average so far; a new layer's mean starts at 0, its variance at 1.
        batch: likewise: the batch's own mean or variance.
        momentum: 0 to 1; what is kept of the past.

    Returns:
        As `moving` and `batch` broadcast to, at least float32.

    Raises:
        LabError: those of `real_array` and `real_number`, or "out_of_range" (name, minimum, maximum,
            received).

    >>> float(moving_average(0.0, 5.0, momentum=0.75))
    1.25
    """
    share = real_number(momentum, "momentum", minimum=0)
    if share > 1:
        raise LabError("out_of_range", name="momentum", minimum=0, maximum=1, received=share)
    past = _wide(real_array(moving, "moving", ndims=(0, 1)))
    new = _wide(real_array(batch, "batch", ndims=(0, 1)))
    return np.asarray(share * past + (1 - share) * new)


def batch_norm_weight_count(channels: int) -> tuple[int, int]:
    """Numbers that the layer holds: gamma and beta are trained, the two moving averages only follow the data.

    Returns:
        (trained, not trained).

    Raises:
        LabError: "not_an_integer" (name, received) or "too_small" (name, minimum, received).

    >>> batch_norm_weight_count(32)
    (64, 64)
    """
    channels = integer(channels, "channels")
    return 2 * channels, 2 * channels


def _per_channel(value: object, name: str, channels: int) -> Array:
    numbers = _wide(real_array(value, name, ndims=(0, 1)))
    if numbers.ndim and len(numbers) != channels:
        raise LabError("statistics_do_not_match", name=name, channels=channels, shape=numbers.shape)
    return numbers


def _result(x: Array) -> np.dtype[np.generic]:
    return x.dtype if x.dtype.kind == "f" else np.dtype(np.float32)


def _wide(x: Array) -> Array:
    """float32 at least: sums of float16 would overflow."""
    dtype = _result(x)
    return x.astype(np.float32 if dtype == np.float16 else dtype, copy=False)
