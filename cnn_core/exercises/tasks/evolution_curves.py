"""Tasks on what was recorded of a training: probabilities, accuracies, and how far kernels moved."""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil
from typing import Final

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.recorded import recorded

Bounds = Sequence[int]
_LESSON: Final = "evolution"
_BATCH: Final = 50
_DIGITS = 6


def stays_sure(draw: Draw, limits: Sequence[int]) -> Solved | None:
    """After which epoch a class's probability lies above a limit and stays there."""
    said = recorded(_LESSON)["said"]
    at, limit = draw.whole(0, said.shape[1] - 1), draw.pick(limits)
    exact = [100 * float(share) for share in said[:, at]]
    percents = [round(share) for share in exact]
    if any(abs(share - limit) < 1 for share in exact) or percents[-1] < limit:
        return None
    above = [share > limit for share in percents]
    answer = for_good(above)
    wrong = {
        "first-over": above.index(True), "highest": percents.index(max(percents)),
        "one-too-early": answer - 1,
    }  # fmt: skip
    values = {"last": answer - 1, "low": percents[answer - 1], "first": above.index(True)}
    return Solved({"matrix": tuple(enumerate(percents)), "limit": limit}, answer, wrong, values)


def for_good(above: Sequence[bool]) -> int:
    """The first place from which all are true, the last of them being so.

    >>> for_good([False, True, False, True, True])
    3
    """
    return len(above) - next((back for back, one in enumerate(reversed(above)) if not one), len(above))


def gain_done(draw: Draw, epochs: Bounds) -> Solved | None:
    """How many percent of the gain in accuracy are reached after an epoch."""
    right, epoch = recorded(_LESSON)["right"], draw.within(epochs)
    start = _BATCH * draw.whole(0, right.shape[1] // _BATCH - 1)
    counts = right[:, start : start + _BATCH].sum(axis=1)
    first, then, last = (round(100 * int(counts[at]) / _BATCH) for at in (0, epoch, -1))
    if not first < then < last:
        return None
    gain, whole = then - first, last - first
    wrong = {"forgets-the-start": 100 * then / last, "counts-points": gain, "accuracy-itself": then}
    given = {"first": first, "then": then, "last": last, "epoch": epoch}
    return Solved(given, round(100 * gain / whole, _DIGITS), wrong, {"gain": gain, "whole": whole})


def half_path(draw: Draw, shares: Sequence[int]) -> Solved | None:
    """In which epoch a kernel has done a share of its whole way; the ways are in hundredths."""
    moved = recorded(_LESSON)["moved"]
    at, share = draw.whole(0, moved.shape[1] - 1), draw.pick(shares)
    steps = [round(100 * float(step)) for step in moved[:, at]]
    sums, whole = list(accumulate(steps)), sum(steps)
    goal = whole * share / 100
    if any(abs(100 * done - whole * share) < whole for done in sums):  # too near to tell
        return None
    answer = next(epoch for epoch, done in enumerate(sums, 1) if done > goal)
    slow = next(epoch for epoch, step in enumerate(steps, 1) if 100 * step < (100 - share) * max(steps))
    wrong = {
        "share-of-the-epochs": ceil(share * len(steps) / 100), "largest-step": steps.index(max(steps)) + 1,
        "slowed-down": slow,
    }  # fmt: skip
    values = {"whole": whole, "goal": round(goal, 2), "done": sums[answer - 1]}
    return Solved({"matrix": tuple(enumerate(steps, 1)), "share": share}, answer, wrong, values)
