"""Pictures made of waves, against NumPy's transform and finite differences."""

import numpy as np
import pytest
import tensorflow as tf

from cnn_core.explain.fourier import amplitudes, colours, picture, spectrum_shape, waves


def spectra(height, width, channels=3, count=2, seed=0, size=1.0):
    shape = (count, *spectrum_shape(height, width, channels))
    return np.random.default_rng(seed).normal(0, size, shape).astype(np.float32)


@pytest.mark.parametrize("height, width", [(8, 8), (6, 10), (7, 9), (32, 32), (5, 4)])
def test_waves_are_numpys_inverse_transform(height, width):
    given = spectra(height, width)
    scaled = (given[..., 0] + 1j * given[..., 1]) * amplitudes(height, width)
    expected = np.fft.irfft2(scaled, (height, width)).transpose(0, 2, 3, 1)
    assert np.allclose(waves(tf.constant(given), width), expected, atol=1e-5)


def test_the_gradient_is_that_of_finite_differences():
    given = spectra(6, 6, count=1, size=0.5)
    looked_at = np.random.default_rng(1).normal(0, 1, (1, 6, 6, 3)).astype(np.float32)

    def total(values):
        return tf.reduce_sum(picture(values, 6) * looked_at)

    with tf.GradientTape() as tape:
        variable = tf.constant(given)
        tape.watch(variable)
        result = total(variable)
    slope = np.asarray(tape.gradient(result, variable))
    step, chance = 1e-2, np.random.default_rng(2)
    for place in zip(*(chance.integers(0, side, 40) for side in given.shape), strict=True):
        change = np.zeros_like(given)
        change[place] = step
        difference = float(total(given + change) - total(given - change)) / (2 * step)
        assert slope[place] == pytest.approx(difference, rel=0.01, abs=0.2), place


def test_pictures_are_pixels_and_start_grey():
    seen = np.asarray(picture(tf.zeros((1, 3, 8, 5, 2)), 8))
    assert np.allclose(seen, 127.5)
    loud = np.asarray(picture(tf.constant(spectra(8, 8, size=50)), 8))
    assert loud.min() >= 0 and loud.max() <= 255 and loud.std() > 80


def test_low_frequencies_move_most_but_the_mean():
    strength = amplitudes(32, 32)
    assert strength.shape == (32, 17) and strength[0, 1] == strength.max() == strength[-1, 0]
    assert strength[0, 2] / strength[0, 8] == pytest.approx(4) and strength[0, 0] < strength[0, 1]


def test_the_first_decorrelated_colour_is_light_and_dark():
    """Most of what differs between pixels of photographs is lightness: the first row is nearly grey."""
    light, second, faint = colours(3)
    assert light.std() < 0.1 * light.mean()
    sizes = [float(np.linalg.norm(one)) for one in (light, second, faint)]
    assert sizes[0] == pytest.approx(1) and sizes[0] > 2 * sizes[1] and sizes[1] > 1.5 * sizes[2]
