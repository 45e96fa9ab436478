"""Guided backpropagation against a computation by hand and against Captum, however a ReLU is written."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.errors import LabError
from cnn_core.explain.guided import guided_gradients, rectifiers
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.probe import Probe
from cnn_core.explain.saliency import gradients
from tests.core.explain.pixel_networks import captum_probe, captum_table

RNG = np.random.default_rng(7)
IMAGE = RNG.integers(-4, 9, (3, 3, 1)).astype(np.float32)
KERNEL = RNG.integers(-2, 3, (2, 2, 1, 2)).astype(np.float32)
FIRST = RNG.integers(-3, 4, (8, 3)).astype(np.float32)
SECOND = RNG.integers(-3, 4, (3, 2)).astype(np.float32)
WEIGHTS = [KERNEL, np.zeros(2), FIRST, np.zeros(3), SECOND, np.zeros(2)]
CEILING = 6


def by_hand(cls: int, guided: bool = True) -> np.ndarray:
    """The network below in NumPy: convolution, ReLU6, dense, ReLU, dense; then back, by the paper's rule."""
    before = np.zeros((2, 2, 2))
    for row, column in np.ndindex(2, 2):
        window = IMAGE[row : row + 2, column : column + 2, 0]
        before[row, column] = (window[..., None] * KERNEL[:, :, 0]).sum(axis=(0, 1))
    hidden = np.clip(before, 0, CEILING).ravel() @ FIRST
    back = SECOND[:, cls] * (hidden > 0)
    if guided:
        back = back * (back > 0)
    back = (FIRST @ back).reshape(2, 2, 2) * (before > 0) * (before < CEILING)
    if guided:
        back = back * (back > 0)
    image = np.zeros((3, 3))
    for row, column in np.ndindex(2, 2):
        image[row : row + 2, column : column + 2] += (back[row, column] * KERNEL[:, :, 0]).sum(axis=-1)
    return image


def as_layers(x):
    x = layers.ReLU(CEILING)(layers.Conv2D(2, 2)(x))
    return layers.Dense(2)(layers.ReLU()(layers.Dense(3)(layers.Flatten()(x))))


def as_arguments(x):
    x = layers.Conv2D(2, 2, activation="relu6")(x)
    return layers.Dense(2)(layers.Dense(3, activation="relu")(layers.Flatten()(x)))


def as_activation_layers(x):
    x = layers.Activation("relu6")(layers.Conv2D(2, 2)(x))
    return layers.Dense(2)(layers.Activation("relu")(layers.Dense(3)(layers.Flatten()(x))))


def as_layers_in_arguments(x):
    x = layers.Conv2D(2, 2, activation=layers.ReLU(CEILING))(x)
    return layers.Dense(2)(layers.Dense(3, activation=layers.ReLU())(layers.Flatten()(x)))


def as_operations(x):
    x = keras.ops.relu6(layers.Conv2D(2, 2)(x))
    return layers.Dense(2)(keras.activations.relu(layers.Dense(3)(layers.Flatten()(x))))


def as_a_network_inside(x):
    inner = keras.Sequential([keras.Input((3, 3, 1)), layers.Conv2D(2, 2), layers.ReLU(CEILING)])
    inside = keras.Sequential([inner, layers.Flatten(), layers.Dense(3, activation="relu")])
    return layers.Dense(2)(inside(x))


WRITTEN = (
    as_layers, as_arguments, as_activation_layers, as_layers_in_arguments, as_operations, as_a_network_inside
)  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN, ids=lambda one: one.__name__)
def test_by_hand(written):
    given = keras.Input((3, 3, 1))
    model = keras.Model(given, written(given))
    model.set_weights(WEIGHTS)
    probe = Probe(model)
    images, classes = np.stack([IMAGE, IMAGE]), np.array([0, 1], np.int32)
    expected = [by_hand(0), by_hand(1)]
    assert len(list(rectifiers(model))) == 2
    assert np.allclose(guided_gradients(probe, images, classes)[..., 0], expected, atol=1e-5)
    plain = [by_hand(0, guided=False), by_hand(1, guided=False)]
    assert np.allclose(gradients(probe, images, classes)[..., 0], plain, atol=1e-5), "nothing is left behind"
    assert np.allclose(heatmap(probe, images, "guided-backpropagation", classes).raw, np.abs(expected))
    assert not np.allclose(expected, plain) and np.any(expected)


def test_against_captum():
    table = captum_table()
    probe, classes = captum_probe(table["weights"]), table["classes"].astype(np.int32)
    found = guided_gradients(probe, table["images"], classes)
    assert np.allclose(found, table["guided"], atol=1e-4)
    assert not np.allclose(found, table["gradient"], atol=0.1)


@pytest.mark.parametrize("end", [layers.LeakyReLU, lambda: layers.ReLU(negative_slope=0.1), layers.ELU])
def test_without_a_relu_it_is_refused(end):
    model = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(2, 3, activation="tanh"), end()])
    probe = Probe(keras.Sequential([keras.Input((8, 8, 3)), model, layers.Flatten(), layers.Dense(2)]))
    with pytest.raises(LabError, match="no_relu"):
        heatmap(probe, np.zeros((1, 8, 8, 3)), "guided-backpropagation")


def test_a_layer_of_ones_own():
    """Its parts are found too."""

    class Block(layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.dense, self.cut = layers.Dense(3), layers.ReLU()

        def call(self, x):
            return self.cut(self.dense(x))

    image = np.array([[[[1.0], [-2.0]]]], np.float32)
    model = keras.Sequential([keras.Input((1, 2, 1)), layers.Flatten(), Block(), layers.Dense(1)])
    first = np.array([[1, 2, 3], [-1, 1, 2]])  # with the bias (3, 1, -1) before the ReLU
    model.set_weights([first, np.array([0, 1, 0]), np.array([[-1], [2], [1]]), np.zeros(1)])
    probe, classes = Probe(model), np.ones(1, np.int32)
    assert gradients(probe, image, classes).ravel().tolist() == [3, 3]  # -1 (1, -1) + 2 (2, 1)
    assert guided_gradients(probe, image, classes).ravel().tolist() == [4, 2]  # without the negative weight
