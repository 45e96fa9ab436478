"""Convolution as a matrix product, against the running Keras layers."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.errors import LabError
from cnn_core.im2col import convolution_matrix, im2col, shared_weight_ids

SETTINGS = list(
    itertools.product(
        [(1, 1), (3, 3), (2, 3)],  # window
        [(1, 1), (2, 1), (3, 1), (1, 2), ((1, 2), 1)],  # strides, dilation
        ["valid", "same"],
    )
)


def random(shape, seed=0):
    """Random numbers, half of them negative."""
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("window, steps, padding", SETTINGS)
def test_im2col_as_tensorflow_extracts_patches(window, steps, padding):
    """The same rows in the same order, and the layer's output as one matrix product."""
    strides, dilation = steps
    x, kernel = random((6, 7, 2)), random((*window, 2, 3), seed=1)
    rows = im2col(x, window, strides, padding, dilation)
    patches = tf.image.extract_patches(
        x[None],
        [1, *window, 1],
        [1, *np.broadcast_to(strides, 2), 1],
        [1, *np.broadcast_to(dilation, 2), 1],
        padding.upper(),
    )
    np.testing.assert_array_equal(rows, patches.numpy().reshape(rows.shape))
    maps = np.asarray(keras.ops.conv(x[None], kernel, strides, padding, dilation_rate=dilation))
    np.testing.assert_allclose(rows @ kernel.reshape(-1, 3), maps.reshape(-1, 3), atol=1e-12)
    if padding == "valid" and dilation == 1:
        pooled = keras.ops.max_pool(keras.ops.convert_to_tensor(x[None, :, :, :1]), window, strides)
        sheet = im2col(x[:, :, 0], window, strides)
        np.testing.assert_array_equal(sheet.max(axis=1), np.asarray(pooled).ravel())


@pytest.mark.parametrize("window, steps, padding", SETTINGS)
def test_convolution_matrix_as_keras(window, steps, padding):
    """The matrix times the flattened image is the layer's output."""
    strides, dilation = steps
    x, kernel = random((5, 6)), random(window, seed=1)
    matrix = convolution_matrix(kernel, (5, 6), strides, padding, dilation)
    maps = keras.ops.conv(
        x[None, :, :, None], kernel[:, :, None, None], strides, padding, dilation_rate=dilation
    )
    np.testing.assert_allclose(matrix @ x.ravel(), np.asarray(maps).ravel(), atol=1e-12)


def test_weights_of_dense_local_and_shared_by_hand():
    """3x3 on 5x5: 9 outputs of 25 inputs; 225 weights, 81 if local, 9 if shared."""
    ids = shared_weight_ids(3, (5, 5))
    assert ids.size == 225
    assert np.count_nonzero(ids) == 81
    assert set(ids.ravel()) == set(range(10))
    assert ids[0].reshape(5, 5).tolist() == [
        [1, 2, 3, 0, 0],
        [4, 5, 6, 0, 0],
        [7, 8, 9, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
    ]
    assert ids[8].reshape(5, 5)[2:, 2:].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


def test_dtypes():
    """Integers stay integers."""
    assert im2col(np.ones((3, 3), np.uint8), 2).dtype == np.uint8
    assert convolution_matrix(np.ones((2, 2), np.float32), (3, 3)).dtype == np.float32


@pytest.mark.parametrize(
    "call, key, values",
    [
        (lambda: im2col(np.zeros((3, 3)), 4), "window_does_not_fit", {"size": 3, "window": 4}),
        (lambda: im2col(np.zeros((1, 3, 3, 1)), 2), "wrong_rank", {"name": "x", "received": 4}),
        (lambda: im2col(np.zeros((3, 3)), 2, strides=0), "too_small", {"name": "strides"}),
        (
            lambda: im2col(np.zeros((1500, 1500)), 5),
            "too_many_entries",
            {"shape": (1496 * 1496, 25), "max_entries": 20_000_000},
        ),
        (lambda: shared_weight_ids(3, (224, 224)), "too_many_entries", {"shape": (222 * 222, 224 * 224)}),
        (lambda: shared_weight_ids(3, (5, 0)), "too_small", {"name": "input_shape", "received": 0}),
        (lambda: convolution_matrix(np.zeros((2, 2, 1, 1)), (5, 5)), "wrong_rank", {"name": "kernel"}),
    ],
)
def test_refusals(call, key, values):
    """The key, and what was received."""
    with pytest.raises(LabError) as refused:
        call()
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
