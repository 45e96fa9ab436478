"""Tasks of the lesson on comparing runs: chance, seeds, times, and what may be concluded."""

from collections.abc import Sequence
from dataclasses import fields
from math import ceil, floor, sqrt
from statistics import fmean, median, pstdev, stdev
from typing import Any, Final

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.compare_predict import gap_predicted, predicted
from cnn_core.exercises.tasks.compare_settings import (
    adams_way,
    added_by_normalization,
    averaged_end,
    dropped_sum,
    kernels_that_whiten,
)
from cnn_core.training.config import Config
from cnn_core.training.judging import chance_error
from cnn_core.training.outcomes import chance_margin
from cnn_core.training.presets import PRESETS

__all__ = [
    "adams_way", "added_by_normalization", "averaged_end", "chance_or_not", "dropped_sum", "epochs_in_time",
    "fair_conclusion", "gap_predicted", "kernels_that_whiten", "mean_of_seeds", "predicted", "speed_ratio",
    "spread_of_seeds", "standard_error",
]  # fmt: skip

Bounds = Sequence[int]
#: Settings that two runs may differ in, and what each may be.
CHANGES: Final[dict[str, tuple[Any, ...]]] = {
    "learning_rate": (0.001, 0.002, 0.003, 0.005), "batch_size": (32, 64, 128),
    "images": (10_000, 20_000, 40_000), "label_smoothing": (0.0, 0.1, 0.2),
}  # fmt: skip
#: Deviations from a mean in tenths of a point, whose standard deviation comes out even.
SPREADS: Final = (
    (-5, 0, 5),
    (-10, 0, 10),
    (-20, 0, 20),
    (3, 5, -8),
    (-3, -5, 8),
    (6, 10, -16),
    (-6, -10, 16),
)


def standard_error(draw: Draw, accuracies: Sequence[int], images: Sequence[int]) -> Solved:
    """The standard error of an accuracy, in percentage points."""
    percent, count = draw.pick(accuracies), draw.pick(images)
    share = percent / 100
    spread = share * (1 - share)
    wrong = {
        "divides-by-n": 100 * sqrt(spread) / count,
        "forgets-root": 100 * spread / count,
        "forgets-the-wrong-ones": 100 * sqrt(share / count),
    }
    values = {"share": share, "rest": round(1 - share, 6), "root": round(sqrt(spread), 6)}
    answer = round(100 * chance_error(share, count), 6)
    return Solved(
        {"accuracy": percent, "images": count}, answer, wrong, values | {"side": round(sqrt(count))}
    )


def chance_or_not(draw: Draw, accuracies: Bounds, images: Sequence[int], tenths: Bounds) -> Solved | None:
    """Whether two accuracies lie further apart than chance explains; none that is close to call."""
    first, count = draw.within(accuracies), draw.pick(images)
    apart = draw.within(tenths) / 10
    second = round(first + apart, 1)
    if second > 97:
        return None
    errors = [100 * chance_error(percent / 100, count) for percent in (first, second)]
    margin = chance_margin(*errors)
    if 0.7 < apart / margin < 1.4 or apart > 4 * margin:
        return None
    answer, other = ("real", "chance") if apart > margin else ("chance", "real")
    shown = draw.shuffled((first, second))
    given = {"one": shown[0], "other": shown[1], "images": count}
    values = {"apart": apart, "margin": round(margin, 1), "error": round(errors[0], 1)}
    return Solved(given, answer, {"judges-by-eye": other}, values, ("real", "chance"))


def fair_conclusion(draw: Draw, better: Bounds) -> Solved:
    """What two runs tell: a single change, several at once, or nothing but the seed."""
    options = (*CHANGES, "several", "seed")
    kind = draw.pick(options)
    changed = {"several": draw.some(tuple(CHANGES), 2), "seed": ()}.get(kind, (kind,))
    one = PRESETS["tutorial"].changed(epochs=10, **{name: draw.pick(CHANGES[name]) for name in CHANGES})
    other = one.changed(seed=draw.whole(1, 9) if kind == "seed" else 0, **_others(draw, one, changed))
    low = draw.whole(550, 640) / 10
    lead = draw.whole(2, 9) / 10 if kind == "seed" else draw.within(better) / 10
    given = {
        f"{name}_{run}": getattr(config, name)
        for name in (*CHANGES, "seed")
        for run, config in (("a", one), ("b", other))
    }
    given |= {"low": low, "high": round(low + lead, 1)}
    answer = conclusion(one, other)
    wrong = {f"says-{option}": option for option in options}
    values = {"lead": lead, "changes": len(_differing(one, other) - {"seed"})}
    return Solved(given, answer, wrong, values, options)


