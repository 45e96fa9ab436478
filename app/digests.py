"""What a look was asked with, as a short text that is the same for the same values; what a result weighs."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from types import FunctionType
from typing import Any

import numpy as np

_PLAIN = (str, int, float, complex, bool, type(None))


def digest(function: Callable[..., Any], *args: Any) -> str:
    """A function and its arguments as 64 hexadecimal digits; arrays by their bytes.

    Raises:
        TypeError: an argument of a kind that has no lasting value.

    >>> digest(len, np.zeros(3)) == digest(len, np.zeros(3))
    True
    >>> digest(len, np.zeros(3)) == digest(len, np.zeros(3, np.float32))
    False
    """
    found = sha256()
    _feed(found.update, (f"{function.__module__}.{function.__qualname__}", args))
    return found.hexdigest()


def _feed(update: Callable[[bytes], None], value: Any) -> None:
    """Every value begins with its kind and its length, so that no two ever run into each other."""
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            raise TypeError("an array of objects has no bytes of its own")
        update(f"array {value.dtype.str} {value.shape} ".encode())
        update(np.ascontiguousarray(value).tobytes())
    elif isinstance(value, np.generic):
        _feed(update, np.asarray(value))
    elif isinstance(value, bytes):
        update(f"bytes {len(value)} ".encode())
        update(value)
    elif isinstance(value, _PLAIN):
        text = repr(value).encode()
        update(f"{type(value).__name__} {len(text)} ".encode())
        update(text)
    elif isinstance(value, tuple | list):
        update(f"{type(value).__name__} {len(value)} ".encode())
        for one in value:
            _feed(update, one)
    elif isinstance(value, Mapping):
        _feed(update, ("mapping", *sorted(value.items())))
    elif is_dataclass(value) and not isinstance(value, type):
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        _feed(update, (kind, *((one.name, getattr(value, one.name)) for one in fields(value))))
    elif isinstance(value, FunctionType) and "<" not in value.__qualname__:  # one that can be imported
        _feed(update, ("function", value.__module__, value.__qualname__))
    else:
        raise TypeError(f"{type(value).__name__} cannot be told apart by its value")


def weight(value: Any) -> int:
    """About how many bytes a result takes: its arrays, wherever they are in it.

    >>> weight({"a": np.zeros(4), "b": [b"abc"]})
    35
    """
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(weight, value.values()))
    if isinstance(value, tuple | list):
        return sum(map(weight, value))
    if is_dataclass(value) and not isinstance(value, type):
        return sum(weight(getattr(value, one.name)) for one in fields(value))
    return 0
