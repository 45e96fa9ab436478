"""Starting and ending the process that owns this machine's workers."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from cnn_core.engine.settings import LOOK_MEMORY, Settings
from cnn_core.errors import LabError

_ROOT: Final = str(Path(__file__).resolve().parents[2])
_END: Final = 10.0
# Read by dask in every process of the cluster, https://docs.dask.org/en/stable/configuration.html
_DASK: Final = {
    "DASK_LOGGING__DISTRIBUTED": "error",
    # A run whose worker died goes back into the queue, where it can be paused and counted.
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    # No results worth writing to disk are kept in workers; beyond its limit one is killed.
    "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__PAUSE": "False",
    # It would look at the training a hundred times a second.
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    # The workers are killed on purpose at the end; what they leave is cleared away in any case.
    "PYTHONWARNINGS": "ignore:resource_tracker",
}


@dataclass(frozen=True, eq=False)
class Means:
    """What the engine has to work with.

    Attributes:
        settings: which workers, how many.
        warm: whether own workers import Keras before they are asked.
        ended: set when the engine is closed, even while workers are starting.
    """

    settings: Settings
    warm: bool
    ended: threading.Event


class OwnCluster:
    """A scheduler and workers on this machine, in processes that end with this object or this process.

    Attributes:
        address: of the scheduler.
    """

    def __init__(self, means: Means, patience: float) -> None:
        """Start them and wait until they are ready, or nobody wants them any more.

        Raises:
            LabError: "workers_did_not_start" (seconds), "engine_closed".
        """
        self._folder = tempfile.mkdtemp(prefix="convlab-engine-")
        settings = means.settings
        told = {
            "trainers": settings.trainers,
            "memory": settings.memory,
            "look_memory": LOOK_MEMORY,
            "folder": self._folder,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cnn_core.engine.local", json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(settings, means.warm),
            # Ctrl-C is for the app, which then ends its workers in order.
            start_new_session=True,
        )
        self.address = self._said(patience, means.ended)
        self._first = self._family()
        if not self.address:
            self.close()
            if means.ended.is_set():
                raise LabError("engine_closed")
            raise LabError("workers_did_not_start", seconds=patience)

    def alive(self) -> bool:
        """Whether the process that owns them is there."""
        return self._process.poll() is None

    def kill(self, pid: int) -> None:
        """Kill one of the workers; process ids that are none of theirs are left alone."""
        for process in self._family()[1:]:
            if process.pid == pid:
                with suppress(psutil.NoSuchProcess):
                    process.kill()

    def close(self) -> None:
        """End all of it: by closing the pipe, and by process ids what is left after ten seconds."""
        family = list({*self._first, *self._family()})
        if self._process.stdin:
            self._process.stdin.close()
        _, left = psutil.wait_procs(family, timeout=_END)
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(_END)
        if self._process.stdout:
            self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _family(self) -> list[psutil.Process]:
        try:
            head = psutil.Process(self._process.pid)
            return [head, *head.children(recursive=True)]
        except psutil.Error:
            return []

    def _said(self, patience: float, ended: threading.Event) -> str:
        said: list[bytes] = []
        stdout = self._process.stdout
        reader = threading.Thread(
            target=lambda: said.append(stdout.readline() if stdout else b""), daemon=True
        )
        reader.start()
        deadline = time.monotonic() + patience
        while reader.is_alive() and not ended.is_set() and time.monotonic() < deadline:
            reader.join(0.1)
        return said[0].decode().strip() if said else ""


def _environment(settings: Settings, warm: bool) -> dict[str, str]:
    path = os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH")]))
    ours = {"PYTHONPATH": path, "CONVLAB_THREADS": str(settings.threads), "CONVLAB_WARM": str(int(warm))}
    return os.environ | _DASK | ours
