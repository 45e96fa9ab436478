"""Which addresses there are, and what of them may be seen."""

import logging

import pytest

from cnn_core.errors import LabError
from cnn_core.store import Store
from cnn_core.store.address import address, shown


def test_without_an_address_it_is_a_file_in_the_data_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("CONVLAB_DATABASE_URL", raising=False)
    monkeypatch.setenv("CONVLAB_DATA_DIR", str(tmp_path / "my data"))
    Store().close()
    assert (tmp_path / "my data" / "convlab.sqlite").exists()


def test_the_setting_names_it(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVLAB_DATABASE_URL", f"sqlite:///{tmp_path / '學校 100%.sqlite'}")
    Store().close()
    assert (tmp_path / "學校 100%.sqlite").exists()


def test_a_relative_file_means_the_same_file_to_workers_elsewhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert address("sqlite:///runs.sqlite").database == str(tmp_path / "runs.sqlite")


def test_a_file_of_sqlite_keeps_readers_and_a_writer_apart(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    with store._database.reading() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in
                    ("journal_mode", "foreign_keys", "busy_timeout")]  # fmt: skip
    assert settings == ["wal", 1, 5000]
    store.close()


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://ann:pw@db/x", "sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true",
     "oracle://x", "postgresql+asyncpg://ann:pw@db/x", "postgresql://ann:pw@db:port/x"],
)  # fmt: skip
def test_other_addresses_are_refused_without_telling_passwords(url):
    with pytest.raises(LabError) as caught:
        Store(url)
    assert caught.value.key == "store_address" and "pw" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_by_any_of_its_names(scheme):
    found = address(f"{scheme}://ann:p%40w@db:5433/convlab?sslmode=require")
    assert found.drivername == "postgresql+psycopg" and found.password == "p@w"
    assert shown(found) == "postgresql+psycopg://ann:***@db:5433/convlab?sslmode=require"


def test_passwords_are_seen_nowhere(caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(LabError) as caught:
        Store("postgresql://ann:hush-hush@127.0.0.1:1/convlab?sslpassword=hush-hush")
    assert caught.value.key == "store_unreachable"
    assert "127.0.0.1" in str(caught.value) and "hush" not in str(caught.value) + caplog.text


def test_a_store_shows_itself_without_password(store):
    assert "://" in repr(store) and ("convlab@" in repr(store) or "sqlite" in repr(store))
