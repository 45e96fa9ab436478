"""Whose turn it is: nobody is passed over, nobody is taken twice."""

import threading
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cnn_core.store import State, Store, Wanted
from cnn_core.store.line import turns
from tests.core.store.databases import CONFIG

learners = st.sampled_from(["ann", "bob", "cy"])
lines = st.lists(learners, max_size=12).map(lambda names: [(str(n), name) for n, name in enumerate(names)])
counts = st.dictionaries(learners, st.integers(0, 4))


@given(lines, counts)
def test_everyone_gets_a_turn_and_own_runs_stay_in_order(waiting, running):
    order = list(turns(waiting, running))
    assert sorted(order) == sorted(id for id, _ in waiting)
    whose = dict(waiting)
    for learner in set(whose.values()):
        own = [id for id in order if whose[id] == learner]
        assert own == sorted(own, key=int)


@given(lines, counts)
def test_no_turn_goes_to_one_who_has_more_than_another_who_waits(waiting, running):
    whose, busy, left = dict(waiting), Counter(running), dict(waiting)
    for id in turns(waiting, running):
        assert busy[whose[id]] == min(busy[learner] for learner in left.values())
        busy[whose[id]] += 1
        del left[id]


@given(lines, counts, st.integers(0, 4))
def test_nobody_gets_more_than_the_limit(waiting, running, most):
    busy = Counter(running)
    for id in turns(waiting, running, most):
        busy[dict(waiting)[id]] += 1
        assert busy[dict(waiting)[id]] <= most


def test_places_in_the_queue_are_the_order_of_turns(store):
    ids = [store.add(CONFIG, learner).id for learner in ("ann", "ann", "ann", "bob", "cy")]
    order = [ids[0], ids[3], ids[4], ids[1], ids[2]]
    assert sorted(ids, key=store.place) == order
    assert [store.place(id) for id in order] == [1, 2, 3, 4, 5]
    taken = store.next(5)
    assert (taken.id, taken.state, store.place(taken.id)) == (ids[0], State.RUNNING, None)
    assert [store.next(5).id for _ in range(4)] == order[1:]
    assert store.next(5) is None


def test_who_has_enough_running_waits(store):
    first, second, other = (store.add(CONFIG, learner).id for learner in ("ann", "ann", "bob"))
    assert [store.next(1).id, store.next(1).id, store.next(1)] == [first, other, None]
    store.begin(first)
    store.end(first, State.STOPPED)
    assert store.next(1).id == second


def test_who_comes_back_gets_in_line_at_the_end(store):
    first, second = (store.add(CONFIG, learner).id for learner in ("ann", "bob"))
    store.ask(first, Wanted.PAUSE)
    assert (store.place(first), store.place(second)) == (None, 1)
    store.ask(first, Wanted.RUN)
    assert (store.place(second), store.place(first)) == (1, 2)


def test_who_lost_a_worker_keeps_the_place(store):
    first, second = (store.add(CONFIG, learner).id for learner in ("ann", "bob"))
    run = store.next(1)
    store.put_back(first, run.attempt)
    assert (store.place(first), store.place(second)) == (1, 2)


def test_a_paused_one_is_not_taken(store):
    run = store.add(CONFIG, "ann")
    store.ask(run.id, Wanted.PAUSE)
    assert store.next(1) is None


def test_one_that_another_version_wrote_fails_and_holds_up_nobody(store):
    from cnn_core.store.rows import change

    bad, good = store.add(CONFIG, "ann"), store.add(CONFIG, "bob")
    with store._database.writing() as connection:
        change(connection, bad.id, config='{"architecture": "Sequential([])", "fog": 1}')
    assert store.next(1) is None
    assert store.next(1).id == good.id
    assert [run.id for run in store.runs()] == [good.id]


def test_many_take_at_once_and_each_run_is_taken_once(store, url):
    ids = {store.add(CONFIG, f"learner {number % 4}").id for number in range(24)}
    taken, start = [], threading.Barrier(4)

    def take():
        own = Store(url)  # as another process would
        start.wait(30)
        while (run := own.next(24)) is not None:
            taken.append((run.id, own.begin(run.id).attempt))
        own.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == sorted((id, 2) for id in ids)
