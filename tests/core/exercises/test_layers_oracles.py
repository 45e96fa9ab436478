"""Answers on Keras's layers against the running layers."""

import keras
import numpy as np
import pytest

from cnn_core.exercises.making import make

SEEDS = range(20)
layers = keras.layers


def drawn(name):
    return [make(f"layers.{name}", seed) for seed in SEEDS]


def network(shape, *stack):
    return keras.Sequential([keras.Input(shape), *stack])


def run(layer, numbers, **settings):
    return np.asarray(layer(np.asarray(numbers, np.float64), **settings))


def test_the_third_argument_is_the_stride():
    for one in drawn("third-argument"):
        k, f, s = (one.given[key] for key in "kfs")
        assert network(one.given["shape"], layers.Conv2D(k, f, s)).output_shape[1:] == one.answer


def test_separable_weights_and_maps():
    for one in drawn("separable-weights"):
        k, f, m, channels = (one.given[key] for key in ("k", "f", "m", "in"))
        made = layers.SeparableConv2D(k, f, depth_multiplier=m)
        assert network((16, 16, channels), made).count_params() == one.answer
    for one in drawn("depthwise-maps"):
        k, m, channels = (one.given[key] for key in ("k", "m", "in"))
        made = layers.SeparableConv2D(k, 3, depth_multiplier=m)
        made.build((None, 8, 8, channels))
        assert made.pointwise_kernel.shape[2] == one.answer


def test_a_cell_of_a_pointwise_convolution():
    for one in drawn("mixed-cell"):
        maps, weights, bias = (
            np.array([float(cell) for cell in one.given[name].replace("−", "-").split(", ")])
            for name in ("numbers", "weights", "bias")
        )
        made = layers.Conv2D(1, 1, dtype="float64")
        made.build((1, 2, 2, len(maps)))
        made.set_weights([weights[None, None, :, None], bias])
        assert run(made, np.ones((1, 2, 2, 1)) * maps)[0, 1, 0, 0] == pytest.approx(one.answer)


def test_flatten():
    for one in drawn("flat-length"):
        assert network(one.given["shape"], layers.Flatten()).output_shape[1:] == (one.answer,)
    for one in drawn("flat-place"):
        block = np.zeros((1, *one.given["shape"]))
        block[0, one.given["r"], one.given["c"], one.given["ch"]] = 1
        assert int(run(layers.Flatten(), block).argmax()) == one.answer


def test_dense():
    for one in drawn("dense-weights"):
        stack = layers.Flatten(), layers.Dense(one.given["units"])
        assert network(one.given["shape"], *stack).count_params() == one.answer
    for one in drawn("dense-on-map"):
        made = network(one.given["shape"], layers.Dense(one.given["units"]))
        assert made.output_shape[1:] == one.answer
    for one in drawn("dense-on-map-weights"):
        assert network(one.given["shape"], layers.Dense(one.given["units"])).count_params() == one.answer


@pytest.mark.parametrize("name", ["normalised", "scaled-and-shifted"])
def test_batch_normalization(name):
    for one in drawn(name):
        batch = np.array([[float(cell)] for cell in one.given["batch"].replace("−", "-").split(", ")])
        made = layers.BatchNormalization(dtype="float64")
        made.build(batch.shape)
        made.gamma.assign([one.given["gamma"]])
        made.beta.assign([one.given["beta"]])
        theirs = run(made, batch, training=True)[batch == one.given["x"]]
        assert theirs == pytest.approx(one.answer, abs=0.006)
        without_epsilon = one.given["gamma"] * (one.given["x"] - batch.mean()) / batch.std()
        assert without_epsilon + one.given["beta"] == pytest.approx(one.answer, abs=0.01)


def test_batch_normalization_keeps():
    for one in drawn("norm-numbers"):
        made = network(one.given["shape"], layers.BatchNormalization())
        assert made.count_params() == one.answer
        moving = sum(int(np.prod(weight.shape)) for weight in made.non_trainable_weights)
        assert moving == one.values["moving"]


def test_moving_means():
    for one in drawn("moving-mean"):
        made = layers.BatchNormalization(momentum=one.given["momentum"], dtype="float64")
        for _ in range(one.given["n"]):
            run(made, [[one.given["mean"]], [one.given["mean"]]], training=True)
        assert np.asarray(made.moving_mean).item() == pytest.approx(one.answer, abs=1e-3)


