"""Two runs on two one-core workers against one after the other on one worker with all cores. Run by hand:

    python tests/bench/two_workers.py [--images 10000] [--epochs 3] [--data drawn]

From the first run's start to the last one's end; starting the workers and importing Keras are not counted.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cnn_core.engine import Engine
from cnn_core.store import Store
from cnn_core.store.records import State
from cnn_core.training.config import Config
from cnn_core.training.presets import PRESETS

TRAINERS = (1, 2, 1, 2)  # in turns


def main() -> None:
    """Print seconds for each, then the ratio."""
    options = argparse.ArgumentParser()
    options.add_argument("--images", type=int, default=10_000)
    options.add_argument("--epochs", type=int, default=3)
    options.add_argument("--data", default="drawn")
    given = options.parse_args()
    config = PRESETS["tutorial"].changed(data=given.data, images=given.images, epochs=given.epochs)
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f} at the start")
    taken: dict[int, list[float]] = {1: [], 2: []}
    for trainers in TRAINERS:
        taken[trainers].append(both(config, trainers))
        print(f"{trainers} worker(s): {taken[trainers][-1]:.1f} s")
    print(f"at once / one after the other: {min(taken[2]) / min(taken[1]):.2f}")


def both(config: Config, trainers: int) -> float:
    """Seconds that two runs take, one learner's each."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/runs.sqlite")
        engine = Engine(store, scheduler="", trainers=trainers)
        engine.start()
        runs = [store.add(config.changed(epochs=1, images=1000), name).id for name in ("ann", "ben")]
        wait(store, runs)  # what is made once in a process is made now
        runs = [store.add(config.changed(seed=seed), name).id for seed, name in enumerate(("ann", "ben"))]
        engine.wake()
        wait(store, runs)
        told = [store.run(run) for run in runs]
        engine.close()
        store.close()
    starts = [run.started.timestamp() for run in told if run.started]
    return max(run.ended.timestamp() for run in told if run.ended) - min(starts)


def wait(store: Store, runs: list[str]) -> None:
    """Until all are at rest; one that failed is an error."""
    while any(store.run(run).state in (State.QUEUED, State.RUNNING) for run in runs):
        time.sleep(0.2)
    for run in runs:
        if reason := store.run(run).reason:
            raise reason


if __name__ == "__main__":
    main()
