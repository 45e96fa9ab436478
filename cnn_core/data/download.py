"""Downloading CIFAR-10 while a page shows how far it is. Keras's loader does it, in a process of its own:
the web process imports neither Keras nor TensorFlow."""

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from cnn_core.data.fetch import OUTCOME
from cnn_core.data.published import ARCHIVE, ARCHIVE_BYTES
from cnn_core.errors import LabError
from cnn_core.places import data_folder, writing

#: As keras.datasets.cifar10.load_data has them; a test notices when Keras changes them.
ORIGIN: Final = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
FILE_HASH: Final = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"

#: Seconds for importing Keras on a slow machine, before the first byte can come.
STARTING = 90.0
_POLL: Final = 0.2
_ABANDONED_AFTER: Final = 3600.0
_WORKING: Final = "download-"
_PROGRAM = [sys.executable, "-m", "cnn_core.data.fetch"]
_ROOT: Final = Path(__file__).resolve().parents[2]
_busy = threading.Lock()

State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Progress:
    """How far a download is.

    Attributes:
        received: bytes so far.
        total: bytes in the end.
        state: "waiting" until it is started; the first seconds of "running" go into importing Keras.
        error: why it failed, with a key of `fetch.fetch`.
    """

    received: int
    total: int
    state: State
    error: LabError | None = None


class Download:
    """One download of the archive to the data folder; `sources.find` sees it once it is whole.

    A new start begins at the first byte: Keras's loader cannot go on with a part. Two processes may download
    at once: each has a working folder, and the whole file gets its name in one step.

    >>> Download().progress()
    Progress(received=0, total=170498071, state='waiting', error=None)
    """

    def __init__(
        self,
        origin: str = ORIGIN,
        file_hash: str = FILE_HASH,
        total: int = ARCHIVE_BYTES,
        patience: float = 30.0,
    ) -> None:
        """Prepare; nothing is asked of the network yet.

        Args:
            origin: another address than the published one is for tests.
            file_hash: SHA-256 in hexadecimal.
            total: bytes of the file, for the bar and for whether the disk has room.
            patience: seconds without a byte before it is given up.
        """
        self._origin, self._file_hash, self._total, self._patience = origin, file_hash, total, patience
        self._state: State = "waiting"
        self._error: LabError | None = None
        self._received = 0
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, and return at once. After a failure or a cancel it may be started again.

        Raises:
            LabError: "download_running" () while this process downloads already; or as `places.data_folder`,
                "folder_full" (folder) also when the file would not fit.
        """
        if not _busy.acquire(blocking=False):
            raise LabError("download_running")
        try:
            folder = data_folder()
            _sweep(folder)
            with writing(folder):
                if shutil.disk_usage(folder).free < self._total:
                    raise LabError("folder_full", folder=str(folder))
                working = Path(tempfile.mkdtemp(prefix=_WORKING, dir=folder))
            process = self._begin(working, folder / ARCHIVE)
        except BaseException:
            _busy.release()
            raise
        self._cancelled.clear()
        self._received, self._error, self._state = 0, None, "running"
        self._thread = threading.Thread(target=self._watch, args=(process, working), daemon=True)
        self._thread.start()

    def progress(self) -> Progress:
        """How far it is now."""
        return Progress(self._received, self._total, self._state, self._error)

    def cancel(self) -> None:
        """Stop, and leave nothing behind; without effect when it has ended."""
        self._cancelled.set()

    def wait(self, seconds: float | None = None) -> Progress:
        """Let time pass until it has ended, at most so many seconds."""
        if self._thread:
            self._thread.join(seconds)
        return self.progress()

    def _begin(self, working: Path, target: Path) -> "subprocess.Popen[bytes]":
        arguments = [self._origin, self._file_hash, str(target), str(working), str(self._patience)]
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        settings = {"PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
        return subprocess.Popen(
            [*_PROGRAM, *arguments],
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _watch(self, process: "subprocess.Popen[bytes]", working: Path) -> None:
        """Look at the growing file until the process ends, or has to be ended."""
        state: State = "failed"
        error: LabError | None = None
        try:
            late = self._follow(process, working / ARCHIVE)
            if process.returncode == 0:
                state, self._received = "done", _size(working.parent / ARCHIVE)
            elif self._cancelled.is_set():
                state = "cancelled"
            else:
                error = self._reason(process, working, late)
        finally:
            shutil.rmtree(working, ignore_errors=True)
            self._error = error
            self._state = state
            _busy.release()

    def _follow(self, process: "subprocess.Popen[bytes]", growing: Path) -> bool:
        """Whether it had to be ended because nothing came any more."""
        since = time.monotonic()
        while process.poll() is None:
            size = _size(growing)
            if size > self._received:
                self._received, since = size, time.monotonic()
            late = time.monotonic() - since > self._patience + STARTING
            if late or self._cancelled.wait(_POLL):
                process.kill()
                process.wait()
                return late
        return False

    def _reason(self, process: "subprocess.Popen[bytes]", working: Path, late: bool) -> LabError:
        host = urlsplit(self._origin).hostname or ""
        if late:
            return LabError("download_timed_out", host=host)
        with suppress(Exception):
            error = pickle.loads((working / OUTCOME).read_bytes())  # written by our own process
            if isinstance(error, LabError):
                return error
        return LabError("download_failed", host=host, reason=f"exit status {process.returncode}")


@cache
def shared() -> Download:
    """The download that every page of this process shows.

    >>> shared() is shared()
    True
    """
    return Download()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _sweep(folder: Path) -> None:
    """Remove the parts of downloads whose processes were ended."""
    for left in folder.glob(f"{_WORKING}*"):
        with suppress(OSError):
            last = max(path.stat().st_mtime for path in (left, *left.iterdir()))
            if time.time() - last > _ABANDONED_AFTER:
                shutil.rmtree(left, ignore_errors=True)
