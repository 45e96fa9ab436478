"""Horses: strong, with mane and tail; standing, galloping, grazing, and a head from the side."""

from cnn_core.data.drawn.paints import BLACK, HIDES, WHITE, Paints, tint
from cnn_core.data.drawn.pen import Colour, Pen

MANES = ((40, 34, 34), (90, 62, 44), (236, 222, 190), (150, 96, 56), (200, 200, 196))


def _coat(paints: Paints) -> tuple[Colour, Colour]:
    """Of the hide, and of mane and tail, which can be told from it."""
    hide = paints.pick(HIDES)
    return hide, Paints(paints.dice, behind=hide).pick(MANES)


def _head(pen: Pen, hide: Colour, mane: Colour, blaze: bool) -> None:
    """To the right and down; (0, 0) is where it joins the neck."""
    pen.shape([(-0.08, -0.1), (-0.02, -0.34), (0.1, -0.1)], hide)
    pen.curve([(-0.18, 0.06), (-0.06, -0.16), (0.16, -0.12), (0.52, 0.2), (0.56, 0.34), (0.42, 0.4),
               (0.06, 0.2)], hide)  # fmt: skip
    pen.curve([(0.38, 0.16), (0.54, 0.22), (0.56, 0.36), (0.42, 0.4)], tint(hide, 0.6))
    if blaze:
        pen.line([(0.12, -0.1), (0.44, 0.14)], 0.08, WHITE)
    pen.blob(0.12, 0.0, 0.05, 0.05, BLACK)
    pen.curve([(-0.06, -0.2), (0.08, -0.14), (0.1, -0.02), (-0.04, -0.04)], mane)


def _body(pen: Pen, hide: Colour, mane: Colour, tail: float) -> None:
    pen.curve([(-0.6, -0.16), (-0.84, -0.1 - tail), (-0.98, 0.24 - tail), (-0.9, 0.56 - tail * 1.4),
               (-0.76, 0.36 - tail), (-0.72, 0.06)], mane)  # fmt: skip
    pen.curve([(-0.7, 0.0), (-0.58, -0.26), (-0.2, -0.22), (0.2, -0.26), (0.46, -0.2), (0.52, 0.06),
               (0.36, 0.28), (-0.14, 0.24), (-0.54, 0.3)], hide)  # fmt: skip


def _neck(pen: Pen, hide: Colour, mane: Colour, x: float, y: float) -> None:
    pen.shape([(0.1, -0.22), (x - 0.16, y - 0.04), (x + 0.12, y + 0.12), (0.52, 0.08)], hide)
    pen.curve([(0.02, -0.2), (x - 0.3, y + 0.06), (x - 0.1, y - 0.16), (x + 0.02, y - 0.1),
               (x - 0.12, y + 0.16), (0.2, -0.1)], mane)  # fmt: skip


def standing(pen: Pen, paints: Paints) -> None:
    """To the right, the neck high or stretched."""
    dice = paints.dice
    hide, mane = _coat(paints)
    step = dice.uniform(-0.12, 0.16)
    for x, move in ((-0.46, step), (0.26, -step)):
        pen.limb([(x, 0.1), (x + move, 0.54), (x + move * 0.8, 0.94)], 0.2, 0.12, tint(hide, 0.64))
    _body(pen, hide, mane, 0.0)
    for x, move in ((-0.54, -step), (0.38, step)):
        pen.limb([(x, 0.1), (x + move, 0.54), (x + move * 0.8, 0.94)], 0.26, 0.13, hide)
        pen.box(x + move * 0.8 - 0.08, 0.9, x + move * 0.8 + 0.1, 1.0, BLACK)
    x, y = dice.uniform(0.5, 0.66), dice.uniform(-0.78, -0.56)
    _neck(pen, hide, mane, x, y)
    _head(pen.moved(x, y, 0.95, dice.uniform(-8, 22)), hide, mane, paints.chance(0.4))


