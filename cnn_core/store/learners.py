"""Learners without accounts: a nickname, and a return code of which only the hash is kept."""

import math
import secrets
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from cnn_core.errors import LabError
from cnn_core.store import tables
from cnn_core.store.codes import code_hash, new_code, source_hash
from cnn_core.store.database import Database
from cnn_core.store.exporting import exported
from cnn_core.store.nicknames import nickname
from cnn_core.store.packing import moment
from cnn_core.store.practice import Practice
from cnn_core.store.records import Learner
from cnn_core.store.texts import label

#: So many wrong codes from one source, or from all together, within so many seconds. A class may share one
#: address; guessing 128 bits would take ages at any such rate.
MAX_TRIES, MAX_TRIES_OF_ALL, WITHIN = 20, 500, 600.0
_DOOR: Final = 4


class Learners(Practice):
    """Who practises here. Every method raises LabError as `faults.fault` says when the database fails."""

    def new_learner(self, name: str) -> tuple[Learner, str]:
        """A new learner, and the return code: nobody can tell it later.

        Raises:
            LabError: "not_a_nickname" (maximum).
        """
        values = {"id": secrets.token_hex(16), "nickname": nickname(name)}
        code = new_code()
        with self._database.writing() as connection:
            now = _now(connection, self._database)
            row = values | {"code": code_hash(code), "created": now, "seen": now}
            connection.execute(sa.insert(tables.learners).values(row))
            return _learner(self._learner_row(connection, values["id"])), code

    def learner(self, id: str) -> Learner:
        """One learner.

        Raises:
            LabError: "no_such_learner".
        """
        with self._database.reading() as connection:
            return _learner(self._learner_row(connection, id))

    def learner_by_code(self, code: str, source: str) -> Learner:
        """Who has this code.

        Args:
            code: as it was typed.
            source: where it came from, such as an address; of wrong ones its hash is kept, until the first
                try after ten minutes.

        Raises:
            LabError: "no_such_code"; "too_many_tries" (seconds: until the next one is heard) after 20 wrong
                ones from the source, or 500 from all, within ten minutes. Then no code is looked at. What
                cannot be a code at all, such as half of one, does not count.
        """
        wanted = code_hash(code)
        if wanted is None:
            raise LabError("no_such_code")
        with self._database.writing() as connection:
            self._database.only_one(connection, _DOOR)
            self._admit_try(connection, source_hash(source))
            table = tables.learners
            found = connection.execute(sa.select(table.c.id).where(table.c.code == wanted)).scalar()
            if found is not None:
                self._was_seen(connection, found)
                return _learner(self._learner_row(connection, found))
            wrong = {"source": source_hash(source), "at": self._database.now()}
            connection.execute(sa.insert(tables.tries).values(wrong))
        # Raised outside: within, the try would not be kept.
        raise LabError("no_such_code")

    def renew_code(self, id: str) -> str:
        """A new return code; the old one opens nothing any more.

        Raises:
            LabError: "no_such_learner".
        """
        code = new_code()
        with self._database.writing() as connection:
            self._learner_row(connection, id, lock=True)
            row = sa.update(tables.learners).where(tables.learners.c.id == id)
            connection.execute(row.values(code=code_hash(code)))
            self._was_seen(connection, id)
        return code

    def rename_learner(self, id: str, name: str) -> Learner:
        """Give a learner another nickname.

        Raises:
            LabError: "no_such_learner", "not_a_nickname" (maximum).
        """
        new = nickname(name)
        with self._database.writing() as connection:
            self._learner_row(connection, id, lock=True)
            row = sa.update(tables.learners).where(tables.learners.c.id == id)
            connection.execute(row.values(nickname=new))
            self._was_seen(connection, id)
            return _learner(self._learner_row(connection, id))

    def claim_runs(self, old_name: str, id: str) -> int:
        """Make a learner the owner of the runs of a browser's name; returns how many there were.

        Runs of another learner stay theirs.

        Raises:
            LabError: "no_such_learner"; "not_a_label" (name, maximum).
        """
        old = label(old_name, "learner")
        with self._database.writing() as connection:
            self._learner_row(connection, id, lock=True)
            named = sa.select(tables.learners.c.id).where(tables.learners.c.id == old)
            mine = sa.and_(tables.runs.c.learner == old, ~named.exists())
            return connection.execute(sa.update(tables.runs).where(mine).values(learner=id)).rowcount

    def export_learner(self, id: str) -> dict[str, Any]:
        """All that is kept of a learner, ready for JSON: "learner", "attempts" and "runs".

        Left out: the return code's hash, the id, and what is kept of runs as bytes (curves of single steps,
        pictures and weights, which their pages offer).

        Raises:
            LabError: "no_such_learner".
        """
        with self._database.reading() as connection:
            self._learner_row(connection, id)
            return exported(connection, id)

    def delete_learner(self, id: str) -> None:
        """Remove a learner with all answers and runs; workers of these stop when they next look.

        Raises:
            LabError: "no_such_learner".
        """
        with self._database.writing() as connection:
            self._learner_row(connection, id, lock=True)
            connection.execute(sa.delete(tables.runs).where(tables.runs.c.learner == id))
            connection.execute(sa.delete(tables.learners).where(tables.learners.c.id == id))

    def _admit_try(self, connection: Connection, source: str) -> None:
        """Raise if there were too many wrong tries; forget those that no longer count."""
        table = tables.tries
        now = _now(connection, self._database)
        connection.execute(sa.delete(table).where(table.c.at <= now - WITHIN))
        latest = sa.select(table.c.at).order_by(table.c.at.desc()).limit(1)
        of_source = latest.where(table.c.source == source).offset(MAX_TRIES - 1)
        of_all = latest.offset(MAX_TRIES_OF_ALL - 1)
        full = [at for query in (of_source, of_all) if (at := connection.execute(query).scalar()) is not None]
        if full:
            raise LabError("too_many_tries", seconds=math.ceil(max(full) + WITHIN - now))


def _now(connection: Connection, database: Database) -> float:
    """The time of the database's clock, once: it moves on within a statement."""
    return float(connection.execute(sa.select(database.now())).scalar_one())


def _learner(row: Row[Any]) -> Learner:
    return Learner(row.id, row.nickname, moment(row.created), moment(row.seen))
