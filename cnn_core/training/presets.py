"""Runs to start from: the fast recipe, the plain tutorial network, two classics."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cnn_core.architecture.stack import Architecture, Layer, layer, stack
from cnn_core.models.networks import NETWORKS, simple_conv_net
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import INPUT_SHAPE, Config


def fast_network() -> Architecture:
    """A network that learns CIFAR-10 quickly on a processor: few pixels, little work, well-prepared input.

    The first convolution holds whitening kernels and stays fixed; its stride leaves a quarter of the work.
    After D. Page, https://myrtle.ai/learn/how-to-train-your-resnet-8-bag-of-tricks/ and K. Jordan,
    https://arxiv.org/abs/2404.00498, made small.

    >>> fast_network().layers[1]["filters"]
    54
    """
    return stack(
        layer("Input", INPUT_SHAPE),
        layer("Conv2D", 54, 3, strides=2, use_bias=False, trainable=False, name="whitening"),
        layer("ReLU"),
        _convolution(32),
        layer("MaxPooling2D", 2),
        _normalised(),
        layer("ReLU"),
        _convolution(64),
        layer("MaxPooling2D", 2),
        _normalised(),
        layer("ReLU"),
        _convolution(64),
        _normalised(),
        layer("ReLU"),
        layer("GlobalMaxPooling2D"),
        layer("Dense", 10),
    )


def _convolution(filters: int) -> Layer:
    """No bias: the normalisation after it would take it away."""
    return layer("Conv2D", filters, 3, padding="same", use_bias=False)


def _normalised() -> Layer:
    """The moving averages must follow within few steps: a run has hundreds, not hundreds of thousands."""
    return layer("BatchNormalization", momentum=0.8)


def _lenet() -> Architecture:
    return NETWORKS["lenet-5"].architecture


#: What the page offers to start from.
PRESETS: Final[Mapping[str, Config]] = MappingProxyType(
    {
        "fast": Config(
            fast_network(),
            scaling="standardised",
            whitening=True,
            augmentation=Augmentation(flip=True, shift=2),
            optimizer="nesterov",
            learning_rate=0.15,
            schedule="ramp",
            weight_decay=5e-4,
            label_smoothing=0.1,
            batch_size=128,
            epochs=3,
            precision="auto",
        ),
        "tutorial": Config(NETWORKS["cifar10-cnn"].architecture),
        "simple-conv-net": Config(simple_conv_net(input_shape=INPUT_SHAPE), batch_size=100, epochs=5),
        "lenet-5": Config(_lenet(), batch_size=64),
    }
)
