"""Workers of this machine: runs are trained, paused, resumed, and survive whatever dies."""

import os
import signal
import time
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from cnn_core.engine import Engine
from cnn_core.errors import LabError
from cnn_core.store import State, Store, Wanted
from tests.core.engine import jobs
from tests.core.engine.waiting import QUICK, at_rest, is_there, keys, pid_of, training, until
from tests.core.store.databases import CONFIG


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    one = Store(f"sqlite:///{tmp_path_factory.mktemp('engine') / 'runs.sqlite'}")
    yield one
    one.close()


@pytest.fixture(scope="module")
def engine(store):
    before = psutil.Process().children(recursive=True)
    one = Engine(store, "", 2, job=jobs.train, warm=False, patience=QUICK)
    assert one.status().kind == "off"
    asked = time.monotonic()
    one.start()
    assert time.monotonic() - asked < 1, "pages do not wait for it"
    assert one.status().kind == "starting"
    until(lambda: one.status().kind == "ready")
    yield one
    started = {*psutil.Process().children(recursive=True)} - {*before}
    one.close()
    assert one.status().kind == "off"
    _, left = psutil.wait_procs(started, timeout=5)
    assert started and not left


def test_runs_are_trained_and_the_engine_says_how_it_is(engine, store):
    runs = [store.add(CONFIG, "ann") for _ in range(3)]
    engine.wake()
    until(lambda: engine.status().busy == 2)
    status = engine.status()
    assert (status.kind, status.trainers, status.error) == ("ready", 2, None)
    assert status.address.startswith("tcp://127.0.0.1:")
    done = at_rest(store, *runs)
    assert {run.state for run in done} == {State.FINISHED}
    assert [keys(run) for run in done] == [["started", "finished"]] * 3
    assert len({run.worker for run in done}) == 2 and os.getpid() not in map(pid_of, done)
    assert [store.weights(run.id, "last") for run in done] == [b"checkpoint 3"] * 3
    until(lambda: engine.status().busy == 0)


def test_nobody_from_outside_can_connect(engine):
    owner = psutil.Process(engine._dispatcher.connection._own._process.pid)
    found = [one for process in (owner, *owner.children(recursive=True)) for one in process.net_connections()]
    assert {one.laddr.ip for one in found if one.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_pause_go_on_stop(engine, store):
    run = store.add(CONFIG.changed(epochs=50), "ann")
    training(store, run)
    store.ask(run.id, Wanted.PAUSE)
    [paused] = at_rest(store, run)
    assert paused.state is State.PAUSED
    store.ask(run.id, Wanted.RUN)
    training(store, run, paused.epochs_done + 1)
    store.ask(run.id, Wanted.STOP)
    [stopped] = at_rest(store, run)
    assert keys(stopped) == ["started", "paused", "queued", "resumed", "stopped"]
    assert stopped.events[-2].values["epochs"] == paused.epochs_done


def test_a_killed_worker_costs_an_epoch_at_most(engine, store):
    run = store.add(CONFIG.changed(epochs=8), "ann")
    before = training(store, run, 2)
    os.kill(pid_of(before), signal.SIGKILL)
    [after] = at_rest(store, run)
    assert (after.state, keys(after)) == (State.FINISHED, ["started", "worker_lost", "resumed", "finished"])
    assert after.events[1].values["worker"] == before.worker
    assert after.events[2].values["epochs"] >= before.epochs_done
    until(lambda: engine.status().trainers == 2)


def test_a_run_that_kills_its_workers_ends(engine, store):
    run, other = store.add(CONFIG, "ann", name="kills"), store.add(CONFIG, "bob")
    failed, fine = at_rest(store, run, other)
    assert (failed.state, failed.reason.key) == (State.FAILED, "worker_died")
    assert keys(failed).count("worker_lost") == 4 and fine.state is State.FINISHED


def test_a_run_that_breaks_says_how(engine, store):
    [run] = at_rest(store, store.add(CONFIG, "ann", name="breaks"))
    assert (run.state, run.reason.key, run.reason.values["error"]) == (
        State.FAILED,
        "training_broke",
        "ZeroDivisionError",
    )


def test_a_run_that_hangs_is_taken_from_its_worker(engine, store):
    [run] = at_rest(store, store.add(CONFIG, "ann", name="hangs"))
    assert (run.state, keys(run)) == (State.FINISHED, ["started", "worker_lost", "resumed", "finished"])
    hung = int(run.events[0].values["worker"].rpartition(":")[2])
    until(lambda: not is_there(hung))


def test_looks_are_not_held_up_by_trainings(engine, store):
    runs = [store.add(CONFIG.changed(epochs=50), "ann") for _ in range(2)]
    trainers = {pid_of(training(store, run)) for run in runs}
    assert engine.look(max, 3, 5).result(10) == 5
    looker = engine.look(jobs.pid).result(10)
    assert looker not in trainers and looker != os.getpid()
    for run in runs:
        store.ask(run.id, Wanted.STOP)
    at_rest(store, *runs)


def test_looks_that_fail(engine):
    with pytest.raises(ValueError, match="looked too closely"):
        engine.look(jobs.breaks).result(20)
    with pytest.raises(LabError, match="look_died"):
        engine.look(jobs.kills).result(20)
    assert engine.look(max, 3, 5).result(20) == 5


def test_the_store_is_away_for_a_while(engine, store, caplog):
    path = Path(sa.make_url(store.url).database)
    kept = path.rename(path.with_suffix(".kept"))
    until(lambda: engine.status().error)
    assert (engine.status().kind, engine.status().error.key) == ("ready", "store_unreachable")
    time.sleep(1)
    kept.rename(path)
    until(lambda: engine.status().error is None)
    [run] = at_rest(store, store.add(CONFIG, "ann"))
    assert run.state is State.FINISHED
    assert [one.levelname for one in caplog.records if "store" in one.message] == ["WARNING"], "said once"


def test_the_scheduler_dies(engine, store):
    run = store.add(CONFIG.changed(epochs=10), "ann")
    before, address = training(store, run), engine.status().address
    owner = engine._dispatcher.connection._own._process.pid
    workers = psutil.Process(owner).children(recursive=True)
    os.kill(owner, signal.SIGKILL)
    until(lambda: engine.status().kind == "lost")
    assert not psutil.wait_procs(workers, timeout=10)[1], "no worker outlives it"
    until(lambda: engine.status().kind == "ready")
    [after] = at_rest(store, run)
    assert after.state is State.FINISHED and keys(after).count("worker_lost") == 1
    assert keys(after).count("resumed") == 1
    assert after.events[-2].values["epochs"] >= before.epochs_done and engine.status().address != address
    assert engine.look(max, 3, 5).result(20) == 5
