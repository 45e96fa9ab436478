"""CAM: its mean is the logit, it is Grad-CAM up to scale, and only where averages are weighed."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.errors import LabError
from cnn_core.explain.grad_cam import grad_cam, slopes_at
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.probe import Probe


def network(*end, features=None):
    """A few features, then what a test is about."""
    keras.utils.set_random_seed(6)
    features = features or [layers.Conv2D(5, 3, activation="relu", name="maps")]
    return Probe(keras.Sequential([keras.Input((16, 16, 3)), layers.Rescaling(1 / 255), *features, *end]))


def inner(pooling):
    """A functional network with a branch; `pooling` at its end or nothing."""
    given = keras.Input((16, 16, 3))
    x = layers.Conv2D(5, 3, padding="same", activation="relu", name="stem")(given)
    x = layers.Add(name="join")([x, layers.Conv2D(5, 3, padding="same", name="branch")(x)])
    return keras.Model(given, layers.GlobalAveragePooling2D()(x) if pooling else x, name="base")


ALLOWED = {
    "dense": lambda: network(layers.GlobalAveragePooling2D(), layers.Dense(4)),
    "softmax layer": lambda: network(layers.GlobalAveragePooling2D(), layers.Dense(4), layers.Softmax()),
    "dropout": lambda: network(
        *(layers.SpatialDropout2D(0.5), layers.GlobalAveragePooling2D(), layers.Dropout(0.5)),
        layers.Dense(4, activation="softmax"),
    ),
    "pooled first": lambda: network(layers.MaxPooling2D(), layers.GlobalAveragePooling2D(), layers.Dense(4)),
    "1x1 before": lambda: network(layers.Conv2D(4, 1), layers.GlobalAveragePooling2D()),
    "1x1 after": lambda: network(
        layers.GlobalAveragePooling2D(keepdims=True), layers.Conv2D(4, 1), layers.Reshape((4,))
    ),
    "pooling inside": lambda: network(layers.Dense(4), features=[inner(True)]),
    "pooling outside": lambda: network(
        layers.GlobalAveragePooling2D(), layers.Dense(4), features=[inner(False)]
    ),
}


@pytest.mark.parametrize("kind", ALLOWED)
def test_its_mean_and_the_bias_are_the_logit(images, kind):
    """What Keras computes with all of its layers."""
    probe = ALLOWED[kind]()
    biased = probe.model.layers[-1 if kind != "softmax layer" else -2]
    bias = biased.get_weights()[1] if isinstance(biased, layers.Dense) else np.zeros(4)
    for cls in range(4):
        found = heatmap(probe, images, "cam", cls)
        logits = probe.logits(images)[:, cls]
        assert np.allclose(found.raw.mean(axis=(1, 2)) + bias[cls], logits, atol=1e-5)


@pytest.mark.parametrize("kind", ALLOWED)
def test_it_is_grad_cam_up_to_a_positive_factor(images, kind):
    """Before the ReLU, which is why the gradients are asked for: https://arxiv.org/abs/1610.02391, 3.1."""
    probe = ALLOWED[kind]()
    cam = heatmap(probe, images, "cam", 3)
    site, classes = probe.site(cam.layer), np.full(5, 3, np.int32)
    maps, slopes = probe.run(
        ("slopes", site.name), lambda look, *of: slopes_at(look, site, *of), images, classes
    )
    unclipped = np.einsum("nhwk,nk->nhw", maps, slopes.mean(axis=(1, 2)))
    cells = maps.shape[1] * maps.shape[2]
    assert np.allclose(cam.raw, unclipped * cells, atol=1e-4) and (cam.raw < 0).any()
    assert np.allclose(np.maximum(cam.raw, 0), grad_cam(probe, images, classes, site) * cells, atol=1e-4)


def test_a_single_logit_speaks_for_one_class_and_against_the_other(images):
    probe = network(layers.GlobalAveragePooling2D(), layers.Dense(1, activation="sigmoid"))
    against, in_favour = (heatmap(probe, images, "cam", cls).raw for cls in (0, 1))
    assert np.allclose(in_favour, -against) and np.allclose(
        in_favour.mean(axis=(1, 2)), probe.logits(images)[:, 0], atol=1e-5
    )


def test_new_weights_count_at_once(images):
    probe = ALLOWED["dense"]()
    before = heatmap(probe, images, "cam", 0).raw
    dense = probe.model.layers[-1]
    dense.set_weights([2 * dense.get_weights()[0], dense.get_weights()[1]])
    assert np.allclose(heatmap(probe, images, "cam", 0).raw, 2 * before, atol=1e-5)


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ([layers.Flatten(), layers.Dense(4)], "Conv2D"),
        ([layers.GlobalMaxPooling2D(), layers.Dense(4)], "GlobalMaxPooling2D"),
        ([layers.GlobalAveragePooling2D(), layers.Dense(4, activation="relu")], "Dense"),
        ([layers.GlobalAveragePooling2D(), layers.Dense(6), layers.Dense(4)], "Dense"),
        ([layers.GlobalAveragePooling2D(), layers.ReLU(), layers.Dense(4)], "ReLU"),
        ([layers.GlobalAveragePooling2D(), layers.Softmax(), layers.Dense(4)], "Softmax"),
        ([layers.GlobalAveragePooling2D(), layers.Softmax(), layers.Dropout(0.5)], "Softmax"),
    ],
)
def test_where_averages_are_not_weighed_it_is_refused(images, end, found):
    with pytest.raises(LabError, match="cam_needs_gap") as told:
        heatmap(network(*end), images, "cam", 0)
    assert told.value.values == {"received": found}


def test_averages_of_the_image_itself_are_no_maps(images):
    given = keras.Input((16, 16, 3))
    probe = Probe(keras.Model(given, layers.Dense(4)(layers.GlobalAveragePooling2D()(given))))
    with pytest.raises(LabError, match="cam_needs_gap") as told:
        heatmap(probe, images, "cam", 0)
    assert told.value.values == {"received": "InputLayer"}


def test_only_the_averaged_maps_can_be_read(gap, images):
    assert heatmap(gap, images, "cam", 0).layer == "deep_relu"
    with pytest.raises(LabError, match="cam_elsewhere") as told:
        heatmap(gap, images, "cam", 0, layer="early")
    assert told.value.values == {"received": "early", "expected": "deep_relu"}
    dropout = ALLOWED["dropout"]()
    name = next(site.name for site in dropout.sites if site.kind == "SpatialDropout2D")
    assert heatmap(dropout, images, "cam", 0, layer=name).layer == name


def test_each_output_has_its_own(images):
    given = keras.Input((16, 16, 3))
    x = layers.Conv2D(4, 3, activation="relu", name="conv")(layers.Rescaling(1 / 255)(given))
    y = layers.Conv2D(6, 3, activation="relu", name="further")(x)
    pooled = [layers.GlobalAveragePooling2D()(one) for one in (x, y)]
    probe = Probe(keras.Model(given, [layers.Dense(3)(pooled[0]), layers.Dense(2)(pooled[1])]))
    for output, layer in ((0, "conv"), (1, "further")):
        found = heatmap(probe, images, "cam", 1, output=output)
        assert found.layer == layer
        assert np.allclose(found.raw.mean(axis=(1, 2)), probe.logits(images, output)[:, 1], atol=1e-5)
    with pytest.raises(LabError, match="no_such_output"):
        heatmap(probe, images, "cam", output=2)
