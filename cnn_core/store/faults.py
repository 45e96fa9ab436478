"""What a database says when something is wrong, as the few keys that a page has sentences for."""

from typing import Final

from sqlalchemy.engine import URL

from cnn_core.errors import LabError
from cnn_core.store.address import shown, without_secrets

#: These pass: the same call works again once the fault is over.
PASSING: Final = ("store_locked", "store_full", "store_unreachable")

# https://www.sqlite.org/rescode.html, by the words of its messages: not every driver hands on the codes.
_SQLITE: Final = {"is locked": "locked", "is full": "full"}
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES: Final = {
    "55P03": "locked",  # lock_not_available
    "57014": "locked",  # query_canceled: by the timeout of a statement
    "40P01": "locked",  # deadlock_detected
    "40001": "locked",  # serialization_failure
    "53100": "full",  # disk_full
}


def fault(error: Exception, url: URL) -> LabError:
    """The key for what a database said.

    "store_locked" (store), "store_full" (store) or "store_unreachable" (store, detail: the driver's words).

    >>> import sqlite3
    >>> from sqlalchemy.engine import make_url
    >>> from sqlalchemy.exc import OperationalError
    >>> said = OperationalError("", {}, sqlite3.OperationalError("database is locked"))
    >>> fault(said, make_url("sqlite:///runs.sqlite")).key
    'store_locked'
    """
    where = shown(url)
    original = getattr(error, "orig", None) or error
    words = str(original).strip()
    code = getattr(original, "sqlstate", None)
    kind = _POSTGRES.get(code or "", "") or next((_SQLITE[part] for part in _SQLITE if part in words), "")
    if kind == "locked":
        return LabError("store_locked", store=where)
    if kind == "full":
        return LabError("store_full", store=where)
    detail = without_secrets(words.partition("\n")[0], url)[:200]
    return LabError("store_unreachable", store=where, detail=detail)
