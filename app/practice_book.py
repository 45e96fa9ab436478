"""Where practice is kept: in the visit, in the browser's own store for it, and a learner's in the database.

An answer has a token, so it may be handed over as often as it takes: it counts once.
"""

import math
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from app import identity, state
from cnn_core.errors import LabError
from cnn_core.exercises.attempts import Attempt, checked
from cnn_core.exercises.bank import specs

#: Seconds before the database is asked again what else is there: another tab may have added to it.
_LASTS: Final = 15.0
#: Answers that a browser may hand back; a visit has fewer.
MOST_BACK: Final = 2000
_PLACE, _VISIT, _SENT, _STORED = "practice", "attempts", "sent", "stored"


@dataclass(frozen=True)
class _Stored:
    learner: str
    attempts: tuple[Attempt, ...]
    at: float


def attempts() -> tuple[Attempt, ...]:
    """What is known of the learner, from the database and this visit, of exercises still there."""
    known = {one.token: one for one in (*_stored(), *of_visit())}
    there = specs()
    return tuple(one for one in known.values() if one.exercise in there)


def of_visit() -> tuple[Attempt, ...]:
    """What was answered in this visit, in that order."""
    return state.recall(_PLACE, _VISIT, ())


def keep(attempt: Attempt) -> None:
    """Keep an answer; one whose token is known already is not kept twice."""
    _add([checked(attempt)])
    send()


def send() -> None:
    """Hand the learner's answers over to the database; what it does not take now is handed over next time."""
    who, waiting = identity.me(), unsent()
    if who is None or not waiting:
        return
    from app.training import store

    try:
        store().keep_attempts(who.id, waiting)
    except LabError as error:
        if error.key == "no_such_learner":  # deleted in another tab
            identity.look_again()
        return
    tokens = frozenset(one.token for one in waiting)
    state.remember(_PLACE, _SENT, state.recall(_PLACE, _SENT, frozenset()) | tokens)


def unsent() -> tuple[Attempt, ...]:
    """What was answered in this visit and is in no database."""
    sent: frozenset[str] = state.recall(_PLACE, _SENT, frozenset())
    return tuple(one for one in of_visit() if one.token not in sent)


def clear() -> None:
    """Forget this visit's answers: the next ones are somebody else's."""
    state.forget(_PLACE, _VISIT, _SENT, _STORED)


def for_browser(most: int) -> list[dict[str, Any]]:
    """The visit's latest answers, as its browser keeps them over a refresh."""
    return [asdict(one) for one in of_visit()[-most:]]


def take_back(received: object) -> None:
    """Take over what a browser kept of a visit before; it may be anything: what makes no sense is left."""
    rows = received[:MOST_BACK] if isinstance(received, list) else []
    found = [one for row in rows if (one := _read(row)) is not None]
    if found:
        _add(found)
        send()


def _add(new: Iterable[Attempt]) -> None:
    known = {one.token: one for one in of_visit()}
    for one in new:
        known.setdefault(one.token, one)
    state.remember(_PLACE, _VISIT, tuple(known.values()))


def _read(row: object) -> Attempt | None:
    if not isinstance(row, Mapping):
        return None
    try:
        one = checked(Attempt(**row))
    except (TypeError, LabError):
        return None
    return one if one.exercise in specs() else None


def _stored() -> tuple[Attempt, ...]:
    who = identity.me()
    if who is None:
        return ()
    held: _Stored | None = state.recall(_PLACE, _STORED, None)
    if held is None or held.learner != who.id:
        held = _Stored(who.id, (), -math.inf)
    if time.monotonic() - held.at < _LASTS:
        return held.attempts
    from app.training import store

    mine = held.attempts
    with suppress(LabError):  # what was read before is still true
        mine = tuple(store().attempts(who.id))
    state.remember(_PLACE, _STORED, _Stored(who.id, mine, time.monotonic()))
    return mine
