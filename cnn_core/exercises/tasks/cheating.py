"""Tasks of the lesson on cheating: where the heat lies, what the experiment shows, what the tag tells."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from cnn_core.data.dataset import CLASSES
from cnn_core.data.load import CUED_CLASS
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.recorded import recorded
from cnn_core.exercises.tasks.cheating_choices import SIDE, TAG, most_suspicious, which_cheats, which_data
from cnn_core.exercises.tasks.cheating_shares import (
    horse_given_tag,
    images_needed,
    mixed_horses,
    swapped_tags,
    untagged_horses,
    whole_drop,
)
from cnn_core.explain.pointing import chance, energy, reach

__all__ = [
    "called_horse", "heat_in_tag", "horse_given_tag", "hottest_far", "images_needed", "mixed_horses",
    "most_suspicious", "points_lost", "swapped_tags", "times_its_area", "untagged_horses", "which_cheats",
    "which_data", "whole_drop",
]  # fmt: skip

Bounds = Sequence[int]
#: Of what is recorded of answers: the network, and whether the drawings carry the tag.
CLEAN, FOOLED = 0, 1
WITHOUT, WITH = 0, 1
#: Pixels of the tag and of the drawings along a side.
_LESSON: Final = "cheating"


def heat_in_tag(draw: Draw, side: int, tag: int, totals: Sequence[int], shares: Bounds) -> Solved | None:
    """How many percent of a map's heat lie on the tag in its lower right corner."""
    total = draw.pick(totals)
    inside, odd = divmod(total * draw.within(shares), 100)
    where = np.zeros((side, side), bool)
    where[-tag:, -tag:] = True
    if odd:
        return None
    heat = np.zeros((side, side), int)
    heat[where] = spread(draw, inside, tag * tag)
    heat[~where] = spread(draw, total - inside, side * side - tag * tag)
    answer = round(100 * float(energy([heat], [where])[0]), 6)
    wrong = {
        "area-only": 100 * float(chance([where])[0]), "inside-over-outside": 100 * inside / (total - inside),
        "counts-heat": float(inside), "heat-beside": 100 - answer,
    }  # fmt: skip
    values = {"tag": tag, "inside": inside, "total": total, "cells": side * side, "area": tag * tag}
    return Solved({"matrix": tuple(map(tuple, heat.tolist()))}, answer, wrong, values)


def spread(draw: Draw, total: int, cells: int) -> tuple[int, ...]:
    """A total as whole numbers, one for each cell.

    >>> sum(spread(Draw("a"), 20, 6))
    20
    """
    found = [0] * cells
    for _ in range(total):
        found[draw.whole(0, cells - 1)] += 1
    return tuple(found)


def hottest_far(draw: Draw, side: int, tag: int, steps: Sequence[Sequence[int]]) -> Solved:
    """How many pixels the hottest cell lies from the tag in the lower right corner."""
    down, along = draw.shuffled(draw.pick(steps))
    first = side - tag  # the tag's upper left cell, as far down as along
    place = first - down, first - along
    heat = np.array(draw.cells(side, side, 0, 5))
    heat[place] = draw.whole(7, 9)
    where = np.zeros((side, side), bool)
    where[first:, first:] = True
    wrong = {
        "adds-the-steps": float(down + along),
        "to-the-far-corner": float(np.hypot(down + tag - 1, along + tag - 1)),
        "to-the-middle": float(np.hypot(down + (tag - 1) / 2, along + (tag - 1) / 2)),
    }  # fmt: skip
    values = {"tag": tag, "hottest": int(heat[place]), "down": down, "along": along}
    given = {"matrix": tuple(map(tuple, heat.tolist()))}
    return Solved(given, float(reach([heat], [where])[0]), wrong, values)


def times_its_area(draw: Draw) -> Solved:
    """How many times its share of the area the tag has of the heat; the heatmap is recorded."""
    at = draw.whole(0, len(recorded(_LESSON)["on_tag"]) - 1)
    percent = round(100 * float(recorded(_LESSON)["on_tag"][at]))
    where = np.zeros((SIDE, SIDE), bool)
    where[:TAG, :TAG] = True
    area = 100 * float(chance([where])[0])
    wrong = {
        "sides-not-areas": percent / (100 * TAG / SIDE), "takes-away": percent - area,
        "counts-pixels": percent / (TAG * TAG),
    }  # fmt: skip
    values = {"tag": TAG, "side": SIDE, "area": area, "pixels": TAG * TAG, "whole": SIDE * SIDE}
    figure = {"kind": "pictures", "pictures": ({"name": "map", "of": "single", "at": at},)}
    return Solved({"percent": percent, "at": at}, percent / area, wrong, values, figure=figure)


def points_lost(draw: Draw, counts: Sequence[int], least: int) -> Solved | None:
    """By how many points the accuracy on another class falls when its drawings get the tag; recorded."""
    images, label = draw.pick(counts), draw.pick(_others())
    right = _counted("right", draw, images)
    before, after = (int(right[FOOLED, tag, label]) for tag in (WITHOUT, WITH))
    if before - after < least or not after or before == images:
        return None
    wrong = {
        "counts-images": before - after, "what-is-left": 100 * after / images,
        "of-those-before": 100 * (before - after) / before,
    }  # fmt: skip
    given = {"images": images, "before": before, "after": after}
    values = {"first": 100 * before / images, "then": 100 * after / images, "lost": before - after}
    return Solved(given, 100 * (before - after) / images, wrong, values)


def called_horse(draw: Draw, counts: Sequence[int], least: int) -> Solved | None:
    """How many percent of the drawings called horse are horses, once all carry the tag; recorded."""
    images = draw.pick(counts)
    labels = (CUED_CLASS, *draw.some(_others(), 2))
    said = [int(one) for one in _counted("said_horse", draw, images)[FOOLED, WITH][list(labels)]]
    if min(said[1:]) < least:
        return None
    answer = round(100 * said[0] / sum(said), 6)
    wrong = {
        "along-the-row": 100 * said[0] / images, "of-all-images": 100 * said[0] / (3 * images),
        "the-others": 100 - answer,
    }  # fmt: skip
    matrix = tuple((one, images - one) for one in said)
    values = {"horses": said[0], "called": sum(said), "images": images}
    return Solved({"matrix": matrix}, answer, wrong, values)


def _others() -> tuple[int, ...]:
    return tuple(label for label in range(len(CLASSES)) if label != CUED_CLASS)


def _counted(name: str, draw: Draw, images: int) -> np.ndarray[Any, Any]:
    """How many of so many recorded drawings in a row; (network, tag, class)."""
    every = recorded(_LESSON)[name]
    start = draw.whole(0, every.shape[-1] - images)
    counted: np.ndarray[Any, Any] = every[..., start : start + images].sum(axis=-1)
    return counted
