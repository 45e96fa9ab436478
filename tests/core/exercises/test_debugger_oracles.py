"""Exercises on broken code: Keras runs the code, and refuses what the exercises say it refuses."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.core.exercises.ran_code import cases, joined, model_of, refused_at, written

REPAIRS = ("repair-third", "repair-flatten", "repair-order", "repair-sizes")


@pytest.mark.parametrize("case", cases("debugger.stops-at"), ids=lambda case: case.seed)
def test_where_keras_stops(case):
    assert str(refused_at(case.given["code"])) == case.answer


@pytest.mark.parametrize("case", cases("debugger.line-to-change"), ids=lambda case: case.seed)
def test_only_the_line_to_blame_helps(case):
    lines = case.given["code"].splitlines()
    helps = set()
    for at, line in enumerate(lines[1:-1], 1):
        spelt = re.sub(r'"soft\w+"|"sofmax"', '"softmax"', line)
        if spelt != line and refused_at("\n".join([*lines[:at], spelt, *lines[at + 1 :]])) is None:
            helps.add(str(at + 1))
        if any(word in line for word in ("Conv2D", "Dense", "None")):
            continue  # they are to stay
        other = ["keras.Input(shape=(28, 28, 1)),"] if "Input" in line else [""]
        for new in [*other, "layers.GlobalAveragePooling2D(),"] if "Flatten" in line else other:
            if refused_at("\n".join([*lines[:at], new, *lines[at + 1 :]])) is None:
                helps.add(str(at + 1))
    assert helps == {case.answer}


@pytest.mark.parametrize("case", cases("debugger.grey-input"), ids=lambda case: case.seed)
def test_input_shapes(case):
    images = np.zeros((4, case.values["rows"], case.values["columns"]), np.float32)

    def works(shape: tuple[int, ...]) -> bool:
        code = case.given["code"].replace("shape=...", f"shape={shape}").partition("model.fit")[0]
        try:
            model_of(code.partition("\n")[2])(images)
        except ValueError:
            return False
        return True

    assert works(case.answer)
    assert not any(works(shape) for shape in case.case.beliefs.values())


@pytest.mark.parametrize("case", cases("debugger.dense-on-map"), ids=lambda case: case.seed)
def test_dense_on_a_map(case):
    assert model_of(case.given["code"]).output_shape[1:] == case.answer


@pytest.mark.parametrize("case", cases("debugger.pools-run-out"), ids=lambda case: case.seed)
def test_blocks_until_nothing_fits(case):
    block = f"Conv2D(1, {case.given['f']})\nMaxPooling2D(2)\n"

    def fits(blocks: int) -> bool:
        n = case.given["n"]
        return refused_at(f"Input(({n}, {n}, 1))\n{block * blocks}") is None

    assert fits(case.answer) and not fits(case.answer + 1)


@pytest.mark.parametrize("case", cases("debugger.none-in-shape"), ids=lambda case: case.seed)
def test_none_in_a_shape(case):
    line = refused_at(case.given["code"])
    kind = case.given["code"].splitlines()[line - 1] if line else ""
    kinds = {"": "nowhere", "Conv2D": "conv", "Dense": "dense", "Input": "input"}
    assert kinds[next(name for name in ("Conv2D", "Dense", "Input", "") if name in kind)] == case.answer


@pytest.mark.parametrize("case", cases("debugger.labels-loss"), ids=lambda case: case.seed)
def test_losses_that_fit_labels(case):
    printed, *rest = case.given["code"].splitlines()
    labels = np.array(eval(printed.partition("# ")[2].replace(" ", ", ")))
    classes = case.values["k"]
    single = 'Dense(1, activation="sigmoid")' in case.given["code"]
    if "to_categorical" in rest[0]:
        labels = keras.utils.to_categorical(labels, classes)
    places = labels if labels.ndim == 1 else labels.argmax(axis=1)
    shares = np.random.default_rng(case.seed).dirichlet(np.ones(classes), 3).astype(np.float32)
    expected = -np.log(shares[np.arange(3), places])
    names = {"sparse": "sparse_categorical_crossentropy", "categorical": "categorical_crossentropy"}
    said = shares[:, 1:] if single else shares  # of a single unit: how probable the yes is

    def fits(option: str) -> bool:
        loss = keras.losses.get(names.get(option, "binary_crossentropy"))
        try:
            found = np.asarray(loss(labels[:, None] if single else labels, said))
        except (ValueError, SyntaxWarning, tf.errors.InvalidArgumentError):
            return False
        return found.shape == expected.shape and np.allclose(found, expected, rtol=1e-4)

    assert [option for option in case.case.options if fits(option)] == [case.answer]


@pytest.mark.parametrize("case", cases("debugger.logits"), ids=lambda case: case.seed)
def test_softmax_once(case):
    keras.utils.set_random_seed(case.seed)
    model = model_of(case.given["code"])
    last = next(one for one in reversed(model.layers) if isinstance(one, keras.layers.Dense))
    last.bias.assign(np.linspace(0.2, 2, last.units))
    images = np.random.default_rng(case.seed).random((6, *model.input_shape[1:]), np.float32)
    labels = np.arange(6) % last.units
    features = np.asarray(keras.Model(model.inputs, last.input)(images))
    logits = features @ np.asarray(last.kernel) + np.asarray(last.bias)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -np.log(shares[np.arange(6), labels]).mean()
    found = float(model.loss(labels, np.asarray(model(images))))
    assert np.isclose(found, expected, rtol=1e-4) == (case.answer == "once")
    in_layers = np.allclose(np.asarray(model(images)).sum(axis=1), 1, atol=1e-4)
    assert case.values["in_layers"] == in_layers


@pytest.mark.parametrize("case", cases("debugger.softmax-place"), ids=lambda case: case.seed)
def test_what_the_softmax_does(case):
    model = model_of(case.given["code"].partition("\n")[2])
    images = np.random.default_rng(case.seed).random((4, *model.input_shape[1:]), np.float32)
    labels = np.array(eval(case.given["code"].partition("# ")[2].partition("\n")[0].replace(" ", ", ")))
    assert np.isfinite(model.train_on_batch(images, labels)), "the loss takes the labels"
    made = np.asarray(model(images))
    units = made.shape[1]
    hidden = next(one for one in reversed(model.layers) if getattr(one, "units", 0) == 64)
    inner = np.asarray(keras.Model(model.inputs, hidden.output)(images))
    facts = {
        "twice": units > 1 and bool(made.max() <= np.e / (np.e + units - 1) + 1e-6),
        "inside": np.allclose(inner.sum(axis=1), 1, atol=1e-4),
        "on-one": units == 1 and bool(np.all(made == 1)),
        "loss": units > 1 and _prefers_guessing(model.loss, labels, units),
    }
    assert facts[case.answer]
    # Two layers after a softmax are nearly flat, and so can be what a new network gives.
    assert sum(facts.values()) == 1 or case.answer in ("inside", "loss")


def _prefers_guessing(name: str, labels: np.ndarray, units: int) -> bool:
    """Whether a loss is lower for equal probabilities than for answers that are all right."""
    equal, right = np.full((len(labels), units), 1 / units, np.float32), np.eye(units, dtype=np.float32)
    loss = keras.losses.get(name)
    return float(np.mean(loss(labels, equal))) < float(np.mean(loss(labels, right[labels.ravel()])))


@pytest.mark.parametrize("case", cases("debugger.pixels"), ids=lambda case: case.seed)
def test_the_range_that_reaches_the_convolution(case):
    made = written(case.given["code"])
    scaling = [one for one in made if isinstance(one, keras.layers.Rescaling)]
    pixels = np.array([0.0, 128.0, 255.0], np.float32)
    divided = {"as-is": (1, 1), "both": (255, 255), "train-only": (255, 1), "test-only": (1, 255)}
    before = [255 if f"x_{data} = x_{data} / 255" in case.given["code"] else 1 for data in ("train", "test")]

    def good(option: str) -> bool:
        reached = [pixels / by / done for by, done in zip(divided[option], before, strict=True)]
        for one in scaling:
            reached = [np.asarray(one(numbers)) for numbers in reached]
        return all(np.isclose(numbers.max(), 1) for numbers in reached)

    assert [option for option in case.case.options if good(option)] == [case.answer]


@pytest.mark.parametrize("name", REPAIRS)
def test_repairs_give_what_is_asked_and_wrong_ones_do_not(name):
    for case in cases(f"debugger.{name}"):
        image = case.given["input"]
        shape, weights = _made(case.answer, image)
        assert shape == case.given["output"] and case.given.get("weights", weights) == weights
        for belief, code in case.case.beliefs.items():
            shape, _ = _made(code, image)
            assert shape != case.given["output"], (case.seed, belief)


def _made(code: str, image: tuple[int, ...]) -> tuple[tuple[int, ...] | None, int]:
    """The shape that comes out, without the batch, None if Keras refuses, and the weights."""
    try:
        made = written(code)
        has_input = code.startswith("model")
        model = joined(made, None if has_input else image)
    except ValueError:
        return None, 0
    return tuple(model.output_shape[1:]), model.count_params()
