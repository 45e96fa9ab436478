"""Layers, taps and logits of a probe against running Keras."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.errors import LabError
from cnn_core.explain.classes import chosen, probabilities
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.probe import Probe


def test_sites_are_named_by_their_path(nested):
    names = [site.name for site in nested.sites]
    assert names[1:-2] == ["base/stem", "base/branch", "base/branch_relu", "base/join", "base/pool"]
    assert nested.site("base/join").shape == (16, 16, 8) and nested.last_map().name == "base/join"


def test_the_last_map_is_the_convolution_with_what_belongs_to_it(gap):
    assert gap.last_map().name == "deep_relu"


def test_logits_are_what_softmax_is_applied_to(gap, images):
    shown = gap.model.predict_on_batch(images)
    assert np.allclose(probabilities(gap.logits(images)), shown, atol=1e-6)
    assert not np.allclose(gap.logits(images).sum(axis=1), 1)
    assert np.allclose(gap.model.predict_on_batch(images), shown), "the network itself is as it was"


def test_a_softmax_layer_and_a_sigmoid_are_left_out_too(images):
    ends = (layers.Softmax(), layers.Activation("softmax"), layers.Activation("sigmoid"))
    for end in ends:
        model = keras.Sequential([keras.Input((16, 16, 3)), layers.Flatten(), layers.Dense(3, name="d"), end])
        kernel, bias = model.get_layer("d").get_weights()
        expected = images.reshape(5, -1) @ kernel + bias
        assert np.allclose(Probe(model).logits(images), expected, rtol=1e-4, atol=1e-2)


@pytest.mark.parametrize("name", ["base/stem", "base/join", "base/pool"])
def test_taps_see_what_keras_computes_inside(nested, images, name):
    site = nested.site(name)
    seen = nested.run(("seen", name), lambda look, x: look.at([site], x)[1][0], images)[0]
    base = nested.model.get_layer("base")
    inner = keras.Model(base.input, base.get_layer(site.name.split("/")[1]).output)
    assert np.allclose(seen, inner.predict_on_batch(images / 255), atol=1e-5)


def test_before_the_activation(nested, images):
    site = nested.site("base/stem")
    seen = nested.run("before", lambda look, x: look.at([site], x, before=True)[1][0], images)[0]
    kernel, bias = nested.layer("base/stem").get_weights()
    centre = np.einsum("nijc,ijck->nk", images[:, 4:7, 6:9] / 255, kernel) + bias
    assert np.allclose(seen[:, 5, 7], centre, atol=1e-4) and (seen < 0).any()


def test_several_outputs(images):
    given = keras.Input((16, 16, 3))
    x = layers.Conv2D(4, 3, activation="relu")(layers.Rescaling(1 / 255)(given))
    pooled = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(given, [layers.Dense(3)(pooled), layers.Dense(1, activation="sigmoid")(pooled)])
    probe = Probe(model)
    first, second = model.predict_on_batch(images)
    assert np.allclose(probe.logits(images, 0), first, atol=1e-3)
    assert np.allclose(1 / (1 + np.exp(-probe.logits(images, 1))), second, atol=1e-5)
    assert probe.classes(0) == 3 and probe.classes(1) == 2
    with pytest.raises(LabError, match="no_such_output"):
        probe.logits(images, 2)


def test_nothing_moves(gap, images):
    before = [np.array(one) for one in gap.model.get_weights()]
    heatmap(gap, images)
    assert all(np.array_equal(*pair) for pair in zip(before, gap.model.get_weights(), strict=True))
    assert "call" not in vars(gap.layer("deep_relu"))


def test_many_images_are_computed_in_parts(gap):
    many = np.random.default_rng(1).integers(0, 256, (150, 16, 16, 3)).astype(np.uint8)
    parts = np.concatenate([gap.logits(many[at : at + 7]) for at in range(0, 150, 7)])
    assert np.allclose(gap.logits(many), parts, atol=1e-5)


def test_classes_are_checked(gap, images):
    assert chosen(gap, images, 2).tolist() == [2] * 5
    assert chosen(gap, images, None).tolist() == gap.logits(images).argmax(axis=1).tolist()
    for classes, key in (
        (4, "no_such_class"),
        (-1, "too_small"),
        ([0, 1], "one_class_each"),
        (0.5, "not_an_integer"),
    ):
        with pytest.raises(LabError, match=key):
            chosen(gap, images, classes)


def test_what_cannot_be_looked_into():
    whole = keras.Sequential([keras.Input((8, 8, 3), dtype="uint8"), layers.Flatten(), layers.Dense(2)])
    with pytest.raises(LabError, match="whole_input"):
        Probe(whole)
    with pytest.raises(LabError, match="not_for_images"):
        Probe(keras.Sequential([keras.Input((8,)), layers.Dense(2)]))
    plain = Probe(keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(2)]))
    with pytest.raises(LabError, match="no_convolution"):
        heatmap(plain, np.zeros((1, 8, 8, 3)))
    with pytest.raises(LabError, match="no_layer_named"):
        heatmap(plain, np.zeros((1, 8, 8, 3)), layer="nowhere")
    with pytest.raises(LabError, match="images_do_not_fit"):
        plain.logits(np.zeros((1, 8, 8)))
