"""Cats: a face, sitting, lying and walking; plain, striped or in patches."""

from cnn_core.data.drawn.paints import BLACK, FURS, PINK, WHITE, Paints, mixed, tint
from cnn_core.data.drawn.pen import Colour, Pen

EYES = ((150, 200, 70), (230, 190, 60), (110, 180, 210), (120, 190, 120))


def _coat(paints: Paints) -> tuple[Colour, Colour, Colour]:
    """Of the fur, of its marks, of muzzle and breast."""
    fur = paints.pick(FURS)
    mark = tint(fur, 0.62) if paints.chance(0.7) else paints.near(paints.dice.choice(FURS))
    pale = paints.near(WHITE) if paints.chance(0.5) else mixed(fur, WHITE, 0.35)
    return fur, mark, pale


def _head(pen: Pen, paints: Paints, fur: Colour, mark: Colour, pale: Colour) -> None:
    """Facing us, about 1 wide either side: pointed ears, slit eyes, whiskers."""
    dice = paints.dice
    iris = paints.near(dice.choice(EYES))
    for side in (-1, 1):
        pen.shape([(side * 0.9, -0.2), (side * 0.86, -1.14), (side * 0.12, -0.66)], fur)
        pen.shape([(side * 0.78, -0.4), (side * 0.78, -0.92), (side * 0.34, -0.62)], PINK)
    pen.curve([(-0.94, -0.1), (-0.7, -0.66), (0, -0.78), (0.7, -0.66), (0.94, -0.1), (0.78, 0.46),
               (0.3, 0.78), (-0.3, 0.78), (-0.78, 0.46)], fur)  # fmt: skip
    kind = dice.random()
    if kind < 0.6:  # stripes
        for x in (-0.28, 0.0, 0.28):
            pen.shape([(x - 0.09, -0.76), (x + 0.09, -0.76), (x * 0.7, -0.3)], mark)
        for side in (-1, 1):
            pen.shape([(side * 0.96, -0.02), (side * 0.9, 0.16), (side * 0.58, 0.12)], mark)
    elif kind < 0.75:  # a patch
        pen.curve([(0.0, -0.76), (0.7, -0.66), (0.92, -0.1), (0.5, 0.1), (0.1, -0.1)], mark)
    for side in (-1, 1):
        pen.blob(side * 0.22, 0.42, 0.3, 0.24, pale)
        pen.blob(side * 0.42, -0.08, 0.25, 0.23, tint(fur, 0.4))
        pen.blob(side * 0.42, -0.08, 0.21, 0.2, iris)
        pen.blob(side * 0.42, -0.08, 0.09, 0.19, BLACK)
        for y in (0.3, 0.46):
            pen.line([(side * 0.4, y + 0.04), (side * 1.2, y * 1.3 - 0.1)], 0.035, (250, 250, 250))
    pen.shape([(-0.15, 0.18), (0.15, 0.18), (0, 0.34)], tint(PINK, 0.85))
    pen.line([(-0.2, 0.52), (0, 0.42), (0.2, 0.52)], 0.06, tint(fur, 0.4))


def face(pen: Pen, paints: Paints) -> None:
    """Only the head, large."""
    fur, mark, pale = _coat(paints)
    pen.curve([(-0.66, 0.5), (0.66, 0.5), (0.9, 1.2), (-0.9, 1.2)], tint(fur, 0.8))
    _head(pen.moved(0, 0.06, 0.88, paints.dice.uniform(-14, 14)), paints, fur, mark, pale)


