"""Where a learner stands and what comes next, on histories short enough to count by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.exercises.attempts import Attempt
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.progress import by_concept, by_exercise, by_lesson, mistakes, next_exercise

DAY = 86_400.0
POOLING = ids("pooling")
SIDE, SAME = "pooling.pooled-side", "pooling.same-side"  # both about output-size
CELL = "pooling.largest-cell"  # about pooled-values


def attempt(exercise=SIDE, seed=1, correct=True, at=0.0, misconception="", **more):
    token = f"{exercise} {seed} {at}"
    return Attempt(token, exercise, seed, "3", correct, misconception, at=at, **more)


# Case 1: wrong, wrong in the same way, right. Case 2: right at once. Case 3: with a hint. Case 4: shown.
HISTORY = (
    attempt(seed=1, correct=False, at=1.0, misconception="stride-one"),
    attempt(seed=1, correct=False, at=2.0, misconception="stride-one"),
    attempt(seed=1, at=3.0),
    attempt(seed=2, at=4.0),
    attempt(seed=3, at=5.0, hints=1),
    attempt(seed=4, correct=False, at=6.0, misconception="rounds-up"),
    attempt(seed=4, correct=False, at=7.0, misconception="stride-one"),
    attempt(seed=4, correct=False, at=8.0, revealed=True),
    attempt(seed=4, at=9.0),
)


def test_an_exercise_by_hand():
    one = by_exercise(HISTORY)[SIDE]
    assert (one.exercises, one.known, one.tried, one.at_once, one.last) == (1, 0, 4, 1, 8.0)
    assert one.misconceptions == (("stride-one", 2), ("rounds-up", 1))
    assert one.mastery == "learning"


def test_nothing_tried_is_new():
    one = by_exercise([])[SIDE]
    assert (one.tried, one.at_once, one.last, one.misconceptions, one.mastery) == (0, 0, None, (), "new")
    assert set(by_exercise([])) == set(ids())


@pytest.mark.parametrize(
    ("went", "mastery"),
    [("r", "learning"), ("w", "learning"), ("rr", "known"), ("rw", "learning"), ("rrw", "learning"),
     ("wrr", "known"), ("rwr", "learning"), ("rrwr", "learning"), ("rrwrr", "known"), ("hh", "learning")],
)  # fmt: skip
def test_two_in_a_row_at_once_make_it_known(went, mastery):
    done = [
        attempt(seed=seed, correct=how != "w", at=float(seed), hints=how == "h")
        for seed, how in enumerate(went)
    ]
    assert by_exercise(done)[SIDE].mastery == mastery


def test_the_same_case_twice_proves_nothing():
    assert by_exercise([attempt(at=1.0), attempt(at=2.0)])[SIDE].mastery == "learning"


def test_a_concept_and_a_lesson_add_up_and_are_known_when_all_of_them_are():
    done = [attempt(exercise, seed, at=seed) for exercise in POOLING for seed in (1, 2)]
    lesson = by_lesson(done)["pooling"]
    n = len(POOLING)
    assert (lesson.exercises, lesson.known, lesson.tried, lesson.at_once) == (n, n, 2 * n, 2 * n)
    assert lesson.mastery == "known"
    less = by_lesson(done[:-1])["pooling"]
    assert (less.known, less.mastery) == (n - 1, "learning")
    assert by_lesson(HISTORY)["pooling"].misconceptions == (("stride-one", 2), ("rounds-up", 1))
    size = by_concept(done)["output-size"]
    assert size.tried == 2 * sum(spec(id).concept == "output-size" for id in POOLING)
    assert by_concept(HISTORY)["pooled-values"].mastery == "new"


def test_mistakes_count_cases_and_only_wrong_answers():
    assert mistakes(HISTORY) == (("stride-one", 2), ("rounds-up", 1))
    assert mistakes([attempt(misconception="stride-one")]) == ()


def test_exercises_that_are_gone_do_not_disturb():
    gone = attempt("pooling.no-such", correct=False, at=5.0)
    assert by_lesson([*HISTORY, gone]) == by_lesson(HISTORY)
    assert next_exercise([gone], DAY, ["pooling"]) == (POOLING[0], "new")


def test_the_first_is_the_first_of_the_course():
    assert next_exercise([], 0.0, ["pooling"]) == (POOLING[0], "new")
    assert next_exercise([], 0.0) == (ids()[0], "new")


def test_what_is_due_comes_first():
    done = [attempt(SIDE, 1, False, at=0.0), attempt(CELL, 1, True, at=500.0)]
    assert next_exercise(done, 600.0, ["pooling"]) == (SIDE, "repeat")
    later = [attempt(SIDE, 1, at=0.0), attempt(CELL, 1, at=1.0)]
    assert next_exercise(later, 2 * DAY, ["pooling"]) == (SIDE, "repeat")


def test_what_went_wrong_comes_back_but_not_at_once():
    wrong = attempt(SIDE, 1, False, at=0.0)
    assert next_exercise([wrong], 10.0, ["pooling"]) == (SAME, "new")
    between = attempt(SAME, 1, True, at=20.0)
    assert next_exercise([wrong, between], 30.0, ["pooling"]) == (SIDE, "weak")


def test_the_weakest_concept_goes_first():
    done = [
        attempt(SIDE, 1, False, at=0.0),
        attempt(SAME, 1, True, at=1.0),
        attempt(CELL, 1, False, at=2.0),
        attempt("pooling.no-weights", 1, True, at=3.0),
    ]
    assert next_exercise(done, 10.0, ["pooling"]) == (CELL, "weak")


def test_when_all_is_done_the_next_due_is_offered():
    done = [attempt(id, 1, at=float(at)) for at, id in enumerate(POOLING)]
    assert next_exercise(done, 100.0, ["pooling"]) == (POOLING[0], "repeat")


def test_new_ones_come_from_the_lesson_in_hand():
    other = next((one for one in ids() if not one.startswith("pooling.")), None)
    if other is None:
        pytest.skip("there is only one lesson with exercises")
    slug = spec(other).lesson
    assert next_exercise([attempt(POOLING[0])], 1.0, [slug, "pooling"]) == (POOLING[1], "new")
    assert next_exercise([], 1.0, [slug, "pooling"]) == (ids(slug)[0], "new")


def test_lessons_without_exercises():
    with pytest.raises(LabError, match="no_such_exercise"):
        next_exercise([], 0.0, ["no-such-lesson"])
    with pytest.raises(LabError, match="no_such_exercise"):
        next_exercise([], 0.0, [])


histories = st.lists(
    st.builds(
        attempt, st.sampled_from(POOLING), st.integers(0, 3), st.booleans(), st.floats(0, 1e7),
        st.sampled_from(["", "stride-one"]), hints=st.integers(0, 1), revealed=st.booleans(),
    ),
    max_size=40,
)  # fmt: skip


@given(histories, st.floats(0, 2e7))
def test_there_is_always_a_next_one(done, now):
    id, reason = next_exercise(done, now, ["pooling"])
    assert id in POOLING and reason in ("repeat", "weak", "new")
    assert (reason == "new") == (id not in {one.exercise for one in done})


@given(histories)
def test_exercises_add_up_to_their_lesson(done):
    lesson, each = by_lesson(done)["pooling"], by_exercise(done)
    assert lesson.tried == sum(each[id].tried for id in POOLING) == len({one.case for one in done})
    assert lesson.known == sum(each[id].mastery == "known" for id in POOLING)
    assert lesson.at_once <= lesson.tried
