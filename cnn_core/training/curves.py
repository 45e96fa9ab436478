"""What the curves of a run say, as findings with their evidence: the sentences are the page's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, isfinite, log
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cnn_core.data.dataset import CLASSES
from cnn_core.store.records import Epoch, Steps

#: What guessing gives: the share of right answers, in percent, and the mean of -ln(1/10).
CHANCE_ACCURACY: Final = 100 / len(CLASSES)
CHANCE_LOSS: Final = log(len(CLASSES))
#: Points of a line of steps: more cannot be told apart on a screen.
MOST_POINTS: Final = 240

_GUESSING = CHANCE_ACCURACY + 5  # percent; a network below it has learnt nothing that counts
_SPIKE = 1.3  # times what guessing gives: no step of a sound training goes so high after the first few
_WORSE = 1.03  # times the lowest validation loss
_NOTICED = 0.5  # points of accuracy
_UNSTEADY = 3.0  # points, up and down
_GAP = 5.0  # points between training and validation
_ABOVE = 1.0  # points of validation over training
_SLOW = 2.0  # points an epoch
_LOW = 40.0  # percent; below it a slow network is slow because of its steps, not because it is nearly done


@dataclass(frozen=True)
class Finding:
    """Something that the curves say.

    Attributes:
        key: "nothing_yet", "first_steps", "not_finite", "rate_too_high", "not_learning", "overfitting",
            "slow", "unsteady", "settled", "began" (one epoch), "learning" or "stalled"; then "parting" or
            "validation_above".
        values: the evidence: epochs from 1, losses, accuracies and their differences in percent.
    """

    key: str
    values: dict[str, float] = field(default_factory=dict)


def reading(epochs: Sequence[Epoch], steps: Steps | None = None) -> tuple[Finding, ...]:
    """What the curves say, the most important first, at most two findings.

    Training losses are compared with themselves only: they may hold label smoothing. Where the curves part is
    the epoch of the lowest validation loss, if it has risen since while training accuracy grew.

    >>> rising = [Epoch(n, 2 / n, 0.3 + 0.1 * n, 2 / n, 0.3 + 0.1 * n, 0.1, 1.0) for n in (1, 2, 3)]
    >>> reading(rising)[0].key, reading([])[0].key
    ('learning', 'nothing_yet')
    """
    told = [one for one in (_not_finite(epochs, steps), _spike(epochs, steps)) if one]
    if told:
        return (told[0],)
    if not epochs:
        return (_first_steps(steps),)
    rules = (_not_learning, _overfitting, _slow, _unsteady, _settled, _learning)
    main = next(found for rule in rules if (found := rule(epochs)))
    return (main, *(one for one in _besides(epochs, main)))[:2]


def smoothed(values: ArrayLike, steps: int) -> tuple[list[float], int]:
    """Means of so many values at a time, so that a line of steps can be seen; what is left over waits.

    Args:
        values: of every step, (n,).
        steps: in an epoch.

    Returns:
        the means, at most MOST_POINTS, and how many values each is of.

    >>> smoothed([1, 3, 5, 7, 9], 80)
    ([2.0, 6.0], 2)
    """
    line = np.asarray(values, np.float64)
    every = max(1, ceil(len(line) / MOST_POINTS), steps // 40)
    whole = line[: len(line) // every * every].reshape(-1, every)
    return np.round(whole.mean(axis=1), 4).tolist(), every


def _not_finite(epochs: Sequence[Epoch], steps: Steps | None) -> Finding | None:
    for epoch in epochs:
        if not (isfinite(epoch.loss) and isfinite(epoch.val_loss)):
            return Finding("not_finite", {"epoch": epoch.epoch})
    if steps is not None and steps.steps and not np.isfinite(steps.loss).all():
        first = int(np.flatnonzero(~np.isfinite(steps.loss))[0])
        return Finding("not_finite", {"epoch": first // steps.steps + 1})
    return None


def _spike(epochs: Sequence[Epoch], steps: Steps | None) -> Finding | None:
    """The loss shoots up beyond guessing, and what was shot to pieces has not recovered."""
    if steps is None or not steps.steps:
        return None
    line, every = smoothed(steps.loss, max(steps.steps, 200))
    if len(line) < 3 or max(line) < _SPIKE * CHANCE_LOSS:
        return None
    now = line[-1]
    lost = now > _SPIKE * CHANCE_LOSS or (epochs and _percent(epochs[-1].accuracy) < _GUESSING)
    top = int(np.argmax(line))
    values = {"peak": max(line), "epoch": top * every // steps.steps + 1, "now": now, "chance": CHANCE_LOSS}
    return Finding("rate_too_high", values) if lost else None


def _first_steps(steps: Steps | None) -> Finding:
    if steps is None or len(steps.loss) < 4:
        return Finding("nothing_yet")
    line, _ = smoothed(steps.loss, steps.steps)
    return Finding("first_steps", {"first": line[0], "now": line[-1], "chance": CHANCE_LOSS})


def _not_learning(epochs: Sequence[Epoch]) -> Finding | None:
    last = epochs[-1]
    if max(_percent(epoch.accuracy) for epoch in epochs[-2:]) >= _GUESSING:
        return None
    values = {"accuracy": _percent(last.accuracy), "loss": last.loss, "epochs": last.epoch}
    return Finding("not_learning", values | {"chance": CHANCE_ACCURACY, "chance_loss": CHANCE_LOSS})


def _overfitting(epochs: Sequence[Epoch]) -> Finding | None:
    lowest = min(epochs, key=lambda epoch: epoch.val_loss)
    last = epochs[-1]
    risen = all(epoch.val_loss > _WORSE * lowest.val_loss for epoch in epochs[-2:])
    grows = _percent(last.accuracy - lowest.accuracy) > _NOTICED
    if last.epoch - lowest.epoch < 2 or not risen or not grows:
        return None
    values = {
        "since": lowest.epoch, "lowest": lowest.val_loss, "now": last.val_loss, "epochs": last.epoch,
        "training_from": _percent(lowest.accuracy), "training": _percent(last.accuracy),
        "validation": _percent(last.val_accuracy), "gap": _gap(last),
    }  # fmt: skip
    return Finding("overfitting", values)


def _slow(epochs: Sequence[Epoch]) -> Finding | None:
    """Small steps in a straight line, far from the end: nothing has bent the curve yet."""
    last = epochs[-1]
    if len(epochs) < 3 or _percent(last.accuracy) >= _LOW:
        return None
    each = _percent(last.accuracy - epochs[0].accuracy) / (last.epoch - epochs[0].epoch)
    bends = last.loss > epochs[-2].loss
    values = {"each": each, "training": _percent(last.accuracy), "epochs": last.epoch}
    return Finding("slow", values) if each < _SLOW and not bends else None


def _unsteady(epochs: Sequence[Epoch]) -> Finding | None:
    changes = [_percent(after.val_accuracy - before.val_accuracy) for before, after in pairwise(epochs[-5:])]
    falls, rises = min(changes, default=0.0), max(changes, default=0.0)
    turns = sum((one < 0) != (other < 0) for one, other in pairwise(changes))
    if len(changes) < 3 or turns < 2 or falls > -_UNSTEADY or rises < _UNSTEADY:
        return None
    return Finding("unsteady", {"fall": -falls, "rise": rises, "epochs": len(changes)})


def _settled(epochs: Sequence[Epoch]) -> Finding | None:
    if len(epochs) < 5:
        return None
    best_of_last, best_before = (max(one.val_accuracy for one in part) for part in (epochs[-3:], epochs[:-3]))
    if _percent(best_of_last - best_before) >= _NOTICED:
        return None
    best = max(epochs, key=lambda epoch: epoch.val_accuracy)
    return Finding(
        "settled", {"best": _percent(best.val_accuracy), "since": best.epoch, "gap": _gap(epochs[-1])}
    )


def _learning(epochs: Sequence[Epoch]) -> Finding:
    """How validation accuracy has changed since two epochs before, so that one unlucky epoch says little."""
    last, validation = epochs[-1], _percent(epochs[-1].val_accuracy)
    if len(epochs) == 1:
        return Finding("began", {"validation": validation, "chance": CHANCE_ACCURACY})
    since = epochs[-3] if len(epochs) > 2 else epochs[0]
    change = round(validation - _percent(since.val_accuracy), 3)
    values = {"validation": validation, "change": change, "epochs": last.epoch, "since": since.epoch}
    return Finding("learning" if change >= _NOTICED else "stalled", values)


def _besides(epochs: Sequence[Epoch], main: Finding) -> Iterator[Finding]:
    if main.key not in ("began", "learning", "stalled", "unsteady", "settled"):
        return
    last, gap = epochs[-1], _gap(epochs[-1])
    values = {"training": _percent(last.accuracy), "validation": _percent(last.val_accuracy), "gap": abs(gap)}
    if gap > _GAP:
        yield Finding("parting", values)
    elif gap < -_ABOVE:
        yield Finding("validation_above", values)


def _gap(epoch: Epoch) -> float:
    return round(_percent(epoch.accuracy - epoch.val_accuracy), 3)


def _percent(share: float) -> float:
    return round(100 * share, 3)
