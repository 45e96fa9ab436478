"""Pooling against the running Keras layers, and the examples people compute by hand."""

import itertools
import warnings

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.pooling import global_pool2d, pool2d

LAYERS = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}
GLOBAL_LAYERS = {"max": keras.layers.GlobalMaxPooling2D, "average": keras.layers.GlobalAveragePooling2D}
SIDES = [(1, 1), (4, 4), (5, 7), (9, 6)]
WINDOWS = [1, 2, 3, (2, 3), (3, 1)]
STRIDES = [None, 1, 2, (3, 1), 4]
TABLE = list(itertools.product(LAYERS, SIDES, WINDOWS, STRIDES, ["valid", "same"]))


def random_maps(shape, seed=0, low=-1.0, high=1.0, dtype="float64"):
    """Random feature maps."""
    return np.random.default_rng(seed).uniform(low, high, shape).astype(dtype)


def assert_same(ours, theirs, rtol=1e-12):
    """Same dtype, shape and values."""
    theirs = np.asarray(theirs)
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=rtol)


def both(ours, theirs):
    """Our result and Keras's, None for whichever refuses."""
    try:
        our_result = ours()
    except LabError:
        our_result = None
    try:
        their_result = np.asarray(theirs())
    except Exception:  # Keras and TensorFlow refuse with errors of many kinds
        their_result = None
    if (
        their_result is not None and their_result.size == 0
    ):  # how TensorFlow says that no window fits, at times
        their_result = None
    return our_result, their_result


@pytest.mark.parametrize("mode, sides, window, stride, padding", TABLE)
def test_as_the_keras_layer(mode, sides, window, stride, padding):
    """Shapes, dtypes and values; refused by both or by neither. Values are negative: padding must not win."""
    x = random_maps((2, *sides, 3), low=-2, high=-1)
    ours, theirs = both(
        lambda: pool2d(x, window, stride, padding, mode),
        lambda: LAYERS[mode](window, stride, padding, dtype="float64")(x),
    )
    assert (ours is None) == (theirs is None)
    if theirs is not None:
        assert_same(ours, theirs)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_as_keras_on_random_settings(data):
    """The same, on settings drawn at random, in both data formats."""
    sides = st.integers(1, 4)
    mode = data.draw(st.sampled_from(["max", "average"]))
    channels_last = data.draw(st.booleans())
    height, width = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12))
    shape = (1, height, width, 2) if channels_last else (1, 2, height, width)
    window, stride = data.draw(st.tuples(sides, sides)), data.draw(st.none() | st.tuples(sides, sides))
    padding = data.draw(st.sampled_from(["valid", "same"]))
    data_format = "channels_last" if channels_last else "channels_first"
    x = random_maps(shape, seed=data.draw(st.integers(0, 9)))
    op = keras.ops.max_pool if mode == "max" else keras.ops.average_pool
    ours, theirs = both(
        lambda: pool2d(x, window, stride, padding, mode, data_format),
        lambda: op(keras.ops.convert_to_tensor(x), window, stride, padding, data_format),
    )
    assert (ours is None) == (theirs is None)
    if theirs is not None:
        assert_same(ours, theirs)


@pytest.mark.parametrize("mode, padding", list(itertools.product(LAYERS, ["valid", "same"])))
def test_channels_first_layer(mode, padding):
    """The same tensor read as (batch, channels, height, width)."""
    x = random_maps((2, 3, 5, 6))
    layer = LAYERS[mode]((2, 3), padding=padding, data_format="channels_first", dtype="float64")
    assert_same(pool2d(x, (2, 3), None, padding, mode, "channels_first"), layer(x))


@pytest.mark.parametrize(
    "dtype",
    ["float16", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "int64"],
)
def test_max_keeps_keras_dtypes(dtype):
    """Max pooling compares, so integers stay what they are, the smallest ones included."""
    x = random_maps((1, 5, 5, 2), low=-90, high=-60) + (150 if dtype.startswith("u") else 0)
    x = x.astype(dtype)
    if x.dtype.kind == "i":
        x[0, 0, 0, 0] = np.iinfo(dtype).min
    tensor = keras.ops.convert_to_tensor(x)
    assert_same(pool2d(x, 2, padding="same"), keras.ops.max_pool(tensor, 2, padding="same"))
    assert_same(global_pool2d(x), GLOBAL_LAYERS["max"](dtype=_policy(dtype))(tensor))


