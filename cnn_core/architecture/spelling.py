"""Code that cannot be read, with its mistake mended: a letter, a bracket, a comma, an argument left out."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from cnn_core.architecture.parse import read
from cnn_core.architecture.stack import Span
from cnn_core.errors import LabError

MOST_ATTEMPTS = 10
_CLOSING = {"(": ")", "[": "]", "{": "}"}
#: Arguments without a default, and a value that is common for them.
_COMMON = {"kernel_size": "3", "pool_size": "2", "rate": "0.5", "activation": '"relu"'}

#: What is refused before any line is understood.
_OF_SIGNS = (
    "full_width_character",
    "bracket_mismatch",
    "bracket_never_closed",
    "bracket_unmatched",
    "quote_never_closed",
    "comma_missing",
    "code_syntax",
    "bad_indentation",
)


def respelled(code: str, error: LabError) -> str | None:
    """The code without a mistake that kept it from being read; None if there is no one way to mend it.

    >>> code = "Conv2d(32, 3)"
    >>> try:
    ...     read(code)
    ... except LabError as error:
    ...     print(respelled(code, error))
    Conv2D(32, 3)
    """
    span = error.values.get("span")
    if not isinstance(span, Span):
        return None
    better = None
    for attempt in islice(_attempts(code, error.key, error.values, span), MOST_ATTEMPTS):
        try:
            read(attempt)
            return attempt
        except LabError as again:
            better = better or (attempt if _is_further(again, error) else None)
    return better


def _is_further(again: LabError, error: LabError) -> bool:
    """Whether code is refused for a later reason."""
    before, after = _progress(error), _progress(again)
    if again.key == error.key == "bracket_never_closed":  # the innermost is told first
        return after < before
    return after > before if again.key == error.key or not (after[0] or before[0]) else after[0] >= before[0]


def _progress(error: LabError) -> tuple[bool, int, int]:
    """How far reading came: past all signs or not, line and column; of a bracket, where it was opened."""
    span, line = error.values.get("span"), error.values.get("opened_line")
    if not isinstance(span, Span):
        return True, 0, 0
    return error.key not in _OF_SIGNS, line or span.line, 0 if line else span.column


def _attempts(code: str, key: str, values: dict[str, Any], span: Span) -> Iterator[str]:
    written = code[span.start : span.stop]
    if values.get("suggestion"):
        yield _with(code, span, values["suggestion"])
    elif key == "full_width_character":
        yield _with(code, span, values["meant"])
    elif key == "comma_missing":
        yield _with(code, span, ",")
    elif key in ("bracket_mismatch", "bracket_never_closed"):
        yield from _closed(code, values, span)
    elif key == "bracket_unmatched":
        yield _with(code, span, "")
    elif key == "quote_never_closed":
        word = re.compile(r"\w+").match(code, span.stop)
        yield _inserted(code, word.end() if word else span.stop, written)
    elif key == "bad_indentation":
        start = code.rfind("\n", 0, span.start) + 1
        yield code[:start] + code[start:].lstrip(" \t")
    elif key == "missing_argument" and values["argument"] in _COMMON:
        yield _with(code, span, _with_argument(written, values["argument"]))
    elif key == "shape_not_a_tuple" and isinstance(values["received"], int):
        name, equals, _ = written.rpartition("=")
        in_brackets = re.search(r"[(,]\s*\(\s*$", code[: span.start])
        tuple_ = f"{written}," if in_brackets else f"{name}{equals}({values['received']},)"
        yield _with(code, span, tuple_)
    elif key == "layer_not_called":
        yield _inserted(code, span.stop, "()")
    elif key == "tensor_in_list":
        yield _with(code, span, written[1:-1].strip().rstrip(","))
    elif key == "sequential_needs_list":
        name, _, inside = written.partition("(")
        yield _with(code, span, f"{name}([{inside[:-1].rstrip().rstrip(',')}])")


def _closed(code: str, values: dict[str, Any], span: Span) -> Iterator[str]:
    """A bracket closed at the end of the line it was opened in, or another one put beside it."""
    bracket, line = values.get("opened", values["received"]), values.get("opened_line", span.line)
    starts = [0, *(found.end() for found in re.finditer("\n", code))]
    start = starts[line - 1]
    stop = code.find("\n", start)
    words = code[start : len(code) if stop < 0 else stop].split("#")[0].rstrip().rstrip(",")
    if not words.endswith(bracket):
        yield _inserted(code, start + len(words), _CLOSING[bracket])
    if "opened" in values:
        missing = next((opening for opening, sign in _CLOSING.items() if sign == values["received"]), "")
        for found in re.finditer(re.escape(bracket), words):
            yield _inserted(code, start + found.end(), missing)
        yield _with(code, span, _CLOSING[bracket])
        yield _inserted(code, span.start, _CLOSING[bracket])
    yield code.rstrip() + _CLOSING[bracket] + "\n"


def _with_argument(call: str, name: str) -> str:
    """A call with one more argument, by name: at the end that is always allowed."""
    inside = call[:-1].rstrip()
    comma = "" if inside.endswith(("(", ",")) else ", "
    return f"{inside}{comma}{' ' if inside.endswith(',') else ''}{name}={_COMMON[name]})"


def _with(code: str, span: Span, text: str) -> str:
    return code[: span.start] + text + code[span.stop :]


def _inserted(code: str, place: int, text: str) -> str:
    return code[:place] + text + code[place:]
