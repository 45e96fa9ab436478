"""Answers on pooling against running layers of Keras and TensorFlow, and PyTorch's published rule."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.core.exercises.ran_code import cases, model_of

layers = keras.layers


def pooled(layer: keras.Layer, rows: object) -> np.ndarray:
    """One matrix through a layer."""
    return np.asarray(layer(np.asarray(rows, np.float32)[None, :, :, None]))[0, :, :, 0]


@pytest.mark.parametrize("case", cases("pooling.no-weights"), ids=lambda case: case.seed)
def test_weights_with_pooling(case):
    assert model_of(case.given["code"]).count_params() == case.answer


@pytest.mark.parametrize("case", cases("pooling.root-cell"), ids=lambda case: case.seed)
def test_roots_of_sums_of_squares(case):
    squares = np.square(np.asarray(case.given["matrix"], np.float32))
    means = pooled(layers.AveragePooling2D(2), squares)
    found = np.sqrt(4 * means)[case.values["row"] - 1, case.values["column"] - 1]
    assert found == pytest.approx(case.answer)


@pytest.mark.parametrize("case", cases("pooling.after-a-shift"), ids=lambda case: case.seed)
def test_rows_that_move(case):
    row, (f, by) = case.given["matrix"], (case.given["f"], case.given["by"])
    moved = pooled(layers.ZeroPadding2D(((0, 0), (by, 0))), row)[:, : len(row[0])]
    assert moved.sum() == np.sum(row), "nothing has left the row"
    assert pooled(layers.MaxPooling2D((1, f)), moved).tolist() == [list(line) for line in case.answer]
    still = pooled(layers.MaxPooling2D((1, f)), row)
    assert still.tolist() == [list(line) for line in case.case.beliefs["fully-invariant"]]


@pytest.mark.parametrize("case", cases("pooling.stripes-left"), ids=lambda case: case.seed)
def test_what_is_left_of_stripes(case):
    x = np.array([[float(cell) for cell in case.given["row"].split(", ")]] * 4, np.float32)
    way = case.given["way"]
    left = eval(way, {"x": x}) if way.startswith("x") else pooled(eval(way, vars(layers).copy()), x)
    looks = {"white": (left == 255).all(), "black": (left == 0).all(), "stripes": np.ptp(left) > 0}
    looks["grey"] = not any(looks.values()) and np.ptp(left) == 0
    assert [look for look, is_so in looks.items() if is_so] == [case.answer]


@pytest.mark.parametrize("case", cases("pooling.four-axes"), ids=lambda case: case.seed)
def test_four_axes(case):
    f, s = case.given["f"], case.given["s"]
    x = np.zeros(case.given["shape"], np.float32)
    made = tf.nn.max_pool2d(x, [1, f, f, 1], [1, s, s, 1], case.given["padding"])
    assert tuple(made.shape) == case.answer


@pytest.mark.parametrize("case", cases("pooling.torch-side"), ids=lambda case: case.seed)
def test_sides_in_pytorch(case):
    """As https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html gives it, window by window."""
    n, f, s, p = (case.given[name] for name in "nfsp")
    starts = range(-p, n + p, s)
    whole = [start for start in starts if start + f <= n + p]
    begun = [start for start in starts if start < n and (start in whole or start - s in whole)]
    assert len(begun if case.given["ceil"] == "True" else whole) == case.answer
