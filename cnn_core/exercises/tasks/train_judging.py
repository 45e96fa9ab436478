"""Tasks on judging a network: the loss of one image, accuracies, validation above training."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any, Final

import numpy as np

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.training.judging import chance_error, class_accuracies
from cnn_core.training.outcomes import chance_margin

Bounds = Sequence[int]
#: Why validation can lie above training.
REASONS: Final = ("dropout", "augmentation", "labels", "mean", "chance", "bug")
_LEARNT_FROM: Final = 10_000


def loss_of_one(draw: Draw, halvings: Sequence[int]) -> Solved | None:
    """The cross-entropy of one image from the probabilities of its classes, all of them powers of 1/2."""
    powers = draw.shuffled(halvings)
    true = draw.whole(1, len(powers))
    power = powers[true - 1]
    if power == min(powers):  # the network is right: the largest probability is the true class's
        return None
    p = 0.5**power
    wrong = {
        "one-minus-p": 1 - p,
        "of-the-largest": -log(0.5 ** min(powers)),
        "counts-halvings": float(power),
    }
    values = {"p": p, "halvings": power, "largest": 0.5 ** min(powers)}
    return Solved(_classes(powers, true), -log(p), wrong, values)


def smoothed_loss(draw: Draw, tables: Sequence[Sequence[int]], smoothings: Sequence[float]) -> Solved:
    """The same with label smoothing, when the network gives most to the true class."""
    powers, share = draw.shuffled(draw.pick(tables)), draw.pick(smoothings)
    true, k = powers.index(min(powers)) + 1, len(powers)
    power, rest = powers[true - 1], sum(powers) - powers[true - 1]
    other = share / k
    right = 1 - share + other
    answer = log(2) * (right * power + other * rest)
    wrong = {
        "no-smoothing": log(2) * power,
        "only-the-true-class": log(2) * right * power,
        "leaves-out-the-true-class": log(2) * ((1 - share) * power + share / (k - 1) * rest),
    }
    values = {"k": k, "right": right, "other": other, "bits": right * power + other * rest}
    given = _classes(powers, true) | {"smoothing": share}
    return Solved(given, answer, wrong, {name: round(value, 6) for name, value in values.items()})


def _classes(powers: Sequence[int], true: int) -> dict[str, Any]:
    return {"shares": ", ".join(f"{0.5**power:g}" for power in powers), "true": true}


def share_right(draw: Draw, images: Sequence[Sequence[int]]) -> Solved:
    """Accuracy, in percent, from a table of confusions; classes have different numbers of images."""
    matrix = _confusions(draw, draw.shuffled(draw.pick(images)))
    total, right = int(matrix.sum()), int(np.trace(matrix))
    wrong = {
        "mean-of-the-classes": 100 * float(class_accuracies(matrix).mean()), "counts-images": right,
        "wrong-ones": 100 - 100 * right / total,
    }  # fmt: skip
    given = {"matrix": tuple(map(tuple, matrix.tolist()))}
    return Solved(given, 100 * right / total, wrong, {"right": right, "total": total})


def class_share(draw: Draw, images: Sequence[Sequence[int]]) -> Solved:
    """How many percent of one class's images are right."""
    matrix, which = _confusions(draw, draw.shuffled(draw.pick(images))), draw.whole(0, 2)
    right, own = int(matrix[which, which]), int(matrix[which].sum())
    said = int(matrix[:, which].sum())
    wrong = {
        "down-the-column": 100 * right / said, "of-all-images": 100 * right / int(matrix.sum()),
        "counts-images": right,
    }  # fmt: skip
    given = {"matrix": tuple(map(tuple, matrix.tolist())), "which": which + 1}
    answer = round(100 * float(class_accuracies(matrix)[which]), 6)
    return Solved(given, answer, wrong, {"right": right, "own": own, "said": said})


def _confusions(draw: Draw, images: Sequence[int]) -> np.ndarray:
    """Rows are true classes; most of the images of each are right."""
    matrix = np.zeros((3, 3), np.int64)
    for true, count in enumerate(images):
        right = draw.whole(count * 4 // 10, count * 9 // 10)
        split = draw.whole(0, count - right)
        matrix[true] = np.insert([split, count - right - split], true, right)
    return matrix


def validation_above(draw: Draw, train: Bounds, above: Bounds) -> Solved | None:
    """25: why a run's validation accuracy lies above its training accuracy."""
    kind = draw.pick(REASONS)
    told = _settings(draw, kind)
    training, lead = draw.within(train), draw.within(above)
    given = told | {"train": training, "validation": training + lead}
    right = reason(given)
    if right != kind:
        return None
    wrong = {"calls-it-a-bug": "bug"} | {f"says-{one}": one for one in REASONS}
    margin = _margin(given)
    return Solved(given, right, wrong, {"lead": lead, "margin": round(100 * margin, 1)}, REASONS)


def _settings(draw: Draw, kind: str) -> dict[str, Any]:
    """What a run was set to, so that one reason alone is left, or none."""
    return {
        "dropout": draw.pick((0.3, 0.4, 0.5)) if kind == "dropout" else 0,
        "noise": draw.whole(12, 20) if kind == "labels" else 0,
        "shift": draw.whole(2, 4) if kind == "augmentation" else 0,
        "epoch": 2 if kind == "mean" else draw.whole(20, 40),
        "growth": draw.whole(10, 16) if kind == "mean" else draw.whole(1, 3) / 10,
        "images": draw.pick((50, 100)) if kind == "chance" else draw.pick((5000, 10_000)),
    }


def reason(run: Mapping[str, Any]) -> str:
    """Chance, if so few images can differ as much; else what makes training harder; else the mean, or a bug.

    Wrong labels cost training that share of its right answers. The mean over an epoch lags behind its end by
    about half of what the epoch brings.

    >>> run = {"train": 60, "validation": 64, "images": 5000, "dropout": 0, "shift": 3}
    >>> run |= {"noise": 0, "growth": 1}
    >>> reason(run), reason(run | {"images": 50}), reason(run | {"shift": 0})
    ('augmentation', 'chance', 'bug')
    """
    lead = run["validation"] - run["train"]
    if lead <= 100 * _margin(run):
        return "chance"
    if run["dropout"]:
        return "dropout"
    if run["shift"]:
        return "augmentation"
    if lead <= run["noise"] / 100 * run["validation"]:
        return "labels"
    return "mean" if lead <= run["growth"] / 2 else "bug"


def _margin(run: Mapping[str, Any]) -> float:
    """How far the two accuracies may lie apart by chance, as a share."""
    training = chance_error(run["train"] / 100, _LEARNT_FROM)
    return chance_margin(training, chance_error(run["validation"] / 100, run["images"]))
