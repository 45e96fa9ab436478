"""What is kept of an answer, and which answers say something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.exercises.attempts import MAX_SEED, Attempt, checked, counted, first_goes

SOUND = Attempt("t1", "pooling.pooled-side", 7, "13", True, "", 0, False, 1_800_000_000.0)


def attempt(token, correct=False, at=0.0, seed=1, **more):
    return Attempt(token, "pooling.pooled-side", seed, "3", correct, at=at, **more)


def changed(**fields):
    return Attempt(**(vars(SOUND) | fields))


def test_a_sound_attempt_is_kept_as_it_is():
    assert checked(SOUND) == SOUND


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("x" * 10_000, "x" * 500),
        ("３×３，（１６）", "３×３，（１６）"),
        ("<b>**3**</b>\n[1](2)", "<b>**3**</b>\n[1](2)"),
        ("1\x002", "12"),
        ("\ud800", "?"),
        ("", ""),
    ],
)
def test_answers_are_kept_as_text(typed, kept):
    assert checked(changed(answer=typed)).answer == kept


@given(st.text(st.characters()))
def test_any_answer_can_be_written_down(text):
    kept = checked(changed(answer=text)).answer
    assert len(kept.encode("utf-8")) <= 2000 and "\x00" not in kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token", ""),
        ("token", "x" * 81),
        ("token", "a\nb"),
        ("token", None),
        ("exercise", ""),
        ("exercise", "\ud800"),
        ("seed", MAX_SEED + 1),
        ("seed", 1.5),
        ("seed", True),
        ("answer", None),
        ("answer", 13),
        ("correct", 1),
        ("misconception", "x" * 81),
        ("misconception", None),
        ("hints", -1),
        ("hints", 101),
        ("revealed", "no"),
        ("at", float("nan")),
        ("at", float("inf")),
        ("at", -1.0),
        ("at", 10**400),
        ("at", None),
    ],
)
def test_what_is_no_attempt_is_refused(name, value):
    with pytest.raises(LabError) as caught:
        checked(changed(**{name: value}))
    assert (caught.value.key, caught.value.values) == ("not_an_attempt", {"name": name})


def test_an_attempt_counts_once_and_in_its_time():
    one, two, three = (attempt(name, at=at) for name, at in (("c", 1.0), ("a", 2.0), ("b", 3.0)))
    assert counted([three, one, two, one, three]) == (one, two, three)


@pytest.mark.parametrize("over", [{"correct": True}, {"revealed": True}])
def test_answers_to_a_case_that_is_over_say_nothing(over):
    wrong, last = attempt("a", at=1.0), attempt("b", at=2.0, **over)
    late, other = attempt("c", True, at=3.0), attempt("d", True, at=4.0, seed=2)
    assert counted([wrong, last, late, other]) == (wrong, last, other)
    assert first_goes([wrong, last, late, other]) == (wrong, other)


@given(st.permutations([attempt(str(at), at % 3 == 0, float(at), at % 2) for at in range(6)]))
def test_the_order_of_handing_in_changes_nothing(handed):
    assert counted(handed) == counted(sorted(handed, key=lambda one: one.at))


@pytest.mark.parametrize(
    ("more", "unaided"),
    [({"correct": True}, True), ({}, False), ({"correct": True, "hints": 1}, False),
     ({"correct": True, "revealed": True}, False)],
)  # fmt: skip
def test_unaided(more, unaided):
    assert attempt("a", **more).unaided is unaided
