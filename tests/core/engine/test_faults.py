"""What the engine does when the store fails, and what a worker makes of a run, without any process."""

import threading
import time

import pytest

from cnn_core.engine import Engine
from cnn_core.engine.settings import read_settings
from cnn_core.engine.task import Door, Outcome, work
from cnn_core.errors import LabError
from cnn_core.store import State, Store
from tests.core.engine import jobs
from tests.core.engine.waiting import QUICK, until
from tests.core.store.databases import CONFIG


@pytest.fixture
def store(tmp_path):
    one = Store(f"sqlite:///{tmp_path / 'runs.sqlite'}", wait=0.2)
    yield one
    one.close()


def claimed(store, name=""):
    store.add(CONFIG, "ann", name=name)
    return store.next(1)


def test_a_claimed_run_is_trained(store):
    run = claimed(store)
    assert work(jobs.train, Door(store.url), run.id, run.attempt) is Outcome.DONE
    assert store.run(run.id).state is State.FINISHED


def test_work_that_the_cluster_repeats_is_not_done_twice(store):
    run = claimed(store)
    store.begin(run.id, "died:1")
    assert work(jobs.train, Door(store.url), run.id, run.attempt) is Outcome.LOST
    store.put_back(run.id, run.attempt + 1)
    assert work(jobs.train, Door(store.url), run.id, run.attempt) is Outcome.NOT_OURS
    later = store.next(1)
    assert work(jobs.train, Door(store.url), run.id, run.attempt) is Outcome.NOT_OURS
    assert work(jobs.train, Door(store.url), run.id, later.attempt) is Outcome.DONE


def test_a_run_that_was_deleted_meanwhile(store):
    run = claimed(store)
    store.delete(run.id)
    assert work(jobs.train, Door(store.url), run.id, run.attempt) is Outcome.NOT_OURS


def raises(error):
    def job(config, store, run_id):
        store.begin(run_id)
        raise error

    return job


def test_passwords_do_not_travel_into_logs():
    assert "hush" not in repr(Door("postgresql://ann:hush@db/x"))


def test_what_a_training_raises_is_the_reason(store):
    run = claimed(store)
    assert (
        work(raises(LabError("too_small", received=0)), Door(store.url), run.id, run.attempt) is Outcome.DONE
    )
    assert (store.run(run.id).state, store.run(run.id).reason.key) == (State.FAILED, "too_small")


def test_a_training_that_cannot_write_is_no_failure_of_the_run(store):
    run = claimed(store)
    fault = LabError("store_full", store="x")
    assert work(raises(fault), Door(store.url), run.id, run.attempt) is Outcome.STORE_FAILED
    assert store.run(run.id).state is State.RUNNING


def test_a_worker_beats_while_its_training_is_silent(store, monkeypatch):
    monkeypatch.setattr("cnn_core.engine.task.BEAT", 0.02)
    run, seen = claimed(store), []

    def job(config, store, run_id):
        time.sleep(0.3)  # reading data, say
        seen.extend(store.lost(0.2, silent=60))
        store.begin(run_id)
        time.sleep(0.3)
        seen.extend(store.lost(0.2, silent=60))
        store.end(run_id, State.STOPPED)

    assert work(job, Door(store.url), run.id, run.attempt) is Outcome.DONE
    assert seen == []


def test_a_cluster_that_is_not_there(store):
    engine = Engine(store, "tcp://127.0.0.1:1", job=jobs.train, patience=QUICK)
    engine.start()
    try:
        error = until(lambda: engine.status().error)
        assert (error.key, error.values) == ("scheduler_unreachable", {"address": "tcp://127.0.0.1:1"})
        assert engine.status().kind == "starting"
        look = engine.look(max, 1, 2)
    finally:
        engine.close()
    with pytest.raises(LabError, match="engine_closed"):
        look.result(5)
    assert not [one for one in threading.enumerate() if one.name == "convlab-engine"]


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "http://127.0.0.1:80", "tcp://no host:x"])
def test_addresses_that_are_none(store, address):
    engine = Engine(store, address, job=jobs.train, patience=QUICK)
    engine.start()
    try:
        assert until(lambda: engine.status().error).key == "scheduler_unreachable"
    finally:
        engine.close()


def test_settings(monkeypatch):
    for name in ("SCHEDULER", "TRAINERS", "WORKER_MEMORY", "KEEP_RUNS", "KEEP_DAYS"):
        monkeypatch.delenv(f"CONVLAB_{name}", raising=False)
    monkeypatch.setattr("cnn_core.engine.settings.cores", lambda: 4)
    one = read_settings()
    assert (one.scheduler, one.trainers, one.threads) == ("", 1, 4) and one.memory == pytest.approx(0.7)
    monkeypatch.setattr("cnn_core.engine.settings.cores", lambda: 16)
    assert (read_settings().trainers, read_settings().threads) == (4, 4)
    monkeypatch.setenv("CONVLAB_TRAINERS", "8")
    monkeypatch.setenv("CONVLAB_WORKER_MEMORY", "0.05")
    monkeypatch.setenv("CONVLAB_SCHEDULER", "tcp://10.0.0.5:8786")
    one = read_settings()
    assert (one.trainers, one.threads, one.memory, one.scheduler) == (8, 2, 0.05, "tcp://10.0.0.5:8786")
    assert read_settings(scheduler="").scheduler == ""


@pytest.mark.parametrize("text", ["many", "0", "-1", "nan", "1e9", "inf"])
def test_settings_that_cannot_be(monkeypatch, store, text):
    monkeypatch.setenv("CONVLAB_TRAINERS", text)
    with pytest.raises(LabError) as caught:
        Engine(store)
    assert caught.value.key == "setting_unreadable" and caught.value.values["name"] == "CONVLAB_TRAINERS"
