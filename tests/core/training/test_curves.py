"""What curves say: on made-up curves of known kind, and on the recorded ones of the lesson."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.store.records import Epoch, Steps
from cnn_core.training.curves import CHANCE_LOSS, MOST_POINTS, reading, smoothed


def run(*epochs: tuple[float, float, float, float]) -> list[Epoch]:
    """Epochs from (loss, accuracy, val_loss, val_accuracy)."""
    return [Epoch(number, *values, 0.1, 1.0) for number, values in enumerate(epochs, 1)]


def keys(epochs: list[Epoch], steps: Steps | None = None) -> list[str]:
    return [found.key for found in reading(epochs, steps)]


def steps_of(losses: list[float], in_epoch: int) -> Steps:
    values = np.array(losses, np.float32)
    return Steps(values, np.full(len(losses), 0.1, np.float32), in_epoch)


def test_a_rising_curve_is_learning_and_says_by_how_much():
    found = reading(run((1.8, 0.35, 1.5, 0.45), (1.4, 0.50, 1.3, 0.535)))
    assert found[0].key == "learning"
    assert found[0].values["change"] == pytest.approx(8.5)
    assert found[0].values["validation"] == pytest.approx(53.5)


def test_the_first_epoch_is_compared_with_guessing():
    found = reading(run((1.8, 0.35, 1.5, 0.45)))
    assert found[0].key == "began"
    assert found[0].values == {"validation": pytest.approx(45), "chance": 10}


def test_one_unlucky_epoch_is_seen_beside_those_before():
    found = reading(run((1.8, 0.4, 1.5, 0.45), (1.5, 0.5, 1.3, 0.53), (1.4, 0.55, 1.3, 0.525)))
    assert found[0].key == "learning"
    assert (found[0].values["change"], found[0].values["since"]) == (pytest.approx(7.5), 1)


def test_a_curve_that_does_not_move_has_stalled():
    level = (1.4, 0.5, 1.3, 0.53)
    assert keys(run((1.8, 0.4, 1.5, 0.45), level, level, level))[0] == "stalled"


def test_overfitting_names_the_epoch_where_the_curves_part():
    epochs = run(
        (2.0, 0.30, 1.9, 0.30), (1.6, 0.42, 1.7, 0.38), (1.2, 0.56, 1.65, 0.41), (0.8, 0.72, 1.8, 0.41),
        (0.5, 0.84, 2.0, 0.40), (0.3, 0.92, 2.3, 0.40),
    )  # fmt: skip
    found = reading(epochs)
    assert found[0].key == "overfitting"
    assert found[0].values["since"] == 3
    assert found[0].values["gap"] == pytest.approx(52)
    assert (found[0].values["lowest"], found[0].values["now"]) == (1.65, 2.3)


def test_one_bad_epoch_is_no_overfitting():
    epochs = run((2.0, 0.3, 1.9, 0.3), (1.6, 0.42, 1.5, 0.45), (1.4, 0.5, 1.8, 0.40))
    assert "overfitting" not in keys(epochs)


def test_a_gap_while_both_improve_is_named_but_is_no_overfitting():
    epochs = run((1.8, 0.4, 1.8, 0.38), (1.3, 0.56, 1.5, 0.48), (0.9, 0.7, 1.3, 0.55))
    assert keys(epochs) == ["learning", "parting"]


def test_validation_above_training_is_told_to_be_no_fault():
    assert keys(run((1.9, 0.3, 1.4, 0.5), (1.6, 0.42, 1.2, 0.58))) == ["learning", "validation_above"]


def test_a_network_at_the_level_of_guessing_is_not_learning():
    found = reading(run(*[(CHANCE_LOSS, 0.101, CHANCE_LOSS, 0.1)] * 3))
    assert [one.key for one in found] == ["not_learning"]
    assert found[0].values["chance_loss"] == pytest.approx(math.log(10))


def test_a_loss_that_shoots_up_and_stays_lost_means_too_high_a_rate():
    losses = [2.4, 3.0] + [9.0] * 20 + [2.31] * 278
    found = reading(run(*[(2.8, 0.1, CHANCE_LOSS, 0.1)] * 3), steps_of(losses, 100))
    assert found[0].key == "rate_too_high"
    assert found[0].values["epoch"] == 1
    assert found[0].values["peak"] > 3.5


def test_a_spike_that_was_overcome_is_forgotten():
    losses = [8.0] * 5 + [2.0] * 95 + [1.5] * 200
    epochs = run((2.2, 0.3, 1.7, 0.4), (1.7, 0.45, 1.5, 0.47), (1.5, 0.5, 1.4, 0.51))
    assert keys(epochs, steps_of(losses, 100))[0] == "learning"


def test_small_even_steps_far_from_the_end_are_slow():
    epochs = run(*[(2.3 - 0.02 * n, 0.16 + 0.008 * n, 2.29 - 0.02 * n, 0.16 + 0.008 * n) for n in range(6)])
    assert keys(epochs)[0] == "slow"


def test_a_jumping_validation_curve_is_unsteady():
    jumps = [0.5, 0.58, 0.49, 0.6, 0.52, 0.61]
    epochs = run(*[(1.3 - 0.05 * n, 0.5 + 0.02 * n, 1.4 - 0.05 * n, jump) for n, jump in enumerate(jumps)])
    assert keys(epochs)[0] == "unsteady"


def test_no_better_for_three_epochs_has_settled():
    levels = [0.5, 0.6, 0.66, 0.7, 0.701, 0.699, 0.702]
    epochs = run(*[(1.0, level, 1.0 - 0.001 * n, level) for n, level in enumerate(levels)])
    found = reading(epochs)
    assert found[0].key == "settled"
    assert found[0].values["best"] == pytest.approx(70.2)


def test_a_loss_that_is_no_number_comes_before_everything():
    assert keys(run((1.0, 0.5, float("nan"), 0.5))) == ["not_finite"]
    assert reading([], steps_of([2.0] * 150 + [float("inf")], 100))[0].values["epoch"] == 2


def test_before_the_first_epoch_the_steps_are_told():
    assert keys([]) == ["nothing_yet"]
    assert keys([], steps_of([2.5, 2.2, 2.0, 1.8, 1.7, 1.6], 100)) == ["first_steps"]


@given(st.lists(st.floats(-10, 10), max_size=3000), st.integers(1, 2000))
def test_smoothing_keeps_the_mean_and_stays_drawable(values, in_epoch):
    line, every = smoothed(values, in_epoch)
    assert len(line) <= MOST_POINTS
    assert len(line) * every <= len(values) < (len(line) + 1) * every
    used = values[: len(line) * every]
    assert not used or np.mean(line) == pytest.approx(np.mean(used), abs=1e-3)


finite = st.floats(0, 5)
share = st.floats(0, 1)


@given(st.lists(st.tuples(finite, share, finite, share), max_size=12), st.lists(finite, max_size=400))
def test_whatever_the_curve_there_is_something_to_say(epochs, losses):
    found = reading(run(*epochs), steps_of(losses, 30))
    assert 1 <= len(found) <= 2
    assert all(math.isfinite(value) for one in found for value in one.values.values())
