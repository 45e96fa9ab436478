"""The process with the engine in it: quiet when all is well, and nothing left behind when it is killed."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from cnn_core.engine import Engine
from cnn_core.store import State, Store
from tests.core.engine import jobs
from tests.core.engine.waiting import QUICK, at_rest, keys, training, until
from tests.core.store.databases import CONFIG


@pytest.fixture
def store(tmp_path):
    one = Store(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    yield one
    one.close()


def app(store, root, *runs):
    command = [sys.executable, "-W", "default", "-m", "tests.core.engine.app", store.url, *runs]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def folders():
    return {*Path(tempfile.gettempdir()).glob("convlab-engine-*")}


def test_killed_without_warning_then_in_normal_use(store, root):
    before, run = folders(), store.add(CONFIG.changed(epochs=15), "ann")
    with app(store, root) as process:
        pids = [int(pid) for pid in process.stdout.readline().split()]
        done = training(store, run).epochs_done
        family = [psutil.Process(pid) for pid in pids]
        os.kill(process.pid, signal.SIGKILL)
        _, left = psutil.wait_procs(family, timeout=15)
        assert len(family) >= 4 and not left, "no worker trains on for nobody"
    until(lambda: folders() <= before)
    assert store.run(run.id).state is State.RUNNING, "nobody was there to say otherwise"
    with app(store, root, run.id) as process:
        said, complaints = process.communicate(timeout=90)
    assert (process.returncode, complaints) == (0, ""), "it says nothing when all is well"
    assert not any(psutil.pid_exists(int(pid)) for pid in said.split()) and folders() <= before
    [after] = at_rest(store, run)
    assert keys(after) == ["started", "worker_lost", "resumed", "finished"]
    assert after.events[2].values["epochs"] >= done


def test_closed_while_it_starts(store):
    engine = Engine(store, "", 1, job=jobs.train, warm=False, patience=QUICK)
    engine.start()
    until(lambda: psutil.Process().children())
    engine.close()
    assert not [one for one in psutil.Process().children(recursive=True) if "engine" in str(one.cmdline())]


def test_its_import_costs_the_pages_little(root):
    code = "import sys, cnn_core.engine; print({'distributed', 'dask', 'keras'} & {*sys.modules})"
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    assert ran.stdout.strip() == "set()"


def test_workers_are_ready_before_they_are_asked_and_closing_costs_a_run_nothing(store, capfd):
    """With the real preload: Keras is there before it is asked for, and trainings are polite."""
    engine = Engine(store, "", 1, job=jobs.train, patience=QUICK)
    engine.start()
    try:
        about = engine.look(jobs.about).result(120)
        assert about["keras"] and about["pid"] != os.getpid()
        assert (about["env"]["TF_NUM_INTRAOP_THREADS"], about["env"]["KERAS_BACKEND"]) == ("1", "tensorflow")
        run = training(store, store.add(CONFIG.changed(epochs=50), "ann"))
        trainer = psutil.Process(int(run.worker.rpartition(":")[2]))
        if hasattr(os, "nice"):
            assert trainer.nice() == min(19, psutil.Process(about["pid"]).nice() + 10)
        assert any("libtensorflow" in entry.path for entry in trainer.memory_maps())
    finally:
        engine.close()
    after = store.run(run.id)
    assert (after.state, keys(after)) == (State.QUEUED, ["started", "engine_closed"])
    assert engine.status().kind == "off"
    engine.close()
    assert capfd.readouterr().err == "", "not even TensorFlow says anything"
