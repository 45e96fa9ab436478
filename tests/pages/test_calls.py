"""The snippets a learner copies: run as they stand, they compute what the lab shows.

This TensorFlow build dies from a window larger than its input, so none is drawn here.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.calls import keras_conv, keras_pool, tensorflow_pool, torch_conv, torch_pool
from app.settings import ACTIVATIONS, CONV_PADDINGS, ConvSetting, PoolSetting
from cnn_core import activations
from cnn_core.convolution import conv2d
from cnn_core.pooling import pool2d

FORMATS = ("channels_last", "channels_first")
TF_MODES = ("max", "average", "l2", "global-max", "global-average")
ACTIVATE = {
    "none": lambda x: x,
    "relu": activations.relu,
    "leaky-relu": lambda x: activations.leaky_relu(x, 0.2),
    "sigmoid": activations.sigmoid,
    "tanh": activations.tanh,
}


def blank(shape, channels=1):
    """Sheets of a size; the numbers come from `x`."""
    return tuple(tuple(("0",) * shape[1] for _ in range(shape[0])) for _ in range(channels))


def numbers(shape):
    """Negative ones too, so that zeros in the padding would show."""
    return np.random.default_rng(sum(shape)).normal(-1, 1, shape).astype(np.float32)


def run(code, x, **names):
    """y after the snippet, as an array."""
    space = {"x": x} | names
    exec(code, space)
    return np.asarray(space["y"])


def pool_settings(formats=FORMATS):
    sides = st.tuples(st.integers(1, 4), st.integers(1, 4))
    return st.builds(
        PoolSetting,
        input=st.tuples(st.integers(4, 9), st.integers(4, 9)).map(blank),
        window=sides,
        strides=st.none() | sides,
        padding=st.sampled_from(["valid", "same"]),
        mode=st.sampled_from(TF_MODES),
        data_format=st.sampled_from(formats),
    )


def expected_pool(setting, x):
    y = pool2d(
        x, setting.used_window, setting.used_strides, setting.used_padding, setting.kind,
        data_format=setting.data_format,
    )  # fmt: skip
    spatial = (1, 2) if setting.data_format == "channels_last" else (2, 3)
    return y.squeeze(axis=spatial) if setting.is_global else y


def pool_input(setting):
    height, width = setting.shape
    last = setting.data_format == "channels_last"
    return numbers((2, height, width, 3) if last else (2, 3, height, width))


@settings(max_examples=60, deadline=None)
@given(pool_settings())
def test_keras_pooling(setting):
    x = pool_input(setting)
    np.testing.assert_allclose(run(keras_pool(setting), x), expected_pool(setting, x), rtol=1e-4, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(pool_settings())
def test_tensorflow_pooling(setting):
    x = pool_input(setting)
    try:
        y = run(tensorflow_pool(setting), x)
    except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError):
        # A processor may have no channels-first kernels; anything else must run.
        assume(setting.data_format == "channels_last")
        raise
    np.testing.assert_allclose(y, expected_pool(setting, x), rtol=1e-4, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(pool_settings(("channels_first",)))
def test_torch_pooling(setting):
    torch = pytest.importorskip("torch", reason="PyTorch is not among the app's requirements")
    x = pool_input(setting)
    y = run(torch_pool(setting), torch.tensor(x))
    np.testing.assert_allclose(y, expected_pool(setting, x), rtol=1e-4, atol=1e-5)


@st.composite
def conv_settings(draw):
    channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    spread = draw(st.booleans())
    sides = st.tuples(st.integers(1, 3), st.integers(1, 3))
    return ConvSetting(
        input=blank(draw(st.tuples(st.integers(7, 9), st.integers(7, 9))), channels),
        kernels=blank(kernel, channels * filters),
        filters=filters,
        biases=("0",) * filters,
        strides=(1, 1) if spread else draw(sides),
        dilation=draw(sides) if spread else (1, 1),
        padding=draw(st.sampled_from(CONV_PADDINGS)),
        activation=draw(st.sampled_from(ACTIVATIONS)),
    )


def conv_case(setting):
    """x, kernel (h, w, in, out), bias, and the lab's answer."""
    x = numbers((2, *setting.shape, setting.channels))
    kernel = numbers((*setting.window, setting.channels, setting.filters))
    bias = numbers((setting.filters,))
    total = conv2d(x, kernel, bias, setting.strides, setting.used_padding, setting.dilation)
    return x, kernel, bias, ACTIVATE[setting.activation](total)


@settings(max_examples=40, deadline=None)
@given(conv_settings())
def test_keras_convolution(setting):
    """The layer starts from weights of its own: ours are put in, and it runs once more."""
    x, kernel, bias, expected = conv_case(setting)
    code = keras_conv(setting)
    made = []

    class Recorded(keras.layers.Conv2D):
        def build(self, input_shape):
            super().build(input_shape)
            self.set_weights([kernel, bias])
            made.append(self)

    space = {"x": x, "Conv2D": Recorded}
    exec(code.replace("keras.layers.Conv2D", "Conv2D"), space)
    assert len(made) == 1
    np.testing.assert_allclose(np.asarray(space["y"]), expected, rtol=1e-3, atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(conv_settings())
def test_torch_convolution(setting):
    torch = pytest.importorskip("torch", reason="PyTorch is not among the app's requirements")
    x, kernel, bias, expected = conv_case(setting)
    tensors = {
        "weight": torch.tensor(kernel.transpose(3, 2, 0, 1).copy()),  # (out, in, h, w)
        "bias": torch.tensor(bias),
    }
    y = run(torch_conv(setting), torch.tensor(np.moveaxis(x, -1, 1).copy()), **tensors)
    np.testing.assert_allclose(np.moveaxis(y, 1, -1), expected, rtol=1e-3, atol=1e-4)


FOUR = blank((4, 4))
WRITTEN = {
    "keras default": (keras_pool, PoolSetting(FOUR), "y = keras.layers.MaxPooling2D(pool_size=(2, 2))(x)"),
    "keras same": (
        keras_pool,
        PoolSetting(FOUR, strides=(1, 2), padding="same", mode="average"),
        'y = keras.layers.AveragePooling2D(pool_size=(2, 2), strides=(1, 2), padding="same")(x)',
    ),
    "keras global": (
        keras_pool,
        PoolSetting(FOUR, mode="global-average"),
        "y = keras.layers.GlobalAveragePooling2D()(x)",
    ),
    "tf names four axes": (
        tensorflow_pool,
        PoolSetting(FOUR, padding="same"),
        'y = tf.nn.max_pool2d(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")',
    ),
    "torch": (torch_pool, PoolSetting(FOUR), "y = F.max_pool2d(x, kernel_size=(2, 2), stride=(2, 2))"),
    "torch pads max with minus infinity": (
        torch_pool,
        PoolSetting(blank((3, 3)), padding="same"),
        'x = F.pad(x, (0, 1, 0, 1), value=float("-inf"))',
    ),
    "keras conv": (keras_conv, ConvSetting(FOUR, blank((3, 3))), "y = keras.layers.Conv2D(1, (3, 3))(x)"),
    "torch conv same": (
        torch_conv,
        ConvSetting(FOUR, blank((3, 3)), strides=(2, 2), padding="same"),
        "x = F.pad(x, (0, 1, 0, 1))\ny = F.conv2d(x, weight, bias, stride=(2, 2))",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_calls_read_as_people_write_them(name):
    write, setting, line = WRITTEN[name]
    assert line in write(setting)
