"""Deletion and insertion curves against networks whose answer is known for any image."""

from fractions import Fraction

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from scipy import integrate, ndimage

from cnn_core.errors import LabError
from cnn_core.explain.deletion import area, blurred, deletion
from cnn_core.explain.probe import Probe

RANDOM = np.random.default_rng(5)
IMAGES = RANDOM.integers(0, 256, (3, 6, 5, 3)).astype(np.float32)
KERNEL = RANDOM.normal(0, 0.01, (90, 4))


@pytest.fixture(scope="module")
def linear():
    model = keras.Sequential(
        [keras.Input((6, 5, 3)), layers.Flatten(), layers.Dense(4, activation="softmax")]
    )
    model.layers[-1].set_weights([KERNEL, np.zeros(4)])
    return Probe(model)


def softmax(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def by_hand(start, end, heat, cls, steps):
    """One image, pixel by pixel: no two are as hot."""
    order = sorted(np.ndindex(heat.shape), key=lambda cell: -heat[cell])
    values = []
    for step in range(steps + 1):
        seen = start.astype(np.float64)
        for cell in order[: int(Fraction(step * len(order), steps) + Fraction(1, 2))]:
            seen[cell] = end[cell]
        values.append(softmax(seen.ravel() @ KERNEL)[cls])
    return values


@given(seed=st.integers(0, 99), steps=st.integers(1, 40), cls=st.integers(0, 3), kind=st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_linear_network(linear, seed, steps, cls, kind):
    maps = np.random.default_rng(seed).permuted(np.tile(np.arange(30), (3, 1)), axis=1).reshape(3, 6, 5)
    told = deletion(linear, IMAGES, maps, ["insertion", "deletion"][kind], cls, "mean", steps)
    for image, heat, found in zip(IMAGES, maps, told.probabilities, strict=True):
        mean = np.broadcast_to(image.mean(axis=(0, 1)), image.shape)
        start, end = (image, mean) if kind else (mean, image)
        assert np.allclose(found, by_hand(start, end, heat, cls, steps), atol=1e-5)
    assert np.allclose(told.areas, integrate.trapezoid(told.probabilities, told.shares, axis=1))


def test_one_counts_the_right_pixel_and_it_goes_first():
    """A network that sees a single pixel: its probability falls, or comes, with the first share."""
    kernel = np.zeros((75, 2))
    kernel[3 * (2 * 5 + 4), 1] = 1  # row 2, column 4, red
    model = keras.Sequential([keras.Input((5, 5, 3)), layers.Flatten(), layers.Dense(2)])
    model.layers[-1].set_weights([kernel, np.array([10, 0])])
    image, heat = np.zeros((1, 5, 5, 3)), np.zeros((1, 5, 5))
    image[0, 2, 4, 0] = 25  # the image's mean is 1
    heat[0, 2, 4] = 1
    before, after = 1 / (1 + np.exp(10 - 25)), 1 / (1 + np.exp(10 - 1))
    told = deletion(Probe(model), image, heat, classes=1, steps=25)
    assert np.allclose(told.probabilities, [[before] + [after] * 25], rtol=1e-4)
    told = deletion(Probe(model), image, heat, "insertion", classes=1, fill="mean", steps=25)
    assert np.allclose(told.probabilities, [[after] + [before] * 25], rtol=1e-4)


def test_the_ends_are_the_image_and_nothing(gap, images):
    whole = keras.ops.convert_to_numpy(gap.model.predict_on_batch(images))
    predicted = whole.argmax(axis=1)
    told = deletion(gap, images, RANDOM.random((5, 16, 16)), steps=5)
    back = deletion(gap, images, RANDOM.random((5, 16, 16)), "insertion", steps=5)
    assert told.classes.tolist() == predicted.tolist()
    assert np.allclose(told.probabilities[:, 0], whole.max(axis=1), atol=1e-6)
    assert np.allclose(back.probabilities[:, -1], whole.max(axis=1), atol=1e-6)
    empty = gap.model.predict_on_batch(blurred(images))[np.arange(5), predicted]
    assert np.allclose(back.probabilities[:, 0], empty, atol=1e-6)


def test_equal_heat_is_a_random_order_that_repeats_itself(linear):
    first, again = (deletion(linear, IMAGES, None, classes=1).probabilities for _ in range(2))
    assert (first == again).all()
    same = deletion(linear, IMAGES, np.full((3, 6, 5), 0.5), classes=1).probabilities
    assert (first == same).all()
    other = deletion(linear, IMAGES, None, classes=1, seed=1).probabilities
    assert (first[:, 1:-1] != other[:, 1:-1]).any() and np.allclose(first[:, [0, -1]], other[:, [0, -1]])


def test_the_pixels_that_count_beat_a_random_order(linear):
    """Of a linear network the best order is known: by what each pixel adds to the class's lead."""
    lead = KERNEL[:, 0] - KERNEL[:, 1:].mean(axis=1)
    worth = ((IMAGES - IMAGES.mean(axis=(1, 2), keepdims=True)).reshape(3, 90) * lead).reshape(3, 6, 5, 3)
    best = deletion(linear, IMAGES, worth.sum(axis=-1), classes=0, steps=30)
    blind = [deletion(linear, IMAGES, None, classes=0, steps=30, seed=seed).areas for seed in range(9)]
    assert (best.areas < np.mean(blind, axis=0)).all()


def test_blur_against_scipy():
    ones, sigma = np.ones(IMAGES.shape[1:3]), (6 / 8, 5 / 8)
    way = {"mode": "constant", "truncate": 20.0}
    scale = ndimage.gaussian_filter(ones, sigma, **way)
    for image, found in zip(IMAGES, blurred(IMAGES), strict=True):
        for channel in range(3):
            expected = ndimage.gaussian_filter(image[..., channel].astype(float), sigma, **way) / scale
            assert np.allclose(found[..., channel], expected, atol=1e-3)


def test_areas():
    assert area([0, 1], [[1, 1], [0, 1]]).tolist() == [1, 0.5]


def test_what_does_not_fit(linear):
    for more, key in (
        ({"kind": "removal"}, "unknown_choice"),
        ({"fill": "black"}, "unknown_choice"),
        ({"steps": 0}, "too_small"),
        ({"steps": 257}, "too_many"),
        ({"classes": 4}, "no_such_class"),
        ({"maps": np.zeros((3, 5, 6))}, "mask_does_not_match"),
        ({"maps": np.full((3, 6, 5), np.nan)}, "not_finite"),
    ):
        with pytest.raises(LabError, match=key):
            deletion(linear, IMAGES, **{"maps": None, **more})
