"""Answers are kept once, whatever order they come in and however often, and only for learners there are."""

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.exercises.attempts import MAX_SEED, Attempt
from cnn_core.exercises.progress import by_exercise

NOBODY = "0" * 32


def attempt(token="t1", at=1_800_000_000.25, **more):
    values = {"seed": 7, "answer": "13", "correct": False, "misconception": "stride-one", "hints": 1}
    return Attempt(token, "pooling.pooled-side", at=at, **(values | more))


@pytest.fixture
def learner(store):
    return store.new_learner("Ann")[0].id


def test_what_was_answered_comes_back(store, another, learner):
    one = attempt()
    other = attempt(
        "t2", at=one.at + 1, revealed=True, seed=-MAX_SEED, answer="３×３\n'; DROP TABLE attempts"
    )
    assert store.keep_attempts(learner, [one, other]) == 2
    assert another.attempts(learner) == [one, other]
    assert another.attempts(store.new_learner("Bob")[0].id) == []


def test_replays_and_late_ones_change_nothing(store, another, learner):
    early, late = attempt("a", at=1.0), attempt("b", at=2.0)
    assert store.keep_attempts(learner, [late]) == 1
    assert store.keep_attempts(learner, [late, early, early]) == 1
    assert another.keep_attempts(learner, [early, late]) == 0
    assert store.keep_attempts(learner, [replace(early, correct=True, answer="changed", at=9.0)]) == 0
    assert store.attempts(learner) == [early, late]
    assert store.keep_attempts(learner, []) == 0
    same = [attempt("c", at=3.0), attempt("c", at=4.0)]
    assert store.keep_attempts(learner, same) == 1
    assert store.attempts(learner)[-1] == same[0], "the first one handed in stays"


def test_a_token_is_a_learners_own(store, learner):
    bob = store.new_learner("Bob")[0].id
    assert store.keep_attempts(learner, [attempt()]) == store.keep_attempts(bob, [attempt(answer="8")]) == 1
    assert [one.answer for one in store.attempts(bob)] == ["8"]
    assert [one.answer for one in store.attempts(learner)] == ["13"]


def test_an_unsound_one_among_many_keeps_none(store, learner):
    with pytest.raises(LabError) as caught:
        store.keep_attempts(learner, [attempt("a"), attempt("b", at=float("nan"))])
    assert (caught.value.key, caught.value.values) == ("not_an_attempt", {"name": "at"})
    assert store.attempts(learner) == []


def test_long_and_odd_answers_are_kept_as_text(store, learner):
    typed = ["x" * 10_000, "a\x00b", "\ud800", "𠮷" * 600, "<script>alert(1)</script>", ""]
    store.keep_attempts(learner, [attempt(str(n), at=float(n), answer=one) for n, one in enumerate(typed)])
    kept = [one.answer for one in store.attempts(learner)]
    assert kept == ["x" * 500, "ab", "?", "𠮷" * 500, "<script>alert(1)</script>", ""]


@pytest.mark.parametrize("id", [NOBODY, "", "0" * 31, "g" * 32, "' OR 1=1 --", None, 5])
def test_nobody_has_no_attempts(store, id):
    for call in (lambda: store.keep_attempts(id, [attempt()]), lambda: store.attempts(id)):
        with pytest.raises(LabError, match="no_such_learner"):
            call()


def test_more_than_a_query_takes(store, learner):
    many = [attempt(f"{n:05}", at=float(n)) for n in range(1200)]
    assert store.keep_attempts(learner, many[::-1]) == 1200
    assert store.keep_attempts(learner, many) == 0
    assert store.attempts(learner) == many


def test_two_tabs_at_once_double_nothing(store, another, learner):
    many, kept, faults = [attempt(f"t{n}", at=float(n)) for n in range(20)], [], []

    def hand_in(tab):
        try:
            kept.extend(tab.keep_attempts(learner, [one]) for one in many)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=hand_in, args=[tab]) for tab in (store, another, store)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert sum(kept) == 20 and store.attempts(learner) == many


def test_being_seen(store, learner):
    before = store.learner(learner).seen
    store.keep_attempts(learner, [attempt()])
    assert store.learner(learner).seen > before


attempts = st.builds(
    Attempt, st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=80),
    st.just("pooling.pooled-side"), st.integers(-MAX_SEED, MAX_SEED),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=500), st.booleans(),
    st.sampled_from(["", "stride-one"]), st.integers(0, 100), st.booleans(), st.floats(0, 3e10),
)  # fmt: skip


@given(handed=st.lists(attempts, max_size=8), data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_any_attempts_come_back_bit_by_bit(store, handed, data):
    """In any order and with replays the store says of a learner what the answers themselves say."""
    unique = list({one.token: one for one in reversed(handed)}.values())
    learner = store.new_learner("Ann")[0].id
    for one in data.draw(st.permutations([*unique, *unique])):
        store.keep_attempts(learner, [one])
    kept = store.attempts(learner)
    assert sorted(kept, key=lambda one: one.token) == sorted(unique, key=lambda one: one.token)
    assert by_exercise(kept) == by_exercise(unique)
    store.delete_learner(learner)
