"""What the lesson on the inside of a network asks for, against Keras and what the texts claim."""

import os

import keras
import numpy as np
import pytest

from cnn_core.data.load import validation_images
from cnn_core.explain.looks_inside import (
    dead_channels,
    depths,
    every_layer,
    finished,
    ideals,
    into_and_out,
    layer_filters,
    layer_known,
    layer_names,
    one_cell,
)
from cnn_core.explain.networks import Shipped, opened


@pytest.fixture(scope="module")
def image():
    return np.random.default_rng(2).integers(0, 256, (16, 16, 3)).astype(np.uint8)


def test_a_convolutions_unfinished_maps_are_left_out(gap):
    assert [site.kind for site in finished(gap)] == [
        "Conv2D", "MaxPooling2D", "ReLU", "GlobalAveragePooling2D", "Dense",
    ]  # fmt: skip
    assert finished(gap, every=True) == gap.sites


def test_maps_and_answer_are_those_of_keras(gap, image):
    found = every_layer(gap, image)
    assert np.allclose(found.shares, gap.model.predict_on_batch(image[None].astype("f"))[0], atol=1e-5)
    for site, maps in zip(found.sites, found.maps, strict=True):
        inner = keras.Model(gap.model.inputs, gap.model.get_layer(site.name).output)
        assert np.allclose(maps, inner.predict_on_batch(image[None].astype("f"))[0], atol=1e-4)


def test_what_goes_in_and_out(gap, image):
    both = into_and_out(gap, image, "deep")
    before = keras.Model(gap.model.inputs, gap.model.get_layer("deep").input)
    assert np.allclose(both.given, before.predict_on_batch(image[None].astype("f"))[0], atol=1e-4)
    again = gap.model.get_layer("deep")(both.given[None])
    assert np.allclose(both.made, again[0], atol=1e-4)


def test_a_cell_past_the_end_is_the_last_one(gap, image):
    found, made = one_cell(gap, image, "deep", 99, 99, 99), into_and_out(gap, image, "deep").made
    assert found.before == pytest.approx(float(made[-1, -1, -1]), abs=1e-4)


def test_a_cell_of_pooling(gap, image):
    name = next(site.name for site in gap.sites if site.kind == "MaxPooling2D")
    found, both = one_cell(gap, image, name, 2, 3, 1), into_and_out(gap, image, name)
    assert found.after == pytest.approx(found.result) == pytest.approx(float(both.made[2, 3, 1]))
    assert np.array_equal(found.patch, both.given[4:6, 6:8, 1])


def test_a_channels_kernel_is_that_of_its_convolution(gap, image):
    images = np.stack([image, image[::-1], image[:, ::-1]])
    known = layer_known(gap, "deep_relu", images, 2)
    assert known.behind == "deep"
    assert np.array_equal(known.kernels, gap.model.get_layer("deep").kernel)
    assert known.exciting.images.shape == (8, 2)
    assert layer_known(gap, "answer", images).kernels is None
    assert set(dead_channels(gap, images)) == {site.name for site in finished(gap)}


def test_layers_and_filters(gap):
    cells, filters = layer_names(gap)
    assert [site.name for site in filters] == ["early", "deep"]
    assert [site.kind for site in cells] == ["Conv2D", "MaxPooling2D", "Conv2D"]
    assert layer_filters(gap, "early", 3, "pixels").shape == (3, 16, 16, 3)


def test_the_surest_images_of_each_class():
    held_back = validation_images("drawn", 60)
    with opened(Shipped("drawn")) as probe:
        found = ideals(probe, held_back.images, held_back.labels, "pixels", 4)
        own = probe.model.predict(held_back.images.astype("f"), verbose=0)
    shares = np.exp(own) / np.exp(own).sum(axis=1, keepdims=True)
    for label in range(10):
        of_class = np.sort(shares[held_back.labels == label, label])[::-1][:4]
        assert np.allclose(found.surest_shares[label][: len(of_class)], of_class, atol=1e-4)
        places = found.surest[label][found.surest[label] >= 0]
        assert (held_back.labels[places] == label).all()


# ---- what the lesson says of the networks that ship ---------------------------------------------


@pytest.mark.parametrize(
    "name, data, sparser",
    [("drawn", "drawn", False), ("fooled", "drawn", False), ("teaching", "cifar10", True),
     ("tutorial", "cifar10", True)],
)  # fmt: skip
def test_only_networks_of_photographs_have_more_zeros_deep_down(name, data, sparser):
    if data == "cifar10" and not os.environ.get("CONVLAB_CIFAR10"):
        pytest.skip("CONVLAB_CIFAR10 names no copy of CIFAR-10")
    with opened(Shipped(name)) as probe:
        found = depths(probe, validation_images(data, 200).images)
    assert (found[-1].statistics.sparsity > found[0].statistics.sparsity + 0.03) is sparser
