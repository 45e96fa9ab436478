"""Wrong rules about shapes and weights: each is what another Keras layer does, or worked out by hand."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.convolution import dense_weight_count, separable_weight_count
from cnn_core.dense import flat_index
from cnn_core.exercises.kinds import telling
from cnn_core.exercises.layer_rules import (
    wrong_conv_shapes,
    wrong_deep_shapes,
    wrong_dense_counts,
    wrong_dense_shapes,
    wrong_depthwise_maps,
    wrong_flat_indices,
    wrong_separable_counts,
)
from cnn_core.exercises.verdict import judge


def shape_after(shape, *layers):
    """(H, W, C) after Keras's layers, built on nothing but shapes."""
    x = keras.Input(shape)
    for layer in layers:
        x = layer(x)
    return tuple(x.shape[1:])


def parameters(layer, *shape):
    layer.build((None, *shape))
    return layer.count_params()


CASES = [((28, 28, 3), 8, 3, 2), ((32, 24, 1), 4, 5, 1), ((15, 15, 2), 3, 3, 3)]


@pytest.mark.parametrize("shape, filters, window, stride", CASES)
def test_misread_arguments_are_what_keras_makes_of_them(shape, filters, window, stride):
    wrong = wrong_conv_shapes(shape, filters, window, stride, "valid")
    conv, pad = keras.layers.Conv2D, keras.layers.ZeroPadding2D
    assert wrong["third-is-kernel-width"] == shape_after(shape, conv(filters, (window, stride)))
    assert wrong["third-is-padding"] == shape_after(shape, pad(stride), conv(filters, window))
    assert wrong["filters-is-kernel"] == shape_after(shape, conv(window, filters, stride))
    if stride > 1:
        assert wrong["stride-one"] == shape_after(shape, conv(filters, window))


def test_conv_shapes_by_hand():
    """28 - 3 = 25, halved 12.5: 13 rows."""
    assert wrong_conv_shapes((28, 28, 3), 32, 3, 2, "valid") == {
        "channels-stay": (13, 13, 3),
        "channels-multiply": (13, 13, 96),
        "no-channels": (13, 13),
        "third-is-padding": (30, 30, 32),
        "third-is-kernel-width": (26, 27, 32),
        "valid-keeps-size": (28, 28, 32),
        "stride-one": (26, 26, 32),
        "rounds-up": (14, 14, 32),
        "forgets-plus-one": (12, 12, 32),
    }
    same = wrong_conv_shapes((28, 28, 3), 32, 3, 2, "same")
    assert same["same-keeps-size"] == (28, 28, 32)
    assert "third-is-padding" not in same, "the padding is written there"


@pytest.mark.parametrize(
    "window, channels, filters, multiplier", [(3, 64, 128, 1), (5, 3, 8, 2), (1, 4, 4, 3)]
)
def test_separable_counts_are_those_of_other_layers(window, channels, filters, multiplier):
    wrong = wrong_separable_counts(window, channels, filters, multiplier)
    layers, shape = keras.layers, (16, 16, channels)
    maps = (16, 16, channels * multiplier)
    many = {"depth_multiplier": multiplier}
    assert wrong["as-conv2d"] == parameters(layers.Conv2D(filters, window), *shape)
    bare = layers.SeparableConv2D(filters, window, use_bias=False, **many)
    assert wrong["forgets-bias"] == parameters(bare, *shape)
    assert wrong["forgets-multiplier"] == parameters(layers.SeparableConv2D(filters, window), *shape)
    depthwise = layers.DepthwiseConv2D(window, use_bias=False, **many)
    assert wrong["depthwise-only"] == parameters(depthwise, *shape)
    pointwise = parameters(layers.Conv2D(filters, 1), *maps)
    assert wrong["pointwise-only"] == pointwise
    assert wrong["bias-in-both"] == parameters(layers.DepthwiseConv2D(window, **many), *shape) + pointwise
    right = parameters(layers.SeparableConv2D(filters, window, **many), *shape)
    assert right == separable_weight_count(window, channels, filters, multiplier)


