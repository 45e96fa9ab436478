"""Sizes, paddings and positions along one axis, against Keras and by hand."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.windows import (
    axis_paddings,
    output_size,
    padding_amounts,
    receptive_field,
    tap_slices,
    usage_count,
    window_indices,
)

AXES = {
    "size": st.integers(1, 30),
    "window": st.integers(1, 6),
    "stride": st.integers(1, 6),
    "padding": st.sampled_from(["valid", "same"]),
    "dilation": st.integers(1, 4),
}


def tensorflow_windows(size, window, stride, padding, dilation):
    """The cell, counted from 1, that each tap of TensorFlow's patches reads, or 0; None if no window fits."""
    cells = np.arange(1, size + 1, dtype=np.float64).reshape(1, size, 1, 1)
    axis = ([1, window, 1, 1], [1, stride, 1, 1], [1, dilation, 1, 1])
    try:
        patches = tf.image.extract_patches(cells, *axis, padding.upper()).numpy()[0, :, 0]
    except tf.errors.InvalidArgumentError:
        return None
    return patches.astype(int) if len(patches) else None


def as_cells(indices, size):
    """Our indices in the same terms: from 1, and 0 for padding."""
    return np.where((indices >= 0) & (indices < size), indices + 1, 0)


@settings(max_examples=300, deadline=None)
@given(**AXES)
def test_window_indices_as_tensorflow_extracts_patches(size, window, stride, padding, dilation):
    """Every tap of every window reads the same cell; where no window fits, ours refuses."""
    theirs = tensorflow_windows(size, window, stride, padding, dilation)
    if theirs is None:
        with pytest.raises(LabError) as refused:
            window_indices(size, window, stride, padding, dilation)
        assert refused.value.key == "window_does_not_fit"
        assert refused.value.values["extent"] == (window - 1) * dilation + 1 > size
    else:
        ours = window_indices(size, window, stride, padding, dilation)
        np.testing.assert_array_equal(as_cells(ours, size), theirs)
        assert output_size(size, window, stride, padding, dilation) == len(theirs)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 30), st.integers(1, 6), st.integers(1, 6), st.integers(1, 4))
def test_same_lower_is_same_from_the_other_end(size, window, stride, dilation):
    """A mirror swaps before and after, unless no padding is needed: a strip left over stays at the end."""
    theirs = tensorflow_windows(size, window, stride, "same", dilation)
    if (len(theirs) - 1) * stride + (window - 1) * dilation + 1 < size:
        assert padding_amounts(size, window, stride, "same_lower", dilation) == (0, 0)
        return
    mirrored = np.where(theirs == 0, 0, size + 1 - theirs)[::-1, ::-1]
    ours = window_indices(size, window, stride, "same_lower", dilation)
    np.testing.assert_array_equal(as_cells(ours, size), mirrored)


@settings(max_examples=200, deadline=None)
@given(**AXES)
def test_usage_count_is_a_convolutions_gradient(size, window, stride, padding, dilation):
    """With a kernel of ones, the sum of all outputs grows by a cell's usage when the cell grows by 1."""
    theirs = tensorflow_windows(size, window, stride, padding, dilation)
    if theirs is None:
        return
    cells = tf.Variable(np.zeros((1, size, 1, 1)))
    with tf.GradientTape() as tape:
        patches = tf.image.extract_patches(
            cells, [1, window, 1, 1], [1, stride, 1, 1], [1, dilation, 1, 1], padding.upper()
        )
        total = tf.reduce_sum(patches)
    gradient = tf.convert_to_tensor(tape.gradient(total, cells)).numpy().ravel()
    np.testing.assert_array_equal(usage_count(size, window, stride, padding, dilation), gradient)


@settings(max_examples=300, deadline=None)
@given(
    size=st.integers(1, 30),
    window=st.integers(1, 6),
    stride=st.integers(1, 6),
    padding=st.sampled_from(["valid", "same", "same_lower"])
    | st.tuples(st.integers(0, 7), st.integers(0, 7)),
    dilation=st.integers(1, 4),
    ceil_mode=st.booleans(),
)
def test_tap_slices_read_what_the_windows_hold(size, window, stride, padding, dilation, ceil_mode):
    """Slices and indices are two ways to say one thing, even for taps that only ever read padding."""
    axis = (size, window, stride, padding, dilation, ceil_mode)
    try:
        indices = window_indices(*axis)
    except LabError:
        return
    seen = np.full(indices.shape, -1)
    for tap, (served, read) in enumerate(tap_slices(*axis)):
        seen[served, tap] = np.arange(size)[read]
    np.testing.assert_array_equal(seen, np.where((indices >= 0) & (indices < size), indices, -1))


SIZES_BY_HAND = [
    ((32, 5), 28),
    ((28, 3, 1, "same"), 28),
    ((224, 11, 4), 54),
    ((15, 3, 2, "same"), 8),
    ((32, 3, 1, "valid", 2), 28),
    ((28, 2, 2, "same"), 14),
    ((100, 10), 91),
    ((4, 3, 1, 1), 4),
    ((5, 5, 1, 2), 5),
    ((5, 2, 2, "valid", 1, True), 3),
    ((7, 2, 3, "valid", 1, True), 3),
    ((6, 2, 4, "valid", 1, True), 2),
    ((3, 1, 2, 1, 1, True), 2),  # a third window would start in the padding past the end
]


@pytest.mark.parametrize("axis, size", SIZES_BY_HAND)
def test_sizes_by_hand(axis, size):
    """Sizes that lessons state."""
    assert output_size(*axis) == size


