"""Where practice is kept: every answer of this visit, in the order in which they came."""

from app import state
from cnn_core.exercises.attempts import Attempt, checked

_PLACE, _PART = "practice", "attempts"


def attempts() -> tuple[Attempt, ...]:
    """All that was answered in this visit."""
    return state.recall(_PLACE, _PART, ())


def keep(attempt: Attempt) -> None:
    """Keep an answer; one whose token is known already is not kept twice."""
    kept = attempts()
    if all(one.token != attempt.token for one in kept):
        state.remember(_PLACE, _PART, (*kept, checked(attempt)))
