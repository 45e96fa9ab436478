"""What finished runs say about a prediction: higher, lower, or too close to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance
from typing import Final

from cnn_core.store.records import Epoch
from cnn_core.training.config import Config
from cnn_core.training.experiments import Experiment

ANSWERS: Final = ("higher", "lower", "same")
#: Standard errors within which 95 % of differences by chance lie.
ERRORS: Final = 2.0
#: The same where the spread is known from a few runs only, by degrees of freedom: Student's t, 97.5 %,
#: https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm
STUDENT: Final[Mapping[int, float]] = {2: 4.303, 4: 2.776, 6: 2.447, 8: 2.306, 10: 2.228}


@dataclass(frozen=True)
class Numbers:
    """What a finished run came to.

    Attributes:
        accuracy: on validation images after the last epoch, 0..1.
        training: on training images, the mean of the last epoch while it learnt, 0..1.
        loss: on validation images after the last epoch.
        seconds: of all epochs.
        images: learnt from.
        validation: images the accuracy was measured on.
    """

    accuracy: float
    training: float
    loss: float
    seconds: float
    images: int
    validation: int

    @property
    def gap(self) -> float:
        """Training accuracy minus validation accuracy."""
        return self.training - self.accuracy

    def value(self, measure: str) -> float:
        """One of `experiments.MEASURES`."""
        return self.gap if measure == "gap" else self.accuracy

    def error(self, measure: str) -> float:
        """Standard error of the measure from counting right answers on so many images.

        The binomial's sqrt(p (1 - p) / n); of a difference, the root of the sum of squares.

        >>> round(Numbers(0.6, 0.7, 1.1, 9.0, 10_000, 5_000).error("accuracy"), 4)
        0.0069
        """
        share = self.accuracy * (1 - self.accuracy) / self.validation
        if measure == "gap":
            share += self.training * (1 - self.training) / self.images
        return sqrt(share)


@dataclass(frozen=True)
class Outcome:
    """The answer to what an experiment asks.

    Attributes:
        answer: one of ANSWERS.
        one, other: means of the measure over the seeds.
        margin: differences up to it are about the same.
        seeds: runs of each.
        by: what the margin comes from: "images", the number of validation images; or "seeds", the spread of
            runs that differ in the seed only.
    """

    answer: str
    one: float
    other: float
    margin: float
    seeds: int
    by: str

    @property
    def difference(self) -> float:
        """Of the means."""
        return self.one - self.other


def numbers(config: Config, epochs: Sequence[Epoch]) -> Numbers | None:
    """What a run came to, from its epochs; None before the first is done.

    >>> numbers(Config(None), []) is None
    True
    """
    if not epochs:
        return None
    last = epochs[-1]
    seconds = sum(epoch.seconds for epoch in epochs)
    return Numbers(last.val_accuracy, last.accuracy, last.val_loss, seconds, config.images, config.validation)


def outcome(experiment: Experiment, one: Sequence[Numbers], other: Sequence[Numbers]) -> Outcome | None:
    """Compare the two variants that an experiment asks about; None while either has no finished run.

    Two accuracies measured on n images differ by chance: up to two standard errors of the difference,
    sqrt(p (1 - p) / n) of each, count as about the same. Several seeds show how far equal runs differ:
    then t * s * sqrt(1 / k + 1 / m), with the pooled standard deviation s of k and m runs and Student's t,
    counts too, and the larger of the two margins is taken.

    Args:
        experiment: says what is measured.
        one: numbers of the runs of `experiment.one`, one a seed.
        other: of `experiment.other`.

    >>> from cnn_core.training.experiments import EXPERIMENTS
    >>> low, high = (Numbers(share, 0.7, 1.0, 9.0, 10_000, 5_000) for share in (0.55, 0.60))
    >>> found = outcome(EXPERIMENTS["pooling"], [low], [high])
    >>> found.answer, round(found.margin, 3), found.by
    ('lower', 0.02, 'images')
    """
    if not one or not other:
        return None
    measure = experiment.measure
    values = [[run.value(measure) for run in runs] for runs in (one, other)]
    errors = [fmean(run.error(measure) for run in runs) for runs in (one, other)]
    margin, by = chance_margin(*errors), "images"
    spread = _spread(*values)
    if spread is not None and spread > margin:
        margin, by = spread, "seeds"
    means = [fmean(part) for part in values]
    difference = means[0] - means[1]
    answer = "same" if abs(difference) <= margin else "higher" if difference > 0 else "lower"
    return Outcome(answer, means[0], means[1], margin, min(len(one), len(other)), by)


def chance_margin(one: float, other: float) -> float:
    """What two measures of equal networks may differ by, given the standard error of each.

    >>> round(chance_margin(0.003, 0.004), 3)
    0.01
    """
    return ERRORS * sqrt(one**2 + other**2)


def _spread(one: Sequence[float], other: Sequence[float]) -> float | None:
    """The margin that seeds give; None where neither variant was run twice."""
    free = len(one) + len(other) - 2
    if len(one) < 2 or len(other) < 2:
        return None
    pooled = ((len(one) - 1) * variance(one) + (len(other) - 1) * variance(other)) / free
    factor = STUDENT[max(known for known in STUDENT if known <= free)]
    return factor * sqrt(pooled * (1 / len(one) + 1 / len(other)))
