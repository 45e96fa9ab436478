"""Wrong rules about numbers: each is what another Keras layer gives, or worked out by hand."""

import keras
import numpy as np
import pytest

from cnn_core.exercises.value_rules import (
    wrong_depthwise_cells,
    wrong_dropped,
    wrong_leaks,
    wrong_moving_means,
    wrong_normalised,
    wrong_pointwise_cells,
    wrong_rectified,
    wrong_second_shares,
    wrong_shares,
)

BATCH = np.array([[0, 10], [4, -20], [1, 20], [-2, 40], [2, 0]], float)  # means 1, 10; variances 4, 400


def given(layer, x):
    return np.asarray(layer(x))


def test_a_depthwise_cell_by_hand():
    patch = np.stack([[[1, 2], [3, 4]], [[5, 0], [0, 1]]], axis=-1).astype(float)
    kernels = np.stack([[[1, 0], [0, -1]], [[2, 0], [0, 2]]], axis=-1).astype(float)
    assert wrong_depthwise_cells(patch, kernels, 0) == {  # right: 1 - 4
        "adds-the-channels": -3 + 12,
        "neighbours-kernel": 2 + 8,
        "neighbours-channel": 12,
        "sums-the-patch": 10,
        "largest-product": 1,
        "flips-kernel": -1 + 4,
    }


def test_adding_the_channels_is_conv2d():
    rng = np.random.default_rng(5)
    patch, kernels = rng.normal(size=(3, 3, 4)), rng.normal(size=(3, 3, 4))
    layer = keras.layers.Conv2D(1, 3, use_bias=False, dtype="float64")
    layer.build((None, 3, 3, 4))
    layer.set_weights([kernels[..., None]])
    expected = given(layer, patch[None]).item()
    assert wrong_depthwise_cells(patch, kernels, 2)["adds-the-channels"] == pytest.approx(expected)


def test_a_pointwise_cell_by_hand():
    assert wrong_pointwise_cells(np.array([8.0, 6.0]), np.array([1.0, -2.0]), 1.0) == {  # right: -3
        "forgets-bias": -4, "adds-unweighted": 15, "forgets-signs": 21, "largest-product": 8,
        "first-only": 9, "average-of-products": -1,
    }  # fmt: skip
    assert "forgets-bias" not in wrong_pointwise_cells(np.ones(2), np.ones(2), 0.0)


def test_a_normalised_number_by_hand():
    """4 in a column of mean 1 and variance 4; epsilon hides in the third decimal."""
    wrong = wrong_normalised(BATCH, 1, 0, gamma=2.0, beta=3.0)
    expected = {
        "divides-by-variance": 2 * 0.75 + 3, "sample-variance": 2 * 3 / 5**0.5 + 3, "only-centres": 9,
        "forgets-mean": 2 * 2 + 3, "forgets-gamma-and-beta": 1.5, "beta-before-gamma": 9,
    }  # fmt: skip
    assert {name: wrong[name] for name in expected} == pytest.approx(expected, abs=2e-3)
    assert not {"forgets-gamma-and-beta", "beta-before-gamma"} & set(wrong_normalised(BATCH, 1, 0))


def test_across_the_row_is_layer_normalization():
    theirs = given(keras.layers.LayerNormalization(epsilon=1e-3, dtype="float64"), BATCH)
    for (row, column), value in np.ndenumerate(theirs):
        assert wrong_normalised(BATCH, row, column)["across-the-row"] == pytest.approx(value, abs=1e-6)


def test_a_batch_of_one_has_no_sample_variance():
    assert "sample-variance" not in wrong_normalised(np.array([[3.0]]), 0, 0)


@pytest.mark.parametrize("momentum", [0.5, 0.9, 0.99])
def test_momentum_the_other_way_is_keras_with_the_other_momentum(momentum):
    layer = keras.layers.BatchNormalization(momentum=1 - momentum, dtype="float64")
    for _ in range(3):
        layer(np.array([[4.0], [6.0]]), training=True)
    wrong = wrong_moving_means(5.0, momentum, 3)
    assert wrong["momentum-the-other-way"] == pytest.approx(np.asarray(layer.moving_mean).item())
    assert wrong["steps-add-up"] == pytest.approx(3 * wrong["one-batch"])


def test_dropout_by_hand():
    assert wrong_dropped(6.0, 0.25, training=True) == {
        "no-scaling": 6, "scales-down": 4.5, "divides-by-rate": 24, "drops-it": 0,
    }  # fmt: skip
    assert wrong_dropped(6.0, 0.25, training=False) == {"scales-down": 4.5, "scales-up": 8, "drops-it": 0}
    assert "divides-by-rate" not in wrong_dropped(6.0, 0.0, training=True)


ARGUMENTS = [(6.0, 0.1, 1.0), (None, 0.5, 2.0), (4.0, 0.0, 0.0)]


@pytest.mark.parametrize("top, slope, start", ARGUMENTS)
@pytest.mark.parametrize("x", [-4.0, 0.5, 1.0, 3.0, 8.0])
def test_forgotten_arguments_are_kerass_relu_without_them(x, top, slope, start):
    wrong = wrong_rectified(x, top, slope, start)
    arguments = {"max_value": top, "negative_slope": slope, "threshold": start}
    for belief, dropped in (
        ("forgets-threshold", "threshold"), ("forgets-max", "max_value"), ("forgets-slope", "negative_slope"),
    ):  # fmt: skip
        rest = {name: value for name, value in arguments.items() if name != dropped}
        layer = keras.layers.ReLU(**rest, dtype="float64")
        assert wrong[belief] == pytest.approx(given(layer, np.array([x])).item()), belief


def test_relu_by_hand():
    wrong = wrong_rectified(-4.0, 6.0, 0.1, 1.0)
    assert wrong["slope-from-zero"] == pytest.approx(-0.4)
    assert wrong_rectified(8.0, 6.0, 0.1, 1.0)["zero-above-max"] == 0
    assert wrong_rectified(3.0, 6.0, 0.1, 1.0)["shifts-by-threshold"] == 2


def test_leaks_are_those_of_the_layer_and_the_string():
    x, wrong = np.array([-7.0]), wrong_leaks(-7.0)
    assert wrong["slope-of-the-layer"] == pytest.approx(given(keras.layers.LeakyReLU(), x).item())
    assert wrong["slope-of-the-string"] == pytest.approx(
        given(keras.layers.Activation("leaky_relu"), x).item()
    )
    assert wrong["slope-of-pytorch"] == pytest.approx(-0.07)


def test_shares_by_hand():
    wrong = wrong_shares([3.0, 1.0, 0.0, 0.0], 1)
    assert wrong["sigmoid-each"] == pytest.approx(73.106, abs=1e-3)
    assert (wrong["share-of-the-sum"], wrong["all-or-nothing"], wrong["equal-shares"]) == (25, 0, 25)
    assert "share-of-the-sum" not in wrong_shares([3.0, -1.0], 0), "a negative share makes no sense to anyone"


def test_a_second_softmax_as_keras():
    logits = np.array([[3.0, 1.0, 0.0, -1.0]])
    once = given(keras.layers.Softmax(dtype="float64"), logits)
    twice = given(keras.layers.Softmax(dtype="float64"), once)
    wrong = wrong_second_shares(logits[0])
    assert wrong["does-no-harm"] == pytest.approx(100 * once.max())
    assert wrong["levels-all"] < 100 * twice.max() < wrong["does-no-harm"] < wrong["sharpens"]
