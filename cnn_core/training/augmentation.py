"""What is done to training images, anew in each epoch: how far each change may go."""

from dataclasses import dataclass
from typing import Final

from cnn_core.arrays import integer, real_number
from cnn_core.errors import LabError

LIMITS: Final = {"shift": 16, "rotate": 180.0, "zoom": 0.5, "colour": 0.9, "cutout": 24}


@dataclass(frozen=True)
class Augmentation:
    """How far images are changed; every image draws its own amount.

    Attributes:
        flip: whether half of them are mirrored, left to right.
        shift: pixels, at most, up or down and left or right; the border is mirrored in.
        rotate: degrees, at most, either way.
        zoom: share, at most, of enlarging or shrinking: 0.2 stands for 80 to 120 %.
        colour: share, at most, by which brightness, contrast and saturation change.
        cutout: side in pixels of a square that is covered with grey.
    """

    flip: bool = False
    shift: int = 0
    rotate: float = 0.0
    zoom: float = 0.0
    colour: float = 0.0
    cutout: int = 0

    def check(self) -> None:
        """Refuse what cannot be done.

        Raises:
            LabError: "not_yes_or_no" (name, received), "too_many" (name, maximum, received), or
                "not_an_integer", "not_numbers", "not_finite", "too_small" (name, ...).

        >>> Augmentation(shift=40).check()
        Traceback (most recent call last):
        cnn_core.errors.LabError: too_many (name='shift', maximum=16, received=40)
        """
        if not isinstance(self.flip, bool):
            raise LabError("not_yes_or_no", name="flip", received=self.flip)
        for name, maximum in LIMITS.items():
            value = getattr(self, name)
            number = real_number(value, name, 0) if isinstance(maximum, float) else integer(value, name, 0)
            if number > maximum:
                raise LabError("too_many", name=name, maximum=maximum, received=number)
