"""Weights after epochs: which are kept, that they come and go with their epoch, and only where they fit."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.store import Snapshot, State, epoch_weights, work
from cnn_core.store.epoch_weights import FEWEST, most_epochs, thinned
from tests.core.store.databases import CONFIG, complete


def begun(store):
    return store.begin(store.add(CONFIG, "ann").id)


def learnt(store, run, number, weights, initial=None, **more):
    return complete(store, run, number, snapshot=Snapshot(number, None, None, weights, initial), **more)


def kept(store, run):
    return {epoch: store.weights(run.id, f"epoch-{epoch}") for epoch in store.epochs_kept(run.id)}


def test_every_epoch_is_kept_while_there_is_room(store, another):
    run = begun(store)
    learnt(store, run, 1, b"one", b"zero")
    assert kept(another, run) == {0: b"zero", 1: b"one"}
    for number in range(2, 13):
        learnt(store, run, number, b"%d" % number)
    assert another.epochs_kept(run.id) == list(range(13)), "in the order of numbers, not of letters"
    assert another.weights(run.id, "epoch-11") == b"11" and another.weights(run.id, "epoch-13") is None
    assert another.weights(run.id, "last") == b"after 12"


def test_where_they_do_not_fit_they_are_thinned_as_epochs_come(store, monkeypatch):
    monkeypatch.setattr(epoch_weights, "MOST_BYTES", 65)
    run = begun(store)
    left = []
    for number in range(1, 31):
        learnt(store, run, number, b"%010d" % number, b"%010d" % 0 if number == 1 else None)
        left = thinned([0, *left, number], 6)
        assert kept(store, run) == {one: b"%010d" % one for one in left}
        assert sum(map(len, kept(store, run).values())) <= 65


def test_of_networks_too_large_for_a_few_epochs_none_is_kept(store, monkeypatch):
    monkeypatch.setattr(epoch_weights, "MOST_BYTES", 10 * FEWEST - 1)
    run = begun(store)
    learnt(store, run, 1, b"0123456789", b"0123456789")
    assert kept(store, run) == {} and store.weights(run.id, "last")


def test_an_epoch_written_again_replaces_it_and_those_after_it(store):
    run = begun(store)
    for number in (1, 2, 3):
        learnt(store, run, number, b"old %d" % number, b"zero" if number == 1 else None)
    learnt(store, run, 2, b"new")
    assert kept(store, run) == {0: b"zero", 1: b"old 1", 2: b"new"}


def test_another_worker_goes_on_without_a_gap(store, another):
    run = begun(store)
    learnt(store, run, 1, b"one", b"zero")
    store.put_back(run.id, run.attempt)
    again = another.begin(run.id)
    learnt(store, run, 2, b"of the lost one")
    assert kept(another, run) == {0: b"zero", 1: b"one"}
    learnt(another, again, 2, b"two")
    assert kept(another, run) == {0: b"zero", 1: b"one", 2: b"two"}


def test_an_epoch_that_cannot_be_written_leaves_no_weights(store, monkeypatch):
    run = begun(store)
    learnt(store, run, 1, b"one", b"zero")

    def cut_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "_put_weights", cut_off)  # the last that is written
    with pytest.raises(KeyboardInterrupt):
        learnt(store, run, 2, b"two")
    assert kept(store, run) == {0: b"zero", 1: b"one"} and store.run(run.id).epochs_done == 1


def test_they_belong_to_one_run_and_go_with_it(store):
    first, second = begun(store), begun(store)
    learnt(store, first, 1, b"first")
    learnt(store, second, 1, b"second")
    store.delete(first.id)
    assert kept(store, first) == {} and kept(store, second) == {1: b"second"}


def test_old_runs_lose_them_with_their_other_weights(store):
    run = begun(store)
    learnt(store, run, 1, b"one", b"zero")
    store.end(run.id, State.FINISHED)
    store.forget(keep_runs=0, keep_days=30)
    assert kept(store, run) == {} and len(store.epochs(run.id)) == 1


def test_a_run_of_before_has_none(store):
    run = begun(store)
    complete(store, run, 1)
    assert store.epochs_kept(run.id) == []


@given(most=st.integers(FEWEST, 60), epochs=st.integers(0, 250))
@settings(deadline=None)
def test_what_stays_spreads_over_the_whole_run(most, epochs):
    left = []
    for epoch in range(epochs + 1):
        left = thinned([*left, epoch], most)
    assert len(left) == min(most, epochs + 1) and left[0] == 0 and left[-1] == epochs
    assert left == sorted(set(left))
    steps = [(b + 1) / (a + 1) for a, b in pairwise(left) if b > a + 1]
    even = (epochs + 1) ** (1 / (most - 1))  # so far apart they would be, if the end had been known
    assert max(steps, default=1) <= 2 * even + 1e-9


def test_room_is_counted_in_bytes():
    sizes = np.array([1, 250_000, 2_999_999, 3_000_001])
    assert [most_epochs(int(size)) for size in sizes] == [12_000_000, 48, 4, 0]
