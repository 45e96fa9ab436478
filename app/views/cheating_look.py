"""Heatmaps of both networks side by side, on the same images for the same class."""

import numpy as np
import streamlit as st

from app.lesson import Lesson
from app.looking import dimmed
from app.panel import Panel
from app.questions import Question
from app.views.cheating_setting import (
    CUED,
    IN_VIEW,
    LETTERS,
    ROWS,
    answer,
    asked,
    heat_pane,
    in_order,
    opened,
    places_of,
)
from app.views.heat_setting import panes
from app.views.image_strips import strip
from cnn_core.data.dataset import CLASSES
from cnn_core.explain.looks_cheating import PLACES, seen

_MARGIN, _CROPS = 4, 8


def look(lesson: Lesson) -> None:
    """The section: in which class do the two look at different places?"""
    panel = opened(lesson)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.select("label", CLASSES, panel.say("cheating.class"), "class")
        panel.number("row", panel.say("cheating.row", n=IN_VIEW), 1, ROWS)
        panel.select("method", tuple(PLACES), panel.say("cheating.method"), "heatmaps_method")
    _pairs(panel)
    if lesson.ask(which_class()):
        _corners(panel)


def which_class() -> Question:
    """In which class do the two networks look at different places?"""
    return Question("choice", CUED, {}, {}, CLASSES)


def _pairs(panel: Panel) -> None:
    """Each image twice, under the heat of A and of B."""
    s = panel.setting
    drawings, every = places_of(s.label)
    places = every[(s.row - 1) * IN_VIEW :][:IN_VIEW]
    split, name = drawings.as_trained, panel.say(f"class.{s.label}")
    found = asked(panel, "pairs", seen, split.images[places], CLASSES.index(s.label), s.method)
    if found.shown is None:
        return
    pairs = in_order(panel, found.shown)
    masks = [None] * IN_VIEW if found.is_stale else list(split.masks[places])  # type: ignore[index]
    shown = [
        heat_pane(
            panel, f"{letter}{i}", letter, answer(panel, one.shares[i]), one.images[i], one.heat[i],
            masks[i], name, bool(one.empty[i]),
        )
        for i in range(len(pairs[0].images))
        for letter, one in zip(LETTERS, pairs, strict=True)
    ]  # fmt: skip
    with dimmed("cheating-pairs", found):
        panes(panel, shown, "pairs-view")


def _corners(panel: Panel) -> None:
    """What lies where one of the networks looks, enlarged."""
    drawings, every = places_of(CUED)
    crops = []
    for place in every[drawings.usual[every]][:_CROPS]:
        row, column = np.argwhere(drawings.tags[place])[0] - _MARGIN  # the tag lies in the lower right corner
        crops.append(drawings.images[place, row : row + 2 * _MARGIN, column : column + 2 * _MARGIN])
    strip(np.stack(crops), panel.say("cheating.corners_alt", n=len(crops)), _CROPS, 72)