def test_a_textbooks_depthwise_step_by_hand():
    """filters * depth_multiplier maps, 64: 3*3 * 64 + 64 * 32 + 32; right is 3*3 * 6 + 6 * 32 + 32."""
    wrong = wrong_separable_counts(3, 3, 32, 2)
    assert wrong["depthwise-by-filters"] == 576 + 2048 + 32
    assert wrong["pointwise-by-filters"] == 54 + 2048 + 32
    assert wrong["multiplier-once"] == 54 + 96 + 32
    assert wrong_depthwise_maps(3, 32, 2)["by-filters"] == 64


def test_flat_orders_are_other_ways_through_the_block():
    shape = (3, 4, 2)
    x = np.arange(24).reshape(shape)
    apart, columns = x.transpose(2, 0, 1).ravel(), x.transpose(1, 0, 2).ravel()
    for (row, column, channel), value in np.ndenumerate(x):
        wrong = wrong_flat_indices(row, column, channel, shape)
        assert apart[wrong["channels-apart"]] == value
        assert columns[wrong["column-by-column"]] == value
        assert wrong["counts-from-one"] == flat_index(row, column, channel, shape) + 1
        assert wrong["forgets-channels"] == 4 * row + column


@pytest.mark.parametrize("shape, units", [((4, 4, 8), 10), ((1, 3, 2), 5)])
def test_dense_after_flatten_is_the_wrong_rule_without(shape, units):
    dense, flatten = keras.layers.Dense, keras.layers.Flatten
    assert wrong_dense_shapes(shape, units)["flattens"] == shape_after(shape, flatten(), dense(units))
    assert wrong_dense_counts(shape, units)["flattens"] == parameters(dense(units), int(np.prod(shape)))
    assert wrong_dense_counts(shape, units)["forgets-bias"] == parameters(
        dense(units, use_bias=False), shape[-1]
    )
    assert shape_after(shape, dense(units)) == (*shape[:2], units)
    assert parameters(dense(units), *shape) == dense_weight_count(shape[-1], units)


def test_dense_by_hand():
    assert wrong_dense_shapes((4, 4, 8), 10) == {
        "flattens": (10,), "adds-an-axis": (4, 4, 8, 10), "multiplies-channels": (4, 4, 80),
        "keeps-the-shape": (4, 4, 8),
    }  # fmt: skip
    assert wrong_dense_counts((4, 4, 8), 10)["bias-a-cell"] == 80 + 160


def test_deep_shapes_by_hand():
    assert wrong_deep_shapes(100, 16, 3) == {  # 100, 50, 25, 12; 16, 32, 64
        "doubles-from-the-first": (12, 12, 128),
        "filters-stay": (12, 12, 16),
        "filters-add": (12, 12, 48),
        "side-stays": (100, 100, 64),
        "halves-once": (50, 50, 64),
        "one-block-less": (25, 25, 32),
    }


ANSWERS = st.integers(0, 4) | st.tuples(st.integers(0, 2), st.integers(0, 2))


@settings(max_examples=200, deadline=None)
@given(right=ANSWERS, beliefs=st.dictionaries(st.sampled_from("abcdef"), ANSWERS))
def test_what_is_left_can_be_told_apart(right, beliefs):
    kept = telling("shape", right, beliefs)
    for name, wrong in kept.items():
        assert judge(wrong, right, kept).misconception == name
    for name in beliefs.keys() - kept.keys():
        verdict = judge(beliefs[name], right, kept)
        assert verdict.correct or verdict.misconception not in (None, name)


def test_estimates_leave_out_what_comes_near():
    assert telling("number", 50.0, {"near": 51.5, "far": 60.0}, tolerance=2) == {"far": 60.0}
