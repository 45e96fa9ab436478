"""Score-CAM against its formula, channel by channel, with Pillow's resizing and Keras's predictions."""

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image

from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.probe import CHUNK, Probe


def enlarged(values, side):
    """One map with half-pixel centres, by Pillow."""
    return np.asarray(
        Image.fromarray(values.astype(np.float32)).resize((side, side), Image.Resampling.BILINEAR)
    )


def one_by_one(model, image, maps, cls):
    """The authors' program, https://github.com/haofanwang/Score-CAM, for a model with softmax."""
    total = np.zeros(maps.shape[:2])
    for k in range(maps.shape[-1]):
        mask = enlarged(maps[..., k], image.shape[0])
        if mask.max() == mask.min():
            continue
        mask = (mask - mask.min()) / (mask.max() - mask.min())
        total += model.predict_on_batch((image * mask[..., None])[None])[0, cls] * maps[..., k]
    return np.maximum(total, 0)


@pytest.fixture(scope="module")
def maps_of():
    """What plain Keras computes at a layer of a Sequential network."""
    return lambda model, layer, images: keras.Model(
        model.inputs, model.get_layer(layer).output
    ).predict_on_batch(images)


@pytest.mark.parametrize("layer", ["early", "deep", "deep_relu"])
def test_channel_by_channel(gap, images, maps_of, layer):
    """Before the ReLU too, where maps are negative: they are masks all the same."""
    maps = maps_of(gap.model, layer, images)
    found = heatmap(gap, images, "score-cam", [0, 1, 2, 3, 0], layer)
    for at, cls in enumerate((0, 1, 2, 3, 0)):
        expected = one_by_one(gap.model, images[at], maps[at], cls)
        assert np.allclose(found.raw[at], expected, rtol=1e-3, atol=1e-5)
        assert found.empty[at] == (expected.max() == 0)


def test_a_constant_channel_is_no_mask(gap, images, maps_of):
    """It would be added everywhere, and its range be divided by."""
    model = keras.models.clone_model(gap.model)
    weights = gap.model.get_weights()
    weights[0][..., 2], weights[1][2] = 0, 5  # the second channel of "early" is 5 in every cell
    model.set_weights(weights)
    maps = maps_of(model, "early", images[:2])
    assert np.ptp(maps[..., 2]) == 0
    found = heatmap(Probe(model), images[:2], "score-cam", 1, "early")
    expected = [one_by_one(model, images[at], maps[at], 1) for at in range(2)]
    assert np.allclose(found.raw, expected, rtol=1e-3, atol=1e-5)
    assert np.isfinite(found.values).all() and not found.empty.any()


def test_a_single_logit(images):
    """Class 1 by the logistic function, class 0 by what is left."""
    keras.utils.set_random_seed(8)
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(3, 3, strides=2, activation="relu", name="conv"),
            layers.Flatten(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    probe = Probe(model)
    both = [heatmap(probe, images, "score-cam", cls).raw for cls in (0, 1)]
    maps = keras.Model(model.inputs, model.get_layer("conv").output).predict_on_batch(images)
    assert np.allclose(both[1][0], one_by_one(model, images[0], maps[0], 0), atol=1e-5)
    varying = np.ptp(maps, axis=(1, 2), keepdims=True) > 0
    assert np.allclose(both[0] + both[1], (maps * varying).sum(axis=-1), atol=1e-5)


def test_many_channels_are_computed_some_at_a_time(images, monkeypatch):
    """512 masks of three images, and no batch above the limit; the same as fewer images at once."""
    keras.utils.set_random_seed(9)
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(512, 5, strides=3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3),
        ]
    )
    probe, sizes = Probe(model), []
    run = probe.run

    def counting(key, body, *batches, **more):
        sizes.append(len(batches[0]))
        return run(key, body, *batches, **more)

    monkeypatch.setattr(probe, "run", counting)
    together = heatmap(probe, images[:3], "score-cam", 1)
    assert max(sizes) == CHUNK and sum(sizes) > 512
    alone = np.concatenate([heatmap(probe, images[at : at + 1], "score-cam", 1).raw for at in range(3)])
    assert np.allclose(together.raw, alone, rtol=1e-4)