def galloping(pen: Pen, paints: Paints) -> None:
    """To the right, legs stretched, mane and tail flying."""
    dice = paints.dice
    hide, mane = _coat(paints)
    reach = dice.uniform(0.16, 0.34)
    pen.limb([(-0.5, 0.1), (-0.66, 0.44), (-0.72 - reach, 0.66)], 0.22, 0.11, tint(hide, 0.64))
    pen.limb([(0.38, 0.1), (0.66, 0.3), (0.52, 0.58)], 0.2, 0.11, tint(hide, 0.64))
    _body(pen, hide, mane, 0.34)
    pen.limb([(-0.48, 0.1), (-0.4, 0.44), (-0.56 - reach * 0.5, 0.76)], 0.28, 0.12, hide)
    pen.limb([(0.4, 0.1), (0.62 + reach * 0.5, 0.34), (0.74 + reach, 0.62)], 0.24, 0.12, hide)
    x, y = dice.uniform(0.58, 0.7), dice.uniform(-0.6, -0.44)
    _neck(pen, hide, mane, x, y)
    _head(pen.moved(x, y, 0.9, dice.uniform(-22, 6)), hide, mane, paints.chance(0.4))


def grazing(pen: Pen, paints: Paints) -> None:
    """To the right, the neck down."""
    dice = paints.dice
    hide, mane = _coat(paints)
    pen = pen.moved(-0.12, 0.0)
    for x in (-0.46, 0.14):
        pen.limb([(x, 0.1), (x + 0.05, 0.88)], 0.2, 0.12, tint(hide, 0.64))
    _body(pen, hide, mane, 0.0)
    for x in (-0.54, 0.26):
        pen.limb([(x, 0.1), (x, 0.88)], 0.26, 0.13, hide)
        pen.box(x - 0.08, 0.84, x + 0.1, 0.94, BLACK)
    pen.shape([(0.22, -0.24), (0.5, -0.16), (1.0, 0.28), (0.8, 0.42), (0.4, 0.14)], hide)
    pen.curve([(0.18, -0.27), (0.52, -0.22), (1.04, 0.22), (0.94, 0.3), (0.5, -0.06)], mane)
    _head(pen.moved(0.88, 0.32, 0.85, dice.uniform(24, 46)), hide, mane, paints.chance(0.4))


def portrait(pen: Pen, paints: Paints) -> None:
    """Head and neck from the side, large."""
    hide, mane = _coat(paints)
    pen.shape([(-0.9, 1.1), (-0.56, -0.2), (-0.2, -0.62), (0.16, 0.0), (0.1, 1.1)], hide)
    pen.shape([(-0.12, -0.56), (-0.06, -1.0), (0.14, -0.62)], tint(hide, 0.8))
    pen.curve([(-0.3, -0.2), (-0.16, -0.64), (0.16, -0.66), (0.5, -0.26), (0.86, 0.26), (0.84, 0.5),
               (0.58, 0.58), (0.2, 0.22), (-0.1, 0.16)], hide)  # fmt: skip
    pen.curve([(0.62, 0.16), (0.86, 0.28), (0.84, 0.5), (0.58, 0.58)], tint(hide, 0.62))
    pen.blob(0.78, 0.34, 0.045, 0.06, BLACK)
    pen.line([(0.58, 0.5), (0.78, 0.48)], 0.04, BLACK)
    if paints.chance(0.5):
        pen.limb([(0.24, -0.52), (0.68, 0.1)], 0.12, 0.08, WHITE)
    pen.shape([(-0.24, -0.54), (-0.24, -0.98), (0.02, -0.6)], hide)
    pen.blob(0.2, -0.3, 0.09, 0.085, BLACK)
    pen.blob(0.22, -0.33, 0.03, 0.03, WHITE)
    pen.curve([(0.1, -0.8), (0.2, -0.4), (-0.1, -0.4), (-0.36, 0.1), (-0.5, 0.7), (-0.96, 1.06),
               (-0.84, 0.3), (-0.6, -0.4), (-0.26, -0.78)], mane)  # fmt: skip
