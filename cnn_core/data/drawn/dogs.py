"""Dogs: a face, sitting, standing and running; hanging or pricked ears, short or long legs."""

from cnn_core.data.drawn.paints import BLACK, FURS, PAINTS, TONGUE, WHITE, Paints, mixed, tint
from cnn_core.data.drawn.pen import Colour, Pen


def _coat(paints: Paints) -> tuple[Colour, Colour, Colour]:
    """Of the fur, of ears and patches, of muzzle and breast."""
    fur = paints.pick(FURS)
    mark = tint(fur, 0.62) if paints.chance(0.6) else paints.near(paints.dice.choice(FURS))
    pale = paints.near(WHITE) if paints.chance(0.4) else mixed(fur, WHITE, 0.4)
    return fur, mark, pale


def face(pen: Pen, paints: Paints) -> None:
    """Only the head, large, facing us, often with its tongue out."""
    dice = paints.dice
    fur, mark, pale = _coat(paints)
    pen.curve([(-0.6, 0.5), (0.6, 0.5), (0.86, 1.2), (-0.86, 1.2)], tint(fur, 0.8))
    _front(pen.moved(0, 0.0, 0.86, dice.uniform(-14, 14)), paints, fur, mark, pale)


def _front(pen: Pen, paints: Paints, fur: Colour, mark: Colour, pale: Colour) -> None:
    dice = paints.dice
    hanging = paints.chance(0.8)
    if not hanging:
        for side in (-1, 1):
            pen.curve([(side * 0.72, -0.3), (side * 0.8, -0.94), (side * 0.62, -1.02),
                       (side * 0.2, -0.6)], mark)  # fmt: skip
    pen.curve([(-0.72, -0.2), (-0.52, -0.72), (0, -0.84), (0.52, -0.72), (0.72, -0.2), (0.6, 0.36),
               (0.32, 0.74), (-0.32, 0.74), (-0.6, 0.36)], fur)  # fmt: skip
    if paints.chance(0.4):
        pen.curve([(0.1, -0.6), (0.56, -0.5), (0.64, -0.06), (0.36, 0.06), (0.12, -0.12)], mark)
    if hanging:
        low = dice.uniform(0.2, 0.56)
        for side in (-1, 1):
            pen.curve([(side * 0.4, -0.76), (side * 0.8, -0.66), (side * 1.06, -0.1), (side * 0.96, low),
                       (side * 0.74, low - 0.04), (side * 0.64, -0.24)], mark)  # fmt: skip
    if paints.chance(0.6):
        pen.curve([(-0.18, 0.6), (0.18, 0.6), (0.2, 0.96), (0, 1.1), (-0.2, 0.96)], TONGUE)
    pen.shape([(-0.13, -0.7), (0.13, -0.7), (0.2, 0.2), (-0.2, 0.2)], pale if paints.chance(0.4) else fur)
    pen.blob(0, 0.44, 0.46, 0.36, pale)
    pen.curve([(-0.24, 0.18), (0, 0.1), (0.24, 0.18), (0.12, 0.36), (0, 0.42), (-0.12, 0.36)], BLACK)
    pen.line([(-0.28, 0.62), (0, 0.66), (0.28, 0.62)], 0.07, tint(fur, 0.35))
    pen.line([(0, 0.38), (0, 0.66)], 0.07, tint(fur, 0.35))
    for side in (-1, 1):
        pen.blob(side * 0.32, -0.16, 0.14, 0.15, (64, 42, 34))
        pen.blob(side * 0.32 + 0.04, -0.2, 0.05, 0.05, WHITE)


def _profile(pen: Pen, paints: Paints, fur: Colour, mark: Colour, pale: Colour) -> None:
    """A head to the right: a long snout with a black nose, an ear that hangs or stands."""
    dice = paints.dice
    long = dice.uniform(0.8, 1.1)
    hanging = paints.chance(0.7)
    if not hanging:
        pen.curve([(-0.5, -0.3), (-0.5, -0.96), (-0.34, -1.0), (0.1, -0.5)], mark)
    if paints.chance(0.55):
        pen.curve([(0.34, 0.26), (0.62, 0.3), (0.66, 0.7), (0.5, 0.76)], TONGUE)
    pen.curve([(-0.56, 0.06), (-0.4, -0.46), (0.04, -0.54), (0.3, -0.24), (long, -0.12), (long, 0.24),
               (0.4, 0.4), (-0.2, 0.46)], fur)  # fmt: skip
    pen.curve([(0.34, -0.1), (long, -0.1), (long, 0.24), (0.4, 0.38)], pale)
    pen.blob(long, -0.1, 0.15, 0.13, BLACK)
    pen.line([(0.46, 0.24), (long - 0.04, 0.18)], 0.06, tint(fur, 0.4))
    pen.blob(0.14, -0.18, 0.1, 0.1, (50, 34, 30))
    if hanging:
        low = dice.uniform(0.36, 0.7)
        pen.curve([(-0.1, -0.46), (-0.46, -0.44), (-0.66, 0.1), (-0.52, low), (-0.2, low - 0.06),
                   (-0.08, -0.06)], mark)  # fmt: skip


