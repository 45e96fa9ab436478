"""Tasks on methods that cover and ask again, and on putting heatmaps to the test."""

from collections.abc import Sequence

import numpy as np

from cnn_core.activations import shares
from cnn_core.convolution import dense_weight_count, weight_count
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.explain.occlusion import starts
from cnn_core.explain.pointing import chance, energy, pointing

Bounds = Sequence[int]
Choices = Sequence[int]


def occlusion_drop(draw: Draw, logits: Bounds, drops: Bounds) -> Solved | None:
    """What occlusion's map says of a place: how far the class's logit drops while it is covered."""
    own, other = draw.within(logits), draw.within(logits)
    drop, others = draw.within(drops), draw.within(drops)
    if own <= other or not drop or not others:
        return None
    before, after = np.array([own, other], float) / 2, np.array([own - drop, other - others], float) / 2
    sure = [float(shares(one)[0]) for one in (before, after)]
    wrong = {
        "after-minus-before": float(after[0] - before[0]),
        "counts-the-rival": float(before[0] - before[1] - after[0] + after[1]),
        "what-is-left": float(after[0]),
        "drop-of-probability": round(sure[0] - sure[1], 4),
    }  # fmt: skip
    names = ("own", "rival", "own_covered", "rival_covered")
    given = dict(zip(names, (*before.tolist(), *after.tolist()), strict=True))
    return Solved(given, drop / 2, wrong)


def occlusion_pixel(draw: Draw, side: int, square: int, drops: Bounds) -> Solved:
    """A pixel of occlusion's map: the mean over all squares that cover it."""
    corners = starts(side, square, 1)
    sheet = np.array(draw.cells(len(corners), len(corners), *drops), float)
    row, column = draw.whole(0, side - 1), draw.whole(0, side - 1)
    over = [(corners <= place) & (place < corners + square) for place in (row, column)]
    covering = sheet[np.ix_(*over)]
    wrong = {
        "sums": float(covering.sum()), "takes-largest": float(covering.max()),
        "divides-by-all": float(covering.sum() / square**2),
    }  # fmt: skip
    given = {"matrix": tuple(map(tuple, sheet.tolist())), "row": row + 1, "column": column + 1}
    told = ", ".join(f"{drop:g}".replace("-", "−") for drop in covering.ravel())
    values = {"side": side, "square": square, "count": covering.size, "drops": told, "whole": square**2}
    return Solved(given, float(covering.mean()), wrong, values)


def heat_on_object(draw: Draw, heat: Bounds, totals: Choices) -> Solved | None:
    """How many percent of a map's heat lie on the object."""
    cells = [draw.within(heat) for _ in range(15)]
    total = next((one for one in totals if one >= sum(cells)), 0)
    left = total - sum(cells)
    if not 0 <= left <= 9:
        return None
    sheet = np.array(draw.shuffled((*cells, left)), float).reshape(4, 4)
    height, width = draw.pick(((2, 2), (2, 3), (3, 2), (3, 3)))
    top, first = draw.whole(0, 4 - height), draw.whole(0, 4 - width)
    mask = np.zeros((4, 4), bool)
    mask[top : top + height, first : first + width] = True
    if (sheet == sheet.max()).sum() > 1:
        return None
    share, hit, area = (float(of(*args)[0]) for of, args in (
        (energy, (sheet[None], mask[None])), (pointing, (sheet[None], mask[None])), (chance, (mask[None],)),
    ))  # fmt: skip
    wrong = {"hottest-cell-only": 100 * hit, "counts-cells": 100 * area, "sums": float(sheet[mask].sum())}
    values = {"inside": float(sheet[mask].sum()), "total": total}
    places = {"top": top + 1, "bottom": top + height, "left": first + 1, "right": first + width}
    given = {"matrix": tuple(map(tuple, sheet.tolist()))} | places
    return Solved(given, round(100 * share, 6), wrong, values)


def weights_kept(draw: Draw, filters: Choices, classes: Choices) -> Solved | None:
    """How many numbers of a network are still as learned after some steps of the randomisation test."""
    counts = sorted({draw.pick(filters) for _ in range(3)})
    steps, k = draw.whole(2, 3), draw.pick(classes)
    if len(counts) < 3:
        return None
    params = [weight_count(3, before, after) for before, after in zip((3, *counts), counts, strict=False)]
    params.append(dense_weight_count(counts[-1], k))
    kept = params[: len(params) - steps]
    wrong = {
        "from-the-first": sum(params[steps:]), "one-at-a-time": sum(params) - params[len(params) - steps],
        "counts-the-shuffled": sum(params) - sum(kept),
    }  # fmt: skip
    names = ("conv1", "conv2", "conv3", "logits")
    told = " → ".join(f"`{name}` {count}" for name, count in zip(names, params, strict=True))
    lost = ", ".join(f"`{name}`" for name in names[: -steps - 1 : -1])
    values = {"lost": lost, "sum": " + ".join(map(str, kept))}
    return Solved({"layers": told, "steps": steps}, sum(kept), wrong, values)
