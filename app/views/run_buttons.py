"""The buttons that steer a run; only its owner has them."""

from collections.abc import Callable

import streamlit as st

from app import state, training
from app.markdown import explain_safely
from app.panel import Panel
from app.train_runs import AFTER, is_own, open_run
from cnn_core.errors import LabError
from cnn_core.store.records import Run, State, Wanted
from cnn_core.training.config import MAX_EPOCHS

_RESTING = (State.STOPPED, State.FAILED)
_MORE = 3  # epochs


def buttons(panel: Panel, run: Run) -> None:
    """Whatever can be done with it now."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"steer-{run.id}"):
        if is_own(run):
            _steer(panel, run)
        if run.epochs_done and run.state in (State.FINISHED, State.STOPPED):
            pressed = st.button(
                panel.say("train_button.results"), key=f"{panel.name}.results", icon=":material/insights:",
                on_click=open_run, args=(run.id, AFTER),
            )  # fmt: skip
            if pressed:
                st.rerun()
    if refused := state.recall(panel.name, "refused", None):
        st.warning(explain_safely(panel.language, refused), icon=":material/error:")


def _steer(panel: Panel, run: Run) -> None:
    waits = run.state in (State.QUEUED, State.RUNNING)
    if waits and run.wanted is Wanted.PAUSE:
        _button(panel, "resume", ":material/play_arrow:", lambda: _ask(run, Wanted.RUN))
    elif waits:
        _button(panel, "pause", ":material/pause:", lambda: _ask(run, Wanted.PAUSE))
    elif run.state is State.PAUSED or (run.state in _RESTING and run.epochs_done < run.config.epochs):
        name = "again" if run.state is State.FAILED else "resume"
        _button(panel, name, ":material/play_arrow:", lambda: _ask(run, Wanted.RUN), main=True)
    if waits or run.state is State.PAUSED:
        _button(panel, "stop", ":material/stop:", lambda: _ask(run, Wanted.STOP))
    most = MAX_EPOCHS - run.config.epochs
    if run.state is State.FINISHED and most > 0:
        key = f"{panel.name}.more"
        st.number_input(panel.say("train_button.more_epochs"), 1, most, min(_MORE, most), key=key, width=150)
        _button(
            panel,
            "extend",
            ":material/fast_forward:",
            lambda: _extend(run, int(state.widget_value(key))),
            main=True,
        )


def _button(panel: Panel, name: str, icon: str, act: Callable[[], None], main: bool = False) -> None:
    def press() -> None:
        state.forget(panel.name, "refused")
        try:
            act()
        except LabError as error:
            state.remember(panel.name, "refused", error)

    st.button(
        panel.say(f"train_button.{name}"), key=f"{panel.name}.{name}", icon=icon, on_click=press,
        type="primary" if main else "secondary",
    )  # fmt: skip


def _ask(run: Run, wanted: Wanted) -> None:
    training.store().ask(run.id, wanted)
    training.engine().wake()


def _extend(run: Run, epochs: int) -> None:
    training.store().extend(run.id, epochs)
    training.engine().wake()
