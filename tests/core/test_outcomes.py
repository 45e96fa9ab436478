"""Higher, lower, or about the same: against scipy and against draws of chance."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cnn_core.store.records import Epoch
from cnn_core.training.experiments import EXPERIMENTS
from cnn_core.training.outcomes import STUDENT, Numbers, numbers, outcome
from cnn_core.training.presets import PRESETS

POOLING, DROPOUT = EXPERIMENTS["pooling"], EXPERIMENTS["dropout"]
SHARES = st.integers(100, 900).map(lambda thousandths: thousandths / 1000)


def run(accuracy: float, training: float = 0.7) -> Numbers:
    return Numbers(accuracy, training, 1.0, 30.0, 10_000, 5_000)


def test_a_run_comes_to_what_its_last_epoch_says() -> None:
    epochs = [Epoch(n, 2.0 / n, 0.3 * n, 2.5 / n, 0.25 * n, 1e-3, 4.0) for n in (1, 2)]
    found = numbers(PRESETS["tutorial"].changed(images=9_000, validation=4_000), epochs)
    assert found == Numbers(0.5, 0.6, 1.25, 8.0, 9_000, 4_000)
    assert found.gap == pytest.approx(0.1)


def test_without_runs_there_is_no_outcome() -> None:
    assert numbers(PRESETS["tutorial"], []) is None
    assert outcome(POOLING, [run(0.5)], []) is None


@given(SHARES, SHARES)
def test_accuracies_differ_where_a_test_of_two_proportions_says_so(one: float, other: float) -> None:
    """scipy's normal distribution on the unpooled difference, two standard errors: 4.55 %."""
    z = abs(one - other) / sqrt((one * (1 - one) + other * (1 - other)) / 5_000)
    chance = 2 * stats.norm.sf(z)
    found = outcome(POOLING, [run(one)], [run(other)])
    assert found.by == "images" and found.seeds == 1
    if abs(z - 2) > 1e-6:
        assert (found.answer == "same") == (chance > 2 * stats.norm.sf(2))
        assert found.answer == "same" or (found.answer == "higher") == (one > other)


def test_equal_networks_are_called_the_same_about_95_times_in_100() -> None:
    """Both right on 60 % of all images there are; 5,000 are drawn for each."""
    draws = np.random.default_rng(0).binomial(5_000, 0.6, (2_000, 2)) / 5_000
    same = np.mean([outcome(POOLING, [run(a)], [run(b)]).answer == "same" for a, b in draws])
    assert 0.94 < same < 0.97


@pytest.mark.filterwarnings("ignore:Precision loss")  # scipy, of numbers that are all equal
@given(st.lists(SHARES, min_size=2, max_size=4), st.lists(SHARES, min_size=2, max_size=4))
def test_several_seeds_are_judged_as_by_a_t_test(one: list[float], other: list[float]) -> None:
    found = outcome(POOLING, [run(share) for share in one], [run(share) for share in other])
    if found.by != "seeds" or (len(one) + len(other)) % 2:  # for odd numbers the margin is a little wider
        return
    chance = stats.ttest_ind(one, other).pvalue
    if abs(chance - 0.05) > 1e-3:
        assert (found.answer == "same") == (chance > 0.05)


def test_the_seeds_count_once_they_differ_more_than_chance_in_the_images() -> None:
    close = outcome(POOLING, [run(0.600), run(0.601)], [run(0.630), run(0.631)])
    assert (close.answer, close.by, close.seeds) == ("lower", "images", 2)
    wide = outcome(POOLING, [run(0.60), run(0.64)], [run(0.63), run(0.67)])
    assert (wide.answer, wide.by) == ("same", "seeds")
    assert wide.difference == pytest.approx(-0.03)


def test_a_gap_counts_both_sets_of_images() -> None:
    one, other = run(0.60, 0.66), run(0.60, 0.70)
    found = outcome(DROPOUT, [one], [other])
    shares = [0.6 * 0.4 / 5_000] * 2 + [0.66 * 0.34 / 10_000, 0.7 * 0.3 / 10_000]
    assert found.margin == pytest.approx(2 * sqrt(sum(shares)))
    assert (found.answer, found.one) == ("lower", pytest.approx(0.06))


@pytest.mark.parametrize("free, factor", STUDENT.items())
def test_students_t(free: int, factor: float) -> None:
    assert factor == pytest.approx(stats.t.ppf(0.975, free), abs=5e-4)
