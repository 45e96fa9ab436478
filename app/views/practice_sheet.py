"""A worksheet to print: exercises with room to answer, and the solutions on a page of their own."""

import streamlit as st

from app import state
from app.exercise_text import in_words, option, prompt, reason
from app.lesson import Lesson
from app.panel import Panel
from app.practice import drawn_seed
from app.practice_setting import COUNTS, MOST_SEED, SHEET, SheetSetting, practised
from app.practice_sheet import sheet
from app.views.practice_feedback import draw_solution
from app.views.practice_given import draw_figures, draw_matrices, has_matrices, matrix
from app.views.practice_print import print_button
from app.views.practice_ways import choose_from
from cnn_core.exercises.exercise import Exercise


def worksheet(lesson: Lesson) -> None:
    """The choices, and the sheet as it will be printed."""
    panel = Panel("practice.sheet", SheetSetting(), SHEET)
    lesson.panel_in_view = panel
    with st.container(key="sheet-controls"):
        _controls(panel)
    exercises = sheet(panel.setting)
    if not exercises:
        st.info(panel.say("practice.none"))
        return
    with st.container(key="practice-sheet"):
        st.subheader(panel.say("practice.sheet_title", seed=str(panel.setting.seed)), anchor=False)
        st.markdown(panel.say("practice.sheet_name"))
        for number, exercise in enumerate(exercises, 1):
            _on_paper(exercise, number, panel.language)
        if panel.setting.solutions:
            _solutions(exercises, panel)


def _controls(panel: Panel) -> None:
    choose_from(
        panel,
        lambda lessons: panel.change(lessons=tuple(slug for slug in practised() if slug in lessons)),
        lambda level: panel.change(level=level),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = "practice.sheet.count"
        st.segmented_control(
            panel.say("practice.count"), **state.marked(key, COUNTS, panel.setting.count), required=True,
            on_change=state.on_change(key, lambda count: panel.change(count=count)),
        )  # fmt: skip
        panel.number("seed", panel.say("practice.seed"), 0, MOST_SEED)
        st.button(
            panel.say("practice.another_sheet"), key="practice.sheet.another", icon=":material/autorenew:",
            on_click=lambda: panel.change(seed=drawn_seed()),
        )  # fmt: skip
        key = "practice.sheet.solutions"
        st.toggle(
            panel.say("practice.solutions"), **state.filled(key, panel.setting.solutions),
            on_change=lambda: panel.change(solutions=bool(state.widget_value(key))),
        )  # fmt: skip
        print_button(panel.say("practice.print"))


def _on_paper(exercise: Exercise, number: int, language: str) -> None:
    with st.container(key=f"sheet-item-{number}"):
        with st.container(horizontal=True, gap="medium"):
            with st.container(width="stretch"):
                st.markdown(f"**{number}.** {prompt(exercise, language)}")
            if has_matrices(exercise):
                with st.container(width="content", horizontal=True):
                    draw_matrices(exercise, language)
        draw_figures(exercise, language, f"sheet.{number}", in_field=False)
        _room(exercise, language)


def _room(exercise: Exercise, language: str) -> None:
    """Where the answer goes: boxes to tick, cells to fill in, places, lines."""
    if exercise.kind in ("choice", "order"):
        box = "☐" if exercise.kind == "choice" else "▁▁"
        st.markdown("  \n".join(f"{box} {option(exercise, one, language)}" for one in exercise.case.options))
    elif exercise.kind == "matrix" and isinstance(exercise.answer, tuple):
        matrix([[None] * len(row) for row in exercise.answer], "", "blank")
    else:
        lines = 3 if exercise.kind == "code" else 1
        st.html("<div class='sheet-line'></div>" * lines)


def _solutions(exercises: tuple[Exercise, ...], panel: Panel) -> None:
    language = panel.language
    with st.container(key="sheet-solutions"):
        st.subheader(panel.say("practice.solutions"), anchor=False)
        for number, exercise in enumerate(exercises, 1):
            with st.container(key=f"sheet-solution-{number}"):
                why = reason(exercise, language)
                if exercise.kind in ("matrix", "code"):
                    st.markdown(f"**{number}.** {why}")
                    draw_solution(exercise, language)
                else:
                    st.markdown(f"**{number}. {in_words(exercise, exercise.answer, language)}** · {why}")