@pytest.mark.parametrize(
    "axis, amounts",
    [
        ((28, 3, 1, "same"), (1, 1)),
        ((28, 2, 2, "same"), (0, 0)),
        ((28, 2, 1, "same"), (0, 1)),
        ((28, 2, 1, "same_lower"), (1, 0)),
        ((28, 5, 1, "SAME"), (2, 2)),
        ((15, 3, 2, "same"), (1, 1)),
        ((16, 3, 2, "same"), (0, 1)),
        ((5, 1, 3, "same"), (0, 0)),
        ((9, 3, 1, "valid"), (0, 0)),
        ((9, 3, 1, 2), (2, 2)),
        ((9, 3, 1, (0, 2)), (0, 2)),
    ],
)
def test_paddings_by_hand(axis, amounts):
    """Odd kernels pad evenly, even ones cannot; a stride changes the need."""
    assert padding_amounts(*axis) == amounts


def test_usage_by_hand():
    """A corner is used once, a centre f * f times; the stride leaves a strip and gaps."""
    once = usage_count(5, 3)
    assert np.outer(once, once).tolist() == [
        [1, 2, 3, 2, 1],
        [2, 4, 6, 4, 2],
        [3, 6, 9, 6, 3],
        [2, 4, 6, 4, 2],
        [1, 2, 3, 2, 1],
    ]
    assert usage_count(224, 11, 4).tolist()[-2:] == [1, 0]
    assert usage_count(7, 1, 3).tolist() == [1, 0, 0, 1, 0, 0, 1]


def test_receptive_field_by_hand():
    """3x3 sees 3, twice 5; pooling between lets it grow fast."""
    assert receptive_field([]) == (1, 1)
    assert receptive_field([(3, 1)]) == (3, 1)
    assert receptive_field([(3, 1), (3, 1)]) == (5, 1)
    assert receptive_field([(3, 1), (2, 2), (3, 1)]) == (8, 2)
    assert receptive_field([(3, 1, 2), (3, 1, 4)]) == (13, 1)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 2), st.just(1))
        | st.tuples(st.integers(1, 3), st.just(1), st.integers(1, 3)),
        min_size=1,
        max_size=3,
    )
)
def test_receptive_field_measured(layers):
    """Perturb an input: which cells move a unit of a Keras stack, and how far apart neighbours look."""
    field, jump = receptive_field(layers)
    size = field + jump

    def top(cells):
        for window, stride, dilation in layers:
            cells = keras.ops.conv(
                cells,
                np.ones((window, 1, 1, 1), "float32"),
                (stride, 1),
                "valid",
                dilation_rate=(dilation, 1),
            )
        return np.asarray(cells)[:, :, 0, 0]

    nudges = np.eye(size, dtype="float32").reshape(size, size, 1, 1)  # one nudged cell in each image
    moved = top(nudges) != 0  # (nudged cell, unit)
    assert moved.shape[1] == 2
    for unit in range(2):
        cells = np.flatnonzero(moved[:, unit])
        assert cells[0] == unit * jump
        assert cells[-1] - cells[0] + 1 == field


def test_axis_paddings():
    """A name or number for both, or a pair of pairs; lists too, as JSON has them."""
    assert axis_paddings("valid") == ("valid", "valid")
    assert axis_paddings(2) == ((2, 2), (2, 2))
    assert axis_paddings([[1, 2], [3, 4]]) == ((1, 2), (3, 4))


@pytest.mark.parametrize(
    "call, key, values",
    [
        (
            lambda: output_size(4, 5),
            "window_does_not_fit",
            {"size": 4, "padded": 4, "window": 5, "extent": 5},
        ),
        (lambda: output_size(4, 3, 1, 1, 4), "window_does_not_fit", {"size": 4, "padded": 6, "extent": 9}),
        (lambda: output_size(4, 5, 1, "valid", 1, True), "window_does_not_fit", {"extent": 5}),
        (lambda: output_size(4, 2, 0), "too_small", {"name": "stride", "minimum": 1, "received": 0}),
        (lambda: output_size(0, 2), "too_small", {"name": "size", "minimum": 1, "received": 0}),
        (lambda: output_size(4, 0), "too_small", {"name": "window", "minimum": 1, "received": 0}),
        (lambda: output_size(4, 2, 1, "valid", 0), "too_small", {"name": "dilation", "received": 0}),
        (lambda: output_size(4, 2.0), "not_an_integer", {"name": "window", "received": 2.0}),
        (lambda: output_size(True, 1), "not_an_integer", {"name": "size", "received": True}),
        (lambda: padding_amounts(4, 2, 1, "full"), "unknown_padding", {"received": "full"}),
        (lambda: padding_amounts(4, 2, 1, ("same", 1)), "unknown_padding", {"received": ("same", 1)}),
        (lambda: padding_amounts(4, 2, 1, (1, 2, 3)), "unknown_padding", {"received": (1, 2, 3)}),
        (lambda: padding_amounts(4, 2, 1, (1, -2)), "too_small", {"name": "padding", "received": -2}),
        (lambda: receptive_field([(3, 1), 3]), "not_a_layer", {"position": 1, "received": 3}),
        (lambda: receptive_field([(3,)]), "not_a_layer", {"position": 0, "received": (3,)}),
        (lambda: receptive_field([(3, 0)]), "too_small", {"name": "stride", "minimum": 1, "received": 0}),
    ],
)
def test_refusals(call, key, values):
    """The key, and what was received."""
    with pytest.raises(LabError) as refused:
        call()
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
