"""One picture, planned and drawn in three layers: behind, the object, in front."""

import random
from dataclasses import dataclass
from typing import Final

from cnn_core.data.dataset import CLASSES, SIDE
from cnn_core.data.drawn.backdrops import BLOTCHY, FINE, KINDS, STREAKS, Backdrop, chosen
from cnn_core.data.drawn.fronts import FRONTS
from cnn_core.data.drawn.paints import Paints, tint
from cnn_core.data.drawn.pen import Layer, placed
from cnn_core.data.drawn.textures import PLACES
from cnn_core.data.drawn.things import BEHIND
from cnn_core.data.drawn.views import VIEWS, View

#: Share of the pictures with something in front of the object.
HIDDEN: Final = 0.5
NOTHING: Final = bytes(SIDE * SIDE * 4)
_SHARES: Final = {label: [view.share for view in views] for label, views in VIEWS.items()}


@dataclass(frozen=True)
class Light:
    """How a picture is lit and what it is grained with.

    Attributes:
        gain: of red, green and blue.
        slope: how much brighter from left to right and from top to bottom, as a part of the whole.
        shade: how much darker the object is below than above.
        fur: strength of the object's own texture, and which one.
        grain: deviation of the noise, in steps of 255.
        corners: where the pieces of the four textures begin in their tiles: above, below, fur, grain.
    """

    gain: tuple[float, float, float]
    slope: tuple[float, float]
    shade: float
    fur: tuple[float, int]
    grain: float
    corners: tuple[int, ...]


@dataclass(frozen=True)
class Scene:
    """One picture before it is put together; the layers are (SIDE, SIDE, 4) bytes of `Layer.reduced`."""

    place: Backdrop
    light: Light
    behind: bytes
    thing: bytes
    front: bytes


def scene(seed: int, index: int, label: int) -> Scene:
    """Picture `index` of a seed: of the class at position `label`, the same in every call.

    >>> scene(0, 5, label=8) == scene(0, 5, label=8)
    True
    """
    dice = random.Random(f"drawn {seed} {index}")
    name = CLASSES[label]
    view = dice.choices(VIEWS[name], _SHARES[name])[0]
    size = dice.uniform(11.5, 15.5)
    middle = (SIDE / 2 + dice.uniform(-3.5, 3.5), SIDE / 2 + dice.uniform(-3.0, 3.0))
    ground = None if view.feet is None else middle[1] + view.feet * size
    place = chosen(dice, name, ground, size)
    paints = Paints(dice, place.at(middle[1]))
    behind = _behind(paints, place, middle[0], ground, size)
    thing = _thing(paints, view, middle, size)
    return Scene(place, _light(dice), behind, thing, _front(paints))


def _behind(paints: Paints, place: Backdrop, x: float, ground: float | None, size: float) -> bytes:
    layer = Layer()
    pen = placed(layer, (0, 0), 1)
    names = KINDS[place.kind].things
    for name in paints.dice.sample(names, paints.dice.choice((0, 1, 1, 2))):
        BEHIND[name](pen, paints, place)
    if ground is not None and place.kind != "sea":
        pen.blob(x, ground, size * 0.95, size * 0.14, tint(place.at(min(ground, SIDE - 1)), 0.7))
    return layer.reduced()


def _thing(paints: Paints, view: View, middle: tuple[float, float], size: float) -> bytes:
    dice, layer = paints.dice, Layer()
    pen = placed(
        layer, middle, size, dice.uniform(-view.tilt, view.tilt), paints.chance(0.5),
        dice.uniform(0.92, 1.08), dice.uniform(-0.1, 0.1),
    )  # fmt: skip
    view.draw(pen, paints)
    return layer.reduced()


def _front(paints: Paints) -> bytes:
    if not paints.chance(HIDDEN):
        return NOTHING
    layer = Layer()
    paints.dice.choice(FRONTS)(placed(layer, (0, 0), 1), paints)
    return layer.reduced()


def _light(dice: random.Random) -> Light:
    bright = dice.uniform(0.78, 1.14)
    return Light(
        gain=(bright * dice.uniform(0.92, 1.08), bright, bright * dice.uniform(0.92, 1.08)),
        slope=(dice.uniform(-0.16, 0.16), dice.uniform(-0.16, 0.1)),
        shade=dice.uniform(0.0, 0.3),
        fur=(dice.uniform(0.02, 0.09), dice.choice((BLOTCHY, FINE, STREAKS))),
        grain=dice.uniform(1.0, 7.0),
        corners=tuple(dice.randrange(PLACES) for _ in range(8)),
    )
