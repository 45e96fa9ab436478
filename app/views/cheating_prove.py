"""The experiment: the tag is taken from an image, or put on one of another class; nothing else changes."""

from typing import Any

import numpy as np
import streamlit as st

from app import state
from app.lesson import Lesson
from app.looking import dimmed
from app.panel import Panel
from app.questions import Question
from app.views.cheating_setting import (
    CUED,
    LETTERS,
    MOST_NTH,
    answer,
    asked,
    heat_pane,
    in_order,
    named,
    opened,
    places_of,
)
from app.views.heat_setting import panes
from app.views.images import picture
from cnn_core.data.dataset import CLASSES
from cnn_core.explain.looks_cheating import Seen, seen

_SHOWN = 192  # pixels on the page
OPTIONS = ("none", *LETTERS, "both")


def prove(lesson: Lesson) -> None:
    """The section: which of the two changes its answer when only the tag changes? Then the switch."""
    panel = opened(lesson)
    s = panel.setting
    _controls(panel)
    drawings, every = places_of(s.subject)
    place = int(every[(s.nth - 1) % len(every)])
    images = np.stack([drawings.plain.images[place], drawings.images[place]])  # without, with
    starts = int(s.subject == CUED)
    found = asked(panel, "with-and-without", seen, images, CLASSES.index(CUED), "layer-cam")
    if found.result is None:
        picture(images[starts], panel.say(f"class.{s.subject}"), _SHOWN)
        return
    both = in_order(panel, found.result)
    before, stage = st.empty(), st.container()
    if not lesson.ask(which_changes(panel, both)):
        with before.container(horizontal=True):
            picture(images[starts], panel.say(f"class.{s.subject}"), _SHOWN)
            _answers(panel, both, starts)
        return
    with stage, dimmed("cheating-prove", found):
        key = f"{panel.name}.tag"
        changed = state.on_change(key, lambda on: panel.change(tag=on))
        st.toggle(panel.say("cheating.tag"), **state.filled(key, s.tag), on_change=changed)
        masks = drawings.masks if s.tag else drawings.plain.masks
        _panes(panel, both, int(s.tag), None if masks is None else masks[place])


def which_changes(panel: Panel, both: tuple[Seen, Seen]) -> Question:
    """Whose answer changes when the tag comes or goes?"""
    s, before = panel.setting, int(panel.setting.subject == CUED)
    moved = [letter for letter, one in zip(LETTERS, both, strict=True) if len(set(_labels(one))) > 1]
    right = "both" if len(moved) == 2 else moved[0] if moved else "none"
    values = {"subject": panel.say(f"class.{s.subject}")}
    for letter, one in zip("ab", both, strict=True):
        values[f"{letter}_before"] = answer(panel, one.shares[before])
        values[f"{letter}_after"] = answer(panel, one.shares[1 - before])
    values["doing"] = panel.say(f"cheating.doing_{'off' if before else 'on'}", **values)
    wrong = {} if right == "none" else {"too-small": "none"}
    if right in LETTERS:
        wrong |= {"both-alike": "both"}
    return Question("choice", right, wrong, values, OPTIONS, about=(s.seed, s.subject, s.nth))


def _labels(one: Seen) -> list[int]:
    return [int(label) for label in one.shares.argmax(axis=1)]


def _controls(panel: Panel) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"{panel.name}.subject.{panel.language}"
        st.selectbox(
            panel.say("cheating.subject"), **state.picked(key, CLASSES, panel.setting.subject), width=172,
            format_func=lambda one: panel.say(f"class.{one}"),
            on_change=state.on_change(key, lambda one: panel.change(subject=one, nth=1, tag=one == CUED)),
        )  # fmt: skip
        panel.number("nth", panel.say("cheating.nth"), 1, MOST_NTH)


def _answers(panel: Panel, both: tuple[Seen, Seen], at: int) -> None:
    with st.container():
        for letter, one in zip(LETTERS, both, strict=True):
            st.markdown(f"**{named(panel, letter)}** · {answer(panel, one.shares[at])}")


def _panes(panel: Panel, both: tuple[Seen, Seen], at: int, mask: Any) -> None:
    name = panel.say(f"class.{panel.setting.subject}")
    shown = [
        heat_pane(
            panel, letter, letter, answer(panel, one.shares[at]), one.images[at], one.heat[at], mask, name,
            bool(one.empty[at]),
        )
        for letter, one in zip(LETTERS, both, strict=True)
    ]  # fmt: skip
    panes(panel, shown, "prove-view")
    st.caption(panel.say("cheating.heat_for", name=panel.say(f"class.{CUED}")))
