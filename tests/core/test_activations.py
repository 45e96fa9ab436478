"""Activations against keras.activations, their derivatives against TensorFlow's and finite differences."""

import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnn_core import activations
from cnn_core.activations import ACTIVATIONS, leaky_relu, leaky_relu_derivative, softmax, softmax_derivative
from cnn_core.errors import LabError

POINTWISE = ["relu", "leaky_relu", "sigmoid", "tanh"]
TOLERANCE = {
    "float16": 2e-3,
    "float32": 2e-6,
    "float64": 1e-7,
}  # TensorFlow keeps leaky_relu's slope in float32
FLOATS = st.floats(-60, 60, allow_subnormal=False)  # TensorFlow takes subnormal numbers for 0
VALUES = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(2, 5)), elements=FLOATS)


def keras_activation(name):
    """Keras's function, with the slope that its layer has."""
    if name == "leaky_relu":
        return keras.layers.LeakyReLU(dtype="float64").call
    return getattr(keras.activations, name)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_as_keras(name, dtype):
    """Values and dtypes, from far left to far right."""
    x = np.concatenate([np.linspace(-9, 9, 73), [-1000, -80, 0, 80, 1000]]).astype(dtype).reshape(2, 39)
    theirs = np.asarray(keras_activation(name)(keras.ops.convert_to_tensor(x)))
    ours = ACTIVATIONS[name][0](x)
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype] / 10)


@settings(max_examples=60, deadline=None)
@given(x=VALUES, name=st.sampled_from(list(ACTIVATIONS)))
def test_as_keras_on_random_values(x, name):
    """The same on values drawn at random."""
    theirs = np.asarray(keras_activation(name)(keras.ops.convert_to_tensor(x)))
    np.testing.assert_allclose(ACTIVATIONS[name][0](x), theirs, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "tanh"])
def test_integers_as_keras(name):
    """Where Keras takes integers: relu keeps them, the others make float32."""
    x = np.array([-3, 0, 5], np.int32)
    theirs = np.asarray(keras_activation(name)(keras.ops.convert_to_tensor(x)))
    ours = ACTIVATIONS[name][0](x)
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


def test_default_slope_is_the_layers():
    """0.3, not the function's 0.2."""
    assert leaky_relu(-1.0) == -keras.layers.LeakyReLU().negative_slope == -0.3
    np.testing.assert_allclose(
        leaky_relu([-1.0], 0.2), np.asarray(keras.activations.leaky_relu(np.array([-1.0]))), rtol=1e-7
    )


@settings(max_examples=60, deadline=None)
@given(x=VALUES, name=st.sampled_from(POINTWISE))
def test_derivatives_as_tensorflow(x, name):
    """Gradients of the running functions, at 0 too."""
    tensor = tf.constant(np.concatenate([x.ravel(), [0.0]]))
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        y = keras_activation(name)(tensor)
    ours = ACTIVATIONS[name][1](tensor.numpy())
    np.testing.assert_allclose(ours, tape.gradient(y, tensor).numpy(), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", POINTWISE)
def test_derivatives_as_finite_differences(name):
    """Slopes measured a hair to the left and right."""
    function, derivative = ACTIVATIONS[name]
    x, hair = np.linspace(-6, 6, 50), 1e-5
    measured = (function(x + hair) - function(x - hair)) / (2 * hair)
    np.testing.assert_allclose(derivative(x), measured, atol=1e-8)


@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_softmax_jacobian(axis):
    """Measured column by column, and as TensorFlow's tape has it; along any axis."""
    x = np.random.default_rng(0).normal(size=(3, 4))
    rows = np.moveaxis(x, axis, -1)
    jacobian = softmax_derivative(x, axis)
    assert jacobian.shape == (*rows.shape, rows.shape[-1])
    hair = 1e-6
    for row, matrix in zip(rows, jacobian, strict=True):
        tensor = tf.constant(row)
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            y = keras.activations.softmax(tensor)
        np.testing.assert_allclose(matrix, tape.jacobian(y, tensor).numpy(), atol=1e-12)
        for j, nudge in enumerate(np.eye(len(row)) * hair):
            measured = (softmax(row + nudge) - softmax(row - nudge)) / (2 * hair)
            np.testing.assert_allclose(matrix[:, j], measured, atol=1e-8)


@pytest.mark.parametrize("axis", [0, 1, 2, -2])
def test_softmax_axes_as_keras(axis):
    """Sums to 1 along the axis asked for."""
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    theirs = np.asarray(keras.activations.softmax(keras.ops.convert_to_tensor(x), axis=axis))
    np.testing.assert_allclose(softmax(x, axis), theirs, rtol=1e-12)
    np.testing.assert_allclose(softmax(x, axis).sum(axis=axis), 1)


def test_slopes_by_hand():
    """Sigmoid's slope is at most 1/4, tanh's at most 1; both vanish far out."""
    x = np.linspace(-20, 20, 401)
    assert activations.sigmoid_derivative(x).max() == 0.25
    assert activations.tanh_derivative(x).max() == 1
    assert activations.sigmoid_derivative(x)[0] < 1e-8


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_extremes_neither_warn_nor_overflow(name, dtype):
    """From the smallest to the largest number the dtype has."""
    largest = np.finfo(dtype).max
    x = np.array([-largest, -1000, 0, 1000, largest], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for function in ACTIVATIONS[name]:
            assert np.isfinite(function(x)).all()


@pytest.mark.parametrize(
    "call, key, values",
    [
        (lambda: activations.relu(["a"]), "not_numbers", {"name": "x", "received": "a"}),
        (lambda: activations.sigmoid([np.nan]), "not_finite", {"name": "x", "position": (0,)}),
        (lambda: softmax([[1.0]], axis=2), "unknown_axis", {"axis": 2, "ndim": 2}),
        (lambda: softmax([1.0], axis=True), "unknown_axis", {"axis": True, "ndim": 1}),
        (lambda: softmax(1.0), "wrong_rank", {"name": "x", "received": 0}),
        (lambda: leaky_relu([1.0], -0.1), "too_small", {"name": "negative_slope", "received": -0.1}),
        (lambda: leaky_relu([1.0], None), "not_numbers", {"name": "negative_slope", "received": "None"}),
        (lambda: leaky_relu_derivative([1.0], np.inf), "not_finite", {"name": "negative_slope"}),
    ],
)
def test_refusals(call, key, values):
    """The key, and what was received."""
    with pytest.raises(LabError) as refused:
        call()
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
