"""Grading what a learner typed: right, wrong for a reason we know, or just wrong."""

from collections.abc import Sequence
from typing import Any

from cnn_core.architecture.parse import parse
from cnn_core.architecture.trace import Row, total_params, trace
from cnn_core.errors import LabError
from cnn_core.exercises.exercise import Exercise, Solution
from cnn_core.exercises.kinds import read, same, wrong_cells
from cnn_core.exercises.verdict import Verdict


def grade(exercise: Exercise, text: str) -> Verdict:
    """Judge an answer as it was typed.

    Args:
        exercise: as `make` gave it.
        text: the answer: a number, a size or shape in any usual spelling, rows of a matrix, the id of a
            choice, ids in order, or Keras code, which is read and never run.

    Raises:
        LabError: those of `kinds.read`: it cannot be read, and counts as no answer.

    >>> from cnn_core.exercises.making import make
    >>> one = make("pooling.pooled-side", 1)
    >>> grade(one, f" {one.answer} ").correct
    True
    """
    received = read(exercise, text)
    if exercise.kind == "code":
        return _grade_code(exercise, text)
    if same(exercise.kind, received, exercise.answer, exercise.tolerance):
        return Verdict(correct=True)
    cells = wrong_cells(received, exercise.answer) if exercise.kind == "matrix" else ()
    return Verdict(False, _named(exercise, received), cells)


def _named(exercise: Exercise, received: Solution) -> str | None:
    beliefs = exercise.case.beliefs.items()
    return next((name for name, wrong in beliefs if same(exercise.kind, received, wrong)), None)


def _grade_code(exercise: Exercise, text: str) -> Verdict:
    """Any layers that do what was asked are right; wrong ones are known by what comes of them."""
    reason, made = _outcome(exercise, text)
    if reason is None:
        return Verdict(correct=True)
    for name, wrong in exercise.case.beliefs.items():
        if _outcome(exercise, str(wrong))[1] == made:
            return Verdict(False, name, reason=reason)
    return Verdict(False, reason=reason)


def _outcome(exercise: Exercise, code: str) -> tuple[LabError | None, Any]:
    """Why the code is not what was asked, None if it is; and what comes of it, to know it again."""
    given = exercise.given
    try:
        rows = trace(parse(code), given["input"])
    except LabError as error:
        return error, (error.key, error.values.get("received"))
    made = rows[-1].output_shape, total_params(rows)
    return _missed(given, rows, *made), made


def _missed(given: Any, rows: Sequence[Row], shape: tuple[int | None, ...], params: int) -> LabError | None:
    if "output" in given and shape != tuple(given["output"]):
        return LabError("gives_another_shape", shape=shape, expected=tuple(given["output"]))
    if params > given.get("most_weights", params):
        return LabError("too_many_weights", received=params, maximum=given["most_weights"])
    if "weights" in given and params != given["weights"]:
        return LabError("other_weights", received=params, expected=given["weights"])
    kinds = [row.kind for row in rows]
    for kind in given.get("without", ()):
        if kind in kinds:
            return LabError("not_with_this_layer", received=kind)
    for kind in given.get("with", ()):
        if kind not in kinds:
            return LabError("needs_this_layer", expected=kind)
    return None
