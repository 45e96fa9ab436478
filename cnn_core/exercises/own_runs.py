"""Exercises about runs that the learner has trained: the answer is what really came out.

Nothing is drawn: a run, or a pair of runs, is the case. They are not in the bank, since without a run there
is no exercise; their words stand in assets/lessons/own-runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cnn_core.exercises.exercise import Exercise, Kind, Solution, Solved
from cnn_core.exercises.kinds import telling
from cnn_core.training.outcomes import ERRORS, Numbers, chance_margin

LESSON: Final = "own-runs"
#: What guessing among ten classes gives, and the least gain that can be cut into quarters.
CHANCE, LEAST_GAIN = 0.1, 0.1
QUARTERS: Final = ("first-quarter", "second-quarter", "third-quarter", "last-quarter")


@dataclass(frozen=True)
class Watched:
    """What a finished run showed, epoch by epoch.

    Attributes:
        id: 16 hexadecimal digits.
        numbers: of each epoch; seconds are not used.
    """

    id: str
    numbers: tuple[Numbers, ...]

    @property
    def last(self) -> Numbers:
        """What it came to."""
        return self.numbers[-1]


def about(run: Watched, others: Sequence[Watched] = ()) -> tuple[Exercise, ...]:
    """What can be asked about a run, and about it beside each of some others.

    >>> low, high = (Numbers(share, 0.7, 1.0, 9.0, 10_000, 5_000) for share in (0.55, 0.68))
    >>> [(one.name, one.answer) for one in about(Watched("0" * 16, (low, low, high)))]
    [('first-epoch', 'last-quarter'), ('gap', 'lower')]
    """
    alone = (_made(name, ask(run), run.id) for name, ask in _ALONE.items())
    pairs = (_made("pair", _pair(run, other), run.id, other.id) for other in others)
    return tuple(one for one in (*alone, *pairs) if one is not None)


def _first_epoch(run: Watched) -> Solved | None:
    """What part of the way from guessing to the end the first epoch went."""
    first, last = run.numbers[0].accuracy, run.last.accuracy
    if len(run.numbers) < 2 or last - CHANCE < LEAST_GAIN:
        return None
    share = (first - CHANCE) / (last - CHANCE)
    beliefs = {"steady-pace": _quarter(1 / len(run.numbers)), "slow-start": QUARTERS[0]}
    values = {"first": _percent(first), "last": _percent(last), "share": round(100 * share)}
    return Solved({"epochs": len(run.numbers)}, _quarter(share), beliefs, values, QUARTERS)


def _quarter(share: float) -> str:
    return QUARTERS[min(max(int(4 * share), 0), 3)]


def _lowest_loss(run: Watched) -> Solved | None:
    """After which epoch the validation loss was lowest; more training is not always better."""
    losses = [numbers.loss for numbers in run.numbers]
    best = losses.index(min(losses)) + 1
    if len(losses) < 3 or losses.count(min(losses)) > 1:
        return None
    shares = [numbers.accuracy for numbers in run.numbers]
    rises = next((n for n in range(1, len(losses)) if losses[n] > losses[n - 1]), len(losses))
    beliefs = {"last-epoch": len(losses), "best-accuracy": shares.index(max(shares)) + 1, "first-rise": rises}
    values = {"lowest": round(min(losses), 3), "last": round(losses[-1], 3)}
    return Solved({"epochs": len(losses)}, best, beliefs, values)


def _gap(run: Watched) -> Solved | None:
    """Validation against training accuracy at the end, beyond what chance explains."""
    last, margin = run.last, ERRORS * run.last.error("gap")
    answer = "same" if abs(last.gap) <= margin else "lower" if last.gap > 0 else "higher"
    shares = {"training": last.training, "validation": last.accuracy, "margin": margin}
    values = {name: _percent(share) for name, share in shares.items()}
    beliefs = {"always-lower": "lower", "equal-in-the-end": "same", "unseen-is-easier": "higher"}
    return Solved({"epochs": len(run.numbers)}, answer, beliefs, values, ("higher", "same", "lower"))


def _pair(one: Watched, other: Watched) -> Solved | None:
    """Which of two runs ended with the higher validation accuracy, beyond what chance explains."""
    a, b = one.last, other.last
    margin = chance_margin(a.error("accuracy"), b.error("accuracy"))
    difference = a.accuracy - b.accuracy
    answer = "same" if abs(difference) <= margin else "a" if difference > 0 else "b"
    fitted = "a" if a.training > b.training else "b"
    longer = "a" if len(one.numbers) > len(other.numbers) else "b"
    beliefs: dict[str, Solution] = {"fits-better": fitted, "never-chance": "a" if difference > 0 else "b"}
    if len(one.numbers) != len(other.numbers):
        beliefs = {"longer-wins": longer} | beliefs
    values = {"a": _percent(a.accuracy), "b": _percent(b.accuracy), "margin": _percent(margin)}
    return Solved({"a_epochs": len(one.numbers), "b_epochs": len(other.numbers)}, answer, beliefs, values,
                  ("a", "b", "same"))  # fmt: skip


_ALONE: Final[Mapping[str, Callable[[Watched], Solved | None]]] = {
    "first-epoch": _first_epoch,
    "lowest-loss": _lowest_loss,
    "gap": _gap,
}
_KINDS: Final[Mapping[str, Kind]] = {
    "first-epoch": "choice",
    "lowest-loss": "number",
    "gap": "choice",
    "pair": "choice",
}


def _made(name: str, case: Solved | None, *runs: str) -> Exercise | None:
    """The runs' ids are the seed: the same runs are the same case."""
    if case is None:
        return None
    kind = _KINDS[name]
    told = replace(case, beliefs=telling(kind, case.answer, case.beliefs))
    seed = int("".join(run[: 14 // len(runs)] for run in runs), 16)
    return Exercise(f"{LESSON}.{name}", seed, LESSON, "predictions", 2, kind, 1, 0.0, told)


def _percent(share: float) -> float:
    return round(100 * share, 1)
