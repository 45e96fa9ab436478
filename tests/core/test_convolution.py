"""Convolution against the running Keras layers, SciPy, and the examples people compute by hand."""

import itertools

import keras
import numpy as np
import pytest
import scipy.signal
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.convolution import conv2d, separable_conv2d
from cnn_core.errors import LabError

TABLE = list(
    itertools.product(
        [(1, 1), (5, 7), (8, 6)],  # sides
        [1, 3, (2, 3)],  # kernel_size
        [(1, 1), (2, 1), ((1, 2), 1), (4, 1), (1, 2), (1, (3, 1)), (2, 2)],  # strides, dilation
        ["valid", "same"],
        [1, 2],  # groups
    )
)
TOLERANCE = {"float16": 2e-3, "float32": 1e-4, "float64": 1e-11}


def random(shape, seed=0, dtype="float64"):
    """Random numbers, half of them negative."""
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def filled(layer, x, seed=1):
    """The layer built for x, every weight and bias drawn at random."""
    layer.build(x.shape)
    layer.set_weights([random(w.shape, seed + n, w.dtype) for n, w in enumerate(layer.get_weights())])
    return layer


def assert_same(ours, theirs):
    """Same dtype, shape and values."""
    theirs = np.asarray(theirs)
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE[ours.dtype.name], atol=TOLERANCE[ours.dtype.name])


