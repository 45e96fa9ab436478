"""What a learner has tried and knows, by exercise, concept and lesson, and what to do next."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cnn_core.errors import LabError
from cnn_core.exercises.attempts import Attempt, Case, counted, first_goes
from cnn_core.exercises.bank import Spec, specs
from cnn_core.exercises.spacing import schedule

Mastery = Literal["new", "learning", "known"]
Reason = Literal["repeat", "weak", "new"]
#: So many cases in a row, right at first go, make an exercise known: once may be luck.
IN_A_ROW: Final = 2
#: From so many cases on, such a share right at first go is a strength; below the other, it needs work.
SEVERAL, STRONG, WEAK = 3, 0.8, 0.5


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with an exercise, a concept or a lesson.

    An exercise is "new" until it is tried; "known" when the last two cases of it were right at first go,
    without a hint and without being shown; else "learning". A concept or lesson is "new" until one of its
    exercises is tried; "known" when all of them are; else "learning".

    Attributes:
        exercises: how many it has.
        known: how many of them are known.
        seen: how many of them were tried.
        tried: how many cases were tried; the same exercise with other numbers is another case.
        at_once: how many of these were right at first go, without a hint and without being shown.
        last: when it was last seen, in seconds since 1970; None for never.
        misconceptions: (wrong rule, in how many cases it showed), the most frequent first.
        mastery: as above.
    """

    exercises: int
    known: int
    seen: int
    tried: int
    at_once: int
    last: float | None
    misconceptions: tuple[tuple[str, int], ...]
    mastery: Mastery

    @property
    def share(self) -> float:
        """What part of the cases tried was right at first go; 0 before any."""
        return self.at_once / self.tried if self.tried else 0.0

    @property
    def is_strong(self) -> bool:
        """Whether it is known, or nearly all of several cases were right at first go."""
        return self.mastery == "known" or (self.tried >= SEVERAL and self.share >= STRONG)

    @property
    def is_weak(self) -> bool:
        """Whether more than one case was tried, and less than half of them right at first go."""
        return self.tried > 1 and self.share < WEAK


def by_exercise(attempts: Iterable[Attempt]) -> Mapping[str, Standing]:
    """Each exercise there is, in the order of `bank.ids`.

    >>> found = by_exercise([Attempt("t1", "pooling.pooled-side", 7, "3", True)])["pooling.pooled-side"]
    >>> found.tried, found.at_once, found.mastery
    (1, 1, 'learning')
    """
    return _standings(attempts, lambda spec: spec.id)


def by_concept(attempts: Iterable[Attempt]) -> Mapping[str, Standing]:
    """Each concept; exercises of several lessons may share one.

    >>> by_concept([])["output-size"].mastery
    'new'
    """
    return _standings(attempts, lambda spec: spec.concept)


def by_lesson(attempts: Iterable[Attempt]) -> Mapping[str, Standing]:
    """Each lesson that has exercises, by its slug.

    >>> by_lesson([])["pooling"].known
    0
    """
    return _standings(attempts, lambda spec: spec.lesson)


def mistakes(attempts: Iterable[Attempt]) -> tuple[tuple[str, int], ...]:
    """The wrong rules that showed, and in how many cases, the most frequent first.

    >>> mistakes([Attempt("t1", "pooling.pooled-side", 7, "3", False, "stride-one")])
    (('stride-one', 1),)
    """
    return _mistakes(counted(attempts))


def next_exercise(
    attempts: Iterable[Attempt], now: float, lessons: Sequence[str] | None = None
) -> tuple[str, Reason]:
    """What to do next, and why.

    "repeat": due again by `spacing`, the one that has waited longest. Else "weak": its latest case was not
    right at once, of the concept with the smallest share right at first go; not the one just done, so that
    something comes in between. Else "new": the next untried one, the lesson in hand first. When all is done,
    "repeat" with what is due first.

    Args:
        attempts: of one learner, in any order.
        now: seconds since 1970, UTC.
        lessons: slugs to choose from, in the order of the course; None: all, as the bank has them.

    Raises:
        LabError: "no_such_exercise" (received) if these lessons have no exercises.

    >>> next_exercise([], 0.0, ["pooling"])
    ('pooling.pooled-side', 'new')
    """
    offered = _offered(lessons)
    done = [one for one in counted(attempts) if one.exercise in offered]
    times = sorted((at, id) for id, at in schedule(done).items())
    if times and times[0][0] <= now:
        return times[0][1], "repeat"
    just = done[-1].exercise if done else None
    weak = [id for id in _weak(done) if id != just]
    if weak:
        return weak[0], "weak"
    tried = {one.exercise for one in done}
    # A stable sort: within the lesson in hand and the others, the order stays.
    in_hand = offered[just].lesson if just else None
    new = sorted((id for id in offered if id not in tried), key=lambda id: offered[id].lesson != in_hand)
    return (new[0], "new") if new else (times[0][1], "repeat")


def _offered(lessons: Sequence[str] | None) -> Mapping[str, Spec]:
    known = specs()
    order = list(dict.fromkeys(one.lesson for one in known.values()) if lessons is None else lessons)
    offered = {id: one for slug in order for id, one in known.items() if one.lesson == slug}
    if not offered:
        raise LabError("no_such_exercise", received=", ".join(order)[:80])
    return offered


def _weak(done: Sequence[Attempt]) -> list[str]:
    """Exercises whose latest case was not right at once, those of the weakest concept first."""
    known, latest = specs(), {}
    shares: dict[str, list[bool]] = defaultdict(list)
    for one in first_goes(done):
        latest[one.exercise] = one
        shares[known[one.exercise].concept].append(one.unaided)
    weak = [one for one in latest.values() if not one.unaided]

    def order(one: Attempt) -> tuple[float, float]:
        goes = shares[known[one.exercise].concept]
        return sum(goes) / len(goes), one.at

    return [one.exercise for one in sorted(weak, key=order)]


def _standings(attempts: Iterable[Attempt], group: Callable[[Spec], str]) -> dict[str, Standing]:
    members: dict[str, list[str]] = defaultdict(list)
    for id, spec in specs().items():
        members[group(spec)].append(id)
    done: dict[str, list[Attempt]] = defaultdict(list)
    for one in counted(attempts):
        done[one.exercise].append(one)
    return {name: _standing([done.get(id, []) for id in ids]) for name, ids in members.items()}


def _standing(exercises: Sequence[Sequence[Attempt]]) -> Standing:
    """Of a group's exercises, the attempts at each."""
    goes = [first_goes(done) for done in exercises]
    known = sum(map(_is_known, goes))
    tried = sum(map(len, goes))
    every = [one for done in exercises for one in done]
    mastery: Mastery = "new" if not tried else "known" if known == len(exercises) else "learning"
    at_once = sum(one.unaided for of_one in goes for one in of_one)
    last = max((one.at for one in every), default=None)
    seen = sum(map(bool, goes))
    return Standing(len(exercises), known, seen, tried, at_once, last, _mistakes(every), mastery)


def _is_known(goes: Sequence[Attempt]) -> bool:
    return len(goes) >= IN_A_ROW and all(one.unaided for one in goes[-IN_A_ROW:])


def _mistakes(attempts: Iterable[Attempt]) -> tuple[tuple[str, int], ...]:
    # Once a case: the same wrong answer typed again is the same mistake.
    shown: set[tuple[Case, str]] = {
        (one.case, one.misconception) for one in attempts if one.misconception and not one.correct
    }
    counts = Counter(name for _, name in shown)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
