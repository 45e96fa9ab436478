"""How far a learner is: what comes next, lessons, what they are sure of, typical mistakes; and keeping it."""

import time
from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from app import practice_book
from app.catalog import LESSONS
from app.exercise_text import in_words, prompt, wrong
from app.lesson import Lesson
from app.panel import Panel
from app.practice_mistakes import Mistake, typical
from app.practice_next import telling
from app.practice_setting import RETURN, ReturnSetting
from app.text import lesson_text
from app.views.next_step import draw_next_step, open_exercise
from app.views.practice_given import draw_figures, draw_matrices
from app.views.practice_keeper import draw_keeper
from app.views.practice_me import draw_me, draw_return
from app.views.progress_bar import bar
from cnn_core.exercises.attempts import Attempt
from cnn_core.exercises.kinds import read
from cnn_core.exercises.progress import Standing, by_concept, by_lesson

_MOST_CONCEPTS: Final = 6


def progress(lesson: Lesson) -> None:
    """The whole section."""
    panel = Panel("practice.progress", ReturnSetting(), RETURN)
    lesson.panel_in_view = panel
    if draw_return(panel):
        return
    done = practice_book.attempts()
    draw_next_step(panel.language, done, time.time(), here=True)
    if done:
        _lessons(panel, done)
        _concepts(panel, by_concept(done))
        _mistakes(panel, done)
    draw_me(panel)
    draw_keeper()


def _lessons(panel: Panel, done: Sequence[Attempt]) -> None:
    st.subheader(panel.say("progress.lessons"), anchor=False)
    standings = by_lesson(done)
    with st.container(key="progress-lessons", gap="xsmall"):
        for entry in LESSONS:
            if entry.slug not in standings:
                continue
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                title = lesson_text(entry.slug, panel.language).title
                st.page_link(entry.page, label=title, icon=entry.icon, width=220)
                st.html(bar(standings[entry.slug], panel.language), width="stretch")
    st.caption(panel.say("progress.known_means"))


def _concepts(panel: Panel, standings: Mapping[str, Standing]) -> None:
    sure = [name for name, one in standings.items() if one.is_strong]
    weak = sorted(
        (name for name, one in standings.items() if one.is_weak), key=lambda name: standings[name].share
    )
    between = panel.say("progress.between")
    for told, names in (("sure", sure), ("weak", weak)):
        if names:
            listed = between.join(panel.say(f"concept.{name}") for name in names[:_MOST_CONCEPTS])
            st.markdown(panel.say(f"progress.{told}", concepts=listed))


def _mistakes(panel: Panel, done: Sequence[Attempt]) -> None:
    found = typical(done)
    if not found:
        return
    st.subheader(panel.say("progress.mistakes"), anchor=False)
    for number, mistake in enumerate(found):
        _one_mistake(panel, mistake, number)


def _one_mistake(panel: Panel, mistake: Mistake, number: int) -> None:
    exercise, language = mistake.exercise, panel.language
    title = lesson_text(exercise.lesson, language).title
    head = panel.say(
        "progress.times_one" if mistake.times == 1 else "progress.times", n=mistake.times, lesson=title
    )
    with st.container(border=True, key=f"progress-mistake-{number}"):
        st.caption(head)
        st.markdown(prompt(exercise, language))
        with st.container(horizontal=True):
            draw_matrices(exercise, language)
        draw_figures(exercise, language, f"progress.{number}", in_field=False)
        if exercise.kind not in ("matrix", "code"):
            received = in_words(exercise, read(exercise, mistake.answer), language)
            st.markdown(panel.say("progress.you_said", answer=received))
        st.markdown(wrong(exercise, mistake.belief, mistake.answer, language))
        label, key = panel.say("practice.tell_apart"), f"progress.apart.{number}"
        if st.button(label, key=key, icon=":material/compare_arrows:"):
            open_exercise(exercise.id, telling(exercise, mistake.belief))
