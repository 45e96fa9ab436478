"""When an exercise should come again, by FSRS, the Free Spaced Repetition Scheduler.

The algorithm and its parameters, learned from many people's reviews, are those of the package `fsrs`
(https://github.com/open-spaced-repetition/py-fsrs). Nothing of it is stored: it follows from the attempts.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from fsrs import Card, Rating, Scheduler

from cnn_core.exercises.attempts import Attempt, counted
from cnn_core.exercises.bank import specs

#: One short step: what went wrong comes again in ten minutes, what was right at once in days.
_STEP: Final = (timedelta(minutes=10),)
#: Without fuzzing, the same attempts always give the same times.
_SCHEDULER: Final = Scheduler(learning_steps=_STEP, relearning_steps=_STEP, enable_fuzzing=False)


def rating(attempt: Attempt) -> Rating:
    """How well it went, in the words of FSRS.

    Wrong or shown: Again. Right with hints: Hard. Right: Good. Never Easy: nobody is asked how easy it was.

    >>> rating(Attempt("t1", "pooling.pooled-side", 7, "3", True, hints=1)).name
    'Hard'
    """
    if not attempt.correct or attempt.revealed:
        return Rating.Again
    return Rating.Hard if attempt.hints else Rating.Good


def schedule(attempts: Iterable[Attempt]) -> Mapping[str, float]:
    """When each exercise that was tried should come again, in seconds since 1970, UTC.

    All draws of an exercise are one thing to remember. Exercises that are no longer there are left out.

    >>> schedule([Attempt("t1", "pooling.pooled-side", 7, "3", False, at=0.0)])
    {'pooling.pooled-side': 600.0}
    """
    cards: dict[str, Card] = {}
    for one in counted(attempts):
        if one.exercise in specs():
            # With an id of its own; otherwise Card waits a millisecond to find one.
            card = cards.get(one.exercise) or Card(card_id=0)
            when = datetime.fromtimestamp(one.at, UTC)
            cards[one.exercise] = _SCHEDULER.review_card(card, rating(one), when)[0]
    return {id: card.due.timestamp() for id, card in cards.items()}


def due(attempts: Iterable[Attempt], now: float) -> list[tuple[str, float]]:
    """Exercises that should come again by now, those that have waited longest first.

    Args:
        attempts: of one learner, in any order.
        now: seconds since 1970, UTC.

    Returns:
        (id, since when it is due, in seconds since 1970).

    >>> due([Attempt("t1", "pooling.pooled-side", 7, "3", False, at=0.0)], now=3600.0)
    [('pooling.pooled-side', 600.0)]
    """
    return sorted(
        ((id, at) for id, at in schedule(attempts).items() if at <= now), key=lambda one: (one[1], one[0])
    )
