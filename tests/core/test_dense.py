"""Dense, Flatten and the depthwise step against the running Keras layers."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.convolution import conv2d, dense_weight_count, separable_conv2d
from cnn_core.dense import dense, flat_index, flatten
from cnn_core.errors import LabError

RNG = np.random.default_rng(11)


@pytest.mark.parametrize("shape", [(2, 5), (2, 4, 4, 8), (1, 3, 2)])
@pytest.mark.parametrize("units", [1, 10])
def test_dense_as_keras(shape, units):
    """On maps too, where it acts on the last axis alone."""
    made = keras.layers.Dense(units, dtype="float64", bias_initializer="normal")
    x = RNG.normal(size=shape)
    theirs = np.asarray(made(x))
    kernel, bias = (np.asarray(weight) for weight in made.get_weights())
    np.testing.assert_allclose(dense(x, kernel, bias), theirs, rtol=1e-6)
    assert made.count_params() == dense_weight_count(shape[-1], units)


def test_dense_without_bias_by_hand():
    np.testing.assert_array_equal(dense([[1, 2], [3, 4]], [[1, 0, 2], [0, 1, 1]]), [[1, 2, 4], [3, 4, 10]])


@settings(max_examples=30, deadline=None)
@given(shape=st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 4)))
def test_flatten_as_keras_and_every_cell_where_it_says(shape):
    x = np.arange(np.prod(shape)).reshape(shape)
    theirs = np.asarray(keras.layers.Flatten(dtype="int64")(x[None]))[0]
    np.testing.assert_array_equal(flatten(x), theirs)
    for cell, value in np.ndenumerate(x):
        assert theirs[flat_index(*cell, shape)] == value


@pytest.mark.parametrize("multiplier", [1, 2, 3])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_depthwise_step_as_keras(multiplier, padding):
    """conv2d in as many groups as channels: channel c makes maps c * m to c * m + m - 1."""
    made = keras.layers.DepthwiseConv2D((2, 3), padding=padding, depth_multiplier=multiplier, dtype="float64")
    x = RNG.normal(size=(2, 5, 6, 4))
    theirs = np.asarray(made(x))
    kernel = np.asarray(made.get_weights()[0])  # (h, w, C, m)
    ours = conv2d(x, kernel.reshape(2, 3, 1, -1), padding=padding, groups=4)
    assert ours.shape[-1] == 4 * multiplier
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)
    for channel in range(4):
        alone = conv2d(x[..., channel : channel + 1], kernel[:, :, channel : channel + 1], padding=padding)
        own = slice(channel * multiplier, (channel + 1) * multiplier)
        np.testing.assert_allclose(theirs[..., own], alone, rtol=1e-6, atol=1e-9)


def test_both_steps_are_the_separable_layer():
    made = keras.layers.SeparableConv2D(5, 3, depth_multiplier=2, dtype="float64", bias_initializer="normal")
    x = RNG.normal(size=(1, 6, 6, 3))
    theirs = np.asarray(made(x))
    depthwise, pointwise, bias = (np.asarray(weight) for weight in made.get_weights())
    maps = conv2d(x, depthwise.reshape(3, 3, 1, -1), groups=3)
    np.testing.assert_allclose(conv2d(maps, pointwise, bias), theirs, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(separable_conv2d(x, depthwise, pointwise, bias), theirs, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    "call, key, values",
    [
        (lambda: dense([1.0], [[1.0], [2.0]]), "inputs_do_not_match", {"inputs": 1, "kernel_inputs": 2}),
        (lambda: dense([1.0], [[1.0]], [1.0, 2.0]), "bias_does_not_match", {"filters": 1, "shape": (2,)}),
        (lambda: dense([1.0], [1.0]), "wrong_rank", {"name": "kernel"}),
        (lambda: flatten([[1.0]]), "wrong_rank", {"name": "x", "received": 2}),
        (lambda: flat_index(2, 0, 0, (2, 3, 3)), "no_such_cell", {"cell": (2, 0, 0), "shape": (2, 3, 3)}),
        (lambda: flat_index(0, 0, 0, (2, 3)), "no_such_cell", {"shape": (2, 3)}),
        (lambda: flat_index(-1, 0, 0, (2, 3, 3)), "too_small", {"name": "cell", "received": -1}),
    ],
)
def test_refusals(call, key, values):
    with pytest.raises(LabError) as refused:
        call()
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
