"""Automobiles: from the side with several roofs, from the front or the back, and from a corner."""

from cnn_core.data.drawn.paints import AMBER, GLASS, METAL, PAINTS, RUBBER, WHITE, Paints, tint
from cnn_core.data.drawn.pen import Colour, Pen

#: Each roof: its corners from the back of the body to the front, and how high the body sits.
ROOFS = {
    "saloon": ((-0.72, -0.06), (-0.44, -0.42), (0.16, -0.44), (0.5, -0.06)),
    "hatchback": ((-0.92, -0.06), (-0.78, -0.46), (0.1, -0.48), (0.48, -0.06)),
    "estate": ((-0.96, -0.06), (-0.9, -0.42), (0.2, -0.44), (0.52, -0.06)),
    "coupe": ((-0.9, -0.06), (-0.28, -0.36), (0.06, -0.36), (0.5, -0.06)),
    "beetle": ((-0.86, 0.0), (-0.56, -0.48), (0.1, -0.5), (0.46, -0.06)),
}
RED = (214, 40, 44)


def wheel(pen: Pen, x: float, y: float, size: float, rim: Colour = METAL) -> None:
    """A tyre with its rim."""
    pen.blob(x, y, size, size, RUBBER)
    pen.blob(x, y, size * 0.55, size * 0.55, rim)
    pen.blob(x, y, size * 0.18, size * 0.18, RUBBER)


def from_the_side(pen: Pen, paints: Paints) -> None:
    """Driving to the right."""
    dice = paints.dice
    body = paints.pick(PAINTS)
    roof = ROOFS[dice.choice(tuple(ROOFS))]
    top = tint(body, dice.choice((1.0, 1.0, 0.8, 1.35)))
    glass = paints.near(GLASS if paints.chance(0.7) else (70, 84, 100))
    rear, rear_top, front_top, front = roof
    pen.box(-0.86, 0.1, 0.86, 0.32, tint(body, 0.35))
    pen.curve([rear, rear_top, (rear_top[0] + 0.3, rear_top[1] - 0.04), front_top, front, (0, 0.1)], top)
    middle = (rear_top[0] + front_top[0]) / 2 + 0.08
    low, high = -0.08, rear_top[1] + 0.07
    pen.shape([(rear[0] + 0.18, low), (rear_top[0] + 0.1, high), (middle - 0.04, high),
               (middle - 0.04, low)], glass)  # fmt: skip
    pen.shape([(middle + 0.04, low), (middle + 0.04, high), (front_top[0] - 0.02, high),
               (front[0] - 0.12, low)], glass)  # fmt: skip
    pen.curve([(-0.96, 0.26), (-1.0, 0.08), (-0.94, -0.07), (-0.4, -0.09), (0.48, -0.09), (0.9, 0.0),
               (1.0, 0.12), (0.98, 0.27), (0, 0.29)], body)  # fmt: skip
    pen.shape([(-0.96, 0.14), (0.97, 0.14), (0.94, 0.28), (-0.94, 0.28)], tint(body, 0.75))
    pen.line([(middle, -0.06), (middle, 0.24)], 0.025, tint(body, 0.5))
    pen.box(middle - 0.2, 0.0, middle - 0.1, 0.035, tint(body, 0.5))
    pen.blob(0.92, 0.08, 0.06, 0.055, (255, 244, 190))
    pen.blob(-0.96, 0.06, 0.045, 0.06, RED)
    size, rim = dice.uniform(0.19, 0.24), paints.near(METAL)
    for x in (-0.56, 0.58):
        pen.blob(x, 0.27, size * 1.2, size * 1.2, tint(body, 0.45))
        wheel(pen, x, 0.29, size, rim)


