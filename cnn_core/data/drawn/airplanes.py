"""Airplanes: an airliner from the side, from above and from the front, and one with a propeller."""

from cnn_core.data.drawn.paints import BLACK, GLASS, METAL, PAINTS, RUBBER, WHITE, Paints, tint
from cnn_core.data.drawn.pen import Colour, Pen

AIRLINERS = (WHITE, WHITE, (206, 212, 220), (150, 160, 172), *PAINTS)


def _livery(paints: Paints) -> tuple[Colour, Colour]:
    return paints.pick(AIRLINERS), paints.near(paints.dice.choice(PAINTS))


def airliner(pen: Pen, paints: Paints) -> None:
    """From the side, nose to the right."""
    dice = paints.dice
    body, livery = _livery(paints)
    wing, thick = tint(body, 0.72), dice.uniform(0.85, 1.25)
    reach = dice.uniform(0.4, 0.62)
    pen.shape([(0.22, -0.1), (-0.02, -0.1), (-0.34, -0.4), (-0.2, -0.4)], tint(wing, 0.9))
    pen.shape([(-1.02, -0.58), (-0.8, -0.58), (-0.48, -0.1), (-0.94, -0.08)], livery)
    pen.curve(
        [(1.0, 0.03), (0.84, -0.12 * thick), (0.4, -0.17 * thick), (-0.5, -0.16 * thick), (-1.02, -0.1),
         (-0.98, -0.02), (-0.5, 0.13 * thick), (0.35, 0.17 * thick), (0.85, 0.13)], body)  # fmt: skip
    pen.shape([(0.8, 0.07), (-0.86, 0.02), (-0.55, 0.12 * thick), (0.35, 0.16 * thick)], tint(body, 0.84))
    if paints.chance(0.6):
        pen.shape([(0.88, -0.0), (0.88, 0.05), (-0.96, -0.0), (-0.96, -0.05)], livery)
    for window in range(7):
        pen.box(0.56 - window * 0.17, -0.1, 0.64 - window * 0.17, -0.03, tint(BLACK, 1.15))
    pen.shape([(0.78, -0.1), (0.88, -0.08), (0.93, -0.02), (0.8, -0.02)], BLACK)
    pen.shape([(-0.68, -0.06), (-0.9, -0.06), (-1.12, 0.14), (-0.98, 0.14)], wing)
    pen.blob(0.1, 0.25, 0.17, 0.085, tint(livery, 0.9))
    pen.blob(0.25, 0.25, 0.035, 0.07, BLACK)
    pen.shape([(0.3, 0.06), (-0.12, 0.06), (-0.52, reach), (-0.34, reach)], wing)


def from_above(pen: Pen, paints: Paints) -> None:
    """From above or below, nose to the right; it may be turned any way."""
    dice = paints.dice
    body, livery = _livery(paints)
    sweep, span, thick = dice.uniform(0.1, 0.5), dice.uniform(0.8, 1.0), dice.uniform(0.11, 0.15)
    for side in (-1, 1):
        wing = tint(body, 0.8 if side > 0 else 0.92)
        pen.shape([(0.34, side * 0.08), (-0.1, side * 0.08), (0.0 - sweep, side * span),
                   (0.14 - sweep, side * span)], wing)  # fmt: skip
        pen.shape([(-0.66, side * 0.05), (-0.9, side * 0.05), (-1.04, side * 0.38),
                   (-0.92, side * 0.38)], wing)  # fmt: skip
        for engine in (0.36, 0.66)[: dice.choice((1, 1, 2))]:
            pen.blob(0.24 - engine * sweep, side * engine, 0.14, 0.06, livery)
        if paints.chance(0.4):
            pen.shape([(0.04 - sweep * 0.86, side * span * 0.86), (0.17 - sweep * 0.9, side * span * 0.86),
                       (0.14 - sweep, side * span), (-sweep, side * span)], livery)  # fmt: skip
    pen.curve([(1.02, 0.0), (0.84, -thick * 0.9), (0.3, -thick), (-0.6, -thick * 0.8), (-1.0, 0.0),
               (-0.6, thick * 0.8), (0.3, thick), (0.84, thick * 0.9)], body)  # fmt: skip
    pen.shape([(-0.62, 0.0), (-0.98, -0.04), (-1.04, 0.0), (-0.98, 0.04)], livery)
    pen.shape([(0.8, -0.08), (0.9, -0.05), (0.9, 0.05), (0.8, 0.08)], BLACK)


