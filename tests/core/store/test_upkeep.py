"""Lost workers and old runs."""

import time

import pytest

from cnn_core.errors import LabError
from cnn_core.store import Result, Snapshot, State, Wanted
from cnn_core.store.rows import change
from cnn_core.store.states import ACTIVE, KEPT, MOVES, may_become
from tests.core.store.databases import CONFIG, complete, progress


def aged(store, id, **seconds):
    """Put times of a run back."""
    with store._database.writing() as connection:
        change(connection, id, **{name: time.time() - past for name, past in seconds.items()})


def begun(store):
    return store.begin(store.add(CONFIG, "ann").id)


def test_no_sign_of_life(store):
    quiet, lively, waiting = begun(store), begun(store), store.add(CONFIG, "ann")
    aged(store, quiet.id, seen=100)
    assert [run.id for run in store.lost(60)] == [quiet.id]
    assert store.lost(200) == []
    store.report(quiet.id, progress(0), [], [])
    assert store.lost(60) == []
    assert {lively.state, store.run(waiting.id).state} == {State.RUNNING, State.QUEUED}


def test_a_beating_process_may_be_silent_longer(store):
    run = begun(store)
    aged(store, run.id, seen=100)
    assert store.beat(run.id) and store.lost(20, silent=300) == []
    assert [one.id for one in store.lost(20, silent=50)] == [run.id], "it beats, but its training hangs"
    aged(store, run.id, beat=30)
    assert [one.id for one in store.lost(20, silent=300)] == [run.id]


def test_a_claim_that_nobody_begins_is_lost_unless_who_claimed_it_is_there(store):
    store.add(CONFIG, "ann")
    run = store.next(1)
    aged(store, run.id, beat=30)
    assert [one.id for one in store.lost(20, silent=300)] == [run.id]
    assert store.beat(run.id, run.attempt) and store.lost(20, silent=300) == []


def test_a_lost_run_goes_on_elsewhere(store, another):
    run = store.begin(store.add(CONFIG, "ann").id, "gone:1")
    complete(store, run, 1)
    assert another.put_back(run.id, run.attempt)
    assert not another.put_back(run.id, run.attempt), "only once"
    back = another.run(run.id)
    assert (back.state, back.epochs_done) == (State.QUEUED, 1)
    assert (back.events[-1].key, back.events[-1].values) == ("worker_lost", {"worker": "gone:1", "epochs": 1})
    again = another.begin(run.id)
    assert again.attempt > run.attempt and another.weights(run.id, "last") == b"after 1"
    assert not another.put_back(run.id, run.attempt), "who has it now keeps it"


def test_a_later_claim_is_not_taken_for_the_lost_attempt(store):
    store.add(CONFIG, "ann")
    claim = store.next(1)
    store.put_back(claim.id, claim.attempt)
    store.next(1)
    # An engine does not know whether its claim was begun, and tries both numbers.
    assert not any(store.put_back(claim.id, claim.attempt + more) for more in (0, 1))


def test_begin_takes_a_run_whose_worker_is_lost(store, another):
    run = begun(store)
    aged(store, run.id, seen=301)
    assert another.begin(run.id).attempt == run.attempt + 1
    assert store.report(run.id, progress(0), [], []) is Wanted.STOP


@pytest.mark.parametrize(("wanted", "rest"), [(Wanted.PAUSE, State.PAUSED), (Wanted.STOP, State.STOPPED)])
def test_one_that_should_rest_anyway_rests(store, wanted, rest):
    run = begun(store)
    store.ask(run.id, wanted)
    store.put_back(run.id, run.attempt)
    assert store.run(run.id).state is rest


def lose(store, id, **how):
    store.put_back(id, store.begin(id).attempt, **how)
    return store.run(id)


def test_the_fourth_loss_in_an_epoch_ends_it(store):
    id = store.add(CONFIG, "ann").id
    assert [lose(store, id).state for _ in range(3)] == [State.QUEUED] * 3
    failed = lose(store, id)
    assert (failed.state, failed.reason.key, failed.reason.values) == (
        State.FAILED,
        "worker_died",
        {"times": 4},
    )
    assert store.ask(id, Wanted.RUN).reason is None
    assert lose(store, id).state is State.QUEUED, "who asks again starts counting anew"


def test_a_completed_epoch_starts_the_count_anew(store):
    id = store.add(CONFIG, "ann").id
    for number in range(1, 6):
        run = store.begin(id)
        complete(store, run, number)
        store.put_back(id, run.attempt)
    assert store.run(id).state is State.QUEUED


def test_closing_the_app_is_no_fault_of_the_run(store):
    id = store.add(CONFIG, "ann").id
    for _ in range(6):
        run = lose(store, id, key="engine_closed", counts=False)
    assert (run.state, run.events[-1].key) == (State.QUEUED, "engine_closed")


def test_handed_out_in_vain_by_no_fault_of_its_own_nothing_has_happened_to_it(store):
    store.add(CONFIG, "ann")
    run = store.next(1)
    assert store.put_back(run.id, run.attempt, counts=False)
    back = store.run(run.id)
    assert (back.state, back.events) == (State.QUEUED, run.events)
    assert [store.put_back(run.id, store.next(1).attempt) for _ in range(4)] == [True] * 4
    assert store.run(run.id).state is State.FAILED, "one that kills every worker before it begins ends too"


def test_one_that_cannot_be_begun_fails_with_the_reason(store):
    store.add(CONFIG, "ann")
    run = store.next(1)
    store.fail(run.id, run.attempt - 1, LabError("wrong"))
    assert store.run(run.id).state is State.RUNNING
    store.fail(run.id, run.attempt, LabError("training_broke", error="ImportError"))
    assert store.run(run.id).reason.values == {"error": "ImportError"}


def finished(store, days=0):
    run = begun(store)
    complete(store, run, 1, snapshot=Snapshot(1, [[[[1.0]]]], None), best=b"best")
    store.end(run.id, State.FINISHED, final=b"final", results=[Result("final", "test", 1, 1, [[0.1]], [0])])
    aged(store, run.id, ended=days * 86_400)
    return run.id


def test_old_runs_are_made_smaller_then_forgotten(store):
    ancient, old, new = finished(store, 40), finished(store, 3), finished(store, 1)
    assert store.forget(keep_runs=1, keep_days=30) == 2
    assert {run.id for run in store.runs()} == {old, new}
    assert [store.weights(old, which) for which in ("last", "best", "final")] == [None] * 3
    assert store.snapshots(old) == [] and store.results(old) == []
    assert len(store.epochs(old)) == 1 and len(store.steps(old).loss) == 4
    assert store.weights(new, "final") == b"final" and store.results(new)
    assert store.forget(keep_runs=1, keep_days=30) == 0
    assert ancient not in {run.id for run in store.runs()}


@pytest.mark.parametrize("state", KEPT)
def test_nothing_is_taken_from_runs_that_go_on(store, state):
    run = begun(store)
    complete(store, run, 1)
    if state is not State.RUNNING:
        store.end(run.id, State.PAUSED)
    if state is State.QUEUED:
        store.ask(run.id, Wanted.RUN)
    aged(store, run.id, created=1e8, ended=1e8)
    assert store.forget(keep_runs=0, keep_days=0) == 0
    assert store.weights(run.id, "last") == b"after 1"


def test_the_table_of_moves_is_whole():
    assert set(MOVES) == set(State) and set().union(*MOVES.values()) == set(State)
    assert set(ACTIVE) < set(KEPT)
    assert may_become(State.FINISHED) == (State.RUNNING,)