@pytest.mark.parametrize("dtype, rtol", [("float16", 2e-3), ("float32", 1e-6), ("float64", 1e-12)])
def test_average_keeps_keras_dtypes(dtype, rtol):
    """A layer made with the input's dtype."""
    x = random_maps((1, 7, 7, 2), dtype=dtype)
    layer = LAYERS["average"](3, 2, "same", dtype=dtype)
    assert_same(pool2d(x, 3, 2, "same", "average"), layer(x), rtol)
    assert_same(global_pool2d(x, "average"), GLOBAL_LAYERS["average"](dtype=dtype)(x), rtol)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64"])
def test_average_of_integers_is_float32(dtype):
    """Keras's global average says so; its windowed average takes no integers, but must agree with itself."""
    x = random_maps((1, 4, 4, 2), low=0, high=100).astype(dtype)
    assert_same(global_pool2d(x, "average"), GLOBAL_LAYERS["average"]()(keras.ops.convert_to_tensor(x)), 1e-6)
    assert_same(pool2d(x, 2, mode="average"), LAYERS["average"](2)(x.astype("float32")), 1e-6)


def test_float16_averages_are_rounded_once():
    """Of 4,096 cells: Keras's layer sums in float16 and gets 1.0, as documented; its global one is right."""
    x = np.ones((1, 64, 64, 1), "float16")
    x[0, 0, 0, 0] = 2048
    right = np.float16((2048 + 4095) / 4096)
    assert pool2d(x, 64, mode="average").item() == right
    assert (
        global_pool2d(x, "average").item()
        == right
        == np.asarray(GLOBAL_LAYERS["average"](dtype="float16")(x))
    )


@pytest.mark.parametrize(
    "mode, data_format, keepdims",
    list(itertools.product(GLOBAL_LAYERS, ["channels_last", "channels_first"], [False, True])),
)
def test_global_pooling_as_the_keras_layer(mode, data_format, keepdims):
    """One number for each channel."""
    x = random_maps((2, 4, 5, 3))
    layer = GLOBAL_LAYERS[mode](data_format=data_format, keepdims=keepdims, dtype="float64")
    assert_same(global_pool2d(x, mode, data_format, keepdims), layer(x))


@pytest.mark.parametrize("mode", ["max", "average", "l2"])
def test_ranks_agree(mode):
    """An image alone is an image of a batch; a sheet is an image's channel."""
    x = random_maps((2, 5, 6, 3))
    batch = pool2d(x, 2, 1, "same", mode)
    assert_same(pool2d(x[1], 2, 1, "same", mode), batch[1])
    assert_same(pool2d(x[1, :, :, 2], 2, 1, "same", mode), batch[1, :, :, 2])
    whole = global_pool2d(x, mode)
    assert_same(global_pool2d(x[1], mode), whole[1])
    assert_same(global_pool2d(x[1, :, :, 2], mode), whole[1, 2])


@pytest.mark.parametrize(
    "mode, window, stride", list(itertools.product(LAYERS, [1, 2, 3, (4, 1)], [1, 2, 3]))
)
def test_same_lower_is_same_in_a_mirror(mode, window, stride):
    """The odd cell first: what Keras does to the image turned by 180 degrees, where both need padding."""
    x = random_maps((1, 6, 7, 1))
    layer = LAYERS[mode](window, stride, "same", dtype="float64")
    mirrored = np.asarray(layer(x[:, ::-1, ::-1]))[:, ::-1, ::-1]
    windows = (window, window) if isinstance(window, int) else window
    strips = [
        (side - 1) // stride * stride + width < side for side, width in zip((6, 7), windows, strict=True)
    ]
    if not any(strips):  # a strip that no window reaches stays at the end, as no padding is needed
        assert_same(pool2d(x, window, stride, "same_lower", mode), mirrored)


def test_hand_examples():
    """Two 4x4 maps pooled 2x2."""
    first = [[2, 3, 1, 9], [4, 7, 3, 5], [8, 2, 2, 2], [1, 3, 4, 5]]
    second = [[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]]
    assert pool2d(first, 2).tolist() == [[7, 9], [8, 5]]
    assert pool2d(first, 2, mode="average").tolist() == [[4, 4.5], [3.5, 3.25]]
    assert pool2d(second, 2).tolist() == [[9, 2], [6, 3]]
    assert pool2d([[3, 4], [0, 0]], 2, mode="l2").tolist() == [[5]]
    assert global_pool2d([[3, 4], [0, 0]], mode="l2").item() == 5


def test_sizes_by_hand():
    """Depth 5 is pooled five times; 28x28x32 by 2x2, stride 2, same, is 14x14x32."""
    assert pool2d(np.zeros((4, 4, 5)), 2).shape == (2, 2, 5)
    assert pool2d(np.zeros((28, 28, 32)), 2, 2, "same").shape == (14, 14, 32)


