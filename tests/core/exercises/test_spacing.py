"""When exercises come again, against intervals that the authors of FSRS publish."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.exercises.attempts import Attempt
from cnn_core.exercises.bank import ids
from cnn_core.exercises.spacing import due, rating, schedule

DAY = 86_400.0
ONE, OTHER = ids("pooling")[:2]


def attempt(number, correct=True, at=0.0, exercise=ONE, **more):
    return Attempt(f"t{number}", exercise, number, "3", correct, at=at, **more)


def intervals(went):
    """Days until it comes again, each time answered when it is due."""
    done, at, found = [], 0.0, []
    for number, correct in enumerate(went):
        done.append(attempt(number, correct, at))
        again = schedule(done)[ONE]
        found.append((again - at) / DAY)
        at = again
    return found


def test_the_published_intervals():
    # https://github.com/open-spaced-repetition/py-fsrs, tests/test_basic.py, test_review_card:
    # Good each time. There a step of ten minutes comes first, here days come at once.
    assert intervals([True] * 5) == [2, 11, 46, 163, 497]


def test_what_is_forgotten_comes_in_ten_minutes_and_then_sooner_than_before():
    after = intervals([True] * 5 + [False, False] + [True] * 4)[5:]
    assert after[:2] == pytest.approx([600 / DAY] * 2)
    # The same published test: Again, Again, then Good each time. (The step that it has more makes the card a
    # little harder: further on the two differ by a day.)
    assert after[2:] == [2, 4, 7, 12]


@pytest.mark.parametrize(
    ("more", "name"),
    [({}, "Good"), ({"hints": 2}, "Hard"), ({"correct": False}, "Again"),
     ({"correct": False, "hints": 2}, "Again"), ({"revealed": True}, "Again")],
)  # fmt: skip
def test_ratings(more, name):
    assert rating(attempt(1, **more)).name == name


def test_hints_bring_it_back_sooner():
    alone, helped, wrong = (
        schedule([attempt(1, **more)])[ONE] for more in ({}, {"hints": 1}, {"correct": False})
    )
    assert wrong <= helped < alone


def test_only_what_is_due_the_longest_waiting_first():
    done = [attempt(1, False, at=1000.0), attempt(2, False, at=0.0, exercise=OTHER)]
    assert due(done, 599.0) == []
    assert due(done, 600.0) == [(OTHER, 600.0)]
    assert due(done, 5000.0) == [(OTHER, 600.0), (ONE, 1600.0)]
    assert due([], 5000.0) == []


def test_an_exercise_that_is_gone_is_not_due():
    assert due([attempt(1, False, exercise="pooling.no-such")], DAY) == []


def test_a_case_answered_again_is_no_review():
    once = [attempt(1, at=0.0)]
    assert schedule([*once, Attempt("again", ONE, 1, "3", True, at=2 * DAY)]) == schedule(once)


@given(st.permutations([attempt(at, at % 3 > 0, at * DAY) for at in range(6)]))
def test_neither_order_nor_replays_nor_chance_change_it(handed):
    assert schedule([*handed, *handed[:3]]) == schedule(sorted(handed, key=lambda one: one.at))


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 3e10)), min_size=1, max_size=20))
def test_any_times_have_a_next_one(told):
    done = [attempt(number, correct, at) for number, (correct, at) in enumerate(told)]
    assert schedule(done)[ONE] >= max(at for _, at in told) + 599


def test_nothing_heavy_comes_along(root):
    code = (
        "import sys, cnn_core.exercises.spacing; "
        "print({'torch', 'pandas', 'tqdm', 'keras', 'tensorflow'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    assert ran.stdout.strip() == "set()"
