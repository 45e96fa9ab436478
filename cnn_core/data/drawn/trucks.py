"""Trucks: from the side with several loads, from the front, and from behind."""

from cnn_core.data.drawn.cars import RED, wheel
from cnn_core.data.drawn.paints import AMBER, GLASS, METAL, PAINTS, RUBBER, WHITE, Paints, tint
from cnn_core.data.drawn.pen import Colour, Pen

CRATES = ((196, 150, 96), (180, 92, 60), (90, 130, 160), (150, 150, 150))


def from_the_side(pen: Pen, paints: Paints) -> None:
    """Driving to the right, with a load."""
    dice = paints.dice
    cab = paints.pick(PAINTS)
    pen.box(-1.0, 0.2, 0.92, 0.33, RUBBER)
    dice.choice((_closed, _closed, _tank, _tipper, _flatbed))(pen, paints)
    _cab(pen, paints, cab)
    size, rim = dice.uniform(0.16, 0.2), paints.near(METAL)
    for x in (-0.78, -0.38, 0.66) if paints.chance(0.6) else (-0.6, 0.64):
        wheel(pen, x, 0.4, size, rim)


def _cab(pen: Pen, paints: Paints, cab: Colour) -> None:
    glass = paints.near(GLASS)
    if paints.chance(0.35):  # with a bonnet
        pen.box(0.36, -0.62, 0.41, -0.1, METAL)
        pen.curve([(0.4, 0.3), (0.4, -0.34), (0.66, -0.36), (0.74, -0.04), (1.0, 0.02), (1.04, 0.28),
                   (0.7, 0.32)], cab)  # fmt: skip
        pen.shape([(0.5, -0.02), (0.5, -0.26), (0.62, -0.26), (0.68, -0.02)], glass)
    else:
        pen.shape([(0.36, 0.3), (0.36, -0.42), (0.8, -0.44), (0.98, -0.02), (1.0, 0.3)], cab)
        pen.shape([(0.54, -0.04), (0.54, -0.32), (0.76, -0.32), (0.88, -0.04)], glass)
        pen.line([(0.5, -0.36), (0.5, 0.22)], 0.03, tint(cab, 0.6))
    pen.box(0.38, 0.2, 1.0, 0.31, tint(cab, 0.68))
    pen.blob(0.96, 0.14, 0.05, 0.06, (255, 244, 190))


