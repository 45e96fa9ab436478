"""A lab's setting as the readable part of a link: `?win=2x2&pad=same&m=2_3~4_7`.

Only what differs from the default is written. What cannot be read is left at its default and reported:
a link may have been cut or edited by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

from cnn_core.errors import LabError
from cnn_core.reading import read_number

Sheets = tuple[tuple[tuple[str, ...], ...], ...]  # channels of rows of cells as typed
Setting = TypeVar("Setting")

MAX_SIDE, MAX_CELLS = 12, 12 * 12 * 4
MAX_TEXT = 24
MAX_VALUE = 9999


@dataclass(frozen=True)
class Codec:
    """How one value is written into a link and read back; `read` raises ValueError for anything unfit."""

    name: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def choice(name: str, options: tuple[str, ...]) -> Codec:
    """One of some fixed words."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(text)
        return text

    return Codec(name, str, read)


def whole(name: str, low: int, high: int) -> Codec:
    """A whole number in a range."""
    return Codec(name, str, lambda text: _between(int(text), low, high))


def flag(name: str) -> Codec:
    """Yes or no."""
    return Codec(name, lambda value: "1" if value else "0", lambda text: _between(int(text), 0, 1) == 1)


def sides(name: str, low: int, high: int, optional: bool = False) -> Codec:
    """A pair of whole numbers, `2x3`; optionally none at all, `-`."""

    def read(text: str) -> tuple[int, int] | None:
        if optional and text == "-":
            return None
        first, second = (_between(int(side), low, high) for side in text.split("x"))
        return first, second

    return Codec(name, lambda pair: "-" if pair is None else f"{pair[0]}x{pair[1]}", read)


def numbers(name: str, most: int) -> Codec:
    """A few finite numbers as typed, apart by `_`."""

    def read(text: str) -> tuple[str, ...]:
        values = tuple(text.split("_"))
        if len(values) > most or max(map(len, values)) > MAX_TEXT:
            raise ValueError(text[:80])
        for value in values:
            read_bounded(value)
        return values

    return Codec(name, "_".join, read)


def sheets(name: str, most: int) -> Codec:
    """At most so many channels of a small matrix: cells apart by `_`, rows by `~`, channels by `~~`."""

    def read(text: str) -> Sheets:
        value = read_sheets(text)
        if len(value) > most:
            raise ValueError(text[:80])
        return value

    return Codec(name, write_sheets, read)


def write_sheets(value: Sheets) -> str:
    """Write channels of cells.

    >>> write_sheets(((("2", "-3"), ("1", "9")), (("0", "0"), ("0", "0"))))
    '2_-3~1_9~~0_0~0_0'
    """
    return "~~".join("~".join("_".join(row) for row in sheet) for sheet in value)


def read_sheets(text: str) -> Sheets:
    """Read channels of cells; every cell must be a number and every channel a rectangle of the same size.

    Raises:
        ValueError: (LabError is one) for anything else.

    >>> read_sheets("2_-3~1_9")
    ((('2', '-3'), ('1', '9')),)
    """
    value = tuple(
        tuple(tuple(cell.strip() for cell in row.split("_")) for row in sheet.split("~"))
        for sheet in text.split("~~")
    )
    shapes = {(len(sheet), len(row)) for sheet in value for row in sheet}
    cells = [cell for sheet in value for row in sheet for cell in row]
    if (
        len(shapes) != 1
        or len(cells) > MAX_CELLS
        or max(max(shapes)) > MAX_SIDE
        or max(map(len, cells)) > MAX_TEXT
    ):
        raise ValueError(text[:80])
    for cell in cells:
        read_bounded(cell)
    return value


def read_bounded(text: str) -> float:
    """A number small enough to show in a cell.

    Raises:
        LabError: "not_a_number" (received), "value_too_large" (name, max_abs, received).

    >>> read_bounded("1/4")
    0.25
    """
    value = read_number(text)
    if abs(value) > MAX_VALUE:
        raise LabError("value_too_large", name="matrix", max_abs=MAX_VALUE, received=text)
    return value


def to_query(setting: Any, default: Any, codecs: Mapping[str, Codec]) -> dict[str, str]:
    """What a link must say so that another browser gets `setting` where it would start from `default`.

    What a codec writes as "" does not fit into a link and is left out.
    """
    differing = (
        field.name
        for field in fields(setting)
        if getattr(setting, field.name) != getattr(default, field.name)
    )
    written = ((codecs[name], getattr(setting, name)) for name in differing if name in codecs)
    query = {codec.name: codec.write(value) for codec, value in written}
    return {name: text for name, text in query.items() if text}


def from_query(
    query: Mapping[str, str], default: Setting, codecs: Mapping[str, Codec]
) -> tuple[Setting, list[str]]:
    """The setting a link describes, and the names of what in it could not be read."""
    changes: dict[str, Any] = {}
    unread: list[str] = []
    for field, codec in codecs.items():
        if codec.name not in query:
            continue
        try:
            changes[field] = codec.read(query[codec.name])
        except (ValueError, OverflowError):
            unread.append(codec.name)
    return cast(Setting, replace(cast(Any, default), **changes)), unread


def _between(value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(value)
    return value
