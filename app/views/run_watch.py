"""A run in view: where it stands, its curves and pictures while they move, and the buttons that steer it."""

from functools import partial
from typing import Final

import streamlit as st

from app import shell, state, training
from app.lesson import Lesson
from app.markdown import explain_safely, plain
from app.panel import Panel
from app.train_runs import ACTIVE, RUN_CODECS, WATCH, RunSetting, is_own, own_runs
from app.views.run_buttons import buttons
from app.views.run_charts import Curve, learning_curves
from app.views.run_guess import guess
from app.views.run_list import run_list
from app.views.run_pictures import pictures
from app.views.run_reading import readings
from app.views.run_words import duration, failure, happened, network_word, state_word, title
from cnn_core.errors import LabError
from cnn_core.store.records import Run, State, Wanted

#: Seconds between two looks at the store.
EVERY: Final = {State.QUEUED: 1.0, State.RUNNING: 0.8, State.PAUSED: 5.0}
_MOST_EVENTS: Final = 6


def watch(lesson: Lesson) -> None:
    """The open run, or the learner's latest; then all of theirs."""
    panel = Panel(WATCH, RunSetting(), RUN_CODECS)
    lesson.panel_in_view = panel
    try:
        run = run_in_view(panel)
        if run is not None:
            show_live(panel, run)
        run_list(panel, run)
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/error:")
        _another_try(panel)


def run_in_view(panel: Panel) -> Run | None:
    """The run that the setting names, or the latest; from then on the setting names it."""
    if panel.setting.run:
        return training.store().run(panel.setting.run)
    latest = own_runs(1)
    if not latest:
        st.info(panel.say("train_watch.no_run"), icon=":material/rocket_launch:")
        if st.button(
            panel.say("train_watch.to_start"), key=f"{panel.name}.to_start", type="primary",
            icon=":material/arrow_back:", on_click=state.go_to, args=("train", "start"),
        ):  # fmt: skip
            st.rerun()
        return None
    panel.change(run=latest[0].id)
    return latest[0]


def show_live(panel: Panel, run: Run) -> None:
    """A run that draws itself anew while something happens to it; the rest of the page stands still."""
    if run.state in ACTIVE:
        training.engine()  # after a restart of the app, this takes up what was interrupted
    draw = partial(shell.guarded, partial(_live, panel, run.id, run.state))
    st.fragment(draw, run_every=EVERY.get(run.state), key=f"live-{run.id}")()


def _live(panel: Panel, id: str, state_before: State) -> None:
    try:
        run = training.store().run(id)
        if run.state is not state_before:
            st.rerun()  # the page: another pace, and another line in the list of runs
        _head(panel, run)
        _progress(panel, run)
        buttons(panel, run)
        _curves(panel, run)
        pictures(panel, run)
        guess(panel, run)  # below what grows: its going must not move the curves
        _events(panel, run)
    except LabError as error:
        st.warning(explain_safely(panel.language, error), icon=":material/sync_problem:")


def _head(panel: Panel, run: Run) -> None:
    config = run.config
    facts = [
        network_word(panel.language, config),
        panel.say(f"train_data.{config.data}"),
        panel.say("train_watch.images", n=config.images),
        panel.say("train_watch.epochs", n=config.epochs),
    ]
    st.subheader(plain(title(panel.language, run)), anchor=False)
    st.caption(" · ".join(facts))
    if not is_own(run):
        st.caption(panel.say("train_watch.not_yours"))


def _progress(panel: Panel, run: Run) -> None:
    """Where it stands, how far, how long."""
    told = progress_told(panel, run)
    st.markdown(
        f"**{state_word(panel.language, run)}** · {told}"
        if told
        else f"**{state_word(panel.language, run)}**"
    )
    if run.state is State.FAILED:
        st.warning(failure(panel.language, run.reason), icon=":material/build:")
    done, whole = _done(run), max(run.config.epochs, 1)
    if run.state is not State.FAILED:
        st.progress(min(done / whole, 1.0))


def progress_told(panel: Panel, run: Run) -> str:
    """How far and how long, in words."""
    if run.state is State.QUEUED:
        return _waiting(panel, run)
    told = run.progress
    spent = told.seconds if told else 0.0
    parts = []
    if run.state is State.RUNNING:
        if run.wanted is not Wanted.RUN:
            parts.append(panel.say(f"train_watch.will_{run.wanted}"))
        if told is None or not _done(run):
            return " · ".join([*parts, panel.say("train_watch.preparing")])
        judging = told.step >= told.steps and told.epoch == run.epochs_done
        key = "train_watch.judging" if judging else "train_watch.at"
        epoch = min(run.epochs_done + 1, run.config.epochs)
        step = told.step if told.epoch == run.epochs_done else 0
        parts.append(panel.say(key, epoch=epoch, epochs=run.config.epochs, step=step, steps=told.steps))
        left = spent / _done(run) * (run.config.epochs - _done(run))
        parts.append(
            panel.say(
                "train_watch.left", spent=duration(panel.language, spent), left=duration(panel.language, left)
            )
        )
    else:
        parts.append(panel.say("train_watch.done", epoch=run.epochs_done, epochs=run.config.epochs))
        if spent:
            parts.append(panel.say("train_watch.spent", spent=duration(panel.language, spent)))
    return " · ".join(parts)


def _waiting(panel: Panel, run: Run) -> str:
    place = training.store().place(run.id)
    engine = training.engine().status()
    parts = [panel.say("train_watch.place", n=place)] if place and (place > 1 or engine.busy) else []
    if engine.kind != "ready":
        parts.append(panel.say(f"train_engine.{engine.kind}"))
    if engine.error:
        parts.append(explain_safely(panel.language, engine.error))
    return " · ".join(parts) or panel.say("train_watch.soon")


def _done(run: Run) -> float:
    """Epochs done, the running one as far as it is."""
    told = run.progress
    part = told.step / told.steps if told and told.steps and told.epoch == run.epochs_done else 0.0
    return run.epochs_done + part


def _curves(panel: Panel, run: Run) -> None:
    store = training.store()
    epochs, steps = store.epochs(run.id), store.steps(run.id)
    if not epochs and not len(steps.loss):
        return
    readings(panel, run, epochs, steps)
    curve = Curve(title(panel.language, run), epochs, steps, run.config.epochs)
    learning_curves([curve], f"{panel.name}.curves")
    if run.config.label_smoothing:
        st.caption(panel.say("train_watch.smoothed"))


def _events(panel: Panel, run: Run) -> None:
    """What happened, newest last; the ordinary beginning and end are told above."""
    told = [words for event in run.events if (words := happened(panel.language, event))]
    if len(told) > 2:
        with st.expander(panel.say("train_watch.events")):
            st.markdown("\n".join(f"- {words}" for words in told[-_MOST_EVENTS:]))


def _another_try(panel: Panel) -> None:
    def again() -> None:
        training.store.clear()
        panel.change(run="")

    st.button(
        panel.say("train_watch.again"), key=f"{panel.name}.again", icon=":material/refresh:", on_click=again
    )
