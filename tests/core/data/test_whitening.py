"""Whitening: covariances by np.cov, patches by TensorFlow, the fixed first layer by Keras."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import linalg

from cnn_core.data.whitening import (
    patch_axes,
    principal_axes,
    whitening,
    whitening_kernels,
    zca_kernel,
)
from cnn_core.errors import LabError


def vectors(count=500, width=6, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, width)) @ rng.normal(size=(width, width)) + rng.normal(size=width)


def smooth(count=12, side=12, seed=0):
    """Images whose neighbours go together, as photographs' do."""
    rough = np.random.default_rng(seed).normal(size=(count, side, side, 3))
    return rough + np.roll(rough, 1, 1) + np.roll(rough, 1, 2) + rough.mean(axis=-1, keepdims=True)


def covariance(x):
    return np.cov(x.T, bias=True)


def patches(images, size):
    cut = tf.image.extract_patches(images, [1, size, size, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID")
    return cut.numpy().reshape(-1, size * size * images.shape[-1])


def test_axes_are_the_eigenvectors_of_the_covariance():
    x = vectors()
    axes = principal_axes(x)
    values, directions = linalg.eigh(covariance(x))
    assert np.allclose(axes.variances, values[::-1])
    assert np.allclose(np.abs(np.sum(axes.directions * directions[:, ::-1], axis=0)), 1)
    assert np.allclose(axes.directions.T @ axes.directions, np.eye(6))


def test_decorrelated():
    x = vectors()
    axes = principal_axes(x)
    assert np.allclose(
        covariance(whitening(axes, "decorrelated").apply(x)), np.diag(axes.variances), atol=1e-9
    )


@pytest.mark.parametrize("kind", ["pca", "zca"])
def test_white(kind):
    x = vectors()
    white = whitening(principal_axes(x), kind, 1e-12).apply(x)
    assert np.allclose(white.mean(axis=0), 0, atol=1e-9)
    assert np.allclose(covariance(white), np.eye(6), atol=1e-6)


def test_zca_is_the_inverse_root_of_the_covariance():
    """Of all matrices that whiten, the symmetric one; it moves the points least (Krizhevsky 2009)."""
    x = vectors()
    matrix = whitening(principal_axes(x), "zca", 1e-12).matrix
    assert np.allclose(matrix, linalg.fractional_matrix_power(covariance(x), -0.5), atol=1e-6)


def test_epsilon_keeps_faint_directions_faint():
    x = np.stack([np.linspace(-1, 1, 50), np.zeros(50)], axis=1)
    white = whitening(principal_axes(x), "zca", 1e-3).apply(x)
    assert np.isfinite(white).all() and not white[:, 1].any()


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_patches_as_tensorflow_cuts_them(size):
    images = smooth(150 if size == 2 else 12) + 100  # more than one chunk; far from 0
    axes = patch_axes(images, size)
    expected = patches(images, size)
    assert np.allclose(axes.mean, expected.mean(axis=0))
    shown = axes.directions @ np.diag(axes.variances) @ axes.directions.T
    assert np.allclose(shown, covariance(expected).reshape(shown.shape), atol=1e-8)


def test_a_keras_layer_with_these_kernels_whitens():
    images = smooth(40)
    kernels = whitening_kernels(images, 3, 1e-9)
    layer = keras.layers.Conv2D(54, 3, use_bias=False)
    layer.build((None, None, None, 3))
    layer.set_weights([kernels])
    maps = np.asarray(layer(images.astype(np.float32))).reshape(-1, 54).astype(float)
    assert np.allclose(covariance(maps[:, :27]), np.eye(27), atol=1e-3)
    assert np.allclose(maps[:, 27:], -maps[:, :27], atol=1e-5)


def test_the_first_kernel_sees_the_widest_spread():
    kernels = whitening_kernels(smooth(), 3, 1e-9)
    lengths = np.linalg.norm(kernels[..., :27].reshape(27, 27), axis=0)
    assert (np.diff(lengths) >= -1e-6).all(), "1 / deviation grows"


def test_the_middle_of_zca_as_a_convolution():
    images, size = smooth(4), 3
    axes = patch_axes(images, size)
    white = whitening(axes, "zca", 1e-3).apply(patches(images, size))
    kernel = zca_kernel(axes, size, 3, 1e-3).astype(np.float32)
    convolved = np.asarray(keras.ops.conv(images.astype(np.float32), kernel, padding="valid"))
    middle = white.reshape(-1, size, size, 3)[:, 1, 1]
    shift = axes.mean @ kernel.reshape(-1, 3)
    assert np.allclose(convolved.reshape(-1, 3) - shift, middle, atol=1e-4)


@pytest.mark.parametrize(
    "make, key",
    [
        (lambda: patch_axes(smooth(1), 13), "too_many"),
        (lambda: patch_axes(smooth(1), 0), "too_small"),
        (lambda: patch_axes(smooth(1)[0], 3), "wrong_rank"),
        (lambda: principal_axes([[1.0, np.nan]]), "not_finite"),
        (lambda: whitening(principal_axes(vectors()), "white"), "unknown_choice"),
        (lambda: whitening(principal_axes(vectors()), "pca", 0), "too_small"),
    ],
)
def test_what_does_not_fit_is_refused(make, key):
    with pytest.raises(LabError) as refused:
        make()
    assert refused.value.key == key
