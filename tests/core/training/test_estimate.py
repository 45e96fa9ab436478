"""Time and memory before a run: consistent with itself, and of the size of what was measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.training.config import traced
from cnn_core.training.estimate import USUAL, Speed, epoch_macs, estimate, measured_speed
from cnn_core.training.presets import PRESETS

FAST, TUTORIAL = PRESETS["fast"], PRESETS["tutorial"]


def test_work_counts_three_passes_for_training_and_one_for_validation():
    config = TUTORIAL.changed(images=3200, validation=500, batch_size=32)
    macs = 4_548_608  # counted layer by layer in the tests of the trace
    assert epoch_macs(traced(config), config) == macs * (3 * 3200 + 500)


def test_images_that_fill_no_batch_are_not_counted():
    config = TUTORIAL.changed(images=100, validation=10, batch_size=64)
    assert estimate(traced(config), config).steps == 1
    assert epoch_macs(traced(config), config) == 4_548_608 * (3 * 64 + 10)


@given(st.integers(1, 50), st.floats(1e9, 1e12))
def test_time_grows_with_the_epochs_and_falls_with_the_speed(epochs, macs):
    config = FAST.changed(epochs=epochs)
    one = estimate(traced(config), config, Speed(macs, 0.0))
    twice = estimate(traced(config), config, Speed(2 * macs, 0.0))
    assert one.seconds == pytest.approx(epochs * one.epoch_seconds)
    assert one.seconds == pytest.approx(2 * twice.seconds)


@given(st.floats(1e9, 1e12))
def test_a_measured_speed_explains_the_runs_it_was_measured_on(macs):
    rows = traced(FAST)
    seconds = estimate(rows, FAST, Speed(macs, USUAL.step)).epoch_seconds
    found = measured_speed([(rows, FAST, seconds)])
    if seconds * 0.75 > estimate(rows, FAST).steps * USUAL.step:
        assert found.macs == pytest.approx(macs, rel=1e-6)
    assert found.runs == 1


def test_without_runs_the_usual_speed_is_stated():
    assert measured_speed([]) == USUAL
    assert measured_speed([(traced(FAST), FAST, 0.0)]) == USUAL


def test_memory_grows_with_the_batch():
    small, large = (
        estimate(traced(TUTORIAL), TUTORIAL.changed(batch_size=size)).bytes for size in (32, 1024)
    )
    assert large > small
