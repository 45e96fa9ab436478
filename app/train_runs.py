"""The runs that pages are about: which is open, whose it is, how one is started."""

import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from app import state, training
from app.link import Codec, whole
from cnn_core.architecture.trace import Row
from cnn_core.errors import LabError
from cnn_core.store.records import Run, State
from cnn_core.store.texts import run_id
from cnn_core.training.config import MAX_EPOCHS, Config, traced
from cnn_core.training.estimate import USUAL, Speed, measured_speed

#: Where runs are watched, and where their results are.
WATCH, AFTER = "train.watch", "train.after"
ACTIVE: Final = (State.QUEUED, State.RUNNING)
_MEASURED: Final = 8  # runs that a speed is taken from


@dataclass(frozen=True)
class RunSetting:
    """The run in view, "" for the learner's latest; `epoch` is the one whose pictures are shown, 0: last."""

    run: str = ""
    epoch: int = 0


RUN_CODECS: Final[Mapping[str, Codec]] = {
    "run": Codec("run", str, run_id),
    "epoch": whole("epoch", 0, MAX_EPOCHS),
}


def start_run(config: Config, name: str = "", group: str = "") -> Run:
    """Put a run into the queue and have the engine look at it.

    Raises:
        LabError: as the store and the engine do.
    """
    run = training.store().add(config, state.learner(), name, group)
    training.engine().wake()
    return run


def open_run(id: str, place: str = WATCH) -> None:
    """Turn to a run, where it is watched or where its results are."""
    for name in (WATCH, AFTER):
        state.change(name, RunSetting(), run=id, epoch=0)
    lesson, _, section = place.partition(".")
    state.go_to(lesson, section)


def own_runs(limit: int = 50) -> list[Run]:
    """The learner's runs, newest first. Raises LabError as the store does."""
    return training.store().runs(learner=state.learner(), limit=limit)


def is_own(run: Run) -> bool:
    """Whether the learner may steer it: everybody else may watch."""
    return run.learner == state.learner()


def same_run(config: Config, runs: Iterable[Run]) -> Run | None:
    """The first of some runs that has a configuration and ended well, or may yet."""
    fit = (State.QUEUED, State.RUNNING, State.PAUSED, State.FINISHED)
    return next((run for run in runs if run.config == config and run.state in fit), None)


def machine_speed() -> Speed:
    """How fast this machine trains, from what it has trained."""
    try:
        return _measured(training.store().url)
    except LabError:
        return USUAL


@st.cache_data(ttl=60, show_spinner=False)
def _measured(url: str) -> Speed:
    """`url` names the store that was asked."""
    store, here = training.store(), platform.node()[:60]
    found: list[tuple[list[Row], Config, float]] = []
    for run in store.runs(limit=60):
        if run.state is State.FINISHED and run.worker.rpartition(":")[0] == here and len(found) < _MEASURED:
            seconds = [epoch.seconds for epoch in store.epochs(run.id)]
            # The first epoch holds what TensorFlow does once.
            found.append((traced(run.config), run.config, min(seconds[1:] or seconds)))
    return measured_speed(found)
