"""Who practises here: a browser's name that nobody knows, or somebody with a nickname and a return code."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app import state
from cnn_core.errors import LabError

if TYPE_CHECKING:  # a first visit's front page needs no database
    from cnn_core.store.records import Learner

#: Seconds before the store is asked again whether a name is somebody's, or whether it answers at all.
_LASTS: Final = 15.0
_PLACE, _PART = "identity", "who"


@dataclass(frozen=True)
class _Found:
    name: str
    learner: Learner | None
    at: float


def me() -> Learner | None:
    """The learner of this visit; None for a browser without one, and while the store cannot be asked."""
    if state.is_new():
        return None
    name = state.learner()
    known: _Found | None = state.recall(_PLACE, _PART, None)
    if known is None or known.name != name or time.monotonic() - known.at > _LASTS:
        known = _Found(name, _look_up(name), time.monotonic())
        state.remember(_PLACE, _PART, known)
    return known.learner


def become(learner: Learner, was: str = "") -> None:
    """Go on as this learner, in this visit and, by the browser's cookie, in the next.

    Args:
        learner: from now on.
        was: the browser's name whose doings are theirs now; "" for none.
    """
    state.be(learner.id, was)
    state.remember(_PLACE, _PART, _Found(learner.id, learner, time.monotonic()))


def look_again() -> None:
    """Forget what is known: something of it has changed."""
    state.forget(_PLACE, _PART)


def _look_up(name: str) -> Learner | None:
    from app.training import store

    try:
        return store().learner(name)
    except LabError:
        return None
