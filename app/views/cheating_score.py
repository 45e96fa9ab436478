"""Heatmaps as numbers: how much heat lies on the object, and how near the hottest place is to the tag."""

from typing import Any

import numpy as np
import streamlit as st

from app.lesson import Lesson
from app.looking import dimmed
from app.panel import Panel
from app.questions import Question
from app.text import show
from app.views.bars import bars
from app.views.cheating_setting import CUED, LETTERS, asked, in_order, named, opened, places_of
from app.views.data_drawn import faded
from app.views.images import pictures
from app.views.tables import table
from cnn_core.data.dataset import CLASSES
from cnn_core.data.tagged import tagged
from cnn_core.explain.looks_cheating import NEAR, QUICK, Scored, scored
from cnn_core.explain.pointing import chance, summary

_SHOWN = 160  # pixels on the page


def score(lesson: Lesson) -> None:
    """The section: what would a blind heatmap score? Then the scores of both networks."""
    panel = opened(lesson)
    drawings, places = places_of(CUED)
    split, place = drawings.as_trained, int(places[0])
    assert split.masks is not None
    image, mask = split.images[place], split.masks[place]
    alone = faded(image[None], mask[None])[0]
    pictures({panel.say("cheating.whole"): image, panel.say("cheating.object_only"): alone}, _SHOWN)
    if lesson.ask(blind_score(int(mask.sum()), mask.size)):
        _scores(panel)


def blind_score(pixels: int, whole: int) -> Question:
    """What share of its heat lies on the object if a map is the same everywhere?"""
    wrong = {"all-of-it": 100, "half": 50, "nothing": 0, "counts-pixels": pixels}
    values = {"pixels": pixels, "whole": whole}
    return Question("number", round(100 * pixels / whole, 1), wrong, values, tolerance=1)


def _scores(panel: Panel) -> None:
    if panel.setting.method not in QUICK:
        panel.change(method=QUICK[0])
    panel.select("method", QUICK, panel.say("cheating.method"), "heatmaps_method")
    found = asked(panel, "scores", scored, panel.setting.method)
    if found.shown is None:
        return
    with dimmed("cheating-scores", found):
        _by_class(panel, in_order(panel, found.shown))
        _on_tag(panel, in_order(panel, found.shown))


def _by_class(panel: Panel, both: tuple[Scored, Scored]) -> None:
    labels, blind = tagged().plain.labels, chance(tagged().as_trained.masks)  # type: ignore[arg-type]

    def means(scores: Any) -> list[float]:
        return [100 * summary(scores[labels == c]).mean for c in range(len(CLASSES))]

    groups = {named(panel, one): means(of.energy) for one, of in zip(LETTERS, both, strict=True)}
    groups[panel.say("cheating.blind")] = means(blind)
    st.markdown(panel.say("cheating.energy", n=len(labels)))
    names = [panel.say(f"class.{name}") for name in CLASSES]
    bars(names, groups, f"{panel.name}.energy", panel.say("cheating.percent_heat"), written=False)


def _on_tag(panel: Panel, both: tuple[Scored, Scored]) -> None:
    """The tagged images only: numbers with their standard errors."""
    horses = tagged().plain.labels == CLASSES.index(CUED)
    head = [panel.say(f"cheating.{name}") for name in ("which", "on_object", "on_tag")]
    head.append(panel.say("cheating.near_tag", n=NEAR))
    rows = [
        [
            named(panel, one), _told(of.energy[horses & ~np.isnan(of.on_tag)]), _told(of.on_tag),
            f"{show(round(100 * of.near_tag))} %",
        ]
        for one, of in zip(LETTERS, both, strict=True)
    ]  # fmt: skip
    table(head, rows, caption=panel.say("cheating.tagged_only", n=summary(both[0].on_tag).count))


def _told(scores: Any) -> str:
    found = summary(scores)
    return f"{show(round(100 * found.mean, 1))} ± {show(round(100 * found.error, 1))} %"
