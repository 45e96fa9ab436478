"""Predictions about runs that the learner has trained, checked against what came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from app import catalog, state, training
from app.compare_words import distinct
from app.exercise_text import prompt
from app.lesson import Lesson
from app.link import Codec, whole
from app.markdown import explain_safely
from app.panel import Panel
from app.practice_work import work_on
from app.train_runs import own_runs
from app.views.compare_tables import differences_table
from app.views.practice_entry import draw_entry
from app.views.practice_feedback import draw_feedback, draw_hints
from app.views.practice_keeper import draw_keeper
from app.views.run_words import title
from cnn_core.errors import LabError
from cnn_core.exercises.exercise import Exercise
from cnn_core.exercises.own_runs import Watched, about
from cnn_core.store.records import Run, State
from cnn_core.store.texts import run_id
from cnn_core.training.outcomes import numbers

#: Runs offered, newest first, and those that one run is set beside.
_MOST, _BESIDE = 12, 3


@dataclass(frozen=True)
class RunsSetting:
    """The run asked about, "" for the newest; and which of its questions."""

    run: str = ""
    question: int = 0


_CODECS: Final = {"run": Codec("run", str, run_id), "question": whole("q", 0, 99)}


def runs(lesson: Lesson) -> None:
    """A run, and one question after another about it."""
    panel = Panel("practice.runs", RunsSetting(), _CODECS)
    lesson.panel_in_view = panel
    try:
        finished = [run for run in own_runs() if run.state is State.FINISHED][:_MOST]
    except LabError as error:
        st.info(explain_safely(panel.language, error))
        return
    if finished:
        _about(panel, finished)
    else:
        st.info(panel.say("own_runs.none"))
        train = catalog.lesson("train")
        st.page_link(train.page, label=panel.say("own_runs.train"), icon=train.icon)
    draw_keeper()


def _about(panel: Panel, finished: Sequence[Run]) -> None:
    by_id = {run.id: run for run in finished}
    run = by_id.get(panel.setting.run, finished[0])
    # A menu takes names that are alike for one.
    names = {
        one.id: name
        for one, name in zip(
            finished, distinct([title(panel.language, one) for one in finished]), strict=True
        )
    }
    key = f"{panel.name}.run.{panel.language}"
    st.selectbox(
        panel.say("own_runs.run"), **state.picked(key, tuple(names), run.id), format_func=names.__getitem__,
        on_change=state.on_change(key, lambda id: panel.change(run=id, question=0)), width=480,
    )  # fmt: skip
    others = [one for one in finished if one.id != run.id and _comparable(one, run)][:_BESIDE]
    questions = about(_watched(run), [_watched(one) for one in others])
    if not questions:
        st.info(panel.say("own_runs.too_short"))
        return
    number = min(panel.setting.question, len(questions) - 1)
    exercise = questions[number]
    beside = others[number - len(questions)] if exercise.name == "pair" else None
    _draw(panel, exercise, run, beside, (number, len(questions)))


def _comparable(one: Run, other: Run) -> bool:
    """Judged on as many images of the same data, and not the very same twice."""
    same = one.config.data == other.config.data and one.config.validation == other.config.validation
    return same and one.config != other.config


def _watched(run: Run) -> Watched:
    found = (numbers(run.config, [epoch]) for epoch in training.store().epochs(run.id))
    return Watched(run.id, tuple(one for one in found if one))


def _draw(panel: Panel, exercise: Exercise, run: Run, beside: Run | None, place: tuple[int, int]) -> None:
    language, key = panel.language, f"practice.{exercise.id}.{exercise.seed}"
    work, (number, count) = work_on(exercise), place
    with st.container(border=True, key="practice-exercise"):
        st.caption(panel.say("own_runs.head", n=number + 1, total=count))
        if beside:
            _difference(panel, run, beside)
        st.markdown(prompt(exercise, language))
        draw_entry(exercise, work, language, key)
        draw_hints(exercise, work, language)
        draw_feedback(exercise, work, language)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if number + 1 < count:
                st.button(
                    panel.say("practice.next"), key=f"{panel.name}.next", icon=":material/arrow_forward:",
                    icon_position="right", type="primary" if work.is_done else "secondary",
                    on_click=panel.change, kwargs={"run": run.id, "question": number + 1},
                )  # fmt: skip
            if work.is_done:
                _curves_link(panel, run)


def _curves_link(panel: Panel, run: Run) -> None:
    query = {"at": "watch", "run": run.id, "lang": panel.language}
    label = panel.say("own_runs.curves")
    st.page_link(catalog.lesson("train").page, label=label, icon=":material/show_chart:", query_params=query)


def _difference(panel: Panel, run: Run, beside: Run) -> None:
    """What the two are called, and in what they differ."""
    pair = {"A": run, "B": beside}
    differences_table({f"{name} · {title(panel.language, one)}": one.config for name, one in pair.items()})
