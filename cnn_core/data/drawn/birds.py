"""Birds: perched, flying, with long legs, swimming, and seen from above with wide wings."""

from cnn_core.data.drawn.paints import AMBER, BLACK, PLUMES, WHITE, Paints, mixed, tint
from cnn_core.data.drawn.pen import Colour, Pen

BEAKS = (AMBER, (236, 130, 50), (70, 66, 70), (220, 190, 90))


def _colours(paints: Paints) -> tuple[Colour, Colour, Colour]:
    """Of the back, the breast and the beak."""
    back = paints.pick(PLUMES)
    breasts = (mixed(back, WHITE, 0.6), WHITE, (232, 120, 60), (240, 206, 110))
    breast = paints.near(paints.dice.choice(breasts))
    return back, breast, paints.near(paints.dice.choice(BEAKS))


def perched(pen: Pen, paints: Paints) -> None:
    """A round songbird looking to the right."""
    dice = paints.dice
    back, breast, beak = _colours(paints)
    for x in (-0.06, 0.18):
        pen.line([(x, 0.44), (x + 0.04, 0.78)], 0.05, tint(beak, 0.8))
        pen.line([(x - 0.1, 0.8), (x + 0.2, 0.8)], 0.05, tint(beak, 0.8))
    tail = dice.uniform(-0.1, 0.3)
    pen.shape([(-0.4, 0.06), (-1.0, 0.22 + tail), (-0.94, 0.42 + tail), (-0.3, 0.34)], tint(back, 0.7))
    pen.blob(0.02, 0.12, 0.58, 0.4, back, -22)
    pen.blob(0.18, 0.22, 0.4, 0.27, breast, -30)
    pen.curve([(0.22, 0.02), (-0.1, -0.08), (-0.5, 0.18), (-0.72, 0.4), (-0.2, 0.36), (0.14, 0.26)],
              tint(back, 0.78))  # fmt: skip
    pen.line([(-0.6, 0.34), (-0.1, 0.22)], 0.04, tint(back, 0.6))
    head = pen.moved(0.4, -0.32, dice.uniform(0.95, 1.1), dice.uniform(-12, 12))
    head.shape([(0.22, -0.1), (0.56, 0.02), (0.22, 0.13)], beak)
    head.blob(0, 0, 0.31, 0.3, back)
    kind = dice.random()
    if kind < 0.35:
        head.blob(0.1, 0.1, 0.2, 0.16, breast)
    elif kind < 0.55:
        head.shape([(-0.24, -0.16), (-0.4, -0.46), (0.02, -0.28)], tint(back, 0.8))
    elif kind < 0.75:
        head.curve([(-0.3, -0.04), (-0.14, -0.3), (0.16, -0.27), (0.28, -0.08)], BLACK)
    head.eye(0.12, -0.04, 0.085)


def flying(pen: Pen, paints: Paints) -> None:
    """From the side, to the right, wings up or down."""
    dice = paints.dice
    back, breast, beak = _colours(paints)
    lift = dice.choice((-1, -1, 1)) * dice.uniform(0.65, 1.0)
    pen.curve([(0.22, -0.04), (0.12, lift * 0.5), (0.16, lift), (-0.1, lift * 0.8), (-0.2, -0.02)],
              tint(back, 0.66))  # fmt: skip
    pen.shape([(-0.4, -0.1), (-1.0, -0.22), (-0.9, 0.0), (-1.0, 0.16), (-0.4, 0.12)], tint(back, 0.8))
    pen.shape([(0.66, -0.14), (0.98, -0.06), (0.66, 0.03)], beak)
    pen.curve([(0.76, -0.08), (0.6, -0.22), (0.36, -0.18), (-0.1, -0.19), (-0.6, -0.08), (-0.58, 0.08),
               (0.0, 0.24), (0.46, 0.14)], back)  # fmt: skip
    pen.curve([(0.56, 0.06), (0.1, 0.08), (-0.5, 0.06), (0.02, 0.23), (0.4, 0.16)], breast)
    pen.curve([(0.3, 0.0), (0.06, lift * 0.5), (-0.16, lift * 1.04), (-0.38, lift * 1.0),
               (-0.5, lift * 0.72), (-0.46, lift * 0.4), (-0.26, 0.06)], back)  # fmt: skip
    pen.curve([(-0.16, lift * 1.04), (-0.38, lift * 1.0), (-0.5, lift * 0.72), (-0.36, lift * 0.64)],
              tint(back, 0.55))  # fmt: skip
    pen.eye(0.58, -0.1, 0.06)


