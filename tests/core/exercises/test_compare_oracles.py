"""The answers on comparing runs against NumPy, draws of chance and Keras's networks.

What came out of the guided experiments was measured with real runs; here it is checked that the question
shows the two runs that were compared, and that the answer turns with them.
"""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.making import make
from cnn_core.exercises.tasks.compare_predict import differing_parts
from cnn_core.models.build import build
from cnn_core.training.experiments import EXPERIMENTS

SEEDS = range(24)
PREDICTIONS = [id for id in ids("compare") if "predict" in id]
SETTINGS = ("learning_rate", "batch_size", "images", "label_smoothing")


def drawn(name):
    assert f"compare.{name}" in ids("compare")
    return [make(f"compare.{name}", seed) for seed in SEEDS]


def runs(one):
    return np.array([one.given[name] for name in ("first", "second", "third")])


def test_means_and_deviations_are_numpys():
    for one in drawn("mean-of-seeds"):
        assert one.answer == pytest.approx(np.mean(runs(one)))
    for one in drawn("spread-of-seeds"):
        assert one.answer == pytest.approx(np.std(runs(one), ddof=1), abs=1e-5)


def test_standard_errors_are_those_of_draws():
    rng = np.random.default_rng(0)
    for one in drawn("standard-error"):
        counts = rng.binomial(one.given["images"], one.given["accuracy"] / 100, 100_000)
        assert one.answer == pytest.approx(100 * np.std(counts / one.given["images"]), rel=0.02)


def test_chance_is_what_draws_of_equal_networks_make():
    rng = np.random.default_rng(0)
    for one in drawn("chance-or-not"):
        accuracies, images = np.array([one.given["one"], one.given["other"]]), one.given["images"]
        shown = 100 * rng.binomial(images, accuracies.mean() / 100, (20_000, 2)) / images
        often = np.mean(np.abs(shown[:, 0] - shown[:, 1]) >= abs(accuracies[0] - accuracies[1]) - 1e-9)
        assert one.answer == ("real" if often < 0.05 else "chance")


def test_a_conclusion_names_the_one_difference():
    for one in drawn("fair-conclusion"):
        differ = [name for name in SETTINGS if one.given[f"{name}_a"] != one.given[f"{name}_b"]]
        seeds = one.given["seed_a"] != one.given["seed_b"]
        assert one.answer == {0: "seed", 1: (differ or [""])[0]}.get(len(differ), "several")
        assert len(differ) <= 2 and seeds == (not differ)
        margin = 2 * np.sqrt(2 * 0.25 / 5000) * 100
        lead = one.given["high"] - one.given["low"]
        assert lead < 1 if one.answer == "seed" else lead > margin


def test_times_come_out_when_epochs_are_run_one_by_one():
    for one in drawn("speed-ratio"):
        given = one.given
        slow, quick = given["slow_total"] / given["slow_epochs"], given["quick_total"] / given["quick_epochs"]
        assert one.answer * quick == pytest.approx(slow)
    for one in drawn("epochs-in-time"):
        clock, done = one.given["one"] * one.given["epochs"], 0
        while clock >= one.given["other"]:
            clock, done = clock - one.given["other"], done + 1
        assert one.answer == done


@pytest.mark.parametrize("id", PREDICTIONS)
def test_the_answer_is_what_was_measured_and_turns_with_the_runs(id):
    names = spec(id).ranges.get("experiments", ("normalization", "images"))
    asked = {name: differing_parts(EXPERIMENTS[name]) for name in names}
    seen = set()
    for seed in range(60):
        one = make(id, seed)
        pair = (one.given["one"], one.given["other"])
        if pair[0].startswith("seed="):
            assert one.answer == "same" and pair[0] != pair[1]
            continue
        name = next(name for name, parts in asked.items() if set(parts) == set(pair))
        usual, turned = EXPERIMENTS[name].usual, pair != asked[name]
        opposite = {"higher": "lower", "lower": "higher"}.get(usual, usual)
        assert one.answer == (opposite if turned else usual)
        seen.add((name, turned))
    assert len(seen) == 2 * len(asked)


def networks(name):
    experiment = EXPERIMENTS[name]
    chosen = (experiment.variants[one].architecture for one in (experiment.one, experiment.other))
    return [build(architecture, (32, 32, 3)) for architecture in chosen]


@pytest.mark.parametrize("name", ["pooling", "averaging", "dropout", "normalization"])
def test_the_networks_shown_are_the_ones_that_keras_builds(name):
    for shown, model in zip(differing_parts(EXPERIMENTS[name]), networks(name), strict=True):
        spelled = "→ ReLU" in shown
        layers = []
        for one in model.layers:
            rate = f"({one.rate:g})" if isinstance(one, keras.layers.Dropout) else ""
            inside = spelled and isinstance(one, keras.layers.Conv2D) and one.activation.__name__ == "relu"
            layers += [type(one).__name__ + rate, *["ReLU"] * inside]
        assert shown.split(" → ") == [one for one in layers if one != "InputLayer"]


