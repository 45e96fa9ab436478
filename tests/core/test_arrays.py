"""What is let in from outside, and what is refused by which key."""

import pickle

import numpy as np
import pytest

from cnn_core.arrays import image_axes, integer, learner_matrix, one_of, pair, real_array
from cnn_core.errors import LabError

NAN = float("nan")


def test_error_tells_key_and_values():
    """For logs; and it crosses processes."""
    error = LabError("too_small", name="stride", minimum=1, received=0)
    assert isinstance(error, ValueError)
    assert str(error) == "too_small (name='stride', minimum=1, received=0)"
    assert str(LabError("empty")) == "empty"
    assert LabError("odd", key="its values may have any name").values == {
        "key": "its values may have any name"
    }
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.key, copy.values) == (LabError, error.key, error.values)


@pytest.mark.parametrize(
    "given, dtype",
    [
        ([[1, 2], [3, 4]], "int64"),
        ([[1, 2.5]], "float64"),
        ([[True, False]], "uint8"),
        ([[True, 2]], "int64"),
        (np.zeros((2, 2), np.float16), "float16"),
        ([[10**30]], "float64"),
        (((1, 2), (3, 4)), "int64"),
    ],
)
def test_real_array_keeps_numbers(given, dtype):
    """Nested lists, tuples and arrays, with the dtype they have."""
    array = real_array(given, "x")
    assert array.dtype == dtype
    np.testing.assert_array_equal(array, np.array(given, float))


def test_real_array_does_not_copy():
    """An array that is fine comes back itself."""
    x = np.zeros((2, 2))
    assert real_array(x, "x") is x


@pytest.mark.parametrize(
    "given, key, values",
    [
        ([[1, "a"]], "not_numbers", {"received": "a"}),
        ([["1", "2"]], "not_numbers", {"received": "1"}),
        ("12", "not_numbers", {"received": "12"}),
        (None, "not_numbers", {"received": "None"}),
        ([[1, None]], "not_numbers", {"received": "None"}),
        ([[1j]], "not_numbers", {}),
        ([[1, 2], [3]], "ragged_rows", {"lengths": (2, 1)}),
        ([[1, 2], 3], "ragged_rows", {"lengths": (2, 1)}),
        ([[1, NAN]], "not_finite", {"position": (0, 1)}),
        ([[1], [float("-inf")]], "not_finite", {"position": (1, 0), "received": float("-inf")}),
        ([[10**400]], "not_finite", {"position": (0, 0)}),
        ([1, 2], "wrong_rank", {"expected": (2, 3, 4), "received": 1, "shape": (2,)}),
        (5, "wrong_rank", {"received": 0, "shape": ()}),
        ([[]], "empty_array", {"shape": (1, 0)}),
        ([], "wrong_rank", {"received": 1, "shape": (0,)}),
    ],
)
def test_real_array_refuses(given, key, values):
    """The key, and what was received."""
    with pytest.raises(LabError) as refused:
        real_array(given, "photo")
    assert refused.value.key == key
    assert refused.value.values["name"] == "photo"
    assert values.items() <= refused.value.values.items()


def test_learner_matrix():
    """Small sheets of small numbers, always float64; each cell may hold its channels."""
    sheet = learner_matrix([[1, 2.5], [-3, 9999]])
    assert sheet.dtype == np.float64
    assert sheet.tolist() == [[1, 2.5], [-3, 9999]]
    assert learner_matrix([[[1, 2, 3]]]).shape == (1, 1, 3)
    assert learner_matrix(np.zeros((12, 12), bool)).dtype == np.float64


@pytest.mark.parametrize(
    "given, key, values",
    [
        (np.zeros((13, 2)), "matrix_too_large", {"max_side": 12, "received": (13, 2)}),
        (np.zeros((2, 2, 13)), "matrix_too_large", {"max_side": 12, "received": (2, 2, 13)}),
        (
            [[0, 1], [0, -10000]],
            "value_too_large",
            {"max_abs": 9999, "received": -10000.0, "position": (1, 1)},
        ),
        ([[10**30]], "value_too_large", {"received": 1e30}),
        ([[np.iinfo(np.int64).min]], "value_too_large", {"position": (0, 0)}),
        ([1, 2], "wrong_rank", {"expected": (2, 3), "received": 1}),
        ([[1, "x"]], "not_numbers", {"name": "matrix", "received": "x"}),
        ([[1], [2, 3]], "ragged_rows", {"lengths": (1, 2)}),
    ],
)
def test_learner_matrix_refuses(given, key, values):
    """The key, and what was received."""
    with pytest.raises(LabError) as refused:
        learner_matrix(given)
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()


@pytest.mark.parametrize("given", [2, np.int64(2), (2, 2), [2, 2], np.array([2, 2]), (np.uint8(2), 2)])
def test_pair(given):
    """One whole number or two, as plain ints."""
    rows, columns = pair(given, "stride")
    assert (rows, columns) == (2, 2)
    assert type(rows) is type(columns) is int


@pytest.mark.parametrize(
    "given, key, values",
    [
        (True, "not_an_integer", {"received": True}),
        (np.True_, "not_an_integer", {}),
        (2.0, "not_an_integer", {"received": 2.0}),
        ("2", "not_an_integer", {"received": "2"}),
        (None, "not_an_integer", {"received": None}),
        ((1, 1.5), "not_an_integer", {"received": 1.5}),
        (0, "too_small", {"minimum": 1, "received": 0}),
        ((3, -1), "too_small", {"minimum": 1, "received": -1}),
        ((1, 2, 3), "not_a_pair", {"received": (1, 2, 3)}),
        ((), "not_a_pair", {"received": ()}),
    ],
)
def test_pair_refuses(given, key, values):
    """The key, and what was received."""
    with pytest.raises(LabError) as refused:
        pair(given, "stride")
    assert refused.value.key == key
    assert refused.value.values["name"] == "stride"
    assert values.items() <= refused.value.values.items()


def test_integer_has_a_minimum():
    """0 is a padding but no stride."""
    assert integer(0, "padding", minimum=0) == 0
    with pytest.raises(LabError, match="too_small"):
        integer(0, "stride")


def test_one_of_and_axes_refuse():
    """What is not among the choices."""
    with pytest.raises(LabError) as refused:
        one_of(["max"], "mode", ("max", "average"))
    assert refused.value.key == "unknown_choice"
    assert refused.value.values == {"name": "mode", "received": ["max"], "choices": ("max", "average")}
    with pytest.raises(LabError, match="data_format"):
        image_axes(2, "nhwc")
