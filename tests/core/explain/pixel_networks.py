"""Networks for the methods that work on an image's pixels, and what Captum said of one of them."""

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers

from cnn_core.explain.probe import Probe

TABLE = Path(__file__).parents[2] / "oracles" / "captum_maps.json"


def captum_table() -> dict[str, Any]:
    """Recorded by tests/oracles/make_captum_table.py; images (2, 8, 8, 3), two classes."""
    table = json.loads(TABLE.read_text())
    return table | {"images": np.array(table["images"], np.float32), "classes": np.array(table["classes"])}


def captum_probe(weights: list[Any]) -> Probe:
    """The same network; its ReLUs are an argument, a layer, and an Activation layer."""
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, padding="same", activation="relu"),
            layers.Conv2D(4, 3),
            layers.ReLU(),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(6),
            layers.Activation("relu"),
            layers.Dense(3),
        ]
    )
    model.set_weights([np.array(one) for one in weights])
    return Probe(model)


def smooth_network() -> Any:
    """In float64, without kinks, a network inside a network, two outputs: 4 classes, and a single one."""
    keras.utils.set_random_seed(6)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float64")
    try:
        inner_input = keras.Input((8, 8, 3), dtype="float64")
        x = layers.Conv2D(5, 3, padding="same", activation="tanh")(inner_input)
        x = layers.Add()([x, layers.Conv2D(5, 3, padding="same", activation="softplus")(x)])
        inner = keras.Model(inner_input, layers.AveragePooling2D(2)(x), name="inner")
        given = keras.Input((8, 8, 3), dtype="float64")
        x = inner(layers.Rescaling(1 / 64)(given))
        x = layers.BatchNormalization()(x)
        x = layers.Dense(6, activation="sigmoid")(layers.Flatten()(x))
        return keras.Model(given, [layers.Dense(4)(x), layers.Dense(1)(x)])
    finally:
        keras.config.set_dtype_policy(before)


def constant_network() -> Probe:
    """Gives the same logits whatever the image."""
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(2, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(3, kernel_initializer="zeros", bias_initializer="ones"),
        ]
    )
    return Probe(model)