@pytest.mark.parametrize("sides, kernel_size, steps, padding, groups", TABLE)
def test_as_the_keras_layer(sides, kernel_size, steps, padding, groups):
    """Shapes, dtypes and values; refused by both or by neither."""
    strides, dilation = steps
    x = random((2, *sides, 4))
    try:
        layer = keras.layers.Conv2D(
            6, kernel_size, strides, padding, dilation_rate=dilation, groups=groups, dtype="float64"
        )
        theirs = filled(layer, x)(x)
    except ValueError:
        theirs = None
    kernel = random((*np.broadcast_to(kernel_size, 2), 4 // groups, 6), seed=1)
    bias = random(6, seed=2)
    if theirs is None:
        with pytest.raises(LabError) as refused:
            conv2d(x, kernel, bias, strides, padding, dilation, groups)
        assert refused.value.key in ("window_does_not_fit", "stride_with_dilation")
    else:
        assert_same(conv2d(x, kernel, bias, strides, padding, dilation, groups), theirs)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_as_keras_on_random_settings(data):
    """The same on settings drawn at random, in both data formats."""
    few = st.integers(1, 3)
    groups, height, width = data.draw(few), data.draw(st.integers(1, 10)), data.draw(st.integers(1, 10))
    channels, filters = groups * data.draw(few), groups * data.draw(few)
    sides = st.integers(1, 4)
    kernel = random((data.draw(sides), data.draw(sides), channels // groups, filters), dtype="float32")
    strides = data.draw(st.tuples(few, few))
    dilation = (1, 1) if max(strides) > 1 else data.draw(st.tuples(few, few))
    padding = data.draw(st.sampled_from(["valid", "same"]))
    data_format = data.draw(st.sampled_from(["channels_last", "channels_first"]))
    shape = (1, height, width, channels) if data_format == "channels_last" else (1, channels, height, width)
    x = random(shape, seed=data.draw(st.integers(0, 9)), dtype="float32")
    layer = keras.layers.Conv2D(
        filters,
        kernel.shape[:2],
        strides,
        padding,
        data_format=data_format,
        dilation_rate=dilation,
        groups=groups,
        use_bias=False,
    )
    try:
        layer.build(shape)
        layer.set_weights([kernel])
        theirs = np.asarray(layer(x))
    except ValueError:
        theirs = None
    if theirs is not None:
        assert_same(conv2d(x, kernel, None, strides, padding, dilation, groups, data_format), theirs)
    else:
        with pytest.raises(LabError, match="window_does_not_fit"):
            conv2d(x, kernel, None, strides, padding, dilation, groups, data_format)


@pytest.mark.parametrize("padding, groups", list(itertools.product(["valid", "same"], [1, 3])))
def test_channels_first_layer(padding, groups):
    """The kernel's layout is the same in both data formats; TensorFlow has float32 only, without a GPU."""
    x = random((2, 3, 6, 5), dtype="float32")
    layer = keras.layers.Conv2D(6, (2, 3), padding=padding, groups=groups, data_format="channels_first")
    theirs = filled(layer, x)(x)
    kernel, bias = layer.get_weights()
    assert_same(conv2d(x, kernel, bias, padding=padding, groups=groups, data_format="channels_first"), theirs)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtypes_as_the_keras_layers(dtype):
    """Layers made with the input's dtype."""
    x = random((2, 6, 6, 3), dtype=dtype)
    layer = filled(keras.layers.Conv2D(4, 3, dtype=dtype), x)
    assert_same(conv2d(x, *layer.get_weights()), layer(x))
    layer = filled(keras.layers.SeparableConv2D(4, 3, dtype=dtype), x)
    ours, theirs = separable_conv2d(x, *layer.get_weights()), np.asarray(layer(x))
    assert ours.dtype == theirs.dtype
    # Keras rounds the depthwise maps to float16 in between.
    np.testing.assert_allclose(ours, theirs, rtol=1e-2 if dtype == "float16" else 1e-4, atol=1e-2)


def test_integers_stay_exact():
    """As Keras does with int32, the only integers it convolves; other integers widen to hold them."""
    rng = np.random.default_rng(0)
    x, kernel = rng.integers(-99, 99, (1, 6, 6, 2)), rng.integers(-99, 99, (3, 3, 2, 3))
    theirs = np.asarray(keras.ops.conv(x.astype("int32"), kernel.astype("int32")))
    ours = conv2d(x.astype("int32"), kernel.astype("int32"))
    assert ours.dtype == theirs.dtype == np.int32
    np.testing.assert_array_equal(ours, theirs)
    assert conv2d(x, kernel).dtype == np.int64
    pixels = np.full((2, 2), 255, np.uint8)
    assert conv2d(pixels, pixels).tolist() == [[4 * 255 * 255]]
    assert conv2d(pixels > 0, pixels > 0).tolist() == [[4]]


SEPARABLE_STEPS = [
    (1, 1),
    (2, 1),
    (3, 1),
    (1, 2),
    (1, (1, 3)),
    (2, 2),
    ((1, 2), 1),
    ((1, 2), 2),
    ((2, 1), (1, 2)),
]


@pytest.mark.parametrize(
    "steps, padding, multiplier", list(itertools.product(SEPARABLE_STEPS, ["valid", "same"], [1, 2]))
)
def test_separable_as_the_keras_layer(steps, padding, multiplier):
    """Depthwise, then pointwise; unequal strides without dilation are refused by TensorFlow and here."""
    strides, dilation = steps
    x = random((2, 7, 8, 3))
    layer = keras.layers.SeparableConv2D(
        5, (3, 2), strides, padding, dilation_rate=dilation, depth_multiplier=multiplier, dtype="float64"
    )
    filled(layer, x)
    weights = layer.get_weights()
    if strides == (1, 2) and dilation == 1:
        with pytest.raises(tf.errors.InvalidArgumentError, match="equal length strides"):
            layer(x)
        with pytest.raises(LabError, match="unequal_strides"):
            separable_conv2d(x, *weights, strides, padding, dilation)
    else:
        assert_same(separable_conv2d(x, *weights, strides, padding, dilation), layer(x))


# Not with a dilation: dilated by 3 on the image below, Keras 3.15.1 has one answer in channels_last and
# another in channels_first.
@pytest.mark.parametrize("strides, padding", list(itertools.product([1, 2, 3], ["valid", "same"])))
def test_separable_channels_first_layer(strides, padding):
    """The same tensor read as (batch, channels, height, width)."""
    x = random((2, 3, 7, 8), dtype="float32")
    layer = keras.layers.SeparableConv2D(
        5, (3, 2), strides, padding, depth_multiplier=2, data_format="channels_first"
    )
    theirs = filled(layer, x)(x)
    assert_same(
        separable_conv2d(x, *layer.get_weights(), strides, padding, data_format="channels_first"), theirs
    )


def test_separable_data_formats_agree():
    """With a dilation too."""
    x, depthwise, pointwise = random((2, 7, 8, 3)), random((3, 2, 3, 2), 1), random((1, 1, 6, 5), 2)
    last = separable_conv2d(x, depthwise, pointwise, dilation=3)
    first = separable_conv2d(
        np.moveaxis(x, -1, 1), depthwise, pointwise, dilation=3, data_format="channels_first"
    )
    np.testing.assert_array_equal(np.moveaxis(first, 1, -1), last)


@pytest.mark.parametrize("shape", [(3, 3), (2, 3), (1, 4)])
def test_flip_tells_convolution_from_correlation(shape):
    """SciPy has both under their mathematical names."""
    x, kernel = random((6, 7)), random(shape, seed=1)
    np.testing.assert_allclose(conv2d(x, kernel), scipy.signal.correlate2d(x, kernel, "valid"))
    np.testing.assert_allclose(conv2d(x, kernel, flip=True), scipy.signal.convolve2d(x, kernel, "valid"))


@pytest.mark.parametrize("kernel_size, strides", list(itertools.product([2, 3, 4], [1, 2])))
def test_same_lower_is_same_in_a_mirror(kernel_size, strides):
    """The odd cell first: Keras on image and kernel turned by 180 degrees."""
    x, kernel = random((1, 6, 6, 2)), random((kernel_size, kernel_size, 2, 3), seed=1)
    theirs = np.asarray(keras.ops.conv(x[:, ::-1, ::-1], kernel[::-1, ::-1], strides, "same"))
    assert_same(conv2d(x, kernel, strides=strides, padding="same_lower"), theirs[:, ::-1, ::-1])


def test_ranks_agree():
    """An image alone is an image of a batch; (H, W) with an (h, w) kernel is one channel."""
    x, kernel, bias = random((2, 6, 5, 1)), random((3, 2, 1, 1), seed=1), random(1, seed=2)
    batch = conv2d(x, kernel, bias)
    np.testing.assert_array_equal(conv2d(x[1], kernel, bias), batch[1])
    np.testing.assert_array_equal(conv2d(x[1, :, :, 0], kernel[:, :, 0, 0], bias), batch[1, :, :, 0])


def test_hand_examples():
    """The 5x5 binary image; one cell in full; edges whose sign tells the direction."""
    image = [[int(cell) for cell in row] for row in ("11100", "01110", "00111", "00110", "01100")]
    assert conv2d(image, [[1, 0, 1], [0, 1, 0], [1, 0, 1]]).tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    kernel, patch = [[4, 0, 0], [0, 0, 0], [0, 0, -4]], [[0, 0, 0], [0, 1, 1], [0, 1, 2]]
    assert conv2d(patch, kernel).tolist() == [[-8]]
    assert conv2d(patch, kernel, flip=True).tolist() == [[8]]
    edge = [[1, 0, -1]] * 3
    bright_left, bright_right = [[9, 9, 9, 0, 0, 0]] * 3, [[0, 0, 0, 9, 9, 9]] * 3
    assert conv2d(bright_left, edge).tolist() == [[0, 27, 27, 0]]
    assert conv2d(bright_right, edge).tolist() == [[0, -27, -27, 0]]


def test_sizes_by_hand():
    """Shapes that lessons state."""
    rgb = np.zeros((100, 100, 3))
    assert conv2d(rgb, np.zeros((10, 10, 3, 10))).shape == (91, 91, 10)
    assert conv2d(np.zeros((28, 28, 1)), np.zeros((3, 3, 1, 32)), padding="same").shape == (28, 28, 32)
    assert conv2d(np.zeros((32, 32)), np.zeros((3, 3)), dilation=2).shape == (28, 28)
    assert conv2d(np.zeros((15, 15)), np.zeros((3, 3)), strides=2, padding="same").shape == (8, 8)
