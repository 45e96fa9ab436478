"""Deer: slender, with antlers or large ears; standing, grazing, and a face."""

from cnn_core.data.drawn.paints import BLACK, HIDES, WHITE, Paints, mixed, tint
from cnn_core.data.drawn.pen import Pen

HORN = (196, 160, 112)


def _antlers(pen: Pen, paints: Paints, x: float, y: float, size: float, sides: tuple[int, ...]) -> None:
    horn, dice = paints.near(HORN if paints.chance(0.7) else (104, 76, 54)), paints.dice
    wide = dice.uniform(0.7, 1.1) * size
    for side in sides:
        tip = (x + side * wide * 0.75, y - size)
        bend = (x + side * wide * 0.6, y - size * 0.45)
        pen.limb([(x, y), bend, tip], 0.09, 0.07, horn)
        pen.line([bend, (bend[0] + side * wide * 0.36, bend[1] - size * 0.32)], 0.06, horn)
        inner = (x + side * wide * 0.16, y - size * 0.75)
        pen.line([(x + side * wide * 0.36, y - size * 0.27), inner], 0.06, horn)


def standing(pen: Pen, paints: Paints) -> None:
    """To the right, the head up: a stag, a doe or a fawn with spots."""
    dice = paints.dice
    hide = paints.pick(HIDES)
    pale, stag = mixed(hide, WHITE, 0.6), paints.chance(0.6)
    step = dice.uniform(-0.1, 0.14)
    for x, move in ((-0.44, step), (0.24, -step)):
        pen.limb([(x, 0.14), (x + move, 0.56), (x + move, 0.98)], 0.13, 0.07, tint(hide, 0.64))
    pen.limb([(0.28, 0.0), (0.5, -0.38)], 0.3, 0.17, hide)
    pen.curve([(-0.64, 0.0), (-0.5, -0.16), (-0.1, -0.08), (0.34, -0.16), (0.44, 0.06), (0.26, 0.26),
               (-0.14, 0.24), (-0.5, 0.28)], hide)  # fmt: skip
    pen.curve([(-0.5, 0.26), (-0.1, 0.18), (0.26, 0.22), (-0.1, 0.27)], pale)
    pen.blob(-0.62, 0.04, 0.09, 0.13, WHITE)
    if paints.chance(0.35):
        for x, y in ((-0.44, -0.02), (-0.3, 0.08), (-0.16, 0.0), (-0.02, 0.1), (0.12, 0.0)):
            pen.blob(x, y, 0.045, 0.04, pale)
    for x, move in ((-0.54, -step), (0.32, step)):
        pen.limb([(x, 0.1), (x + move, 0.56), (x + move, 0.98)], 0.17, 0.08, hide)
        pen.box(x + move - 0.05, 0.92, x + move + 0.06, 1.0, BLACK)
    head = pen.moved(0.54, -0.46, 1.0, dice.uniform(-10, 16))
    if stag:
        _antlers(head, paints, -0.02, -0.1, dice.uniform(0.4, 0.55), (-1, 1))
    head.shape([(-0.06, -0.06), (-0.34, -0.22), (-0.26, 0.0)], tint(hide, 0.8))
    head.curve([(-0.14, 0.02), (-0.06, -0.14), (0.12, -0.12), (0.4, 0.04), (0.38, 0.14), (0.04, 0.14)], hide)
    head.blob(0.39, 0.07, 0.06, 0.055, BLACK)
    head.blob(0.08, -0.04, 0.05, 0.05, BLACK)


def grazing(pen: Pen, paints: Paints) -> None:
    """To the right, the head down in the grass."""
    dice = paints.dice
    hide = paints.pick(HIDES)
    pale = mixed(hide, WHITE, 0.6)
    for x in (-0.5, 0.18):
        pen.limb([(x, 0.0), (x + 0.06, 0.86)], 0.14, 0.07, tint(hide, 0.64))
    pen.limb([(0.26, -0.2), (0.62, 0.2)], 0.28, 0.17, hide)
    pen.curve([(-0.74, -0.16), (-0.58, -0.36), (-0.16, -0.28), (0.26, -0.36), (0.38, -0.14), (0.2, 0.1),
               (-0.2, 0.06), (-0.58, 0.1)], hide)  # fmt: skip
    pen.blob(-0.72, -0.14, 0.09, 0.14, WHITE)
    if paints.chance(0.5):
        for x, y in ((-0.5, -0.22), (-0.36, -0.1), (-0.2, -0.2), (-0.06, -0.1), (0.1, -0.2)):
            pen.blob(x, y, 0.045, 0.04, pale)
    for x in (-0.62, 0.28):
        pen.limb([(x, -0.06), (x, 0.86)], 0.17, 0.08, hide)
        pen.box(x - 0.05, 0.8, x + 0.06, 0.88, BLACK)
    head = pen.moved(0.66, 0.26, 1.0, dice.uniform(36, 62))
    if paints.chance(0.6):
        _antlers(head, paints, -0.04, -0.1, dice.uniform(0.36, 0.5), (-1, 1))
    head.shape([(-0.06, -0.04), (-0.3, -0.22), (-0.22, 0.02)], tint(hide, 0.8))
    head.curve([(-0.14, 0.02), (-0.06, -0.14), (0.12, -0.12), (0.4, 0.04), (0.38, 0.14), (0.04, 0.14)], hide)
    head.blob(0.39, 0.07, 0.06, 0.055, BLACK)
    head.blob(0.08, -0.04, 0.05, 0.05, BLACK)


def face(pen: Pen, paints: Paints) -> None:
    """Head and neck, facing us."""
    dice = paints.dice
    hide = paints.pick(HIDES)
    pale, stag = mixed(hide, WHITE, 0.6), paints.chance(0.75)
    pen.curve([(-0.26, 0.2), (0.26, 0.2), (0.5, 1.1), (-0.5, 1.1)], tint(hide, 0.82))
    if stag:
        _antlers(pen, paints, -0.13, -0.24, dice.uniform(0.6, 0.76), (-1,))
        _antlers(pen, paints, 0.13, -0.24, dice.uniform(0.6, 0.76), (1,))
    for side in (-1, 1):
        pen.curve([(side * 0.2, -0.2), (side * 0.5, -0.4), (side * 0.86, -0.3), (side * 0.5, -0.06)], hide)
        pen.curve([(side * 0.36, -0.2), (side * 0.52, -0.3), (side * 0.72, -0.26), (side * 0.5, -0.14)],
                  (222, 170, 150))  # fmt: skip
    pen.curve([(-0.3, -0.16), (0, -0.34), (0.3, -0.16), (0.28, 0.16), (0.16, 0.56), (0, 0.64),
               (-0.16, 0.56), (-0.28, 0.16)], hide)  # fmt: skip
    pen.blob(0, 0.48, 0.18, 0.16, pale)
    pen.blob(0, 0.5, 0.13, 0.09, BLACK)
    for side in (-1, 1):
        pen.blob(side * 0.22, 0.0, 0.075, 0.09, BLACK)
        pen.blob(side * 0.22 + 0.02, -0.03, 0.025, 0.025, WHITE)