def from_the_front(pen: Pen, paints: Paints) -> None:
    """Coming towards us, or going away."""
    dice = paints.dice
    body = paints.pick(PAINTS)
    away = paints.chance(0.35)
    high = dice.uniform(0.5, 0.66)
    for side in (-1, 1):
        pen.box(min(side * 0.72, side * 0.46), 0.3, max(side * 0.72, side * 0.46), 0.62, RUBBER)
        pen.blob(side * 0.72, -0.06, 0.11, 0.07, tint(body, 0.7))
    pen.curve([(-0.62, 0.02), (-0.5, -high + 0.12), (-0.38, -high), (0.38, -high), (0.5, -high + 0.12),
               (0.62, 0.02)], body)  # fmt: skip
    glass = paints.near(GLASS if paints.chance(0.6) else (70, 84, 100))
    pen.shape([(-0.5, -0.06), (-0.4, -high + 0.1), (0.4, -high + 0.1), (0.5, -0.06)], glass)
    pen.shape([(-0.1, -0.06), (0.08, -high + 0.1), (0.26, -high + 0.1), (0.1, -0.06)], tint(glass, 1.3))
    pen.curve([(-0.78, 0.44), (-0.8, 0.14), (-0.68, -0.02), (0, -0.08), (0.68, -0.02), (0.8, 0.14),
               (0.78, 0.44), (0, 0.5)], body)  # fmt: skip
    pen.box(-0.76, 0.32, 0.76, 0.47, tint(body, 0.62))
    if away:
        pen.box(-0.7, 0.0, 0.7, 0.03, tint(body, 0.7))
    else:
        pen.shape([(-0.36, 0.1), (0.36, 0.1), (0.3, 0.27), (-0.3, 0.27)], tint(RUBBER, 1.05))
    light = RED if away else (255, 248, 210)
    for side in (-1, 1):
        pen.blob(side * 0.58, 0.16, 0.14, 0.09 if away else 0.11, light)
        pen.blob(side * 0.66, 0.36, 0.06, 0.035, AMBER)
    pen.box(-0.18, 0.34, 0.18, 0.43, WHITE)


def from_a_corner(pen: Pen, paints: Paints) -> None:
    """The side in the light, the front turned to us at the right."""
    dice = paints.dice
    body = paints.pick(PAINTS)
    side, glass = tint(body, 0.78), paints.near(GLASS)
    tall = dice.uniform(0.9, 1.1)
    pen.shape([(-0.9, 0.1), (0.3, 0.3), (0.95, 0.2), (0.9, 0.42), (0.3, 0.52), (-0.9, 0.3)], tint(body, 0.3))
    pen.curve([(-0.84, -0.06), (-0.56, -0.42 * tall), (-0.1, -0.5 * tall), (0.42, -0.44 * tall),
               (0.66, -0.06), (0.1, 0.1)], body)  # fmt: skip
    pen.shape([(-0.66, -0.08), (-0.5, -0.36 * tall), (-0.02, -0.4 * tall), (0.06, 0.0)], tint(glass, 0.72))
    pen.shape([(0.14, 0.0), (0.06, -0.4 * tall), (0.4, -0.38 * tall), (0.58, -0.06)], glass)
    pen.line([(-0.28, -0.4), (-0.3, 0.0)], 0.05, side)
    pen.curve([(-0.98, 0.22), (-0.96, -0.06), (-0.6, -0.1), (0.12, 0.0), (0.32, 0.14), (0.32, 0.46),
               (-0.3, 0.36)], side)  # fmt: skip
    pen.curve([(0.28, 0.46), (0.26, 0.1), (0.12, -0.02), (0.6, -0.1), (0.92, 0.0), (0.98, 0.14),
               (0.94, 0.36), (0.6, 0.46)], body)  # fmt: skip
    pen.shape([(0.46, 0.18), (0.78, 0.12), (0.78, 0.24), (0.46, 0.31)], RUBBER)
    pen.blob(0.36, 0.2, 0.07, 0.09, (255, 248, 210))
    pen.blob(0.89, 0.12, 0.06, 0.08, (255, 248, 210))
    pen.shape([(0.3, 0.36), (0.95, 0.26), (0.94, 0.36), (0.32, 0.48)], tint(body, 0.6))
    for x, y, wide in ((-0.66, 0.28, 0.15), (0.1, 0.42, 0.14)):
        pen.blob(x, y, wide * 1.15, 0.22, tint(body, 0.35))
        pen.blob(x, y + 0.02, wide, 0.2, RUBBER)
        pen.blob(x - 0.01, y + 0.02, wide * 0.5, 0.1, METAL)
