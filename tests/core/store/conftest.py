"""Every test that asks for `store` runs on SQLite and on PostgreSQL."""

import pytest
import sqlalchemy as sa

from cnn_core.store import Store
from tests.core.store.databases import KINDS, new_database


@pytest.fixture(scope="session")
def postgres_url():
    with new_database() as url:
        yield url


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    """The address of a database without runs."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'runs.sqlite'}"
    found = request.getfixturevalue("postgres_url")
    engine = sa.create_engine(found, poolclass=sa.NullPool)
    with engine.begin() as connection:
        if sa.inspect(connection).has_table("runs"):
            connection.execute(sa.text("TRUNCATE runs, learners, tries CASCADE"))
    return found


@pytest.fixture
def store(url):
    one = Store(url)
    yield one
    one.close()


@pytest.fixture
def another(url, store):
    """The same database as another process sees it."""
    one = Store(url)
    yield one
    one.close()


@pytest.fixture(params=KINDS)
def empty_url(request, tmp_path):
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        with new_database() as found:
            yield found
