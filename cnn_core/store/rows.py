"""Rows of the tables made into records, and what all parts of the store share."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from cnn_core.errors import LabError
from cnn_core.store import tables
from cnn_core.store.database import Database
from cnn_core.store.packing import error_from, moment, values_text
from cnn_core.store.records import Event, Progress, Run, State, Wanted
from cnn_core.store.texts import run_id
from cnn_core.training.config import Config

MAX_EVENTS: Final = 100
#: Reading a configuration traces its network; pages read the same runs every second.
config_from: Final = lru_cache(maxsize=256)(Config.from_json)


class Part:
    """A part of the store: its database, and what this process has begun."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database
        # Run -> the attempt it was begun with here: whose reports are taken.
        self._mine: dict[str, int] = {}

    def _locked(self, connection: Connection, id: str) -> Row[Any]:
        """A run's row with the time as `now`; nobody else changes it before this transaction ends."""
        now = self._database.now().label("now")
        query = sa.select(tables.runs, now).where(tables.runs.c.id == run_id(id)).with_for_update()
        row = connection.execute(query).first()
        if row is None:
            raise LabError("no_such_run", received=id)
        return row

    def _event(self, connection: Connection, id: str, key: str, values: Mapping[str, Any]) -> None:
        events = tables.events
        last = sa.select(sa.func.max(events.c.number)).where(events.c.run_id == id)
        number = (connection.execute(last).scalar() or 0) + 1
        connection.execute(
            sa.insert(events).values(
                run_id=id, number=number, at=self._database.now(), key=key, values=values_text(values)
            )
        )
        old = sa.and_(events.c.run_id == id, events.c.number <= number - MAX_EVENTS)
        connection.execute(sa.delete(events).where(old))


def change(connection: Connection, id: str, **values: Any) -> None:
    """Set columns of a run."""
    connection.execute(sa.update(tables.runs).where(tables.runs.c.id == id).values(**values))


def put(connection: Connection, table: sa.Table, where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or replace the one with the same key; only the run's one worker writes it."""
    matches = sa.and_(*(table.c[name] == value for name, value in where.items()))
    if not connection.execute(sa.update(table).where(matches).values(**values)).rowcount:
        connection.execute(sa.insert(table).values(**where, **values))


def is_readable(row: Row[Any]) -> bool:
    """Whether this version knows what the run's configuration means."""
    try:
        config_from(row.config)
    except LabError:
        return False
    return True


def read_runs(connection: Connection, rows: Sequence[Row[Any]]) -> list[Run]:
    """Rows of the table of runs, with their events."""
    happened: dict[str, list[Event]] = defaultdict(list)
    events = tables.events
    query = sa.select(events).where(events.c.run_id.in_([row.id for row in rows])).order_by(events.c.number)
    for one in connection.execute(query) if rows else ():
        values = json.loads(one._mapping["values"])
        happened[one.run_id].append(Event(moment(one.at), one.key, values))
    return [run_of(row, happened[row.id]) for row in rows]


def run_of(row: Row[Any], events: Iterable[Event]) -> Run:
    """One row of the table of runs as a record.

    Raises:
        LabError: as `Config.from_json` does, for a configuration that this version cannot train.
    """
    return Run(
        id=row.id,
        learner=row.learner,
        name=row.name,
        group=row.set_name,
        config=config_from(row.config),
        state=State(row.state),
        wanted=Wanted(row.wanted),
        created=moment(row.created),
        started=moment(row.started),
        ended=moment(row.ended),
        seen=moment(row.seen),
        epochs_done=row.epochs_done,
        progress=None if row.progress is None else Progress(**json.loads(row.progress)),
        reason=error_from(row.reason),
        events=tuple(events),
        worker=row.worker,
        attempt=row.attempt,
    )


def to_column(number: float) -> float | None:
    """A number for a column; SQLite has no NaN, so NULL stands for it.

    >>> to_column(float("nan")) is None
    True
    """
    value = float(number)
    return None if math.isnan(value) else value


def from_column(value: float | None) -> float:
    """The number that `to_column` was given.

    >>> from_column(None)
    nan
    """
    return math.nan if value is None else value