def test_the_reasons_given_hold():
    none, pooled = (model.count_params() for model in networks("pooling"))
    average, flat = (model.count_params() for model in networks("averaging"))
    assert none > 20 * pooled and average < flat / 2
    images = EXPERIMENTS["images"].variants
    steps = {
        name: int(tf.data.Dataset.range(run.images).batch(run.batch_size, True).cardinality()) * run.epochs
        for name, run in images.items()
    }
    assert steps == {"images-1000": 248, "images-4000": 1000, "images-16000": 4000}
    both = [differing_parts(EXPERIMENTS[name]) for name in ("rates", "images")]
    assert [re.findall(r"[\d.]+", part) for pair in both for part in pair] == [
        ["0.01"], ["0.001"], ["1000"], ["16000"],
    ]  # fmt: skip


def test_a_sum_behind_dropout_is_what_keras_adds_up():
    for one in drawn("dropped-sum"):
        given = one.given
        layer = keras.layers.Dropout(given["rate"], seed=1)
        numbers = np.full((60_000, given["n"]), given["x"], "float32")
        made = np.asarray(layer(numbers, training=True))
        same = made[(made == 0).sum(axis=1) == given["lost"]]
        if len(same):  # hardly any step drops nearly all at a rate of 0.2
            assert same.sum(axis=1) == pytest.approx(one.answer)
        assert made.sum(axis=1).mean() == pytest.approx(one.values["all"], rel=0.02)
        assert np.asarray(layer(numbers[:1])).sum() == one.values["all"]


def test_what_normalization_adds_is_what_keras_trains():
    for one in drawn("added-by-normalization"):
        filters = [int(count) for count in one.given["filters"].split(", ")]
        assert learnt(filters, normalized=True) - learnt(filters, normalized=False) == one.answer


def learnt(filters, normalized):
    layers = [keras.Input((32, 32, 3))]
    for count in filters:
        layers.append(keras.layers.Conv2D(count, 3, use_bias=not normalized))
        layers += [keras.layers.BatchNormalization()] * normalized
        layers.append(keras.layers.ReLU())
    return sum(int(np.prod(one.shape)) for one in keras.Sequential(layers).trainable_weights)


def test_an_averaged_end_has_kerass_weights():
    for one in drawn("averaged-end"):
        given = one.given
        maps = keras.Input((given["side"], given["side"], given["maps"]))
        hidden, last = keras.layers.Dense(given["units"]), keras.layers.Dense(given["classes"])
        flat = keras.Sequential([maps, keras.layers.Flatten(), hidden, last])
        assert flat.count_params() == one.values["flat"]
        last = keras.layers.Dense(given["classes"])
        averaged = keras.Sequential([maps, keras.layers.GlobalAveragePooling2D(), last])
        assert averaged.count_params() == one.answer


@pytest.mark.parametrize("rate", [0.001, 0.002, 0.01, 0.1])
def test_the_way_of_a_weight_is_that_of_kerass_optimizers(rate):
    """All exercises of one rate at once: a weight for each, and its own gradient in every step."""
    asked = [one for one in drawn("adams-way") if one.given["rate"] == rate]
    slopes = tf.constant([float(one.given["gradient"]) for one in asked])
    ways = {"adam": way(keras.optimizers.Adam(rate), slopes), "sgd": way(keras.optimizers.SGD(rate), slopes)}
    assert asked
    for at, one in enumerate(asked):
        n = one.given["n"]
        assert ways["adam"][n][at] == pytest.approx(one.answer, rel=2e-3)
        assert ways["sgd"][n][at] == pytest.approx(one.case.beliefs["plain-descent"], rel=2e-3)


def way(optimizer, slopes, steps=500):
    weights = tf.Variable(tf.zeros_like(slopes))
    optimizer.build([weights])
    step = tf.function(lambda: optimizer.apply([slopes], [weights]))
    places = [weights.numpy()]
    for _ in range(steps):
        step()
        places.append(weights.numpy())
    return places


def test_there_are_as_many_kernels_as_axes_of_patches_twice():
    """Axes along which patches of noise vary, by TensorFlow's patches and NumPy's singular values."""
    rng = np.random.default_rng(0)
    for one in drawn("whitening-kernels")[:8]:
        side, c = one.given["side"], one.given["c"]
        noise = rng.normal(size=(1, 40, 40, c))
        patches = tf.image.extract_patches(noise, [1, side, side, 1], [1] * 4, [1] * 4, "VALID")
        flat = patches.numpy().reshape(-1, patches.shape[-1])
        assert one.answer == 2 * np.linalg.matrix_rank(flat - flat.mean(axis=0))
