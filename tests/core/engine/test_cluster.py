"""A cluster of separate processes, started by the commands of docs/cluster.md."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from cnn_core.engine import Engine
from cnn_core.store import State, Store
from tests.core.engine import jobs
from tests.core.engine.waiting import QUICK, at_rest, keys, pid_of, training, until
from tests.core.store.databases import CONFIG, KINDS, new_database

DOCUMENTED = Path(__file__).parents[3] / "docs" / "cluster.md"


def command(start, port):
    """The documented command that begins so, for this machine and a free port."""
    [found] = re.findall(rf"^    (dask {start} .*)$", DOCUMENTED.read_text(encoding="utf-8"), re.MULTILINE)
    words = found.replace("SCHEDULER", "127.0.0.1").replace("8786", str(port)).replace('"', "").split()
    return [sys.executable, "-m", *words]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def process(words, root, log):
    environment = os.environ | {"PYTHONPATH": str(root), "CONVLAB_WARM": "0"}
    with open(log, "ab") as out:
        one = subprocess.Popen(words, cwd=log.parent, env=environment, stdout=out, stderr=out)
    try:
        yield one
    finally:
        family = [one, *_children(one.pid)]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        one.wait(10)


def _children(pid):
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


class Cluster:
    """A scheduler with two workers, started anew when asked."""

    def __init__(self, folder, root, stack):
        self.port, self.folder, self.root, self.stack = free_port(), folder, root, stack
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        kinds = ("scheduler", "worker", "worker")
        started = [self.stack.enter_context(self.run(kind)) for kind in kinds]
        self.scheduler = started[0]

    def run(self, kind):
        return process(command(kind, self.port), self.root, self.folder / f"{kind}.log")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory, root):
    with ExitStack() as stack:
        yield Cluster(tmp_path_factory.mktemp("cluster"), root, stack)


@pytest.fixture(scope="module", params=KINDS)
def url(request, tmp_path_factory):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('shared') / 'runs.sqlite'}"
    else:
        with new_database() as found:
            yield found


@contextmanager
def engine(url, address):
    store = Store(url)
    one = Engine(store, address, job=jobs.train, patience=QUICK)
    one.start()
    try:
        yield one, store
    finally:
        one.close()
        store.close()


@pytest.fixture
def two(url, cluster):
    """Two apps on one store and one cluster."""
    with engine(url, cluster.address) as (first, store), engine(url, cluster.address) as (second, _):
        for one in (first, second):
            until(lambda one=one: one.status().kind == "ready" and one.status().trainers == 2)
        yield first, second, store


def test_two_apps_two_learners_no_run_twice_and_nobody_waits_for_all_of_anothers(two):
    first, second, store = two
    many = [store.add(CONFIG, "ann", name=f"{number}") for number in range(5)]
    one = store.add(CONFIG, "bob")
    first.wake()
    second.wake()
    done = at_rest(store, *many, one)
    assert [keys(run) for run in done] == [["started", "finished"]] * 6
    assert [run.attempt for run in done] == [2] * 6, "claimed once, begun once"
    order = sorted(done, key=lambda run: run.started)
    bobs = done[-1]
    overtaken = [run for run in done[:-1] if bobs.created < run.started < bobs.started]
    assert len(overtaken) <= 2, "only what was handed out before bob came"
    # Two trainers: neighbours in the queue may begin in either order.
    anns = [int(run.name) for run in order if run.learner == "ann"]
    assert all(abs(place - number) <= 1 for place, number in enumerate(anns))
    until(lambda: first.status().busy + second.status().busy == 0)


def test_a_worker_of_the_cluster_is_killed(two):
    _, _, store = two
    run = store.add(CONFIG.changed(epochs=6), "ann")
    os.kill(pid_of(training(store, run, 2)), signal.SIGKILL)
    [after] = at_rest(store, run)
    assert (after.state, keys(after)) == (State.FINISHED, ["started", "worker_lost", "resumed", "finished"])
    assert after.events[2].values["epochs"] >= 2


def test_runs_of_a_cluster_go_on_without_the_app(url, cluster):
    with engine(url, cluster.address) as (_, store):
        run = training(store, store.add(CONFIG.changed(epochs=12), "ann"))
    other = Store(url)
    [after] = at_rest(other, run)
    assert keys(after) == ["started", "finished"]
    other.close()


def test_the_schedulers_end_and_return(url, cluster):
    with engine(url, cluster.address) as (one, store):
        run = store.add(CONFIG.changed(epochs=20), "ann")
        before = training(store, run)
        cluster.scheduler.kill()
        until(lambda: (now := one.status()).kind == "lost" and now.error)
        assert one.status().error.key == "scheduler_unreachable"
        cluster.start()
        until(lambda: one.status().kind == "ready" and one.status().error is None)
        [after] = at_rest(store, run)
        assert after.state is State.FINISHED and len(store.epochs(run.id)) == 20
        # Its worker may come to the end before it notices; else the run goes on from where it was.
        if keys(after) != ["started", "finished"]:
            assert after.events[-2].values["epochs"] >= before.epochs_done
