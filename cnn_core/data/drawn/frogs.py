"""Frogs: from the front, from the side and from above."""

from cnn_core.data.drawn.paints import AMBER, BLACK, SKINS, WHITE, Paints, mixed, tint
from cnn_core.data.drawn.pen import Colour, Pen


def _skin(paints: Paints) -> tuple[Colour, Colour, Colour]:
    """Of the back, of the spots, of the belly."""
    skin = paints.pick(SKINS)
    belly = mixed(skin, paints.dice.choice((WHITE, (240, 226, 150))), 0.6)
    return skin, tint(skin, paints.dice.choice((0.6, 0.7, 1.35))), belly


def _eye(pen: Pen, x: float, y: float, size: float, skin: Colour, iris: Colour) -> None:
    pen.blob(x, y, size * 1.3, size * 1.3, skin)
    pen.blob(x, y - size * 0.05, size, size, iris)
    pen.blob(x, y - size * 0.05, size * 0.72, size * 0.42, BLACK)


def from_the_front(pen: Pen, paints: Paints) -> None:
    """Sitting, a wide mouth, the eyes on top."""
    dice = paints.dice
    skin, spot, belly = _skin(paints)
    wide = dice.uniform(0.9, 1.05)
    for side in (-1, 1):
        pen.blob(side * 0.66 * wide, 0.42, 0.34, 0.3, tint(skin, 0.8), side * 30)
        pen.curve([(side * 0.5, 0.66), (side * 1.0, 0.58), (side * 1.06, 0.74), (side * 0.5, 0.8)],
                  tint(skin, 0.7))  # fmt: skip
    pen.curve([(-0.5, -0.2), (0.5, -0.2), (0.62, 0.4), (0.4, 0.72), (-0.4, 0.72), (-0.62, 0.4)], skin)
    pen.blob(0, 0.42, 0.36, 0.3, belly)
    pen.curve([(-0.8 * wide, -0.02), (-0.6, -0.34), (0, -0.42), (0.6, -0.34), (0.8 * wide, -0.02),
               (0.52, 0.24), (0, 0.32), (-0.52, 0.24)], skin)  # fmt: skip
    pen.curve([(-0.7, 0.06), (0, 0.14), (0.7, 0.06), (0.46, 0.22), (0, 0.3), (-0.46, 0.22)], belly)
    pen.line([(-0.74, -0.0), (-0.4, 0.1), (0, 0.14), (0.4, 0.1), (0.74, -0.0)], 0.06, tint(skin, 0.42))
    iris = AMBER if paints.chance(0.6) else WHITE
    for side in (-1, 1):
        _eye(pen, side * 0.46, -0.42, dice.uniform(0.2, 0.24), skin, iris)
        pen.blob(side * 0.08, -0.14, 0.035, 0.03, tint(skin, 0.4))
        pen.limb([(side * 0.34, 0.36), (side * 0.36, 0.76)], 0.2, 0.16, tint(skin, 0.9))
        for toe in (-0.14, 0.0, 0.14):
            pen.line([(side * 0.36, 0.74), (side * 0.36 + toe, 0.9)], 0.07, tint(skin, 0.9))
    if paints.chance(0.5):
        for x, y in ((-0.2, -0.3), (0.2, -0.28), (0.0, -0.2)):
            pen.blob(x, y, 0.07, 0.05, spot)


def from_the_side(pen: Pen, paints: Paints) -> None:
    """Sitting to the right, the hind leg folded."""
    dice = paints.dice
    skin, spot, belly = _skin(paints)
    pen.curve([(-0.9, 0.5), (-0.74, 0.1), (-0.3, -0.24), (0.2, -0.4), (0.66, -0.36), (0.98, -0.1),
               (0.86, 0.12), (0.56, 0.36), (0.1, 0.56), (-0.5, 0.62)], skin)  # fmt: skip
    pen.curve([(0.9, 0.04), (0.6, 0.06), (0.3, 0.26), (-0.1, 0.5), (0.2, 0.56), (0.6, 0.34)], belly)
    pen.line([(0.96, -0.04), (0.66, 0.04), (0.42, 0.02)], 0.055, tint(skin, 0.42))
    _eye(pen, 0.5, -0.4, dice.uniform(0.17, 0.22), skin, AMBER if paints.chance(0.6) else WHITE)
    pen.blob(0.88, -0.14, 0.03, 0.03, tint(skin, 0.4))
    for x, y in ((-0.4, -0.02), (-0.1, -0.16), (0.16, -0.2), (-0.08, 0.06), (-0.6, 0.2)):
        pen.blob(x, y, 0.085, 0.07, spot)
    pen.limb([(0.4, 0.24), (0.46, 0.7)], 0.2, 0.14, tint(skin, 0.85))
    pen.line([(0.42, 0.72), (0.74, 0.74)], 0.09, tint(skin, 0.85))
    pen.blob(-0.42, 0.34, 0.42, 0.24, tint(skin, 0.84), -24)
    pen.limb([(-0.7, 0.54), (-0.2, 0.7)], 0.18, 0.16, tint(skin, 0.74))
    pen.line([(-0.3, 0.74), (0.14, 0.74)], 0.1, tint(skin, 0.74))


def from_above(pen: Pen, paints: Paints) -> None:
    """All four legs out, the nose to the right; it may be turned any way."""
    dice = paints.dice
    skin, spot, _belly = _skin(paints)
    limb, fold = tint(skin, 0.82), dice.uniform(-0.1, 0.16)
    for side in (-1, 1):
        pen.limb([(-0.42, side * 0.2), (-0.1 + fold, side * 0.74), (-0.56, side * 0.7),
                  (-0.92, side * 0.92)], 0.26, 0.12, limb)  # fmt: skip
        pen.limb([(0.3, side * 0.3), (0.36, side * 0.66), (0.66, side * 0.76)], 0.17, 0.11, limb)
        for toe in (-0.12, 0.12):
            pen.line([(-0.86, side * 0.88), (-1.06, side * 0.94 + toe)], 0.07, limb)
            pen.line([(0.62, side * 0.74), (0.82, side * 0.78 + toe)], 0.06, limb)
    pen.curve([(0.86, 0.0), (0.66, -0.3), (0.24, -0.4), (-0.3, -0.36), (-0.62, -0.1), (-0.62, 0.1),
               (-0.3, 0.36), (0.24, 0.4), (0.66, 0.3)], skin)  # fmt: skip
    if paints.chance(0.5):
        pen.limb([(0.7, 0), (-0.54, 0)], 0.1, 0.06, spot)
    for x, y in ((-0.3, -0.2), (0.0, 0.2), (0.1, -0.22), (-0.24, 0.16)):
        pen.blob(x, y, 0.09, 0.08, spot)
    for side in (-1, 1):
        _eye(pen, 0.5, side * 0.3, 0.14, skin, AMBER)
