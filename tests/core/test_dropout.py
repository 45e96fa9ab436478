"""Dropout against the running Keras layers: our arithmetic on their draw, and our own draw's frequencies."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.dropout import dropout, keep_mask
from cnn_core.errors import LabError

RATES = [0.1, 0.2, 0.25, 0.5, 0.8]


def positive(shape, dtype="float64"):
    """No zeros: what is 0 afterwards was dropped."""
    return np.random.default_rng(3).uniform(1, 9, shape).astype(dtype)


@settings(max_examples=30, deadline=None)
@given(
    rate=st.sampled_from([0.0, *RATES]),
    seed=st.integers(0, 999),
    dtype=st.sampled_from(["float32", "float64"]),
)
def test_on_kerass_own_mask(rate, seed, dtype):
    x = positive((6, 9), dtype)
    theirs = np.asarray(keras.layers.Dropout(rate, seed=seed, dtype=dtype)(x, training=True))
    ours = dropout(x, keep=theirs != 0, rate=rate)
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=2e-6)


@pytest.mark.parametrize("rate", RATES)
def test_whole_maps_as_keras_drops_them(rate):
    """SpatialDropout2D: a map is 0 throughout or nowhere; our mask has one place a map and an image."""
    x = positive((5, 4, 3, 8))
    theirs = np.asarray(keras.layers.SpatialDropout2D(rate, seed=5, dtype="float64")(x, training=True))
    kept = (theirs != 0).any(axis=(1, 2), keepdims=True)
    assert kept.shape == keep_mask(x.shape, rate, spatial=True).shape
    np.testing.assert_allclose(dropout(x, kept, rate), theirs, rtol=1e-6)


@pytest.mark.parametrize("made", [keras.layers.Dropout, keras.layers.SpatialDropout2D])
def test_at_inference_keras_changes_nothing(made):
    """Which is why there is no function for it."""
    x = positive((2, 3, 3, 4), "float32")
    np.testing.assert_array_equal(np.asarray(made(0.5)(x, training=False)), x)


def test_rate_one_as_keras():
    x = positive((2, 3))
    theirs = np.asarray(keras.layers.Dropout(1.0, dtype="float64")(x, training=True))
    np.testing.assert_array_equal(dropout(x, keep_mask(x.shape, 1.0), 1.0), theirs)
    assert not theirs.any()


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("spatial", [False, True])
def test_as_many_are_dropped_as_the_rate_says(rate, spatial):
    """20,000 draws: five standard deviations of the binomial are at most 0.018."""
    shape = (20, 2, 2, 1000) if spatial else (20, 1000)
    assert abs(1 - keep_mask(shape, rate, seed=7, spatial=spatial).mean() - rate) < 0.018


@pytest.mark.parametrize("rate", RATES)
def test_the_expected_value_stays(rate):
    x = positive((4, 5))
    mean = np.mean([dropout(x, keep_mask(x.shape, rate, seed), rate) for seed in range(4000)], axis=0)
    spread = x * np.sqrt(rate / (1 - rate) / 4000)  # standard deviation of the mean of such draws
    assert (np.abs(mean - x) < 5 * spread).all()


def test_a_seed_is_a_draw():
    first, again, other = (keep_mask((8, 8), 0.5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_integers_become_floats():
    np.testing.assert_array_equal(dropout([3, 4], [True, False], 0.25), [4, 0])
    assert dropout([3, 4], [True, False], 0.25).dtype == np.float32


@pytest.mark.parametrize(
    "call, key, values",
    [
        (lambda: keep_mask((2,), 1.5), "out_of_range", {"name": "rate", "maximum": 1, "received": 1.5}),
        (lambda: keep_mask((2,), -0.1), "too_small", {"name": "rate", "received": -0.1}),
        (lambda: keep_mask((0, 2), 0.5), "too_small", {"name": "shape", "received": 0}),
        (lambda: keep_mask((2,), 0.5, seed=-1), "too_small", {"name": "seed"}),
        (lambda: dropout([1.0], [True], np.nan), "not_finite", {"name": "rate"}),
        (
            lambda: dropout([1.0, 2.0, 3.0], [True, False], 0.5),
            "mask_does_not_match",
            {"shape": (3,), "mask_shape": (2,)},
        ),
    ],
)
def test_refusals(call, key, values):
    with pytest.raises(LabError) as refused:
        call()
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
