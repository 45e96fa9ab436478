"""What a training writes: curves, pictures and weights come back as they were; only its owner writes."""

import math
import pickle
import threading

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.store import Epoch, Progress, Result, Snapshot, State, Wanted, here, store_at
from tests.core.store.databases import CONFIG, complete, epoch, progress


def begun(store):
    return store.begin(store.add(CONFIG, "ann").id)


def test_beginning_says_who_and_when(store, another):
    run = store.begin(store.add(CONFIG, "ann").id, "machine:7")
    assert (run.state, run.worker) == (State.RUNNING, "machine:7")
    assert run.started == run.seen and run.started >= run.created
    assert [(one.key, one.values) for one in run.events] == [
        ("started", {"worker": "machine:7", "epochs": 0})
    ]
    assert begun(store).worker == here()


def test_only_one_begins_a_run(store, another):
    run = begun(store)
    with pytest.raises(LabError) as caught:
        another.begin(run.id)
    assert (caught.value.key, caught.value.values) == ("run_taken", {"worker": run.worker})
    store.end(run.id, State.STOPPED)
    with pytest.raises(LabError) as caught:
        another.begin(run.id)
    assert (caught.value.key, caught.value.values) == ("run_not_waiting", {"state": "stopped"})


def test_who_lost_a_run_is_told_to_stop_and_writes_nothing(store, another):
    run = begun(store)
    complete(store, run, 1)
    store.put_back(run.id, run.attempt)
    assert store.report(run.id, progress(1), [9.0], [0.0]) is Wanted.STOP
    another.begin(run.id)
    assert store.report(run.id, progress(1), [9.0], [0.0]) is Wanted.STOP
    assert complete(store, run, 2, checkpoint=b"wrong") is Wanted.STOP
    assert not store.beat(run.id)
    store.end(run.id, State.FAILED, LabError("wrong"), final=b"wrong")
    assert another.report(run.id, progress(1), [2.0], [0.5]) is Wanted.RUN
    now = another.run(run.id)
    assert (now.state, now.reason, now.epochs_done) == (State.RUNNING, None, 1)
    assert (another.weights(run.id, "last"), another.weights(run.id, "final")) == (b"after 1", None)
    assert another.steps(run.id).loss.tolist() == [1.0] * 4 + [2.0]


def test_a_report_is_seen_by_others(store, another):
    run = begun(store)
    told = Progress(0, 2, 7, 1.25, 0.5, 3.5)
    store.report(run.id, told, np.float64([1.5, 1.25]), [0.25, 0.5])
    seen, curve = another.run(run.id), another.steps(run.id)
    assert seen.progress == told and seen.seen >= run.seen
    assert (curve.loss.tolist(), curve.accuracy.tolist(), curve.steps) == ([1.5, 1.25], [0.25, 0.5], 7)
    assert curve.loss.dtype == curve.accuracy.dtype == np.float32


def test_numpy_numbers_and_nan_are_reported(store):
    run = begun(store)
    told = Progress(np.int64(0), 1, 4, np.float32("nan"), np.float32(0.5), 1.0)
    store.report(run.id, told, [np.nan], [0.5])
    back = store.run(run.id).progress
    assert math.isnan(back.loss) and back.accuracy == 0.5 and np.isnan(store.steps(run.id).loss).all()
    complete(store, run, 1)
    values = Epoch(2, math.nan, 0.5, math.inf, 0.25, 1e-3, 2.0)
    store.end_epoch(run.id, values, None, [], [], b"")
    last = store.epochs(run.id)[1]
    assert math.isnan(last.loss) and last.val_loss == math.inf and last.val_accuracy == 0.25


def test_an_epoch_is_written_with_all_that_belongs_to_it(store, another):
    run = begun(store)
    kernels = np.random.default_rng(0).normal(size=(3, 3, 3, 8)).astype(np.float16)
    predictions = np.eye(10, dtype=np.float16)[:6]
    store.report(run.id, progress(0), [3.0], [0.0])
    snapshot = Snapshot(1, kernels, predictions)
    assert store.end_epoch(run.id, epoch(1), snapshot, [3, 2], [0, 1], b"c", b"b") is Wanted.RUN
    store.report(run.id, progress(1), [1.0], [0.5])
    assert another.epochs(run.id) == [epoch(1)]
    assert another.steps(run.id).loss.tolist() == [3.0, 2.0, 1.0]
    back = another.snapshot(run.id)
    np.testing.assert_array_equal(back.kernels, kernels)
    np.testing.assert_array_equal(back.predictions, predictions)
    assert (back.epoch, back.kernels.dtype, back.predictions.dtype) == (1, np.float16, np.float16)
    assert [another.weights(run.id, which) for which in ("last", "best", "final")] == [b"c", b"b", None]
    assert another.run(run.id).epochs_done == 1


def test_an_epoch_written_again_replaces_it_and_those_after_it(store):
    run = begun(store)
    for number in (1, 2, 3):
        complete(store, run, number, best=b"best %d" % number)
    complete(store, run, 2, losses=[7.0], accuracies=[0.5])
    assert [one.epoch for one in store.epochs(run.id)] == [1, 2]
    assert [one.epoch for one in store.snapshots(run.id)] == [1, 2]
    assert store.steps(run.id).loss.tolist() == [1.0] * 4 + [7.0]
    assert store.run(run.id).epochs_done == 2
    assert (store.weights(run.id, "last"), store.weights(run.id, "best")) == (b"after 2", b"best 3")


