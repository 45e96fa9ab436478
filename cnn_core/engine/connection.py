"""The engine's line to a scheduler, this machine's own or a cluster's. Imports dask when it is made."""

import logging
import os
import time
from collections.abc import Callable
from typing import Any, Final

from cnn_core.engine.launch import Means, OwnCluster
from cnn_core.engine.status import Patience
from cnn_core.engine.task import Door, Job, work
from cnn_core.errors import LabError
from cnn_core.store import Run, Store

_NOTICED: Final = 5.0
_LOGGERS: Final = ("distributed", "distributed.client", "distributed.core", "distributed.comm")


class Connection:
    """To a scheduler and its workers.

    Attributes:
        address: of the scheduler.
        is_own: whether the workers end with this object.
    """

    def __init__(self, means: Means, patience: Patience) -> None:
        """Connect to the cluster of the settings, or start workers on this machine.

        Raises:
            LabError: "scheduler_unreachable" (address) or "workers_did_not_start" (seconds).
        """
        client = _client_class()
        self._own = None if means.settings.scheduler else OwnCluster(means, patience.start)
        self.address = self._own.address if self._own else means.settings.scheduler
        self.is_own = self._own is not None
        try:
            self._client = client(
                self.address, timeout=patience.connect, set_as_default=False, name="convlab"
            )
        except (OSError, ValueError, TypeError) as error:
            if self._own:
                self._own.close()
            raise LabError("scheduler_unreachable", address=self.address[:80]) from error
        self._looks_kept = False

    def alive(self) -> bool:
        """Whether scheduler and connection are there."""
        return self._client.status == "running" and (self._own is None or self._own.alive())

    def trainers(self) -> int:
        """How many workers train; to be asked now and then, since workers come and go."""
        resources = [worker["resources"] for worker in self._workers().values()]
        self._looks_kept = any("look" in one for one in resources)
        return sum("train" in one for one in resources)

    def train(self, job: Job, store: Store, run: Run) -> Any:
        """Hand a claimed run to a trainer; a dask future of its `Outcome`."""
        key = f"train-{run.id}-{run.attempt}"
        arguments = {"key": key, "pure": False, "resources": {"train": 1}}
        return self._client.submit(work, job, Door(store.url), run.id, run.attempt, **arguments)

    def look(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Hand a look to a worker that is kept for them, or to any where there is none; a dask future."""
        where = {"look": 1} if self._looks_kept else None
        return self._client.submit(function, *args, pure=False, resources=where)

    def end_worker_of(self, future: Any, worker: str) -> None:
        """Kill the worker that hangs over a task; its nanny starts another.

        Args:
            future: of the task.
            worker: as the run names it, "host:process".
        """
        busy = self._client.processing()
        hanging = [address for address, keys in busy.items() if future.key in keys]
        # The process still hears this while its training hangs, unless all of it does.
        if hanging:
            self._client.run(_die, workers=hanging, wait=False, on_error="ignore")
        if self._own:
            self._own.kill(int(worker.rpartition(":")[2] or 0))
        # Until the scheduler has noticed, it would hand the dying worker the next run.
        deadline = time.monotonic() + _NOTICED
        while time.monotonic() < deadline and set(hanging) & set(self._workers()):
            time.sleep(0.1)
        future.cancel(force=True)

    def close(self) -> None:
        """End the connection, and the workers if they are this object's own."""
        # Its complaints about what is being ended are of no use to anyone.
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._client.close(timeout=2)
        if self._own:
            self._own.close()

    def _workers(self) -> dict[str, Any]:
        return dict(self._client.scheduler_info()["workers"])


async def _die() -> None:
    os._exit(1)


def _client_class() -> Any:
    from distributed import Client

    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    return Client
