"""Colours: coats of animals, bright paint, and a choice that can be told from what lies behind."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cnn_core.data.drawn.pen import Colour

WHITE: Final = (246, 246, 242)
BLACK: Final = (28, 27, 32)
GLASS: Final = (150, 190, 214)
METAL: Final = (176, 180, 188)
RUBBER: Final = (34, 34, 38)
PINK: Final = (232, 150, 150)
TONGUE: Final = (236, 96, 108)
AMBER: Final = (250, 176, 40)

#: Cats and dogs wear the same coats, deer and horses nearly so: colour alone tells none of them.
FURS: Final = (
    (52, 48, 50), (112, 108, 108), (168, 164, 160), (238, 232, 222), (222, 148, 70), (198, 140, 88),
    (146, 96, 60), (96, 64, 46), (222, 188, 136), (176, 112, 66),
)  # fmt: skip
HIDES: Final = (
    (150, 98, 58), (176, 118, 70), (120, 78, 50), (196, 142, 92), (92, 62, 46), (206, 168, 120),
    (138, 116, 98), (60, 48, 44), (226, 214, 196),
)  # fmt: skip
SKINS: Final = (
    (88, 160, 58), (60, 128, 60), (132, 180, 62), (58, 150, 118), (150, 128, 62), (120, 92, 60),
    (214, 96, 48), (226, 190, 60), (60, 120, 178),
)  # fmt: skip
PAINTS: Final = (
    (206, 48, 48), (42, 98, 186), (240, 190, 48), (46, 140, 90), (240, 240, 238), (44, 46, 54),
    (150, 156, 164), (232, 118, 42), (120, 68, 142), (96, 186, 206), (226, 150, 168), (128, 42, 48),
    (236, 226, 196), (30, 62, 92), (172, 200, 110),
)  # fmt: skip
PLUMES: Final = (
    (60, 110, 190), (206, 58, 52), (240, 196, 60), (120, 90, 64), (44, 44, 52), (242, 240, 234),
    (150, 150, 156), (72, 150, 96), (232, 130, 60), (182, 150, 112), (238, 160, 170), (86, 80, 110),
)  # fmt: skip
#: Squared distance in red, green and blue from which a colour stands out from another.
APART: Final = 100**2


def tint(colour: Colour, factor: float) -> Colour:
    """Darker for a factor below 1, and above 1 nearer to white.

    >>> tint((100, 200, 50), 0.5), tint((100, 200, 50), 2.0)
    ((50, 100, 25), (255, 255, 255))
    """
    red, green, blue = colour
    if factor <= 1:
        return int(red * factor), int(green * factor), int(blue * factor)
    part = factor - 1
    return tuple(int(value + (255 - value) * part) for value in colour)  # type: ignore[return-value]


def mixed(one: Colour, other: Colour, part: float) -> Colour:
    """`part` of the other colour in the first.

    >>> mixed((0, 0, 0), (100, 200, 50), 0.5)
    (50, 100, 25)
    """
    return tuple(int(a + (b - a) * part) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


@dataclass(frozen=True)
class Paints:
    """The colours of one picture.

    Attributes:
        dice: every choice of this picture, from its own stream.
        behind: colour of what lies behind the object.
    """

    dice: random.Random
    behind: Colour

    def pick(self, colours: Sequence[Colour]) -> Colour:
        """One of the colours, a little changed; one that stands out where four tries find it."""
        for _ in range(4):
            colour = self.near(self.dice.choice(colours))
            if sum((a - b) ** 2 for a, b in zip(colour, self.behind, strict=True)) > APART:
                break
        return colour

    def near(self, colour: Colour, spread: int = 14) -> Colour:
        """The colour, a little changed."""
        random = self.dice.random
        shift = (random() - 0.5) * 2 * spread
        return tuple(  # type: ignore[return-value]
            max(8, min(250, int(value + shift + (random() - 0.5) * spread))) for value in colour
        )

    def chance(self, share: float) -> bool:
        """True in that share of the pictures."""
        return self.dice.random() < share
