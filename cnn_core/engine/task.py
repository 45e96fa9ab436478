"""What a worker does with a run that it is handed."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from cnn_core.errors import LabError
from cnn_core.store import PASSING, State, Store, store_at
from cnn_core.training.config import Config

#: A training as the engine calls it: with the configuration, the store, and the run's id.
Job = Callable[[Config, Store, str], Any]
BEAT: Final = 3.0
_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a run on a worker."""

    DONE = "done"
    #: It had been begun before, by a worker that died: the cluster hands such work out again by itself.
    LOST = "lost"
    #: It was given to somebody else meanwhile, paused, or deleted.
    NOT_OURS = "not_ours"
    #: The store failed; without signs of life the run will be found lost.
    STORE_FAILED = "store_failed"


def train(config: Config, store: Store, run_id: str) -> None:
    """The job that is meant outside tests; TensorFlow is imported here at the earliest."""
    from cnn_core.training.train import train as train_run

    train_run(config, store, run_id)


@dataclass(frozen=True)
class Door:
    """The store as it travels: opened by the worker, not by the scheduler, which unpickles it too."""

    url: str = field(repr=False)  # dask logs arguments; this one may hold a password

    def open(self) -> Store:
        """This process's store."""
        return store_at(self.url)


def work(job: Job, door: Door, id: str, attempt: int) -> Outcome:
    """Do the job for a claimed run, beating meanwhile; whatever it raises becomes the run's reason to fail.

    Args:
        job: the training.
        door: to the store that has the run.
        id: the run.
        attempt: the claim's, as `store.next` gave it.
    """
    try:
        store = door.open()
        run = store.run(id)
        if run.attempt != attempt or run.state is not State.RUNNING:
            return Outcome.LOST if _was_begun(store, id, attempt) else Outcome.NOT_OURS
        with _beating(store, id, attempt):
            job(run.config, store, id)
    except LabError as error:
        if error.key in PASSING:
            return Outcome.STORE_FAILED
        if error.key in ("run_taken", "run_not_waiting", "no_such_run"):
            return Outcome.NOT_OURS
        store.end(id, State.FAILED, error)
    except Exception as error:
        _log.exception("training of run %s broke off", id)
        detail = str(error).strip().partition("\n")[0][:300]
        store.end(id, State.FAILED, LabError("training_broke", error=type(error).__name__, detail=detail))
    return Outcome.DONE


def _was_begun(store: Store, id: str, attempt: int) -> bool:
    run = store.run(id)
    return run.attempt == attempt + 1 and run.state is State.RUNNING


@contextmanager
def _beating(store: Store, id: str, attempt: int) -> Iterator[None]:
    """Give signs of life until the end: before the job has begun the run, in the claim's name."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT):
            try:
                _ = store.beat(id) or store.beat(id, attempt)
            except LabError:
                continue  # the next beat may get through

    thread = threading.Thread(target=beat, name=f"beat-{id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(BEAT)
