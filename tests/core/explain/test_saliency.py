"""Saliency and SmoothGrad against finite differences, closed forms, and Captum."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.errors import LabError
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.methods import METHODS
from cnn_core.explain.probe import Probe
from cnn_core.explain.saliency import gradients, saliency
from cnn_core.explain.smoothgrad import mean_gradients, smoothgrad
from tests.core.explain.pixel_networks import captum_probe, captum_table, constant_network, smooth_network

PIXELS = ("occlusion", "saliency", "smoothgrad", "integrated-gradients", "guided-backpropagation")
STEP = 1e-3


@pytest.mark.parametrize(("output", "cls", "column", "sign"), [(0, 2, 2, 1), (1, 1, 0, 1), (1, 0, 0, -1)])
def test_against_finite_differences(output, cls, column, sign):
    """Central differences of the running float64 network, every pixel and colour."""
    model = smooth_network()
    image = np.random.default_rng(1).integers(0, 256, (8, 8, 3)).astype(np.float64)
    changes = STEP * np.eye(192).reshape(192, 8, 8, 3)
    up = np.asarray(model(image + changes, training=False)[output])[:, column]
    down = np.asarray(model(image - changes, training=False)[output])[:, column]
    expected = sign * ((up - down) / (2 * STEP)).reshape(8, 8, 3)
    probe, one = Probe(model), image[None].astype(np.float32)
    found = gradients(probe, one, np.array([cls], np.int32), output)[0]
    assert np.allclose(found, expected, rtol=1e-4, atol=1e-7) and np.abs(expected).max() > 1e-4
    raw = heatmap(probe, one, "saliency", cls, output=output).raw[0]
    assert np.allclose(raw, np.abs(expected).max(axis=-1), rtol=1e-4, atol=1e-7)


def test_against_captum():
    table = captum_table()
    probe = captum_probe(table["weights"])
    assert np.allclose(probe.logits(table["images"]), table["logits"], rtol=1e-5), "the same network"
    found = gradients(probe, table["images"], table["classes"].astype(np.int32))
    assert np.allclose(found, table["gradient"], atol=1e-4)


def test_smoothgrad_against_captum():
    """Other noise there, so both are means of samples: they may differ by some standard errors."""
    table = captum_table()
    noise, samples = table["noise"], 1000
    probe, classes = captum_probe(table["weights"]), table["classes"].astype(np.int32)
    found = mean_gradients(probe, table["images"], classes, samples=samples, noise=noise["noise"])
    error = np.sqrt(np.array(noise["variance"]) * (1 / samples + 1 / noise["samples"]))
    away = (found - np.array(noise["mean"])) / error
    assert np.abs(away).max() < 5 and 0.7 < np.sqrt((away**2).mean()) < 1.3
    plain = (np.array(table["gradient"]) - np.array(noise["mean"])) / error
    assert np.abs(plain).max() > 20, "the plain gradient would not do"


def squares_network() -> Probe:
    """The sum of the squared pixels: its gradient is twice the pixel."""
    given = keras.Input((16, 16, 3))
    squared = layers.Multiply()([given, given])
    return Probe(keras.Model(given, layers.Dense(1, kernel_initializer="ones")(layers.Flatten()(squared))))


def test_the_noise_is_a_share_of_each_images_range(images):
    """The gradient of x^2 is 2x: its mean is 2x + 2 mean(e), and mean(e) spreads by noise range / sqrt(n)."""
    given = np.stack([images[0], images[0] / 4, np.full((16, 16, 3), 7, np.float32)])
    classes = np.ones(3, np.int32)
    found = mean_gradients(squares_network(), given, classes, samples=25, noise=0.2)
    spread = (found / 2 - given).std(axis=(1, 2, 3))
    reach = np.ptp(given, axis=(1, 2, 3))
    assert spread == pytest.approx(0.2 * reach / 5, rel=0.1) and reach[2] == 0
    assert np.allclose(mean_gradients(squares_network(), given, classes, noise=0), 2 * given, rtol=1e-5)


def test_the_seed_decides_and_the_batch_does_not(nested, images):
    classes = np.arange(5, dtype=np.int32)
    together = smoothgrad(nested, images, classes, samples=20)
    alone = smoothgrad(nested, images[3:4], classes[3:4], samples=20)[0]
    assert np.allclose(together[3], alone, rtol=1e-4, atol=1e-7)
    assert np.array_equal(together, smoothgrad(nested, images, classes, samples=20))
    assert not np.allclose(together, smoothgrad(nested, images, classes, samples=20, seed=1), rtol=0.01)


@pytest.mark.parametrize("method", PIXELS)
def test_a_constant_network_gives_zeros(method):
    images = np.random.default_rng(2).integers(0, 256, (2, 8, 8, 3))
    found = heatmap(constant_network(), images, method, 1)
    assert found.empty.all() and not found.values.any() and not found.raw.any()
    assert found.values.shape == (2, 8, 8) and found.layer == ""


@pytest.mark.parametrize("method", PIXELS)
def test_each_image_with_its_class_and_nothing_moves(gap, images, method):
    before = [np.array(one) for one in gap.model.get_weights()]
    together = heatmap(gap, images, method, [0, 1, 2, 3, 0])
    alone = heatmap(gap, images[2:3], method, 2)
    assert np.allclose(together.raw[2], alone.raw[0], rtol=1e-3, atol=1e-6) and alone.raw.any()
    assert together.raw.shape == (5, 16, 16) and together.raw.dtype == np.float32
    assert all(np.array_equal(*pair) for pair in zip(before, gap.model.get_weights(), strict=True))


def test_compiled_once():
    probe = captum_probe(captum_table()["weights"])
    for count in (1, 2, 7):
        for method in ("saliency", "smoothgrad", "integrated-gradients"):
            heatmap(probe, np.ones((count, 8, 8, 3)), method, 0)
    [function] = [made for (key, _), made in probe._compiled.items() if key[0] == ("gradients", "")]
    assert function.experimental_get_tracing_count() == 1


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"samples": 0}, "too_small"),
        ({"samples": 1001}, "too_many"),
        ({"samples": 2.0}, "not_an_integer"),
        ({"noise": -0.1}, "too_small"),
        ({"noise": 1.1}, "too_many"),
        ({"noise": float("nan")}, "not_finite"),
        ({"noise": "much"}, "not_numbers"),
        ({"seed": -1}, "too_small"),
    ],
)
def test_what_is_refused(gap, images, more, key):
    with pytest.raises(LabError, match=key):
        smoothgrad(gap, images, np.zeros(5, np.int32), **more)


def test_the_defaults_are_what_the_table_computes(nested, images):
    classes = np.array([1] * 5, np.int32)
    assert METHODS["saliency"].compute is saliency
    assert np.array_equal(heatmap(nested, images, "smoothgrad", 1).raw, smoothgrad(nested, images, classes))
