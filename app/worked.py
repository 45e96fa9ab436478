"""Worked examples before exercises: who gets a whole one, who the beginning only, and which case it shows.

Beginners learn more from solved problems than from solving, until they know how; then it turns round
(https://en.wikipedia.org/wiki/Worked-example_effect). So the help fades: an example, then first steps, then
nothing.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

from app.practice_setting import MOST_SEED
from cnn_core.exercises.attempts import Attempt, counted
from cnn_core.exercises.bank import spec
from cnn_core.exercises.exercise import LEVELS, Exercise
from cnn_core.exercises.making import make

Stage = Literal["whole", "half", "none"]
#: Examples have seeds that no link can hold: none is an exercise that somebody has in view.
AWAY: Final = MOST_SEED + 1
#: So many cases right, and no more help comes unasked.
ENOUGH: Final = 2
_LOOKED_AT = 12  # seeds


def stage(attempts: Iterable[Attempt], exercise: Exercise, seen: bool = False) -> Stage:
    """How much of an example fits an exercise: of what was done with other cases of it.

    The case in view does not count, so the help stands still while a learner works on it.

    Args:
        attempts: of one learner, in any order.
        exercise: the one in view.
        seen: whether an example of it was seen; who got a case wrong with one may see one again.

    >>> one = make("pooling.pooled-side", 1)
    >>> right = [Attempt(str(seed), one.id, seed, "3", True) for seed in (7, 8)]
    >>> stage([], one), stage(right[:1], one), stage(right, one)
    ('whole', 'half', 'none')
    """
    others = [one for one in counted(attempts) if one.exercise == exercise.id and one.seed != exercise.seed]
    right = sum(one.correct and not one.revealed for one in others)
    if right >= ENOUGH:
        return "none"
    return "half" if right or (others and not seen) else "whole"


def opens(attempts: Iterable[Attempt], exercise: Exercise) -> bool:
    """Whether a whole example is open at once: at an easy exercise, for a beginner in its concept.

    >>> opens([], make("pooling.pooled-side", 1)), opens([], make("pooling.same-side", 1))
    (True, False)
    """
    return exercise.level == LEVELS[0] and not any(
        one.correct and not one.revealed and spec(one.exercise).concept == exercise.concept
        for one in counted(attempts)
        if one.case != (exercise.id, exercise.seed)
    )


@lru_cache(maxsize=1024)
def example(id: str, seed: int) -> Exercise | None:
    """Another case of an exercise, always the same for the same one; None if it has no other.

    Where there is one, its answer differs too.

    >>> example("pooling.pooled-side", 1).seed
    1000000001
    """
    own = make(id, seed)
    near = (make(id, seed + AWAY + step) for step in range(_LOOKED_AT))
    others = [one for one in near if (one.given, one.case.figure) != (own.given, own.case.figure)]
    told_apart = (one for one in others if one.answer != own.answer)
    return next(told_apart, others[0] if others else None)


def steps_given(exercise: Exercise) -> int:
    """How many hints a half-worked example shows: all but the last, or the only one there is.

    >>> steps_given(make("pooling.pooled-side", 1))
    1
    """
    return max(exercise.hints - 1, min(exercise.hints, 1))
