"""Exercises on `trainable`: real calls of `fit`, and which weights they change."""

import re
from itertools import pairwise

import keras
import numpy as np
import pytest

from cnn_core.exercises.exercise import Exercise
from cnn_core.exercises.making import make
from tests.core.exercises.ran_code import CASES

FIT = "model.fit(x, y)"
NAMES = ("first", "second", "last")


def pattern(case: Exercise) -> str:
    """What the lines below the model do, whichever layers they name."""
    steps = case.given["code"].partition("])\n")[2]
    found = dict.fromkeys(re.findall(r"^(\w+)\.trainable", steps, re.MULTILINE))
    for at, name in enumerate(found):
        steps = steps.replace(f"{name}.", f"layer_{at}.")
    return steps


def one_of_each(name: str) -> list[Exercise]:
    """A case for each pattern, since every `fit` takes its time."""
    drawn = [make(f"debugger.{name}", seed) for seed in range(6 * len(CASES))]
    return list({pattern(case): case for case in drawn}.values())


def changed(code: str) -> dict[str, keras.Layer]:
    """The layers whose weights the last `fit` changes."""
    keras.utils.set_random_seed(7)
    before, _, after = code.rpartition(FIT)
    assert FIT in before and not after
    size = [int(side) for side in re.findall(r"shape=\((.*?)\)", code)[0].split(",") if side]
    classes = int(re.findall(r"Dense\((\d+)", code)[-1])
    dice = np.random.default_rng(3)
    images = dice.random((40, *size), np.float32)  # a whole batch, and one that is not
    names = {"keras": keras, "layers": keras.layers, "x": images, "y": dice.integers(0, classes, 40)}
    exec(before.replace(FIT, "model.fit(x, y, verbose=0)"), names)
    made = {name: names[name] for name in NAMES if name in names}
    kept = {name: layer.get_weights() for name, layer in made.items()}
    names["model"].fit(images, names["y"], verbose=0)
    return {
        name: layer
        for name, layer in made.items()
        if any((now != then).any() for now, then in zip(layer.get_weights(), kept[name], strict=True))
    }


@pytest.mark.parametrize("case", one_of_each("last-fit"), ids=lambda case: case.seed)
def test_whose_weights_the_last_fit_changes(case):
    found = tuple(changed(case.given["code"]))
    assert (found[0] if len(found) == 1 else "both") == case.answer


@pytest.mark.parametrize("case", one_of_each("trained-weights"), ids=lambda case: case.seed)
def test_how_many_weights_the_last_fit_trains(case):
    found = changed(case.given["code"]).values()
    assert sum(layer.count_params() for layer in found) == case.answer


@pytest.mark.parametrize("name, kinds", [("last-fit", 6), ("trained-weights", 7)])
def test_every_pattern_is_proven(name, kinds):
    assert len(one_of_each(name)) == kinds


@pytest.mark.parametrize("name", ["last-fit", "trained-weights"])
def test_nothing_changes_between_compile_and_the_next_fit(name):
    """There Keras's documentation says one thing, and TensorFlow's `fit` does another."""
    for seed in CASES:
        lines = make(f"debugger.{name}", seed).given["code"].splitlines()
        for line, following in pairwise(lines):
            assert not line.startswith("model.compile") or following == FIT
