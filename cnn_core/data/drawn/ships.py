"""Ships: under sail, a liner, one with containers, a tug, and a bow that comes towards us."""

from cnn_core.data.drawn.paints import BLACK, METAL, PAINTS, WHITE, Paints, tint
from cnn_core.data.drawn.pen import Colour, Pen

SAILS = ((250, 248, 240), (246, 236, 214), (220, 70, 60), (240, 190, 70), (70, 120, 190), (236, 140, 80))
FUNNELS = ((210, 50, 46), (240, 180, 50), (40, 44, 54), (50, 100, 170))


def _hull(pen: Pen, paints: Paints, deck: float, keel: float, hull: Colour) -> None:
    """Bow to the right, a stripe at the water and some foam."""
    pen.shape([(-0.98, deck), (0.6, deck), (1.06, deck - 0.1), (0.78, keel), (-0.86, keel)], hull)
    low = (keel - deck) * 0.3
    pen.shape([(-0.9, keel - low), (0.86, keel - low), (0.78, keel), (-0.86, keel)],
              tint(paints.near(paints.dice.choice(PAINTS)), 0.8))  # fmt: skip
    pen.shape([(-0.98, deck), (0.6, deck), (1.06, deck - 0.1), (1.0, deck + 0.03), (-0.96, deck + 0.06)],
              tint(hull, 1.4))  # fmt: skip
    if paints.chance(0.6):
        pen.shape([(-1.0, keel + 0.06), (-0.8, keel - 0.05), (0.8, keel - 0.05), (1.0, keel + 0.05)],
                  (226, 238, 244))  # fmt: skip


def sailing(pen: Pen, paints: Paints) -> None:
    """One or two masts with triangular sails."""
    dice = paints.dice
    sail = paints.pick(SAILS)
    jib = tint(paints.near(dice.choice(SAILS)), 0.92)
    mast = dice.uniform(-0.08, 0.16)
    full = dice.uniform(0.06, 0.22)
    pen.box(mast - 0.035, -1.04, mast + 0.035, 0.46, (110, 80, 56))
    pen.curve([(mast - 0.07, -0.96), (mast - 0.07, -0.3), (mast - 0.08, 0.34), (mast - 0.45, 0.36),
               (-0.82, 0.32), (-0.5 - full, -0.16)], sail)  # fmt: skip
    pen.curve([(mast + 0.07, -0.82), (mast + 0.4 + full, -0.2), (0.9, 0.32), (mast + 0.4, 0.34),
               (mast + 0.09, 0.3), (mast + 0.06, -0.2)], jib)  # fmt: skip
    if paints.chance(0.5):
        pen.shape([(mast - 0.1, -0.1), (-0.72, -0.0), (-0.78, 0.12), (mast - 0.1, 0.04)], tint(jib, 0.85))
    _hull(pen, paints, 0.46, 0.76, paints.pick(PAINTS))
    if paints.chance(0.6):
        pen.shape([(mast, -1.04), (mast - 0.26, -0.98), (mast, -0.9)], dice.choice(FUNNELS))


def liner(pen: Pen, paints: Paints) -> None:
    """White decks in tiers and one to three funnels."""
    dice = paints.dice
    decks, tall = paints.pick((WHITE, WHITE, (238, 226, 200), *PAINTS[:3])), dice.randint(1, 3)
    funnel = paints.near(dice.choice(FUNNELS))
    top = 0.04 - 0.17 * tall
    for number in range(dice.randint(1, 3)):
        x = 0.1 - number * 0.32
        pen.shape([(x - 0.03, top - 0.34), (x + 0.15, top - 0.34), (x + 0.18, top), (x, top)], funnel)
        pen.box(x - 0.03, top - 0.35, x + 0.15, top - 0.26, BLACK)
    pen.line([(0.48, top + 0.1), (0.5, top - 0.42)], 0.035, METAL)
    for tier in range(tall):
        y, inset = 0.04 - 0.17 * tier, 0.12 * tier
        pen.shape([(-0.84 + inset, y - 0.17), (0.56 - inset, y - 0.17), (0.66 - inset, y),
                   (-0.86 + inset, y)], tint(decks, 1 - 0.06 * (tier % 2)))  # fmt: skip
        pen.box(-0.76 + inset, y - 0.12, 0.5 - inset, y - 0.06, tint(BLACK, 1.25))
        for x in range(5):
            pen.box(-0.6 + inset + 0.24 * x, y - 0.12, -0.55 + inset + 0.24 * x, y - 0.06, decks)
    hull = paints.pick(PAINTS)
    _hull(pen, paints, 0.04, 0.44, hull)
    for x in range(6):
        pen.blob(-0.7 + 0.24 * x, 0.18, 0.035, 0.035, tint(hull, 1.6))


