"""One exercise: what is given and asked, where the answer goes, what the page says to it, what comes next."""

from dataclasses import replace

import streamlit as st

from app import practice_book
from app.exercise_text import prompt
from app.practice import Practice
from app.practice_next import tally
from app.practice_work import work_on
from app.text import lesson_text
from app.views.practice_entry import draw_entry
from app.views.practice_feedback import draw_feedback, draw_hints, draw_ways_on
from app.views.practice_given import draw_figures, draw_matrices, has_matrices
from app.views.practice_worked import draw_example, draw_first_steps, help_for
from cnn_core.exercises.exercise import Exercise


def draw_exercise(panel: Practice) -> None:
    """Draw the exercise in view, of whatever kind, and the help that comes unasked."""
    exercise, language = panel.exercise, panel.language
    work, key = work_on(exercise), f"practice.{exercise.id}.{exercise.seed}"
    unasked = help_for(exercise)
    if unasked == "whole":
        draw_example(exercise, language, key)
    with st.container(border=True, key="practice-exercise"):
        title = lesson_text(exercise.lesson, language).title
        st.caption(panel.say("practice.head", lesson=title, level=exercise.level))
        _asked(exercise, language, key)
        given = draw_first_steps(exercise, language, key) if unasked == "half" else 0
        # Steps given unasked are not asked for again, and are not counted as hints.
        shown = replace(work, hints=min(given + work.hints, exercise.hints))
        draw_entry(exercise, shown, language, key)
        draw_hints(exercise, shown, language, after=given)
        draw_feedback(exercise, work, language)
        draw_ways_on(panel, exercise, work, key)
    draw_tally(panel)


def draw_tally(panel: Practice) -> None:
    """What has been done in this visit, in a line."""
    done = tally(practice_book.of_visit())
    if done.tried:
        st.caption(panel.say("practice.tally", tried=done.tried, right=done.right))


def _asked(exercise: Exercise, language: str, key: str) -> None:
    with st.container(horizontal=True, gap="medium", key="practice-asked"):
        with st.container(key="practice-prompt", width="stretch"):
            st.markdown(prompt(exercise, language))
        if has_matrices(exercise):
            with st.container(key="practice-given", width="content", horizontal=True):
                draw_matrices(exercise, language)
    draw_figures(exercise, language, key)