def conclusion(one: Config, other: Config) -> str:
    """What the difference of two runs can be put down to.

    >>> base = PRESETS["tutorial"]
    >>> conclusion(base, base.changed(batch_size=64)), conclusion(base, base.changed(seed=3))
    ('batch_size', 'seed')
    """
    changed = _differing(one, other) - {"seed"}
    return "several" if len(changed) > 1 else next(iter(changed), "seed")


def _differing(one: Config, other: Config) -> set[str]:
    return {field.name for field in fields(Config) if getattr(one, field.name) != getattr(other, field.name)}


def _others(draw: Draw, config: Config, names: Sequence[str]) -> dict[str, Any]:
    return {
        name: draw.pick([value for value in CHANGES[name] if value != getattr(config, name)])
        for name in names
    }


def speed_ratio(
    draw: Draw, ratios: Sequence[float], seconds: Sequence[int], epochs: Sequence[int]
) -> Solved | None:
    """How many times as long an epoch of one run takes as one of the other."""
    ratio, quick = draw.pick(ratios), draw.pick(seconds)
    slow = ratio * quick
    many, few = draw.some(epochs, 2)
    totals = round(slow * few), round(quick * many)
    if slow != round(slow) or totals[0] == totals[1]:
        return None
    wrong = {"whole-runs": totals[0] / totals[1], "upside-down": 1 / ratio, "difference": slow - quick}
    given = {"slow_epochs": few, "slow_total": totals[0], "quick_epochs": many, "quick_total": totals[1]}
    return Solved(given, ratio, wrong, {"slow": round(slow), "quick": quick})


def epochs_in_time(draw: Draw, seconds: Bounds, epochs: Bounds) -> Solved | None:
    """How many whole epochs of one network fit into the time of another's run."""
    one, other, count = draw.within(seconds), draw.within(seconds), draw.within(epochs)
    total = one * count
    if one == other or total % other == 0:
        return None
    answer = floor(total / other)
    wrong = {
        "as-many-epochs": count,
        "rounds-up": ceil(total / other),
        "other-way-round": floor(count * other / one),
    }
    given = {"one": one, "epochs": count, "other": other}
    return Solved(given, answer, wrong, {"total": total, "exact": total / other})


def mean_of_seeds(draw: Draw, accuracies: Bounds) -> Solved | None:
    """The mean accuracy of three seeds."""
    runs = _three(draw, accuracies)
    answer = round(fmean(runs), 6)
    wrong = {"middle-one": median(runs), "best-one": max(runs), "best-and-worst": (min(runs) + max(runs)) / 2}
    return Solved(_told(runs), answer, wrong, {"sum": round(sum(runs), 6)})


def spread_of_seeds(draw: Draw, accuracies: Bounds) -> Solved:
    """The standard deviation of three seeds, by two degrees of freedom."""
    runs = _three(draw, accuracies)
    mean = fmean(runs)
    wrong = {
        "divides-by-three": pstdev(runs), "best-minus-worst": max(runs) - min(runs),
        "forgets-root": stdev(runs) ** 2, "mean-distance": fmean(abs(run - mean) for run in runs),
    }  # fmt: skip
    squares = sum((run - mean) ** 2 for run in runs)
    values = {"mean": round(mean, 6), "squares": round(squares, 6), "variance": round(squares / 2, 6)}
    return Solved(_told(runs), round(stdev(runs), 6), wrong, values)


def _three(draw: Draw, accuracies: Bounds) -> tuple[float, ...]:
    mean = draw.within(accuracies)
    return draw.shuffled([round(mean + tenths / 10, 1) for tenths in draw.pick(SPREADS)])


def _told(runs: Sequence[float]) -> dict[str, float]:
    return dict(zip(("first", "second", "third"), runs, strict=True))
