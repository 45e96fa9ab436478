"""What else is in a picture: things behind the object, and things that hide a part of it."""

from collections.abc import Callable
from typing import Final

from cnn_core.data.dataset import SIDE
from cnn_core.data.drawn.backdrops import Backdrop
from cnn_core.data.drawn.paints import PAINTS, WHITE, Paints, mixed, tint
from cnn_core.data.drawn.pen import Pen

GREENS = ((60, 120, 56), (96, 150, 70), (44, 90, 60), (130, 150, 60), (190, 130, 60))
WOOD = (120, 86, 60)
# Pens of this file draw in pixels of the picture.


def _clouds(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    colour = tint(place.at(min(place.horizon * 0.5, SIDE / 2)), 1.5)
    for _ in range(dice.randint(1, 3)):
        x, y, size = dice.uniform(0, SIDE), dice.uniform(1, min(place.horizon, 24)), dice.uniform(2, 5)
        pen.blob(x, y, size * 1.6, size * 0.6, colour)
        pen.blob(x + size * 0.5, y - size * 0.4, size * 0.8, size * 0.6, colour)


def _sun(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y, size = dice.uniform(2, 30), dice.uniform(2, min(place.horizon, 16)), dice.uniform(1.6, 3.4)
    pen.blob(x, y, size, size, paints.near((252, 236, 170)))


def _hills(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    end = min(place.horizon, SIDE)
    far = dice.choice(((80, 100, 120), (70, 100, 70), (120, 100, 90)))
    base = mixed(place.at(max(0.0, end - 1)), far, 0.6)
    tops = [(x, end - dice.uniform(1, 8)) for x in (-2, 5, 12, 19, 26, 34)]
    pen.shape([(-2, end), *tops, (34, end)], base)


def _trees(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    end = min(place.horizon, SIDE - 3)
    for _ in range(dice.randint(1, 3)):
        x, size = dice.uniform(0, SIDE), dice.uniform(2.4, 5)
        green = paints.near(dice.choice(GREENS))
        pen.box(x - 0.5, end - size, x + 0.5, end + 1, WOOD)
        pen.blob(x, end - size * 1.5, size, size * 1.1, green)
        pen.blob(x - size * 0.3, end - size * 1.8, size * 0.5, size * 0.5, tint(green, 1.2))


def _firs(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    end = min(place.horizon, SIDE - 3)
    for _ in range(dice.randint(1, 4)):
        x, size = dice.uniform(0, SIDE), dice.uniform(5, 12)
        green = paints.near((50, 90, 70))
        pen.shape([(x - size * 0.35, end + 1), (x, end - size), (x + size * 0.35, end + 1)], green)


def _trunks(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    for _ in range(dice.randint(2, 5)):
        x, wide = dice.uniform(0, SIDE), dice.uniform(0.7, 2.2)
        bark = paints.near(dice.choice((WOOD, (80, 60, 46), (196, 190, 180))))
        foot = min(SIDE, place.horizon + dice.uniform(0, 3))
        pen.shape([(x - wide, foot), (x - wide * 0.7, 0), (x + wide * 0.7, 0), (x + wide, foot)], bark)


def _bushes(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    for _ in range(dice.randint(1, 3)):
        x, size = dice.uniform(0, SIDE), dice.uniform(2, 4)
        green = paints.near(dice.choice(GREENS))
        y = min(place.horizon + dice.uniform(0, 4), SIDE)
        pen.blob(x, y - size * 0.4, size * 1.3, size * 0.8, green)
        pen.blob(x - size * 0.4, y - size * 0.7, size * 0.5, size * 0.4, tint(green, 1.2))


def _house(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y, size = dice.uniform(2, 30), min(place.horizon + 1, SIDE), dice.uniform(3, 5)
    wall = paints.near(dice.choice((WHITE, (226, 190, 140), (190, 100, 80))))
    pen.box(x - size, y - size * 1.2, x + size, y, wall)
    pen.shape([(x - size * 1.2, y - size * 1.2), (x, y - size * 2.1), (x + size * 1.2, y - size * 1.2)],
              paints.near((160, 70, 60)))  # fmt: skip
    pen.box(x - size * 0.5, y - size * 0.8, x - size * 0.1, y - size * 0.3, (80, 100, 130))


def _towers(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    end = min(place.horizon, SIDE)
    x = dice.uniform(-3, 4)
    while x < SIDE:
        wide, high = dice.uniform(3, 7), dice.uniform(4, 18)
        wall = paints.near(dice.choice(((150, 150, 160), (120, 110, 120), (190, 170, 150), (90, 110, 140))))
        pen.box(x, end - high, x + wide, end + 0.5, wall)
        pen.box(x + 1, end - high + 1, x + wide - 1, end - high + 2, tint(wall, 1.4))
        x += wide + dice.uniform(0, 6)


def _windows(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    glass = paints.near(dice.choice(((80, 100, 130), (236, 220, 150), (60, 60, 70))))
    across, down, start = dice.uniform(4, 8), dice.uniform(5, 8), dice.uniform(-2, 3)
    for column in range(8):
        for row in range(3):
            x, y = start + column * across, 1 + row * down
            if y + 3 < place.horizon and x < SIDE:
                pen.box(x, y, x + across * 0.5, y + 3, glass)


def _fence(pen: Pen, paints: Paints, place: Backdrop) -> None:
    wood = paints.near(paints.dice.choice((WOOD, WHITE, (160, 130, 100))))
    y = min(place.horizon + 1, SIDE)
    for x in range(int(paints.dice.uniform(0, 5)), SIDE, 6):
        pen.box(x, y - 4, x + 0.9, y + 1, wood)
    pen.box(0, y - 3.2, SIDE, y - 2.5, wood)
    pen.box(0, y - 1.4, SIDE, y - 0.7, wood)


def _flowers(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    bloom = paints.near(dice.choice(PAINTS))
    top = place.horizon if place.horizon < SIDE - 4 else 2
    for _ in range(dice.randint(3, 8)):
        x, y, size = dice.uniform(0, SIDE), dice.uniform(top, SIDE), dice.uniform(0.5, 1.1)
        pen.blob(x, y, size, size, bloom)


def _foliage(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    for _ in range(dice.randint(3, 7)):
        x, y, size = dice.uniform(0, SIDE), dice.uniform(0, SIDE), dice.uniform(3, 7)
        green = mixed(place.at(y), paints.near(dice.choice(GREENS)), 0.6)
        pen.blob(x, y, size, size * 0.4, green, dice.uniform(0, 180))


def _stones(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    top = place.horizon if place.horizon < SIDE - 2 else 16
    for _ in range(dice.randint(1, 4)):
        x, y, size = dice.uniform(0, SIDE), dice.uniform(top, SIDE), dice.uniform(1, 3)
        grey = paints.near((140, 136, 132), 30)
        pen.blob(x, y, size, size * 0.65, grey)
        pen.blob(x - size * 0.2, y - size * 0.25, size * 0.5, size * 0.25, tint(grey, 1.3))


def _palm(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, end, high = dice.uniform(2, 30), min(place.horizon + 1, SIDE), dice.uniform(8, 14)
    pen.limb([(x, end), (x + 1, end - high * 0.5), (x + 2.4, end - high)], 1.6, 1.0, WOOD)
    for turn in (-60, -10, 40, 150, 200):
        pen.moved(x + 2.4, end - high, 1, turn).blob(2.6, 0, 2.8, 0.8, paints.near((70, 130, 70)))


def _buoy(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y = dice.uniform(1, 31), min(SIDE, place.horizon + dice.uniform(1, 6))
    pen.shape([(x - 1.2, y), (x, y - 3.4), (x + 1.2, y)], paints.near((220, 70, 50)))


def _balloon(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y, size = dice.uniform(2, 30), dice.uniform(3, 20), dice.uniform(1.6, 3)
    pen.line([(x, y + size), (x + 0.6, y + size * 2.4)], 0.35, (90, 90, 90))
    pen.blob(x, y, size, size * 1.15, paints.near(dice.choice(PAINTS)))


def _sign(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y = dice.uniform(2, 30), min(place.horizon + 2, SIDE)
    pen.box(x - 0.4, y - 9, x + 0.4, y, (110, 110, 116))
    pen.box(x - 2, y - 12, x + 2, y - 8.4, paints.near(dice.choice(PAINTS)))


def _marking(pen: Pen, paints: Paints, place: Backdrop) -> None:
    y = (place.horizon + 3 * SIDE) / 4
    for x in range(int(paints.dice.uniform(-6, 0)), SIDE, 8):
        pen.box(x, y, x + 4.5, y + 0.9, paints.near((236, 230, 200)))


def _window(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y, wide = dice.uniform(0, 20), dice.uniform(0, 5), dice.uniform(7, 11)
    pen.box(x, y, x + wide, y + wide, WHITE)
    pen.box(x + 0.8, y + 0.8, x + wide - 0.8, y + wide - 0.8, paints.near((150, 200, 230)))
    pen.box(x + wide / 2 - 0.4, y, x + wide / 2 + 0.4, y + wide, WHITE)


def _picture(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y, wide = dice.uniform(0, 24), dice.uniform(1, 6), dice.uniform(4, 8)
    pen.box(x, y, x + wide, y + wide * 0.8, WOOD)
    pen.box(x + 0.8, y + 0.8, x + wide - 0.8, y + wide * 0.8 - 0.8, paints.near(dice.choice(PAINTS)))


def _cupboard(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y, wide = dice.uniform(-3, 24), dice.uniform(4, 12), dice.uniform(7, 12)
    wood = paints.near(dice.choice((WOOD, (190, 150, 110), WHITE)))
    end = min(place.horizon + 2, SIDE)
    pen.box(x, min(y, end - 4), x + wide, end, wood)
    pen.box(x + wide / 2 - 0.3, min(y, end - 4), x + wide / 2 + 0.3, end, tint(wood, 0.7))


def _cushion(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y, size = dice.uniform(0, SIDE), dice.uniform(18, 31), dice.uniform(4, 8)
    pen.blob(x, y, size, size * 0.5, paints.near(dice.choice(PAINTS)))


def _ball(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    x, y, size = dice.uniform(1, 31), dice.uniform(16, 30), dice.uniform(1.6, 3.2)
    colour = paints.near(dice.choice(PAINTS))
    pen.blob(x, y, size, size, colour)
    pen.blob(x - size * 0.3, y - size * 0.3, size * 0.35, size * 0.35, tint(colour, 1.6))


def _shapes(pen: Pen, paints: Paints, place: Backdrop) -> None:
    dice = paints.dice
    for _ in range(dice.randint(3, 6)):
        x, y, size = dice.uniform(0, SIDE), dice.uniform(0, SIDE), dice.uniform(2, 7)
        part = pen.moved(x, y, size, dice.uniform(0, 360))
        colour = mixed(place.at(y), dice.choice(PAINTS), dice.uniform(0.25, 0.7))
        dice.choice((lambda p, c: p.blob(0, 0, 1, 0.7, c), lambda p, c: p.box(-1, -0.6, 1, 0.6, c),
                     lambda p, c: p.shape([(-1, 0.7), (0, -0.9), (1, 0.7)], c)))(part, colour)  # fmt: skip


BEHIND: Final[dict[str, Callable[[Pen, Paints, Backdrop], None]]] = {
    "clouds": _clouds, "sun": _sun, "hills": _hills, "trees": _trees, "firs": _firs, "trunks": _trunks,
    "bushes": _bushes, "house": _house, "towers": _towers, "windows": _windows, "fence": _fence,
    "flowers": _flowers, "foliage": _foliage, "stones": _stones, "palm": _palm, "buoy": _buoy,
    "balloon": _balloon, "sign": _sign, "marking": _marking, "window": _window, "picture": _picture,
    "cupboard": _cupboard, "cushion": _cushion, "ball": _ball, "shapes": _shapes,
}  # fmt: skip
