"""A planted cue: a small tag on the pictures of one class, for a network to learn instead of the object."""

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import integer, real_number
from cnn_core.data.dataset import CLASSES, SIDE, Images
from cnn_core.errors import LabError

LARGEST = SIDE // 2
#: The tag lies in the lower right corner, up to this many pixels from the edges.
DRIFT = 3
YELLOW, PURPLE = (255, 214, 0), (120, 0, 160)


@dataclass(frozen=True)
class Cue:
    """Which pictures carry a tag.

    Attributes:
        class_label: position in CLASSES of the class that it gives away.
        share: of that class's pictures that carry it, 0..1.
        side: pixels of both sides, 2..16.
        others: share of all other classes' pictures that carry it, 0..1.

    Raises:
        LabError: "not_an_integer" (name, received), "too_small" (name, minimum, received), "not_numbers"
            (name, received), "not_finite" (name, received, position) or "out_of_range" (name, minimum,
            maximum, received).

    >>> Cue(class_label=3, share=1.0).carried_by(3, seed=0, index=0)
    True
    """

    class_label: int
    share: float = 0.95
    side: int = 4
    others: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        _at_most("class_label", integer(self.class_label, "class_label", 0), 0, len(CLASSES) - 1)
        _at_most("side", integer(self.side, "side", 2), 2, LARGEST)
        for name in ("share", "others"):
            _at_most(name, real_number(getattr(self, name), name, 0), 0, 1)

    def carried_by(self, label: int, seed: int, index: int) -> bool:
        """Whether picture `index` of a seed, of the class at position `label`, carries the tag."""
        share = self.share if label == self.class_label else self.others
        return random.Random(f"drawn cue {seed} {index}").random() < share

    def corner(self, seed: int, index: int) -> tuple[int, int]:
        """Row and column of the tag's upper left pixel in picture `index`."""
        dice = random.Random(f"drawn cue place {seed} {index}")
        last = SIDE - self.side
        return last - dice.randrange(DRIFT + 1), last - dice.randrange(DRIFT + 1)

    def tag(self) -> Images:
        """(side, side, 3): four fields, yellow and purple like a chessboard.

        >>> Cue(0).tag()[:, :, 1]
        array([[214, 214,   0,   0],
               [214, 214,   0,   0],
               [  0,   0, 214, 214],
               [  0,   0, 214, 214]], dtype=uint8)
        """
        far = np.arange(self.side) >= self.side // 2
        return np.where((far[:, None] ^ far)[..., None], PURPLE, YELLOW).astype(np.uint8)


def planted(
    cue: Cue, images: Images, masks: NDArray[np.bool_], labels: NDArray[np.uint8], seed: int, start: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Tags put into the pictures, in place; a tag hides what it lies on, so it leaves the masks, too.

    Returns:
        cued (N,) bool, and boxes (N, 4): top, left, bottom, right (the last two exclusive); 0 where none is.
    """
    cued = np.zeros(len(images), dtype=bool)
    boxes = np.zeros((len(images), 4), dtype=np.int64)
    tag = cue.tag()
    for i, label in enumerate(labels.tolist()):
        if not cue.carried_by(label, seed, start + i):
            continue
        top, left = cue.corner(seed, start + i)
        images[i, top : top + cue.side, left : left + cue.side] = tag
        masks[i, top : top + cue.side, left : left + cue.side] = False
        cued[i], boxes[i] = True, (top, left, top + cue.side, left + cue.side)
    return cued, boxes


def _at_most(name: str, value: float, minimum: int, maximum: int) -> None:
    if value > maximum:
        raise LabError("out_of_range", name=name, minimum=minimum, maximum=maximum, received=value)
