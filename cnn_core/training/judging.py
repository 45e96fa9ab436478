"""What a network gets wrong: its confusions, class by class, and the mistakes it is surest of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.dataset import CLASSES

Probabilities = NDArray[np.floating]  # (N, 10)
Labels = NDArray[np.uint8]  # (N,)


@dataclass(frozen=True)
class Mistake:
    """A wrong answer.

    Attributes:
        position: of the image in its split.
        truth: its class.
        said: the class that the network took it for.
        share: the probability it gave to that.
    """

    position: int
    truth: int
    said: int
    share: float


def confusion(probabilities: Probabilities, labels: Labels) -> NDArray[np.int64]:
    """How often each class was taken for each; rows are true classes, columns what was said.

    Returns:
        (10, 10); its sum is N.

    >>> confusion(np.eye(10)[[3, 5, 5]], np.array([3, 3, 5], np.uint8))[3, [3, 5]]
    array([1, 1])
    """
    count = len(CLASSES)
    pairs = labels.astype(np.int64) * count + probabilities.argmax(axis=1)
    return np.bincount(pairs, minlength=count * count).reshape(count, count)


def class_accuracies(matrix: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of each class's images that are right; NaN for a class without images.

    >>> float(class_accuracies(np.array([[3, 1], [0, 2]]))[0])
    0.75
    """
    totals = matrix.sum(axis=1)
    shares = np.full(len(matrix), np.nan)
    np.divide(np.diag(matrix), totals, out=shares, where=totals > 0)
    return shares


def surest_mistakes(probabilities: Probabilities, labels: Labels, most: int = 12) -> list[Mistake]:
    """The wrong answers with the highest probabilities, the surest first.

    >>> said = np.array([[0.9, 0.1] + [0] * 8, [0.2, 0.8] + [0] * 8])
    >>> surest_mistakes(said, np.array([1, 1], np.uint8))
    [Mistake(position=0, truth=1, said=0, share=0.9)]
    """
    answers = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(answers != labels)
    shares = probabilities[wrong, answers[wrong]].astype(np.float64)
    order = np.argsort(-shares, kind="stable")[:most]
    return [
        Mistake(int(place), int(labels[place]), int(answers[place]), float(share))
        for place, share in zip(wrong[order], shares[order], strict=True)
    ]


def chance_error(accuracy: float, images: int) -> float:
    """How far an accuracy measured on so many images lies from the true one, typically.

    The binomial's standard deviation, sqrt(p (1 - p) / n).

    >>> round(chance_error(0.75, 10_000), 4)
    0.0043
    """
    return float(np.sqrt(accuracy * (1 - accuracy) / max(images, 1)))