def sitting(pen: Pen, paints: Paints) -> None:
    """Upright, facing us, the tail beside it."""
    dice = paints.dice
    fur, mark, pale = _coat(paints)
    pen.limb([(0.3, 0.84), (0.74, 0.84), (0.86, 0.5), (0.7, dice.uniform(0.0, 0.24))], 0.17, 0.14, mark)
    pen.curve([(-0.2, -0.24), (0.2, -0.24), (0.46, 0.3), (0.56, 0.8), (0.3, 0.96), (-0.3, 0.96),
               (-0.56, 0.8), (-0.46, 0.3)], fur)  # fmt: skip
    if paints.chance(0.5):
        for y in (0.2, 0.4, 0.6):
            for side in (-1, 1):
                pen.line([(side * 0.5, y + 0.06), (side * 0.28, y)], 0.08, mark)
    pen.blob(0, 0.24, 0.22, 0.3, pale)
    for side in (-1, 1):
        pen.limb([(side * 0.15, 0.3), (side * 0.15, 0.9)], 0.2, 0.2, tint(fur, 0.92))
        pen.blob(side * 0.17, 0.92, 0.15, 0.09, pale)
        pen.blob(side * 0.46, 0.9, 0.17, 0.1, tint(fur, 0.88))
    pen.line([(0, 0.5), (0, 0.92)], 0.04, tint(fur, 0.5))
    _head(pen.moved(0, -0.42, 0.5, dice.uniform(-14, 14)), paints, fur, mark, pale)


def lying(pen: Pen, paints: Paints) -> None:
    """Along the ground, the face to us at the right."""
    dice = paints.dice
    fur, mark, pale = _coat(paints)
    if paints.chance(0.5):
        pen.limb([(-0.8, 0.44), (-1.0, 0.16), (-0.94, -0.2), (-0.78, -0.36)], 0.17, 0.14, mark)
    else:
        pen.limb([(-0.8, 0.5), (-0.6, 0.66), (-0.1, 0.66)], 0.18, 0.14, mark)
    pen.curve([(-0.94, 0.4), (-0.86, 0.02), (-0.5, -0.24), (0.0, -0.2), (0.5, -0.1), (0.72, 0.3),
               (0.6, 0.6), (-0.7, 0.62)], fur)  # fmt: skip
    if paints.chance(0.6):
        for x in (-0.66, -0.42, -0.18, 0.06):
            pen.shape([(x - 0.06, -0.2), (x + 0.06, -0.2), (x - 0.04, 0.2)], mark)
    pen.blob(-0.56, 0.36, 0.3, 0.25, tint(fur, 0.9))
    pen.limb([(0.2, 0.54), (0.86, 0.56)], 0.2, 0.18, tint(fur, 0.95))
    pen.blob(0.86, 0.56, 0.13, 0.1, pale)
    _head(pen.moved(0.52, -0.08, 0.46, dice.uniform(-16, 10)), paints, fur, mark, pale)


def walking(pen: Pen, paints: Paints) -> None:
    """To the right with the tail up, the face to us."""
    dice = paints.dice
    fur, mark, pale = _coat(paints)
    step = dice.uniform(0.04, 0.2)
    curl = dice.uniform(-0.24, 0.16)
    for x, move in ((-0.4, step), (0.38, -step)):
        pen.limb([(x, 0.3), (x + move, 0.84)], 0.2, 0.15, tint(fur, 0.68))
    pen.limb([(-0.58, 0.0), (-0.82, -0.3), (-0.78, -0.64), (-0.84 + curl, -0.92)], 0.17, 0.13, mark)
    pen.curve([(-0.68, 0.06), (-0.5, -0.16), (0.0, -0.12), (0.46, -0.16), (0.62, 0.12), (0.46, 0.38),
               (0.0, 0.36), (-0.5, 0.42)], fur)  # fmt: skip
    if paints.chance(0.6):
        for x in (-0.44, -0.24, -0.04, 0.16):
            pen.shape([(x - 0.06, -0.13), (x + 0.06, -0.13), (x, 0.18)], mark)
    for x, move in ((-0.5, -step), (0.46, step)):
        pen.limb([(x, 0.2), (x + move, 0.84)], 0.24, 0.16, fur)
        pen.blob(x + move + 0.05, 0.86, 0.13, 0.08, pale)
    _head(pen.moved(0.54, -0.3, 0.42, dice.uniform(-12, 12)), paints, fur, mark, pale)
