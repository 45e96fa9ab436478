"""Which class a heatmap speaks of, and the one number that stands for it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.activations import shares
from cnn_core.arrays import integer
from cnn_core.errors import LabError
from cnn_core.explain.probe import Array, Probe


def chosen(probe: Probe, images: Array, classes: ArrayLike | None, output: int = 0) -> NDArray[np.int32]:
    """A class for each image, (N,).

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: one for all, one for each, or None: those that the network predicts.
        output: which of the network's outputs.

    Raises:
        LabError: "not_an_integer" or "too_small" (name, ...), "no_such_class" (received, count), or
            "one_class_each" (images, received), both counts.
    """
    if classes is None:
        return predicted(probe.logits(images, output))
    count = probe.classes(output)
    given = np.ravel(np.asarray(classes, dtype=object))
    whole = [integer(one, "classes", 0) for one in given]
    if wrong := [one for one in whole if one >= count]:
        raise LabError("no_such_class", received=wrong[0], count=count)
    if len(whole) not in (1, len(images)):
        raise LabError("one_class_each", images=len(images), received=len(whole))
    return np.broadcast_to(np.array(whole, np.int32), len(images)).copy()


def predicted(logits: Array) -> NDArray[np.int32]:
    """The class of the highest logit; a single logit speaks for class 1 where it is positive.

    >>> predicted(np.array([[0.5, 2.0], [1.0, -1.0]], np.float32)).tolist()
    [1, 0]
    >>> predicted(np.array([[0.5], [-2.0]], np.float32)).tolist()
    [1, 0]
    """
    single = logits.shape[1] == 1
    return (logits[:, 0] > 0 if single else logits.argmax(axis=1)).astype(np.int32)


def probabilities(logits: Array) -> Array:
    """Softmax of (N, K) logits; a single logit gives two classes by the logistic function.

    >>> probabilities(np.zeros((1, 1), np.float32)).tolist()
    [[0.5, 0.5]]
    """
    if logits.shape[1] == 1:
        logits = np.concatenate([np.zeros_like(logits), logits], axis=1)
    return shares(logits)


def score(logits: Any, classes: Any) -> Any:
    """The chosen class's logit for each image, as a tensor: (B, K), (B,) -> (B,).

    On logits, not after the softmax: there a class also gains by what speaks against the others, and a sure
    answer has hardly any gradient left. With a single logit, class 0 is its negative.
    """
    import tensorflow as tf

    if logits.shape[1] == 1:
        return logits[:, 0] * tf.cast(2 * classes - 1, logits.dtype)
    return tf.gather(logits, classes, batch_dims=1)
