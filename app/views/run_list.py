"""The learner's runs: open, compare, rename, delete."""

from collections.abc import Sequence

import streamlit as st

from app import state, training
from app.catalog import ROOT
from app.markdown import plain
from app.panel import Panel
from app.text import show
from app.train_runs import is_own, open_run, own_runs
from app.views.run_words import ICONS, network_word, title
from cnn_core.store.records import Run

MOST_SHOWN, MOST_COMPARED = 12, 6


def run_list(panel: Panel, now: Run | None) -> None:
    """A line a run, newest first, and what can be done with those that are ticked."""
    runs = own_runs()
    if not runs:
        return
    st.subheader(panel.say("train_runs.mine", n=len(runs)), anchor=False)
    shown = runs if state.recall(panel.name, "all", False) else runs[:MOST_SHOWN]
    for run in shown:
        _line(panel, run, now is not None and run.id == now.id)
    if len(runs) > len(shown):
        st.button(
            panel.say("train_runs.all", n=len(runs)), key=f"{panel.name}.all",
            on_click=state.remember, args=(panel.name, "all", True),
        )  # fmt: skip
    _compare(panel, shown)


def _line(panel: Panel, run: Run, is_open: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"run-{run.id}"):
        name = plain(title(panel.language, run))
        st.checkbox(
            panel.say("train_runs.tick", name=name), key=f"{panel.name}.tick.{run.id}",
            label_visibility="collapsed", width="content",
        )  # fmt: skip
        facts = f"{network_word(panel.language, run.config)}, {panel.say(f'train_data.{run.config.data}')}"
        best = _best(run)
        found = f" · **{panel.say('train_runs.best', n=best)}**" if best else ""
        word = panel.say(f"train_state.{run.state}")
        st.markdown(
            f"{ICONS[run.state]} {f'**{name}**' if is_open else name}  \n:small[{facts} · {word}{found}]"
        )
        if not is_open and st.button(
            panel.say("train_runs.open"), key=f"{panel.name}.open.{run.id}", on_click=open_run, args=(run.id,)
        ):
            st.rerun()
        with st.popover(panel.say("train_runs.change"), icon=":material/more_vert:"):
            _change(panel, run)


def _change(panel: Panel, run: Run) -> None:
    key = f"{panel.name}.rename.{run.id}"
    st.text_input(
        panel.say("train_runs.name"), run.name, key=key, max_chars=80, width=260,
        on_change=_rename, args=(run, key),
    )  # fmt: skip
    if st.button(
        panel.say("train_runs.delete"), key=f"{panel.name}.delete.{run.id}", icon=":material/delete:",
        on_click=_delete, args=(panel, run),
    ):  # fmt: skip
        st.rerun()
    st.caption(panel.say("train_runs.delete_why"))


def _rename(run: Run, key: str) -> None:
    training.store().rename(run.id, str(state.widget_value(key) or ""))


def _delete(panel: Panel, run: Run) -> None:
    if is_own(run):
        training.store().delete(run.id)
        if panel.setting.run == run.id:
            panel.change(run="", epoch=0)


def _best(run: Run) -> str:
    epochs = training.store().epochs(run.id) if run.epochs_done else []
    return show(round(100 * max(epoch.val_accuracy for epoch in epochs), 1)) if epochs else ""


def _compare(panel: Panel, runs: Sequence[Run]) -> None:
    """A link to the page that lays curves over each other."""
    ticked = [run.id for run in runs if state.widget_value(f"{panel.name}.tick.{run.id}")]
    if 2 <= len(ticked) <= MOST_COMPARED:
        st.page_link(
            ROOT / "pages" / "compare.py", label=panel.say("train_runs.compare", n=len(ticked)),
            icon=":material/compare_arrows:", query_params={"runs": "_".join(ticked)},
        )  # fmt: skip
    elif runs[1:]:
        st.caption(panel.say("train_runs.compare_how", n=MOST_COMPARED))
