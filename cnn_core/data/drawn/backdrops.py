"""What lies behind: kinds of places, their colours and textures, and how often each class is there."""

import random
from dataclasses import dataclass
from typing import Final

from cnn_core.data.dataset import CLASSES, SIDE
from cnn_core.data.drawn.pen import Colour

SMOOTH, BLOTCHY, FINE, STREAKS, BARS = range(5)  # textures, in the order of `textures.tiles`
Ramp = tuple[Colour, Colour]
SKIES: Final[tuple[Ramp, ...]] = (
    ((88, 150, 220), (190, 220, 240)), ((130, 180, 230), (226, 236, 240)), ((150, 160, 172), (206, 210, 214)),
    ((70, 90, 150), (240, 180, 140)), ((44, 60, 110), (120, 130, 170)), ((240, 190, 130), (250, 226, 190)),
    ((196, 210, 222), (236, 240, 242)),
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of place: ramps of colour above and below the horizon, and their textures.

    Attributes:
        above: ramps from the top of the picture down to the horizon.
        below: ramps from the horizon down; none where there is no horizon.
        textures: above and below, each a texture and its strength.
        things: what may stand there, names of `things.BEHIND`.
    """

    above: tuple[Ramp, ...]
    below: tuple[Ramp, ...]
    textures: tuple[tuple[int, float], tuple[int, float]]
    things: tuple[str, ...]


KINDS: Final[dict[str, Kind]] = {
    "sky": Kind(SKIES, (), ((SMOOTH, 0.06), (SMOOTH, 0.06)), ("clouds", "clouds", "sun", "hills", "balloon")),
    "sea": Kind(
        SKIES,
        (((70, 130, 180), (40, 90, 140)), ((60, 150, 160), (30, 100, 120)), ((120, 140, 150), (70, 90, 104)),
         ((150, 130, 130), (60, 70, 100))),
        ((SMOOTH, 0.05), (STREAKS, 0.13)), ("clouds", "hills", "sun", "buoy"),
    ),
    "meadow": Kind(
        (*SKIES, ((70, 110, 70), (110, 150, 90))),
        (((130, 180, 80), (80, 140, 56)), ((170, 170, 90), (130, 130, 70)), ((96, 140, 80), (60, 100, 50))),
        ((SMOOTH, 0.06), (FINE, 0.12)), ("hills", "trees", "bushes", "house", "flowers", "fence", "clouds"),
    ),
    "road": Kind(
        (*SKIES, ((120, 150, 110), (160, 180, 140))),
        (((150, 150, 152), (110, 110, 114)), ((120, 116, 112), (84, 82, 84)),
         ((176, 170, 160), (140, 134, 126))),
        ((SMOOTH, 0.05), (FINE, 0.06)), ("trees", "house", "towers", "hills", "sign", "marking"),
    ),
    "city": Kind(
        (((170, 150, 134), (190, 172, 156)), ((150, 96, 80), (170, 116, 96)),
         ((140, 150, 160), (176, 184, 190))),
        (((130, 130, 134), (100, 100, 106)), ((170, 164, 156), (140, 134, 128))),
        ((BARS, 0.07), (FINE, 0.06)), ("towers", "windows", "windows", "sign", "trees"),
    ),
    "forest": Kind(
        (((40, 70, 44), (70, 100, 60)), ((90, 120, 70), (60, 84, 50)), ((150, 110, 60), (110, 84, 56))),
        (((110, 90, 60), (80, 66, 46)), ((80, 110, 60), (56, 80, 44)), ((150, 110, 70), (110, 80, 50))),
        ((BLOTCHY, 0.24), (BLOTCHY, 0.16)), ("trunks", "trunks", "bushes", "stones"),
    ),
    "room": Kind(
        (((226, 214, 190), (206, 192, 166)), ((170, 196, 206), (150, 176, 190)),
         ((214, 170, 160), (196, 150, 140)), ((236, 236, 232), (216, 216, 214)),
         ((130, 150, 120), (116, 136, 108))),
        (((176, 128, 84), (140, 98, 62)), ((120, 90, 70), (90, 66, 52)), ((190, 186, 180), (160, 156, 152)),
         ((180, 80, 76), (140, 60, 60)), ((96, 112, 150), (76, 90, 124))),
        ((SMOOTH, 0.03), (STREAKS, 0.06)), ("window", "picture", "cupboard", "cushion", "ball"),
    ),
    "plain": Kind(
        (((236, 236, 232), (206, 206, 206)), ((60, 64, 72), (30, 32, 38)), ((240, 196, 90), (226, 150, 70)),
         ((110, 170, 160), (70, 120, 120)), ((226, 150, 160), (190, 110, 130)),
         ((150, 130, 190), (100, 84, 140)), ((160, 190, 226), (110, 140, 190)),
         ((206, 190, 160), (150, 130, 104))),
        (), ((SMOOTH, 0.05), (SMOOTH, 0.05)), ("ball", "shapes"),
    ),
    "sand": Kind(
        (*SKIES, ((190, 130, 90), (226, 180, 130))),
        (((236, 214, 160), (206, 176, 120)), ((206, 160, 110), (176, 124, 80)),
         ((190, 180, 160), (160, 148, 126))),
        ((SMOOTH, 0.05), (FINE, 0.07)), ("hills", "stones", "bushes", "sun", "palm"),
    ),
    "snow": Kind(
        SKIES, (((246, 248, 250), (220, 228, 238)), ((226, 232, 242), (190, 204, 226))),
        ((SMOOTH, 0.05), (SMOOTH, 0.05)), ("hills", "firs", "firs", "house", "fence"),
    ),
    "leaves": Kind(
        (((110, 160, 70), (60, 110, 50)), ((60, 100, 60), (30, 64, 40)), ((170, 190, 90), (110, 140, 60)),
         ((190, 140, 70), (140, 90, 50))),
        (), ((BLOTCHY, 0.26), (BLOTCHY, 0.26)), ("foliage", "foliage", "flowers", "stones"),
    ),
    "clutter": Kind(
        (((200, 190, 180), (150, 140, 134)), ((90, 110, 130), (70, 80, 96)),
         ((230, 220, 190), (190, 180, 150))),
        (), ((BLOTCHY, 0.1), (BLOTCHY, 0.1)), ("shapes", "shapes", "ball", "cushion", "cupboard"),
    ),
}  # fmt: skip

#: Every kind has weight 1 for every class, plus this: places tell a little, as in photographs, not much.
PREFERRED: Final[dict[str, dict[str, float]]] = {
    "airplane": {"sky": 8, "road": 2, "sea": 1, "plain": 1},
    "automobile": {"road": 6, "city": 4, "meadow": 2, "sand": 1, "snow": 1},
    "bird": {"sky": 3, "leaves": 3, "forest": 2, "sea": 3, "meadow": 2},
    "cat": {"room": 7, "meadow": 1, "plain": 3, "leaves": 1, "clutter": 1},
    "deer": {"meadow": 5, "forest": 5, "snow": 2, "leaves": 1},
    "dog": {"meadow": 4, "room": 5, "sand": 2, "snow": 2, "plain": 1},
    "frog": {"leaves": 4, "plain": 2, "meadow": 2, "forest": 2, "sea": 1, "sand": 2},
    "horse": {"meadow": 6, "sand": 3, "forest": 1, "snow": 1, "sky": 1},
    "ship": {"sea": 11, "sky": 1},
    "truck": {"road": 6, "city": 4, "sand": 2, "snow": 1, "meadow": 1},
}
_NAMES: Final = tuple(KINDS)
_SUMS: Final = {
    label: [sum(1 + PREFERRED[label].get(name, 0) for name in _NAMES[: i + 1]) for i in range(len(_NAMES))]
    for label in CLASSES
}


@dataclass(frozen=True)
class Backdrop:
    """The place of one picture: two ramps of colour that meet at the horizon.

    Attributes:
        kind: a name of KINDS.
        above: colours at the top and just above the horizon.
        below: colours just below the horizon and at the bottom.
        horizon: in pixels from the top; SIDE and more where none is seen.
    """

    kind: str
    above: Ramp
    below: Ramp
    horizon: float

    def at(self, y: float) -> Colour:
        """The colour `y` pixels from the top, without texture.

        >>> place = Backdrop("plain", ((0, 0, 0), (100, 50, 0)), ((9, 9, 9), (9, 9, 9)), horizon=20.0)
        >>> place.at(10), place.at(30)
        ((50, 25, 0), (9, 9, 9))
        """
        (start, end), top = (self.above, 0.0) if y < self.horizon else (self.below, self.horizon)
        high = self.horizon if y < self.horizon else SIDE - self.horizon
        part = min(1.0, max(0.0, (y - top) / high)) if high > 0 else 0.0
        return tuple(int(a + (b - a) * part) for a, b in zip(start, end, strict=True))  # type: ignore[return-value]


def chosen(dice: random.Random, label: str, ground: float | None, size: float) -> Backdrop:
    """A place for one picture of the class.

    Args:
        dice: the picture's own stream.
        label: the class.
        ground: where the object's feet are, in pixels from the top; None where it does not stand.
        size: half of the object, in pixels: the horizon lies behind what stands.

    >>> place = chosen(random.Random(1), "ship", ground=24.0, size=12.0)
    >>> place.kind in KINDS, place.horizon < 24 or place.horizon >= SIDE
    (True, True)
    """
    kind = dice.choices(_NAMES, cum_weights=_SUMS[label])[0]
    place = KINDS[kind]
    above = _varied(dice, dice.choice(place.above))
    if not place.below:
        horizon = SIDE * dice.uniform(1.0, 1.5)
        return Backdrop(kind, above, above, horizon)
    below = _varied(dice, dice.choice(place.below))
    if ground is None:
        horizon = dice.uniform(8, SIDE + 6)
    else:
        horizon = max(3.0, min(SIDE - 2.0, ground - size * dice.uniform(0.1, 1.1)))
    return Backdrop(kind, above, below, horizon)


def _varied(dice: random.Random, ramp: Ramp) -> Ramp:
    shift = [dice.uniform(-20, 20) for _ in range(3)]
    light = dice.uniform(-26, 26)
    near, far = (tuple(max(0, min(255, int(value + move + light)))
                       for value, move in zip(colour, shift, strict=True)) for colour in ramp)  # fmt: skip
    return near, far  # type: ignore[return-value]
