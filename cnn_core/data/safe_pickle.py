"""Reading the pickles that CIFAR-10 is published in, and no others.

A pickle is a program: it may name any function and call it (https://docs.python.org/3/library/pickle.html).
Here it can name a handful of things, and each is one of ours that only stands for what it is called.

The standard library has an unpickler in C and one in Python. Ours is made of the second: the one in C makes
room for any position of its memo that a file names, gigabytes for a file of ten bytes.
"""

import pickle
from collections.abc import Callable
from io import BytesIO
from typing import Any, ClassVar, Final, Never

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import LabError

#: Numbers only: an array of objects would be read by calling whatever the file names.
_NUMBERS: Final = frozenset(("b1", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"))
_NEEDED: Final = (
    pickle.PROTO, pickle.FRAME, pickle.STOP, pickle.MARK,
    pickle.NONE, pickle.NEWTRUE, pickle.NEWFALSE, pickle.BININT, pickle.BININT1, pickle.BININT2, pickle.LONG1,
    pickle.SHORT_BINSTRING, pickle.BINSTRING, pickle.SHORT_BINBYTES, pickle.BINBYTES, pickle.BINBYTES8,
    pickle.BYTEARRAY8, pickle.SHORT_BINUNICODE, pickle.BINUNICODE, pickle.BINUNICODE8,
    pickle.EMPTY_TUPLE, pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3,
    pickle.EMPTY_LIST, pickle.APPEND, pickle.APPENDS, pickle.EMPTY_DICT,
    pickle.BINPUT, pickle.LONG_BINPUT, pickle.MEMOIZE, pickle.BINGET, pickle.LONG_BINGET,
    pickle.GLOBAL, pickle.STACK_GLOBAL, pickle.REDUCE,
)  # fmt: skip


def read(content: bytes) -> dict[str, Any]:
    """The dict that a published file holds, arrays of numbers included. Nothing in the file is run.

    Read is what Python 2 and 3 and NumPy before and after 2.0 write, protocols 2 to 5; strings of Python 2
    come as bytes.

    Args:
        content: the whole file.

    Raises:
        LabError: "pickle_not_allowed" (name: what it wanted) or "pickle_damaged" ().

    >>> read(pickle.dumps({b"labels": [6, 9], "data": np.array([[1, 2]], np.uint8)}, protocol=2))
    {'labels': [6, 9], 'data': array([[1, 2]], dtype=uint8)}
    >>> read(pickle.dumps({"data": print}))
    Traceback (most recent call last):
    cnn_core.errors.LabError: pickle_not_allowed (name='builtins.print')
    """
    if not content.endswith(pickle.STOP):  # cut short: else half a name might be "not allowed"
        raise LabError("pickle_damaged")
    try:
        found = _Reader(BytesIO(content), encoding="bytes").load()
        if type(found) is not dict:
            raise LabError("pickle_damaged")
        return {_text(key): _value(value) for key, value in found.items()}
    except LabError:
        raise
    except Exception as error:  # what a damaged file does to an unpickler has no end of kinds
        raise LabError("pickle_damaged") from error


def _refuse(name: str) -> Never:
    raise LabError("pickle_not_allowed", name=name)


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _value(value: object) -> object:
    return value.array if isinstance(value, _Array) else value


class _Type:
    """What stands for numpy.dtype(code): the name of a kind of number."""

    def __init__(self, code: object, *_: object) -> None:
        self.code = _text(code)
        self.order = "="
        if self.code not in _NUMBERS:
            _refuse(f"numpy.dtype({self.code[:20]!r})")

    def fill(self, state: tuple[Any, ...]) -> None:
        """Take the order of bytes; all else of a plain number is empty."""
        self.order = _text(state[1])
        if any(state[2:5]):
            raise LabError("pickle_damaged")


class _Array:
    """What stands for an array until its numbers arrive."""

    array: NDArray[Any]

    def fill(self, state: tuple[Any, ...]) -> None:
        """Version, shape, type, order, bytes: as many bytes as the shape needs, so no shape is too large."""
        _, shape, kind, by_columns, data = state
        self.array = _numbers(shape, kind, data, "F" if by_columns else "C")


def _numbers(shape: tuple[int, ...], kind: _Type, data: object, order: str) -> NDArray[Any]:
    if not isinstance(data, bytes | bytearray):
        raise LabError("pickle_damaged")
    dtype = np.dtype(kind.order + kind.code)
    if min(shape, default=0) < 1:
        raise LabError("pickle_damaged")
    flat = np.frombuffer(data, dtype)  # reshape then refuses any shape that needs more or fewer numbers
    return flat.reshape(shape, order="F" if order == "F" else "C")


def _reconstruct(*_: object) -> _Array:
    return _Array()


def _from_buffer(data: object, kind: _Type, shape: tuple[int, ...], order: str) -> _Array:
    made = _Array()
    made.array = _numbers(shape, kind, data, order)
    return made


def _encode(text: str, encoding: str) -> bytes:
    """Bytes, as Python 3 writes them for Python 2."""
    if encoding not in ("latin1", "latin-1"):
        _refuse(f"_codecs.encode to {encoding[:20]}")
    return text.encode("latin-1")


_NAMES: Final[dict[tuple[str, str], object]] = {
    ("numpy", "ndarray"): None,  # only ever handed to _reconstruct
    ("numpy", "dtype"): _Type,
    ("_codecs", "encode"): _encode,
} | {
    (f"numpy.{core}.{module}", name): function
    for core in ("core", "_core")
    for module, name, function in (
        ("multiarray", "_reconstruct", _reconstruct),
        ("numeric", "_frombuffer", _from_buffer),
    )
}


class _Reader(pickle._Unpickler):
    """Python's unpickler with the few instructions that dicts, lists, strings and arrays need."""

    dispatch: ClassVar[dict[int, Callable[..., None]]]
    stack: list[Any]

    def find_class(self, module: str, name: str) -> object:
        """One of ours, or a refusal; nothing is imported."""
        if (module, name) not in _NAMES:
            _refuse(f"{module}.{name}"[:80])
        return _NAMES[module, name]

    def fill(self) -> None:
        """BUILD: the original sets attributes of anything; here only arrays and types can take a state."""
        state = self.stack.pop()
        self.stack[-1].fill(state)

    def set_one(self) -> None:
        """SETITEM, with a string for a key: hashing a deep nest of tuples can end the process."""
        value, key = self.stack.pop(), self.stack.pop()
        self._set([key, value])

    def set_many(self) -> None:
        """SETITEMS: keys and values in turn."""
        self._set(self.pop_mark())  # type: ignore[attr-defined]

    def _set(self, pairs: list[Any]) -> None:
        target = self.stack[-1]
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            if type(target) is not dict or type(key) not in (bytes, str):
                raise LabError("pickle_damaged")
            target[key] = value


def _unknown(opcode: int) -> Callable[[Any], Never]:
    return lambda reader: _refuse(f"opcode {opcode:#04x}")


_everything = pickle._Unpickler.dispatch
_Reader.dispatch = {code: _unknown(code) for code in _everything}
_Reader.dispatch |= {code[0]: _everything[code[0]] for code in _NEEDED}
_Reader.dispatch |= {
    pickle.BUILD[0]: _Reader.fill,
    pickle.SETITEM[0]: _Reader.set_one,
    pickle.SETITEMS[0]: _Reader.set_many,
}
