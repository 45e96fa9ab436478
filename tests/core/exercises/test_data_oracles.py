"""The answers on data against Keras, tf.data and NumPy, never against the core."""

from importlib import import_module

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.exercises.bank import ids
from cnn_core.exercises.making import make

SEEDS = range(20)
LOSSES = {
    "sparse-logits": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    "sparse": keras.losses.SparseCategoricalCrossentropy(),
    "onehot-logits": keras.losses.CategoricalCrossentropy(from_logits=True),
    "onehot": keras.losses.CategoricalCrossentropy(),
}


def drawn(name):
    assert f"data.{name}" in ids("data")
    return [make(f"data.{name}", seed) for seed in SEEDS]


def test_numbers_and_bytes_are_numpys():
    for one in drawn("image-numbers"):
        assert one.answer == np.zeros((*one.given["shape"], 3)).size
    for one in drawn("memory"):
        side, given = one.given["side"], one.given
        assert one.answer == np.empty((given["count"], side, side, 3), given["dtype"]).nbytes / 1e6


@pytest.mark.parametrize("name, channels", [("batch-shape", 3), ("grey-batch", 1)])
def test_a_batch_is_what_a_convolution_takes(name, channels):
    for one in drawn(name):
        given = one.given
        model = keras.Sequential([keras.Input((given["h"], given["w"], channels)), keras.layers.Conv2D(1, 1)])
        assert model.input_shape[1:] == one.answer[1:]
        assert model.compute_output_shape(one.answer)[0] == given["count"]


def test_a_grey_batch_without_channels_is_refused():
    wrong = make("data.grey-batch", 3).case.beliefs["leaves-out-the-channel"]
    with pytest.raises(ValueError):
        keras.layers.Conv2D(1, 3)(np.zeros(wrong, "float32"))


def test_scaling_is_what_kerass_layers_do():
    for one in drawn("unit-value"):
        assert one.answer == pytest.approx(float(keras.layers.Rescaling(1 / 255)(one.given["x"])), abs=1e-6)
    for one in drawn("centred-value"):
        layer = keras.layers.Rescaling(1 / 255, -one.given["mean"] / 255)
        assert one.answer == pytest.approx(float(layer(one.given["x"])), abs=1e-6)
    for one in drawn("standardised-value"):
        assert one.answer == pytest.approx(standardised(one.given["x"], one.given), abs=1e-5)
    for one in drawn("back-to-pixel"):
        assert one.given["scaled"] == pytest.approx(standardised(one.answer, one.given), abs=1e-5)
        assert 0 <= one.answer <= 255


def standardised(x, given):
    layer = keras.layers.Normalization(None, given["mean"], given["deviation"] ** 2)
    return float(np.ravel(layer(np.float32([x])))[0])


def test_a_step_on_a_raw_pixel_is_kerass():
    for one in drawn("raw-step"):
        given = one.given
        layer = keras.layers.Dense(1, use_bias=False)
        x = np.float32([[given["x"]]])
        before = float(layer(x)[0, 0])
        with tf.GradientTape() as tape:
            loss = given["error"] * layer(x)[0, 0]  # its gradient at the output is the error
        weights = layer.trainable_variables
        optimizer = keras.optimizers.SGD(given["rate"])
        optimizer.apply(tape.gradient(loss, weights), weights)
        assert one.answer == pytest.approx(float(layer(x)[0, 0]) - before, rel=1e-3)


def test_one_hot_is_kerass():
    for one in drawn("one-hot"):
        labels = [int(label) for label in one.given["labels"].split(",")]
        assert np.array_equal(one.answer, keras.utils.to_categorical(labels, one.given["classes"]))


def test_the_loss_is_the_only_one_that_is_the_cross_entropy():
    rng = np.random.default_rng(0)
    for one in drawn("loss-for-labels"):
        count, k = one.values["count"], one.values["k"]
        labels = rng.integers(0, k, count)
        rows = keras.utils.to_categorical(labels, k)
        given = {f"({count},)": labels, f"({count}, {k})": rows}[one.given["labels"]]
        logits = rng.normal(size=(count, k)).astype("float32")
        shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        outputs = shares if "softmax" in one.given["last"] else logits
        truth = -np.log(shares[np.arange(count), labels]).mean()
        fits = [name for name, loss in LOSSES.items() if told(loss, given, outputs) == pytest.approx(truth)]
        assert fits == [one.answer]


def told(loss, labels, outputs):
    try:
        return float(loss(labels, outputs))
    except (ValueError, TypeError, tf.errors.InvalidArgumentError):
        return np.nan


def test_batches_are_those_of_tf_data():
    for one in drawn("batches"):
        dataset = tf.data.Dataset.range(one.given["images"]).batch(one.given["batch"])
        assert one.answer == int(dataset.cardinality())
    for one in drawn("last-batch"):
        dataset = tf.data.Dataset.range(one.given["images"]).batch(one.given["batch"])
        assert one.answer == len(list(dataset)[-1])