def propeller(pen: Pen, paints: Paints) -> None:
    """A small one from the side, wheels down, nose to the right."""
    dice = paints.dice
    body, trim = paints.pick(PAINTS), paints.near(dice.choice(PAINTS))
    high = paints.chance(0.6)
    pen.shape([(-1.02, -0.52), (-0.82, -0.52), (-0.56, -0.06), (-0.98, -0.02)], trim)
    pen.limb([(0.3, 0.15), (0.36, 0.42)], 0.06, 0.06, METAL)
    pen.curve([(0.84, 0.02), (0.7, -0.16), (0.36, -0.22), (0.1, -0.34), (-0.28, -0.28), (-0.96, -0.08),
               (-0.96, 0.02), (-0.2, 0.22), (0.5, 0.24), (0.8, 0.16)], body)  # fmt: skip
    pen.shape([(0.36, -0.2), (0.12, -0.32), (-0.22, -0.27), (-0.24, -0.1), (0.34, -0.08)], GLASS)
    pen.shape([(0.78, 0.06), (0.78, 0.12), (-0.9, -0.0), (-0.9, -0.05)], trim)
    pen.shape([(-0.7, -0.02), (-0.94, -0.02), (-1.06, 0.1), (-0.84, 0.1)], tint(body, 0.8))
    if high:
        pen.shape([(0.42, -0.44), (0.5, -0.36), (-0.46, -0.3), (-0.5, -0.38)], tint(body, 0.75))
        pen.line([(0.1, -0.34), (0.06, 0.1)], 0.05, METAL)
    else:
        pen.shape([(0.34, 0.12), (-0.1, 0.12), (-0.46, 0.46), (-0.22, 0.46)], tint(body, 0.75))
    pen.blob(0.37, 0.48, 0.11, 0.11, RUBBER)
    pen.blob(-0.86, 0.12, 0.06, 0.06, RUBBER)
    pen.blob(0.9, 0.04, 0.035, dice.uniform(0.3, 0.42), (222, 222, 216))
    pen.blob(0.88, 0.04, 0.08, 0.08, trim)


def from_the_front(pen: Pen, paints: Paints) -> None:
    """Coming towards us, wings wide."""
    dice = paints.dice
    body, livery = _livery(paints)
    up, wing = dice.uniform(0.02, 0.22), tint(body, 0.76)
    pen.shape([(-0.05, -0.7), (0.05, -0.7), (0.08, -0.1), (-0.08, -0.1)], livery)
    pen.shape([(-0.42, -0.26), (0.42, -0.26), (0.42, -0.2), (-0.42, -0.2)], wing)
    for side in (-1, 1):
        pen.shape([(0, 0.0), (side * 1.08, -up), (side * 1.08, -up + 0.06), (0, 0.18)], wing)
        for engine in (0.42, 0.72)[: dice.choice((1, 1, 2))]:
            pen.blob(side * engine, 0.14 - up * engine, 0.12, 0.12, livery)
            pen.blob(side * engine, 0.14 - up * engine, 0.08, 0.08, BLACK)
    if paints.chance(0.5):
        for x in (-0.22, 0.0, 0.22):
            pen.box(x - 0.025, 0.15, x + 0.025, 0.42, METAL)
            pen.blob(x, 0.44, 0.07, 0.09, RUBBER)
    pen.blob(0, 0.02, 0.22, 0.24, body)
    pen.shape([(-0.15, -0.08), (-0.09, -0.16), (0.09, -0.16), (0.15, -0.08)], BLACK)
