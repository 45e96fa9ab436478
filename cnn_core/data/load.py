"""One door to every data set: a few of its images, or what a training needs."""

from functools import lru_cache
from typing import Final

from cnn_core.arrays import one_of
from cnn_core.data import sources
from cnn_core.data.dataset import CLASSES, Dataset, Split
from cnn_core.data.drawn import Cue
from cnn_core.data.drawn.drawing import TEST_START
from cnn_core.data.drawn_parts import drawn_part

NAMES: Final = ("cifar10", "drawn", "drawn-cue")
#: Images to train on and to validate with, together.
MOST_IMAGES: Final = {"cifar10": 50_000, "drawn": 50_000, "drawn-cue": 50_000}
#: What a run learns from unless it says otherwise: drawn images must be drawn first, thousands a second.
USUAL_IMAGES: Final = {"cifar10": 45_000, "drawn": 20_000, "drawn-cue": 20_000}
TEST_IMAGES: Final = {"cifar10": 10_000, "drawn": 2_000, "drawn-cue": 2_000}
#: The planted cue marks one class, as a photographer's mark in pictures of horses did in PASCAL VOC:
#: Lapuschkin et al., Nature Communications 10, 2019, https://doi.org/10.1038/s41467-019-08987-4.
CUED_CLASS: Final = CLASSES.index("horse")
#: Drawn pictures for validation begin at this number, where no training set reaches.
VALIDATION_START: Final = 500_000_000


def training_images(name: str, start: int, count: int) -> Split:
    """Images number `start` to `start + count` of a data set's training part.

    Raises:
        LabError: "unknown_choice" (name, received, choices); as `sources.load` does.

    >>> training_images("drawn", 0, 10).images.shape
    (10, 32, 32, 3)
    """
    if one_of(name, "data", NAMES) == "cifar10":
        return _cifar10().train.between(start, start + count)
    return drawn_part(start, count, _cue(name))


def validation_images(name: str, count: int) -> Split:
    """Images held back from training: CIFAR-10's last training images, or drawn ones of their own.

    Raises:
        LabError: as `training_images` does.
    """
    if one_of(name, "data", NAMES) == "cifar10":
        return training_images(name, MOST_IMAGES[name] - count, count)
    return drawn_part(VALIDATION_START, count, _cue(name))


def final_test_images(name: str) -> Split:
    """The images that judge a network at the very end; nothing is ever chosen by them.

    Raises:
        LabError: as `training_images` does.
    """
    if one_of(name, "data", NAMES) == "cifar10":
        return _cifar10().test
    return drawn_part(TEST_START, TEST_IMAGES[name], _cue(name))


def forget() -> None:
    """Look for CIFAR-10 anew at the next call: another source may have been named."""
    _cifar10.cache_clear()


@lru_cache(maxsize=1)
def _cifar10() -> Dataset:
    return sources.load()


def _cue(name: str) -> Cue | None:
    return Cue(CUED_CLASS) if name == "drawn-cue" else None
