"""One database, SQLite or PostgreSQL: connections, transactions, faults."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError

from cnn_core.store.faults import fault

_WRITES: Final = "convlab_writes"
_PAUSE: Final = 0.02  # seconds
_TIMES: Final = {"connect_timeout": 5, "keepalives_idle": 30, "tcp_user_timeout": 15_000}


class Database:
    """Connections to one database; safe to use from several threads.

    Attributes:
        url: its address.
        is_postgres: whether it is PostgreSQL, else SQLite.
    """

    def __init__(self, url: URL, wait: float) -> None:
        """Nothing is opened yet; `wait`: seconds to wait for others' locks."""
        self.url = url
        self.is_postgres = url.drivername.startswith("postgresql")
        self._engine = _postgres(url, wait) if self.is_postgres else _sqlite(url, wait)
        self._wait = wait
        self._writing = self._engine.execution_options(**{_WRITES: True})

    def make(self) -> None:
        """Make SQLite's file if it is not there, so that readers and one writer do not wait for each other.

        Only here: a file that is taken away later is missed, not silently made anew and empty.

        Raises:
            LabError: as `fault` says.
        """
        if self.is_postgres:
            return
        try:
            connection = sqlite3.connect(str(self.url.database), timeout=self._wait)
            try:
                self._write_ahead(connection)
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise fault(error, self.url) from error

    def _write_ahead(self, connection: sqlite3.Connection) -> None:
        """Change the journal to WAL. SQLite refuses at once while another process is at it, so we wait."""
        until = time.monotonic() + self._wait
        while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            LabError: as `fault` says.
        """
        with self._translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing.

        SQLite takes its lock at the beginning: one that starts by reading and then wants to write can be
        refused at once, without waiting (https://www.sqlite.org/lang_transaction.html).

        Raises:
            LabError: as `fault` says.
        """
        with self._translated(), self._writing.begin() as connection:
            yield connection

    def now(self) -> Any:
        """The time in seconds since 1970: of PostgreSQL's clock, since workers' clocks differ."""
        if self.is_postgres:
            return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Double)
        return sa.literal(time.time(), sa.Double)

    def only_one(self, connection: Connection, what: int) -> None:
        """Keep other processes out of the same part until this transaction ends; SQLite's lock does so."""
        if self.is_postgres:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(0x434E4E, what)))

    def close(self) -> None:
        """Close the connections that nobody uses; a later call opens new ones."""
        self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise fault(error, self.url) from error


def _postgres(url: URL, wait: float) -> Engine:
    limits = f"-c lock_timeout={int(wait * 1000)} -c idle_in_transaction_session_timeout=60000"
    options = f"{url.query.get('options', '')} {limits}".strip()
    return sa.create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,  # a restarted server is noticed before a query is lost to it
        pool_timeout=10,
        connect_args=_TIMES | {"application_name": "convlab", "options": options},
    )


def _sqlite(url: URL, wait: float) -> Engine:
    path = str(url.database)
    there = f"{Path(path).as_uri()}?mode=rw"

    def opened_again() -> sqlite3.Connection:
        return sqlite3.connect(there, uri=True, timeout=wait, check_same_thread=False)

    engine = sa.create_engine(url, hide_parameters=True, pool_timeout=10, creator=opened_again)

    @sa.event.listens_for(engine, "connect")
    def opened(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        for setting in ("foreign_keys = ON", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {setting}")
        record.info["file"] = _identity(path)

    @sa.event.listens_for(engine, "checkout")
    def taken(connection: Any, record: Any, proxy: Any) -> None:
        # A file that was removed lives on unseen for those who have it open; what they write is lost.
        if record.info.get("file") != _identity(path):
            raise DisconnectionError("the file is not the one that was opened")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
