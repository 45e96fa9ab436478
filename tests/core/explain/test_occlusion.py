"""Occlusion against a loop over squares that calls the running Keras model, and against Captum."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from cnn_core.errors import LabError
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.networks import Shipped, opened
from cnn_core.explain.occlusion import checked_square, occlusion
from cnn_core.explain.probe import Probe, at_once
from tests.core.explain.pixel_networks import captum_probe, captum_table


def places(length: int, side: int, stride: int) -> list[int]:
    """Where squares begin: a stride apart, none over the edge, the last one at the end."""
    return sorted({min(first, length - side) for first in range(0, length, stride)})


def by_loop(model, image, cls, side, stride):
    """Each pixel's mean over the squares on it of what one logit loses."""
    whole = model.predict_on_batch(image[None])[0, cls]
    total, times = np.zeros(image.shape[:2]), np.zeros(image.shape[:2])
    for row in places(image.shape[0], side, stride):
        for column in places(image.shape[1], side, stride):
            covered, where = image.copy(), np.s_[row : row + side, column : column + side]
            covered[where] = image.mean(axis=(0, 1))
            total[where] += whole - model.predict_on_batch(covered[None])[0, cls]
            times[where] += 1
    return total / times


def test_against_a_loop(nested, images):
    """Two images, 2 x 169 squares: more than are computed at a time."""
    assert at_once(images.shape) < 169
    found = occlusion(nested, images[:2], np.array([4, 1], np.int32), side=4, stride=1)
    expected = [
        by_loop(nested.model, image, cls, 4, 1) for image, cls in zip(images[:2], (4, 1), strict=True)
    ]
    assert np.allclose(found, expected, atol=1e-5) and np.abs(expected).max() > 0.01


@pytest.fixture(scope="module")
def oblong():
    """Images of 7 x 9 pixels, curved, so that squares add up otherwise than their sum."""
    keras.utils.set_random_seed(8)
    ends = [layers.Flatten(), layers.Dense(6, activation="tanh"), layers.Dense(3)]
    return Probe(keras.Sequential([keras.Input((7, 9, 3)), layers.Rescaling(1 / 255), *ends]))


@settings(max_examples=20, deadline=None)
@given(data=st.data(), side=st.integers(1, 7))
def test_any_side_and_stride(oblong, data, side):
    stride = data.draw(st.integers(1, side))
    image = np.random.default_rng(side).integers(0, 256, (7, 9, 3)).astype(np.float32)
    found = occlusion(oblong, image[None], np.array([2], np.int32), side=side, stride=stride)[0]
    assert found.shape == (7, 9) and np.isfinite(found).all()
    if side > 2:  # the loop is slow
        assert np.allclose(found, by_loop(oblong.model, image, 2, side, stride), atol=1e-4)


def test_against_captum():
    table = captum_table()
    probe, classes = captum_probe(table["weights"]), table["classes"].astype(np.int32)
    for case in table["occlusion"]:
        found = occlusion(probe, table["images"], classes, side=case["side"], stride=case["stride"])
        assert np.allclose(found, np.array(case["values"])[..., 0], atol=1e-3), case["side"]


def test_it_finds_the_only_place_that_counts():
    """A network that sees one pixel: hot where squares cover it, nowhere else."""
    kernel = np.zeros((16, 16, 1, 1), np.float32)
    kernel[3, 12] = 1
    model = keras.Sequential([keras.Input((16, 16, 1)), layers.Flatten(), layers.Dense(1, use_bias=False)])
    model.set_weights([kernel.reshape(256, 1)])
    image = np.zeros((1, 16, 16, 1))
    image[0, 3, 12] = 255
    found = heatmap(Probe(model), image, "occlusion", 1)
    assert np.unravel_index(found.values[0].argmax(), (16, 16)) == (3, 12)
    assert found.raw[0, 3, 12] == pytest.approx(255 * 255 / 256)
    assert not found.raw[0, 8:].any() and not found.raw[0, :, :8].any()
    assert heatmap(Probe(model), image, "occlusion", 0).empty.all(), "nothing speaks for the other class"


def test_a_picture_of_one_colour_shows_nothing():
    """Its squares change nothing; what rounding makes of that is no heatmap."""
    with opened(Shipped("tutorial")) as probe:
        plain = np.stack([np.full((32, 32, 3), grey) for grey in (0, 100, 255)])
        found = heatmap(probe, plain, "occlusion")
    assert found.empty.all() and not found.raw.any()


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"side": 0}, "too_small"),
        ({"side": 17}, "too_many"),
        ({"side": 4, "stride": 5}, "too_many"),
        ({"stride": 0}, "too_small"),
        ({"side": 2.5}, "not_an_integer"),
    ],
)
def test_what_is_refused(gap, images, more, key):
    with pytest.raises(LabError, match=key):
        occlusion(gap, images, np.zeros(5, np.int32), **more)


def test_too_many_squares():
    model = keras.Sequential([keras.Input((80, 80, 1)), layers.GlobalAveragePooling2D(), layers.Dense(2)])
    with pytest.raises(LabError, match="squares") as caught:
        occlusion(Probe(model), np.zeros((1, 80, 80, 1), np.float32), np.zeros(1, np.int32), side=4, stride=1)
    assert caught.value.values == {"name": "squares", "maximum": 4096, "received": 77 * 77}


@given(st.integers(1, 400), st.integers(1, 400))
def test_the_default_square_fits_any_image(rows, columns):
    side, stride = checked_square((rows, columns))
    assert 1 <= stride <= side <= min(rows, columns)
