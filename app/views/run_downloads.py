"""What can be taken home of a run: its network, a script that trains it again, its epochs as a table."""

from concurrent.futures import Future
from functools import partial

import streamlit as st

from app import shell, state, training
from app.markdown import explain_safely
from app.panel import Panel
from cnn_core.errors import LabError
from cnn_core.store.records import Run
from cnn_core.training.table import epochs_csv


def downloads(panel: Panel, run: Run) -> None:
    """Three files; the network's is made by a worker when it is asked for."""
    from cnn_core.training.script import script

    st.subheader(panel.say("train_files.title"), anchor=False)
    epochs = training.store().epochs(run.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            panel.say("train_files.csv"), epochs_csv(epochs), file_name=f"run-{run.id}.csv", mime="text/csv",
            key=f"{panel.name}.csv", icon=":material/table:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            panel.say("train_files.script"), script(run.config), file_name=f"run-{run.id}.py",
            mime="text/x-python", key=f"{panel.name}.script", icon=":material/code:", on_click="ignore",
        )  # fmt: skip
        name = f"{panel.name}.keras.{run.id}"
        waits = state.recall(name, "future", None) is not None
        draw = partial(shell.guarded, partial(_network, panel, run, name, waits))
        st.fragment(draw, run_every=1.0 if waits else None, key=f"keras-{run.id}")()
    st.caption(panel.say("train_files.why"))


def _network(panel: Panel, run: Run, name: str, waits: bool) -> None:
    """First a button that has the file made, then one that hands it over."""
    future: Future[bytes] | None = state.recall(name, "future", None)
    if future is not None and future.done():
        state.forget(name, "future")
        try:
            state.remember(name, "file", future.result())
        except LabError as error:
            state.remember(name, "failed", error)
        st.rerun()
    if future is not None and not waits:
        st.rerun()  # the page: from now on this part looks again every second
    file: bytes | None = state.recall(name, "file", None)
    if file is not None:
        st.download_button(
            panel.say("train_files.keras"), file, file_name=f"run-{run.id}.keras", mime="application/zip",
            key=f"{name}.file", icon=":material/download:", type="primary", on_click="ignore",
        )  # fmt: skip
    else:
        st.button(
            panel.say("train_files.making" if future else "train_files.make"), key=f"{name}.make",
            icon=":material/package_2:", disabled=future is not None, on_click=_make, args=(run, name),
        )  # fmt: skip
    if state.recall(name, "gone", False):
        st.caption(panel.say("train_files.gone"))
    if failed := state.recall(name, "failed", None):
        st.warning(explain_safely(panel.language, failed))


def _make(run: Run, name: str) -> None:
    from cnn_core.training.export import keras_file

    state.forget(name, "failed")
    weights = training.store().weights(run.id, "final") or training.store().weights(run.id, "best")
    if weights is None:
        state.remember(name, "gone", True)
    else:
        state.remember(name, "future", training.engine().look(keras_file, run.config, weights))
