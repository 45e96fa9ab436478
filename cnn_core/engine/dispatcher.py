"""One turn of the engine: connect, collect what is done, find what is lost, hand out what waits."""

import logging
import time
from dataclasses import dataclass
from typing import Any, Final

from cnn_core.engine.connection import Connection
from cnn_core.engine.launch import Means
from cnn_core.engine.looks import Looks
from cnn_core.engine.status import Patience
from cnn_core.engine.task import Job, Outcome
from cnn_core.errors import LabError
from cnn_core.store import PASSING, Run, Store

_log = logging.getLogger(__name__)
_ANSWER: Final = 10.0


@dataclass(frozen=True)
class _Handed:
    run: Run
    future: Any

    @property
    def attempts(self) -> tuple[int, int]:
        """The claim's, and that of the worker that began it."""
        return self.run.attempt, self.run.attempt + 1


class Dispatcher:
    """Hands waiting runs to workers; used by one thread.

    Attributes:
        trainers: how many runs can be trained at once; 0 before that is known.
        connection: to the scheduler, if there is one.
    """

    def __init__(self, store: Store, job: Job, means: Means, patience: Patience) -> None:
        """Nothing is started yet; `job` is a function of a module that workers can import."""
        self.trainers = 0
        self.connection: Connection | None = None
        self.looks = Looks()
        self._store, self._job, self._means, self._patience = store, job, means, patience
        self._handed: list[_Handed] = []
        self._watched = self._forgot = self._woke = 0.0

    @property
    def busy(self) -> int:
        """How many runs are handed out."""
        return len(self._handed)

    def turn(self) -> None:
        """Do what is to be done now.

        Raises:
            LabError: what is wrong with the scheduler or the store; the next turn tries again.
        """
        connection = self.connection
        if connection is None or not connection.alive():
            self._lose()
            connection = self._connect()
        self.trainers = connection.trainers()
        self.looks.connect(connection)
        self._collect()
        self._watch(connection)
        self._hand_out(connection)

    def close(self) -> None:
        """End the workers, if they are this machine's, and put back what they had."""
        self.looks.close()
        if self.connection is None:
            return
        own, self.connection = self.connection, None
        own.close()
        if own.is_own:
            self._put_back_all("engine_closed")

    def _connect(self) -> Connection:
        self.connection = Connection(self._means, self._patience)
        return self.connection

    def _lose(self) -> None:
        """The connection is gone. Own workers are gone with it; those of a cluster may train on."""
        if self.connection is None:
            return
        lost, self.connection, self.trainers = self.connection, None, 0
        self.looks.connect(None)
        _log.error("the scheduler at %s is lost", lost.address)
        lost.close()
        if lost.is_own:
            self._put_back_all("worker_lost")
        self._handed.clear()

    def _put_back_all(self, key: str) -> None:
        for handed in self._handed:
            try:
                self._put_back(handed, key, counts=False)
            except LabError:
                continue  # without a beat it will be found lost
        self._handed.clear()

    def _put_back(self, handed: _Handed, key: str = "worker_lost", counts: bool = True) -> None:
        for attempt in handed.attempts:
            try:
                self._store.put_back(handed.run.id, attempt, key, counts)
            except LabError as error:
                if error.key != "no_such_run":
                    raise

    def _collect(self) -> None:
        for handed in [one for one in self._handed if one.future.done()]:
            # A store that fails here fails again in the next turn: so it stays in the list until then.
            self._finish(handed)
            self._handed.remove(handed)

    def _finish(self, handed: _Handed) -> None:
        future = handed.future
        if future.status == "finished":
            if _outcome(future) is Outcome.LOST:
                self._put_back(handed)
        elif future.status != "error":
            self._put_back(handed, counts=False)
        elif type(error := future.exception(timeout=_ANSWER)).__name__ == "KilledWorker":
            self._put_back(handed)
        elif not (isinstance(error, LabError) and error.key in PASSING):
            self._fail(handed, error)

    def _fail(self, handed: _Handed, error: BaseException) -> None:
        """The worker could not even try: it lacks the program, mostly."""
        detail = str(error).strip().partition("\n")[0][:300]
        reason = LabError("training_broke", error=type(error).__name__, detail=detail)
        for attempt in handed.attempts:
            self._store.fail(handed.run.id, attempt, reason)
        _log.error("run %s could not be begun: %r", handed.run.id, error)

    def _watch(self, connection: Connection) -> None:
        now = time.time()
        slept = now - self._woke > self._patience.watch + self._patience.gone
        self._woke = now
        if slept and self._watched:
            # The machine slept, and the workers with it: give them time to beat.
            self._watched = now + self._patience.gone
        if now - self._watched < self._patience.watch:
            return
        self._watched = now
        for handed in self._handed:
            self._store.beat(handed.run.id, handed.run.attempt)
        for run in self._store.lost(self._patience.gone, self._patience.silent):
            self._store.put_back(run.id, run.attempt)
            self._end_hanging(connection, run.id, run.worker)
        if now - self._forgot >= self._patience.forget:
            self._forgot = now
            settings = self._means.settings
            self._store.forget(settings.keep_runs, settings.keep_days)

    def _end_hanging(self, connection: Connection, id: str, worker: str) -> None:
        for handed in [one for one in self._handed if one.run.id == id]:
            self._handed.remove(handed)
            connection.end_worker_of(handed.future, worker)

    def _hand_out(self, connection: Connection) -> None:
        # Others may use the same cluster: what they train is counted where all can see it.
        busy = self.busy if connection.is_own else max(self.busy, self._store.running())
        for _ in range(self.trainers - busy):
            run = self._store.next(most_of_one=self.trainers)
            if run is None:
                return
            self._handed.append(_Handed(run, connection.train(self._job, self._store, run)))


def _outcome(future: Any) -> Outcome | None:
    """What a worker said in the end; None if it died with its answer: then signs of life decide."""
    try:
        found: Outcome = future.result(timeout=_ANSWER)
    except Exception:
        return None
    return found
