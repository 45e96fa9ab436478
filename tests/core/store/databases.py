"""Databases for tests: SQLite files, and PostgreSQL where CONVLAB_TEST_POSTGRES names a server."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from cnn_core.architecture.stack import layer, stack
from cnn_core.store import Epoch, Progress, Snapshot
from cnn_core.training.config import Config

KINDS = ("sqlite", "postgres")
CONFIG = Config(stack(layer("Flatten"), layer("Dense", 10)), epochs=3)


def server() -> sa.URL:
    named = os.environ.get("CONVLAB_TEST_POSTGRES")
    if not named and os.environ.get("CONVLAB_REQUIRE_POSTGRES"):
        pytest.fail("CONVLAB_TEST_POSTGRES does not name a server, and CONVLAB_REQUIRE_POSTGRES asks for one")
    if not named:
        pytest.skip("CONVLAB_TEST_POSTGRES does not name a PostgreSQL server")
    return sa.make_url(named).set(drivername="postgresql+psycopg")


@contextmanager
def new_database() -> Iterator[str]:
    """A new, empty PostgreSQL database; dropped in the end, whoever is still connected."""
    name = f"convlab_test_{secrets.token_hex(6)}"
    engine = sa.create_engine(server(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def run(command: str) -> None:
        with engine.connect() as connection:
            connection.execute(sa.text(command))

    run(f"CREATE DATABASE {name}")
    try:
        yield server().set(database=name).render_as_string(hide_password=False)
    finally:
        run(f"DROP DATABASE {name} WITH (FORCE)")


def epoch(number: int, loss: float = 1.0) -> Epoch:
    return Epoch(number, loss, 0.5, loss, 0.5, 0.001, 2.0)


def progress(number: int, step: int = 1, steps: int = 4) -> Progress:
    """Of the running epoch, from 0."""
    return Progress(number, step, steps, 1.5, 0.25, 3.0)


def complete(store, run, number: int, **more):
    """Write an epoch of a run that was begun."""
    values = {"snapshot": Snapshot(number, None, None), "losses": [1.0] * 4, "accuracies": [0.5] * 4}
    values |= {"checkpoint": b"after %d" % number, "best": None} | more
    return store.end_epoch(run.id, epoch(number), **values)