def test_no_draw_of_tf_data_shows_more_classes_and_the_last_is_reached():
    """Whether the last image that can come ever comes is left to chance; so many draws hardly miss it."""
    for one in drawn("first-classes")[:6]:
        buffer, batch = one.given["buffer"], one.given["batch"]
        dataset = tf.data.Dataset.range(320).shuffle(buffer, seed=1).batch(batch).take(1).repeat(2000)
        firsts = np.array(list(dataset.as_numpy_iterator()))  # (2000, batch)
        assert firsts.shape == (2000, batch)
        assert firsts.max() // 32 + 1 == one.answer
        assert len(np.unique(firsts // 32)) == one.answer


def test_an_epoch_is_a_flow_shop_of_two_machines():
    """C(i, j) = max(C(i - 1, j), C(i, j - 1)) + p(j), https://en.wikipedia.org/wiki/Flow-shop_scheduling"""
    for one in drawn("epoch-time"):
        read = trained = 0
        for _ in range(one.given["batches"]):
            read += one.given["reading"]
            trained = max(read, trained) + one.given["step"]
        assert one.answer == trained


def test_pixels_are_moved_as_numpy_pads():
    for one in drawn("mirrored"):
        assert np.array_equal(one.answer, np.fliplr(one.given["matrix"]))
        assert np.array_equal(one.answer, keras.ops.flip(np.array(one.given["matrix"]), 1))
    for one in drawn("moved-right"):
        by, side = one.given["by"], len(one.given["matrix"])
        padded = np.pad(one.given["matrix"], ((0, 0), (by, 0)), "reflect")
        assert np.array_equal(one.answer, padded[:, :side])


def prepared(one, pixel):
    """By Keras's own `preprocess_input` of the network that the exercise is about."""
    module = import_module(f"keras.applications.{one.given.get('model', 'densenet')}")
    return module.preprocess_input(np.array(pixel, "float32").reshape(1, 1, 1, 3))[0, 0, 0]


def test_pixels_are_prepared_as_each_network_of_keras_does():
    for one in drawn("for-mobilenet"):
        assert prepared(one, [one.given["x"]] * 3) == pytest.approx(one.answer, abs=1e-5)
    for one in drawn("for-vgg16"):
        pixel = [one.given[colour] for colour in ("red", "green", "blue")]
        assert prepared(one, pixel) == pytest.approx(one.answer[0], abs=1e-4)
    for one in drawn("for-densenet"):
        channel = [0.485, 0.456, 0.406].index(one.given["mean"])
        assert prepared(one, [one.given["x"]] * 3)[channel] == pytest.approx(one.answer, abs=1e-3)


def test_what_is_called_rescaling_is_kerass_layer():
    rescaling = keras.layers.Rescaling(1 / 255)
    for name in ("for-mobilenet", "for-densenet"):
        for one in drawn(name):
            assert float(rescaling(one.given["x"])) == pytest.approx(one.case.beliefs["as-rescaling"])
    for one in drawn("for-vgg16"):
        pixel = [one.given[colour] for colour in ("red", "green", "blue")]
        assert np.asarray(rescaling(pixel)) == pytest.approx(one.case.beliefs["as-rescaling"][0], abs=1e-4)


def test_a_network_that_always_says_the_same_is_as_accurate_as_keras_counts():
    for one in drawn("always-the-commonest"):
        labels = np.repeat(range(3), [one.given[name] for name in ("cats", "dogs", "frogs")])
        said = np.full(len(labels), np.bincount(labels).argmax())
        assert 100 * accuracy(labels, said) == pytest.approx(one.answer, abs=1e-4)


def test_a_network_that_sees_only_the_tag_is_as_accurate_as_keras_counts():
    for one in drawn("tag-alone"):
        given = one.given
        horse = np.arange(given["horses"] + given["others"]) < given["horses"]
        tag = np.arange(len(horse)) < given["tagged"]
        assert 100 * accuracy(horse, tag) == pytest.approx(one.answer, abs=1e-4)


def accuracy(labels, said):
    metric = keras.metrics.Accuracy()
    metric.update_state(labels, said)
    return float(metric.result())


def test_images_are_split_as_keras_splits_them():
    for one in drawn("training-images"):
        images, shares = one.given["images"], (one.given["test"], one.given["validation"])
        left = tf.data.Dataset.range(images // 10)  # a tenth of them: the sets are really gone through
        for share in shares:
            left, _ = keras.utils.split_dataset(left, left_size=None, right_size=share / 100)
        assert 10 * int(left.cardinality()) == one.answer


def test_the_honest_score_is_that_of_the_epoch_keras_keeps():
    """Three scores as if of three epochs: the one with the best validation is kept, then tested."""
    for one in drawn("honest-score"):
        keeps = keras.callbacks.EarlyStopping("val_accuracy", mode="max", patience=5)
        keeps.set_model(keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]))
        keeps.on_train_begin()
        for epoch, name in enumerate("abc"):
            keeps.on_epoch_end(epoch, {"val_accuracy": one.given[f"validation_{name}"]})
        assert one.answer == one.given[f"test_{'abc'[keeps.best_epoch]}"]


def test_whitening_a_number_is_a_normalisation_with_known_variance():
    for one in drawn("whitened-number"):
        given = one.given
        layer = keras.layers.BatchNormalization(epsilon=given["added"], center=False, scale=False)
        layer.build((None, 1))
        layer.moving_variance.assign([given["variance"]])
        assert float(layer(np.float32([[given["x"]]]))[0, 0]) == pytest.approx(one.answer, abs=1e-4)


def test_the_first_axis_holds_what_draws_show():
    rng = np.random.default_rng(0)
    for one in drawn("first-axis"):
        r = one.given["r"]
        pixels = rng.multivariate_normal([0, 0], [[1, r], [r, 1]], 100_000)
        both = (pixels @ [1, 1] / np.sqrt(2)).var()
        assert 100 * both / pixels.var(axis=0).sum() == pytest.approx(one.answer, abs=0.5)
