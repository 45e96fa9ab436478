"""Thousands of exercises drawn: the answer passes, each wrong rule is named, no case is degenerate."""

import math
from collections import Counter

import pytest

from cnn_core.errors import LabError
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.exercise import LEVELS
from cnn_core.exercises.grading import grade
from cnn_core.exercises.kinds import same
from cnn_core.exercises.making import make
from tests.core.exercises.typed import typed

DRAWS = 60
#: A rule may be hard to tell in some cases, not in most.
TOLD = 0.5

# One exercise after another, not one test after another: what was drawn for one test is there for the next.
every = pytest.mark.parametrize("id", ids(), scope="module")


@every
def test_the_answer_passes_and_each_wrong_rule_is_named(id):
    told = Counter[str]()
    for seed in range(DRAWS):
        exercise = make(id, seed)
        assert grade(exercise, typed(exercise, exercise.answer)).correct, (id, seed)
        for belief, wrong in exercise.case.beliefs.items():
            verdict = grade(exercise, typed(exercise, wrong))
            assert (verdict.correct, verdict.misconception) == (False, belief), (id, seed, belief, wrong)
            told[belief] += 1
    rare = {one: told[one] for one in spec(id).misconceptions if told[one] < TOLD * DRAWS}
    assert not rare, f"{id}: hardly ever told apart, {rare} of {DRAWS}"


@every
def test_exercises_do_not_run_out(id):
    cases = {repr((one.given, one.case.options)) for one in (make(id, seed) for seed in range(DRAWS))}
    assert len(cases) >= 8, f"{id}: only {len(cases)} different ones"


@every
def test_an_exercise_is_sound(id):
    known, one = spec(id), make(id, 1)
    assert known.level in LEVELS and known.hints >= 0 and one.kind == known.kind
    assert make.__wrapped__(id, 1) == one, "the same id and seed, the same exercise"
    assert one.answer is not None
    told = one.case.given.keys() & one.case.values.keys()
    assert all(one.case.given[name] == one.case.values[name] for name in told), "a text would say either"
    if one.kind == "number":
        assert math.isfinite(float(str(one.answer)))
    if one.kind in ("choice", "order"):
        assert len(set(one.case.options)) == len(one.case.options) >= 2
    if one.kind == "choice":
        assert one.answer in one.case.options
        answers = Counter(make(id, seed).answer for seed in range(DRAWS))
        assert len(answers) > 1, f"{id}: always {one.answer}"
    assert not any(same(one.kind, wrong, one.answer) for wrong in one.case.beliefs.values())


def test_there_are_enough_at_every_level():
    levels = Counter(spec(id).level for id in ids())
    assert set(levels) == set(LEVELS)


@pytest.mark.parametrize("id", ["", "pooling", "pooling.nothing", "../x", "x" * 500])
def test_no_such_exercise(id):
    with pytest.raises(LabError, match="no_such_exercise"):
        make(id, 1)
