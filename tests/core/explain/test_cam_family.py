"""Grad-CAM++ and Layer-CAM against their papers' formulas; what all methods that read a layer share."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.probe import Probe

GRADIENT_METHODS = ("grad-cam", "grad-cam++", "layer-cam")
AT_A_LAYER = (*GRADIENT_METHODS, "score-cam")


def split(probe, layer, images, classes):
    """Maps, slopes and scores by Keras and TensorFlow alone: the nested network cut in two at a layer."""
    base = probe.model.get_layer("base")
    stem = base.get_layer("stem")(images / 255)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(stem)
        joined = stem + tf.nn.relu(base.get_layer("branch")(stem))
        tape.watch(joined)
        flat = layers.Flatten()(base.get_layer("pool")(joined))
        scores = tf.gather(probe.model.get_layer("answer")(flat), classes, batch_dims=1)
    maps = {"base/stem": stem, "base/join": joined}[layer]
    return [np.asarray(one, np.float64) for one in (maps, tape.gradient(scores, maps), scores)]


def grad_cam_plus_plus(maps, slopes, score):
    """One image, literally: equations 7, 10 and 19 of https://arxiv.org/abs/1710.11063, Y = exp(score)."""
    first, second, third = (np.exp(score) * slopes**power for power in (1, 2, 3))
    below = 2 * second + maps.sum(axis=(0, 1)) * third
    alphas = np.divide(second, below, out=np.zeros_like(below), where=below != 0)
    weights = (alphas * np.maximum(first, 0)).sum(axis=(0, 1))
    return np.maximum((weights * maps).sum(axis=-1), 0)


def layer_cam(maps, slopes, _score):
    """One image: every cell of every map by its own slope."""
    found = np.zeros(maps.shape[:2])
    for row, column, k in np.ndindex(maps.shape):
        found[row, column] += max(slopes[row, column, k], 0) * maps[row, column, k]
    return np.maximum(found, 0)


@pytest.mark.parametrize("layer", ["base/stem", "base/join"])
@pytest.mark.parametrize(
    ("method", "formula"), [("grad-cam++", grad_cam_plus_plus), ("layer-cam", layer_cam)]
)
def test_the_papers_formula(nested, images, method, formula, layer):
    classes = np.array([0, 1, 2, 3, 4])
    expected = np.stack([formula(*one) for one in zip(*split(nested, layer, images, classes), strict=True)])
    found = heatmap(nested, images, method, classes, layer)
    shown, wanted = (one / one.max(axis=(1, 2), keepdims=True) for one in (found.raw, expected))
    assert np.allclose(shown, wanted, atol=1e-4) and (wanted > 0.05).mean() > 0.1
    if method == "layer-cam":
        assert np.allclose(found.raw, expected, rtol=1e-4, atol=1e-6)


def test_grad_cam_plus_plus_is_not_grad_cam(nested, images):
    maps, slopes, _ = split(nested, "base/join", images, np.zeros(5, int))
    plus = heatmap(nested, images, "grad-cam++", 0, "base/join").raw
    plain = np.maximum(np.einsum("nhwk,nk->nhw", maps, slopes.mean(axis=(1, 2))), 0)
    assert not np.allclose(plus / plus.max(), plain / plain.max(), atol=0.05)


@pytest.mark.parametrize("method", AT_A_LAYER)
def test_a_batch_is_its_images(nested, images, method):
    """With a class for each, and at any layer with rows and columns."""
    for layer in ("scaled", "base/stem", "base/pool"):
        layer = nested.sites[0].name if layer == "scaled" else layer
        together = heatmap(nested, images, method, [4, 3, 2, 1, 0], layer)
        apart = [heatmap(nested, images[at : at + 1], method, 4 - at, layer).values[0] for at in range(5)]
        assert np.allclose(together.values, apart, atol=1e-4)
        assert together.values.shape == (5, 16, 16) and together.layer == layer
        assert together.raw.shape[1:] == nested.site(layer).shape[:2]


@pytest.mark.parametrize("method", ("cam", *AT_A_LAYER))
def test_maps_that_are_zero(method):
    """A layer that is dead for these images: zeros and a flag, and no NaN on the way."""
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, activation="relu", bias_initializer="ones", name="dead"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, kernel_initializer="ones"),
        ]
    )
    model.get_layer("dead").set_weights([np.zeros((3, 3, 3, 4)), np.full(4, -1.0)])
    found = heatmap(Probe(model), np.full((2, 8, 8, 3), 90.0), method, 1)
    assert found.empty.all() and not found.values.any() and np.isfinite(found.raw).all()


@pytest.mark.parametrize("method", ("cam", *GRADIENT_METHODS))
def test_nothing_speaks_for_the_class(gap, images, method):
    """All of its weights are negative, the maps are not. Score-CAM's weights are never negative."""
    kernel, bias = gap.layer("answer").get_weights()
    model = keras.models.clone_model(gap.model)
    model.set_weights([*gap.model.get_weights()[:-2], np.where(np.arange(4) == 2, -1.0, kernel), bias])
    probe = Probe(model)
    found = heatmap(probe, images, method, 2)
    assert found.empty.all() and not found.values.any()
    assert not heatmap(probe, images, "score-cam", 2).empty.any()


@pytest.mark.parametrize("method", AT_A_LAYER)
def test_several_outputs(images, method):
    """Each output's maps are those of a network that has no other."""
    given = keras.Input((16, 16, 3))
    x = layers.Conv2D(4, 3, activation="relu", name="conv")(layers.Rescaling(1 / 255)(given))
    flat = layers.Flatten()(layers.MaxPooling2D()(x))
    ends = [layers.Dense(3)(flat), layers.Dense(1, activation="sigmoid")(flat)]
    both = Probe(keras.Model(given, ends))
    hot = False
    for at, classes in ((0, 2), (1, 1), (1, 0)):
        alone = heatmap(Probe(keras.Model(given, ends[at])), images, method, classes)
        found = heatmap(both, images, method, classes, output=at)
        assert np.allclose(found.raw, alone.raw, rtol=1e-4, atol=1e-6)
        hot = hot or bool(found.raw.any())
    assert hot, "what speaks against the second output's 1 speaks for its 0"
