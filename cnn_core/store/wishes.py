"""What learners do with their runs: add, pause, stop, go on, extend, rename, delete."""

import secrets
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cnn_core.errors import LabError
from cnn_core.store import tables
from cnn_core.store.reading import Reading
from cnn_core.store.records import Run, State, Wanted
from cnn_core.store.rows import change, config_from
from cnn_core.store.states import ACTIVE, AT_REST, may_become
from cnn_core.store.texts import label, run_id, shown_text
from cnn_core.training.config import Config, checked

MAX_ACTIVE: Final = 20
_LINE: Final = 2


class Wishes(Reading):
    """Changes that a learner asks for. Every method raises LabError as `faults.fault` says."""

    def add(self, config: Config, learner: str, name: str = "", group: str = "") -> Run:
        """A new run at the end of the queue; its name is cut to 80 characters.

        Raises:
            LabError: "too_many_waiting" (maximum) if the learner has so many waiting or running;
                "not_a_label" (name, maximum) for a learner or group that is no short text; as `checked`.
        """
        values = {
            "id": secrets.token_hex(8),
            "learner": label(learner, "learner"),
            "name": shown_text(name),
            "set_name": label(group, "group"),
            "config": checked(config).to_json(),
            "state": State.QUEUED,
            "wanted": Wanted.RUN,
        } | dict.fromkeys(("epochs_done", "attempt", "losses", "until"), 0)
        with self._database.writing() as connection:
            self._admit(connection, learner)
            now = self._database.now()
            connection.execute(sa.insert(tables.runs).values(**values, worker="", created=now, queued=now))
        return self.run(str(values["id"]))

    def ask(self, id: str, wanted: Wanted) -> Run:
        """Say what is wanted of a run.

        One that waits pauses or stops at once; one that runs does when its worker next looks. RUN puts a
        paused, failed or stopped one back into the queue. What makes no sense any more changes nothing: the
        run may have ended while the learner reached for the button.

        Raises:
            LabError: "no_such_run" (received), "too_many_waiting" (maximum).
        """
        wanted = Wanted(wanted)
        with self._database.writing() as connection:
            row = self._locked(connection, id)
            state = State(row.state)
            if state is State.RUNNING:
                change(connection, id, wanted=wanted)
            elif wanted is Wanted.RUN and state not in (State.QUEUED, State.FINISHED):
                self._queue(connection, row)
            elif wanted is not Wanted.RUN and state in may_become(AT_REST[wanted]):
                rest = AT_REST[wanted]
                change(connection, id, state=rest, wanted=wanted, ended=row.now)
                self._event(connection, id, rest, {})
        return self.run(id)

    def extend(self, id: str, epochs: int) -> Run:
        """So many more epochs: a finished run goes back into the queue, a running one does when it ends.

        Raises:
            LabError: "no_such_run" (received), "too_many_waiting" (maximum); as `checked` for the new
                number of epochs.
        """
        with self._database.writing() as connection:
            row = self._locked(connection, id)
            config = config_from(row.config)
            longer = checked(config.longer(epochs))
            change(connection, id, config=longer.to_json())
            self._event(connection, id, "extended", {"epochs": longer.epochs})
            if row.state == State.FINISHED:
                self._queue(connection, row)
        return self.run(id)

    def rename(self, id: str, name: str) -> Run:
        """Give a run another name, cut to 80 characters.

        Raises:
            LabError: "no_such_run" (received).
        """
        with self._database.writing() as connection:
            self._locked(connection, id)
            change(connection, id, name=shown_text(name))
        return self.run(id)

    def delete(self, id: str) -> None:
        """Remove a run with all that belongs to it; its worker, if any, is told to stop when it next looks.

        Raises:
            LabError: "no_such_run" (received).
        """
        with self._database.writing() as connection:
            found = connection.execute(sa.delete(tables.runs).where(tables.runs.c.id == run_id(id)))
            if not found.rowcount:
                raise LabError("no_such_run", received=id)

    def note(self, id: str, key: str, **values: Any) -> None:
        """Add something that happened; of each run the last 100 such events are kept.

        Raises:
            LabError: "no_such_run" (received).
        """
        with self._database.writing() as connection:
            self._locked(connection, id)
            self._event(connection, id, key, values)

    def _queue(self, connection: Connection, row: Any) -> None:
        """Back into the queue, at its end, with a clean slate."""
        self._admit(connection, row.learner)
        again = {"state": State.QUEUED, "wanted": Wanted.RUN, "queued": row.now}
        change(connection, row.id, **again, ended=None, reason=None, losses=0)
        self._event(connection, row.id, State.QUEUED, {})

    def _admit(self, connection: Connection, learner: str) -> None:
        self._database.only_one(connection, _LINE)
        table = tables.runs
        active = sa.and_(table.c.learner == learner, table.c.state.in_(ACTIVE))
        count = connection.execute(sa.select(sa.func.count()).select_from(table).where(active)).scalar() or 0
        if count >= MAX_ACTIVE:
            raise LabError("too_many_waiting", maximum=MAX_ACTIVE)
