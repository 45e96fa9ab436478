"""Which exercise comes next, and what has been done: from the answers of this visit."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from cnn_core.exercises.attempts import Attempt, first_goes
from cnn_core.exercises.bank import spec
from cnn_core.exercises.exercise import LEVELS, Exercise
from cnn_core.exercises.making import make

#: Right at the first go, so many of a level: then the next level is mixed in.
RISE: Final = 2
_LOOKED_AT = 40  # seeds


@dataclass(frozen=True)
class Tally:
    """How many exercises were tried, and how many right at the first go and without help."""

    tried: int
    right: int


def tally(attempts: Iterable[Attempt]) -> Tally:
    """Count what has been done.

    >>> tally([Attempt("1", "pooling.pooled-side", 7, "3", True)])
    Tally(tried=1, right=1)
    """
    first = first_goes(attempts)
    return Tally(len(first), sum(one.unaided for one in first))


def reach(attempts: Iterable[Attempt]) -> int:
    """The highest level to be mixed in: it rises with `RISE` right first goes at the level before.

    >>> reach([]), reach([Attempt(str(n), "pooling.pooled-side", n, "3", True) for n in range(2)])
    (1, 2)
    """
    right = Counter(spec(one.exercise).level for one in first_goes(attempts) if one.unaided)
    return next((level for level in LEVELS if right[level] < RISE), LEVELS[-1])


def following(
    pool: Sequence[str], attempts: Iterable[Attempt], current: str, choose: Callable[[Sequence[str]], str]
) -> str:
    """The id of the next exercise: within reach, not the current one, of those met least often any.

    >>> following(["pooling.pooled-side", "pooling.no-weights"], [], "pooling.no-weights", min)
    'pooling.pooled-side'
    """
    done = tuple(attempts)
    met = Counter(one.exercise for one in first_goes(done))
    top = reach(done)
    within = [id for id in pool if spec(id).level <= top] or list(pool)
    others = [id for id in within if id != current] or within
    fewest = min(met[id] for id in others)
    return choose([id for id in others if met[id] == fewest])


def untried_seed(id: str, attempts: Iterable[Attempt]) -> int:
    """The first seed that an exercise was not tried with.

    >>> untried_seed("pooling.pooled-side", [Attempt("1", "pooling.pooled-side", 1, "3", True)])
    2
    """
    tried = {one.seed for one in attempts if one.exercise == id}
    return next(seed for seed in count(1) if seed not in tried)


def telling(exercise: Exercise, belief: str) -> int:
    """A seed for another case of an exercise in which a wrong rule shows.

    >>> one = make("pooling.pooled-side", 1)
    >>> "rounds-up" in make(one.id, telling(one, "rounds-up")).case.beliefs
    True
    """
    seeds = range(exercise.seed + 1, exercise.seed + 1 + _LOOKED_AT)
    found = (seed for seed in seeds if belief in make(exercise.id, seed).case.beliefs)
    return next(found, exercise.seed + 1)