def container(pen: Pen, paints: Paints) -> None:
    """Rows of coloured boxes, the bridge at the stern."""
    dice = paints.dice
    bridge = paints.near(WHITE)
    pen.box(-0.86, -0.62, -0.56, 0.1, bridge)
    pen.box(-0.94, -0.6, -0.46, -0.46, tint(bridge, 0.9))
    pen.box(-0.8, -0.57, -0.48, -0.5, BLACK)
    pen.box(-0.8, -0.82, -0.66, -0.6, dice.choice(FUNNELS))
    for y in (-0.36, -0.2, -0.04):
        pen.box(-0.8, y, -0.6, y + 0.06, tint(BLACK, 1.3))
    for column in range(5):
        x = -0.46 + 0.22 * column
        for level in range(dice.randint(1, 3)):
            y = 0.1 - 0.19 * level
            pen.box(x, y - 0.18, x + 0.2, y, paints.near(dice.choice(PAINTS), 20))
    if paints.chance(0.4):
        pen.line([(0.2, 0.0), (0.2, -0.66), (0.56, -0.4)], 0.045, (230, 170, 50))
    _hull(pen, paints, 0.1, 0.46, paints.pick(PAINTS))


def tug(pen: Pen, paints: Paints) -> None:
    """Short and round, with a wheelhouse and one funnel."""
    dice = paints.dice
    house, funnel = paints.pick((WHITE, (240, 226, 190), *PAINTS)), paints.near(dice.choice(FUNNELS))
    pen.box(-0.36, -0.56, -0.12, 0.1, funnel)
    pen.box(-0.37, -0.6, -0.11, -0.46, BLACK)
    if paints.chance(0.5):
        for x, y, size in ((-0.3, -0.74, 0.11), (-0.46, -0.88, 0.15), (-0.68, -0.96, 0.18)):
            pen.blob(x, y, size, size * 0.8, (214, 214, 216))
    pen.box(-0.6, -0.08, 0.5, 0.2, tint(house, 0.88))
    pen.shape([(-0.02, -0.48), (0.4, -0.48), (0.44, -0.08), (-0.04, -0.08)], house)
    pen.box(-0.08, -0.54, 0.5, -0.44, tint(funnel, 0.9))
    pen.box(0.06, -0.38, 0.2, -0.2, (90, 130, 160))
    pen.box(0.26, -0.38, 0.4, -0.2, (90, 130, 160))
    hull = paints.pick(PAINTS)
    pen.curve([(-0.96, 0.12), (-0.4, 0.18), (0.4, 0.14), (1.0, -0.06), (0.92, 0.36), (0.7, 0.6),
               (-0.74, 0.6), (-0.96, 0.4)], hull)  # fmt: skip
    pen.shape([(-0.9, 0.46), (0.84, 0.46), (0.72, 0.62), (-0.76, 0.62)], tint(funnel, 0.75))
    for x in (-0.6, -0.2, 0.2, 0.56):
        pen.blob(x, 0.32, 0.085, 0.085, BLACK)
        pen.blob(x, 0.32, 0.04, 0.04, tint(hull, 0.9))


def bow(pen: Pen, paints: Paints) -> None:
    """A tall ship from the front."""
    dice = paints.dice
    hull, decks = paints.pick(PAINTS), paints.near(WHITE)
    pen.box(-0.04, -1.0, 0.04, -0.4, METAL)
    pen.line([(-0.26, -0.84), (0.26, -0.84)], 0.05, METAL)
    pen.box(-0.3, -0.62, 0.3, 0.0, decks)
    pen.box(-0.46, -0.56, 0.46, -0.36, tint(decks, 0.9))
    pen.box(-0.4, -0.5, 0.4, -0.42, BLACK)
    pen.box(-0.24, -0.28, 0.24, -0.2, tint(BLACK, 1.2))
    wide = dice.uniform(0.5, 0.62)
    pen.curve([(-wide, -0.1), (0, -0.2), (wide, -0.1), (wide * 0.84, 0.34), (wide * 0.5, 0.74),
               (-wide * 0.5, 0.74), (-wide * 0.84, 0.34)], hull)  # fmt: skip
    pen.shape([(0, -0.16), (wide, -0.1), (wide * 0.84, 0.34), (wide * 0.5, 0.74), (0, 0.78)],
              tint(hull, 0.72))  # fmt: skip
    pen.shape([(-wide * 0.66, 0.58), (wide * 0.66, 0.58), (wide * 0.5, 0.76), (-wide * 0.5, 0.76)],
              tint(paints.near(dice.choice(PAINTS)), 0.85))  # fmt: skip
    for side in (-1, 1):
        pen.blob(side * wide * 0.55, 0.14, 0.06, 0.08, BLACK)
    pen.curve([(-0.9, 0.8), (-0.4, 0.68), (0, 0.74), (0.4, 0.68), (0.9, 0.8), (0, 0.88)], (226, 238, 244))
