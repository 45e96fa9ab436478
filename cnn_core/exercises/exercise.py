"""What an exercise is once it is made: what is given, the computed answer, what each wrong rule gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, Literal, TypeVar

#: How an answer is typed and compared: see `kinds`.
Kind = Literal["number", "size", "shape", "matrix", "choice", "order", "code"]
LEVELS: Final = (1, 2, 3)
Solution = float | str | tuple[Any, ...]

T = TypeVar("T")


@dataclass(frozen=True)
class Lab:
    """A lesson's lab, or one set to an exercise's own case.

    Attributes:
        lesson: its slug.
        section: of the lesson.
        query: the lab's setting as the lesson's links write it; "{side}" stands for a value of the case.
    """

    lesson: str
    section: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Solved:
    """One case of a task, as its function gives it.

    Attributes:
        given: what the learner is told, and what a page needs to draw it: numbers, texts, tuples of them.
        answer: computed by the core; a text for choices, a tuple of ids for an order, for code a solution.
        beliefs: what each wrong rule that applies leads to, the most telling first.
        values: more that the texts mention, beside `given`.
        options: of a choice or an order, the ids, in the order in which they are shown.
        figure: what is drawn beside the question; its "kind" says how. Empty for none.
    """

    given: Mapping[str, Any]
    answer: Solution
    beliefs: Mapping[str, Solution] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    figure: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Exercise:
    """An exercise of a kind, with a seed: the same two make the same exercise, on any machine.

    Attributes:
        id: "<lesson>.<name>", stable: progress is kept under it.
        seed: what it was drawn with.
        lesson: the slug of the lesson it belongs to.
        concept: what it is about, for progress: several exercises share one.
        level: 1 to 3.
        kind: how it is answered.
        hints: how many steps of hints there are.
        tolerance: how far off an estimate may be.
        case: what was drawn.
        lab: the lesson's lab at this very case; None where there is none.
        section: of the lesson, where it is practised; "" for none.
    """

    id: str
    seed: int
    lesson: str
    concept: str
    level: int
    kind: Kind
    hints: int
    tolerance: float
    case: Solved
    lab: Lab | None = None
    section: str = ""

    @property
    def name(self) -> str:
        """The id without the lesson: the texts' name."""
        return self.id.removeprefix(f"{self.lesson}.")

    @property
    def answer(self) -> Solution:
        """The right answer; of code, one of many."""
        return self.case.answer

    @property
    def given(self) -> Mapping[str, Any]:
        """What the learner is told."""
        return self.case.given

    @property
    def values(self) -> dict[str, Any]:
        """All that the texts may mention, the answer among it."""
        return {"answer": self.answer} | dict(self.case.given) | dict(self.case.values)


def linked(value: object) -> str:
    """A value as links write it: 3, 3x2 for sides, 1_2~3_4 for a matrix.

    >>> linked(-3), linked((3, 2)), linked(((1, 2), (3, 4)))
    ('-3', '3x2', '1_2~3_4')
    """
    if isinstance(value, tuple | list):
        depth = _depth(value)
        if depth == 3:  # channels
            return "~~".join(map(linked, value))
        if depth == 2:
            return "~".join("_".join(map(linked, row)) for row in value)
        return "x".join(map(linked, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _depth(value: object) -> int:
    return 1 + _depth(value[0]) if isinstance(value, tuple | list) and value else 0


class Draw:
    """Random choices that are the same for the same text on any machine.

    >>> Draw("a").whole(1, 6) == Draw("a").whole(1, 6)
    True
    """

    def __init__(self, seed: str) -> None:
        """Begin with a text."""
        self._random = Random(seed)

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self._random.randint(low, high)

    def within(self, bounds: Sequence[int]) -> int:
        """The same, from [low, high] as an exercise's file writes it."""
        low, high = bounds
        return self.whole(low, high)

    def pick(self, options: Sequence[T]) -> T:
        """One of some."""
        return options[self._random.randrange(len(options))]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        """All of them in another order."""
        return tuple(self._random.sample(items, len(items)))

    def some(self, items: Sequence[T], count: int) -> tuple[T, ...]:
        """`count` different ones."""
        return tuple(self._random.sample(items, count))

    def cells(self, rows: int, columns: int, low: int, high: int) -> tuple[tuple[int, ...], ...]:
        """A matrix of whole numbers."""
        return tuple(tuple(self.whole(low, high) for _ in range(columns)) for _ in range(rows))
