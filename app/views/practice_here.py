"""The exercises of a lesson's section, below its lab: a quiet row, and an exercise once it is unfolded."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from app import catalog, practice_book, state
from app.practice import Practice
from app.practice_next import following
from app.practice_setting import PracticeSetting
from app.text import say
from app.views.practice_exercise import draw_exercise
from app.views.practice_keeper import draw_keeper
from cnn_core.exercises.bank import in_section, spec
from cnn_core.exercises.progress import by_exercise


class PracticeHere(Practice):
    """The exercises of a section. The address is the lab's, so the one in view stands in no link."""

    def __init__(self, lesson: str, section: str) -> None:
        """Panel's own would take the link that is meant for the lab."""
        self.name, self.default, self.codecs = place(lesson, section), PracticeSetting(), {}
        self.language = state.language()
        self._among = in_section(lesson, section)
        self.setting = state.recall(self.name, "setting", self.default)
        if not self.setting.exercise:
            self.go_on()

    @property
    def pool(self) -> tuple[str, ...]:
        """What the next exercise is chosen from."""
        return self._among

    def change(self, **changes: Any) -> None:
        """Change some fields of the setting."""
        self.setting = replace(self.setting, **changes)
        state.remember(self.name, "setting", self.setting)

    def next_id(self) -> str:
        """Another one within reach; of those met least often the easiest."""
        others = [id for id in self.pool if id != self.setting.exercise] or self.pool
        return following(others, practice_book.attempts(), self.setting.exercise, _easiest)


def practise_here(lesson: str, section: str) -> None:
    """Offer the exercises of a section; where it has none, nothing is drawn."""
    found = in_section(lesson, section)
    if not found:
        return
    unfolded = state.recall(place(lesson, section), "unfolded", False)
    with st.container(key="practise-here"):
        _row(lesson, section, found, unfolded)
        if unfolded:
            draw_exercise(PracticeHere(lesson, section))
            draw_keeper()


def place(lesson: str, section: str) -> str:
    """Where what belongs to a section's exercises is remembered."""
    return f"here.{lesson}.{section}"


def _easiest(found: Sequence[str]) -> str:
    return min(found, key=lambda id: spec(id).level)


def _row(lesson: str, section: str, found: tuple[str, ...], unfolded: bool) -> None:
    language, name = state.language(), place(lesson, section)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="practise-row"):
        st.subheader(say(language, "here.title"), anchor=False, width="content")
        st.caption(_standing(found, language), width="content")
        st.button(
            say(language, "here.fold" if unfolded else "here.unfold"), key=f"{name}.fold",
            icon=f":material/{'expand_less' if unfolded else 'expand_more'}:",
            on_click=state.remember, args=(name, "unfolded", not unfolded),
        )  # fmt: skip
        _all_of_it(lesson, language)


def _standing(found: tuple[str, ...], language: str) -> str:
    """How many there are; how many were tried and are known, once there is something to tell."""
    standings = by_exercise(practice_book.attempts())
    mine = [standings[id] for id in found]
    tried, known = sum(one.seen for one in mine), sum(one.known for one in mine)
    return say(language, "here.standing" if tried else "here.count", n=len(mine), tried=tried, known=known)


def _all_of_it(lesson: str, language: str) -> None:
    query = {"at": "lesson", "in": lesson, "lang": language}
    if state.presenting():
        query["present"] = "1"
    page = catalog.lesson("practice")
    st.page_link(page.page, label=say(language, "here.all"), icon=page.icon, query_params=query)
