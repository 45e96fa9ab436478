"""The verdict: which network cheats, what proves it, what it would do, and how to prevent it."""

from typing import Final

import streamlit as st

from app.lesson import Lesson
from app.panel import Panel
from app.questions import Question
from app.text import show
from app.views.bars import bars
from app.views.cheating_setting import CUED, LETTERS, asked, both_made, cheat, in_order, named, opened
from app.views.tables import table
from cnn_core.data.dataset import CLASSES
from cnn_core.data.tagged import tagged
from cnn_core.explain.looks_cheating import Called, called
from cnn_core.models.provenance_file import CueEffect, Score

EVIDENCE: Final = ("accuracy", "heatmap", "score", "experiment")
REMEDIES: Final = ("more", "longer", "best", "break")
_COUNTS: Final = ("class_without", "class_with", "others_without", "others_with")


def verdict(lesson: Lesson) -> None:
    """The section: which one cheats? What proves it? Then the names, and what the tag does on new images."""
    panel = opened(lesson)
    if lesson.ask(which_cheats(panel), "which") and lesson.ask(what_proves(), "proof"):
        _counts(panel)
        _confused(panel)


def prevent(lesson: Lesson) -> None:
    """The section: what would have prevented it?"""
    opened(lesson)
    lesson.ask(what_prevents())


def which_cheats(panel: Panel) -> Question:
    """A, B, both or none?"""
    right = cheat(panel)
    other = next(letter for letter in LETTERS if letter != right)
    wrong = {"lower-accuracy": other, "both-good": "none", "both-bad": "both"}
    told = {"cheats": named(panel, right), "clean": named(panel, other)}
    return Question("choice", right, wrong, told, (*LETTERS, "none", "both"), about=panel.setting.seed)


def what_proves() -> Question:
    """Which of the findings is a proof?"""
    wrong = {"trusts-accuracy": "accuracy", "trusts-the-map": "heatmap", "many-maps": "score"}
    return Question("choice", "experiment", wrong, {}, EVIDENCE)


def what_prevents() -> Question:
    """What would have helped?"""
    wrong = {"more-of-the-same": "more", "trains-longer": "longer", "picks-the-best": "best"}
    return Question("choice", "break", wrong, {}, REMEDIES)


def _counts(panel: Panel) -> None:
    """What was counted on the test images, without and with tags."""
    cues: list[CueEffect] = [told.cue for told in both_made(panel) if told.cue is not None]
    head = [panel.say("cheating.images"), *(named(panel, letter) for letter in LETTERS)]
    rows = [
        [panel.say(f"cheating.{name}"), *(_count(panel, getattr(cue, name)) for cue in cues)]
        for name in _COUNTS
    ]
    table(head, rows, caption=panel.say("cheating.called_horse"))


def _count(panel: Panel, score: Score) -> str:
    return panel.say(
        "cheating.of", right=score.right, n=score.images, share=show(round(100 * score.share, 1))
    )


def _confused(panel: Panel) -> None:
    """Which classes the tag turns into horses."""
    look = asked(panel, "confused", called)
    if look.shown is None:
        return
    labels, horse = tagged().plain.labels, CLASSES.index(CUED)
    others = [c for c in range(len(CLASSES)) if c != horse]

    def shares(found: Called) -> list[float]:
        return [100 * float((found.with_tag[labels == c] == horse).mean()) for c in others]

    groups = {
        named(panel, one): shares(found)
        for one, found in zip(LETTERS, in_order(panel, look.shown), strict=True)
    }
    st.markdown(panel.say("cheating.confused", n=int((labels == others[0]).sum())))
    names = [panel.say(f"class.{CLASSES[c]}") for c in others]
    bars(names, groups, f"{panel.name}.confused", panel.say("cheating.percent_horse"), written=False)
