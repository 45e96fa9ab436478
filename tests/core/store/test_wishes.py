"""What learners ask of their runs: which wishes are met at once, which later, which are refused."""

import pickle
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.store import State, Wanted
from tests.core.store.databases import CONFIG, complete, progress


def keys(run):
    return [event.key for event in run.events]


def at(store, state):
    """A run in a state, by the way a run gets there."""
    run = store.add(CONFIG, "ann")
    if state is State.QUEUED:
        return run
    run = store.begin(run.id)
    if state is not State.RUNNING:
        store.end(run.id, state, LabError("loss_not_finite", epoch=1) if state is State.FAILED else None)
    return store.run(run.id)


def test_a_new_run_waits_with_all_it_was_given(store, another):
    run = store.add(CONFIG, "ann", name="first try", group="set-1")
    assert run == another.run(run.id)
    assert re.fullmatch("[0-9a-f]{16}", run.id)
    assert (run.config, run.learner, run.name, run.group) == (CONFIG, "ann", "first try", "set-1")
    assert (run.state, run.wanted, run.epochs_done, run.worker) == (State.QUEUED, Wanted.RUN, 0, "")
    assert run.started is run.ended is run.seen is run.progress is run.reason is None
    assert abs(datetime.now(UTC) - run.created) < timedelta(seconds=30)
    assert pickle.loads(pickle.dumps(run)) == run


def test_runs_are_listed_newest_first_by_learner_and_group(store):
    ids = [store.add(CONFIG, learner, group=group).id for learner, group in
           (("ann", ""), ("bob", "g"), ("ann", "g"))]  # fmt: skip
    assert [run.id for run in store.runs()] == ids[::-1]
    assert [run.id for run in store.runs("ann")] == [ids[2], ids[0]]
    assert [run.id for run in store.runs(group="g")] == [ids[2], ids[1]]
    assert [run.id for run in store.runs(limit=1)] == [ids[2]]
    assert store.runs("nobody") == []


@pytest.mark.parametrize(
    ("state", "wanted", "becomes"),
    [
        (State.QUEUED, Wanted.PAUSE, State.PAUSED),
        (State.QUEUED, Wanted.STOP, State.STOPPED),
        (State.QUEUED, Wanted.RUN, State.QUEUED),
        (State.PAUSED, Wanted.RUN, State.QUEUED),
        (State.PAUSED, Wanted.STOP, State.STOPPED),
        (State.PAUSED, Wanted.PAUSE, State.PAUSED),
        (State.STOPPED, Wanted.RUN, State.QUEUED),
        (State.STOPPED, Wanted.PAUSE, State.STOPPED),
        (State.FAILED, Wanted.RUN, State.QUEUED),
        (State.FAILED, Wanted.STOP, State.FAILED),
        (State.FINISHED, Wanted.RUN, State.FINISHED),
        (State.FINISHED, Wanted.PAUSE, State.FINISHED),
    ],
)
def test_who_rests_or_waits_changes_at_once(store, state, wanted, becomes):
    run = store.ask(at(store, state).id, wanted)
    assert run.state is becomes
    if becomes is State.QUEUED:
        assert (run.wanted, run.reason, run.ended) == (Wanted.RUN, None, None)


@pytest.mark.parametrize("wanted", Wanted)
def test_a_running_one_hears_it_with_its_next_report(store, another, wanted):
    run = store.begin(store.add(CONFIG, "ann").id)
    asked = another.ask(run.id, wanted)
    assert (asked.state, asked.wanted) == (State.RUNNING, wanted)
    assert store.report(run.id, progress(0), [1.0], [0.5]) is wanted
    assert complete(store, run, 1) is wanted


def test_more_epochs_put_a_finished_run_back(store):
    run = store.begin(store.add(CONFIG, "ann").id)
    complete(store, run, 1)
    store.end(run.id, State.FINISHED)
    longer = store.extend(run.id, 4)
    assert (longer.state, longer.config.epochs, longer.epochs_done) == (State.QUEUED, 7, 1)
    assert keys(longer) == ["started", "finished", "extended", "queued"]