def test_average_and_padding_by_hand():
    """Real cells only, or all cells of the padded input."""
    ones = np.ones((2, 2))
    assert pool2d(ones, 2, 1, 1, "average").tolist() == [[1, 1, 1]] * 3
    assert pool2d(ones, 2, 1, 1, "average", count_include_pad=True).tolist() == [
        [0.25, 0.5, 0.25],
        [0.5, 1, 0.5],
        [0.25, 0.5, 0.25],
    ]


def test_booleans_are_zeros_and_ones():
    """A mask may be pooled too."""
    assert pool2d([[True, False], [False, False]], 2).tolist() == [[1]]
    assert pool2d([[True, False], [False, False]], 2, mode="average").tolist() == [[0.25]]


def test_input_is_left_alone_and_nothing_warns():
    """No write through a view, no overflow of an integer's sum."""
    x = np.full((1, 4, 4, 1), 120, np.int8)
    kept = x.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for mode in ("max", "average", "l2"):
            pool2d(x, 1, 1, "valid", mode)
            result = pool2d(x, 4, mode=mode).item()
            assert result == {"max": 120, "average": 120, "l2": 480}[mode]
    np.testing.assert_array_equal(x, kept)


REFUSED_BY_KERAS = [
    (dict(strides=0), "too_small", dict(name="strides", minimum=1, received=0)),
    (dict(strides=(2, 0)), "too_small", dict(name="strides", minimum=1, received=0)),
    (dict(strides=-1), "too_small", dict(name="strides", minimum=1, received=-1)),
    (dict(strides=1.5), "not_an_integer", dict(name="strides", received=1.5)),
    (dict(pool_size=0), "too_small", dict(name="pool_size", minimum=1, received=0)),
    (dict(pool_size=2.0), "not_an_integer", dict(name="pool_size", received=2.0)),
    (dict(pool_size="2"), "not_an_integer", dict(name="pool_size", received="2")),
    (dict(pool_size=(2, 2, 2)), "not_a_pair", dict(name="pool_size", received=(2, 2, 2))),
    (dict(padding="full"), "unknown_padding", dict(received="full")),
    (dict(padding=None), "unknown_padding", dict(received=None)),
    (dict(pool_size=5), "window_does_not_fit", dict(size=4, padded=4, window=5, extent=5)),
    (dict(data_format="NHWC"), "unknown_choice", dict(name="data_format", received="NHWC")),
]


@pytest.mark.parametrize("setting, key, values", REFUSED_BY_KERAS)
def test_refused_at_once_and_by_keras_sooner_or_later(setting, key, values):
    """The key and what was received; Keras refuses too, some of it only when the layer is called."""
    x = random_maps((1, 4, 4, 1))
    with pytest.raises(LabError) as refused:
        pool2d(x, **{"pool_size": 2, **setting})
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
    with pytest.raises(Exception):  # noqa: B017 - of many kinds
        # float64: with float32, a window that does not fit can kill the process (TensorFlow 2.21, SIGFPE)
        assert np.asarray(keras.layers.MaxPooling2D(**{"pool_size": 2, **setting}, dtype="float64")(x)).size


REFUSED_HERE = [
    (dict(pool_size=True), "not_an_integer", dict(name="pool_size", received=True)),
    (dict(padding=1.5), "not_an_integer", dict(name="padding", received=1.5)),
    (dict(padding=(1, 1)), "unknown_padding", dict(received=(1, 1))),
    (dict(padding=-1), "too_small", dict(name="padding", minimum=0, received=-1)),
    (dict(padding=((2, 0), (0, 0))), "padding_too_large", dict(size=4, window=2, before=2, after=0)),
    (dict(padding=((0, 0), (0, 3))), "padding_too_large", dict(size=4, window=2, before=0, after=3)),
    (dict(dilation=0), "too_small", dict(name="dilation", minimum=1, received=0)),
    (dict(dilation=4), "window_does_not_fit", dict(size=4, padded=4, window=2, dilation=4, extent=5)),
    (dict(mode="min"), "unknown_choice", dict(name="mode", received="min", choices=("max", "average", "l2"))),
]


@pytest.mark.parametrize("setting, key, values", REFUSED_HERE)
def test_refused_beyond_keras(setting, key, values):
    """Settings that Keras does not have, or takes as something else."""
    with pytest.raises(LabError) as refused:
        pool2d(np.zeros((4, 4)), **{"pool_size": 2, **setting})
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()


def _policy(dtype):
    """A layer cannot be made with an integer dtype; it then keeps the input's."""
    return dtype if dtype.startswith("float") else "float32"
