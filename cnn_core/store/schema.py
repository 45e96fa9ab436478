"""Bringing a database up to the tables of this version, whatever version it has."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cnn_core.errors import LabError
from cnn_core.store.address import shown
from cnn_core.store.database import Database
from cnn_core.store.tables import HEAD

SCRIPTS: Final = Path(__file__).with_name("migrations")
_LOCK: Final = 1


def upgrade(database: Database, scripts: Path = SCRIPTS, head: str = HEAD) -> None:
    """Make the tables, or bring those of an older version up to date, keeping what is in them.

    Whoever comes second waits and then finds the work done.

    Raises:
        LabError: "store_too_new" (store, found, known): a newer program made it; as `fault` says.
    """
    with database.reading() as connection:
        if _version(connection) == head:
            return
    with database.writing() as connection:
        database.only_one(connection, _LOCK)
        if _version(connection) != head:
            _migrate(connection, scripts, head, shown(database.url))


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection, scripts: Path, head: str, store: str) -> None:
    # Late: most starts find the tables as they should be, and need nothing of this.
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    folder = ScriptDirectory.from_config(config)
    found = _version(connection)
    if found is not None and found not in {one.revision for one in folder.walk_revisions()}:
        raise LabError("store_too_new", store=store, found=found, known=head)
    options = {"fn": lambda version, context: folder._upgrade_revs(head, version)}
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()
