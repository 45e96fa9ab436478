"""Gradient ascent: what comes out excites its channel far more than noise and than any drawn image."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.data.drawn import draw
from cnn_core.errors import LabError
from cnn_core.explain.filters import filter_images, ideal_images, usual_parameters
from cnn_core.explain.probe import Probe
from cnn_core.models import load


@pytest.fixture(scope="module")
def drawn():
    return Probe(load("drawn"))


@pytest.fixture(scope="module")
def pictures():
    return draw(500).images.astype(np.float32)


@pytest.fixture(scope="module")
def noise():
    return np.random.default_rng(0).normal(127.5, 40, (50, 32, 32, 3)).clip(0, 255).astype(np.float32)


def answers(probe, name, images):
    """The mean of each channel's map after ReLU, by Keras: (N, K)."""
    inner = keras.Model(probe.model.inputs, probe.model.get_layer(name).output)
    return np.maximum(inner.predict(images.astype(np.float32), verbose=0), 0).mean(axis=(1, 2))


@pytest.mark.parametrize(
    "name, parameters", [("conv1", "blurred"), ("conv2", "blurred"), ("conv3", "fourier")]
)
def test_filters_answer_to_their_images(drawn, pictures, noise, name, parameters):
    assert usual_parameters(drawn, drawn.site(name)) == parameters
    made = filter_images(drawn, name)
    count = drawn.site(name).shape[-1]
    assert made.shape == (count, 32, 32, 3) and made.dtype == np.uint8
    own = answers(drawn, name, made).diagonal()
    best, usual = answers(drawn, name, pictures).max(axis=0), answers(drawn, name, noise).mean(axis=0)
    alive = best > 0
    assert alive.sum() > 0.7 * count
    assert np.median(own[alive] / best[alive]) > 1.5, "the median channel: well above the best of 500 images"
    assert (own > best)[alive].mean() > 0.8
    assert (own > 2 * usual)[alive].mean() > 0.9


@pytest.mark.parametrize("name", ["conv1", "conv2", "conv3"])
def test_no_image_stays_grey(drawn, name):
    made = filter_images(drawn, name).astype(float)
    from_grey = np.sqrt(((made - 127.5) ** 2).mean(axis=(1, 2, 3)))
    assert from_grey.min() > 15


def test_ideal_images_are_that_class(drawn, pictures):
    made = ideal_images(drawn)
    logits = drawn.model.predict_on_batch(made.astype(np.float32))
    best = drawn.model.predict(pictures, verbose=0).max(axis=0)
    assert (logits.diagonal() > 1.5 * best).all()
    assert (logits.argmax(axis=1) == np.arange(10)).sum() >= 8, "another class may like an image even more"


def test_plain_pixels_end_in_noise(drawn):
    """The share of the fine half of the frequencies: why an image is not described by its pixels."""
    shares = {}
    for parameters in ("pixels", "fourier"):
        made = filter_images(drawn, "conv3", range(16), parameters=parameters).astype(float)
        power = np.abs(np.fft.fft2(made - made.mean(axis=(1, 2), keepdims=True), axes=(1, 2))) ** 2
        fine = np.hypot(np.fft.fftfreq(32)[:, None], np.fft.fftfreq(32)[None]) > 0.25
        shares[parameters] = power[:, fine].sum() / power.sum()
    assert shares["pixels"] > 2 * shares["fourier"]


def test_the_same_seed_gives_the_same_images(drawn):
    one, two = (filter_images(drawn, "conv2", [3, 7], steps=20, parameters="fourier") for _ in range(2))
    assert np.array_equal(one, two)
    assert not np.array_equal(
        one, filter_images(drawn, "conv2", [3, 7], steps=20, seed=1, parameters="fourier")
    )
    alone = filter_images(drawn, "conv2", 7, steps=20, parameters="fourier")
    assert np.abs(alone[0].astype(int) - one[1]).mean() < 2, "whatever is computed beside it"


def test_nothing_moves_in_the_network(drawn):
    before = [np.array(one) for one in drawn.model.get_weights()]
    filter_images(drawn, "conv3", [0], steps=3)
    assert all(np.array_equal(*pair) for pair in zip(before, drawn.model.get_weights(), strict=True))


def test_activation_layers_units_and_nested_networks(gap, nested):
    """A ReLU layer's images are those of what goes into it."""
    site = gap.site("deep_relu")
    images = np.random.default_rng(0).integers(0, 256, (3, 16, 16, 3)).astype(np.float32)
    seen = gap.run("entering", lambda look, x: look.at([site], x, before=True)[1][0], images)[0]
    inner = keras.Model(gap.model.inputs, gap.model.get_layer("deep_relu").input)
    assert np.allclose(seen, inner.predict_on_batch(images), atol=1e-5) and (seen < 0).any()
    assert filter_images(gap, "answer", steps=2).shape == (4, 16, 16, 3)
    assert filter_images(nested, "base/join", [1, 2], steps=2).shape == (2, 16, 16, 3)
    assert ideal_images(nested, 3, steps=2).shape == (1, 16, 16, 3)


def test_open_sizes_and_other_colours():
    free = keras.Sequential(
        [keras.Input((None, None, 1)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D()]
    )
    made = filter_images(Probe(free), free.layers[0].name, size=20, parameters="fourier", steps=3)
    assert made.shape == (2, 20, 20, 1)


def test_what_cannot_be_asked(drawn):
    for call, key in (
        (lambda: filter_images(drawn, "nowhere"), "no_layer_named"),
        (lambda: filter_images(drawn, "conv1", 32), "no_such_channel"),
        (lambda: filter_images(drawn, "conv1", -1), "too_small"),
        (lambda: filter_images(drawn, "conv1", []), "too_small"),
        (lambda: filter_images(drawn, "conv1", parameters="paint"), "unknown_choice"),
        (lambda: filter_images(drawn, "conv1", steps=0), "too_small"),
        (lambda: filter_images(drawn, "conv1", steps=10**6), "too_many"),
        (lambda: filter_images(drawn, "conv1", size=64), "images_do_not_fit"),
        (lambda: filter_images(drawn, "conv1", seed=-1), "too_small"),
        (lambda: ideal_images(drawn, 10), "no_such_class"),
        (lambda: ideal_images(drawn, output=1), "no_such_output"),
    ):
        with pytest.raises(LabError, match=key):
            call()
