"""The engine: a thread that keeps runs moving, and a door for looks."""

import asyncio
import atexit
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from cnn_core.engine.dispatcher import Dispatcher
from cnn_core.engine.launch import Means
from cnn_core.engine.settings import read_settings
from cnn_core.engine.status import Patience, Status
from cnn_core.engine.task import Job, train
from cnn_core.errors import LabError
from cnn_core.store import Store

_log = logging.getLogger(__name__)


class Engine:
    """Trains the runs that wait in a store, on workers of this machine or of a cluster.

    Whatever goes wrong with workers, scheduler or store, runs go on from their last epoch once it is over.
    Several engines, in several processes, may share a store.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store(f"sqlite:///{folder}/runs.sqlite")
    ...     kind = Engine(store).status().kind
    ...     store.close()
    >>> kind
    'off'
    """

    def __init__(
        self,
        store: Store,
        scheduler: str | None = None,
        trainers: int | None = None,
        *,
        job: Job = train,
        warm: bool = True,
        patience: Patience | None = None,
    ) -> None:
        """Nothing is started yet.

        Args:
            store: where the runs are.
            scheduler: a cluster's, "tcp://host:port"; None: CONVLAB_SCHEDULER, or workers on this machine.
            trainers: how many runs at once on this machine; None: CONVLAB_TRAINERS, or what suits it.
            job: a function of a module that workers can import, called with configuration, store and run id.
            warm: whether own workers import Keras before they are asked.
            patience: seconds to wait for this and that.

        Raises:
            LabError: "setting_unreadable" (name, received, minimum, maximum).
        """
        self._patience = patience or Patience()
        self._woken, self._ended = threading.Event(), threading.Event()
        means = Means(read_settings(scheduler, trainers), warm, self._ended)
        self._dispatcher = Dispatcher(store, job, means, self._patience)
        self._thread: threading.Thread | None = None
        self._error: LabError | None = None
        self._was_ready = False

    def start(self) -> None:
        """Start in the background; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="convlab-engine", daemon=True)
            self._thread.start()
            # Before the interpreter takes the threads away that ending needs.
            atexit.register(self.close)

    def status(self) -> Status:
        """How it is, at once."""
        dispatcher = self._dispatcher
        connection = dispatcher.connection
        if self._thread is None or self._ended.is_set():
            return Status("off", error=self._error)
        if connection is not None and connection.alive():
            kind = "ready"
        else:
            kind = "lost" if self._was_ready else "starting"
        address = connection.address if connection else ""
        return Status(kind, dispatcher.trainers, dispatcher.busy, address, self._error)

    def wake(self) -> None:
        """Have a look at the queue now: somebody added a run."""
        self._woken.set()

    def look(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Have a short computation done by a worker that does no training.

        Args:
            function: of a module that workers can import, not of a page.
            args: for it; they and the result travel by pickle.

        Returns:
            its future; it fails with what the function raised, or with LabError "look_died" if the worker
            was killed, mostly for its memory, "engine_lost" or "engine_closed".
        """
        return self._dispatcher.looks.add(function, args)

    def close(self) -> None:
        """End what was started. Own workers' runs go back into the queue; those of a cluster train on."""
        if self._ended.is_set():
            return
        self._ended.set()
        self._woken.set()
        atexit.unregister(self.close)
        if self._thread is None:
            self._dispatcher.looks.close()
        else:
            self._thread.join(self._patience.start)

    def _run(self) -> None:
        pause, most = self._patience.retry
        while not self._ended.is_set():
            self._woken.clear()
            error = self._turn()
            if error is None:
                pause = self._patience.retry[0]
                self._was_ready = True
                self._woken.wait(self._patience.tick)
            else:
                self._ended.wait(pause)
                pause = min(2 * pause, most)
        try:
            self._dispatcher.close()
        except Exception:
            _log.exception("the engine could not end all it started")

    def _turn(self) -> LabError | None:
        """One turn; what is wrong is logged when it begins and when it is over."""
        error: LabError | None = None
        try:
            self._dispatcher.turn()
        except LabError as fault:
            error = fault
            if self._error is None or self._error.key != fault.key:
                _log.warning("the engine waits: %s", fault)
        except OSError:  # the scheduler went while it was asked: the next turn sees to that
            error = LabError("engine_lost")
        except (Exception, asyncio.CancelledError) as fault:
            error = LabError("engine_failed", error=type(fault).__name__)
            if self._error is None or self._error.key != error.key:
                _log.exception("a turn of the engine failed")
        if error is None and self._error is not None:
            _log.info("the engine goes on")
        self._error = error
        return error
