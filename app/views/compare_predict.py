"""Asking what will come out before anybody knows."""

import streamlit as st

from app import state
from app.compare_setting import SKIPPED
from app.lesson import Lesson
from app.panel import Panel
from cnn_core.training.experiments import Experiment
from cnn_core.training.outcomes import ANSWERS


def predict(lesson: Lesson, panel: Panel, experiment: Experiment) -> bool:
    """Ask, or say what was predicted; returns whether the learner has committed to something."""
    guess = panel.setting.guess
    with st.container(border=True, key=f"ask-{panel.name}".replace(".", "-")):
        st.markdown(f"**{panel.say('ask.title')}** {lesson.words('ask')}")
        if guess:
            _told(panel, experiment, guess)
        else:
            _ask(panel, experiment)
    return bool(guess)


def answer_words(panel: Panel, experiment: Experiment, answer: str) -> str:
    """An answer in the words of what is measured."""
    return panel.say(f"compare_answer.{experiment.measure}_{answer}")


def _told(panel: Panel, experiment: Experiment, guess: str) -> None:
    if guess == SKIPPED:
        st.markdown(panel.say("compare.skipped"))
    else:
        st.markdown(panel.say("compare.predicted", answer=answer_words(panel, experiment, guess)))


def _ask(panel: Panel, experiment: Experiment) -> None:
    key = f"{panel.name}.typed"

    def commit() -> None:
        if answer := state.widget_value(key):
            panel.change(guess=answer)
        else:
            state.remember(panel.name, "unanswered", True)

    with st.form(f"{panel.name}.form", border=False):
        st.radio(
            panel.say("ask.label_choice"), ANSWERS, index=None, key=key, horizontal=True,
            format_func=lambda answer: answer_words(panel, experiment, answer), label_visibility="collapsed",
        )  # fmt: skip
        with st.container(horizontal=True):
            st.form_submit_button(panel.say("compare.commit"), on_click=commit, type="primary")
            st.form_submit_button(panel.say("compare.skip"), on_click=panel.change, kwargs={"guess": SKIPPED})
    if state.recall(panel.name, "unanswered", False):
        state.forget(panel.name, "unanswered")
        st.info(panel.say("compare.choose_first"), icon=":material/edit:")
