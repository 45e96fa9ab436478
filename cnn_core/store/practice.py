"""What learners answered. Answers are only added and read; the same one handed in twice is there once."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from cnn_core.errors import LabError
from cnn_core.exercises.attempts import Attempt, checked
from cnn_core.store import tables
from cnn_core.store.nicknames import learner_id
from cnn_core.store.reading import Reading

#: Tokens looked up at once: databases take only so many values in a query.
_PART: Final = 500


class Practice(Reading):
    """Learners' answers. Every method raises LabError as `faults.fault` says when the database fails."""

    def keep_attempts(self, learner: str, attempts: Iterable[Attempt]) -> int:
        """Keep what a learner answered; returns how many were new.

        An answer whose token is there already changes nothing, so a page may hand in again what it does not
        know to be kept, in any order.

        Raises:
            LabError: "no_such_learner"; "not_an_attempt" (name), and then none is kept.
        """
        handed: dict[str, Attempt] = {}
        for one in map(checked, attempts):
            handed.setdefault(one.token, one)
        with self._database.writing() as connection:
            self._learner_row(connection, learner, lock=True)
            there = _tokens(connection, learner, list(handed))
            new = [asdict(one) for token, one in handed.items() if token not in there]
            if new:
                rows = [{"learner_id": learner} | one for one in new]
                connection.execute(sa.insert(tables.attempts), rows)
                self._was_seen(connection, learner)
        return len(new)

    def attempts(self, learner: str) -> list[Attempt]:
        """All that a learner answered, in the order of time.

        Raises:
            LabError: "no_such_learner".
        """
        with self._database.reading() as connection:
            self._learner_row(connection, learner)
            return _read_attempts(connection, learner)

    def _learner_row(self, connection: Connection, id: str, lock: bool = False) -> Row[Any]:
        """A learner's row; with `lock`, nobody else changes or deletes it before this transaction ends."""
        query = sa.select(tables.learners).where(tables.learners.c.id == learner_id(id))
        row = connection.execute(query.with_for_update() if lock else query).first()
        if row is None:
            raise LabError("no_such_learner")
        return row

    def _was_seen(self, connection: Connection, id: str) -> None:
        seen = sa.update(tables.learners).where(tables.learners.c.id == id)
        connection.execute(seen.values(seen=self._database.now()))


def _tokens(connection: Connection, learner: str, asked: list[str]) -> set[str]:
    """Which of these tokens are there."""
    table = tables.attempts
    there: set[str] = set()
    for start in range(0, len(asked), _PART):
        part = table.c.token.in_(asked[start : start + _PART])
        there |= set(connection.scalars(sa.select(table.c.token).where(table.c.learner_id == learner, part)))
    return there


def _read_attempts(connection: Connection, learner: str) -> list[Attempt]:
    table = tables.attempts
    columns = [column for column in table.c if column.name != "learner_id"]
    query = sa.select(*columns).where(table.c.learner_id == learner).order_by(table.c.at, table.c.token)
    return [Attempt(**row) for row in connection.execute(query).mappings()]
