"""Judging an answer: right, wrong for a reason we know, or just wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from cnn_core.errors import LabError

Answer = float | str | Sequence[float]


@dataclass(frozen=True)
class Verdict:
    """What to say to an answer.

    Attributes:
        correct: whether it is right.
        misconception: the wrong rule that gives exactly this answer, if one is known.
        cells: of a matrix, the rows and columns that are wrong.
        reason: of code, why it does not do what was asked, as the core tells it.
    """

    correct: bool
    misconception: str | None = None
    cells: tuple[tuple[int, int], ...] = ()
    reason: LabError | None = None


def judge(received: Answer, answer: Answer, beliefs: Mapping[str, Answer], tolerance: float = 0.0) -> Verdict:
    """Compare an answer with the right one and with what each wrong rule gives.

    Whole numbers must be exact; others count as equal within 0.5 % or 0.005, since people round. A belief
    that happens to give the right answer is never named. The first belief that matches wins, so order them
    from telling to vague.

    Args:
        received: what the learner answered.
        answer: the right answer.
        beliefs: the answer each wrong rule leads to.
        tolerance: how far off an estimate may be, in the answer's own unit.

    >>> judge(288, 896, {"forgets-channels-and-bias": 288, "forgets-bias": 864}).misconception
    'forgets-channels-and-bias'
    >>> judge((8.0, 8.0), (8, 8), {}).correct
    True
    """
    if _equal(received, answer) or (tolerance and _near(received, answer, tolerance)):
        return Verdict(correct=True)
    named = (name for name, wrong in beliefs.items() if _equal(received, wrong))
    return Verdict(correct=False, misconception=next(named, None))


def _near(received: Answer, answer: Answer, tolerance: float) -> bool:
    numbers = isinstance(received, int | float) and isinstance(answer, int | float)
    return numbers and abs(float(str(received)) - float(str(answer))) <= tolerance


def _equal(received: Answer, other: Answer) -> bool:
    if isinstance(received, str) or isinstance(other, str):
        return received == other
    left, right = _numbers(received), _numbers(other)
    # A count is exact: 54.25 must not pass for 54, nor 895 for 896.
    close = _exact if all(map(float.is_integer, right)) else _rounded
    return len(left) == len(right) and all(map(close, left, right))


def _numbers(answer: Answer) -> list[float]:
    """Plain floats: NumPy takes many times as long to compare two numbers."""
    return [float(one) for one in (answer if isinstance(answer, Iterable) else (answer,))]


def _exact(received: float, other: float) -> bool:
    return abs(received - other) <= 1e-9


def _rounded(received: float, other: float) -> bool:
    return received == other or (isfinite(other) and abs(received - other) <= 5e-3 * (1 + abs(other)))
