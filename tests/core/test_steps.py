"""Every step of a sliding window, against Keras and by hand."""

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnn_core.steps import conv_terms, pool_step, slide

SIDES = st.integers(4, 8)
PAIRS = st.tuples(st.integers(1, 4), st.integers(1, 4))


def random_map(shape, seed):
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(np.float64)


@st.composite
def slides(draw, dilated=False):
    """shape, window, strides, padding, dilation; the window fits: TensorFlow dies where it does not."""
    shape, window = (draw(SIDES), draw(SIDES)), draw(PAIRS)
    dilation = draw(st.tuples(st.integers(1, 2), st.integers(1, 2))) if dilated else (1, 1)
    assume(all((w - 1) * d + 1 <= side for w, d, side in zip(window, dilation, shape, strict=True)))
    strides = (1, 1) if dilation != (1, 1) else draw(PAIRS)
    return shape, window, strides, draw(st.sampled_from(["valid", "same"])), dilation


@settings(max_examples=80, deadline=None)
@given(slides(dilated=True), st.integers(0, 99), st.integers(1, 3))
def test_the_products_of_each_window_add_up_to_keras(axes, seed, channels):
    shape, window, strides, padding, dilation = axes
    image = random_map((*shape, channels), seed)
    kernel, bias = random_map((*window, channels), seed + 1), float(seed % 5)
    theirs = keras.ops.conv(image[None], kernel[..., None], strides, padding, dilation_rate=dilation)
    theirs = np.asarray(theirs)[0, :, :, 0] + bias
    where = slide(shape, window, strides, padding, dilation)
    assert where.output_shape == theirs.shape
    for (i, j), under in where.cells():
        terms = [term for c in range(channels) for term in conv_terms(image[..., c], kernel[..., c], under)]
        assert len(terms) == window[0] * window[1] * channels
        assert sum(term.product for term in terms) + bias == pytest.approx(theirs[i, j], abs=1e-3)


@settings(max_examples=80, deadline=None)
@given(slides(), st.integers(0, 99))
def test_the_cells_of_each_window_pool_as_keras(axes, seed):
    shape, window, strides, padding, _ = axes
    sheet = random_map(shape, seed)
    batch = sheet[None, :, :, None]
    largest = np.asarray(keras.ops.max_pool(batch, window, strides, padding))[0, :, :, 0]
    mean = np.asarray(keras.ops.average_pool(batch, window, strides, padding))[0, :, :, 0]
    for (i, j), under in slide(shape, window, strides, padding).cells():
        step = pool_step(sheet, under)
        assert len(step.values) + step.padded == window[0] * window[1]
        assert max(step.values) == largest[i, j]
        assert np.mean(step.values) == pytest.approx(mean[i, j], abs=1e-4)


@settings(max_examples=80, deadline=None)
@given(SIDES, SIDES, PAIRS, PAIRS, st.integers(0, 99))
def test_winners_are_all_the_maxima_of_a_plain_slice(height, width, window, strides, seed):
    sheet = np.random.default_rng(seed).integers(0, 4, (height, width)).astype(float)  # many ties
    for (i, j), under in slide((height, width), window, strides).cells():
        top, left = i * strides[0], j * strides[1]
        patch = sheet[top : top + window[0], left : left + window[1]]
        best = {(top + int(r), left + int(c)) for r, c in np.argwhere(patch == patch.max())}
        step = pool_step(sheet, under)
        assert step.values == tuple(patch.ravel())
        assert set(step.winners) == best and len(step.winners) == len(best)


@settings(max_examples=25, deadline=None)
@given(slides())
def test_usage_counts_the_outputs_that_feel_a_cell(axes):
    """One cell at a time is lit; each output of Keras's max pooling that turns bright has used it."""
    shape, window, strides, padding, _ = axes
    height, width = shape
    lit = np.eye(height * width, dtype=np.float32).reshape(-1, height, width, 1)
    bright = np.asarray(keras.ops.max_pool(lit, window, strides, padding))[..., 0]
    felt = (bright == 1).sum(axis=(1, 2)).reshape(shape)
    where = slide(shape, window, strides, padding)
    np.testing.assert_array_equal(where.usage, felt)
    rows, cols = where.unreached
    assert rows == np.flatnonzero(felt.max(axis=1) == 0).tolist()
    assert cols == np.flatnonzero(felt.max(axis=0) == 0).tolist()


def test_usage_of_a_3x3_window_on_5x5():
    usage = slide((5, 5), 3).usage
    assert usage.tolist() == [
        [1, 2, 3, 2, 1],
        [2, 4, 6, 4, 2],
        [3, 6, 9, 6, 3],
        [2, 4, 6, 4, 2],
        [1, 2, 3, 2, 1],
    ]


@pytest.mark.parametrize(
    "arguments, margins",
    [
        (((5, 5), 3, 1, "same"), (1, 1, 1, 1)),
        (((6, 6), 3, 2, "same"), (0, 1, 0, 1)),
        (((4, 5), 2, 2, "same"), (0, 0, 0, 1)),
        (((5, 5), 3, 1, 2), (2, 2, 2, 2)),
        (((5, 5), 3, 3, 1), (1, 0, 1, 0)),  # the padding at the end is reached by no window
        (((7, 7), 3, 2, "valid"), (0, 0, 0, 0)),
    ],
)
def test_margins_are_the_padding_that_windows_touch(arguments, margins):
    assert slide(*arguments).margins == margins


def test_the_last_strip_is_reached_by_no_window():
    assert slide((8, 7), 3, (3, 2)).unreached == ([6, 7], [])


def test_one_cell_by_hand():
    patch = np.array([[0, 0, 0], [0, 1, 1], [0, 1, 2]], float)
    kernel = np.array([[4, 0, 0], [0, 0, 0], [0, 0, -4]], float)
    (((i, j), under),) = slide((3, 3), 3).cells()
    terms = conv_terms(patch, kernel, under)
    assert (i, j) == (0, 0)
    assert [(term.value, term.weight, term.product) for term in terms if term.product] == [(2, -4, -8)]
    assert sum(term.product for term in terms) == -8


def test_padding_is_nothing_in_a_sum():
    (_, under), *_ = slide((2, 2), 3, 1, "same").cells()
    terms = conv_terms(np.full((2, 2), 5.0), np.arange(9.0).reshape(3, 3), under)
    assert [term.value for term in terms] == [None, None, None, None, 5, 5, None, 5, 5]
    assert [term.product for term in terms] == [0, 0, 0, 0, 20, 25, 0, 35, 40]
