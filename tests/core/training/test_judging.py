"""Confusions and mistakes, against TensorFlow's own counts and plain loops."""

import csv
import io

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.store.records import Epoch
from cnn_core.training.judging import chance_error, class_accuracies, confusion, surest_mistakes
from cnn_core.training.table import epochs_csv


def judged(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(10), count).astype(np.float16), rng.integers(0, 10, count).astype(np.uint8)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 400))
def test_confusions_are_tensorflows(seed, count):
    said, labels = judged(seed, count)
    theirs = tf.math.confusion_matrix(labels, said.argmax(axis=1), 10).numpy()
    assert (confusion(said, labels) == theirs).all()


def test_the_diagonal_is_keras_accuracy():
    said, labels = judged(1, 500)
    metric = keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(labels, said)
    assert np.trace(confusion(said, labels)) / 500 == pytest.approx(float(metric.result()))


def test_a_class_without_images_has_no_accuracy():
    shares = class_accuracies(confusion(np.eye(10)[[0, 0]], np.array([0, 1], np.uint8)))
    assert shares[:2].tolist() == [1.0, 0.0]
    assert np.isnan(shares[2:]).all()


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(1, 200))
def test_the_surest_mistakes_are_mistakes_and_the_surest(seed, count):
    said, labels = judged(seed, count)
    found = surest_mistakes(said, labels, 5)
    wrong = sorted(
        (float(row.max()) for row, label in zip(said, labels, strict=True) if row.argmax() != label)
    )
    assert [one.share for one in found] == wrong[::-1][:5]
    assert all(labels[one.position] == one.truth != one.said for one in found)


def test_chance_is_what_repeated_draws_scatter_by():
    draws = np.random.default_rng(0).binomial(5000, 0.7, 20_000) / 5000
    assert chance_error(0.7, 5000) == pytest.approx(draws.std(), rel=0.03)


def test_the_table_is_read_back_by_a_reader_of_csv():
    epochs = [Epoch(1, 1.25, 0.5, 1.5, 0.25, 1e-4, 3.5), Epoch(2, 1.0, 0.6, float("nan"), 0.3, 1e-4, 3.25)]
    rows = list(csv.DictReader(io.StringIO(epochs_csv(epochs), newline="")))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert float(rows[0]["learning_rate"]) == 1e-4
    assert rows[1]["val_loss"] == "nan"
