"""Networks of keras.applications inside a Sequential: every method, at its own layer and at inner ones."""

from functools import cache

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from cnn_core.errors import LabError
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.probe import Probe

LAST = {"vgg16": "block5_conv3", "mobilenetv2": "out_relu"}


@cache
def network(name):
    """Untrained, for small images; only the shape of VGG16's first dense layers is left out."""
    keras.utils.set_random_seed(11)
    makes = {"vgg16": keras.applications.VGG16, "mobilenetv2": keras.applications.MobileNetV2}[name]
    base = makes(include_top=False, weights=None, input_shape=(64, 64, 3), name=name)
    end = [layers.Flatten()] if name == "vgg16" else [layers.GlobalAveragePooling2D()]
    return Probe(
        keras.Sequential([keras.Input((64, 64, 3)), layers.Rescaling(1 / 255), base, *end, layers.Dense(7)])
    )


@pytest.fixture(scope="module")
def pictures():
    """(2, 64, 64, 3), 0..255."""
    return np.random.default_rng(12).integers(0, 256, (2, 64, 64, 3)).astype(np.uint8)


@pytest.mark.parametrize("name", LAST)
def test_grad_cam_of_a_network_cut_in_two(name, pictures):
    """Keras's own inner model gives the maps; what follows them is called by hand."""
    probe = network(name)
    base = probe.model.get_layer(name)
    inner = keras.Model(base.input, base.get_layer(LAST[name]).output)
    with tf.GradientTape() as tape:
        maps = inner(pictures.astype(np.float32) / 255, training=False)
        tape.watch(maps)
        rest = base.get_layer("block5_pool")(maps) if name == "vgg16" else maps
        for one in probe.model.layers[-2:]:
            rest = one(rest)
        score = tf.reduce_sum(rest[:, 1])
    slopes = np.asarray(tape.gradient(score, maps), np.float64)
    expected = np.maximum(np.einsum("nhwk,nk->nhw", maps, slopes.mean(axis=(1, 2))), 0)
    found = heatmap(probe, pictures, "grad-cam", 1)
    assert found.layer == f"{name}/{LAST[name]}"
    assert np.allclose(found.raw, expected, rtol=1e-3, atol=1e-4 * expected.max()) and expected.max() > 0


@pytest.mark.parametrize("method", ["grad-cam", "grad-cam++", "layer-cam", "score-cam"])
@pytest.mark.parametrize("layer", ["vgg16/block1_conv1", "mobilenetv2/block_1_expand_relu"])
def test_inner_layers(pictures, layer, method):
    """Early ones; one image for Score-CAM, which predicts once for every channel."""
    probe = network(layer.split("/")[0])
    found = heatmap(probe, pictures[:1], method, 2, layer)
    assert found.raw.shape[1:] == probe.site(layer).shape[:2] and found.values.shape == (1, 64, 64)
    assert np.isfinite(found.values).all() and found.values.max() == pytest.approx(1)


def test_cam_where_the_network_allows_it(pictures):
    found = heatmap(network("mobilenetv2"), pictures, "cam", 1)
    assert found.layer == "mobilenetv2/out_relu"
    logits = network("mobilenetv2").logits(pictures)[:, 1]
    assert np.allclose(found.raw.mean(axis=(1, 2)), logits, atol=1e-5)
    with pytest.raises(LabError, match="cam_needs_gap") as told:
        heatmap(network("vgg16"), pictures, "cam", 1)
    assert told.value.values == {"received": "MaxPooling2D"}
