"""The accuracies of the two networks, and why they do not tell which one to trust."""

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from app.lesson import Lesson
from app.panel import Panel
from app.questions import Question
from app.views.bars import bars
from app.views.cheating_setting import (
    LETTERS,
    asked,
    both_made,
    cheat,
    in_order,
    named,
    opened,
    reshuffle,
)
from app.views.heat_setting import percent
from cnn_core.data.dataset import CLASSES
from cnn_core.data.tagged import tagged
from cnn_core.explain.looks_cheating import NETWORKS, Called, called


def accuracy(lesson: Lesson) -> None:
    """The section: two good accuracies; which network would you trust?"""
    panel = opened(lesson)
    _cards(panel)
    if lesson.ask(which_is_better(panel)):
        _classes(panel)
    st.button(
        panel.say("cheating.reshuffle"), key=f"{panel.name}.reshuffle", icon=":material/shuffle:",
        on_click=partial(reshuffle, panel),
    )  # fmt: skip


def which_is_better(panel: Panel) -> Question:
    """Which network has learned better what the things look like?"""
    higher = cheat(panel)  # the tag makes horses easy
    other = next(letter for letter in LETTERS if letter != higher)
    values = dict(zip(("a", "b"), (percent(one.test.share) for one in both_made(panel)), strict=True))
    wrong = {"higher-is-better": higher, "lower-is-honest": other}
    return Question("choice", "unclear", wrong, values, (*LETTERS, "unclear"), about=panel.setting.seed)


def _cards(panel: Panel) -> None:
    columns = st.columns(2)
    for column, letter, told in zip(columns, LETTERS, both_made(panel), strict=True):
        with column, st.container(border=True):
            st.metric(named(panel, letter), f"{percent(told.test.share)} %")
            st.caption(panel.say("cheating.right_of", right=told.test.right, n=told.test.images))


def _classes(panel: Panel) -> None:
    """How many of each class are named rightly, by each network on images like its own."""
    look = asked(panel, "classes", called)
    if look.shown is None:
        return
    labels = tagged().plain.labels
    shares = [_rightly(found, name, labels) for found, name in zip(look.shown, NETWORKS, strict=True)]
    groups = {named(panel, one): each for one, each in zip(LETTERS, in_order(panel, shares), strict=True)}
    st.markdown(panel.say("cheating.per_class", n=len(labels)))
    names = [panel.say(f"class.{name}") for name in CLASSES]
    bars(names, groups, f"{panel.name}.per-class", panel.say("cheating.percent_right"), written=False)


def _rightly(found: Called, name: str, labels: Any) -> list[float]:
    said = found.plain if name == "drawn" else found.as_trained
    return [100 * float((said[labels == c] == c).mean()) for c in range(len(np.unique(labels)))]