def test_a_running_run_given_more_epochs_goes_on_after_those_it_knew_of(store, another):
    run = store.begin(store.add(CONFIG, "ann").id)
    assert another.extend(run.id, 2).state is State.RUNNING
    store.end(run.id, State.FINISHED)
    assert store.run(run.id).state is State.QUEUED
    assert store.begin(run.id).config.epochs == 5
    store.end(run.id, State.FINISHED)
    assert store.run(run.id).state is State.FINISHED


def test_more_epochs_than_there_may_be(store):
    run = store.add(CONFIG, "ann")
    with pytest.raises(LabError) as caught:
        store.extend(run.id, 1000)
    assert caught.value.key == "too_many"
    assert store.run(run.id) == run


def test_twenty_are_enough(store):
    runs = [store.add(CONFIG, "ann") for _ in range(20)]
    store.begin(runs[0].id)
    with pytest.raises(LabError) as caught:
        store.add(CONFIG, "ann")
    assert (caught.value.key, caught.value.values) == ("too_many_waiting", {"maximum": 20})
    store.add(CONFIG, "bob")
    store.ask(runs[1].id, Wanted.STOP)
    store.add(CONFIG, "ann")
    with pytest.raises(LabError, match="too_many_waiting"):
        store.ask(runs[1].id, Wanted.RUN)
    assert store.run(runs[1].id).state is State.STOPPED


def test_a_deleted_run_takes_everything_along_and_its_worker_stops(store, another):
    run = store.begin(store.add(CONFIG, "ann").id)
    complete(store, run, 1)
    another.delete(run.id)
    for read in (store.run, store.steps, store.delete):
        with pytest.raises(LabError, match="no_such_run"):
            read(run.id)
    assert store.epochs(run.id) == [] and store.weights(run.id, "last") is None
    assert store.report(run.id, progress(1), [], []) is Wanted.STOP
    assert complete(store, run, 2) is Wanted.STOP
    store.end(run.id, State.FINISHED)
    assert store.runs() == []


@pytest.mark.parametrize("id", ["", "0" * 15, "g" * 16, "0" * 16, "0" * 16 + "\n", "' OR 1=1 --", None, 5])
def test_ids_from_links_that_name_no_run(store, id):
    for call in (store.run, store.delete, lambda one: store.ask(one, Wanted.STOP), store.begin):
        with pytest.raises(LabError, match="no_such_run"):
            call(id)


@given(text=st.text(st.characters(), max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_any_name_is_kept_or_cut(store, text):
    run = store.add(CONFIG, "ann", name=text)
    store.delete(run.id)
    assert len(run.name) <= 80 and run.name.isprintable()
    if text.isprintable() and len(text) <= 80 and text == " ".join(text.split()):
        assert run.name == text


def test_chinese_names_and_quotes_are_names_like_others(store):
    run = store.add(CONFIG, "四年級 乙班", name="學習率　0.1 '; DROP TABLE runs; --")
    assert store.run(run.id).name == "學習率 0.1 '; DROP TABLE runs; --"
    assert store.rename(run.id, "x" * 100).name == "x" * 80
    assert [one.id for one in store.runs("四年級 乙班")] == [run.id]


@pytest.mark.parametrize("text", ["x" * 81, "a\x00b", "a\nb", "\ud800", None])
def test_learners_and_groups_are_taken_whole_or_not_at_all(store, text):
    for call in (lambda: store.add(CONFIG, text), lambda: store.add(CONFIG, "ann", group=text)):
        with pytest.raises(LabError, match="not_a_label"):
            call()
    assert store.runs() == []


def test_an_unfit_configuration_is_not_kept(store):
    with pytest.raises(LabError, match="too_many"):
        store.add(CONFIG.changed(epochs=100_000), "ann")
    assert store.runs() == []


def test_events_are_told_in_order_and_the_oldest_go(store):
    run = store.add(CONFIG, "ann")
    for number in range(105):
        store.note(run.id, "told", number=number, loss=float("inf"), where=(1, 2))
    events = store.run(run.id).events
    assert [event.values["number"] for event in events] == list(range(5, 105))
    assert events[0].values == {"number": 5, "loss": float("inf"), "where": [1, 2]}
    assert events[0].at.tzinfo is UTC
