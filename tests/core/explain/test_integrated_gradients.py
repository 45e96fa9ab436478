"""Integrated gradients: completeness against real logits, closed forms, and Captum."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from cnn_core.errors import LabError
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.integrated_gradients import attributions, baseline_images, gain, integrated_gradients
from cnn_core.explain.networks import Shipped, opened
from cnn_core.explain.probe import Probe
from tests.core.explain.pixel_networks import captum_probe, captum_table, smooth_network


def test_against_captum():
    """The same quadrature there, so that few steps have to agree as well as many."""
    table = captum_table()
    probe, classes = captum_probe(table["weights"]), table["classes"].astype(np.int32)
    for case in table["integrated"]:
        more = {"steps": case["steps"], "baseline": case["baseline"]}
        found = attributions(probe, table["images"], classes, **more)
        assert np.allclose(found, case["values"], atol=2e-3), more
        summed = integrated_gradients(probe, table["images"], classes, **more)
        assert np.allclose(summed, np.sum(case["values"], axis=-1), atol=4e-3)


@pytest.mark.parametrize("baseline", ["black", "mean", "array"])
@pytest.mark.parametrize(("output", "cls"), [(0, 3), (1, 0)])
def test_complete_on_a_smooth_network(baseline, output, cls):
    """The sum over the pixels against two logits of the running float64 network."""
    model = smooth_network()
    images = np.random.default_rng(3).integers(0, 256, (3, 8, 8, 3)).astype(np.float32)
    start: object = baseline
    before = {"black": np.zeros_like(images), "mean": np.mean(images, axis=(1, 2), keepdims=True)}
    if baseline == "array":
        start = before["array"] = np.random.default_rng(4).integers(0, 256, (8, 8, 3))
    first = np.broadcast_to(before[baseline], images.shape)
    here, there = (np.asarray(model(one, training=False)[output]) for one in (images, first))
    expected = (here - there)[:, cls] if output == 0 else -(here - there)[:, 0]
    classes = np.full(3, cls, np.int32)
    raw = integrated_gradients(Probe(model), images, classes, output=output, baseline=start)
    assert np.allclose(raw.sum(axis=(1, 2)), expected, rtol=1e-3, atol=1e-4)
    assert np.allclose(gain(Probe(model), images, classes, output, start), expected, atol=1e-5)


@pytest.mark.parametrize("name", ["drawn", "tutorial"])
def test_complete_on_networks_that_ship(name):
    """Where ReLUs and max pooling bend the path: within 2 % of what the logits are worth."""
    from cnn_core.data.drawn import draw

    images = draw(32, 5).images.astype(np.float32)
    with opened(Shipped(name)) as probe:
        for baseline in ("black", "mean"):
            found = heatmap(probe, images, "integrated-gradients")
            raw = integrated_gradients(probe, images, found.classes, baseline=baseline)
            start = {"black": 0 * images, "mean": 0 * images + images.mean(axis=(1, 2), keepdims=True)}
            rows = np.arange(len(images))
            here, there = (probe.model.predict_on_batch(one) for one in (images, start[baseline]))
            expected = (here - there)[rows, found.classes]
            error = raw.sum(axis=(1, 2)) - expected
            assert np.sqrt((error**2).mean() / (expected**2).mean()) < 0.02, baseline


def test_a_linear_network_gives_each_pixel_its_weight(images):
    model = keras.Sequential([keras.Input((16, 16, 3)), layers.Flatten(), layers.Dense(2)])
    kernel = model.get_weights()[0].reshape(16, 16, 3, 2)
    found = attributions(Probe(model), images, np.ones(5, np.int32), steps=1)
    assert np.allclose(found, images * kernel[..., 1], rtol=1e-4, atol=1e-5) and (found < 0).any()


@settings(max_examples=12, deadline=None)
@given(steps=st.integers(1, 60), power=st.integers(1, 3))
def test_the_rule_is_exact_for_polynomials(steps, power):
    """n points of Gauss and Legendre are exact up to degree 2n - 1; x^(p+1) has the gradient (p+1) x^p."""
    image = np.linspace(-1, 1, 12, dtype=np.float32).reshape(1, 2, 2, 3)
    x = start = keras.Input((2, 2, 3))
    for _ in range(power):
        x = layers.Multiply()([x, start])
    model = keras.Model(start, layers.Dense(1, kernel_initializer="ones")(layers.Flatten()(x)))
    found = attributions(Probe(model), image, np.ones(1, np.int32), steps=steps)
    exact = np.allclose(found, image ** (power + 1), rtol=1e-3, atol=1e-5)
    assert exact == (power <= 2 * steps - 1)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"steps": 0}, "too_small"),
        ({"steps": 501}, "too_many"),
        ({"steps": "ten"}, "not_an_integer"),
        ({"baseline": "white"}, "unknown_choice"),
        ({"baseline": np.zeros((16, 16))}, "wrong_rank"),
        ({"baseline": np.zeros((2, 16, 16, 3))}, "images_do_not_fit"),
        ({"baseline": np.full((16, 16, 3), np.nan)}, "not_finite"),
    ],
)
def test_what_is_refused(gap, images, more, key):
    with pytest.raises(LabError, match=key):
        integrated_gradients(gap, images, np.zeros(5, np.int32), **more)


def test_a_baseline_for_each_image(images):
    assert np.array_equal(baseline_images(images, images[::-1]), images[::-1])
    assert baseline_images(images, np.uint8(images[0])).dtype == np.float32
