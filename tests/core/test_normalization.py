"""Batch normalization against the running Keras layer: training, inference, and the averages in between."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnn_core.errors import LabError
from cnn_core.normalization import (
    EPSILON,
    MOMENTUM,
    MOVING_MEAN,
    MOVING_VARIANCE,
    batch_moments,
    batch_norm_weight_count,
    batch_normalize,
    moving_average,
    normalize,
)

TOLERANCE = {"float16": 5e-3, "float32": 2e-5, "float64": 1e-9}
NUMBERS = st.floats(-50, 50, allow_subnormal=False, width=32)
BATCHES = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=NUMBERS)


def layer(shape, dtype="float64", **arguments):
    """Keras's layer with gamma, beta and moving averages that are not the usual ones."""
    made, channels = keras.layers.BatchNormalization(dtype=dtype, **arguments), shape[-1]
    made.build(shape)
    rng = np.random.default_rng(channels)
    made.set_weights([rng.normal(size=channels) for _ in range(3)] + [rng.uniform(0.1, 3, channels)])
    return made


def weights(made):
    gamma, beta, mean, variance = (np.asarray(weight, np.float64) for weight in made.get_weights())
    return {"gamma": gamma, "beta": beta}, {"mean": mean, "variance": variance}


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("shape", [(8, 3), (4, 5, 6, 3), (1, 2, 2, 1)])
def test_training_as_keras(shape, dtype):
    x = np.random.default_rng(0).normal(3, 2, shape).astype(dtype)
    made = layer(shape, dtype)
    learned, _ = weights(made)
    ours, theirs = batch_normalize(x, **learned), np.asarray(made(x, training=True))
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype])


@pytest.mark.parametrize("dtype", TOLERANCE)
def test_inference_as_keras(dtype):
    x = np.random.default_rng(1).normal(3, 2, (4, 5, 6, 3)).astype(dtype)
    made = layer(x.shape, dtype)
    learned, moving = weights(made)
    ours, theirs = normalize(x, **moving, **learned), np.asarray(made(x, training=False))
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype])


@settings(max_examples=40, deadline=None)
@given(x=BATCHES, epsilon=st.sampled_from([1e-3, 1e-5, 1.0]))
def test_any_batch_as_keras(x, epsilon):
    made = layer(x.shape, epsilon=epsilon)
    learned, _ = weights(made)
    theirs = np.asarray(made(x, training=True))
    np.testing.assert_allclose(batch_normalize(x, **learned, epsilon=epsilon), theirs, rtol=1e-6, atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(
    batches=st.lists(arrays(np.float64, (4, 3), elements=NUMBERS), min_size=1, max_size=6),
    momentum=st.sampled_from([0.0, 0.5, 0.9, 0.99, 1.0]),
)
def test_moving_averages_after_several_batches_as_keras(batches, momentum):
    """A new layer sees one batch after another; ours starts from the same numbers."""
    made = keras.layers.BatchNormalization(momentum=momentum, dtype="float64")
    mean, variance = np.full(3, MOVING_MEAN), np.full(3, MOVING_VARIANCE)
    for batch in batches:
        made(batch, training=True)
        own_mean, own_variance = batch_moments(batch)
        mean = moving_average(mean, own_mean, momentum)
        variance = moving_average(variance, own_variance, momentum)
    np.testing.assert_allclose(mean, np.asarray(made.moving_mean), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(variance, np.asarray(made.moving_variance), rtol=1e-6, atol=1e-5)
    theirs = np.asarray(made(batches[0], training=False))
    np.testing.assert_allclose(normalize(batches[0], mean, variance), theirs, rtol=1e-5, atol=1e-5)


def test_defaults_are_kerass():
    made = keras.layers.BatchNormalization()
    made.build((None, 2))
    assert (made.epsilon, made.momentum) == (EPSILON, MOMENTUM)
    assert [weight.tolist() for weight in made.get_weights()] == [
        [1, 1], [0, 0], [MOVING_MEAN] * 2, [MOVING_VARIANCE] * 2,
    ]  # fmt: skip


@pytest.mark.parametrize("channels", [1, 32, 512])
def test_weights_as_keras_counts_them(channels):
    made = keras.layers.BatchNormalization()
    made.build((None, 4, 4, channels))
    trained, moving = batch_norm_weight_count(channels)
    assert trained == sum(int(np.prod(weight.shape)) for weight in made.trainable_weights)
    assert moving == sum(int(np.prod(weight.shape)) for weight in made.non_trainable_weights)
    assert trained + moving == made.count_params()


def test_by_hand():
    """Mean 1, variance 4: the deviations -1, 3, 0, -3, 1 become halves of themselves."""
    x = np.array([[0.0], [4.0], [1.0], [-2.0], [2.0]])
    mean, variance = batch_moments(x)
    assert (mean.item(), variance.item()) == (1, 4)
    expected = np.array([[-0.5], [1.5], [0], [-1.5], [0.5]])
    np.testing.assert_allclose(batch_normalize(x), expected, atol=2e-4)
    np.testing.assert_allclose(batch_normalize(x, gamma=2, beta=3), 2 * expected + 3, atol=4e-4)


def test_a_batch_of_one_gives_beta():
    np.testing.assert_array_equal(batch_normalize([[7.0, -3.0]], beta=[5.0, 6.0]), [[5, 6]])


def test_large_half_precision_numbers_do_not_overflow():
    x = np.array([[-60000], [60000]], np.float16)
    np.testing.assert_allclose(batch_normalize(x), [[-1], [1]], rtol=1e-3)


@pytest.mark.parametrize(
    "call, key, values",
    [
        (lambda: batch_moments([1.0]), "wrong_rank", {"name": "x", "received": 1}),
        (lambda: batch_moments([[np.inf]]), "not_finite", {"name": "x"}),
        (
            lambda: normalize([[1.0, 2.0]], [1.0, 2.0, 3.0], 1.0),
            "statistics_do_not_match",
            {"name": "mean", "channels": 2, "shape": (3,)},
        ),
        (lambda: normalize([[1.0]], 0.0, -1.0), "too_small", {"name": "variance", "received": -1.0}),
        (lambda: normalize([[1.0]], 0.0, 1.0, epsilon=0), "not_positive", {"name": "epsilon", "received": 0}),
        (lambda: moving_average(0.0, 1.0, 1.5), "out_of_range", {"name": "momentum", "maximum": 1}),
        (lambda: moving_average(0.0, 1.0, -0.5), "too_small", {"name": "momentum", "received": -0.5}),
        (lambda: batch_norm_weight_count(0), "too_small", {"name": "channels", "received": 0}),
    ],
)
def test_refusals(call, key, values):
    with pytest.raises(LabError) as refused:
        call()
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
