"""What a learner could do next, from what they have done: always something sensible."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.catalog import LESSONS
from cnn_core.exercises.attempts import Attempt
from cnn_core.exercises.bank import spec
from cnn_core.exercises.progress import Reason, next_exercise


@dataclass(frozen=True)
class Step:
    """Something to do.

    Attributes:
        why: "begin" for somebody new, else why this exercise.
        lesson: where it belongs.
        exercise: its id; "" for reading the lesson.
    """

    why: Reason | Literal["begin"]
    lesson: str
    exercise: str = ""


def next_step(attempts: Iterable[Attempt], now: float, lessons: Sequence[str]) -> Step:
    """The first lesson for somebody new, else an exercise.

    Args:
        attempts: what was done.
        now: seconds since 1970, UTC.
        lessons: those with exercises, in the order of the course.

    >>> next_step([], 0.0, ["pooling"])
    Step(why='begin', lesson='convolution', exercise='')
    >>> next_step([Attempt("1", "pooling.pooled-side", 7, "3", False)], 3600.0, ["pooling"]).why
    'repeat'
    """
    done = tuple(attempts)
    if not done:
        return Step("begin", LESSONS[0].slug)
    id, why = next_exercise(done, now, lessons)
    return Step(why, spec(id).lesson, id)