def test_dropout():
    for one in drawn("surviving"):
        made = layers.Dropout(one.given["rate"], seed=1, dtype="float64")
        after = run(made, np.full(200, one.given["x"]), training=True)
        np.testing.assert_allclose(np.unique(after), [0, one.answer], rtol=1e-6)
    for one in drawn("dropout-afterwards"):
        after = run(layers.Dropout(one.given["rate"]), [one.given["x"]], training=False)
        assert after.item() == one.answer


def test_leaks_and_shares():
    for one in drawn("leaky"):
        assert run(layers.LeakyReLU(dtype="float64"), [one.given["x"]]).item() == pytest.approx(one.answer)
        other = keras.activations.leaky_relu(np.array([float(one.given["x"])]))
        assert np.asarray(other).item() == pytest.approx(one.case.beliefs["slope-of-the-string"])
    for one in drawn("softmax-share"):
        logits = [[float(cell) for cell in one.given["logits"].split(", ")]]
        shares = run(layers.Softmax(dtype="float64"), logits)[0]
        assert 100 * shares[one.given["class"] - 1] == pytest.approx(one.answer, abs=0.051)


def test_grey_images():
    """A Conv2D takes the answer, and refuses the shape without channels."""
    for one in drawn("grey-image"):
        made = network(one.answer, layers.Conv2D(2, 3))
        assert made(np.zeros((2, one.given["h"], one.given["w"], 1))).shape[0] == 2
        with pytest.raises(ValueError, match="incompatible"):
            network(one.case.beliefs["no-channel-axis"], layers.Conv2D(2, 3))


def test_which_shape():
    """The line of code, with arrays and a data set as told."""
    import tensorflow as tf

    for one in drawn("which-shape"):
        n, channels, count, batch = (one.given[key] for key in ("n", "in", "count", "batch"))
        images = np.zeros((count, n, n, channels), np.uint8)
        dataset = tf.data.Dataset.from_tensor_slices((images, np.zeros(count)))
        shapes = {
            "alone": (n, n, channels), "all": (count, n, n, channels), "batch": (batch, n, n, channels),
            "one": (1, n, n, channels), "bare": (n, n), "pixel": (channels,),
        }  # fmt: skip
        if "Input" in one.given["line"]:
            fitting = keras.Input(images.shape[1:]).shape[1:]
        else:
            fitting = eval(one.given["line"], {"dataset": dataset, "x_train": images})
        assert shapes[one.answer] == tuple(fitting)


def test_blocks():
    for one in drawn("deeper"):
        stack = []
        for block in range(one.given["blocks"]):
            stack += [layers.Conv2D(one.given["k"] * 2**block, 3, padding="same"), layers.MaxPooling2D()]
        assert network((one.given["n"], one.given["n"], 3), *stack).output_shape[1:] == one.answer


def test_the_order_of_layers():
    """Keras walks through the shapes that were told, in the answer's order and in no wrong one."""
    for one in drawn("layer-order"):
        told = [tuple(map(int, shape.split("×"))) for shape in one.given["shapes"].split(" → ")]
        assert walked(one, one.answer, told[0]) == told
        for wrong in one.case.beliefs.values():
            assert walked(one, wrong, told[0]) != told


def walked(one, order, shape):
    given = one.given
    made = {
        "plain": layers.Conv2D(given["first"], 3), "pool": layers.MaxPooling2D(2),
        "padded": layers.Conv2D(given["second"], 3, padding="same"),
        "flatten": layers.Flatten(), "dense": layers.Dense(given["units"]),
    }  # fmt: skip
    x, shapes = keras.Input(shape), [shape]
    for name in order:
        x = made[name](x)
        shapes.append(tuple(x.shape[1:]))
    return shapes


@pytest.mark.parametrize("name", ["write-head", "write-separable"])
def test_written_layers(name):
    """The solution, run by Keras, has the shape and the weights that are asked for."""
    for one in drawn(name):
        stack = [eval(line, vars(layers).copy()) for line in one.answer.splitlines()]
        made = network(one.given["input"], *stack)
        assert made.output_shape[1:] == one.given["output"]
        assert made.count_params() == one.given["weights"]
