"""Questions about runs: what came out is read from the curves as NumPy and SciPy read them."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from cnn_core.exercises.grading import grade
from cnn_core.exercises.own_runs import QUARTERS, Watched, about
from cnn_core.training.outcomes import Numbers

SHARES = st.integers(5, 99).map(lambda percent: percent / 100)
EPOCHS = st.lists(
    st.builds(Numbers, SHARES, SHARES, st.integers(1, 500).map(lambda n: n / 100), st.just(1.0),
              st.just(4000), st.just(1000)),
    min_size=1, max_size=12,
)  # fmt: skip
RUNS = EPOCHS.map(lambda epochs: Watched("0123456789abcdef", tuple(epochs)))


def asked(run, *others):
    return {one.name: one for one in about(run, others)}


@given(RUNS)
def test_the_lowest_loss(run):
    found = asked(run).get("lowest-loss")
    losses = np.array([one.loss for one in run.numbers])
    assert (found is not None) == (len(losses) > 2 and (losses == losses.min()).sum() == 1)
    if found:
        assert found.answer == int(losses.argmin()) + 1
        assert found.case.values["lowest"] == pytest.approx(losses.min(), abs=5e-4)


@given(RUNS)
def test_the_first_epoch(run):
    found = asked(run).get("first-epoch")
    shares = [one.accuracy for one in run.numbers]
    if found is None:
        assert len(shares) < 2 or shares[-1] - 0.1 < 0.1
        return
    gone = np.interp(shares[0], [0.1, shares[-1]], [0, 4])
    assume(abs(gone - round(gone)) > 1e-6)  # on the line between two answers
    assert found.answer == QUARTERS[min(int(gone), 3)]


def two_proportions(a, n, b, m):
    """z of two shares, not pooled: the difference over its standard error."""
    error = np.hypot(stats.bernoulli(a).std() / np.sqrt(n), stats.bernoulli(b).std() / np.sqrt(m))
    return (a - b) / error


@given(RUNS)
def test_the_gap(run):
    last = run.last
    z = two_proportions(last.training, last.images, last.accuracy, last.validation)
    assume(abs(abs(z) - 2) > 1e-6)
    expected = "same" if abs(z) < 2 else "lower" if z > 0 else "higher"
    assert asked(run)["gap"].answer == expected


@given(RUNS, RUNS)
def test_a_pair(run, other):
    z = two_proportions(run.last.accuracy, 1000, other.last.accuracy, 1000)
    assume(abs(abs(z) - 2) > 1e-6)
    expected = "same" if abs(z) < 2 else "a" if z > 0 else "b"
    assert asked(run, other)["pair"].answer == expected


@given(RUNS, RUNS)
def test_what_is_right_passes_and_each_wrong_rule_is_named(run, other):
    for exercise in about(run, [other]):
        assert grade(exercise, str(exercise.answer)).correct
        for belief, wrong in exercise.case.beliefs.items():
            verdict = grade(exercise, str(wrong))
            assert not verdict.correct and verdict.misconception == belief


def test_the_same_runs_are_the_same_case_others_are_not():
    epochs = (Numbers(0.3, 0.3, 2.0, 1.0, 4000, 1000), Numbers(0.5, 0.6, 1.0, 1.0, 4000, 1000))
    one, other = Watched("0123456789abcdef", epochs), Watched("f123456789abcdef", epochs)
    assert about(one, [other]) == about(one, [other])
    seeds = {exercise.seed for exercise in (*about(one, [other]), *about(other, [one]))}
    assert len(seeds) == 4 and all(0 <= seed < 2**63 for seed in seeds)
