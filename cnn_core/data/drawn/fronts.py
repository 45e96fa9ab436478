"""Things in front, which hide a part of the object."""

from collections.abc import Callable
from typing import Final

from cnn_core.data.dataset import SIDE
from cnn_core.data.drawn.paints import PAINTS, WHITE, Paints, tint
from cnn_core.data.drawn.pen import Pen

GREENS = ((70, 130, 60), (104, 160, 76), (50, 96, 60), (150, 160, 70), (196, 140, 70))
# Pens of this file draw in pixels of the picture.


def _grass(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    green = paints.near(dice.choice(GREENS))
    for _ in range(dice.randint(6, 12)):
        x, high = dice.uniform(0, SIDE), dice.uniform(3, 11)
        pen.shape([(x - 0.9, SIDE + 1), (x + dice.uniform(-2, 2), SIDE - high), (x + 0.9, SIDE + 1)],
                  tint(green, dice.uniform(0.7, 1.2)))  # fmt: skip


def _twig(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    green, left = paints.near(dice.choice(GREENS)), paints.chance(0.5)
    part = pen.moved(0 if left else SIDE, dice.uniform(0, 16), 1, dice.uniform(-16, 40), mirror=not left)
    long = dice.uniform(10, 20)
    part.line([(-2, 0), (long, 0)], 0.8, (110, 80, 56))
    for x in range(1, int(long), 3):
        side = 1 if x % 2 else -1
        part.blob(x + 1, side * 1.7, 2.1, 1.0, tint(green, 1 + 0.15 * side), side * 40)


def _pole(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    x, wide = dice.uniform(4, SIDE - 4), dice.uniform(0.6, 1.5)
    colour = paints.near(dice.choice(((120, 120, 126), (110, 80, 60), (60, 60, 66), WHITE)))
    pen.box(x - wide, -1, x + wide, SIDE + 1, colour)
    pen.box(x - wide, -1, x - wide * 0.4, SIDE + 1, tint(colour, 1.25))


def _bush(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    x, size = dice.choice((0, SIDE)) + dice.uniform(-3, 3), dice.uniform(6, 10)
    green = paints.near(dice.choice(GREENS))
    for dx, dy, part in ((0, 0, 1.0), (-0.6, -0.4, 0.5), (0.5, -0.5, 0.55), (0.1, -0.8, 0.45)):
        pen.blob(x + dx * size, SIDE + dy * size, size * part, size * part * 0.8, tint(green, 1 - dy * 0.25))


def _wire(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    y, fall = dice.uniform(4, 28), dice.uniform(-6, 6)
    colour = paints.near(dice.choice(((60, 60, 66), (150, 150, 156), (110, 80, 60))))
    pen.line([(-1, y), (SIDE + 1, y + fall)], dice.uniform(0.5, 1.1), colour)


def _stone(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    x, size = dice.uniform(0, SIDE), dice.uniform(4, 8)
    colour = paints.near(dice.choice(((140, 134, 128), (110, 108, 112), *PAINTS)))
    pen.blob(x, SIDE, size * 1.3, size * 0.8, colour)
    pen.blob(x - size * 0.3, SIDE - size * 0.4, size * 0.5, size * 0.2, tint(colour, 1.3))


def _edge(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    colour = paints.near(dice.choice(((110, 84, 62), (226, 222, 214), (60, 60, 66))))
    wide = dice.uniform(3, 6)
    if paints.chance(0.6):
        left = paints.chance(0.5)
        pen.box(-1 if left else SIDE - wide, -1, wide if left else SIDE + 1, SIDE + 1, colour)
    else:
        pen.box(-1, SIDE - wide, SIDE + 1, SIDE + 1, colour)


FRONTS: Final[tuple[Callable[[Pen, Paints], None], ...]] = (
    _grass, _grass, _twig, _twig, _pole, _bush, _bush, _wire, _stone, _edge,
)  # fmt: skip
