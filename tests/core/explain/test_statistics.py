"""Statistics of channels against NumPy on what Keras gives."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.explain.probe import Probe
from cnn_core.explain.statistics import channel_statistics


@pytest.fixture(scope="module")
def many():
    return np.random.default_rng(5).integers(0, 256, (150, 16, 16, 3)).astype(np.uint8)


def keras_maps(probe, name, images):
    inner = keras.Model(probe.model.inputs, probe.model.get_layer(name).output)
    return np.concatenate([inner.predict_on_batch(one[None].astype(np.float32)) for one in images])


@pytest.mark.parametrize("name", ["early", "deep", "deep_relu", "global_average_pooling2d"])
def test_statistics_of_more_images_than_are_computed_at_once(gap, many, name):
    name = next(site.name for site in gap.sites if site.name.startswith(name))
    told, maps = channel_statistics(gap, many, [name])[name], keras_maps(gap, name, many)
    cells = maps.reshape(150, -1, maps.shape[-1])
    assert told.images == 150
    assert np.allclose(told.active, (cells > 0).mean(axis=(0, 1)), atol=1e-3)
    assert np.allclose(told.reached, (cells > 0).any(axis=1).mean(axis=0), atol=1e-3)
    assert np.allclose(told.mean, cells.mean(axis=(0, 1)), atol=1e-4)
    assert np.allclose(told.highest, cells.max(axis=(0, 1)), atol=1e-4)
    assert told.sparsity == pytest.approx(1 - (cells > 0).mean(), abs=1e-3)
    assert told.blank == pytest.approx((cells <= 0).all(axis=1).mean(), abs=1e-3)
    assert told.rectified == bool(cells.min() >= 0)


def test_dead_channels_are_named(many):
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Conv2D(4, 3, name="c"),
            layers.ReLU(name="r"),
            layers.MaxPooling2D(name="p"),
        ]
    )
    kernel, bias = np.zeros((3, 3, 3, 4)), np.array([1.0, 0, 0, 0])
    kernel[1, 1, 0] = [0, 1, -1, 0]  # constant; red; never above 0; nothing
    model.get_layer("c").set_weights([kernel, bias])
    told = channel_statistics(Probe(model), many)
    assert told["r"].dead == (2, 3) == told["p"].dead
    assert told["c"].dead == () and not told["c"].rectified, "before the ReLU nothing is dead"
    assert told["r"].reached.tolist() == [1, 1, 0, 0] and told["r"].highest[0] == 1
