"""The answers on the inside of networks against Keras's layers and TensorFlow's gradients."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.exercises.bank import ids
from cnn_core.exercises.making import make

SEEDS = range(24)


def drawn(name):
    assert f"inside.{name}" in ids("inside")
    return [make(f"inside.{name}", seed) for seed in SEEDS]


def built(code):
    names = {}
    exec(code, names)  # our own code, as the exercise shows it
    return names["model"]


def test_shapes_are_kerass():
    for one in drawn("layer-shape"):
        assert tuple(built(one.given["code"]).get_layer(one.given["layer"]).output.shape[1:]) == one.answer


def test_maps_are_as_many_as_kerass():
    for one in drawn("map-count"):
        layers = [keras.Input((one.given["n"], one.given["n"], 3))]
        for filters in one.given["filters"]:
            layers += [keras.layers.Conv2D(filters, 3, padding="same"), keras.layers.MaxPooling2D()]
        model = keras.Sequential(layers[:-1])
        assert sum(made.output.shape[-1] for made in model.layers) == one.answer


def test_a_filters_kernel_has_kerass_sheets():
    for one in drawn("kernel-sheets"):
        convolution = keras.layers.Conv2D(one.given["k"], one.given["f"])
        convolution.build((None, 9, 9, one.given["c"]))
        assert convolution.kernel.shape[2] == one.answer


def test_places_are_where_upsampling_puts_them():
    for one in drawn("place-in-image"):
        cells, n = one.given["cells"], one.given["n"]
        sheet = np.zeros((1, cells, cells, 1), "float32")
        sheet[0, one.given["row"] - 1, one.given["column"] - 1] = 1
        large = np.asarray(keras.layers.UpSampling2D(n // cells)(sheet))[0, :, :, 0]
        assert tuple(int(place) + 1 for place in np.argwhere(large)[0]) == one.answer


def test_zeros_are_those_that_keras_leaves():
    for one in drawn("zeros-share"):
        sheet = np.array(one.given["matrix"], "float32")[None, :, :, None]
        layer = keras.layers.Conv2D(1, 1, activation="relu")
        layer.build(sheet.shape)
        layer.set_weights([np.ones((1, 1, 1, 1)), np.array([one.given["bias"]])])
        assert 100 * float(np.mean(np.asarray(layer(sheet)) == 0)) == pytest.approx(one.answer)


def test_dead_is_what_global_max_pooling_finds_zero():
    for one in drawn("dead-channels"):
        maps = np.array(one.given["matrix"], "float32").T[:, None, None, :]  # (images, 1, 1, channels)
        highest = np.asarray(keras.layers.GlobalMaxPooling2D()(maps)).max(axis=0)
        assert int((highest == 0).sum()) == one.answer


def test_cells_are_kerass():
    for one in drawn("cell-values"):
        sums = np.moveaxis(np.array(one.given["matrix"], "float32"), 0, -1)[None]
        layer = keras.layers.Conv2D(1, 1, activation="relu")
        layer.build(sums.shape)
        layer.set_weights([np.ones((1, 1, sums.shape[-1], 1)), np.array([one.given["bias"]])])
        np.testing.assert_allclose(np.asarray(layer(sums))[0, :, :, 0], one.answer)


def numbers(text):
    return [float(part.replace("−", "-")) for part in text.split(", ")]


def test_a_step_of_ascent_is_tensorflows():
    for one in drawn("ascent-answer"):
        pixels, weights = (
            tf.Variable(numbers(one.given["pixels"])),
            tf.constant(numbers(one.given["weights"])),
        )
        with tf.GradientTape() as tape:
            loss = -tf.reduce_sum(pixels * weights)
        optimizer = keras.optimizers.SGD(one.given["rate"])
        variable = keras.Variable(pixels.numpy())
        optimizer.build([variable])
        optimizer.apply([tape.gradient(loss, pixels)], [variable])
        assert float(np.dot(np.asarray(variable), weights.numpy())) == pytest.approx(one.answer, abs=1e-4)
