"""What the training itself writes. Only the worker that began a run last can: others are told to stop."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import ArrayLike
from sqlalchemy.engine import Connection

from cnn_core.errors import LabError
from cnn_core.store import tables
from cnn_core.store.epoch_weights import keep_epoch
from cnn_core.store.packing import error_text, line, pack
from cnn_core.store.reading import Reading
from cnn_core.store.records import Epoch, Progress, Result, Run, Snapshot, State, Wanted
from cnn_core.store.rows import change, config_from, put, to_column
from cnn_core.store.states import may_become
from cnn_core.store.texts import run_id

#: Seconds without a beat of the worker's process, and without a report of its training.
GONE, SILENT = 20.0, 300.0
_MEANS: Final = ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds")


def here() -> str:
    """This process, as runs name their worker: "host:process id".

    >>> here().rpartition(":")[2] == str(os.getpid())
    True
    """
    return f"{platform.node()[:60]}:{os.getpid()}"


class Work(Reading):
    """What a training calls. Every method raises LabError as `faults.fault` says when the database fails."""

    def begin(self, id: str, worker: str = "") -> Run:
        """Take on a run that waits, or whose worker is lost; from now on only this store's reports count.

        Steps of an epoch that was not completed are dropped: it is trained anew.

        Raises:
            LabError: "no_such_run" (received); "run_taken" (worker) if another worker trains it;
                "run_not_waiting" (state) if it is at rest.
        """
        with self._database.writing() as connection:
            row = self._locked(connection, id)
            if row.state == State.RUNNING and not _is_lost(row):
                raise LabError("run_taken", worker=row.worker)
            if row.state not in (State.QUEUED, State.RUNNING):
                raise LabError("run_not_waiting", state=row.state)
            started = row.now if row.started is None else row.started
            until = config_from(row.config).epochs
            taken = {"state": State.RUNNING, "worker": worker[:80] or here(), "attempt": row.attempt + 1}
            times = {"started": started, "ended": None, "seen": row.now, "beat": None}
            change(connection, id, **taken, **times, until=until, reason=None)
            _drop_after(connection, id, row.epochs_done)
            key = "resumed" if row.started is not None else "started"
            self._event(connection, id, key, {"worker": taken["worker"], "epochs": row.epochs_done})
        self._mine[id] = row.attempt + 1
        return self.run(id)

    def report(self, id: str, progress: Progress, losses: ArrayLike, accuracies: ArrayLike) -> Wanted:
        """Say how far the running epoch is, with the values of all its steps so far; hear what is wanted."""
        told = json.dumps(asdict(progress), default=float)
        with self._database.writing() as connection:
            wanted = self._own(connection, id, progress=told)
            if wanted is not None:
                _put_steps(connection, id, progress.epoch + 1, losses, accuracies)
        return wanted or Wanted.STOP

    def end_epoch(
        self,
        id: str,
        epoch: Epoch,
        snapshot: Snapshot | None,
        losses: ArrayLike,
        accuracies: ArrayLike,
        checkpoint: bytes,
        best: bytes | None = None,
    ) -> Wanted:
        """Write a completed epoch with all that belongs to it, in one piece; hear what is wanted.

        An epoch that is there already is replaced, and those after it, which no longer follow from it, go.
        Weights to look back at are thinned out as `epoch_weights.thinned` says.

        Args:
            id: the run.
            epoch: its means.
            snapshot: first kernels, a few predictions and the weights to look back at, if any.
            losses: of all its steps, (n,).
            accuracies: of all its steps, (n,).
            checkpoint: what is needed to go on after it.
            best: the weights, if they are the best so far.
        """
        number = epoch.epoch
        where = {"run_id": id, "epoch": number}
        with self._database.writing() as connection:
            wanted = self._own(connection, id, epochs_done=number, losses=0)
            if wanted is None:
                return Wanted.STOP
            _drop_after(connection, id, number)
            means = {name: to_column(getattr(epoch, name)) for name in _MEANS}
            put(connection, tables.epochs, where, means)
            _put_steps(connection, id, number, losses, accuracies)
            if snapshot is not None:
                seen = {"kernels": snapshot.kernels, "predictions": snapshot.predictions}
                packed = {name: pack(array, np.float16) for name, array in seen.items()}
                put(connection, tables.snapshots, where, packed)
            keep_epoch(connection, id, number, snapshot)
            _put_weights(connection, id, "last", checkpoint)
            _put_weights(connection, id, "best", best)
        return wanted

    def end(
        self,
        id: str,
        state: State,
        reason: LabError | None = None,
        final: bytes | None = None,
        results: Sequence[Result] = (),
        checkpoint: bytes | None = None,
    ) -> None:
        """The training comes to rest; one that was given more epochs meanwhile goes back into the queue.

        Nothing happens if another worker has the run, or nobody.

        Args:
            id: the run.
            state: finished, paused, stopped or failed.
            reason: why it failed.
            final: the weights as they are now.
            results: how they do on whole splits.
            checkpoint: what is needed to go on from here, within an epoch perhaps.
        """
        if State.RUNNING not in _may_come_from(state):
            raise ValueError(f"a training cannot end as {state}")
        with self._database.writing() as connection:
            if self._own(connection, id) is None:
                return
            row = self._locked(connection, id)
            if state is State.FINISHED and config_from(row.config).epochs > row.until:
                state = State.QUEUED
            rest = {"state": state, "ended": row.now}
            if state is State.QUEUED:
                rest |= {"ended": None, "wanted": Wanted.RUN}
            change(connection, id, **rest, queued=row.now, reason=error_text(reason))
            self._event(connection, id, state, {"epochs": row.epochs_done})
            _put_weights(connection, id, "final", final)
            _put_weights(connection, id, "last", checkpoint)
            for result in results:
                _put_result(connection, id, result)
        self._mine.pop(id, None)

    def beat(self, id: str, attempt: int | None = None) -> bool:
        """A sign that the worker's process lives, even in a long step; whether the run is still its own.

        `attempt`: for who has claimed a run that is not begun yet.
        """
        mine = self._mine.get(id) if attempt is None else attempt
        table = tables.runs
        own = sa.and_(table.c.id == run_id(id), table.c.attempt == mine, table.c.state == State.RUNNING)
        with self._database.writing() as connection:
            beat = sa.update(table).where(own).values(beat=self._database.now())
            return bool(connection.execute(beat).rowcount)

    def _own(self, connection: Connection, id: str, **values: Any) -> Wanted | None:
        """Set columns of a run if it was begun here and by nobody since; what is wanted of it, or None."""
        table = tables.runs
        own = sa.and_(table.c.id == id, table.c.attempt == self._mine.get(id), table.c.state == State.RUNNING)
        query = sa.update(table).where(own).values(**values, seen=self._database.now())
        wanted = connection.execute(query.returning(table.c.wanted)).scalar()
        return None if wanted is None else Wanted(wanted)


def _may_come_from(state: State) -> tuple[State, ...]:
    return () if state is State.QUEUED else may_become(state)


def _is_lost(row: Any) -> bool:
    """Whether nobody has begun it, or whoever did gives no sign of life."""
    gone = row.beat is not None and row.beat < row.now - GONE
    return not row.worker or gone or row.seen < row.now - SILENT


def _drop_after(connection: Connection, id: str, epoch: int) -> None:
    for table in (tables.epochs, tables.steps, tables.snapshots):
        connection.execute(sa.delete(table).where(table.c.run_id == id, table.c.epoch > epoch))


def _put_steps(connection: Connection, id: str, epoch: int, losses: ArrayLike, accuracies: ArrayLike) -> None:
    values = {"loss": line(losses), "accuracy": line(accuracies)}
    put(connection, tables.steps, {"run_id": id, "epoch": epoch}, values)


def _put_weights(connection: Connection, id: str, which: str, data: bytes | None) -> None:
    if data is not None:
        put(connection, tables.weights, {"run_id": id, "which": which}, {"data": data})


def _put_result(connection: Connection, id: str, result: Result) -> None:
    values = {
        "loss": to_column(result.loss),
        "accuracy": to_column(result.accuracy),
        "probabilities": pack(result.probabilities, np.float16),
        "labels": np.ascontiguousarray(result.labels, np.uint8).tobytes(),
    }
    put(connection, tables.results, {"run_id": id, "which": result.which, "split": result.split}, values)
