"""Images in many variants, computed as one batch, some at a time."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import integer, real_number
from cnn_core.errors import LabError
from cnn_core.explain.classes import score
from cnn_core.explain.probe import Array, Look, Probe

Indices = NDArray[np.intp]


def pairs(images: int, variants: int, size: int) -> Iterator[tuple[Indices, Indices]]:
    """Every image with every variant, as the numbers of both, at most `size` pairs at a time.

    >>> [(image.tolist(), variant.tolist()) for image, variant in pairs(2, 3, 4)]
    [([0, 0, 0, 1], [0, 1, 2, 0]), ([1, 1], [1, 2])]
    """
    for first in range(0, images * variants, size):
        yield np.divmod(np.arange(first, min(first + size, images * variants)), variants)


def add_to(total: NDArray[Any], image: Indices, values: NDArray[Any]) -> None:
    """Add each pair's values to its image's total; `image` as `pairs` gives it.

    >>> total = np.zeros((2, 1))
    >>> add_to(total, np.array([0, 0, 1]), np.array([[1.0], [2.0], [5.0]]))
    >>> total.tolist()
    [[3.0], [5.0]]
    """
    which, starts = np.unique(image, return_index=True)
    total[which] += np.add.reduceat(values, starts, axis=0, dtype=total.dtype)


def scores(probe: Probe, images: Array, classes: NDArray[np.int32], output: int = 0) -> Array:
    """The logit of each image's class, (N,); images (N, H, W, C), classes (N,)."""

    def body(look: Look, images: Any, classes: Any) -> Any:
        return score(look.logits(images), classes)

    return probe.run("score", body, images, classes, output=output)[0]


def whole(value: object, name: str, minimum: int, maximum: int) -> int:
    """A whole number within bounds.

    Raises:
        LabError: "not_an_integer" (name, received), "too_small" (name, minimum, received) or "too_many"
            (name, maximum, received).

    >>> whole(8, "steps", 1, 10)
    8
    """
    return int(_bounded(integer(value, name, minimum), name, maximum))


def share(value: object, name: str) -> float:
    """A number from 0 to 1.

    Raises:
        LabError: "not_numbers" (name, received), "not_finite" (name, received, position), "too_small" (name,
            minimum, received) or "too_many" (name, maximum, received).

    >>> share(0.15, "noise")
    0.15
    """
    return _bounded(real_number(value, name, 0), name, 1)


def _bounded(number: float, name: str, maximum: int) -> float:
    if number > maximum:
        raise LabError("too_many", name=name, maximum=maximum, received=number)
    return number
