"""Answers on convolution against running Keras layers, SciPy, and finite differences."""

import keras
import numpy as np
import pytest
import scipy.signal
from scipy import ndimage

from cnn_core.exercises.making import make

SEEDS = range(20)
layers = keras.layers


def drawn(name):
    return [make(f"convolution.{name}", seed) for seed in SEEDS]


def output_shape(shape, *stack):
    x = keras.Input(shape)
    for one in stack:
        x = one(x)
    return tuple(x.shape[1:])


def convolved(sheet, kernel, bias=0.0, **settings):
    """A one-channel matrix through a Conv2D with this kernel: (H', W')."""
    kernel = np.asarray(kernel, float)
    made = layers.Conv2D(1, kernel.shape, dtype="float64", **settings)
    image = np.asarray(sheet, float)[None, :, :, None]
    made.build(image.shape)
    made.set_weights([kernel[:, :, None, None], np.array([bias])])
    return np.asarray(made(image))[0, :, :, 0]


def weights(layer, *shape):
    layer.build((None, *shape))
    return layer.count_params()


@pytest.mark.parametrize("name", ["valid-side", "padded-side", "left-over", "dilated-side"])
def test_sides(name):
    for one in drawn(name):
        n, f, s, d, p = (one.given[key] for key in "nfsdp")
        conv = layers.Conv2D(2, f, s, dilation_rate=d)
        assert output_shape((n, n, 1), layers.ZeroPadding2D(p), conv) == (one.answer, one.answer, 2)


def test_same_sides():
    for one in drawn("same-side"):
        n, f, s = (one.given[key] for key in "nfs")
        assert output_shape((n, n, 1), layers.Conv2D(2, f, s, "same"))[0] == one.answer


def test_same_padding_is_what_the_taps_miss():
    """A kernel with one weight reads 0 where its tap lies in the padding of the first or last window."""
    for one in drawn("same-padding"):
        n, f, s = (one.given[key] for key in "nfs")
        missed = 0
        for tap in range(f):
            kernel = np.zeros((f, 1))
            kernel[tap] = 1
            seen = convolved(np.ones((n, 1)), kernel, strides=(s, s), padding="same")[:, 0]
            missed += int(seen[0] == 0) + int(seen[-1] == 0)
        assert one.answer == missed == one.values["first"] + one.values["last"]


def test_the_padding_that_keeps_the_size():
    for one in drawn("keep-the-size"):
        n, f = one.given["n"], one.given["f"]
        stack = layers.ZeroPadding2D(one.answer), layers.Conv2D(1, f)
        assert output_shape((n, n, 1), *stack) == (n, n, 1)


def test_how_many_windows_a_cell_reaches():
    for one in drawn("cell-use"):
        n, f = one.given["n"], one.given["f"]
        image = np.zeros((n, n))
        image[one.given["place"]] = 1
        assert np.count_nonzero(convolved(image, np.ones((f, f)))) == one.answer


def test_unrolled_windows():
    for one in drawn("unrolled"):
        n, f = one.given["n"], one.given["f"]
        patches = keras.ops.image.extract_patches(np.zeros((1, n, n, 1), np.float32), f, strides=1)
        _, down, across, cells = patches.shape
        assert one.answer == (down * across, cells)


def test_cells_and_maps():
    for one in drawn("one-cell"):
        assert convolved(one.given["matrix"], one.given["kernel"])[one.given["place"]] == one.answer
    for one in drawn("whole-map"):
        np.testing.assert_array_equal(convolved(one.given["matrix"], one.given["kernel"]), one.answer)
    for one in drawn("rectified-map"):
        given = one.given
        theirs = convolved(given["matrix"], given["kernel"], given["bias"], activation="relu")
        np.testing.assert_array_equal(theirs, one.answer)


def test_the_mathematicians_convolution():
    for one in drawn("turned-kernel"):
        theirs = scipy.signal.convolve2d(one.given["matrix"], one.given["kernel"], mode="valid")
        assert theirs.item() == one.answer


def test_channels_are_added_up():
    for one in drawn("three-channels"):
        made = layers.Conv2D(1, 1, dtype="float64", kernel_initializer="ones")
        pixel = np.array([[[[one.given[name] for name in ("red", "green", "blue")]]]], float)
        made.build(pixel.shape)
        made.bias.assign([one.given["bias"]])
        assert np.asarray(made(pixel)).item() == one.answer


