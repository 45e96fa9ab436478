"""Predictions about two runs that were really trained: the guided experiments and what came out."""

from collections.abc import Sequence
from typing import Any, Final

from cnn_core.architecture.stack import Layer
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.training.config import Config
from cnn_core.training.experiments import EXPERIMENTS, Experiment

#: As a learner reads them: from the most to the least.
OUTCOMES: Final = ("higher", "same", "lower")
OPPOSITE: Final = {"higher": "lower", "lower": "higher", "same": "same"}


#: So often, one time in so many, two runs differ in nothing but the seed.
EQUAL: Final = 6


def predicted(draw: Draw, experiments: Sequence[str]) -> Solved:
    """How the first of two runs compares with the second; which of them is the first is drawn."""
    experiment = EXPERIMENTS[draw.pick(experiments)]
    one, other = differing_parts(experiment)
    answer = experiment.usual
    if draw.pick((True, False)):
        one, other, answer = other, one, OPPOSITE[answer]
    if draw.whole(1, EQUAL) == 1:
        one, other = (f"seed={seed}" for seed in draw.some(range(10), 2))
        answer = "same"
    config = experiment.variants[experiment.other]
    wrong = {"the-other-way": OPPOSITE[answer], "no-difference": "same"}
    values = {"images": config.images, "epochs": config.epochs}
    return Solved({"one": one, "other": other}, answer, wrong, values, draw.shuffled(OUTCOMES))


def gap_predicted(draw: Draw) -> Solved:
    """Which of two runs ends with the larger gap between training and validation; the first one is drawn."""
    experiment = EXPERIMENTS[draw.pick(GAPS)]
    one, other = differing_parts(experiment)
    answer, wrong = experiment.usual, wrong_gaps(experiment)
    if draw.pick((True, False)):
        one, other, answer = other, one, OPPOSITE[answer]
        wrong = {rule: OPPOSITE[told] for rule, told in wrong.items()}
    config = experiment.variants[experiment.other]
    values = {"epochs": config.epochs}
    return Solved({"one": one, "other": other}, answer, wrong, values, draw.shuffled(OUTCOMES))


#: The second comes out the same either way: twice the first keeps the three answers in balance.
GAPS: Final = ("normalization", "normalization", "images")


def wrong_gaps(experiment: Experiment) -> dict[str, str]:
    """Rules of thumb about the gap, for an experiment's two runs.

    "steps-alone": the more steps, the larger the gap, whatever the network and the images.
    "better-is-closer": what helps a network learn, batch normalization or more images, makes the gap smaller.

    >>> wrong_gaps(EXPERIMENTS["normalization"])
    {'steps-alone': 'same', 'better-is-closer': 'lower'}
    >>> wrong_gaps(EXPERIMENTS["images"])
    {'steps-alone': 'lower', 'better-is-closer': 'higher'}
    """
    one, other = experiment.variants[experiment.one], experiment.variants[experiment.other]
    by_steps = _compared(_steps(one), _steps(other))
    helped = _compared(_helps(one), _helps(other))
    return {"steps-alone": by_steps, "better-is-closer": OPPOSITE[helped]}


def differing_parts(experiment: Experiment) -> tuple[str, str]:
    """What differs between the two runs an experiment asks about, as code says it.

    >>> differing_parts(EXPERIMENTS["rates"]), differing_parts(EXPERIMENTS["images"])[0]
    (('Adam(0.01)', 'Adam(0.001)'), 'images[:1000]')
    """
    one, other = experiment.variants[experiment.one], experiment.variants[experiment.other]
    if one.architecture != other.architecture:
        layers = (*one.architecture.layers, *other.architecture.layers)
        spelled = any(layer.kind == "ReLU" for layer in layers)
        return _path(one, spelled), _path(other, spelled)
    if one.scaling != other.scaling:
        return _scaling(one), _scaling(other)
    if one.learning_rate != other.learning_rate:
        return f"Adam({one.learning_rate:g})", f"Adam({other.learning_rate:g})"
    if one.images != other.images:
        return f"images[:{one.images}]", f"images[:{other.images}]"
    return _augmentation(one), _augmentation(other)


def _steps(config: Config) -> int:
    return config.images // config.batch_size * config.epochs


def _helps(config: Config) -> tuple[bool, int]:
    kinds = {layer.kind for layer in config.architecture.layers}
    return "BatchNormalization" in kinds, config.images


def _compared(one: Any, other: Any) -> str:
    return "same" if one == other else "higher" if one > other else "lower"


def _path(config: Config, spelled: bool) -> str:
    """The layers without the input, sizes left out; ReLU inside a convolution is written out if asked."""
    layers = config.architecture.layers
    return " → ".join(_named(layer, spelled) for layer in layers if layer.kind != "Input")


def _named(layer: Layer, spelled: bool) -> str:
    if layer.kind == "Dropout":
        return f"Dropout({layer['rate']:g})"
    inside = spelled and layer.kind == "Conv2D" and layer["activation"] == "relu"
    return "Conv2D → ReLU" if inside else layer.kind


def _scaling(config: Config) -> str:
    return {"raw": "Rescaling(1)", "unit": "Rescaling(1/255)"}[config.scaling]


def _augmentation(config: Config) -> str:
    return f"flip={config.augmentation.flip}, shift={config.augmentation.shift}"
