"""The runs that made the networks that ship: each trains with `train` like any learner's."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cnn_core.architecture.stack import Architecture, Layer, layer, stack
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import INPUT_SHAPE, Config
from cnn_core.training.presets import PRESETS

#: Networks that ship their weights after every epoch, too.
WITH_EPOCHS: Final = ("drawn",)


def teaching_network() -> Architecture:
    """The fast recipe's network with all pixels and more layers: room for looking into it.

    The whitening keeps its stride at 1, and two blocks add what they make to what they get, after
    He et al. 2015, https://arxiv.org/abs/1512.03385; the rest as in `presets.fast_network`.

    >>> sum(one.kind == "Add" for one in teaching_network().layers)
    2
    """
    layers = [
        layer("Input", INPUT_SHAPE),
        layer("Conv2D", 54, 3, padding="same", use_bias=False, trainable=False, name="whitening"),
        layer("ReLU", name="whitening_relu"),
        *_halved(32, "conv1"),
        *_halved(64, "conv2"),
    ]
    layers += _added(64, "residual2", position=len(layers))
    layers += _halved(128, "conv3")
    layers += _added(128, "residual3", position=len(layers))
    return stack(*layers, layer("GlobalMaxPooling2D", name="global_max"), layer("Dense", 10, name="logits"))


def _halved(filters: int, name: str) -> list[Layer]:
    return [_convolution(filters, name), layer("MaxPooling2D", 2, name=f"{name}_pool"), *_activated(name)]


def _added(filters: int, name: str, position: int) -> list[Layer]:
    """x + relu(bn(conv(x))); the layers from `position` on, the one before gives x."""
    path = [_convolution(filters, name), *_activated(name)]
    last = position + len(path) - 1
    return [*path, layer("Add", name=f"{name}_add", inputs=(position - 1, last))]


def _convolution(filters: int, name: str) -> Layer:
    return layer("Conv2D", filters, 3, padding="same", use_bias=False, name=name)


def _activated(name: str) -> list[Layer]:
    return [
        layer("BatchNormalization", momentum=0.8, name=f"{name}_norm"),
        layer("ReLU", name=f"{name}_relu"),
    ]


def small_network() -> Architecture:
    """Three convolutions and the mean of each map: small enough to ship with all its epochs.

    The mean lets a class activation map be read off it: Zhou et al. 2016, https://arxiv.org/abs/1512.04150.

    >>> small_network().layers[-2].kind
    'GlobalAveragePooling2D'
    """
    return stack(
        layer("Input", INPUT_SHAPE),
        layer("Conv2D", 32, 3, padding="same", activation="relu", name="conv1"),
        layer("MaxPooling2D", 2, name="pool1"),
        layer("Conv2D", 64, 3, padding="same", activation="relu", name="conv2"),
        layer("MaxPooling2D", 2, name="pool2"),
        layer("Conv2D", 64, 3, padding="same", activation="relu", name="conv3"),
        layer("GlobalAveragePooling2D", name="global_average"),
        layer("Dense", 10, name="logits"),
    )


def _drawn() -> Config:
    return Config(
        small_network(),
        data="drawn",
        images=20_000,
        validation=2_000,
        augmentation=Augmentation(flip=True),
        learning_rate=2e-3,
        schedule="cosine",
        epochs=10,
    )


def _teaching() -> Config:
    """The fast recipe's training, for longer.

    Ten times its weight decay: Keras keeps the decay out of the momentum, so 5e-3 at momentum 0.9 is what is
    known as 5e-4 elsewhere. Chosen on 5,000 held-back images: 88.5 % of them after 12 epochs.
    """
    return PRESETS["fast"].changed(
        architecture=teaching_network(),
        images=49_500,
        validation=500,
        augmentation=Augmentation(flip=True, shift=3),
        weight_decay=5e-3,
        epochs=26,
    )


#: The run of each network, by its name.
RECIPES: Final[Mapping[str, Config]] = MappingProxyType(
    {
        "teaching": _teaching(),
        "tutorial": PRESETS["tutorial"],
        "drawn": _drawn(),
        "fooled": _drawn().changed(data="drawn-cue"),
    }
)