def soaring(pen: Pen, paints: Paints) -> None:
    """From below with wide wings, beak to the right; it may be turned any way."""
    dice = paints.dice
    back, breast, beak = _colours(paints)
    sweep = dice.uniform(0.0, 0.35)
    pen.shape([(-0.3, 0.0), (-0.76, -0.24), (-0.68, 0.0), (-0.76, 0.24)], tint(back, 0.75))
    for side in (-1, 1):
        pen.curve([(0.26, side * 0.06), (0.4, side * 0.46), (0.16 - sweep, side * 1.04),
                   (-0.02 - sweep, side * 0.92), (-0.12, side * 0.5), (-0.2, side * 0.06)],
                  tint(back, 0.9 if side < 0 else 0.76))  # fmt: skip
        pen.curve([(0.2 - sweep * 0.8, side * 0.84), (0.16 - sweep, side * 1.04),
                   (-0.02 - sweep, side * 0.92), (-sweep * 0.6, side * 0.78)], tint(back, 0.5))  # fmt: skip
    pen.blob(0.04, 0, 0.42, 0.17, breast)
    pen.shape([(0.54, -0.07), (0.78, 0.0), (0.54, 0.07)], beak)
    pen.blob(0.46, 0, 0.16, 0.14, back)
    pen.blob(0.5, -0.06, 0.035, 0.035, BLACK)
    pen.blob(0.5, 0.06, 0.035, 0.035, BLACK)


def long_legged(pen: Pen, paints: Paints) -> None:
    """A heron, a flamingo or an ostrich, looking to the right."""
    dice = paints.dice
    back, breast, beak = _colours(paints)
    leg = paints.near(dice.choice((beak, (226, 140, 140), (90, 84, 80))))
    lean = dice.uniform(-0.1, 0.12)
    for x, bend in ((-0.16, 0.06), (0.02, -0.04)):
        pen.limb([(x, 0.2), (x + bend, 0.62), (x + bend * 0.5, 1.0)], 0.08, 0.06, leg)
        pen.line([(x + bend * 0.5 - 0.03, 1.0), (x + 0.22, 1.0)], 0.06, leg)
    pen.shape([(-0.44, 0.0), (-0.82, 0.16), (-0.72, 0.3), (-0.36, 0.26)], tint(back, 0.6))
    pen.blob(-0.1, 0.08, 0.46, 0.27, back, -10)
    bend = dice.uniform(0.0, 0.22)
    neck = [(0.2, 0.04), (0.42 + bend, -0.2), (0.2 - bend + lean, -0.5), (0.28 + lean, -0.8)]
    pen.limb(neck, 0.22, 0.12, paints.near(dice.choice((back, breast, (226, 180, 160)))))
    pen.curve([(0.14, 0.0), (-0.2, -0.1), (-0.62, 0.12), (-0.4, 0.22), (0.02, 0.22)], tint(back, 0.78))
    head = pen.moved(0.3 + lean, -0.84, 1.0, dice.uniform(-8, 22))
    long = dice.uniform(0.36, 0.62)
    head.shape([(0.08, -0.07), (long, 0.04), (0.08, 0.09)], beak)
    head.blob(0, 0, 0.15, 0.125, back)
    head.blob(0.04, -0.02, 0.045, 0.045, BLACK)


def swimming(pen: Pen, paints: Paints) -> None:
    """A duck, a swan or a gull on the water, looking to the right."""
    dice = paints.dice
    back, breast, beak = _colours(paints)
    long = dice.uniform(0.0, 0.36)
    neck = paints.near(dice.choice((back, breast, (50, 120, 80))))
    pen.limb([(0.44, 0.2), (0.42, -0.12), (0.48, -0.36 - long)], 0.34, 0.22, neck)
    pen.curve([(-1.0, -0.06), (-0.6, 0.1), (-0.1, 0.0), (0.4, 0.06), (0.74, 0.24), (0.6, 0.48), (0.1, 0.56),
               (-0.5, 0.52), (-0.84, 0.3)], breast)  # fmt: skip
    pen.curve([(-0.96, 0.0), (-0.5, 0.06), (0.0, 0.04), (0.3, 0.2), (0.0, 0.38), (-0.5, 0.36)], back)
    pen.line([(-0.7, 0.2), (0.1, 0.24)], 0.05, tint(back, 0.7))
    head = pen.moved(0.5, -0.42 - long, 1.0, dice.uniform(-8, 14))
    head.curve([(0.14, -0.06), (0.4, 0.02), (0.5, 0.06), (0.38, 0.13), (0.14, 0.12)], beak)
    head.blob(0, 0, 0.23, 0.21, neck)
    head.eye(0.09, -0.05, 0.06)
    if paints.chance(0.6):
        pen.curve([(-0.94, 0.5), (-0.3, 0.5), (0.3, 0.52), (0.86, 0.46), (0.7, 0.6), (0, 0.62), (-0.7, 0.6)],
                  (206, 226, 236))  # fmt: skip
