"""Guided backpropagation: the gradient, but only what every ReLU on the way back lets through as positive."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import LabError
from cnn_core.explain.patching import all_of, replaced
from cnn_core.explain.probe import Array, Probe
from cnn_core.explain.saliency import gradients, strongest
from cnn_core.explain.sites import Site

if TYPE_CHECKING:
    import keras

#: Layers and operations, and functions given as `activation`, that cut off what is negative.
KINDS: Final = ("ReLU", "Relu", "Relu6")
FUNCTIONS: Final = ("relu", "relu6")


def guided_backpropagation(
    probe: Probe, images: Array, classes: NDArray[np.int32], site: Site | None = None, output: int = 0
) -> Array:
    """`guided_gradients` as a map: the absolute value, the largest over the colours.

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,), whose logit is explained.
        site: not used.
        output: which of the network's outputs.

    Returns:
        (N, H, W), 0 or more.

    Raises:
        LabError: "no_relu" ().
    """
    return strongest(guided_gradients(probe, images, classes, output))


def guided_gradients(probe: Probe, images: Array, classes: NDArray[np.int32], output: int = 0) -> Array:
    """The guided gradient of every pixel and colour, (N, H, W, C) like the images, with its sign.

    On the way back through y = ReLU(x), R becomes R * (x > 0) * (R > 0); for a ReLU that is cut off above,
    also times (x < its highest value). Other layers pass on the gradient as it is.
    Source: Springenberg et al., https://arxiv.org/abs/1412.6806

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,), whose logit is explained.
        output: which of the network's outputs.

    Raises:
        LabError: "no_relu" () if there is none in the network; this would be the plain gradient.
    """
    if not any(True for _ in rectifiers(probe.model)):
        raise LabError("no_relu")

    def changes() -> AbstractContextManager[None]:
        return all_of(
            replaced(one, name, _then_only_positive(getattr(one, name)))
            for one, name in rectifiers(probe.model)
        )

    return gradients(probe, images, classes, output, rule="guided", changes=changes)


def rectifiers(model: "keras.Model") -> Iterator[tuple[Any, str]]:
    """Where a network computes a ReLU: the layer or operation, and which of its attributes does it.

    A ReLU with a slope below zero is none: it lets everything through.
    """
    for one in _parts(model):
        if type(one).__name__ in KINDS and not getattr(one, "negative_slope", 0):
            yield one, "call"
        elif getattr(getattr(one, "activation", None), "__name__", "") in FUNCTIONS:
            yield one, "activation"


def _parts(model: "keras.Model") -> Iterator[Any]:
    """Every layer, those inside others too, and what functional networks compute without a layer."""
    import keras

    for one in model._flatten_layers():
        yield one
        for operation in getattr(one, "operations", ()):
            if not isinstance(operation, keras.layers.Layer):
                yield operation


def _then_only_positive(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same values; but of the gradient that comes back, only what is positive reaches the function."""
    import tensorflow as tf

    @tf.custom_gradient
    def only_positive(values: Any) -> tuple[Any, Callable[[Any], Any]]:
        return tf.identity(values), tf.nn.relu

    def called(*args: Any, **more: Any) -> Any:
        return only_positive(function(*args, **more))

    return called
