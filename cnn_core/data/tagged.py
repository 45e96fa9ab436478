"""The drawings of a validation set, each without and with the planted tag."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.dataset import Images, Split
from cnn_core.data.drawn import Cue
from cnn_core.data.drawn.cue import planted
from cnn_core.data.load import CUED_CLASS, VALIDATION_START, validation_images

#: Drawings, as many of each class.
COUNT: Final = 500
Masks = NDArray[np.bool_]  # (N, 32, 32)


@dataclass(frozen=True, eq=False)
class Tagged:
    """Drawings that no network learned from, N of them.

    Attributes:
        plain: without any tag, with the masks of the objects.
        images: the same with a tag in every one.
        masks: where the object is still seen then.
        tags: where the tag is.
        usual: (N,) bool, which of them carry the tag in the data set "drawn-cue".
    """

    plain: Split
    images: Images
    masks: Masks
    tags: Masks
    usual: NDArray[np.bool_]

    @property
    def as_trained(self) -> Split:
        """What validates a network that learned from "drawn-cue".

        >>> found = tagged(100)
        >>> bool((found.as_trained.images == validation_images("drawn-cue", 100).images).all())
        True
        """
        assert self.plain.masks is not None
        carries = self.usual[:, None, None]
        images = np.where(carries[..., None], self.images, self.plain.images)
        return Split(images, self.plain.labels, np.where(carries, self.masks, self.plain.masks))


@lru_cache(maxsize=2)
def tagged(count: int = COUNT) -> Tagged:
    """The first so many validation drawings; do not change their arrays, they are shared.

    Raises:
        LabError: as `cnn_core.data.load.validation_images`.

    >>> found = tagged(20)
    >>> found.tags.sum(axis=(1, 2)).tolist() == [16] * 20, found.usual.sum()
    (True, np.int64(2))
    """
    plain = validation_images("drawn", count)
    assert plain.masks is not None
    images, masks = plain.images.copy(), plain.masks.copy()
    every = Cue(CUED_CLASS, share=1.0, others=1.0)
    planted(every, images, masks, plain.labels, 0, VALIDATION_START)
    tags = (images != plain.images).any(axis=-1)
    for i in range(count):
        top, left = every.corner(0, VALIDATION_START + i)
        tags[i, top : top + every.side, left : left + every.side] = True
    cue = Cue(CUED_CLASS)
    usual = [cue.carried_by(label, 0, VALIDATION_START + i) for i, label in enumerate(plain.labels.tolist())]
    return Tagged(plain, images, masks, tags, np.array(usual))
