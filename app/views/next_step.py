"""What to do next, in a line with a way there: on the front page, and with the progress."""

from collections.abc import Sequence

import streamlit as st

from app import catalog, state
from app.next_step import Step, next_step
from app.practice_next import untried_seed
from app.practice_setting import PracticeSetting, practised
from app.text import lesson_text, say
from cnn_core.exercises.attempts import Attempt

_PRACTICE, _REPEAT = "practice", "repeat"


def draw_next_step(language: str, done: Sequence[Attempt], now: float, here: bool = False) -> None:
    """Draw it.

    Args:
        language: of the page.
        done: what the learner has done.
        now: seconds since 1970, UTC.
        here: whether this is the practice page, which turns to its own section.
    """
    step = next_step(done, now, practised())
    title = lesson_text(step.lesson, language).title
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="next-step"):
        st.markdown(say(language, f"next.{step.why}", lesson=title), width="stretch")
        if not step.exercise:
            _lesson_link(step, title)
            return
        seed = untried_seed(step.exercise, done)
        if not here:
            _practice_link(step, seed, language)
        elif st.button(
            say(language, "next.practise"), type="primary", icon=":material/exercise:", key="next"
        ):
            open_exercise(step.exercise, seed)


def open_exercise(id: str, seed: int) -> None:
    """Turn to an exercise, from another section of the practice page; the page runs again."""
    state.change(f"{_PRACTICE}.{_REPEAT}", PracticeSetting(), exercise=id, seed=seed)
    state.go_to(_PRACTICE, _REPEAT)
    st.rerun()


def _lesson_link(step: Step, title: str) -> None:
    entry = catalog.lesson(step.lesson)
    st.page_link(entry.page, label=title, icon=entry.icon)


def _practice_link(step: Step, seed: int, language: str) -> None:
    entry = catalog.lesson(_PRACTICE)
    query = {"at": _REPEAT, "ex": step.exercise, "seed": str(seed), "lang": language}
    st.page_link(entry.page, label=say(language, "next.practise"), icon=entry.icon, query_params=query)
