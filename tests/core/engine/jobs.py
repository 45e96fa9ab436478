"""Stand-ins for a training, in a module that workers can import. The run's name says how one behaves."""

import os
import time

import numpy as np

from cnn_core.store import Epoch, Progress, Snapshot, State, Wanted

STEPS, PAUSE = 4, 0.05


def train(config, store, run_id):
    """Behaves as a training does: begins, reports, checkpoints, resumes, and hears what is wanted."""
    run = store.begin(run_id)
    if run.name == "breaks":
        raise ZeroDivisionError("as a program of ours might")
    for number in range(run.epochs_done + 1, run.config.epochs + 1):
        losses = []
        for step in range(STEPS):
            time.sleep(PAUSE)
            if run.name == "kills":
                os.kill(os.getpid(), 9)
            if run.name == "hangs" and number == 2 and not _hung_before(store, run_id):
                time.sleep(600)
            losses.append(1 / (number * STEPS + step))
            progress = Progress(number - 1, step + 1, STEPS, losses[-1], 0.5, 0.0)
            wanted = store.report(run_id, progress, losses, losses)
            if wanted is Wanted.STOP:
                return store.end(run_id, State.STOPPED)
        means = Epoch(number, losses[-1], 0.5, 1.0, 0.5, 0.1, 0.2)
        snapshot = Snapshot(number, np.ones((1, 1, 1, 1)), None)
        wanted = store.end_epoch(run_id, means, snapshot, losses, losses, b"checkpoint %d" % number)
        if wanted is not Wanted.RUN:
            return store.end(run_id, State.PAUSED if wanted is Wanted.PAUSE else State.STOPPED)
    return store.end(run_id, State.FINISHED, final=b"final")


def _hung_before(store, run_id):
    return any(event.key == "worker_lost" for event in store.run(run_id).events)


def pid():
    return os.getpid()


def about():
    """Of the process that computes this."""
    import sys

    nice = os.getpriority(os.PRIO_PROCESS, 0) if hasattr(os, "getpriority") else 0
    return {"pid": os.getpid(), "keras": "keras" in sys.modules, "nice": nice, "env": dict(os.environ)}


def breaks():
    raise ValueError("looked too closely")


def kills():
    os.kill(os.getpid(), 9)