def test_weights_and_maps():
    for one in drawn("rgb-weights"):
        assert weights(layers.Conv2D(one.given["k"], one.given["f"]), 16, 16, 3) == one.answer
    for one in drawn("second-layer"):
        n, maps = one.given["n"], one.given["maps"]
        shape = output_shape((n, n, 3), layers.Conv2D(maps, 3))
        assert weights(layers.Conv2D(one.given["k"], one.given["f"]), *shape) == one.answer
    for one in drawn("larger-image"):
        wide, channels = one.given["wide"], one.given["in"]
        assert weights(layers.Conv2D(one.given["k"], one.given["f"]), wide, wide, channels) == one.answer
    for one in drawn("map-count"):
        made = layers.Conv2D(one.given["k"], one.given["f"])
        assert output_shape(one.values["shape"], made)[-1] == one.answer
    for one in drawn("dense-on-image"):
        dense = layers.Dense(one.given["k"], use_bias=False)
        assert weights(dense, one.given["n"] ** 2 * 3) == one.answer


def test_unshared_weights_are_the_connections():
    """Each pixel by itself: the outputs that it reaches are its connections."""
    for one in drawn("without-sharing"):
        n, f, k = (one.given[key] for key in "nfk")
        pixels = np.eye(n * n, dtype=np.float32).reshape(n * n, n, n, 1)
        reached = layers.Conv2D(k, f, kernel_initializer="ones")(pixels)
        assert np.count_nonzero(np.asarray(reached)) == one.answer


def test_the_kernels_shape():
    for one in drawn("kernel-shape"):
        made = layers.Conv2D(one.given["k"], (one.given["height"], one.given["width"]))
        made.build((None, 16, 16, one.given["in"]))
        assert tuple(made.kernel.shape) == one.answer


def test_slopes_by_finite_differences():
    for one in drawn("sigmoid-slope"):
        y, step = one.given["y"], 1e-5
        x = np.log(y) - np.log1p(-y)
        above, below = 1 / (1 + np.exp(-(x + step))), 1 / (1 + np.exp(-(x - step)))
        assert one.answer == pytest.approx(one.given["g"] * (above - below) / (2 * step), abs=1e-5)


def test_what_kernels_do_to_a_picture():
    photograph = ndimage.gaussian_filter(np.random.default_rng(3).random((40, 40)), 1.5)
    columns, lines = np.tile(photograph[0], (40, 1)), np.tile(photograph[0], (40, 1)).T
    inner = photograph[1:-1, 1:-1]
    for one in drawn("kernel-effect"):
        kernel = one.given["kernel"]
        made = convolved(photograph, kernel)
        flat = abs(convolved(np.ones((5, 5)), kernel)).max() < 1e-9
        upright = abs(convolved(columns, kernel)).max() > 1e-6
        level = abs(convolved(lines, kernel)).max() > 1e-6
        shifted = any(
            np.allclose(made, photograph[r : r + 38, c : c + 38]) for r in range(3) for c in range(3)
        )
        if flat:
            found = {(True, False): "finds-upright", (False, True): "finds-level", (True, True): "outlines"}
            assert one.answer == found[upright, level]
        elif shifted:
            assert one.answer == "moves"
        else:
            assert one.answer == ("sharpens" if made.std() > inner.std() else "blurs")


SHEETS = {
    "left-minus-right": [[1, 0, -1]] * 3,
    "right-minus-left": [[-1, 0, 1]] * 3,
    "top-minus-bottom": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "bottom-minus-top": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
}


def test_which_kernel_made_the_map():
    for one in drawn("which-kernel"):
        told = np.array(one.given["output_map"])
        fits = [
            name for name, kernel in SHEETS.items() if (convolved(one.given["matrix"], kernel) == told).all()
        ]
        assert fits == [one.answer]


@pytest.mark.parametrize("name", ["write-conv", "write-two-small"])
def test_written_layers(name):
    """The solution, run by Keras, does what is asked, within its weights."""
    for one in drawn(name):
        made = [eval(line, vars(layers).copy()) for line in one.answer.splitlines()]
        network = keras.Sequential([keras.Input(one.given["input"]), *made])
        assert network.output_shape[1:] == one.given["output"]
        assert network.count_params() <= one.given.get("most_weights", network.count_params())
        if name == "write-two-small":
            large = weights(layers.Conv2D(one.values["c"], 5), *one.given["input"])
            assert large == one.values["large"] > one.given["most_weights"]
            assert network.count_params() == one.values["small"]
