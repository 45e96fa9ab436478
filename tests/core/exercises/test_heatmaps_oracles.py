"""The answers on heatmaps against Keras's layers, TensorFlow's gradients and the running methods."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.exercises.bank import ids
from cnn_core.exercises.making import make

SEEDS = range(24)


def drawn(name):
    assert f"heatmaps.{name}" in ids("heatmaps")
    return [make(f"heatmaps.{name}", seed) for seed in SEEDS]


def channels_last(sheets):
    return tf.constant(np.moveaxis(np.array(sheets, "float32"), 0, -1)[None])


def grad_cam(maps, slopes):
    """By TensorFlow, for a logit that is the sum of maps times slopes, (1, h, w, K) both."""
    maps = tf.Variable(maps)
    with tf.GradientTape() as tape:
        logit = tf.reduce_sum(maps * slopes)
    weights = keras.layers.GlobalAveragePooling2D(keepdims=True)(tape.gradient(logit, maps))
    return np.asarray(tf.nn.relu(tf.reduce_sum(maps * weights, axis=-1)))[0]


def numbers(text):
    return [[float(cell.replace("−", "-")) for cell in row.split()] for row in text.split(" / ")]


def test_weights_are_global_averages_of_gradients():
    for one in drawn("cam-weight"):
        slopes = channels_last([one.given["matrix"]])
        assert float(keras.layers.GlobalAveragePooling2D()(slopes)[0, 0]) == pytest.approx(one.answer)


def test_heatmaps_are_tensorflows():
    for one in drawn("cam-by-hand"):
        slopes = channels_last([numbers(one.given["slopes1"]), numbers(one.given["slopes2"])])
        np.testing.assert_allclose(
            grad_cam(channels_last(one.given["matrix"]), slopes), one.answer, atol=1e-4
        )
    for one in drawn("cam-map"):
        layer = keras.layers.Conv2D(1, 1, use_bias=False, activation="relu")
        layer.build((None, 2, 2, 2))
        layer.set_weights(
            [np.array([one.given["first"], one.given["second"]], "float32").reshape(1, 1, 2, 1)]
        )
        made = np.asarray(layer(channels_last(one.given["matrix"])))[0, :, :, 0]
        np.testing.assert_allclose(made, one.answer, atol=1e-5)


def test_sizes_are_those_of_kerass_last_convolution():
    for one in drawn("cam-size"):
        names = {}
        exec(one.given["code"], names)  # our own code, as the exercise shows it
        convolutions = [made for made in names["model"].layers if isinstance(made, keras.layers.Conv2D)]
        assert tuple(convolutions[-1].output.shape[1:3]) == one.answer


def test_what_is_left_behind_the_softmax_is_tensorflows_gradient():
    for one in drawn("behind-softmax"):
        p = one.given["percent"] / 100
        logits = tf.Variable(np.log([p, (1 - p) / 2, (1 - p) / 2]))
        with tf.GradientTape() as tape:
            share = tf.nn.softmax(logits)[0]
        assert 100 * float(tape.gradient(share, logits)[0]) == pytest.approx(one.answer, abs=1e-3)


class Table:
    """A network that knows no image: its logit is looked up by which pixels are covered."""

    def __init__(self, drops):
        self.drops = np.array(drops, "float32")

    def pixel(self, row, column):
        """Each pixel's mean by transposed convolutions: sums of the drops over the number of squares."""
        sheets = [self.drops, np.ones_like(self.drops)]
        total, times = (
            np.asarray(tf.nn.conv2d_transpose(
                sheet[None, :, :, None], np.ones((2, 2, 1, 1), "float32"), (1, 4, 4, 1), 1, "VALID"
            ))[0, :, :, 0]
            for sheet in sheets
        )  # fmt: skip
        return float(total[row, column] / times[row, column])


def test_pixels_of_occlusion_are_means_over_squares():
    for one in drawn("occlusion-pixel"):
        place = one.given["row"] - 1, one.given["column"] - 1
        assert Table(one.given["matrix"]).pixel(*place) == pytest.approx(one.answer, abs=1e-5)


