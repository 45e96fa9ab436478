"""Looks while workers come and go; the workers here are threads, to fail exactly when they should."""

import threading
from types import SimpleNamespace

import pytest

from cnn_core.engine.looks import Looks
from cnn_core.errors import LabError


class Connection:
    """Keeps what it is given until it is told how that ended."""

    def __init__(self):
        self.tasks = []

    def look(self, function, args):
        task = SimpleNamespace(status="pending", callbacks=[], function=function, args=args)
        task.add_done_callback = task.callbacks.append
        task.result = lambda timeout: function(*args)
        self.tasks.append(task)
        return task

    def end(self, status):
        task = self.tasks.pop(0)
        task.status = status
        for callback in task.callbacks:
            thread = threading.Thread(target=callback, args=[task])
            thread.start()
            thread.join(10)


def test_they_wait_for_workers():
    looks, connection = Looks(), Connection()
    future = looks.add(max, (3, 5))
    assert not future.running()
    looks.connect(connection)
    connection.end("finished")
    assert future.result(0) == 5


def test_one_that_was_given_up_is_not_computed():
    looks, connection = Looks(), Connection()
    assert looks.add(max, (3, 5)).cancel()
    looks.connect(connection)
    assert connection.tasks == []


def test_one_that_was_lost_with_the_scheduler_is_tried_once_more():
    looks, first, second = Looks(), Connection(), Connection()
    looks.connect(first)
    future = looks.add(max, (3, 5))
    first.end("cancelled")
    looks.connect(None)
    assert not future.done()
    looks.connect(second)
    second.end("finished")
    assert future.result(0) == 5


def test_one_that_is_always_lost_fails():
    looks, connection = Looks(), Connection()
    looks.connect(connection)
    future = looks.add(max, (3, 5))
    for _ in range(2):
        connection.end("cancelled")
        looks.connect(connection)
    with pytest.raises(LabError, match="engine_lost"):
        future.result(0)
    assert connection.tasks == []


def test_the_end():
    looks, connection = Looks(), Connection()
    looks.connect(connection)
    under_way = looks.add(max, (3, 5))
    looks.connect(None)
    waiting = looks.add(max, (3, 5))
    looks.close()
    for future in (under_way, waiting):
        with pytest.raises(LabError, match="engine_closed"):
            future.result(0)
    connection.end("finished")  # too late
