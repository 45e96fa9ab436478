"""Values as the columns hold them: arrays as bytes without pickle, errors and events as JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cnn_core.errors import LabError

#: A stored error is made again from its key, which was written out where it was first raised.
_made_again: Final = LabError


def pack(array: ArrayLike | None, dtype: DTypeLike) -> bytes | None:
    """An array as the bytes of an .npy file (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).

    >>> unpack(pack([[1, 2]], np.float16))
    array([[1., 2.]], dtype=float16)
    """
    if array is None:
        return None
    buffer = BytesIO()
    with np.errstate(over="ignore"):  # a diverged kernel is infinite in float16, and shown as such
        np.save(buffer, np.ascontiguousarray(array, dtype), allow_pickle=False)
    return buffer.getvalue()


def unpack(data: bytes | None) -> NDArray[Any] | None:
    """The array that `pack` was given, or None."""
    return None if data is None else np.load(BytesIO(data), allow_pickle=False)


def line(numbers: ArrayLike) -> bytes:
    """A row of numbers as little-endian float32, 4 bytes each.

    >>> len(line([0.5, 0.25]))
    8
    """
    return np.ascontiguousarray(numbers, "<f4").tobytes()


def numbers(lines: list[bytes]) -> NDArray[np.float32]:
    """What several calls of `line` were given, one after the other, (n,) float32.

    >>> numbers([line([0.5]), line([]), line([0.25])])
    array([0.5 , 0.25], dtype=float32)
    """
    return np.frombuffer(b"".join(lines), "<f4").astype(np.float32)


def error_text(error: LabError | None) -> str | None:
    """An error as JSON; values that JSON does not know become text.

    >>> str(error_from(error_text(LabError("too_small", received=np.int64(3)))))
    'too_small (received=3)'
    """
    return None if error is None else json.dumps([error.key, error.values], default=_plain)


def error_from(text: str | None) -> LabError | None:
    """The error that `error_text` was given, or None."""
    if text is None:
        return None
    key, values = json.loads(text)
    return _made_again(key, **values)


def values_text(values: Mapping[str, Any]) -> str:
    """An event's values as JSON.

    >>> values_text({"epoch": np.float32(0.5)})
    '{"epoch": 0.5}'
    """
    return json.dumps(dict(values), default=_plain)


@overload
def moment(seconds: float) -> datetime: ...
@overload
def moment(seconds: None) -> None: ...
def moment(seconds: float | None) -> datetime | None:
    """Seconds since 1970 as a time in UTC.

    >>> moment(0.0)
    datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
    """
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _plain(value: object) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    return str(value)
