"""What a data set is: labelled images for training and for testing, as they are, 0..255."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: CIFAR-10's classes in the order of their labels; the drawn data set has the same.
CLASSES: Final = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
SIDE: Final = 32
Images = NDArray[np.uint8]  # (N, 32, 32, 3)


@dataclass(frozen=True, eq=False)
class Split:
    """Labelled images.

    Attributes:
        images: (N, 32, 32, 3) uint8, red, green, blue.
        labels: (N,) uint8, positions in CLASSES.
        masks: (N, 32, 32) bool, where the object is seen; None where nobody knows.
    """

    images: Images
    labels: NDArray[np.uint8]
    masks: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        """How many images."""
        return len(self.images)

    def first(self, count: int) -> "Split":
        """The first `count` of them, without copying.

        >>> split = Split(np.zeros((5, 32, 32, 3), np.uint8), np.arange(5, dtype=np.uint8))
        >>> len(split.first(2))
        2
        """
        return self.between(0, count)

    def between(self, start: int, stop: int) -> "Split":
        """Those from position `start` up to `stop`, without copying."""
        masks = None if self.masks is None else self.masks[start:stop]
        return Split(self.images[start:stop], self.labels[start:stop], masks)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data set as it was published or drawn.

    Attributes:
        name: one of `cnn_core.data.load.NAMES`.
        train: what networks learn from; a part of it is held back for validation.
        test: what they are judged by at the very end, never used for choosing anything.
    """

    name: str
    train: Split
    test: Split
