"""ReLU's arguments against the running Keras layer; slopes against TensorFlow and finite differences."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.activations import leaky_relu, relu
from cnn_core.errors import LabError
from cnn_core.rectifiers import rectify, rectify_derivative

ARGUMENTS = st.fixed_dictionaries(
    {
        "max_value": st.none() | st.sampled_from([0.0, 1.0, 6.0, 6]) | st.floats(0, 9),
        "negative_slope": st.sampled_from([0.0, 0.1, 0.3, 1.0]),
        "threshold": st.sampled_from([0.0, 0.5, 1.0, 2.0]),
    }
)
GRID = np.linspace(-9, 9, 73)  # holds every threshold and maximum that is a quarter


@settings(max_examples=100, deadline=None)
@given(arguments=ARGUMENTS, dtype=st.sampled_from(["float32", "float64"]))
def test_as_keras(arguments, dtype):
    """At the corners too."""
    x = GRID.astype(dtype)
    theirs = np.asarray(keras.layers.ReLU(**arguments, dtype=dtype)(x))
    ours = rectify(x, **arguments)
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(arguments=ARGUMENTS)
def test_slopes_as_tensorflow_and_as_measured(arguments):
    """Away from the corners."""
    corners = np.array([arguments["threshold"], arguments["max_value"] or 0.0, 0.0])
    x = np.linspace(-9.03, 9.01, 150)
    x = x[(np.abs(x[:, None] - corners) > 1e-3).all(axis=1)]
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        y = keras.layers.ReLU(**arguments, dtype="float64")(tensor)
    ours, hair = rectify_derivative(x, **arguments), 1e-6
    np.testing.assert_allclose(ours, tape.gradient(y, tensor).numpy(), atol=1e-7)
    measured = (rectify(x + hair, **arguments) - rectify(x - hair, **arguments)) / (2 * hair)
    np.testing.assert_allclose(ours, measured, atol=1e-8)


def test_without_arguments_it_is_relu():
    np.testing.assert_array_equal(rectify(GRID), relu(GRID))
    np.testing.assert_array_equal(rectify(GRID, negative_slope=0.3), leaky_relu(GRID, 0.3))


def test_leaky_relu_the_layer_and_the_string():
    """0.3 and 0.2: two defaults of one name."""
    x = np.array([-10.0, 5.0])
    np.testing.assert_allclose(
        np.asarray(keras.layers.LeakyReLU(dtype="float64")(x)), rectify(x, negative_slope=0.3)
    )
    string = keras.layers.Activation("leaky_relu", dtype="float64")(x)
    np.testing.assert_allclose(np.asarray(string), rectify(x, negative_slope=0.2))


@pytest.mark.parametrize(
    "call, key, values",
    [
        (lambda: rectify([1.0], max_value=-1), "too_small", {"name": "max_value", "received": -1.0}),
        (lambda: rectify([1.0], negative_slope=-1), "too_small", {"name": "negative_slope"}),
        (lambda: rectify([1.0], threshold=-1), "too_small", {"name": "threshold"}),
        (lambda: rectify_derivative([1.0], threshold=None), "not_numbers", {"name": "threshold"}),
        (lambda: rectify(["a"]), "not_numbers", {"name": "x"}),
    ],
)
def test_refusals(call, key, values):
    with pytest.raises(LabError) as refused:
        call()
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
