"""The layer ReLU with its arguments: a ceiling, a slope for small inputs, and where small begins.

Values are those of keras.layers.ReLU; without arguments it is `activations.relu`, with a slope alone
`activations.leaky_relu`.
"""

import numpy as np

from cnn_core.arrays import Array, real_array, real_number


def rectify(
    x: object, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0
) -> Array:
    """x above the threshold, at most max_value; negative_slope * (x - threshold) below it.

    Args:
        x: of any shape.
        max_value: the largest output, at least 0; None: no limit. 6 makes the ReLU6 of MobileNet
            (https://arxiv.org/abs/1704.04861).
        negative_slope: at least 0.
        threshold: at least 0. x at the threshold itself gives 0.

    Returns:
        x's shape; its floating-point dtype, integers become float32.

    Raises:
        LabError: those of `real_array`; "not_numbers" (name, received), "not_finite" (name, received,
            position) or "too_small" (name, minimum, received) for the arguments.

    >>> rectify([-4.0, 0.5, 3.0, 8.0], max_value=6, negative_slope=0.5, threshold=1)
    array([-2.5 , -0.25, 3.  , 6.  ])
    """
    top, slope, start = _arguments(max_value, negative_slope, threshold)
    values = _floats(x)
    above = np.clip(np.where(values > start, values, 0), 0, top)
    below = slope * np.maximum(start - values, 0)
    return np.asarray(above - below).astype(values.dtype, copy=False)


def rectify_derivative(
    x: object, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0
) -> Array:
    """negative_slope below the threshold, 1 from there to max_value, 0 above.

    At the corners, where there is none, 0.

    Raises:
        LabError: those of `rectify`.

    >>> rectify_derivative([-4.0, 3.0, 8.0], max_value=6, negative_slope=0.5, threshold=1)
    array([0.5, 1. , 0. ])
    """
    top, slope, start = _arguments(max_value, negative_slope, threshold)
    values = _floats(x)
    inside = (values > start) & (values < (np.inf if top is None else top))
    return np.where(values < start, slope, np.where(inside, 1.0, 0.0)).astype(values.dtype, copy=False)


def _arguments(
    max_value: float | None, negative_slope: float, threshold: float
) -> tuple[float | None, float, float]:
    top = None if max_value is None else real_number(max_value, "max_value", minimum=0)
    slope = real_number(negative_slope, "negative_slope", minimum=0)
    return top, slope, real_number(threshold, "threshold", minimum=0)


def _floats(x: object) -> Array:
    values = real_array(x, "x", range(9))
    return values if values.dtype.kind == "f" else values.astype(np.float32)