def standing(pen: Pen, paints: Paints) -> None:
    """To the right, the tail up; short legs or long ones."""
    dice = paints.dice
    fur, mark, pale = _coat(paints)
    feet = dice.uniform(0.62, 0.92)
    swing = dice.uniform(-0.06, 0.1)
    for x in (-0.4, 0.3):
        pen.limb([(x, 0.2), (x + swing, feet)], 0.2, 0.14, tint(fur, 0.66))
    rise = dice.uniform(-0.6, -0.24)
    pen.limb([(-0.58, 0.0), (-0.84, -0.12), (-0.96, rise)], 0.16, 0.1, mark)
    pen.curve([(-0.66, 0.06), (-0.5, -0.14), (0.0, -0.1), (0.44, -0.2), (0.58, 0.1), (0.44, 0.4),
               (0.0, 0.3), (-0.46, 0.36)], fur)  # fmt: skip
    if paints.chance(0.4):
        pen.curve([(-0.4, -0.12), (0.0, -0.1), (0.2, -0.1), (0.1, 0.12), (-0.3, 0.14)], mark)
    for x in (-0.52, 0.42):
        pen.limb([(x, 0.14), (x - swing, feet)], 0.24, 0.15, fur)
        pen.blob(x - swing + 0.06, feet, 0.13, 0.07, pale)
    pen.limb([(0.4, 0.0), (0.56, -0.34)], 0.4, 0.32, fur)
    if paints.chance(0.5):
        pen.line([(0.34, -0.2), (0.66, -0.08)], 0.09, paints.near(dice.choice(PAINTS)))
    _profile(pen.moved(0.56, -0.44, 0.46, dice.uniform(-16, 16)), paints, fur, mark, pale)


def sitting(pen: Pen, paints: Paints) -> None:
    """Looking to the right or at us, the forelegs straight."""
    dice = paints.dice
    fur, mark, pale = _coat(paints)
    pen.limb([(-0.5, 0.8), (-0.84, 0.78), (-0.96, dice.uniform(0.3, 0.6))], 0.16, 0.11, mark)
    pen.curve([(0.0, -0.4), (0.34, -0.3), (0.42, 0.2), (0.34, 0.6), (0.1, 0.92), (-0.5, 0.94),
               (-0.64, 0.6), (-0.34, 0.1)], fur)  # fmt: skip
    pen.curve([(0.22, -0.3), (0.42, -0.06), (0.42, 0.3), (0.24, 0.4)], pale)
    pen.blob(-0.3, 0.66, 0.34, 0.3, tint(fur, 0.9))
    pen.limb([(0.18, 0.3), (0.22, 0.92)], 0.2, 0.15, tint(fur, 0.75))
    pen.limb([(0.3, 0.24), (0.36, 0.92)], 0.2, 0.15, fur)
    pen.blob(0.42, 0.93, 0.13, 0.07, pale)
    pen.blob(-0.12, 0.93, 0.2, 0.07, pale)
    if paints.chance(0.5):
        pen.line([(-0.08, -0.3), (0.38, -0.22)], 0.09, paints.near(dice.choice(PAINTS)))
    if paints.chance(0.55):
        _profile(pen.moved(0.16, -0.54, 0.52, dice.uniform(-16, 12)), paints, fur, mark, pale)
    else:
        _front(pen.moved(0.16, -0.5, 0.46, dice.uniform(-12, 12)), paints, fur, mark, pale)


def running(pen: Pen, paints: Paints) -> None:
    """To the right, legs stretched, ears flying."""
    dice = paints.dice
    fur, mark, pale = _coat(paints)
    reach = dice.uniform(0.2, 0.36)
    pen.limb([(-0.5, 0.1), (-0.6 - reach, 0.46)], 0.2, 0.13, tint(fur, 0.66))
    pen.limb([(0.4, 0.16), (0.44 + reach, 0.5)], 0.18, 0.13, tint(fur, 0.66))
    pen.limb([(-0.6, -0.06), (-1.04, dice.uniform(-0.4, -0.1))], 0.15, 0.1, mark)
    pen.curve([(-0.7, 0.0), (-0.46, -0.2), (0.0, -0.1), (0.44, -0.2), (0.6, 0.08), (0.4, 0.32),
               (0.0, 0.18), (-0.5, 0.28)], fur)  # fmt: skip
    pen.limb([(-0.54, 0.06), (-0.4 - reach * 0.4, 0.36), (-0.56 - reach, 0.6)], 0.26, 0.14, fur)
    pen.limb([(0.46, 0.1), (0.6, 0.36), (0.56 + reach, 0.58)], 0.22, 0.14, fur)
    pen.limb([(0.4, -0.04), (0.58, -0.28)], 0.36, 0.3, fur)
    _profile(pen.moved(0.6, -0.34, 0.42, dice.uniform(-20, 6)), paints, fur, mark, pale)
