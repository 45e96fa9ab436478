"""Tasks on learning curves: drawn by formulas with noise, read by the core, as real runs are."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import exp
from typing import Final

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.store.records import Epoch
from cnn_core.training.curves import CHANCE_LOSS, reading

Bounds = Sequence[int]
Lines = tuple[list[float], list[float]]  # losses of training and validation, an epoch each
#: What the core's finding is called as an option.
FOUND: Final = {
    "overfitting": "overfitting", "not_learning": "rate-high", "slow": "rate-low", "unsteady": "unsteady",
    "settled": "settled", "learning": "healthy",
}  # fmt: skip
#: How far apart the two lowest validation losses lie at least, so that they can be told by eye.
APART: Final = 0.08
_TRIES = 20  # at curves of a kind, until noise leaves them what they are to be


def read_curve(draw: Draw, epochs: Bounds) -> Solved | None:
    """What a pair of loss curves shows."""
    count, kind = draw.within(epochs), draw.pick(tuple(KINDS))
    drawn = (KINDS[kind](draw, count) for _ in range(_TRIES))
    lines = next((one for one in drawn if FOUND.get(reading(_epochs(*one))[0].key) == kind), None)
    if lines is None:
        return None
    train, validation = lines
    wrong = {f"says-{other}": other for other in KINDS}
    lowest = min(validation)
    values = {
        "first": train[0], "last": train[-1], "val_last": validation[-1], "lowest": lowest,
        "at": validation.index(lowest) + 1, "chance": round(CHANCE_LOSS, 2),
    }  # fmt: skip
    return Solved({"epochs": count}, kind, wrong, values, tuple(KINDS), _figure(train, validation))


def where_to_stop(draw: Draw, epochs: Bounds) -> Solved | None:
    """The epoch with the lowest validation loss; before it the loss rises once by chance."""
    lines = _with_a_bump(draw, draw.within(epochs))
    if lines is None:
        return None
    train, validation = lines
    best = validation.index(min(validation)) + 1
    wrong = {
        "lowest-training": train.index(min(train)) + 1, "first-rise": _first_rise(validation),
        "highest": validation.index(max(validation)) + 1,
    }  # fmt: skip
    values = {"lowest": min(validation), "rise": _first_rise(validation)}
    return Solved({"epochs": len(train)}, best, wrong, values, figure=_figure(train, validation))


def early_stop(draw: Draw, epochs: Bounds, patience: Bounds) -> Solved | None:
    """The epoch after which EarlyStopping ends a training."""
    lines, wait = _with_a_bump(draw, draw.within(epochs)), draw.within(patience)
    if lines is None:
        return None
    train, validation = lines
    best, count = validation.index(min(validation)) + 1, len(train)
    last = stopped_after(validation, wait)
    if last != best + wait:  # it would never come to the lowest, or never stop
        return None
    wrong = {
        "at-the-lowest": best, "first-rise": _first_rise(validation) + wait, "one-too-many": last + 1,
        "never": count,
    }  # fmt: skip
    values = {"best": best, "rise": _first_rise(validation)}
    given = {"epochs": count, "patience": wait}
    return Solved(given, last, wrong, values, figure=_figure(train, validation))


def stopped_after(validation: Sequence[float], patience: int) -> int:
    """The last epoch, from 1, with Keras's EarlyStopping: so many without a new lowest loss in a row.

    https://keras.io/api/callbacks/early_stopping/

    >>> stopped_after([3, 2, 2.5, 1, 4, 5, 6], 2), stopped_after([3, 2, 1], 2)
    (6, 3)
    """
    waited, lowest = 0, float("inf")
    for epoch, loss in enumerate(validation, 1):
        waited = 0 if loss < lowest else waited + 1
        lowest = min(lowest, loss)
        if waited >= patience:
            return epoch
    return len(validation)


def _first_rise(validation: Sequence[float]) -> int:
    """The epoch before the first in which the loss is higher than before."""
    return next(epoch for epoch, (one, after) in enumerate(pairwise(validation), 1) if after > one)


def _overfitting(draw: Draw, count: int) -> Lines:
    turn = draw.whole(count // 4, count // 2)
    train = [0.1 + 2.1 * exp(-2.6 * t / count) + _noise(draw, 0.02) for t in range(count)]
    low, rise = 1.1 + draw.whole(0, 20) / 100, draw.whole(5, 12) / 10 / (count - turn)
    validation = [
        low + (2.2 - low) * exp(-2.5 * t / turn) + rise * max(0, t - turn) + _noise(draw, 0.03)
        for t in range(count)
    ]
    return _rounded(train), _rounded(validation)


def _healthy(draw: Draw, count: int) -> Lines:
    bottom, slope = draw.whole(70, 90) / 100, draw.whole(10, 14) / count
    train = [bottom + (2.1 - bottom) * exp(-slope * t / 10) + _noise(draw, 0.01) for t in range(count)]
    gap = draw.whole(2, 8) / 100
    validation = [loss + gap * t / count + _noise(draw, 0.02) for t, loss in enumerate(train)]
    return _rounded(train), _rounded(validation)


def _settled(draw: Draw, count: int) -> Lines:
    """Flat from the middle on."""
    bottom, slope = draw.whole(80, 120) / 100, draw.whole(80, 110) / count
    train = [bottom + (2.1 - bottom) * exp(-slope * t / 10) + _noise(draw, 0.005) for t in range(count)]
    gap = draw.whole(2, 8) / 100
    return _rounded(train), _rounded([loss + gap + _noise(draw, 0.005) for loss in train])


def _unsteady(draw: Draw, count: int) -> Lines:
    """Training falls, validation jumps up and down around it."""
    train, _ = _healthy(draw, count)
    up = draw.pick((1, -1))
    jumps = [up * (-1) ** t * draw.whole(15, 30) / 100 for t in range(count)]
    return train, _rounded([loss + 0.1 + jump for loss, jump in zip(train, jumps, strict=True)])


def _rate_high(draw: Draw, count: int) -> Lines:
    train = [CHANCE_LOSS + abs(_noise(draw, 0.02)) for _ in range(count)]
    train[0] = draw.whole(30, 55) / 10
    return _rounded(train), _rounded([CHANCE_LOSS + abs(_noise(draw, 0.02)) for _ in range(count)])


def _rate_low(draw: Draw, count: int) -> Lines:
    step = draw.whole(17, 30) / 100 / count
    train = [CHANCE_LOSS - step * (t + 1) + _noise(draw, step / 5) for t in range(count)]
    return _rounded(train), _rounded([loss + 0.01 + _noise(draw, 0.005) for loss in train])


KINDS: Final[Mapping[str, Callable[[Draw, int], Lines]]] = {
    "overfitting": _overfitting, "rate-high": _rate_high, "rate-low": _rate_low,
    "unsteady": _unsteady, "settled": _settled, "healthy": _healthy,
}  # fmt: skip


def _with_a_bump(draw: Draw, count: int) -> Lines | None:
    """Overfitting curves in which the validation loss rises once before its lowest point."""
    train, validation = _overfitting(draw, count)
    best = draw.whole(4, count - 3)
    falls = [2.2 - (0.9 * t / (best - 1)) for t in range(best)]
    rises = [falls[-1] + (0.06 + 0.09 * t) for t in range(1, count - best + 1)]
    validation = [loss + _noise(draw, 0.02) for loss in (*falls, *rises)]
    bump = draw.whole(1, best - 2)
    validation[bump] += 0.15 + 0.9 / (best - 1)
    validation = _rounded(validation)
    lowest, second = sorted(validation)[:2]
    fits = validation.index(lowest) == best - 1 and second - lowest >= APART
    return (train, validation) if fits and _first_rise(validation) == bump else None


def _epochs(train: Sequence[float], validation: Sequence[float]) -> list[Epoch]:
    """As the store would give them; accuracies are worked out from the losses, a line through guessing."""
    return [
        Epoch(number, loss, _accuracy(loss), val, _accuracy(val), 0.001, 1.0)
        for number, (loss, val) in enumerate(zip(train, validation, strict=True), 1)
    ]


def _accuracy(loss: float) -> float:
    return 0.1 + 0.9 * max(0.0, 1 - loss / CHANCE_LOSS)


def _figure(train: Sequence[float], validation: Sequence[float]) -> dict[str, object]:
    return {"kind": "curve", "train": tuple(train), "validation": tuple(validation)}


def _noise(draw: Draw, most: float) -> float:
    return most * draw.whole(-100, 100) / 100


def _rounded(line: Sequence[float]) -> list[float]:
    return [round(value, 3) for value in line]
