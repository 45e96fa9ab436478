"""Making and upgrading the tables: from nothing, from older ones, not from newer ones, by many at once."""

import shutil
import sqlite3
import subprocess
import sys
import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from cnn_core.errors import LabError
from cnn_core.store import Store, tables
from cnn_core.store.address import address
from cnn_core.store.database import Database
from cnn_core.store.schema import SCRIPTS, upgrade
from tests.core.store.databases import CONFIG, complete

# What a later version of the program might bring.
LATER = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "later", "{head}"
def upgrade():
    op.add_column("runs", sa.Column("stars", sa.Integer, nullable=False, server_default="3"))
    {more}
"""

# A run as the first version wrote it.
RUN = {"id": "0" * 16, "learner": "a" * 32, "name": "before", "set_name": "", "config": CONFIG.to_json()}
RUN |= {"state": "finished", "wanted": "run", "created": 1.0, "queued": 1.0, "worker": ""}
RUN |= dict.fromkeys(("epochs_done", "attempt", "losses", "until"), 0)


def later(tmp_path, more="pass"):
    scripts = tmp_path / "100 % migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    text = LATER.format(head=tables.HEAD, more=more)
    (scripts / "versions" / "later.py").write_text(text, encoding="utf-8")
    return scripts


def database(url):
    one = Database(address(url), wait=5)
    one.make()
    return one


def columns(url):
    one = database(url)
    with one.reading() as connection:
        found = {column["name"] for column in sa.inspect(connection).get_columns("runs")}
    one.close()
    return found


def test_migrations_make_the_tables_the_code_uses(empty_url):
    store = Store(empty_url)
    with store._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == tables.HEAD
    store.close()


def test_an_older_database_is_upgraded_with_what_is_in_it(empty_url, tmp_path):
    store = Store(empty_url)
    run = store.begin(store.add(CONFIG, "ann").id)
    complete(store, run, 1)
    store.close()
    upgrade(database(empty_url), later(tmp_path), "later")
    assert "stars" in columns(empty_url)
    upgrade(database(empty_url), tmp_path / "nowhere", "later")  # nothing to do, so nothing is looked for
    with database(empty_url).reading() as connection:
        assert connection.execute(sa.text("SELECT epochs_done, stars FROM runs")).one() == (1, 3)
        assert connection.execute(sa.text("SELECT count(*) FROM weights")).scalar() == 1


def test_runs_of_before_learners_came_stay(empty_url):
    upgrade(database(empty_url), head="0001")
    with database(empty_url).writing() as connection:
        assert not sa.inspect(connection).has_table("learners")
        connection.execute(sa.insert(tables.runs).values(RUN))
    store = Store(empty_url)
    assert [(run.learner, run.name) for run in store.runs()] == [("a" * 32, "before")]
    learner, _ = store.new_learner("Ann")
    assert store.claim_runs("a" * 32, learner.id) == 1
    store.close()


def test_a_newer_database_is_refused_and_left_alone(empty_url, tmp_path):
    upgrade(database(empty_url), later(tmp_path), "later")
    with pytest.raises(LabError) as caught:
        Store(empty_url)
    assert caught.value.key == "store_too_new"
    assert {name: caught.value.values[name] for name in ("found", "known")} == {
        "found": "later",
        "known": tables.HEAD,
    }
    assert "stars" in columns(empty_url)


def test_an_upgrade_that_breaks_off_changes_nothing(empty_url, tmp_path):
    Store(empty_url).close()
    before = columns(empty_url)
    with pytest.raises(LabError, match="store_unreachable"):
        upgrade(database(empty_url), later(tmp_path, 'op.execute("SELECT * FROM nowhere")'), "later")
    assert columns(empty_url) == before
    Store(empty_url).close()


def test_processes_that_start_at_once_do_not_fight(empty_url, root):
    code = (
        "import sys; from cnn_core.store import Store; sys.stdin.readline(); print(Store(sys.argv[1]).runs())"
    )
    command = [sys.executable, "-c", code, empty_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    processes = [subprocess.Popen(command, cwd=root, text=True, **pipes) for _ in range(3)]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert said == ["[]"] * 3


def test_a_new_file_that_somebody_is_writing_is_waited_for(tmp_path):
    """SQLite does not wait itself before it changes the journal: another process may be at the same point."""
    file = tmp_path / "new.sqlite"
    other = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    other.execute("CREATE TABLE something (x)")
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.5, other.rollback)
    done.start()
    Store(f"sqlite:///{file}").close()
    done.join()
    other.close()
    after = sqlite3.connect(file)
    assert after.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    after.close()


def test_alembic_is_imported_only_when_there_is_something_to_do(tmp_path, root):
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    Store(url).close()
    code = (
        "import sys; from cnn_core.store import Store; Store(sys.argv[1]); "
        "print({'alembic', 'psycopg', 'keras', 'distributed'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", code, url]
    assert (
        subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60).stdout.strip()
        == "set()"
    )
