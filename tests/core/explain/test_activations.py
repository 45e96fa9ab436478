"""Activations against running Keras, and the pictures of maps and kernels."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnn_core.errors import LabError
from cnn_core.explain.activations import activations, shown_maps
from cnn_core.explain.kernels_shown import first_kernels, kernel_maps, kernel_pictures, kernels
from cnn_core.explain.probe import Probe


def test_every_layer_gives_what_keras_gives(gap, images):
    found = activations(gap, images)
    assert list(found) == [site.name for site in gap.sites]
    whole = keras.Model(gap.model.inputs, [layer.output for layer in gap.model.layers])
    for values, expected in zip(found.values(), whole.predict_on_batch(images), strict=True):
        assert np.allclose(values, expected, atol=1e-5)
    assert np.allclose(found["answer"].sum(axis=1), 1), "the softmax stays in"
    assert not np.allclose(gap.logits(images).sum(axis=1), 1), "and logits are still logits"


def test_a_network_inside_a_network(nested, images):
    found = activations(nested, images, ["flatten", "base/join"])
    assert list(found) == ["flatten", "base/join"] and found["flatten"].shape == (5, 8 * 8 * 8)
    base = nested.model.get_layer("base")
    inner = keras.Model(base.input, [base.get_layer("join").output, base.output])
    joined, pooled = inner.predict_on_batch(images / 255)
    assert np.allclose(found["base/join"], joined, atol=1e-5)
    assert np.allclose(found["flatten"], pooled.reshape(5, -1), atol=1e-5)


def test_one_function_serves_all_layers(gap, images):
    activations(gap, images)
    before = len(gap._compiled)
    activations(gap, images[:1])
    assert len(gap._compiled) == before


def test_nothing_asked_and_nothing_there(gap, images):
    assert activations(gap, images, []) == {}
    with pytest.raises(LabError, match="no_layer_named"):
        activations(gap, images, ["nowhere"])


numbers = arrays.arrays(np.float32, (3, 4, 5), elements=st.floats(-100, 100, width=32))


@given(numbers)
def test_pictures_keep_the_order_of_the_whole_layer(maps):
    shown = shown_maps(maps)
    assert shown.shape == (5, 3, 4) and shown.dtype == np.uint8
    order = np.argsort(np.moveaxis(maps, -1, 0), axis=None)
    assert (np.diff(shown.ravel()[order].astype(int)) >= 0).all()
    assert not maps.any() or shown.max() == 255 or shown.min() == 1


@given(numbers)
def test_a_scale_for_each_channel(maps):
    shown = shown_maps(np.abs(maps), "channel")
    assert all(one.max() == (255 if maps[:, :, k].any() else 0) for k, one in enumerate(shown))


def test_zero_is_black_or_in_the_middle():
    assert shown_maps(np.zeros((2, 2, 1))).tolist() == [[[0, 0], [0, 0]]]
    assert shown_maps(np.array([-3.0, 0, 3])).ravel().tolist() == [1, 128, 255]
    with pytest.raises(LabError, match="unknown_choice"):
        shown_maps(np.zeros((2, 2, 1)), "image")
    with pytest.raises(LabError, match="not_finite"):
        shown_maps(np.array([np.nan]))


def test_kernels_are_what_keras_holds(gap, nested):
    site, first = first_kernels(gap)
    assert site.name == "early" and np.array_equal(first, gap.layer("early").get_weights()[0])
    assert np.array_equal(kernels(nested, "base/branch"), nested.layer("base/branch").get_weights()[0])
    with pytest.raises(LabError, match="not_a_convolution"):
        kernels(gap, "answer")
    flat = keras.Sequential([keras.Input((4, 4, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(LabError, match="no_convolution"):
        first_kernels(Probe(flat))


def test_depthwise_and_separable_kernels():
    network = [keras.layers.SeparableConv2D(4, 3, name="s"), keras.layers.DepthwiseConv2D(3, name="d")]
    probe = Probe(keras.Sequential([keras.Input((8, 8, 3)), *network]))
    assert kernels(probe, "s").shape == (3, 3, 3, 1) and kernels(probe, "d").shape == (3, 3, 4, 1)


def test_kernel_pictures_are_symmetric_around_grey():
    given = np.random.default_rng(0).normal(0, 1, (3, 3, 3, 4)).astype(np.float32)
    given[..., 3] /= 10
    seen = kernel_pictures(given).astype(int)
    assert seen.shape == (4, 3, 3, 3)
    assert np.array_equal(seen - 128, -(kernel_pictures(-given).astype(int) - 128))
    assert (
        np.abs(seen[3] - 128).max() < 40 and np.abs(kernel_pictures(given, "channel")[3] - 128.0).max() == 127
    )
    maps = kernel_maps(given)
    assert np.array_equal(maps[2, 1], seen[2, :, :, 1])
    with pytest.raises(LabError, match="not_colours"):
        kernel_pictures(given[:, :, :2])
