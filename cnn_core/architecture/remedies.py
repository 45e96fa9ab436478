"""The nearest value that an argument may have, for one that is refused."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from cnn_core.architecture.edit import Repair
from cnn_core.architecture.signatures import signature
from cnn_core.architecture.stack import Layer
from cnn_core.errors import LabError

_NONE_IS_MEANT = object()


def argument_repair(one: Layer, position: int, error: LabError) -> Repair | None:
    """The layer with the nearest value that its rule takes; None where nothing comes near.

    >>> from cnn_core.architecture.stack import layer
    >>> error = LabError("out_of_range", name="rate", minimum=0, maximum=1, received=25)
    >>> argument_repair(layer("Dropout", 25), 1, error).layer["rate"]
    0.25
    """
    name = "axis" if error.key == "axis_out_of_range" else str(error.values.get("name"))
    if name not in signature(one.kind):
        return None
    value = _nearest(one, name, error)
    if value is None:
        return None
    value = None if value is _NONE_IS_MEANT else value
    return None if value == one[name] else Repair("replace", position, one.changed(**{name: value}))


def as_whole(received: object) -> int | None:
    """32 for 32.0, "32" and the like; None for anything else.

    >>> as_whole("32"), as_whole(2.5), as_whole(True)
    (32, None, None)
    """
    number = _as_number(received)
    return int(number) if number is not None and number == int(number) and number > 0 else None


def _nearest(one: Layer, name: str, error: LabError) -> Any:
    received = error.values.get("received")
    if error.key == "axis_out_of_range":
        return -1
    if error.key == "too_small":
        if one.kind.endswith("Pooling2D") and name == "strides":
            return _NONE_IS_MEANT
        return _each(one[name], lambda entry: _at_least(entry, error.values["minimum"]))
    if error.key == "unknown_choice":
        return _choice(str(received).lower()[:40], name, error.values["choices"])
    if error.key == "not_an_integer":
        return _each(one[name], as_whole)
    if error.key == "not_a_pair":
        return _pair(received)
    if error.key == "not_a_shape":
        return _shape(received, None if one.kind == "Input" else -1)
    if error.key == "not_numbers":
        return _as_number(received)
    if error.key == "out_of_range" and one[name] == received:
        return _share(one.kind, received)
    return None


def _at_least(entry: Any, minimum: int) -> Any:
    """A minus sign too many goes; what is still too small is raised."""
    return max(abs(entry), minimum)


def _each(value: Any, change: Any) -> Any:
    """A changed value, or a pair with its entries changed; None where one cannot be."""
    if not isinstance(value, tuple):
        return change(value)
    changed = tuple(_each(entry, change) for entry in value)
    return None if None in changed else changed


def _choice(received: str, name: str, choices: Sequence[str]) -> str | None:
    near = get_close_matches(received, choices, n=1, cutoff=0.5)
    within = [choice for choice in choices if received and received in choice]
    if near or within:
        return (near or within)[0]
    return "same" if name == "padding" else None


def _pair(received: Any) -> tuple[Any, ...] | None:
    entries = tuple(received) if isinstance(received, tuple | list) else ()
    return None if not entries else (entries * 2)[:2]


def _shape(received: Any, unknown: int | None) -> tuple[Any, ...] | None:
    """Numbers written as text are read; what is no size may be any size, once."""
    entries = received if isinstance(received, tuple) else (received,)
    read = tuple(unknown if entry in (None, -1) else as_whole(entry) or unknown for entry in entries)
    return None if unknown == -1 and read.count(-1) > 1 else read


def _share(kind: str, received: Any) -> float | None:
    """25 was meant as percent, 90 of a rotation as degrees."""
    if not isinstance(received, int | float):
        return None
    whole = 360 if kind == "RandomRotation" else 100
    return received / whole if 1 < received <= whole else None


def _as_number(received: object) -> float | int | None:
    if isinstance(received, bool):
        return None
    try:
        number = float(received)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number - number == 0 else None  # neither infinite nor NaN
