"""What pages read: runs, their curves, their pictures, their weights."""

import json
from typing import Any

import numpy as np
import sqlalchemy as sa

from cnn_core.errors import LabError
from cnn_core.store import epoch_weights, tables
from cnn_core.store.line import turns
from cnn_core.store.packing import numbers, unpack
from cnn_core.store.records import Epoch, Result, Run, Snapshot, State, Steps
from cnn_core.store.rows import Part, from_column, is_readable, read_runs
from cnn_core.store.texts import label, run_id

_MEANS = ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds")


class Reading(Part):
    """Reads, changes nothing. Every method raises LabError as `faults.fault` says when the database fails."""

    def run(self, id: str) -> Run:
        """One run.

        Raises:
            LabError: "no_such_run" (received).
        """
        with self._database.reading() as connection:
            return read_runs(connection, [self._row(connection, id)])[0]

    def _row(self, connection: sa.Connection, id: str) -> sa.Row[Any]:
        row = connection.execute(sa.select(tables.runs).where(tables.runs.c.id == run_id(id))).first()
        if row is None:
            raise LabError("no_such_run", received=id)
        return row

    def runs(self, learner: str | None = None, group: str | None = None, limit: int = 50) -> list[Run]:
        """Runs, newest first: all of them, or one learner's, or those of a group.

        Those whose configuration this version cannot read are left out.

        Raises:
            LabError: "not_a_label" (name, maximum).
        """
        table = tables.runs
        query = sa.select(table).order_by(table.c.created.desc(), table.c.id).limit(limit)
        if learner is not None:
            query = query.where(table.c.learner == label(learner, "learner"))
        if group is not None:
            query = query.where(table.c.set_name == label(group, "group"))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            return read_runs(connection, [row for row in rows if is_readable(row)])

    def epochs(self, id: str) -> list[Epoch]:
        """The means of every epoch that is done, in order."""
        table = tables.epochs
        query = sa.select(table).where(table.c.run_id == run_id(id)).order_by(table.c.epoch)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [Epoch(row["epoch"], *(from_column(row[name]) for name in _MEANS)) for row in rows]

    def steps(self, id: str) -> Steps:
        """Loss and accuracy of every step, those of the running epoch as last reported."""
        table = tables.steps
        query = sa.select(table).where(table.c.run_id == run_id(id)).order_by(table.c.epoch)
        with self._database.reading() as connection:
            progress = self._row(connection, id).progress
            rows = connection.execute(query).all()
        longest = max((len(row.loss) // 4 for row in rows), default=0)
        in_epoch = json.loads(progress)["steps"] if progress else longest
        losses, accuracies = (numbers([getattr(row, name) for row in rows]) for name in ("loss", "accuracy"))
        return Steps(losses, accuracies, in_epoch)

    def snapshot(self, id: str, epoch: int | None = None) -> Snapshot | None:
        """What the network looked like after an epoch, or after the latest one."""
        found = self._snapshots(id, tables.snapshots.c.epoch == epoch if epoch is not None else None, limit=1)
        return found[0] if found else None

    def snapshots(self, id: str) -> list[Snapshot]:
        """What the network looked like after every epoch, in order."""
        return self._snapshots(id, None, None)[::-1]

    def _snapshots(self, id: str, which: sa.ColumnElement[bool] | None, limit: int | None) -> list[Snapshot]:
        table = tables.snapshots
        query = sa.select(table).where(table.c.run_id == run_id(id))
        if which is not None:
            query = query.where(which)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.epoch.desc()).limit(limit)).all()
        return [Snapshot(row.epoch, unpack(row.kernels), unpack(row.predictions)) for row in rows]

    def results(self, id: str) -> list[Result]:
        """How the weights do on whole splits, as far as it was worked out."""
        table = tables.results
        query = sa.select(table).where(table.c.run_id == run_id(id)).order_by(table.c.which, table.c.split)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Result(
                row.which,
                row.split,
                from_column(row.loss),
                from_column(row.accuracy),
                unpack(row.probabilities),  # type: ignore[arg-type]  # never NULL
                np.frombuffer(row.labels, np.uint8),
            )
            for row in rows
        ]

    def weights(self, id: str, which: str) -> bytes | None:
        """Weights as they were handed in.

        Args:
            id: the run.
            which: "last" (a checkpoint to resume from), "best", "final", or after an epoch, "epoch-3".
        """
        table = tables.weights
        query = sa.select(table.c.data).where(table.c.run_id == run_id(id), table.c.which == which)
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def epochs_kept(self, id: str) -> list[int]:
        """The epochs whose weights are there to be looked back at, in order; 0 is before training."""
        with self._database.reading() as connection:
            return epoch_weights.epochs_kept(connection, run_id(id))

    def place(self, id: str) -> int | None:
        """The place in the queue, from 1, if no running one ends; None for a run that is not waiting."""
        with self._database.reading() as connection:
            order = list(turns(*self._line(connection)))
        return order.index(id) + 1 if id in order else None

    def running(self) -> int:
        """How many runs are taken on by somebody."""
        table = tables.runs
        query = sa.select(sa.func.count()).select_from(table).where(table.c.state == State.RUNNING)
        with self._database.reading() as connection:
            return connection.execute(query).scalar() or 0

    def _line(self, connection: sa.Connection) -> tuple[list[tuple[str, str]], dict[str, int]]:
        """Who waits, those who have waited longest first, and how many each learner has running."""
        table = tables.runs
        waiting = sa.select(table.c.id, table.c.learner).where(table.c.state == State.QUEUED)
        busy = sa.select(table.c.learner, sa.func.count()).where(table.c.state == State.RUNNING)
        rows = connection.execute(waiting.order_by(table.c.queued, table.c.id))
        counts = connection.execute(busy.group_by(table.c.learner))
        return [(row.id, row.learner) for row in rows], {learner: count for learner, count in counts}
