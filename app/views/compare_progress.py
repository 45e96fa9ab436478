"""A set of runs while it trains: how far the whole is, and each of them."""

from collections.abc import Sequence

import streamlit as st

from app import training
from app.compare_sets import ACTIVE, RunSet, is_done, variant_name
from app.compare_words import percent
from app.lesson import Lesson
from app.markdown import explain_safely
from app.panel import Panel
from app.text import show
from app.views import tables
from app.views.run_charts import Curve, learning_curves
from cnn_core.errors import LabError
from cnn_core.store.records import Run, State, Wanted


def progress(lesson: Lesson, panel: Panel, found: RunSet) -> None:
    """The whole set, anew each second until none of it waits or trains."""
    training.engine()  # whoever looks wakes it: it may have been another process that started the runs
    lesson.prose("ask.hint")
    st.fragment(lambda: _live(panel, found), run_every=1.0)()
    if found.is_mine:
        st.button(
            panel.say("compare.stop"), key=f"{panel.name}.stop", icon=":material/stop:",
            on_click=_ask_all, args=(panel, found.active, Wanted.STOP),
        )  # fmt: skip


def go_on(panel: Panel, found: RunSet) -> None:
    """What was paused, stopped or failed, and a button to go on with it."""
    if not found.at_rest:
        return
    for run in found.at_rest:
        told = panel.say("compare.at_rest", name=_name(found, run), state=_state(panel, run))
        reason = f" {explain_safely(panel.language, run.reason)}" if run.reason else ""
        st.info(told + reason, icon=":material/pause_circle:")
    if found.is_mine:
        st.button(
            panel.say("compare.go_on", n=len(found.at_rest)), key=f"{panel.name}.go_on", type="primary",
            icon=":material/play_arrow:", on_click=_ask_all, args=(panel, found.at_rest, Wanted.RUN),
        )  # fmt: skip


def _live(panel: Panel, found: RunSet) -> None:
    store = training.store()
    try:
        runs = [store.run(run.id) for run in found.runs.values()]
        epochs = {run.id: store.epochs(run.id) for run in runs}
        places = {run.id: store.place(run.id) for run in runs if run.state is State.QUEUED}
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/database_off:")
        return
    if not any(run.state in ACTIVE for run in runs):
        st.rerun()
    done = sum(_epochs(run) for run in runs) / sum(run.config.epochs for run in runs)
    finished = sum(is_done(run) for run in runs)
    st.progress(
        min(done, 1.0), panel.say("compare.progress", n=finished, total=len(runs), done=percent(done))
    )
    if any(run.state is State.QUEUED for run in runs):
        _waiting(panel)
    head = ["", *(panel.say(f"compare.{column}") for column in ("state", "epoch", "so_far"))]
    body = [[_name(found, run), *_row(panel, run, places.get(run.id))] for run in runs]
    tables.table(head, body, caption=panel.say("compare.the_set"))
    learning_curves(
        [Curve(_name(found, run), epochs[run.id], planned=run.config.epochs) for run in runs],
        f"{panel.name}.live",
    )


def _waiting(panel: Panel) -> None:
    """Why nothing moves, if it is the engine."""
    engine = training.engine().status()
    if engine.error:
        st.warning(explain_safely(panel.language, engine.error), icon=":material/power_off:")
    elif engine.kind != "ready":
        st.caption(panel.say(f"train_engine.{engine.kind}"))


def _row(panel: Panel, run: Run, place: int | None) -> list[str]:
    running = run.progress.accuracy if run.progress else None
    shown = f"{_epochs(run):.1f} / {run.config.epochs}"
    state = panel.say("compare.place", place=show(place)) if place else _state(panel, run)
    return [state, shown, "–" if running is None else percent(running)]


def _epochs(run: Run) -> float:
    """Epochs done, the running one by its part."""
    told = run.progress
    if told is None or run.state is not State.RUNNING or told.epoch != run.epochs_done:
        return float(run.epochs_done)
    return told.epoch + told.step / max(told.steps, 1)


def _state(panel: Panel, run: Run) -> str:
    return panel.say(f"train_state.{run.state}")


def _name(found: RunSet, run: Run) -> str:
    variant = found.experiment.variant_of(run.config) or ""
    name = variant_name(found.experiment, variant)
    return name if len(found.seeds) < 2 else f"{name} · {run.config.seed}"


def _ask_all(panel: Panel, runs: Sequence[Run], wanted: Wanted) -> None:
    store = training.store()
    try:
        for run in runs:
            store.ask(run.id, wanted)
        training.engine().wake()
    except LabError as error:
        st.toast(explain_safely(panel.language, error), icon=":material/error:")
