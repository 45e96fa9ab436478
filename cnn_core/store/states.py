"""Which state may follow which: the one table of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cnn_core.store.records import State, Wanted

#: A running run goes back to "queued" when its worker is lost, a finished one when epochs are added.
MOVES: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        State.QUEUED: frozenset({State.RUNNING, State.PAUSED, State.STOPPED}),
        State.RUNNING: frozenset({State.QUEUED, State.PAUSED, State.FINISHED, State.STOPPED, State.FAILED}),
        State.PAUSED: frozenset({State.QUEUED, State.STOPPED}),
        State.FINISHED: frozenset({State.QUEUED}),
        State.STOPPED: frozenset({State.QUEUED}),
        State.FAILED: frozenset({State.QUEUED}),
    }
)
#: Somebody works on these, or will: retention leaves them alone, and a learner has only so many.
ACTIVE: Final = (State.QUEUED, State.RUNNING)
#: Retention leaves these alone as well: the learner means to go on.
KEPT: Final = (*ACTIVE, State.PAUSED)

#: What comes of a wish once it is met.
AT_REST: Final = {Wanted.PAUSE: State.PAUSED, Wanted.STOP: State.STOPPED}


def may_become(state: State) -> tuple[State, ...]:
    """The states from which a run may go over to `state`.

    >>> [str(one) for one in may_become(State.RUNNING)]
    ['queued']
    """
    return tuple(one for one, following in MOVES.items() if state in following)
