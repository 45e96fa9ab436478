"""Activation functions and their derivatives.

Values are those of keras.activations. dtype: floating-point ones are kept (float16 is computed in float32 and
rounded once); integers become float32, except in relu, which keeps them. No input overflows.
"""

from collections.abc import Callable

import numpy as np

from cnn_core.arrays import Array, real_array, real_number
from cnn_core.errors import LabError

NEGATIVE_SLOPE = 0.3  # of the layer keras.layers.LeakyReLU; the function keras.activations.leaky_relu has 0.2
ANY_RANK = range(9)


def relu(x: object) -> Array:
    """max(x, 0), of any shape.

    Raises:
        LabError: those of `real_array`.

    >>> relu([-2, 0, 3])
    array([0, 0, 3])
    """
    x = real_array(x, "x", ANY_RANK)
    return np.maximum(x, np.zeros((), x.dtype))


def relu_derivative(x: object) -> Array:
    """1 where x > 0, else 0; at 0, where there is none, 0 as in TensorFlow.

    Raises:
        LabError: those of `real_array`.

    >>> relu_derivative([-2, 0, 3])
    array([0., 0., 1.], dtype=float32)
    """
    return _compute(x, lambda x: np.where(x > 0, 1.0, 0.0))


def leaky_relu(x: object, negative_slope: float = NEGATIVE_SLOPE) -> Array:
    """x where x > 0, else negative_slope * x.

    The default slope is that of keras.layers.LeakyReLU, 0.3; keras.activations.leaky_relu has 0.2. Source:
    Maas, Hannun, Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013.

    Raises:
        LabError: those of `real_array`; for the slope, "not_numbers" (name, received), "not_finite" (name,
            received, position) or "too_small" (name, minimum, received).

    >>> leaky_relu([-10.0, 0.0, 5.0])
    array([-3.,  0.,  5.])
    """
    slope = real_number(negative_slope, "negative_slope", minimum=0)
    return _compute(x, lambda x: np.where(x > 0, x, slope * x))


def leaky_relu_derivative(x: object, negative_slope: float = NEGATIVE_SLOPE) -> Array:
    """1 where x > 0, else negative_slope, also at 0, as in TensorFlow.

    Raises:
        LabError: those of `leaky_relu`.

    >>> leaky_relu_derivative([-10.0, 0.0, 5.0])
    array([0.3, 0.3, 1. ])
    """
    slope = real_number(negative_slope, "negative_slope", minimum=0)
    return _compute(x, lambda x: np.where(x > 0, 1.0, slope))


def sigmoid(x: object) -> Array:
    """1 / (1 + exp(-x)), between 0 and 1.

    Raises:
        LabError: those of `real_array`.

    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """

    def formula(x: Array) -> Array:
        small = np.exp(-np.abs(x))  # at most 1
        return np.asarray(np.where(x >= 0, 1, small) / (1 + small))

    return _compute(x, formula)


def sigmoid_derivative(x: object) -> Array:
    """sigmoid(x) * (1 - sigmoid(x)), at most 1/4: why gradients vanish in deep stacks of it.

    Raises:
        LabError: those of `real_array`.

    >>> sigmoid_derivative([-1000.0, 0.0])
    array([0.  , 0.25])
    """
    return _compute(x, lambda x: _bell(np.exp(-np.abs(x))))


def tanh(x: object) -> Array:
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x)), between -1 and 1.

    Raises:
        LabError: those of `real_array`.

    >>> tanh([-1000.0, 0.0, 1000.0])
    array([-1.,  0.,  1.])
    """
    return _compute(x, np.tanh)


def tanh_derivative(x: object) -> Array:
    """1 - tanh(x)**2, at most 1.

    Raises:
        LabError: those of `real_array`.

    >>> tanh_derivative([-1000.0, 0.0])
    array([0., 1.])
    """
    return _compute(x, lambda x: 4 * _bell(np.exp(-np.abs(x)) ** 2))  # tanh(x) = 2 * sigmoid(2x) - 1


def softmax(x: object, axis: int = -1) -> Array:
    """exp(x) / sum of exp(x) along an axis: positive numbers that sum to 1.

    Args:
        x: at least one axis.
        axis: the classes' axis.

    Raises:
        LabError: those of `real_array`, or "unknown_axis" (axis, ndim).

    >>> softmax([[0.0, 0.0], [0.0, 1000.0]])
    array([[0.5, 0.5],
           [0. , 1. ]])
    """
    x = real_array(x, "x", ANY_RANK[1:])
    _check_axis(axis, x.ndim)
    return _compute(x, lambda x: shares(x, axis))


def shares(logits: Array, axis: int = -1) -> Array:
    """`softmax` of what is known to be an array of floating-point numbers; NaN among them stays NaN.

    >>> shares(np.array([[0.0, 0.0], [0.0, np.nan]]))
    array([[0.5, 0.5],
           [nan, nan]])
    """
    with np.errstate(over="ignore"):  # two huge numbers may differ by inf, and exp(-inf) is 0
        powers = np.exp(logits - logits.max(axis=axis, keepdims=True))  # the largest is 1
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def softmax_derivative(x: object, axis: int = -1) -> Array:
    """The Jacobian, J[i, j] = d softmax_i / d x_j = s_i * (1 if i == j else 0) - s_i * s_j.

    Args:
        x: at least one axis.
        axis: the classes' axis, of length K.

    Returns:
        x's other axes, then (K, K).

    Raises:
        LabError: those of `softmax`.

    >>> softmax_derivative([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    shares = np.moveaxis(softmax(x, axis), axis, -1)  # (..., K)
    return _compute(shares, lambda s: s[..., None] * (np.eye(s.shape[-1], dtype=s.dtype) - s[..., None, :]))


Activation = tuple[Callable[[object], Array], Callable[[object], Array]]
ACTIVATIONS: dict[str, Activation] = {
    "relu": (relu, relu_derivative),
    "leaky_relu": (leaky_relu, leaky_relu_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "tanh": (tanh, tanh_derivative),
    "softmax": (softmax, softmax_derivative),
}


def _bell(small: Array) -> Array:
    """The slope of sigmoid, from small = exp(-|x|); s * (1 - s) would lose its digits where s nears 1."""
    return np.asarray(small / (1 + small) ** 2)


def _compute(x: object, formula: Callable[[Array], Array]) -> Array:
    """The formula in float32 or float64, its result in the dtype that the module promises."""
    x = real_array(x, "x", ANY_RANK)
    result = x.dtype if x.dtype.kind == "f" else np.dtype(np.float32)
    wide = np.float32 if result == np.float16 else result
    return np.asarray(formula(x.astype(wide, copy=False))).astype(result, copy=False)


def _check_axis(axis: int, ndim: int) -> None:
    if isinstance(axis, bool) or not isinstance(axis, int | np.integer) or not -ndim <= axis < ndim:
        raise LabError("unknown_axis", axis=axis, ndim=ndim)
