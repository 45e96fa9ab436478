"""Databases locked, gone, full or read-only: a key, nothing half done, and all works again afterwards."""

import os
import sqlite3
import time
from contextlib import closing

import pytest
import sqlalchemy as sa

from cnn_core.errors import LabError
from cnn_core.store import Store, store_at
from tests.core.store.databases import CONFIG, complete, new_database, progress, server


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.sqlite"


@pytest.fixture
def file_store(path):
    store = Store(f"sqlite:///{path}", wait=0.2)
    yield store
    store.close()


def key(call, *args):
    with pytest.raises(LabError) as caught:
        call(*args)
    assert "sqlite" in caught.value.values["store"] or "postgresql" in caught.value.values["store"]
    return caught.value.key


def test_another_process_holds_the_lock(file_store, path):
    run = file_store.begin(file_store.add(CONFIG, "ann").id)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert key(file_store.add, CONFIG, "ann") == "store_locked"
        assert key(file_store.report, run.id, progress(0), [1.0], [1.0]) == "store_locked"
        assert file_store.run(run.id) == run, "reading needs no lock"
        other.rollback()
    file_store.report(run.id, progress(0), [1.0], [1.0])
    assert len(file_store.runs()) == 1


def test_the_file_is_taken_away_and_put_back(file_store, path):
    run = file_store.add(CONFIG, "ann")
    file_store.close()
    kept = path.rename(path.with_suffix(".kept"))
    for call in (file_store.runs, lambda: file_store.add(CONFIG, "ann"), lambda: file_store.next(1)):
        assert key(call) == "store_unreachable"
    store_at.cache_clear()
    assert key(store_at, file_store.url) == "store_unreachable"
    assert not path.exists(), "no empty one is made in its place, by workers neither"
    kept.rename(path)
    assert file_store.runs() == [run]


def test_the_file_is_taken_away_while_it_is_open(file_store, path):
    file_store.add(CONFIG, "ann")
    for name in (path, *path.parent.glob("runs.sqlite-*")):
        os.remove(name)
    assert key(file_store.add, CONFIG, "ann") == "store_unreachable"


def test_another_file_in_its_place_is_noticed(file_store, path, tmp_path):
    file_store.add(CONFIG, "ann")
    fresh = Store(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    other = fresh.add(CONFIG, "bob")
    fresh.close()
    file_store.close()
    os.replace(tmp_path / "fresh.sqlite", path)
    assert file_store.runs() == [other]


def test_something_else_is_in_the_file(path):
    path.write_bytes(b"not a database at all" * 100)
    assert key(Store, f"sqlite:///{path}") == "store_unreachable"
    assert path.read_bytes().startswith(b"not a database")


def test_there_is_no_such_folder(tmp_path):
    assert key(Store, f"sqlite:///{tmp_path / 'no' / 'runs.sqlite'}") == "store_unreachable"


def test_a_full_disk(file_store):
    run = file_store.begin(file_store.add(CONFIG, "ann").id)
    complete(file_store, run, 1)

    def limit(pages):
        with file_store._database.reading() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    limit(1)  # no page more than there are
    with pytest.raises(LabError) as caught:
        complete(file_store, run, 2, checkpoint=bytes(1_000_000))
    assert caught.value.key == "store_full"
    assert file_store.weights(run.id, "last") == b"after 1", "all of it or nothing"
    assert [one.epoch for one in file_store.epochs(run.id)] == [1]
    limit(1_000_000)
    complete(file_store, run, 2, checkpoint=bytes(1_000_000))
    assert file_store.run(run.id).epochs_done == 2


def test_a_disk_that_only_reads(file_store, path):
    run = file_store.add(CONFIG, "ann")
    file_store.close()
    for name in (path.parent, path):
        name.chmod(0o555 if name.is_dir() else 0o444)
    root = os.geteuid() == 0
    try:
        if root:  # whom permissions do not hold
            os.seteuid(65534)
        assert key(file_store.add, CONFIG, "ann") == "store_unreachable"
    finally:
        if root:
            os.seteuid(0)
        path.parent.chmod(0o755)
        path.chmod(0o644)
    file_store.close()
    assert file_store.rename(run.id, "again").name == "again"


def all_of(url, command):
    engine = sa.create_engine(server(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(command.format(name=sa.make_url(url).database)))


@pytest.fixture
def postgres_store():
    with new_database() as url:
        store = Store(url, wait=0.2)
        yield store
        store.close()


def test_postgres_goes_away_and_comes_back(postgres_store):
    run = postgres_store.begin(postgres_store.add(CONFIG, "ann").id)
    close = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    all_of(postgres_store.url, "ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    all_of(postgres_store.url, close)
    assert key(postgres_store.runs) == "store_unreachable"
    assert key(postgres_store.report, run.id, progress(0), [1.0], [1.0]) == "store_unreachable"
    all_of(postgres_store.url, "ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert postgres_store.runs() == [run]
    all_of(postgres_store.url, close)
    assert postgres_store.runs() == [run], "connections that died unnoticed are replaced"


def test_postgres_is_locked_by_another(postgres_store):
    run = postgres_store.add(CONFIG, "ann")
    engine = sa.create_engine(postgres_store.url, poolclass=sa.NullPool)
    with engine.connect() as other:
        other.execute(sa.text("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE"))
        assert key(postgres_store.rename, run.id, "x") == "store_locked"
        other.rollback()
    assert postgres_store.rename(run.id, "x").name == "x"


def test_postgres_refuses_the_login():
    server()
    url = server().set(database="convlab_no_such_database").render_as_string(hide_password=False)
    start = time.monotonic()
    assert key(Store, url) == "store_unreachable"
    assert time.monotonic() - start < 30
