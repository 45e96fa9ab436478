"""Wrong rules, worked out by hand; never one that gives the right answer."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.exercises.misconceptions import (
    SIZE_BELIEFS,
    Axis,
    wrong_convolved_cells,
    wrong_pooled_cells,
    wrong_receptive_fields,
    wrong_sizes,
    wrong_weight_counts,
)
from cnn_core.exercises.verdict import judge

SIZES = [
    (Axis(15, 3, 2, "same"), 8, {"same-keeps-size": 15, "ignores-padding": 7, "stride-one": 15}),
    (Axis(14, 2, 2, "same"), 7, {"same-keeps-size": 14, "half-window": 8}),
    (Axis(28, 2, 2, "same"), 14, {"half-window": 15}),
    (Axis(224, 11, 4), 54, {"fraction": 54.25, "rounds-up": 55, "stride-one": 214, "divides-by-stride": 56}),
    (Axis(32, 3, 1, "valid", 2), 28, {"ignores-dilation": 30, "valid-keeps-size": 32}),
    (Axis(32, 5), 28, {"adds-window": 36, "forgets-plus-one": 27, "valid-keeps-size": 32}),
    (Axis(9, 3, 3), 3, {"stride-one": 7, "forgets-plus-one": 2}),
    (Axis(5, 5, 1, 2), 5, {"pads-one-side": 3, "ignores-padding": 1}),
    (Axis(6, 3, 2), 2, {"fraction": 2.5, "rounds-up": 3, "divides-by-stride": 3}),
]


@pytest.mark.parametrize("axis, right, wrong", SIZES)
def test_sizes_by_hand(axis, right, wrong):
    assert axis.right == right
    answers = {name: sides[0] for name, sides in wrong_sizes(axis).items()}
    assert {name: answers[name] for name in wrong} == wrong


@pytest.mark.parametrize(
    "axis, belief",
    [
        (Axis(9, 3, 1, "same"), "same-keeps-size"),  # true at stride 1
        (Axis(7, 3, 2), "fraction"),  # divides evenly
        (Axis(9, 3, 2), "same-keeps-size"),  # no "same" there
        (Axis(9, 3, 2, "same"), "pads-one-side"),  # no number there
        (Axis(9, 3, 2), "ignores-dilation"),
        (Axis(9, 3, 2), "ignores-padding"),
        (Axis(9, 3), "divides-by-stride"),
    ],
)
def test_a_rule_that_is_right_here_is_no_belief(axis, belief):
    assert belief in SIZE_BELIEFS
    assert belief not in wrong_sizes(axis)


AXES = st.builds(
    Axis,
    size=st.integers(1, 64),
    window=st.integers(1, 11),
    stride=st.integers(1, 5),
    padding=st.sampled_from(["valid", "same"]) | st.integers(0, 5),
    dilation=st.integers(1, 3),
)


@given(st.lists(AXES, min_size=1, max_size=2))
def test_no_belief_is_ever_the_right_size(axes):
    right = []
    for axis in axes:
        before = after = axis.padding if isinstance(axis.padding, int) else 0
        extent = (axis.window - 1) * axis.dilation + 1
        if axis.padding == "same":
            right.append(-(-axis.size // axis.stride))  # TensorFlow's rule
            continue
        assume(axis.size + before + after >= extent)
        right.append(int(Fraction(axis.size + before + after - extent, axis.stride)) + 1)
    for name, wrong in wrong_sizes(*axes).items():
        assert len(wrong) == len(axes)
        assert list(wrong) != right, name


@given(st.lists(AXES, min_size=1, max_size=2))
def test_the_right_size_is_never_called_a_misconception(axes):
    try:
        right = tuple(axis.right for axis in axes)
    except LabError:
        assume(False)
    verdict = judge(tuple(map(float, right)), right, wrong_sizes(*axes))
    assert verdict.correct and verdict.misconception is None


def test_max_pooling_by_hand():
    beliefs = wrong_pooled_cells((-4.0, -2.0), padded=2, mode="max")
    assert beliefs == {"pads-max-with-zero": 0, "takes-average": -3, "takes-sum": -6}
    assert "pads-max-with-zero" not in wrong_pooled_cells((-4.0, -2.0), padded=0, mode="max")


def test_average_pooling_by_hand():
    beliefs = wrong_pooled_cells((8.0, 2.0), padded=2, mode="average")
    assert beliefs == {"counts-padding": 2.5, "takes-max": 8, "takes-sum": 10}


def test_l2_pooling_by_hand():
    beliefs = wrong_pooled_cells((3.0, 4.0), padded=0, mode="l2")
    assert beliefs["forgets-root"] == 25
    assert beliefs["root-mean-square"] == pytest.approx(3.5355339)
    assert (beliefs["takes-average"], beliefs["takes-max"], beliefs["takes-sum"]) == (3.5, 4, 7)


def test_a_cell_of_a_convolution_by_hand():
    patch = np.array([[1, 2], [3, 4]], float)[..., None]
    kernel = np.array([[1, 0], [0, -2]], float)[..., None]
    beliefs = wrong_convolved_cells(patch, kernel, 5.0, activated=True, flipped=False)
    assert beliefs == {  # right before the activation: 1 - 8 + 5
        "flips-kernel": 7,  # -2 + 4 + 5
        "sums-the-patch": 10,
        "largest-product": 1,
        "average-of-products": 3.25,
        "forgets-bias": -7,
        "forgets-activation": -2,
    }
    turned = wrong_convolved_cells(patch, kernel, 0.0, activated=False, flipped=True)
    assert turned["does-not-flip"] == -7
    assert not {"flips-kernel", "forgets-bias", "forgets-activation"} & set(turned)


def test_channels_are_added_up():
    patch, kernel = np.ones((2, 2, 3)), np.ones((2, 2, 3)) * [1, 2, 3]
    assert wrong_convolved_cells(patch, kernel, 0.0, False, False)["first-channel-only"] == 4


@pytest.mark.parametrize(
    "layer, right, wrong",
    [
        (
            (3, 3, 32),
            896,
            {"forgets-channels-and-bias": 288, "forgets-bias": 864, "one-bias": 865, "one-filter": 28},
        ),
        ((5, 6, 16), 2416, {"forgets-channels-and-bias": 400, "forgets-bias": 2400, "forgets-channels": 416}),
    ],
)
def test_weights_by_hand(layer, right, wrong):
    beliefs = wrong_weight_counts(*layer)
    assert {name: beliefs[name] for name in wrong} == wrong
    assert right not in beliefs.values()


def test_on_a_grey_image_only_the_bias_is_forgotten():
    """28x28x1 and 32 filters 3x3: 320; who answers 288 has forgotten nothing but the bias."""
    assert judge(288, 320, wrong_weight_counts(3, 1, 32)).misconception == "forgets-bias"


def test_receptive_fields_by_hand():
    beliefs = wrong_receptive_fields([(3, 1), (2, 2), (3, 1)])  # right: 3, 4, 8
    assert beliefs == {"ignores-strides": 6, "adds-windows": 8, "last-window-only": 3}