def test_the_drop_of_occlusion_is_that_of_the_running_method():
    """A network whose logits are given for the plain image, and others for one of a single colour."""
    from cnn_core.explain.occlusion import occlusion
    from cnn_core.explain.probe import Probe

    for one in drawn("occlusion-drop")[:4]:
        given = one.given
        plain, covered = (np.array([given[a], given[b]], "float32") for a, b in (
            ("own", "rival"), ("own_covered", "rival_covered"),
        ))  # fmt: skip
        image = np.zeros((1, 2, 2, 1), "float32")
        image[0, 0, 0, 0] = 4  # its mean is 1, and so is every pixel once the square covers all of it
        inputs = keras.Input((2, 2, 1))
        flat = keras.layers.Flatten()(inputs)
        dense = keras.layers.Dense(2)
        model = keras.Model(inputs, dense(flat))
        # The first pixel is 4 or 1; the logits lie on the line through both.
        slope = (plain - covered) / 3
        kernel = np.zeros((4, 2), "float32")
        kernel[0] = slope
        dense.set_weights([kernel, covered - slope])
        found = occlusion(Probe(model), image, np.array([0], np.int32), side=2, stride=1)
        assert found[0, 0, 0] == pytest.approx(one.answer, abs=1e-4)


def test_the_share_of_heat():
    for one in drawn("heat-on-object"):
        given, heat = one.given, np.array(one.given["matrix"])
        rows, columns = slice(given["top"] - 1, given["bottom"]), slice(given["left"] - 1, given["right"])
        assert 100 * heat[rows, columns].sum() / heat.sum() == pytest.approx(one.answer)


def test_weights_kept_are_those_that_do_not_change_in_keras():
    for one in drawn("weights-kept"):
        told = [int(part.split("`")[2]) for part in one.given["layers"].split(" → ")]
        filters, inputs, layers = [], 3, [keras.Input((8, 8, 3))]
        for count in told[:-1]:
            filters.append(count // (9 * inputs + 1))
            layers.append(keras.layers.Conv2D(filters[-1], 3))
            inputs = filters[-1]
        head = keras.layers.Dense(told[-1] // (inputs + 1))
        model = keras.Sequential([*layers, keras.layers.GlobalAveragePooling2D(), head])
        learned = [made for made in model.layers if made.weights]
        assert [made.count_params() for made in learned] == told
        assert sum(made.count_params() for made in learned[: -one.given["steps"]]) == one.answer


def places(given):
    """Of the square, as an unpadded convolution of Keras counts them."""
    side = given["side"]
    layer = keras.layers.Conv2D(1, given["square"], strides=given["stride"])
    return int(np.prod(layer.compute_output_shape((1, side, side, 3))[1:3]))


def test_there_is_a_covered_image_for_each_place_of_the_square():
    for one in drawn("covered-images"):
        assert one.answer == places(one.given)


class Counting(keras.layers.Layer):
    """Hands on what it gets and counts the images."""

    def build(self, shape):
        self.seen = self.add_weight(shape=(), dtype="int32", initializer="zeros", trainable=False)

    def call(self, images):
        self.seen.assign_add(tf.shape(images)[0])
        return images


def images_seen(one):
    """How many images each method really puts through a network with as many maps as told."""
    from cnn_core.explain.grad_cam import grad_cam
    from cnn_core.explain.occlusion import occlusion
    from cnn_core.explain.probe import Probe
    from cnn_core.explain.score_cam import score_cam
    from cnn_core.explain.smoothgrad import smoothgrad

    given = one.given
    image = np.random.default_rng(0).random((1, given["side"], given["side"], 3), "float32")
    counting, end = Counting(), [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]
    convolution = keras.layers.Conv2D(given["maps"], 1, name="maps")
    probe = Probe(keras.Sequential([keras.Input(image.shape[1:]), counting, convolution, *end]))
    run = {
        "grad-cam": lambda: grad_cam(probe, image, class_, probe.site("maps")),
        "smoothgrad": lambda: smoothgrad(probe, image, class_, samples=given["copies"]),
        "score-cam": lambda: score_cam(probe, image, class_, probe.site("maps")),
        "occlusion": lambda: occlusion(probe, image, class_, side=given["square"], stride=given["stride"]),
    }
    class_, seen = np.array([0], np.int32), {}
    for name, method in run.items():
        before = int(counting.seen)
        method()
        seen[name] = int(counting.seen) - before
    return seen


def test_the_order_is_that_of_the_images_that_the_methods_put_through():
    for one in drawn("in-order-of-cost")[:4]:
        seen = images_seen(one)
        assert tuple(sorted(seen, key=seen.get)) == one.answer
        told = (1, one.given["copies"], one.values["masked"])
        assert (seen["grad-cam"], seen["smoothgrad"], seen["score-cam"]) == told
        # The uncovered image goes through once more, for what counts as rounding.
        assert seen["occlusion"] - one.values["compared"] in (0, 1)
        assert one.values["covered"] == places(one.given)
