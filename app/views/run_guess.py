"""A guess at how good a network will become, made before it is known, and what came of it."""

import streamlit as st

from app import state, training
from app.panel import Panel
from app.text import show
from app.train_runs import ACTIVE
from cnn_core.store.records import Run, State


def guess(panel: Panel, run: Run) -> None:
    """While nothing is known yet, a field for it; at the end, the guess beside the truth."""
    name = f"{panel.name}.guess.{run.id}"
    guessed: float | None = state.recall(name, "guess", None)
    if guessed is None:
        if run.state in ACTIVE and not run.epochs_done:
            _ask(panel, name)
    elif run.state is State.FINISHED and (reached := _reached(run)) is not None:
        key = "near" if abs(reached - guessed) <= 5 else "higher" if reached > guessed else "lower"
        st.info(
            panel.say(f"train_guess.{key}", guess=show(guessed), reached=show(reached)),
            icon=":material/psychology:",
        )
    else:
        st.caption(panel.say("train_guess.kept", guess=show(guessed)))


def _ask(panel: Panel, name: str) -> None:
    with (
        st.form(f"{name}.form", border=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.number_input(
            panel.say("train_guess.ask"), 0, 100, value=None, key=f"{name}.typed", width=330,
            placeholder=panel.say("train_guess.like"),
        )  # fmt: skip
        st.form_submit_button(panel.say("train_guess.keep"), on_click=_keep, args=(name,))


def _keep(name: str) -> None:
    typed = state.widget_value(f"{name}.typed")
    if typed is not None:
        state.remember(name, "guess", float(typed))


def _reached(run: Run) -> float | None:
    epochs = training.store().epochs(run.id)
    return round(100 * epochs[-1].val_accuracy, 1) if epochs else None
