"""Looks into networks: short work that a page waits for."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

from cnn_core.engine.connection import Connection
from cnn_core.errors import LabError

_TRIES: Final = 2
_ANSWER: Final = 60.0


@dataclass(eq=False)
class _Look:
    function: Callable[..., Any]
    args: tuple[Any, ...]
    future: "Future[Any]" = field(default_factory=Future)
    tries: int = 0


class Looks:
    """Those that wait for workers to be ready, and those under way."""

    def __init__(self) -> None:
        """Nothing to do, nobody to do it."""
        self._connection: Connection | None = None
        self._waiting: deque[_Look] = deque()
        self._under_way: dict[_Look, Any] = {}
        self._lock = threading.RLock()

    def add(self, function: Callable[..., Any], args: tuple[Any, ...]) -> "Future[Any]":
        """Have something computed as soon as there are workers."""
        look = _Look(function, args)
        with self._lock:
            self._waiting.append(look)
            self._send()
        return look.future

    def connect(self, connection: Connection | None) -> None:
        """There are workers now; or, with None, none any more."""
        with self._lock:
            self._connection = connection
            self._send()

    def close(self) -> None:
        """Whatever is not done fails with "engine_closed"."""
        with self._lock:
            self._connection = None
            left = [*self._waiting, *self._under_way]
            self._waiting.clear()
            self._under_way.clear()
        for look in left:
            _fail(look, LabError("engine_closed"))

    def _send(self) -> None:
        while self._connection is not None and self._waiting:
            look = self._waiting.popleft()
            if not look.tries and not look.future.set_running_or_notify_cancel():
                continue
            try:
                task = self._connection.look(look.function, look.args)
            except OSError:  # the connection is being lost; there will be another
                self._waiting.appendleft(look)
                return
            look.tries += 1
            self._under_way[look] = task
            task.add_done_callback(lambda done, look=look: self._done(look, done))

    def _done(self, look: _Look, task: Any) -> None:
        with self._lock:
            if self._under_way.pop(look, None) is None:  # closed meanwhile
                return
        if task.status == "finished":
            _answer(look, task)
        elif task.status == "error":
            _fail(look, _reason(task.exception()))
        elif look.tries < _TRIES:
            again = _Look(look.function, look.args, look.future, look.tries)
            with self._lock:
                self._waiting.append(again)
        else:
            _fail(look, LabError("engine_lost"))


def _reason(error: BaseException) -> BaseException:
    """What it raised; a worker that was killed, mostly for its memory, has a key of its own."""
    return LabError("look_died") if type(error).__name__ == "KilledWorker" else error


def _answer(look: _Look, task: Any) -> None:
    try:
        result = task.result(timeout=_ANSWER)
    except Exception as error:  # its worker died with the answer
        _fail(look, error if isinstance(error, LabError) else LabError("look_died"))
    else:
        look.future.set_result(result)


def _fail(look: _Look, error: BaseException) -> None:
    if not look.future.done():
        look.future.set_exception(error)
