"""A store with runs that look as if they had been trained, and an engine that only counts its calls."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from cnn_core.engine.status import Status
from cnn_core.errors import LabError
from cnn_core.store import Epoch, Progress, Store
from cnn_core.store.records import Run, State
from cnn_core.training.config import Config
from cnn_core.training.experiments import Experiment

STEPS = 4


class IdleEngine:
    """Trains nothing."""

    def __init__(self) -> None:
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1

    def status(self) -> Status:
        return Status("ready")


def curve(last: float, epochs: int) -> list[float]:
    """Validation accuracies that end where they should."""
    return [last * (1 - 0.5 / (number + 1)) / (1 - 0.5 / epochs) for number in range(epochs)]


def trained(
    store: Store,
    config: Config,
    learner: str,
    last: float,
    *,
    gap: float = 0.05,
    name: str = "",
    group: str = "",
) -> Run:
    """A finished run whose last validation accuracy is `last`."""
    run = begun(store, config, learner, curve(last, config.epochs), gap=gap, name=name, group=group)
    store.end(run.id, State.FINISHED)
    return store.run(run.id)


def begun(
    store: Store,
    config: Config,
    learner: str,
    accuracies: Sequence[float],
    *,
    gap: float = 0.05,
    name: str = "",
    group: str = "",
) -> Run:
    """A run in training with these validation accuracies so far, in the middle of the next epoch."""
    run = store.add(config, learner, name, group)
    store.begin(run.id)
    steps = np.linspace(0.3, 0.6, STEPS, dtype=np.float32)
    for number, accuracy in enumerate(accuracies, start=1):
        means = Epoch(number, 1.6 / number, accuracy + gap, 1.8 / number, accuracy, 1e-3, 4.0)
        store.end_epoch(run.id, means, None, steps, steps, b"checkpoint")
    if len(accuracies) < config.epochs:
        progress = Progress(len(accuracies), 2, STEPS, 1.5, 0.45, 4.0 * len(accuracies))
        store.report(run.id, progress, steps[:2], steps[:2])
    return store.run(run.id)


def broken(store: Store, config: Config, learner: str) -> Run:
    """A run that ended in its first epoch since its loss was no number any more."""
    run = begun(store, config, learner, [])
    store.end(run.id, State.FAILED, LabError("loss_not_finite", epoch=1, step=3, rate=0.1))
    return store.run(run.id)


def trained_set(
    store: Store, experiment: Experiment, learner: str, lasts: Sequence[float], **more: object
) -> list[Run]:
    """All variants of an experiment, finished; `seed`, `data`, `gap` and `group` as wanted."""
    gap, group = float(str(more.get("gap", 0.05))), str(more.get("group", ""))
    data, seed = str(more.get("data", "drawn")), int(str(more.get("seed", 0)))
    return [
        trained(store, experiment.config(name, data, seed), learner, last, gap=gap, name=name, group=group)
        for name, last in zip(experiment.variants, lasts, strict=True)
    ]


def app_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The app's store for one test; the drawn data set is in use."""
    made = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    monkeypatch.setattr("app.training.store", lambda: made)
    monkeypatch.setattr("app.views.data_source.in_use", lambda: "drawn")
    yield made
    made.close()


def idle_engine(monkeypatch: pytest.MonkeyPatch) -> IdleEngine:
    """The app's engine for one test; nothing is trained."""
    made = IdleEngine()
    monkeypatch.setattr("app.training.engine", lambda: made)
    return made
