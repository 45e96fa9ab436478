"""What is recorded for the exercises on heatmaps, looked at again with Keras and TensorFlow."""

from functools import cache

import numpy as np
import pytest
from scipy.stats import spearmanr

from app.heat_colours import heat_colours
from cnn_core.data.drawn import draw
from cnn_core.data.drawn.drawing import TEST_START
from cnn_core.exercises.making import make
from cnn_core.exercises.recorded import recorded
from cnn_core.exercises.tasks.heatmaps_pictures import QUARTERS
from cnn_core.explain.looks_believe import forgetting
from cnn_core.explain.networks import Shipped, opened
from cnn_core.models import load

STORED = recorded("heatmaps")
LAYERS = ("conv1", "conv2", "conv3")
METHODS = ("guided-backpropagation", "layer-cam", "grad-cam", "occlusion")
SEEDS = range(24)


@cache
def picture(number):
    """The image, its class and where its object is."""
    split = draw(1, start=TEST_START + int(number))
    return split.images[0], int(split.labels[0]), split.masks[0]


@cache
def network():
    return load("drawn")


def grad_cam(number, layer):
    """Grad-CAM by the formula, on a model cut at the layer: ReLU of the sum of maps times mean gradients."""
    import keras
    import tensorflow as tf

    model = network()
    cut = keras.Model(model.inputs[0], {"maps": model.get_layer(layer).output, "logits": model.outputs[0]})
    image, label, _ = picture(number)
    below, above = keras.Model(model.inputs[0], cut.output["maps"]), after(model, layer)
    maps = below(image[None].astype("float32"))
    with tf.GradientTape() as tape:
        tape.watch(maps)
        logits = above(maps)
        score = logits[0, label]
    assert int(np.argmax(logits)) == label
    weights = np.asarray(tape.gradient(score, maps)).mean(axis=(0, 1, 2))
    return np.maximum((np.asarray(maps)[0] * weights).sum(axis=-1), 0)


def after(model, layer):
    """The layers above one, as a function."""
    names = [one.name for one in model.layers]
    rest = model.layers[names.index(layer) + 1 :]

    def above(values):
        for one in rest:
            values = one(values)
        return values

    return above


def coloured(heat):
    return heat_colours(heat / heat.max())[..., :3].astype(int)


def enlarged(raw):
    import tensorflow as tf

    return np.asarray(tf.image.resize(raw[..., None], (32, 32)))[..., 0]


def inside(heat, mask):
    return float(heat[mask].sum() / heat.sum())


@pytest.mark.parametrize("at", [0, 5, 15])
def test_the_hottest_places_are_grad_cams(at):
    number = STORED["places"][at]
    image, _, mask = picture(number)
    heat = enlarged(grad_cam(number, "conv3"))
    np.testing.assert_array_equal(STORED["places_images"][at], image)
    assert np.abs(coloured(heat) - STORED["places_maps"][at]).max() <= 4
    row, column = STORED["hottest"][at]
    assert heat[row, column] > 0.999 * heat.max()
    parts = [(slice(r, r + 16), slice(c, c + 16)) for r in (0, 16) for c in (0, 16)]
    assert np.argmin([heat[part].mean() for part in parts]) == STORED["warmth"][at].argmin()
    assert np.argmax([mask[part].mean() for part in parts]) == STORED["covered"][at].argmax()


@pytest.mark.parametrize("at", [0, 7])
def test_maps_at_layers_are_grad_cams(at):
    number = STORED["layers"][at]
    for depth, layer in enumerate(LAYERS):
        raw = grad_cam(number, layer)
        times = 32 // len(raw)
        large = raw.repeat(times, axis=0).repeat(times, axis=1)
        assert np.abs(coloured(large) - STORED["layers_maps"][3 * at + depth]).max() <= 4
        share = inside(enlarged(raw), picture(number)[2])
        assert share == pytest.approx(STORED["layers_inside"][at, depth], abs=0.01)


@pytest.mark.parametrize("at", [0, 6, 11, 15])
def test_hits_are_where_the_hottest_pixel_is(at):
    number = STORED["marked"][at]
    heat, mask = enlarged(grad_cam(number, "conv3")), picture(number)[2]
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    assert STORED["hit"][at] == float(mask[row, column])
    assert STORED["inside"][at] == pytest.approx(inside(heat, mask), abs=0.01)
    assert STORED["marked_maps"][at][3 * row + 1, 3 * column + 1].tolist() == [0, 255, 0]


@pytest.mark.parametrize("at", [0, 4, 9])
def test_how_alike_maps_stay_when_the_network_forgets(at):
    image, label, mask = picture(STORED["forgot"][at])
    with opened(Shipped("drawn")) as probe:
        pairs = [forgetting(probe, image, label, method)[:2] for method in METHODS]
    alike = [spearmanr(one.heat.ravel(), two.heat.ravel())[0] for one, two in pairs]
    np.testing.assert_allclose(STORED["alike"][at], alike, atol=0.02)
    assert min(alike[:2]) > 0.84 and max(alike[2:]) < 0.22
    shares = [inside(one.heat, mask) for one, _ in pairs]
    np.testing.assert_allclose(STORED["forgot_inside"][at], shares, atol=0.01)


def test_recorded_maps_after_forgetting():
    number, at = STORED["forgot"][0], 0
    image, label, _ = picture(number)
    with opened(Shipped("drawn")) as probe:
        one, two, *_ = forgetting(probe, image, label, "grad-cam")
    pair = STORED["forgot_maps"][4 * at + METHODS.index("grad-cam")].astype(int)
    for heat, shown in ((one.heat, pair[:, :32]), (two.heat, pair[:, 34:])):
        assert np.abs(coloured(heat) - shown).max() <= 8


def test_answers_from_pictures():
    for seed in SEEDS:
        one = make("heatmaps.hottest-place", seed)
        row, column = STORED["hottest"][one.given["picture"]]
        assert one.answer == QUARTERS[2 * int(row > 15) + int(column > 15)]
        one = make("heatmaps.last-convolution", seed)
        depth = {shown["name"]: shown["at"] % 3 for shown in one.case.figure["pictures"][1:]}
        assert depth[one.answer] == 2
        one = make("heatmaps.pointing-game", seed)
        assert one.answer == 100 * np.mean([STORED["hit"][at] for at in one.given["pictures"]])
        one = make("heatmaps.fails-the-test", seed)
        places = {shown["name"]: divmod(shown["at"], 4) for shown in one.case.figure["pictures"][1:]}
        alike = {name: STORED["alike"][place] for name, place in places.items()}
        assert one.answer == max(alike, key=alike.get)
