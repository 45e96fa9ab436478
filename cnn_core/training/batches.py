"""The training images in the order in which a network meets them, changed anew in each epoch."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.augment import augment
from cnn_core.data.dataset import CLASSES, Images, Split
from cnn_core.training.config import Config

OneHot = NDArray[np.float32]  # (N, 10)


@dataclass(frozen=True, eq=False)
class Batches:
    """Batches of a run. Chance depends on seed, epoch and step alone, so a run can go on from anywhere.

    Attributes:
        split: what to learn from.
        config: its batch_size, augmentation and seed.
    """

    split: Split
    config: Config

    @property
    def size(self) -> int:
        """Images in a batch: all there are, if they are fewer than the batch size."""
        return min(self.config.batch_size, len(self.split))

    @property
    def steps(self) -> int:
        """Full batches in an epoch; the few images left over differ from epoch to epoch."""
        return len(self.split) // self.size

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Positions of the images in an epoch (from 0), all of them shuffled."""
        return np.random.default_rng([self.config.seed, epoch]).permutation(len(self.split))

    def batch(self, order: NDArray[np.int64], epoch: int, step: int) -> tuple[Images, OneHot]:
        """One batch: (B, 32, 32, 3) uint8 and (B, 10).

        >>> from cnn_core.training.presets import PRESETS
        >>> split = Split(np.zeros((600, 32, 32, 3), np.uint8), np.zeros(600, np.uint8))
        >>> batches = Batches(split, PRESETS["fast"])
        >>> [part.shape for part in batches.batch(batches.order(0), 0, 1)]
        [(128, 32, 32, 3), (128, 10)]
        """
        chosen = np.sort(order[step * self.size : (step + 1) * self.size])  # sorted: kind to a file on disk
        rng = np.random.default_rng([self.config.seed, epoch, step])
        images = augment(self.split.images[chosen], self.config.augmentation, rng)
        return images, one_hot(self.split.labels[chosen])

    def epoch(self, epoch: int, start: int = 0) -> Iterator[tuple[Images, OneHot]]:
        """The batches of an epoch from step `start` on; the next one is made while one is in use."""
        order = self.order(epoch)
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self.batch, order, epoch, start)
            for step in range(start, self.steps):
                ready = coming.result()
                if step + 1 < self.steps:
                    coming = ahead.submit(self.batch, order, epoch, step + 1)
                yield ready


def one_hot(labels: NDArray[np.uint8]) -> OneHot:
    """(N,) labels as (N, 10) rows with a single 1.

    >>> one_hot(np.array([3], np.uint8)).argmax()
    np.int64(3)
    """
    return np.eye(len(CLASSES), dtype=np.float32)[labels]
