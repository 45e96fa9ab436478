"""Small networks to look into: plain, with global average pooling, branching, one inside another."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cnn_core.explain.probe import Probe


def gap_network() -> Any:
    """Convolutions, global average pooling, one dense layer: what CAM was made for."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(3)
    return keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(6, 3, activation="relu", name="early"),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, padding="same", name="deep"),
            layers.BatchNormalization(),
            layers.ReLU(name="deep_relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(4, activation="softmax", name="answer"),
        ]
    )


def nested_network() -> Any:
    """A functional network with a branch, inside a Sequential, as with keras.applications."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(4)
    inner_input = keras.Input((16, 16, 3))
    x = layers.Conv2D(8, 3, padding="same", activation="relu", name="stem")(inner_input)
    y = layers.Conv2D(8, 3, padding="same", name="branch")(x)
    x = layers.Add(name="join")([x, layers.Activation("relu", name="branch_relu")(y)])
    base = keras.Model(inner_input, layers.AveragePooling2D(2, name="pool")(x), name="base")
    return keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Rescaling(1 / 255),
            base,
            layers.Flatten(name="flatten"),
            layers.Dense(5, name="answer"),
        ]
    )


@pytest.fixture(scope="session")
def gap() -> Probe:
    """A probe of the plain network with global average pooling; 4 classes, softmax at its end."""
    return Probe(gap_network())


@pytest.fixture(scope="session")
def nested() -> Probe:
    """A probe of a network inside a network; 5 logits."""
    return Probe(nested_network())


@pytest.fixture(scope="session")
def images() -> NDArray[np.float32]:
    """(5, 16, 16, 3), 0..255, whole numbers."""
    return np.random.default_rng(0).integers(0, 256, (5, 16, 16, 3)).astype(np.float32)
