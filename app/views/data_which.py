"""Which data: CIFAR-10 or the drawn set, which of them is in use and why, and how to get CIFAR-10."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from app import state
from app.markdown import as_code, explain_safely
from app.panel import Panel, Topic
from app.text import show
from app.views import tables
from app.views.data_source import DATA_CODECS, data_control, in_use, said_in_use, sample
from cnn_core.data import download, published, sources
from cnn_core.data.load import MOST_IMAGES, TEST_IMAGES, forget
from cnn_core.errors import LabError

SETS: Final = ("cifar10", "drawn")
_MEGABYTE = 1_000_000
_PATH_LENGTH = 1000


@dataclass(frozen=True)
class WhichSetting:
    """Which data set is in use."""

    data: str = "auto"


WHICH = Topic(WhichSetting(), {"data": DATA_CODECS["data"]}, data_control)


def both_sets(panel: Panel) -> None:
    """What is in use and why; the two data sets side by side; CIFAR-10 from a disk or the network."""
    sample()  # read now, so that what cannot be read is told here
    said_in_use(panel)
    _why(panel)
    head = ["", *(panel.say(f"data.{name}") for name in SETS)]
    rows = [
        [panel.say(f"data_which.{fact}"), *_facts(panel, fact)]
        for fact in ("images", "classes", "shape", "made", "masks")
    ]
    tables.table(head, rows, caption=panel.say("data_which.caption"))
    _get(panel)


def _facts(panel: Panel, fact: str) -> list[str]:
    if fact == "images":
        return [
            panel.say("data_which.counts", train=MOST_IMAGES[name], test=TEST_IMAGES[name]) for name in SETS
        ]
    if fact == "classes":
        return ["10", "10"]
    if fact == "shape":
        return ["32 × 32 × 3"] * 2
    return [panel.say(f"data_which.{fact}_{name}") for name in SETS]


def _why(panel: Panel) -> None:
    broken: LabError | None = state.recall("data", "broken", None)
    try:
        source = sources.find()
    except LabError as error:
        if error.key == "cifar10_not_here":
            st.markdown(panel.say("data_which.not_here"))
        else:
            st.warning(explain_safely(panel.language, error))
        return
    if broken:
        st.warning(explain_safely(panel.language, broken))
    else:
        st.markdown(panel.say(f"data_which.source_{source.kind}", path=as_code(_shown(source.path))))


def _shown(path: Path) -> Path:
    return path if state.at_this_computer() else Path(path.name)


def _get(panel: Panel) -> None:
    """Name a folder or archive, or download; from another computer neither is anyone's business."""
    if not state.at_this_computer():
        st.caption(panel.say("data_which.ask_host"))
        return
    with st.expander(panel.say("data_which.get"), expanded=in_use() != "cifar10"):
        _name_a_place(panel)
        st.divider()
        _download(panel)


def _name_a_place(panel: Panel) -> None:
    key = f"{panel.name}.path"

    def read() -> None:
        named = str(state.widget_value(key) or "").strip()
        state.forget("data", "broken")
        state.forget(panel.name, "refused", "read")
        try:
            sources.load(named)
            forget()
            state.remember("data", "name", "cifar10")
            state.remember(panel.name, "read", named)
        except LabError as error:
            state.remember(panel.name, "refused", error)

    with st.form(f"{panel.name}.place", border=False):
        st.text_input(
            panel.say("data_which.path"), key=key, max_chars=_PATH_LENGTH, placeholder="cifar-10-batches-py"
        )
        st.form_submit_button(panel.say("data_which.read"), on_click=read, icon=":material/folder_open:")
    refused: LabError | None = state.recall(panel.name, "refused", None)
    if refused:
        st.warning(explain_safely(panel.language, refused))
    elif state.recall(panel.name, "read", ""):
        st.success(panel.say("data_which.have_it"), icon=":material/check_circle:")


def _download(panel: Panel) -> None:
    st.markdown(panel.say("data_which.download", mb=round(published.ARCHIVE_BYTES / _MEGABYTE)))
    running = download.shared().progress().state == "running"
    st.fragment(_progress, run_every=0.5 if running else None)(panel)


def _progress(panel: Panel) -> None:
    shared = download.shared()
    progress = shared.progress()

    def start() -> None:
        state.forget(panel.name, "not_started")
        state.forget("data", "broken")
        try:
            shared.start()
        except LabError as error:
            state.remember(panel.name, "not_started", error)

    if progress.state == "running":
        state.remember(panel.name, "watched", True)
        share = min(progress.received / progress.total, 1.0)
        st.progress(
            share,
            panel.say(
                "data_which.received",
                mb=show(round(progress.received / _MEGABYTE, 1)),
                total=show(round(progress.total / _MEGABYTE, 1)),
            ),
        )
        st.button(
            panel.say("data_which.cancel"),
            key=f"{panel.name}.cancel",
            on_click=shared.cancel,
            icon=":material/close:",
        )
        return
    if state.recall(panel.name, "watched", False):
        state.forget(panel.name, "watched")
        if progress.state == "done":
            state.remember("data", "name", "cifar10")
        st.rerun()  # the whole page: the data in use may be others now
    st.button(
        panel.say("data_which.start"),
        key=f"{panel.name}.start",
        on_click=start,
        icon=":material/download:",
        disabled=progress.state == "done",
    )
    error = state.recall(panel.name, "not_started", None) or progress.error
    if error:
        st.warning(explain_safely(panel.language, error))
    elif progress.state in ("done", "cancelled"):
        st.caption(panel.say(f"data_which.{progress.state}"))
