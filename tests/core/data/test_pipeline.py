"""Order and time of a pipeline against tf.data itself."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.data.order import in_batches, most_classes, shuffled_order
from cnn_core.data.pipeline import Pipeline, measure, timeline
from cnn_core.errors import LabError
from cnn_core.exercises.data_rules import wrong_epoch_ms, wrong_first_batches


def by_tensorflow(count, buffer, seed):
    dataset = tf.data.Dataset.range(count).shuffle(buffer, seed=seed)
    return [int(number) for number in dataset.as_numpy_iterator()]


def keeps_the_rule(order, buffer):
    return all(position >= number - buffer + 1 for position, number in enumerate(order))


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 1000))
def test_a_buffer_lets_nothing_come_too_early(count, buffer, seed):
    for order in (
        by_tensorflow(count, buffer, seed),
        shuffled_order(count, buffer, np.random.default_rng(seed)),
    ):
        assert sorted(order) == list(range(count))
        assert keeps_the_rule(order, buffer)


def test_the_rule_is_sharp():
    """Some order of each makes use of it, and a buffer smaller by one would not allow that."""
    for draw in (by_tensorflow, lambda n, b, seed: shuffled_order(n, b, np.random.default_rng(seed))):
        orders = [draw(12, 4, seed) for seed in range(1, 40)]
        assert not all(keeps_the_rule(order, 3) for order in orders)


def test_orders_are_as_likely_as_in_tensorflow():
    rounds, rng = 1500, np.random.default_rng(0)
    dataset = (
        tf.data.Dataset.range(4).shuffle(2, seed=1, reshuffle_each_iteration=True).batch(4).repeat(rounds)
    )
    theirs = Counter(tuple(order) for order in dataset.as_numpy_iterator())
    ours = Counter(tuple(shuffled_order(4, 2, rng)) for _ in range(rounds))
    assert set(ours) == set(theirs)
    # Each order's share scatters by at most 0.013 a side; they may differ by four times both.
    assert max(abs(ours[order] - theirs[order]) / rounds for order in ours) < 0.07


@pytest.mark.parametrize("buffer, batch", [(1, 32), (10, 8), (32, 32), (64, 16), (320, 32)])
def test_classes_of_the_first_batch(buffer, batch):
    most = most_classes(32, 10, buffer, batch)
    firsts = [by_tensorflow(320, buffer, seed)[:batch] for seed in range(1, 12)]
    seen = [len({number // 32 for number in first}) for first in firsts]
    assert max(seen) <= most
    assert max(seen) >= min(most, batch, 10) - 1  # the bound is nearly reached
    assert wrong_first_batches(32, 10, buffer, batch)["does-not-shuffle"] == -(-batch // 32)


def test_batches():
    assert [len(batch) for batch in in_batches(list(range(10)), 4)] == [4, 4, 2]


# ---- time ----------------------------------------------------------------------------------------

TIMES = st.integers(0, 30)


@given(st.integers(1, 20), TIMES, TIMES)
def test_the_clock_in_closed_form(batches, read, step):
    plain = Pipeline(images=8 * batches, batch=8, read_ms=float(read), step_ms=float(step))
    reading, training = 8 * batches * read / 1000, batches * step / 1000
    assert timeline(plain)[-1].train_end == pytest.approx(reading + training)
    ahead = timeline(replace(plain, prefetch=True))
    assert ahead[-1].train_end == pytest.approx(max(reading, training) + min(reading, training) / batches)
    assert all(span.read_end <= span.train_start + 1e-12 for span in ahead), (
        "nothing is used before it is read"
    )
    assert all(one.train_end <= two.train_start + 1e-12 for one, two in pairwise(ahead))


def test_a_cache_is_filled_first_and_read_from_then():
    cached = Pipeline(images=64, batch=8, buffer=64, read_ms=2.0, step_ms=5.0, cache=True, prefetch=True)
    first, second = timeline(cached, 1), timeline(cached, 2)
    assert first[0].read_end == pytest.approx(0.128), "the buffer takes all images before the first batch"
    assert second[-1].train_end == pytest.approx(8 * 0.005)


@pytest.mark.parametrize("prefetch", [False, True])
@pytest.mark.parametrize("cache", [False, True])
@pytest.mark.parametrize("readers", [1, 3])
def test_measured(prefetch, cache, readers):
    pipeline = Pipeline(48, 16, 8, 1.0, 4.0, readers, cache, prefetch)
    measured = measure(pipeline)
    assert all(sorted(order) == list(range(48)) and keeps_the_rule(order, 16) for order in measured.orders)
    assert measured.orders[0] != measured.orders[1], "each epoch has an order of its own, cached or not"
    # Waiting is never shorter than told, so the clock cannot run below the calculation.
    if readers == 1:
        for epoch, seconds in enumerate(measured.seconds, start=1):
            assert seconds > 0.99 * timeline(pipeline, epoch)[-1].train_end


def test_without_shuffle_the_order_stays():
    assert measure(Pipeline(10, 0, 4, 0.0, 0.0)).orders == (tuple(range(10)),) * 2


def test_wrong_answers_are_wrong():
    asked = Pipeline(images=320, batch=32, read_ms=1.0, step_ms=40.0, prefetch=True)
    assert round(1000 * timeline(asked)[-1].train_end) == 432
    assert 432 not in wrong_epoch_ms(asked).values()


@pytest.mark.parametrize(
    "changes, key",
    [
        ({"images": 0}, "too_small"), ({"images": 10_000}, "too_many"), ({"batch": 2.5}, "not_an_integer"),
        ({"read_ms": float("nan")}, "not_finite"), ({"step_ms": 1e6}, "takes_too_long"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused(changes, key):
    with pytest.raises(LabError) as refused:
        measure(replace(Pipeline(), **changes))
    assert refused.value.key == key
