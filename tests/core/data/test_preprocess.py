"""Scaling against Keras's own layers, and its edges."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.data.preprocess import SCALINGS, fit_scaling
from cnn_core.errors import LabError


def noise(count=50, seed=0):
    rng = np.random.default_rng(seed)
    colours = np.array([40, 120, 200])
    return np.clip(rng.normal(colours, [20, 30, 10], (count, 6, 5, 3)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("over, axis", [("channel", -1), ("pixel", (1, 2, 3))])
def test_standardising_as_keras(over, axis):
    images = noise()
    layer = keras.layers.Normalization(axis=axis)
    layer.adapt(images.astype(np.float32))
    expected = np.asarray(layer(images.astype(np.float32)))
    assert np.allclose(fit_scaling(images, "standardised", over).apply(images), expected, atol=2e-4)


def test_unit_as_keras():
    images = noise()
    expected = np.asarray(keras.layers.Rescaling(1 / 255)(images.astype(np.float32)))
    assert np.allclose(fit_scaling(images, "unit").apply(images), expected, atol=1e-6)


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2500])
def test_moments_do_not_depend_on_how_images_are_cut_up(count):
    images = noise(count)
    scaling = fit_scaling(images, "standardised")
    assert np.allclose(scaling.mean, images.mean(axis=(0, 1, 2)), rtol=1e-6)
    assert np.allclose(scaling.deviation, images.std(axis=(0, 1, 2)), rtol=1e-5)


@given(st.sampled_from(SCALINGS), st.sampled_from(("channel", "pixel")), st.integers(0, 5))
def test_what_comes_out(kind, over, seed):
    images = noise(20, seed)
    result = fit_scaling(images, kind, over).apply(images)
    assert result.dtype == np.float32 and np.isfinite(result).all()
    axes = (0, 1, 2) if over == "channel" else (0,)
    if kind in ("centred", "standardised"):
        assert np.allclose(result.mean(axis=axes), 0, atol=1e-4)
    if kind == "raw":
        assert np.array_equal(result, images)


def test_a_pixel_that_never_changes_becomes_zero():
    images = noise()
    images[:, 0, 0] = 77
    result = fit_scaling(images, "standardised", "pixel").apply(images)
    assert np.isfinite(result).all() and not result[:, 0, 0].any()


def test_others_are_scaled_with_the_numbers_of_the_training_images():
    scaling = fit_scaling(noise(), "standardised")
    one = np.array([40, 120, 200], np.uint8)
    assert np.allclose(scaling.apply(one), (one - scaling.mean) / scaling.deviation)


@pytest.mark.parametrize(
    "images, kind, over, key",
    [
        (noise(), "0..1", "channel", "unknown_choice"),
        (noise(), "unit", "image", "unknown_choice"),
        (noise().astype(float), "unit", "channel", "not_images"),
        (noise()[:0], "standardised", "channel", "not_images"),
        ("images", "unit", "channel", "not_images"),
    ],
)
def test_what_does_not_fit_is_refused(images, kind, over, key):
    with pytest.raises(LabError) as refused:
        fit_scaling(images, kind, over)
    assert refused.value.key == key
