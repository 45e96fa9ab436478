"""The wrong rules that a learner falls back on, each with the latest case in which it showed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cnn_core.errors import LabError
from cnn_core.exercises.attempts import Attempt, counted
from cnn_core.exercises.exercise import Exercise
from cnn_core.exercises.grading import grade
from cnn_core.exercises.making import make
from cnn_core.exercises.progress import mistakes

#: More would discourage.
MOST: Final = 3


@dataclass(frozen=True)
class Mistake:
    """A wrong rule.

    Attributes:
        belief: its name.
        times: in how many cases it showed.
        exercise: the latest of them.
        answer: what was typed there.
    """

    belief: str
    times: int
    exercise: Exercise
    answer: str


def typical(attempts: Sequence[Attempt]) -> tuple[Mistake, ...]:
    """The most frequent wrong rules that were not overcome since.

    One is overcome when the exercise in which it showed last was right at a later case, without help.

    >>> [(one.belief, one.times) for one in typical([
    ...     Attempt("1", "pooling.pooled-side", 1, typed, False, "stride-one", at=1.0)
    ...     for typed in [str(int(make("pooling.pooled-side", 1).case.beliefs["stride-one"]))]])]
    [('stride-one', 1)]
    """
    done = counted(attempts)
    found = (_latest(belief, times, done) for belief, times in mistakes(done))
    return tuple(one for one in found if one is not None)[:MOST]


def _latest(belief: str, times: int, done: Sequence[Attempt]) -> Mistake | None:
    last = next(one for one in reversed(done) if one.misconception == belief and not one.correct)
    if any(one.at > last.at and one.exercise == last.exercise and one.unaided for one in done):
        return None
    try:
        exercise = make(last.exercise, last.seed)
        # Exercises are changed, and long answers cut: what is told must still be true.
        if grade(exercise, last.answer).misconception != belief:
            return None
    except LabError:
        return None
    return Mistake(belief, times, exercise, last.answer)