def test_going_on_drops_the_steps_of_the_broken_epoch(store, another):
    run = begun(store)
    complete(store, run, 1)
    store.report(run.id, progress(1, step=2), [5.0, 6.0], [0.5, 0.5])
    store.end(run.id, State.PAUSED)
    assert len(store.steps(run.id).loss) == 6, "while it rests, all that was done is shown"
    another.ask(run.id, Wanted.RUN)
    again = another.begin(run.id)
    assert again.events[-1].key == "resumed" and again.started == run.started and again.ended is None
    assert len(another.steps(run.id).loss) == 4


def test_snapshots_of_one_epoch_or_all(store):
    run = begun(store)
    assert store.snapshot(run.id) is None and store.snapshots(run.id) == []
    for number in (1, 2):
        complete(store, run, number, snapshot=Snapshot(number, np.full((1, 1, 1, 1), number), None))
    assert store.snapshot(run.id).kernels.item() == 2 and store.snapshot(run.id, 1).kernels.item() == 1
    assert store.snapshot(run.id, 3) is None and store.snapshot(run.id).predictions is None


@pytest.mark.parametrize("state", [State.FINISHED, State.STOPPED, State.PAUSED])
def test_the_end(store, another, state):
    run = begun(store)
    probabilities = np.full((5, 10), 0.1)
    results = [
        Result("final", split, 0.5, 0.75, probabilities, np.arange(5)) for split in ("validation", "test")
    ]
    store.end(run.id, state, final=b"weights", results=results)
    now = another.run(run.id)
    assert (now.state, now.reason) == (state, None) and now.ended >= now.started
    assert now.events[-1].key == state
    assert another.weights(run.id, "final") == b"weights"
    test, validation = another.results(run.id)
    assert (test.which, test.split, validation.split) == ("final", "test", "validation")
    assert (test.loss, test.accuracy, test.labels.tolist()) == (0.5, 0.75, [0, 1, 2, 3, 4])
    np.testing.assert_array_equal(test.probabilities, probabilities.astype(np.float16))
    assert (test.probabilities.dtype, test.labels.dtype) == (np.float16, np.uint8)


def test_a_pause_within_an_epoch_keeps_where_it_was(store):
    run = begun(store)
    complete(store, run, 1)
    store.end(run.id, State.PAUSED, checkpoint=b"within 2")
    assert (store.weights(run.id, "last"), store.run(run.id).epochs_done) == (b"within 2", 1)


def test_why_it_failed(store):
    run = begun(store)
    store.end(run.id, State.FAILED, LabError("loss_not_finite", epoch=2, step=np.int64(5), shape=(1, 2)))
    reason = store.run(run.id).reason
    assert (reason.key, reason.values) == ("loss_not_finite", {"epoch": 2, "step": 5, "shape": [1, 2]})
    store.ask(run.id, Wanted.RUN)
    assert store.run(run.id).reason is None


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_no_training_ends_by_waiting_or_running(store, state):
    run = begun(store)
    with pytest.raises(ValueError, match="cannot end"):
        store.end(run.id, state)


shapes = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 4), st.integers(0, 64))


@given(shape=shapes, seed=st.integers(0, 2**32 - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
def test_any_kernels_come_back_bit_by_bit(store, shape, seed):
    bits = np.random.default_rng(seed).integers(0, 2**16, shape, np.uint16)
    kernels, run = bits.view(np.float16), begun(store)
    complete(store, run, 1, snapshot=Snapshot(1, kernels, None))
    back = store.snapshot(run.id).kernels
    assert back.shape == kernels.shape and back.tobytes() == kernels.tobytes()
    store.delete(run.id)


def test_large_weights_come_back(store, another):
    run = begun(store)
    weights = np.random.default_rng(0).bytes(5_000_000)
    complete(store, run, 1, checkpoint=weights)
    assert another.weights(run.id, "last") == weights


def test_a_store_travels_as_its_address(store):
    run = store.add(CONFIG, "ann")
    there = pickle.loads(pickle.dumps(store))
    assert there.run(run.id) == run and there is store_at(store.url)
    there.close()


def test_from_many_threads(store):
    """Eight trainings report and are read at once; none fails, and each has its own values."""
    runs, faults = [store.add(CONFIG, f"learner {number}") for number in range(8)], []

    def train(number):
        try:
            store.begin(runs[number].id)
            for step in range(10):
                assert store.report(runs[number].id, progress(0), [number] * step, [0] * step) is Wanted.RUN
                assert set(store.steps(runs[number].id).loss.tolist()) <= {float(number)}
            complete(store, runs[number], 1, losses=[number], accuracies=[0])
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=train, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert [store.steps(run.id).loss.tolist() for run in runs] == [[float(number)] for number in range(8)]


def test_nothing_is_pickled(store):
    run = begun(store)
    snapshot = Snapshot(1, np.ones((1, 1, 1, 1)), None)
    complete(store, run, 1, snapshot=snapshot)
    with store._database.reading() as connection:
        data = connection.execute(sa.text("SELECT kernels FROM snapshots")).scalar()
    assert bytes(data).startswith(b"\x93NUMPY")
