"""The answers on cheating against SciPy, Keras's metrics, and images counted one by one."""

import keras
import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt
from scipy.stats import binom, chi2_contingency

from cnn_core.exercises.bank import ids
from cnn_core.exercises.making import make

SEEDS = range(24)
EACH = 1000  # images of a class in a population that is counted


def drawn(name):
    assert f"cheating.{name}" in ids("cheating")
    return [make(f"cheating.{name}", seed) for seed in SEEDS]


def tag_of(one):
    matrix = np.array(one.given["matrix"])
    inside = np.zeros(matrix.shape, bool)
    inside[-one.values["tag"] :, -one.values["tag"] :] = True
    return matrix, inside


def test_heat_on_the_tag_is_a_weighted_mean():
    for one in drawn("heat-in-tag"):
        matrix, inside = tag_of(one)
        assert one.answer == pytest.approx(100 * np.average(inside, weights=matrix))


def test_the_hottest_place_is_as_far_as_scipy_says():
    for one in drawn("hottest-far"):
        matrix, inside = tag_of(one)
        far = distance_transform_edt(~inside)
        assert one.answer == pytest.approx(far[np.unravel_index(matrix.argmax(), matrix.shape)])
        assert np.count_nonzero(matrix == matrix.max()) == 1


def test_times_of_the_area_are_those_of_an_even_map():
    for one in drawn("times-its-area"):
        even = np.full((32, 32), 1 / 1024)
        assert one.answer == pytest.approx(one.given["percent"] / 100 / even[-4:, -4:].sum())


def population(shares):
    """EACH images of every class, right as often as the shares, in percent, say."""
    right = [np.arange(EACH) < EACH * share / 100 for share in shares]
    return np.concatenate(right)


def keras_accuracy(right):
    metric = keras.metrics.Accuracy()
    metric.update_state(np.ones(len(right)), right)
    return 100 * float(metric.result())


def test_accuracies_are_those_of_images_counted():
    for one in drawn("points-lost"):
        given = one.given
        before, after = (np.arange(given["images"]) < given[name] for name in ("before", "after"))
        assert one.answer == pytest.approx(keras_accuracy(before) - keras_accuracy(after), abs=1e-4)
    for one in drawn("mixed-horses"):
        given = one.given
        tagged = np.arange(100 * EACH) < given["share"] * EACH
        right = np.where(
            tagged, np.arange(100 * EACH) % 100 < given["p"], np.arange(100 * EACH) % 100 < given["q"]
        )
        assert one.answer == pytest.approx(keras_accuracy(right), abs=1e-3)
    for one in drawn("whole-drop"):
        given, rest = one.given, [70] * (one.given["k"] - 1)
        before, after = (population([given[name], *rest]) for name in "pq")
        assert one.answer == pytest.approx(keras_accuracy(before) - keras_accuracy(after), abs=1e-3)
    for one in drawn("swapped-tags"):
        given = one.given
        right = population([given["horse_without"], *[given["other_with"]] * (given["k"] - 1)])
        assert one.answer == pytest.approx(keras_accuracy(right), abs=1e-3)


def test_horses_among_those_called_horse_are_kerass_precision():
    for one in drawn("called-horse"):
        (horses, missed), *others = one.given["matrix"]
        said = np.concatenate(
            [np.repeat([1, 0], [horses, missed]), *(np.repeat([1, 0], row) for row in others)]
        )
        truth = np.arange(len(said)) < horses + missed
        metric = keras.metrics.Precision()
        metric.update_state(truth, said)
        assert one.answer == pytest.approx(100 * float(metric.result()), abs=1e-4)


def test_horses_among_the_tagged_are_kerass_precision():
    for one in drawn("horse-given-tag"):
        given = one.given
        tagged = population([given["own"], *[given["other"]] * (given["k"] - 1)])
        metric = keras.metrics.Precision()
        metric.update_state(np.arange(len(tagged)) < EACH, tagged)
        assert one.answer == pytest.approx(100 * float(metric.result()), abs=1e-4)


def test_horses_without_a_tag_are_counted():
    for one in drawn("untagged-horses"):
        given = one.given
        number = np.arange(given["images"])
        horses = number[number % given["classes"] == 7]
        carries = np.arange(len(horses)) * 100 < given["share"] * len(horses)
        assert one.answer == np.count_nonzero(~carries)


def test_so_many_images_have_the_binomials_error():
    for one in drawn("images-needed"):
        n = one.answer
        assert binom(n, one.given["percent"] / 100).std() / n == pytest.approx(one.given["points"] / 100)


def test_a_tag_that_tells_nothing_is_independent_of_the_class():
    for one in drawn("which-data"):
        for name, shares in zip("ABC", one.given["matrix"], strict=True):
            counts = [[share, 100 - share] for share in shares]
            linked = chi2_contingency(counts, correction=False).statistic > 1
            assert linked == (name != one.answer)


def test_the_most_suspicious_falls_most():
    for one in drawn("most-suspicious"):
        falls = np.subtract(*np.array(one.given["matrix"]).T)
        assert "ABC"[falls.argmax()] == one.answer
        assert np.sort(falls)[-1] - np.sort(falls)[-2] >= 10, "plain to see"
