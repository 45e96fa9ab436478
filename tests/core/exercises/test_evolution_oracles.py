"""The answers on training's course against Keras, tf.data, TensorFlow's softmax and NumPy."""

from math import dist, hypot, log

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.data.load import validation_images
from cnn_core.exercises.bank import ids
from cnn_core.exercises.making import make
from cnn_core.explain.networks import Shipped, opened

SEEDS = range(24)


def drawn(name):
    assert f"evolution.{name}" in ids("evolution")
    return [make(f"evolution.{name}", seed) for seed in SEEDS]


def test_the_loss_at_the_start_is_kerass():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    for one in drawn("start-loss"):
        assert one.answer == pytest.approx(
            float(loss(np.array([0]), np.zeros((1, one.given["k"])))), abs=1e-5
        )


def test_a_real_network_begins_near_that_loss():
    split = validation_images("drawn", 40)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with opened(Shipped("drawn", 0)) as probe:
        found = float(loss(split.labels, probe.model(split.images.astype(np.float32))))
    assert found == pytest.approx(log(10), abs=0.1)


def test_accuracies_are_kerass():
    for one in drawn("always-one-class"):
        given = one.given
        labels = np.arange(given["images"]) < given["own"]
        metric = keras.metrics.Accuracy()
        metric.update_state(labels, np.ones(given["images"]))
        assert one.answer == pytest.approx(100 * float(metric.result()), abs=1e-4)


def test_steps_are_those_of_tf_data():
    for one in drawn("updates-seen"):
        given = one.given
        dataset = tf.data.Dataset.range(given["images"]).batch(given["batch"]).repeat(given["epoch"])
        assert one.answer == int(dataset.cardinality())


def test_megabytes_are_numpys():
    for one in drawn("kept-bytes"):
        kept = np.empty((one.given["epochs"] + 1, one.given["weights"]), np.float16)
        assert one.answer == pytest.approx(kept.nbytes / 1e6)


def test_ways_are_distances():
    for one in drawn("weights-moved"):
        before, after = ([one.given[f"{name}{at}"] for at in (1, 2)] for name in "wv")
        assert one.answer == pytest.approx(100 * dist(before, after) / hypot(*before), abs=1e-5)
    for one in drawn("most-changed"):
        start, change = np.array(one.given["matrix"]).T
        assert one.answer == f"conv{(change / start).argmax() + 1}"


def test_shares_are_tensorflows_softmax():
    for one in drawn("odds"):
        logits = [log(one.given["lead"]), *[0.0] * (one.given["k"] - 1)]
        assert one.answer == pytest.approx(100 * float(tf.nn.softmax(logits)[0]), abs=1e-4)


def test_brightness_lies_on_the_line():
    for one in drawn("shared-scale"):
        given = one.given
        assert one.answer == pytest.approx(np.interp(given["cell"], [0, given["most"]], [0, 255]))


def test_from_there_on_it_stays_above():
    for one in drawn("stays-sure"):
        epochs, percents = zip(*one.given["matrix"], strict=True)
        assert epochs == tuple(range(len(percents)))
        assert min(percents[one.answer :]) > one.given["limit"] >= percents[one.answer - 1]


def test_the_share_of_the_way_is_passed_in_that_epoch():
    for one in drawn("half-path"):
        done = np.cumsum(one.given["matrix"], axis=0)[:, 1]
        assert one.answer == 1 + np.searchsorted(done / done[-1], one.given["share"] / 100)


def test_the_gain_lies_between_start_and_end():
    for one in drawn("gain-done"):
        given = one.given
        place = np.interp(given["then"], [given["first"], given["last"]], [0, 100])
        assert one.answer == pytest.approx(place, abs=1e-5)
