"""The drawn data set: any number of labelled pictures with masks, each the same in every run."""

import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import integer
from cnn_core.data.dataset import CLASSES, SIDE, Dataset, Split
from cnn_core.data.drawn.compose import compose
from cnn_core.data.drawn.cue import Cue, planted
from cnn_core.data.drawn.scene import scene
from cnn_core.errors import LabError

#: Pictures of one call: 200 000 take 800 MB with their masks.
MOST: Final = 200_000
#: Test pictures begin at this number of a seed's stream, where no training set reaches.
TEST_START: Final = 1_000_000_000
#: Pictures put together at once: enough for NumPy, little enough for the processor's cache.
BATCH: Final = 64


@dataclass(frozen=True, eq=False)
class Drawing:
    """Drawn pictures, with what is known about them.

    Attributes:
        split: images, labels and masks of the object where it is seen.
        cued: (N,) bool, which pictures carry the planted tag.
        cue_boxes: (N, 4): its top, left, bottom, right, the last two exclusive; 0 where there is none.
    """

    split: Split
    cued: NDArray[np.bool_]
    cue_boxes: NDArray[np.int64]


def draw(count: int, seed: int = 0, cue: Cue | None = None, start: int = 0) -> Split:
    """Pictures number `start` to `start + count` of a seed: the ten classes of CIFAR-10, drawn.

    Picture i of a seed is the same whatever is drawn around it. Every ten pictures, from one whose number is
    a multiple of ten, hold each class once, in random order.

    Args:
        count: how many, 1..200 000.
        seed: of everything, >= 0.
        cue: a tag to plant; None for none. The rest of the picture is the same with and without it.
        start: number of the first, >= 0.

    Returns:
        images (count, 32, 32, 3), labels (count,), masks (count, 32, 32).

    Raises:
        LabError: "not_an_integer" (name, received), "too_small" (name, minimum, received) or "out_of_range"
            (name, minimum, maximum, received).

    >>> split = draw(10)
    >>> split.images.shape, sorted(split.labels.tolist())
    ((10, 32, 32, 3), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    return draw_with_details(count, seed, cue, start).split


def draw_with_details(
    count: int, seed: int = 0, cue: Cue | None = None, start: int = 0, objects: bool = True
) -> Drawing:
    """The pictures of `draw`, and which of them carry the planted tag, and where.

    Args:
        count: how many, 1..200 000.
        seed: of everything, >= 0.
        cue: a tag to plant; None for none.
        start: number of the first, >= 0.
        objects: False draws the same scenes without their objects. The masks still say where they would be
            seen; outside them the pictures are equal to those with objects.

    Raises:
        LabError: those of `draw`.

    >>> draw_with_details(20, cue=Cue(class_label=4, share=1.0)).cued.sum()
    np.int64(2)
    """
    count, seed, start = _checked(count, "count"), integer(seed, "seed", 0), integer(start, "start", 0)
    labels = np.array([label_of(seed, start + i) for i in range(count)], dtype=np.uint8)
    images = np.empty((count, SIDE, SIDE, 3), dtype=np.uint8)
    masks = np.empty((count, SIDE, SIDE), dtype=bool)
    for first in range(0, count, BATCH):
        some = slice(first, min(first + BATCH, count))
        scenes = [scene(seed, start + i, int(labels[i])) for i in range(some.start, some.stop)]
        images[some], masks[some] = compose(scenes, objects)
    if cue is None:
        cued, boxes = np.zeros(count, dtype=bool), np.zeros((count, 4), dtype=np.int64)
    else:
        cued, boxes = planted(cue, images, masks, labels, seed, start)
    return Drawing(Split(images, labels, masks), cued, boxes)


def drawn_dataset(train: int, test: int, seed: int = 0, cue: Cue | None = None) -> Dataset:
    """A data set of drawn pictures; no picture is both in its training and in its test part.

    Args:
        train: pictures to learn from, 1..200 000.
        test: pictures to be judged by, 1..200 000.
        seed: of everything, >= 0.
        cue: a tag to plant in both parts; None for none.

    Raises:
        LabError: those of `draw`, for "train" and "test".

    >>> data = drawn_dataset(20, 10)
    >>> data.name, len(data.train), len(data.test)
    ('drawn', 20, 10)
    """
    train, test = _checked(train, "train"), _checked(test, "test")
    name = "drawn" if cue is None else "drawn-cue"
    return Dataset(name, draw(train, seed, cue), draw(test, seed, cue, start=TEST_START))


def label_of(seed: int, index: int) -> int:
    """The class of picture `index`, as its position in CLASSES.

    >>> sorted(label_of(0, i) for i in range(70, 80))
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    return _ten(seed, index // len(CLASSES))[index % len(CLASSES)]


@lru_cache(maxsize=64)
def _ten(seed: int, block: int) -> tuple[int, ...]:
    order = list(range(len(CLASSES)))
    random.Random(f"drawn labels {seed} {block}").shuffle(order)
    return tuple(order)


def _checked(count: int, name: str) -> int:
    number = integer(count, name)
    if number > MOST:
        raise LabError("out_of_range", name=name, minimum=1, maximum=MOST, received=number)
    return number
