"""How the answers of each kind of exercise are read and compared.

A near miss in form is no wrong answer: what cannot be read is a LabError, and the learner may type again.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import parse
from cnn_core.errors import LabError
from cnn_core.exercises.exercise import Exercise, Solution
from cnn_core.exercises.verdict import judge
from cnn_core.reading import plain, read_block, read_number, read_sides

#: Characters; a stack of layers fits in easily.
MOST_TYPED: Final = 10_000
_UNIT = re.compile(r"(?<=[\d.%])\s*(?:%|[^\W\d_][^\d]*)$")
_APART = re.compile(r"\s*(?:[xX×*;,]|\bby\b|乘)\s*|\s+")
_BATCH = re.compile(r"^\s*none\s*(?:[xX×*;,]|\s)", re.IGNORECASE)


def read(exercise: Exercise, text: str) -> Solution:
    """What a learner typed, as the kind's answer.

    Raises:
        LabError: "nothing_typed" (), "too_long" (received: characters, maximum); by kind "not_a_number"
            (received), "not_a_size" (received, count), "not_a_shape" (received), "not_this_matrix" (rows,
            columns, received), "no_such_option" (received), "not_this_order" (expected: ids); for code those
            of `architecture.parse.parse`.
    """
    if not text.strip():
        raise LabError("nothing_typed")
    if len(text) > MOST_TYPED:
        raise LabError("too_long", received=len(text), maximum=MOST_TYPED)
    return _READERS[exercise.kind](exercise, text)


def same(kind: str, one: Solution, other: Solution, tolerance: float = 0.0) -> bool:
    """Whether two answers of a kind count as the same."""
    if kind == "matrix":
        first, second = np.asarray(one, float), np.asarray(other, float)
        return first.shape == second.shape and not wrong_cells(first, second)
    if kind == "code":
        return _spelt_out(str(one)) == _spelt_out(str(other))
    if kind == "order":
        return one == other
    return judge(one, other, {}, tolerance).correct


@lru_cache(maxsize=256)
def _spelt_out(code: str) -> str:
    """Code in one spelling; the same code is compared with several others."""
    return emit(parse(code))


def telling(
    kind: str, answer: Solution, beliefs: Mapping[str, Solution], tolerance: float = 0.0
) -> dict[str, Solution]:
    """The beliefs that an answer can tell apart: neither as good as right, nor like an earlier one.

    >>> telling("number", 8, {"a": 8, "b": 9, "c": 9, "d": 2})
    {'b': 9, 'd': 2}
    """
    kept: dict[str, Solution] = {}
    for name, wrong in beliefs.items():
        if not any(same(kind, wrong, other, tolerance) for other in (answer, *kept.values())):
            kept[name] = wrong
    return kept


def wrong_cells(received: Any, answer: Any) -> tuple[tuple[int, int], ...]:
    """Rows and columns in which two matrices of one shape differ.

    >>> wrong_cells([[1, 2]], [[1, 3]])
    ((0, 1),)
    """
    return tuple(
        (row, column)
        for row, (left, right) in enumerate(zip(received, answer, strict=True))
        for column, (one, other) in enumerate(zip(left, right, strict=True))
        if not judge(float(one), float(other), {}).correct
    )


def _number(exercise: Exercise, text: str) -> float:
    """Units after it are left out: 896 weights, 54 px, 12 %."""
    return read_number(_UNIT.sub("", plain(text)))


def _size(exercise: Exercise, text: str) -> tuple[float, ...]:
    return read_sides(_UNIT.sub("", plain(text)))


def _shape(exercise: Exercise, text: str) -> tuple[float, ...]:
    """Any number of sides; a leading None, the batch as Keras prints it, is left out."""
    inner = _BATCH.sub("", plain(text).strip("()[]{} ,"))
    parts = [part for part in _APART.split(inner) if part]
    try:
        return tuple(read_number(part) for part in parts)
    except LabError as error:
        raise LabError("not_a_shape", received=text) from error


def _matrix(exercise: Exercise, text: str) -> tuple[tuple[float, ...], ...]:
    answer: Any = exercise.answer
    rows = tuple(tuple(read_number(cell) for cell in row) for row in read_block(text))
    if len(rows) != len(answer) or len(rows[0]) != len(answer[0]):
        raise LabError(
            "not_this_matrix", rows=len(answer), columns=len(answer[0]), received=(len(rows), len(rows[0]))
        )
    return rows


def _choice(exercise: Exercise, text: str) -> str:
    if text not in exercise.case.options:
        raise LabError("no_such_option", received=text[:80])
    return text


def _order(exercise: Exercise, text: str) -> tuple[str, ...]:
    ids = tuple(part for part in re.split(r"[\s,;>→]+", plain(text)) if part)
    if sorted(ids) != sorted(exercise.case.options):
        raise LabError("not_this_order", expected=exercise.case.options)
    return ids


def _code(exercise: Exercise, text: str) -> str:
    parse(text)
    return text


_READERS: Final[Mapping[str, Callable[[Exercise, str], Solution]]] = {
    "number": _number,
    "size": _size,
    "shape": _shape,
    "matrix": _matrix,
    "choice": _choice,
    "order": _order,
    "code": _code,
}
