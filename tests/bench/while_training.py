"""Learners editing the pooling lab while a run trains on the same machine, and at rest. Run by hand:

    python tests/bench/while_training.py [--learners 10] [--seconds 30] [--data drawn]

Waiting times as in learners.py, both measured in one run on one server; the training is the tutorial network
in the engine's own worker, as the app starts it.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cnn_core.engine import Engine
from cnn_core.store import Store
from cnn_core.store.records import Wanted
from cnn_core.training.presets import PRESETS
from tests.bench.learners import Class, at
from tests.e2e.browser import MAIN, Server, start_server


def main() -> None:
    """Print both lines and their ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--learners", type=int, default=10)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--data", default="drawn")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        server = start_server(MAIN, Path(home), [])
        try:
            asyncio.run(Class(server, "pooling").lesson(1, 0))  # imports and caches are filled once
            rest = waits(server, given.learners, given.seconds, "at rest")
            with Training(Path(home), given.data):
                busy = waits(server, given.learners, given.seconds, "training")
        finally:
            server.stop()
    print(f"ratio p50 {at(busy, 0.5) / at(rest, 0.5):.2f}, p95 {at(busy, 0.95) / at(rest, 0.95):.2f}")


def waits(server: Server, learners: int, seconds: float, name: str) -> list[float]:
    """Seconds from edit to answer, of all learners."""
    told = Class(server, "pooling")
    asyncio.run(told.lesson(learners, seconds))
    middle, late = at(told.waits, 0.5) * 1000, at(told.waits, 0.95) * 1000
    print(f"{name:<10} {len(told.waits)} edits, p50 {middle:.0f} ms, p95 {late:.0f} ms, errors {told.errors}")
    return told.waits


class Training:
    """A run that trains for as long as the block lasts, from its first report on."""

    def __init__(self, home: Path, data: str) -> None:
        self.store = Store(f"sqlite:///{home}/bench.sqlite")
        self.engine = Engine(self.store, scheduler="")
        self.run = self.store.add(PRESETS["tutorial"].changed(data=data, images=20_000, epochs=100), "bench")

    def __enter__(self) -> None:
        self.engine.start()
        while (run := self.store.run(self.run.id)).progress is None:
            if run.reason:
                raise run.reason
            time.sleep(0.5)

    def __exit__(self, *_: object) -> None:
        told = self.store.run(self.run.id)
        print(f"the run is in epoch {told.epochs_done + 1}")
        self.store.ask(self.run.id, Wanted.STOP)
        self.engine.close()
        self.store.close()


if __name__ == "__main__":
    main()
