"""The one boundary where arrays and integers from outside are checked."""

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import LabError

Array = NDArray[Any]
Pair = tuple[int, int]
DATA_FORMATS = ("channels_last", "channels_first")


def integer(value: object, name: str, minimum: int = 1) -> int:
    """One whole number as a Python int, at least `minimum`.

    A NumPy integer is one; True, 2.0 and "2" are not: Keras refuses some of them late, here all at once.

    Raises:
        LabError: "not_an_integer" (name, received) or "too_small" (name, minimum, received).

    >>> integer(np.int64(3), "stride")
    3
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise LabError("not_an_integer", name=name, received=value)
    number = int(value)
    if number < minimum:
        raise LabError("too_small", name=name, minimum=minimum, received=number)
    return number


def pair(value: object, name: str, minimum: int = 1) -> Pair:
    """One whole number for both axes, or two: (rows, columns).

    Raises:
        LabError: "not_an_integer" (name, received), "too_small" (name, minimum, received) or
            "not_a_pair" (name, received) for a sequence of any other length than 2.

    >>> pair(2, "stride"), pair((1, 3), "stride")
    ((2, 2), (1, 3))
    """
    if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0):
        if len(value) != 2:
            raise LabError("not_a_pair", name=name, received=value)
        return integer(value[0], name, minimum), integer(value[1], name, minimum)
    both = integer(value, name, minimum)
    return both, both


def real_number(value: object, name: str, minimum: float) -> float:
    """One finite real number, at least `minimum`.

    Raises:
        LabError: "not_numbers" (name, received), "not_finite" (name, received, position) or
            "too_small" (name, minimum, received).

    >>> real_number(0.3, "negative_slope", minimum=0)
    0.3
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise LabError("not_numbers", name=name, received=str(value))
    number = float(value)
    if not np.isfinite(number):
        raise LabError("not_finite", name=name, received=number, position=())
    if number < minimum:
        raise LabError("too_small", name=name, minimum=minimum, received=number)
    return number


def one_of(value: Any, name: str, choices: Sequence[str]) -> str:
    """The value, if it is one of the choices.

    Raises:
        LabError: "unknown_choice" (name, received, choices).

    >>> one_of("max", "mode", ("max", "average"))
    'max'
    """
    if not isinstance(value, str) or value not in choices:
        raise LabError("unknown_choice", name=name, received=value, choices=tuple(choices))
    return value


def real_array(x: object, name: str, ndims: Sequence[int] = (2, 3, 4)) -> Array:
    """The input as an array of finite real numbers; booleans become 0 and 1 (uint8).

    Integer and floating-point dtypes are kept. Nothing is copied when `x` is such an array already.

    Args:
        x: an array, a number, or nested lists.
        name: what to call it in an error.
        ndims: the numbers of axes that are accepted.

    Raises:
        LabError: "ragged_rows" (name, lengths), "not_numbers" (name, received), "wrong_rank" (name, expected,
            received, shape), "empty_array" (name, shape) or "not_finite" (name, received, position).

    >>> real_array([[True, False]], "image")
    array([[1, 0]], dtype=uint8)
    """
    array = _as_array(x, name)
    if array.dtype.kind == "b":
        array = array.astype(np.uint8)
    if array.dtype.kind not in "iuf":
        raise LabError("not_numbers", name=name, received=_first_not_number(array))
    if array.ndim not in ndims:
        raise LabError("wrong_rank", name=name, expected=tuple(ndims), received=array.ndim, shape=array.shape)
    if array.size == 0:
        raise LabError("empty_array", name=name, shape=array.shape)
    if array.dtype.kind == "f":
        _check_finite(array, name)
    return array


def learner_matrix(
    rows: object, name: str = "matrix", max_side: int = 12, max_abs: float = 9999
) -> NDArray[np.float64]:
    """What a learner typed, as numbers small enough to show cell by cell.

    Args:
        rows: (H, W) nested lists, one sheet of H rows with W numbers each; or (H, W, C), where each cell is
            the list of its C channels, as in Keras's channels_last.
        name: what to call it in an error.
        max_side: most rows, columns or channels.
        max_abs: largest absolute value of a cell.

    Returns:
        (H, W) or (H, W, C) float64.

    Raises:
        LabError: those of `real_array`; "matrix_too_large" (name, max_side, received: the shape) or
            "value_too_large" (name, max_abs, received, position).

    >>> learner_matrix([[1, 2], [3, 4]])
    array([[1., 2.],
           [3., 4.]])
    """
    array = real_array(rows, name, ndims=(2, 3))
    if max(array.shape) > max_side:
        raise LabError("matrix_too_large", name=name, max_side=max_side, received=array.shape)
    numbers = array.astype(np.float64)
    too_large = np.argwhere(np.abs(numbers) > max_abs)
    if len(too_large):
        position = tuple(int(i) for i in too_large[0])
        received = float(numbers[position])
        raise LabError("value_too_large", name=name, max_abs=max_abs, received=received, position=position)
    return numbers


def image_axes(ndim: int, data_format: str = "channels_last") -> Pair:
    """Which axes are the rows and the columns of (H, W), one image or a batch of images.

    Args:
        ndim: 2 for (H, W); 3 for one image with channels; 4 for a batch of them.
        data_format: "channels_last", (N, H, W, C), or "channels_first", (N, C, H, W).

    Raises:
        LabError: "unknown_choice" (name, received, choices).

    >>> image_axes(4), image_axes(4, "channels_first"), image_axes(3, "channels_first")
    ((1, 2), (2, 3), (1, 2))
    """
    channels_last = one_of(data_format, "data_format", DATA_FORMATS) == "channels_last"
    if ndim == 2:
        return 0, 1
    rows = ndim - 3 if channels_last else ndim - 2
    return rows, rows + 1


def _as_array(x: object, name: str) -> Array:
    try:
        array = np.asarray(x)
    except (ValueError, TypeError) as error:
        raise LabError("ragged_rows", name=name, lengths=_row_lengths(x)) from error
    if array.dtype.kind == "O" and all(isinstance(cell, Real) for cell in array.ravel()):
        array = np.array([_nearest_float(cell) for cell in array.ravel()]).reshape(array.shape)
    return array


def _nearest_float(cell: Real) -> float:
    """Python's integers and fractions know no bounds, so NumPy keeps them as objects."""
    try:
        return float(cell)
    except OverflowError:
        return float("inf")


def _row_lengths(x: object) -> tuple[int, ...]:
    """Length of each row, 1 for a bare number: enough to say which row is out of step."""
    if not isinstance(x, list | tuple):
        return ()
    return tuple(len(row) if isinstance(row, list | tuple | np.ndarray) else 1 for row in x)


def _first_not_number(array: Array) -> str:
    """The first cell that reads as no number; of [[1, "a"]] NumPy makes text throughout, so try each."""
    for cell in array.ravel() if array.dtype.kind in "OU" else ():
        try:
            float(cell)
        except (TypeError, ValueError):
            return str(cell)
    return str(array.ravel()[0]) if array.size else str(array.dtype)


def _check_finite(array: Array, name: str) -> None:
    finite = np.isfinite(array)
    if not finite.all():
        position = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise LabError("not_finite", name=name, received=float(array[position]), position=position)
