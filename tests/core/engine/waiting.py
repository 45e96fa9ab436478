"""Polling with a deadline."""

import os
import time

from cnn_core.engine.status import Patience
from cnn_core.store import State

#: As the engine's own, but for runs of a second.
QUICK = Patience(tick=0.1, watch=0.3, gone=3.0, silent=6.0, retry=(0.2, 0.5), connect=1.0, start=60.0)
AT_REST = {State.FINISHED, State.STOPPED, State.PAUSED, State.FAILED}


def until(true, seconds=40.0):
    """What `true()` gives once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, f"not in {seconds} s"
        time.sleep(0.05)
    return found


def at_rest(store, *runs):
    """The runs, once nobody works on them any more."""
    until(lambda: all(store.run(run.id).state in AT_REST for run in runs))
    return [store.run(run.id) for run in runs]


def training(store, run, epochs=1):
    """The run, once it has done so many epochs and goes on."""
    return until(lambda: (now := store.run(run.id)).epochs_done >= epochs and now.worker and now)


def pid_of(run):
    return int(run.worker.rpartition(":")[2])


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def keys(run):
    return [event.key for event in run.events]
