"""The images that a run's page shows."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.dataset import CLASSES, Images
from cnn_core.data.load import final_test_images, validation_images


def fixed_positions(labels: Sequence[int] | NDArray[np.uint8]) -> list[int]:
    """The first image of each class that has one: those whose predictions a run keeps after every epoch.

    >>> fixed_positions([7, 0, 7, 1])
    [1, 3, 0]
    """
    known = np.asarray(labels)
    firsts = (np.flatnonzero(known == label)[:1] for label in range(len(CLASSES)))
    return [int(found[0]) for found in firsts if len(found)]


@lru_cache(maxsize=8)
def fixed_images(data: str, validation: int) -> tuple[Images, tuple[int, ...]]:
    """The images of `fixed_positions` in a run's validation images, with their labels.

    Args:
        data: one of `cnn_core.data.load.NAMES`.
        validation: how many images are held back for validation.

    Returns:
        (N, 32, 32, 3) uint8 and N labels, in the order of a snapshot's predictions.

    Raises:
        LabError: as `validation_images`.
    """
    split = validation_images(data, validation)
    chosen = fixed_positions(split.labels)
    return np.array(split.images[chosen]), tuple(int(label) for label in split.labels[chosen])


def images_of_the_test(data: str, positions: Sequence[int]) -> Images:
    """Test images by their places.

    Args:
        data: one of `cnn_core.data.load.NAMES`.
        positions: from 0.

    Returns:
        (N, 32, 32, 3) uint8.

    Raises:
        LabError: as `final_test_images`.

    >>> images_of_the_test("drawn", [3, 1]).shape
    (2, 32, 32, 3)
    """
    return np.array(final_test_images(data).images[list(positions)])
