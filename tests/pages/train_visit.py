"""The store and the engine of the training lesson's tests; runs with curves, pictures and results."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn_core.engine import Status
from cnn_core.store import Store
from cnn_core.store.records import Epoch, Progress, Result, Run, Snapshot, State
from cnn_core.training.config import Config
from cnn_core.training.presets import PRESETS
from tests.pages.filled_store import app_store

LEARNER = "0123456789abcdef0123456789abcdef"
STEPS = 8
DRAWN = PRESETS["fast"].changed(data="drawn", validation=100, images=1000)


class StubEngine:
    """Trains nothing; a look is done at once, here."""

    def __init__(self) -> None:
        self.woken = 0
        self.kind = "ready"
        self.looks: list[Any] = []

    def wake(self) -> None:
        self.woken += 1

    def status(self) -> Status:
        return Status(self.kind, trainers=1)

    def look(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        self.looks.append(function)
        done: Future[Any] = Future()
        done.set_result(b"PK a file")
        return done


def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, StubEngine]]:
    """For one test: an empty store, an engine that trains nothing, a learner with a name."""
    engine = StubEngine()
    monkeypatch.setattr("app.training.engine", lambda: engine)
    monkeypatch.setattr("app.state.learner", lambda: LEARNER)
    monkeypatch.setattr("app.views.data_source.usable", lambda: ("drawn", "drawn-cue"))
    for module in ("app.train_panel", "app.views.train_start"):
        monkeypatch.setattr(f"{module}.usable", lambda: ("drawn", "drawn-cue"))
    monkeypatch.setattr("app.views.train_ingredients.in_use", lambda: "drawn")
    for store in app_store(tmp_path, monkeypatch):
        yield store, engine


def train(
    store: Store,
    config: Config = DRAWN,
    epochs: int = 0,
    state: State | None = None,
    learner: str = LEARNER,
    name: str = "",
    last: float = 0.7,
) -> Run:
    """A run with so many epochs behind it, in training or at rest."""
    run = store.add(config, learner, name)
    store.begin(run.id)
    line = np.linspace(2.0, 1.0, STEPS, dtype=np.float32)
    rng = np.random.default_rng(1)
    for number in range(1, epochs + 1):
        accuracy = last * number / epochs
        means = Epoch(number, 2.0 / number, accuracy, 1.9 / number, accuracy, 0.1, 5.0)
        kernels = rng.normal(size=(3, 3, 3, 54)).astype(np.float16)
        seen = Snapshot(number, kernels, rng.dirichlet(np.ones(10), 10).astype(np.float16))
        store.end_epoch(run.id, means, seen, line, line / 4, b"checkpoint", b"best")
    if state is None:
        progress = Progress(epochs, 2, STEPS, 1.5, 0.4, 5.0 * epochs + 2)
        store.report(run.id, progress, line[:2], line[:2] / 4)
    elif state in (State.FINISHED, State.STOPPED):
        store.end(run.id, state, final=b"final", results=[result("validation", 100), result("test", 200)])
    else:
        store.end(run.id, state)
    return store.run(run.id)


def result(split: str, count: int) -> Result:
    """Nine of ten right; of the others, every cat is called a dog, surely."""
    labels = np.arange(count, dtype=np.uint8) % 10
    said = np.where(labels == 3, 5, labels)
    probabilities = np.full((count, 10), 0.02)
    probabilities[np.arange(count), said] = 0.82
    accuracy = float((said == labels).mean())
    return Result("final", split, 0.5, accuracy, probabilities.astype(np.float16), labels)
