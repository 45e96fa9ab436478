"""What a learner has done with one exercise so far: typed, handed in, asked for."""

import secrets
import time
from dataclasses import dataclass, replace
from typing import Final

from app import practice_book, state
from app.markdown import explain_safely
from app.text import say
from cnn_core.errors import LabError
from cnn_core.exercises.attempts import Attempt
from cnn_core.exercises.exercise import Exercise
from cnn_core.exercises.grading import grade
from cnn_core.exercises.kinds import read
from cnn_core.exercises.verdict import Verdict
from cnn_core.reading import read_number

#: Exercises whose work is kept in a visit; those touched last.
MOST_KEPT: Final = 40
#: Between the cells of a row and the rows of a matrix; between the places of an order.
CELL, ROW, PLACE = "\t", "\n", ","

_PLACE, _PART = "practice", "works"


@dataclass(frozen=True)
class Work:
    """How far a learner is with one exercise.

    Attributes:
        typed: what stands in the fields, as far as the page has heard of it.
        judged: what was handed in last; None before that.
        verdict: what came of it; None if it could not be read.
        hints: how many are shown.
        revealed: whether the answer is shown.
    """

    typed: str = ""
    judged: str | None = None
    verdict: Verdict | None = None
    hints: int = 0
    revealed: bool = False

    @property
    def is_current(self) -> bool:
        """Whether what was handed in still stands in the fields."""
        return self.judged is not None and self.judged == self.typed

    @property
    def is_done(self) -> bool:
        """Whether it was answered right, or the answer was shown."""
        return self.revealed or bool(self.verdict and self.verdict.correct)


def work_on(exercise: Exercise) -> Work:
    """What was done with an exercise in this visit."""
    return _works().get((exercise.id, exercise.seed), Work(_to_begin_with(exercise)))


def draft(exercise: Exercise, typed: str) -> None:
    """Keep what is typed; it is not judged."""
    _put(exercise, replace(work_on(exercise), typed=typed))


def hand_in(exercise: Exercise, typed: str) -> None:
    """Judge an answer. Handed in twice, it counts once; one that cannot be read does not count."""
    before = work_on(exercise)
    try:
        _all_there(exercise, typed)
        verdict = grade(exercise, typed)
    except LabError:
        _put(exercise, replace(before, typed=typed, judged=typed, verdict=None))
        return
    _put(exercise, replace(before, typed=typed, judged=typed, verdict=verdict))
    if before.judged != typed or before.verdict is None:
        _keep(exercise, before, typed, verdict)


def clear() -> None:
    """Forget all of it: somebody else goes on here."""
    state.forget(_PLACE, _PART)


def next_hint(exercise: Exercise, typed: str) -> None:
    """Show one more hint."""
    before = work_on(exercise)
    _put(exercise, replace(before, typed=typed, hints=min(before.hints + 1, exercise.hints)))


def reveal(exercise: Exercise, typed: str) -> None:
    """Show the answer."""
    before = work_on(exercise)
    after = replace(before, typed=typed, revealed=True)
    _put(exercise, after)
    if not before.revealed:
        _keep(exercise, after, "", Verdict(correct=False))


def unreadable(exercise: Exercise, typed: str, language: str) -> str:
    """Why an answer cannot be read, in the learner's language; "" if it can."""
    try:
        _all_there(exercise, typed)
        read(exercise, typed)
    except LabError as error:
        place = error.values.get("place")
        if isinstance(place, tuple):
            empty = error.key == "nothing_typed"
            told = say(language, "practice.cell_empty") if empty else explain_safely(language, error)
            return say(language, "lab.cell_bad", r=place[0], c=place[1], message=told)
        if exercise.kind == "order" and typed.strip(PLACE):
            return say(language, "practice.places_left")
        return explain_safely(language, error)
    return ""


def cells(exercise: Exercise, typed: str) -> list[list[str]]:
    """The cells of a matrix as typed, as many as the answer has."""
    answer = exercise.answer
    rows, columns = (len(answer), len(answer[0])) if isinstance(answer, tuple) else (0, 0)
    given = [line.split(CELL) for line in typed.split(ROW)]
    return [
        [given[r][c] if r < len(given) and c < len(given[r]) else "" for c in range(columns)]
        for r in range(rows)
    ]


def places(exercise: Exercise, typed: str) -> list[str]:
    """What stands at each place of an order; "" where nothing does yet."""
    given = [name if name in exercise.case.options else "" for name in typed.split(PLACE)]
    return (given + [""] * len(exercise.case.options))[: len(exercise.case.options)]


def put_at(exercise: Exercise, position: int, name: str) -> None:
    """Put something at a place of an order; what stood there changes places with it."""
    order = places(exercise, work_on(exercise).typed)
    if name in order:
        order[order.index(name)] = order[position]
    order[position] = name
    draft(exercise, PLACE.join(order))


def _to_begin_with(exercise: Exercise) -> str:
    """Code to be mended stands in the field already."""
    return str(exercise.given.get("code", "")) if exercise.kind == "code" else ""


def _all_there(exercise: Exercise, typed: str) -> None:
    """Of a matrix every cell, each told by its place.

    Raises:
        LabError: "nothing_typed" (place), or those of `read_number` (place).
    """
    if exercise.kind != "matrix" or not typed.strip():
        return
    for r, row in enumerate(cells(exercise, typed), 1):
        for c, cell in enumerate(row, 1):
            if not cell.strip():
                raise LabError("nothing_typed", place=(r, c))
            try:
                read_number(cell)
            except LabError as error:
                raise LabError("not_a_number", received=cell, place=(r, c)) from error


def _keep(exercise: Exercise, work: Work, typed: str, verdict: Verdict) -> None:
    token, belief = secrets.token_hex(16), verdict.misconception or ""
    practice_book.keep(
        Attempt(
            token,
            exercise.id,
            exercise.seed,
            typed,
            verdict.correct,
            belief,
            work.hints,
            work.revealed,
            time.time(),
        )
    )


def _works() -> dict[tuple[str, int], Work]:
    return state.recall(_PLACE, _PART, {})


def _put(exercise: Exercise, work: Work) -> None:
    key = (exercise.id, exercise.seed)
    others = [(one, kept) for one, kept in _works().items() if one != key]
    state.remember(_PLACE, _PART, dict([*others[1 - MOST_KEPT :], (key, work)]))
