"""The store: everything that is known of training runs and of learners, in one database."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cnn_core.store.address import address, shown
from cnn_core.store.database import Database
from cnn_core.store.learners import Learners
from cnn_core.store.schema import upgrade
from cnn_core.store.upkeep import Upkeep
from cnn_core.store.wishes import Wishes
from cnn_core.store.work import Work


class Store(Wishes, Work, Upkeep, Learners):
    """Runs and what belongs to them, learners and what they answered, in SQLite or PostgreSQL.

    Usable from several threads. Each call is one transaction: it happens wholly or not at all. It pickles as
    its address, so that workers open their own.

    Attributes:
        url: the address, with its password; `str(store)` masks it.

    Raises:
        LabError: every call: "store_locked" (store), "store_full" (store) or "store_unreachable" (store,
            detail) when the database fails; later calls work again once the fault is over. Making one:
            "store_too_new" (store, found, known) or "store_address" (received), too.

    >>> import tempfile
    >>> from cnn_core.architecture.stack import layer, stack
    >>> from cnn_core.training.config import Config
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store(f"sqlite:///{folder}/runs.sqlite")
    ...     run = store.add(Config(stack(layer("Flatten"), layer("Dense", 10))), "ann", name="first")
    ...     place, state = store.place(run.id), store.begin(run.id).state
    ...     store.close()
    >>> place, str(state)
    (1, 'running')
    """

    def __init__(self, url: str | None = None, wait: float = 5.0, *, make: bool = True) -> None:
        """Open a database, and make or upgrade its tables.

        Args:
            url: its address; None: CONVLAB_DATABASE_URL, or else a SQLite file in the data folder.
            wait: seconds to wait while others hold a lock.
            make: whether a file that is not there is made; a worker's would stay empty.
        """
        database = Database(address(url), wait)
        super().__init__(database)
        self.url = database.url.render_as_string(hide_password=False)
        if make:
            database.make()
        upgrade(database)

    def close(self) -> None:
        """Close connections that are not in use; the store can be used on."""
        self._database.close()

    def __repr__(self) -> str:
        """The address without its password."""
        return f"Store({shown(self._database.url)!r})"

    def __reduce__(self) -> tuple[Callable[[str], "Store"], tuple[Any, ...]]:
        """Travel as the address."""
        return store_at, (self.url,)


@lru_cache(maxsize=8)
def store_at(url: str) -> Store:
    """This process's store of an address, opened once; for workers: there has to be one."""
    return Store(url, make=False)
