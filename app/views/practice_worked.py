"""A worked example above an exercise, or its own first steps; neither counts as a hint that was asked for."""

import streamlit as st

from app import practice_book, state
from app.exercise_text import hint, in_words, option, prompt, reason
from app.text import say
from app.views.practice_feedback import draw_solution
from app.views.practice_given import draw_figures, draw_matrices, has_matrices
from app.worked import Stage, example, opens, stage, steps_given
from cnn_core.exercises.exercise import Exercise

_PLACE, _PART = "practice", "worked"


def help_for(exercise: Exercise) -> Stage:
    """How much of an example fits the exercise in view."""
    return stage(practice_book.attempts(), exercise, exercise.id in _seen())


def draw_example(exercise: Exercise, language: str, key: str) -> None:
    """Another case, solved step by step; made and drawn only while it is unfolded."""
    box = st.expander(
        say(language, "worked.example"), expanded=opens(practice_book.attempts(), exercise),
        key=f"{key}.worked", on_change="rerun",
    )  # fmt: skip
    if not box.open:
        return
    state.remember(_PLACE, _PART, _seen() | {exercise.id})
    with box:
        other = example(exercise.id, exercise.seed)
        if other is None:
            st.markdown(say(language, "worked.no_other"))
        else:
            _solved(other, language, f"{key}.example")


def draw_first_steps(exercise: Exercise, language: str, key: str) -> int:
    """The first hints of the exercise in view, unasked; returns how many."""
    given = steps_given(exercise)
    if given:
        with st.expander(say(language, "worked.begun"), expanded=True, key=f"{key}.begun"):
            _steps(exercise, given, language)
            st.caption(say(language, "worked.finish"))
    return given


def _solved(other: Exercise, language: str, key: str) -> None:
    st.caption(say(language, "worked.other"))
    with st.container(horizontal=True, gap="medium", key="worked-asked"):
        with st.container(key="worked-prompt", width="stretch"):
            st.markdown(prompt(other, language))
            if other.case.options:
                st.markdown("\n".join(f"- {option(other, one, language)}" for one in other.case.options))
        if has_matrices(other):
            with st.container(key="worked-given", width="content", horizontal=True):
                draw_matrices(other, language)
    draw_figures(other, language, key, in_field=False)
    _steps(other, other.hints, language)
    why = reason(other, language)
    if other.kind in ("matrix", "code"):
        st.markdown(f"**{say(language, 'practice.answer')}** {why}")
        draw_solution(other, language)
    else:
        told = say(language, "ask.answer", answer=in_words(other, other.answer, language))
        st.markdown(f"**{told}** {why}")
    st.caption(say(language, "worked.yours"))


def _steps(exercise: Exercise, count: int, language: str) -> None:
    for step in range(1, count + 1):
        st.markdown(f"**{say(language, 'worked.step', n=step)}** {hint(exercise, step, language)}")


def _seen() -> frozenset[str]:
    return state.recall(_PLACE, _PART, frozenset())
