"""Where the store is: the address of a database, and how it may be shown."""

import os
from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from cnn_core.errors import LabError

VARIABLE: Final = "CONVLAB_DATABASE_URL"
FILE: Final = "convlab.sqlite"
_SECRET: Final = ("password", "sslpassword", "passfile")
_POSTGRES: Final = ("postgres", "postgresql", "postgresql+psycopg")


def address(url: str | None = None) -> URL:
    """The database's address: the one given, CONVLAB_DATABASE_URL, or a file in the data folder.

    Raises:
        LabError: "store_address" (received: without its password): neither sqlite:///file nor
            postgresql://user:password@host/name; as `data_folder` does.

    >>> address("postgres://class@db/convlab").drivername
    'postgresql+psycopg'
    >>> address("mysql://somewhere")
    Traceback (most recent call last):
    cnn_core.errors.LabError: store_address (received='mysql://somewhere')
    """
    text = url or os.environ.get(VARIABLE) or _own_file()
    try:
        found = make_url(text)
    except (ArgumentError, ValueError):
        # What cannot be read may hold a password anywhere.
        raise LabError("store_address", received=text.partition(":")[0][:20]) from None
    if found.drivername in _POSTGRES:
        return found.set(drivername="postgresql+psycopg")
    # A database in memory could not be seen by the workers.
    if found.drivername not in ("sqlite", "sqlite+pysqlite") or not found.database or "memory" in found.query:
        raise LabError("store_address", received=shown(found))
    if found.database == ":memory:" or found.database.startswith("file:"):
        raise LabError("store_address", received=shown(found))
    return found.set(database=os.path.abspath(found.database), query={})


def shown(url: URL) -> str:
    """An address for people to read: secrets are masked.

    >>> shown(make_url("postgresql://ann:secret@db/convlab?sslpassword=other"))
    'postgresql://ann:***@db/convlab?sslpassword=***'
    """
    query = {name: "***" if name in _SECRET else value for name, value in url.query.items()}
    return url.set(query=query).render_as_string(hide_password=True).replace("%2A%2A%2A", "***")


def without_secrets(text: str, url: URL) -> str:
    """A driver's message with the address's secrets masked.

    >>> without_secrets("no login for ann:secret", make_url("postgresql://ann:secret@db/x"))
    'no login for ann:***'
    """
    for secret in (url.password, *(url.query.get(name) for name in _SECRET)):
        if secret:
            text = text.replace(str(secret), "***")
    return text


def _own_file() -> str:
    from cnn_core.places import data_folder

    return URL.create("sqlite", database=str(data_folder() / FILE)).render_as_string()
