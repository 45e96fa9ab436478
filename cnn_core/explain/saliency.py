"""Saliency: how much each pixel would change the class's score."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain.classes import score
from cnn_core.explain.probe import Array, Look, Probe
from cnn_core.explain.sites import Site


def saliency(
    probe: Probe, images: Array, classes: NDArray[np.int32], site: Site | None = None, output: int = 0
) -> Array:
    """The gradient of the class's logit at each pixel: its absolute value, the largest over the colours.

    M[i, j] = max over colours k of |d y_c / d x[i, j, k]|
    Source: Simonyan et al., https://arxiv.org/abs/1312.6034, section 3.1

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,), whose logit y_c is.
        site: not used.
        output: which of the network's outputs.

    Returns:
        (N, H, W), 0 or more, in logits per unit of a pixel.
    """
    return strongest(gradients(probe, images, classes, output))


def gradients(
    probe: Probe,
    images: Array,
    classes: NDArray[np.int32],
    output: int = 0,
    rule: str = "",
    changes: Callable[[], AbstractContextManager[Any]] = nullcontext,
) -> Array:
    """d y_c / d x for every pixel and colour, (N, H, W, C) like the images, with its sign.

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,), whose logit y_c is.
        output: which of the network's outputs.
        rule: names the changes.
        changes: layers whose gradient is made to be another.
    """

    def body(look: Look, images: Any, classes: Any) -> Any:
        import tensorflow as tf

        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(images)
            total = tf.reduce_sum(score(look.logits(images), classes))
        return tape.gradient(total, images, unconnected_gradients="zero")

    key = "gradients", rule
    return probe.run(key, body, images, classes, output=output, changes=changes)[0]


def strongest(slopes: NDArray[Any]) -> Array:
    """(N, H, W, C) -> (N, H, W): the largest absolute value over the colours.

    >>> strongest(np.array([[[[0.5, -2.0, 1.0]]]])).tolist()
    [[[2.0]]]
    """
    return np.abs(slopes).max(axis=-1).astype(np.float32)
