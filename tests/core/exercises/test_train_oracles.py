"""The answers on training against Keras's optimisers, losses, schedules and callbacks, and against chance."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.exercises.bank import ids
from cnn_core.exercises.making import make

SEEDS = range(24)
GUESSING = np.log(10)


def drawn(name):
    assert f"train.{name}" in ids("train")
    return [make(f"train.{name}", seed) for seed in SEEDS]


def test_steps_are_those_of_tf_data():
    for one in drawn("total-steps"):
        dataset = tf.data.Dataset.range(one.given["images"]).batch(one.given["batch"], drop_remainder=True)
        assert one.answer == int(dataset.repeat(one.given["epochs"]).cardinality())


def after_a_step(optimizer, given, last=0.0):
    weight = keras.Variable([float(given["weight"])])
    optimizer.build([weight])
    if last:
        optimizer.momentums[0].assign([last])
    optimizer.apply([tf.constant([float(given["gradient"])])], [weight])
    return float(np.ravel(weight)[0])


def test_steps_of_a_weight_are_kerass():
    for one in drawn("sgd-step"):
        theirs = after_a_step(keras.optimizers.SGD(one.given["rate"]), one.given)
        assert one.answer == pytest.approx(theirs, abs=1e-5)
    for one in drawn("momentum-step"):
        optimizer = keras.optimizers.SGD(one.given["rate"], one.given["momentum"])
        theirs = after_a_step(optimizer, one.given, float(one.given["last"]))
        assert one.answer == pytest.approx(theirs, abs=1e-5)
    for one in drawn("decay-step"):
        optimizer = keras.optimizers.SGD(one.given["rate"], weight_decay=one.given["decay"])
        assert one.answer == pytest.approx(after_a_step(optimizer, one.given), abs=1e-5)


def test_rates_are_kerass():
    line = keras.optimizers.schedules.PolynomialDecay
    for one in drawn("ramp-rate"):
        given, step = one.given, one.given["step"]
        up = line(given["start"], given["peak"], given["top"])
        down = line(given["top"], given["total"] - given["peak"], given["end"])
        theirs = up(step) if step < given["peak"] else down(step - given["peak"])
        assert one.answer == pytest.approx(float(theirs), abs=1e-5)
    for one in drawn("cosine-rate"):
        schedule = keras.optimizers.schedules.CosineDecay(one.given["top"], one.given["total"])
        assert one.answer == pytest.approx(float(schedule(one.given["step"])), abs=1e-5)


@pytest.mark.parametrize("name", ["loss-of-one", "smoothed-loss"])
def test_losses_are_kerass(name):
    for one in drawn(name):
        shares = np.array([[float(share) for share in one.given["shares"].split(",")]], "float32")
        assert shares.sum() == 1
        labels = keras.utils.to_categorical([one.given["true"] - 1], shares.shape[1])
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=one.given.get("smoothing", 0.0))
        assert one.answer == pytest.approx(float(loss(labels, shares)), abs=1e-5)


def images_of(matrix):
    """True classes and answers, an image each, as the table counts them."""
    pairs = [(true, said) for (true, said), n in np.ndenumerate(np.array(matrix)) for _ in range(n)]
    return np.array(pairs).T


def test_accuracies_are_kerass():
    for one in drawn("share-right"):
        truth, said = images_of(one.given["matrix"])
        metric = keras.metrics.SparseCategoricalAccuracy()
        metric.update_state(truth, keras.utils.to_categorical(said, 3))
        assert one.answer == pytest.approx(100 * float(metric.result()), abs=1e-4)
    for one in drawn("class-share"):
        truth, said = images_of(one.given["matrix"])
        metric = keras.metrics.Recall(class_id=one.given["which"] - 1)
        metric.update_state(keras.utils.to_categorical(truth, 3), keras.utils.to_categorical(said, 3))
        assert one.answer == pytest.approx(100 * float(metric.result()), abs=1e-4)


def shows(train, validation):
    """What a textbook says of such curves, by other thresholds than the core's.

    Goodfellow, Bengio, Courville, Deep Learning, 5.2, 7.8 and 11.4.1, https://www.deeplearningbook.org
    """
    turned = validation[-1] - validation.min() > 0.15 and train[-1] < train[validation.argmin()]
    if turned and train[-1] < 1:
        return "overfitting"
    if np.abs(train[1:] - GUESSING).max() < 0.05:
        return "rate-high"
    straight = abs(np.corrcoef(np.arange(len(train)), train)[0, 1]) > 0.99
    if straight and validation[-1] > 1.8:
        return "rate-low"
    jumps = np.diff(validation[-5:])
    if np.abs(jumps).min() > 0.1 and (jumps[1:] * jumps[:-1] < 0).all():
        return "unsteady"
    if np.ptp(validation[len(validation) // 2 :]) < 0.06 and validation[-1] < 1.5:
        return "settled"
    falls = validation[len(validation) // 2] - validation[-1] > 0.1
    return "healthy" if validation[-1] < 1.8 and falls and validation[-1] - validation.min() < 0.1 else ""


def test_curves_show_what_is_said():
    for one in drawn("read-curve"):
        train, validation = (np.array(one.case.figure[line]) for line in ("train", "validation"))
        assert len(train) == len(validation) == one.given["epochs"]
        assert shows(train, validation) == one.answer


def stopped(validation, patience):
    """Keras's callback, told a validation loss after each epoch: the last epoch, and the best, from 1."""
    callback = keras.callbacks.EarlyStopping("val_loss", patience=patience)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, loss in enumerate(validation):
        model.stop_training = False
        callback.on_epoch_end(epoch, {"val_loss": loss})
        if model.stop_training:
            return epoch + 1, callback.best_epoch + 1
    return len(validation), callback.best_epoch + 1


def test_where_to_stop_is_kerass():
    for one in drawn("where-to-stop"):
        validation = one.case.figure["validation"]
        assert one.answer == stopped(validation, len(validation))[1]
        lowest, second = np.sort(validation)[:2]
        assert second - lowest > 0.05, "the lowest can be told by eye"
    for one in drawn("early-stopping"):
        assert one.answer == stopped(one.case.figure["validation"], one.given["patience"])[0]


def test_validation_above_has_the_one_reason_that_is_there():
    rng = np.random.default_rng(0)
    for one in drawn("validation-above"):
        given = one.given
        lead = given["validation"] - given["train"]
        counts = rng.binomial([[given["images"]], [10_000]], given["train"] / 100, (2, 4000))
        shown = 100 * counts / [[given["images"]], [10_000]]
        often = np.mean(np.abs(shown[0] - shown[1]) >= lead)  # of networks that do equally well on both
        there = {
            "dropout": given["dropout"] > 0, "augmentation": given["shift"] > 0,
            "labels": given["noise"] / 100 * given["validation"] >= lead,
            "mean": given["growth"] / 2 >= lead, "chance": often > 0.05,
        }  # fmt: skip
        assert ([name for name, is_there in there.items() if is_there] or ["bug"]) == [one.answer]