def _closed(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    box = paints.pick((WHITE, WHITE, *PAINTS))
    top = dice.uniform(-0.78, -0.56)
    pen.box(-1.02, top, 0.32, 0.22, box)
    pen.box(-1.02, 0.12, 0.32, 0.22, tint(box, 0.7))
    pen.box(-1.02, top, 0.32, top + 0.07, tint(box, 1.3))
    mark = paints.near(dice.choice(PAINTS))
    kind = dice.random()
    if kind < 0.35:
        pen.box(-1.02, -0.3, 0.32, -0.14, mark)
    elif kind < 0.6:
        pen.blob(-0.35, -0.24, 0.22, 0.2, mark)
    elif kind < 0.8:
        for x in (-0.8, -0.56, -0.32, -0.08, 0.16):
            pen.line([(x, top + 0.06), (x, 0.12)], 0.03, tint(box, 0.75))


def _tank(pen: Pen, paints: Paints) -> None:
    tank = paints.pick((METAL, WHITE, *PAINTS))
    pen.curve([(-1.02, -0.15), (-0.94, -0.46), (-0.35, -0.5), (0.24, -0.46), (0.32, -0.15), (0.24, 0.16),
               (-0.35, 0.2), (-0.94, 0.16)], tank)  # fmt: skip
    pen.shape([(-0.98, 0.0), (0.28, 0.0), (0.2, 0.17), (-0.9, 0.17)], tint(tank, 0.7))
    pen.shape([(-0.9, -0.38), (0.2, -0.38), (0.22, -0.28), (-0.92, -0.28)], tint(tank, 1.4))
    for x in (-0.66, -0.3, 0.04):
        pen.line([(x, -0.46), (x, 0.16)], 0.035, tint(tank, 0.6))
    pen.box(-0.46, -0.58, -0.22, -0.48, tint(tank, 0.6))


def _tipper(pen: Pen, paints: Paints) -> None:
    bed = paints.pick(PAINTS)
    load = paints.near(paints.dice.choice(((196, 164, 110), (120, 92, 66), (130, 130, 132))))
    pen.curve([(-0.9, -0.24), (-0.5, -0.52), (-0.2, -0.62), (0.14, -0.42), (0.24, -0.2)], load)
    pen.shape([(-1.06, -0.3), (0.34, -0.3), (0.26, 0.22), (-0.94, 0.22)], bed)
    pen.shape([(-1.06, -0.3), (0.34, -0.3), (0.33, -0.22), (-1.05, -0.22)], tint(bed, 1.3))
    for x in (-0.74, -0.36, 0.02):
        pen.line([(x, -0.22), (x, 0.2)], 0.05, tint(bed, 0.68))


def _flatbed(pen: Pen, paints: Paints) -> None:
    dice = paints.dice
    pen.box(-1.02, 0.12, 0.32, 0.24, tint(paints.pick(PAINTS), 0.8))
    if paints.chance(0.5):  # logs
        wood = paints.near((160, 112, 70))
        for row, y in enumerate((0.02, -0.18, -0.36)):
            pen.box(-1.0 + row * 0.03, y - 0.1, 0.26, y + 0.09, tint(wood, 1 - 0.12 * row))
            pen.blob(-0.98 + row * 0.03, y, 0.07, 0.1, (226, 190, 140))
        pen.line([(0.28, 0.2), (0.28, -0.52)], 0.05, METAL)
    else:
        for x in (-0.98, -0.54, -0.1):
            crate = paints.near(dice.choice(CRATES))
            high = dice.uniform(0.3, 0.62)
            pen.box(x, 0.12 - high, x + 0.38, 0.12, crate)
            pen.line([(x, 0.12), (x + 0.38, 0.12 - high)], 0.03, tint(crate, 0.7))


def from_the_front(pen: Pen, paints: Paints) -> None:
    """Tall, coming towards us."""
    dice = paints.dice
    cab, box = paints.pick(PAINTS), paints.pick((WHITE, *PAINTS))
    for side in (-1, 1):
        pen.box(min(side * 0.58, side * 0.34), 0.6, max(side * 0.58, side * 0.34), 0.96, RUBBER)
        pen.line([(side * 0.5, -0.4), (side * 0.74, -0.36)], 0.04, METAL)
        pen.box(side * 0.74 - 0.07, -0.42, side * 0.74 + 0.07, -0.06, RUBBER)
    pen.box(-0.64, dice.uniform(-1.0, -0.84), 0.64, 0.4, box)
    pen.curve([(-0.58, 0.76), (-0.6, 0.1), (-0.54, -0.58), (0, -0.66), (0.54, -0.58), (0.6, 0.1),
               (0.58, 0.76), (0, 0.78)], cab)  # fmt: skip
    glass = paints.near(GLASS)
    pen.shape([(-0.5, -0.02), (-0.46, -0.44), (0.46, -0.44), (0.5, -0.02)], glass)
    pen.shape([(-0.1, -0.02), (0.06, -0.44), (0.24, -0.44), (0.1, -0.02)], tint(glass, 1.3))
    pen.shape([(-0.4, 0.1), (0.4, 0.1), (0.36, 0.46), (-0.36, 0.46)], tint(RUBBER, 1.1))
    for y in (0.18, 0.28, 0.38):
        pen.line([(-0.36, y), (0.36, y)], 0.035, METAL)
    pen.box(-0.64, 0.56, 0.64, 0.76, METAL if paints.chance(0.5) else tint(cab, 0.6))
    for side in (-1, 1):
        pen.blob(side * 0.48, 0.52, 0.1, 0.08, (255, 248, 210))
    for x in (-0.36, 0.0, 0.36):
        pen.blob(x, -0.6, 0.06, 0.04, AMBER)


def from_behind(pen: Pen, paints: Paints) -> None:
    """Two tall doors going away."""
    box = paints.pick((WHITE, *PAINTS))
    for side in (-1, 1):
        pen.box(min(side * 0.62, side * 0.28), 0.56, max(side * 0.62, side * 0.28), 0.94, RUBBER)
    pen.box(-0.68, -0.9, 0.68, 0.58, tint(box, 0.72))
    pen.box(-0.6, -0.82, 0.6, 0.5, box)
    pen.box(-0.025, -0.82, 0.025, 0.5, tint(box, 0.55))
    for x in (-0.42, -0.14, 0.14, 0.42):
        pen.line([(x, -0.8), (x, 0.48)], 0.03, METAL)
        pen.box(x - 0.06, -0.2, x + 0.06, -0.12, tint(RUBBER, 1.1))
    if paints.chance(0.5):
        pen.box(-0.6, -0.6, 0.6, -0.4, paints.near(paints.dice.choice(PAINTS)))
    pen.box(-0.7, 0.56, 0.7, 0.68, tint(RUBBER, 1.15))
    for side in (-1, 1):
        pen.blob(side * 0.56, 0.62, 0.1, 0.06, RED)
    pen.box(-0.16, 0.58, 0.16, 0.67, WHITE)
