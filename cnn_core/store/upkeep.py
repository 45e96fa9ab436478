"""What the engine does with runs: take the next, find the lost, forget the old."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cnn_core.errors import LabError
from cnn_core.store import tables
from cnn_core.store.line import turns
from cnn_core.store.packing import error_text
from cnn_core.store.reading import Reading
from cnn_core.store.records import Run, State, Wanted
from cnn_core.store.rows import change, read_runs
from cnn_core.store.states import AT_REST, KEPT

#: So often a run may lose its worker without completing an epoch in between.
MAX_LOSSES: Final = 3
_TURN: Final = 3
_DAY: Final = 86_400.0


class Upkeep(Reading):
    """Keeps runs moving. Every method raises LabError as `faults.fault` says when the database fails."""

    def next(self, most_of_one: int) -> Run | None:
        """Claim the run whose turn it is, as `line.turns` says; nobody else gets the same one.

        Args:
            most_of_one: learners with so many running have to wait.
        """
        with self._database.reading() as connection:
            # A look without the lock: mostly nobody waits.
            if next(turns(*self._line(connection), most_of_one), None) is None:
                return None
        with self._database.writing() as connection:
            self._database.only_one(connection, _TURN)
            id = next(turns(*self._line(connection), most_of_one), None)
            if id is None:
                return None
            row = self._locked(connection, id)
            if row.state != State.QUEUED:  # paused or stopped since we looked
                return None
            claim = {"state": State.RUNNING, "worker": "", "attempt": row.attempt + 1}
            change(connection, id, **claim, seen=row.now, beat=row.now)
            query = sa.select(tables.runs).where(tables.runs.c.id == id)
            try:
                return read_runs(connection, connection.execute(query).all())[0]
            except LabError as error:  # written by another version
                change(connection, id, state=State.FAILED, reason=error_text(error), ended=row.now)
                return None

    def lost(self, seconds: float, silent: float | None = None) -> list[Run]:
        """Running runs without a sign of life for so long.

        Args:
            seconds: without a beat of the worker's process.
            silent: without a report of the training; None: the same. It alone counts where nothing beats.
        """
        table, now = tables.runs, self._database.now()
        gone = table.c.beat < now - seconds
        hangs = table.c.seen < now - (seconds if silent is None else silent)
        query = sa.select(table).where(table.c.state == State.RUNNING, sa.or_(gone, hangs))
        with self._database.reading() as connection:
            return read_runs(connection, connection.execute(query.order_by(table.c.created)).all())

    def put_back(self, id: str, attempt: int, key: str = "worker_lost", counts: bool = True) -> bool:
        """Take a run from a worker that is lost; whether that attempt still had it.

        It goes back into the queue, or to rest if the learner wanted so. After three lost workers in the
        same epoch it fails with "worker_died" (times).

        Args:
            id: the run.
            attempt: the one that is lost; a later one is left alone.
            key: of the event that tells of it; none is told if nobody had begun it and it does not count.
            counts: whether this is the run's fault, possibly.
        """
        with self._database.writing() as connection:
            row = self._locked(connection, id)
            if row.state != State.RUNNING or row.attempt != attempt:
                return False
            losses = row.losses + counts
            if row.worker or counts:  # handed out, but begun by nobody: nothing has happened to it
                self._event(connection, id, key, {"worker": row.worker, "epochs": row.epochs_done})
            rest: dict[str, Any] = {"state": State.QUEUED}
            if row.wanted != Wanted.RUN:
                rest = {"state": AT_REST[Wanted(row.wanted)], "ended": row.now}
            elif losses > MAX_LOSSES:
                reason = error_text(LabError("worker_died", times=losses))
                rest = {"state": State.FAILED, "ended": row.now, "reason": reason}
            # The number grows, so that no later claim can be taken for this attempt.
            change(connection, id, **rest, losses=losses, beat=None, attempt=row.attempt + 1)
            if rest["state"] != State.QUEUED:
                self._event(connection, id, rest["state"], {"epochs": row.epochs_done})
            return True

    def fail(self, id: str, attempt: int, reason: LabError) -> None:
        """End a run that could not even be begun, unless another attempt has it."""
        with self._database.writing() as connection:
            row = self._locked(connection, id)
            if row.state == State.RUNNING and row.attempt == attempt:
                change(connection, id, state=State.FAILED, ended=row.now, reason=error_text(reason))
                self._event(connection, id, State.FAILED, {"epochs": row.epochs_done})

    def forget(self, keep_runs: int, keep_days: int) -> int:
        """Make room; runs that wait, run or pause are left alone.

        Runs older than `keep_days` go. Of the rest the newest `keep_runs` keep everything; older ones keep
        their settings and curves, and lose weights, snapshots and results.

        Returns:
            how many runs were removed or made smaller.
        """
        table = tables.runs
        at_rest = table.c.state.not_in(KEPT)
        with self._database.writing() as connection:
            too_old = sa.and_(at_rest, _rested() < self._database.now() - keep_days * _DAY)
            gone = connection.execute(sa.delete(table).where(too_old)).rowcount
            order = sa.select(table.c.id).where(at_rest).order_by(_rested().desc(), table.c.id)
            old = connection.execute(order.offset(keep_runs)).scalars().all()
            return gone + sum(_made_smaller(connection, id) for id in old)


def _rested() -> Any:
    return sa.func.coalesce(tables.runs.c.ended, tables.runs.c.created)


def _made_smaller(connection: Connection, id: str) -> bool:
    heavy = (tables.weights, tables.snapshots, tables.results)
    return sum(connection.execute(sa.delete(one).where(one.c.run_id == id)).rowcount for one in heavy) > 0
