"""One answer of a learner, and which answers say something: the memory of practice is a list of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from cnn_core.errors import LabError

MAX_ANSWER: Final = 500
MAX_NAME: Final = 80
#: What databases hold as a whole number.
MAX_SEED: Final = 2**63 - 1
MAX_HINTS: Final = 100
#: The year 3000: later times are mistakes, and dates end before long.
MAX_TIME: Final = 32_503_680_000.0

#: An exercise as it was drawn: its id and the seed.
Case: TypeAlias = tuple[str, int]


@dataclass(frozen=True)
class Attempt:
    """One answer to one exercise.

    Attributes:
        token: names this answer, so that it counts once however often it is handed in.
        exercise: the id.
        seed: what the exercise was drawn with.
        answer: as it was typed.
        correct: whether it was right.
        misconception: the wrong rule that gives this answer; "" if none is known.
        hints: how many were shown before it.
        revealed: whether the answer was shown instead of found.
        at: when, in seconds since 1970, UTC.
    """

    token: str
    exercise: str
    seed: int
    answer: str
    correct: bool
    misconception: str = ""
    hints: int = 0
    revealed: bool = False
    at: float = 0.0

    @property
    def case(self) -> Case:
        """Which exercise it answers, drawn with which seed."""
        return self.exercise, self.seed

    @property
    def unaided(self) -> bool:
        """Whether it is right, without a hint, and was not shown."""
        return self.correct and not self.hints and not self.revealed


def checked(attempt: Attempt) -> Attempt:
    """An attempt as it can be kept: its answer cut to 500 characters, without what databases refuse.

    Raises:
        LabError: "not_an_attempt" (name) for a token, id or misconception that is no short line, a seed or
            number of hints that is no whole number within bounds, a time that is none.

    >>> len(checked(Attempt("t1", "pooling.pooled-side", 7, "9" * 10_000, False)).answer)
    500
    """
    texts = {"token": attempt.token, "exercise": attempt.exercise}
    sound = {name: _is_line(text) and text != "" for name, text in texts.items()} | {
        "misconception": _is_line(attempt.misconception),
        "answer": isinstance(attempt.answer, str),
        "seed": _is_whole(attempt.seed, -MAX_SEED, MAX_SEED),
        "hints": _is_whole(attempt.hints, 0, MAX_HINTS),
        "correct": isinstance(attempt.correct, bool),
        "revealed": isinstance(attempt.revealed, bool),
        "at": _is_time(attempt.at),
    }
    for name, is_sound in sound.items():
        if not is_sound:
            raise LabError("not_an_attempt", name=name)
    return replace(attempt, answer=_kept(attempt.answer), at=float(attempt.at))


def counted(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The attempts that say something, in the order of time.

    A token counts once. Once a case is solved or its answer shown, more answers to it say nothing: whoever
    comes back to it has seen the answer.

    >>> first, again = (Attempt(str(at), "pooling.pooled-side", 7, "3", True, at=at) for at in (1, 2))
    >>> counted([again, first, first]) == (first,)
    True
    """
    kept: list[Attempt] = []
    tokens: set[str] = set()
    over: set[Case] = set()
    for one in sorted(attempts, key=lambda one: (one.at, one.token)):
        if one.token in tokens or one.case in over:
            continue
        tokens.add(one.token)
        kept.append(one)
        if one.correct or one.revealed:
            over.add(one.case)
    return tuple(kept)


def first_goes(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Of each case its first attempt, in the order of time."""
    first: dict[Case, Attempt] = {}
    for one in counted(attempts):
        first.setdefault(one.case, one)
    return tuple(first.values())


def _is_line(text: object) -> bool:
    return isinstance(text, str) and len(text) <= MAX_NAME and text.isprintable()


def _is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_time(value: object) -> bool:
    # NaN is not at least 0 either.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_TIME


def _kept(answer: str) -> str:
    """PostgreSQL takes no NUL, and no database half a character (a lone surrogate)."""
    return answer[:MAX_ANSWER].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
