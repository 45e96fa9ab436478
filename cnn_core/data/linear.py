"""The smallest network that learns, one dense layer: enough to see what the scale of its input does."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.activations import softmax
from cnn_core.arrays import integer, real_array, real_number


def descent_losses(
    vectors: NDArray[Any], labels: NDArray[Any], classes: int, rate: float, steps: int
) -> list[float]:
    """Loss of a dense layer with softmax before each of some steps of plain gradient descent, and after.

    All vectors at once, weights and biases start at 0: w <- w - rate x^T (p - y) / N, where p are the shares
    and y is 1 at the label. The loss is the mean cross-entropy in nats; shares below 1e-7 count as that, as
    in Keras. Source of the gradient: Bishop, Pattern Recognition and Machine Learning, 4.3.4.

    Args:
        vectors: (N, D) real numbers.
        labels: (N,) whole numbers below `classes`.
        classes: how many.
        rate: the learning rate.
        steps: how many.

    Returns:
        steps + 1 losses; the first is ln(classes).

    Raises:
        LabError: as `arrays.real_array`, `integer` and `real_number` do.

    >>> x = np.array([[1.0], [-1.0]])
    >>> [round(loss, 3) for loss in descent_losses(x, np.array([0, 1]), 2, 1.0, 2)]
    [0.693, 0.313, 0.195]
    """
    x = real_array(vectors, "vectors", (2,)).astype(np.float32)
    real_number(rate, "learning_rate", 0)
    wanted = np.eye(integer(classes, "classes"), dtype=np.float32)[labels]
    weights = np.zeros((x.shape[1], classes), np.float32)
    biases = np.zeros(classes, np.float32)
    losses = []
    for _ in range(integer(steps, "steps") + 1):
        shares = softmax(x @ weights + biases)
        true = (shares * wanted).sum(axis=1)
        losses.append(float(-np.log(np.clip(true, 1e-7, 1)).mean()))
        error = (shares - wanted) / np.float32(len(x))
        weights -= np.float32(rate) * (x.T @ error)
        biases -= np.float32(rate) * error.sum(axis=0)
    return losses
