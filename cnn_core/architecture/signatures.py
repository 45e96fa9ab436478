"""The layers that a stack may hold, with the arguments of Keras 3, in its order and with its defaults.

A test compares every line with the running Keras. `LocalResponseNormalization` is ours: Keras has none, and
AlexNet needs it.
"""

import ast
from collections.abc import Mapping
from functools import cache
from typing import Final

Value = bool | int | float | str | None | tuple["Value", ...]


class _Required:
    """Stands where an argument has no default."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()

_CONV = "strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1)"
_BIAS = "bias_regularizer=None, activity_regularizer=None"
_POOL = "strides=None, padding='valid', data_format=None"
_FILL = "fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, data_format=None"

_TEXTS = {
    "Input": "shape, batch_size=None, dtype=None",
    "Conv2D": f"filters, kernel_size, {_CONV}, groups=1, activation=None, use_bias=True, "
    f"kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, {_BIAS}, "
    "kernel_constraint=None, bias_constraint=None",
    "SeparableConv2D": f"filters, kernel_size, {_CONV}, depth_multiplier=1, activation=None, use_bias=True, "
    "depthwise_initializer='glorot_uniform', pointwise_initializer='glorot_uniform', "
    f"bias_initializer='zeros', depthwise_regularizer=None, pointwise_regularizer=None, {_BIAS}, "
    "depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None",
    "DepthwiseConv2D": "kernel_size, strides=(1, 1), padding='valid', depth_multiplier=1, data_format=None, "
    "dilation_rate=(1, 1), activation=None, use_bias=True, depthwise_initializer='glorot_uniform', "
    f"bias_initializer='zeros', depthwise_regularizer=None, {_BIAS}, depthwise_constraint=None, "
    "bias_constraint=None",
    "MaxPooling2D": f"pool_size=(2, 2), {_POOL}",
    "AveragePooling2D": f"pool_size, {_POOL}",
    "GlobalMaxPooling2D": "data_format=None, keepdims=False",
    "GlobalAveragePooling2D": "data_format=None, keepdims=False",
    "ZeroPadding2D": "padding=(1, 1), data_format=None",
    "Flatten": "data_format=None",
    "Reshape": "target_shape",
    "Dense": "units, activation=None, use_bias=True, kernel_initializer='glorot_uniform', "
    f"bias_initializer='zeros', kernel_regularizer=None, {_BIAS}, kernel_constraint=None, "
    "bias_constraint=None",
    "Dropout": "rate, noise_shape=None, seed=None",
    "SpatialDropout2D": "rate, data_format=None, seed=None",
    "BatchNormalization": "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, "
    "beta_initializer='zeros', gamma_initializer='ones', moving_mean_initializer='zeros', "
    "moving_variance_initializer='ones', beta_regularizer=None, gamma_regularizer=None, "
    "beta_constraint=None, gamma_constraint=None",
    "LocalResponseNormalization": "depth_radius=2, bias=2.0, alpha=0.0001, beta=0.75",
    "Activation": "activation",
    "ReLU": "max_value=None, negative_slope=0.0, threshold=0.0",
    "LeakyReLU": "negative_slope=0.3",
    "Softmax": "axis=-1",
    "Rescaling": "scale, offset=0.0",
    "RandomFlip": "mode='horizontal_and_vertical', seed=None, data_format=None",
    "RandomTranslation": f"height_factor, width_factor, {_FILL}",
    "RandomRotation": f"factor, {_FILL}",
    "RandomZoom": f"height_factor, width_factor=None, {_FILL}",
    "Add": "",
    "Concatenate": "axis=-1",
}

#: Every layer there is.
KINDS = tuple(_TEXTS)
#: Layers that take several inputs.
MERGING = ("Add", "Concatenate")
#: Other names that Keras knows the same layers by.
ALIASES = {
    "InputLayer": "Input",
    "Convolution2D": "Conv2D",
    "SeparableConvolution2D": "SeparableConv2D",
    "MaxPool2D": "MaxPooling2D",
    "AvgPool2D": "AveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
}
#: What every layer but Input may also be given, by name only.
COMMON: Mapping[str, Value] = {"name": None, "dtype": None, "trainable": True}
#: Arguments whose single number stands for (rows, columns).
PAIRS = ("kernel_size", "strides", "dilation_rate", "pool_size")


@cache
def signature(kind: str) -> Mapping[str, Value | _Required]:
    """A layer's own arguments with their defaults, in Keras's order; REQUIRED where there is none.

    >>> list(signature("MaxPooling2D").items())[:2]
    [('pool_size', (2, 2)), ('strides', None)]
    >>> signature("Dense")["units"]
    REQUIRED
    """
    call = ast.parse(f"f({_TEXTS[kind]})", mode="eval").body
    assert isinstance(call, ast.Call)
    required = {name.id: REQUIRED for name in call.args if isinstance(name, ast.Name)}
    defaults = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
    return required | defaults
