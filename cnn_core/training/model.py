"""A configuration as a Keras model that takes images as they are, 0..255, and is ready to be trained."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.architecture.edit import replaced
from cnn_core.architecture.stack import Architecture
from cnn_core.data.dataset import Images
from cnn_core.data.preprocess import Scaling, fit_scaling
from cnn_core.data.whitening import whitening_kernels
from cnn_core.models.build import build
from cnn_core.training.config import INPUT_SHAPE, Config
from cnn_core.training.processor import computes_in_bfloat16

if TYPE_CHECKING:
    import keras

#: Whitening kernels are measured on so many images; more change them by less than a percent.
WHITENING_IMAGES: Final = 2_000
#: Added to the variances, so that faint directions, mostly noise, are not blown up. For standardised images
#: 0.01 gave about a point more validation accuracy than 0.05 and than 0.001.
WHITENING_EPSILON: Final = 1e-2
MOMENTUM: Final = 0.9
#: Names of what weight decay leaves alone: it is meant for kernels.
NOT_DECAYED: Final = ("bias", "gamma", "beta")


def make_model(config: Config, images: Images, input_dtype: str = "uint8") -> "keras.Model":
    """The model, compiled, with fresh weights drawn from the configuration's seed.

    Args:
        config: as `config.checked` gives it back.
        images: (N, 32, 32, 3) uint8, the training images: means and whitening kernels are measured on them.
        input_dtype: what the model takes; "float32" lets gradients reach the pixels.

    Returns:
        Input (B, 32, 32, 3); output (B, 10) float32, logits or, if the network ends so, probabilities.
    """
    import keras

    keras.utils.set_random_seed(config.seed)
    scaling = fit_scaling(images, config.scaling)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if in_bfloat16(config) else "float32")
    try:
        first = _scaling_layer(scaling)
        network = ends_in_float32(config.architecture)
        model = build(network, INPUT_SHAPE, first=[first], input_dtype=input_dtype)
    finally:
        keras.config.set_dtype_policy(before)
    if config.whitening:
        _whiten(model, scaling.apply(images[:WHITENING_IMAGES]))
    mend_strided_1x1(model)
    model.compile(
        _optimizer(config),
        keras.losses.CategoricalCrossentropy(
            from_logits=not ends_in_softmax(config.architecture), label_smoothing=config.label_smoothing
        ),
        metrics=["accuracy"],
        jit_compile=False,  # measured on CPUs: slower with XLA
    )
    model.optimizer.build(model.trainable_variables)
    return model


def _scaling_layer(scaling: Scaling) -> Any:
    """(x - mean) / deviation as x * scale + offset, in all digits."""
    import keras

    scale = (1 / scaling.deviation).tolist()
    offset = (-scaling.mean / scaling.deviation).tolist()
    return keras.layers.Rescaling(scale, offset, dtype="float32", name="scaling")


def ends_in_softmax(architecture: Architecture) -> bool:
    """Whether the network's output are probabilities; else they are logits.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> ends_in_softmax(stack(layer("Flatten"), layer("Dense", 10)))
    False
    """
    last = architecture.layers[-1]
    return last.kind == "Softmax" or (
        last.kind in ("Dense", "Activation", "Conv2D") and last["activation"] == "softmax"
    )


def in_bfloat16(config: Config) -> bool:
    """Whether the run computes in mixed precision on this machine."""
    return config.precision == "bfloat16" or (config.precision == "auto" and computes_in_bfloat16())


def ends_in_float32(architecture: Architecture) -> Architecture:
    """The network with a last layer in float32: in mixed precision, loss and softmax need all digits.

    Source: https://www.tensorflow.org/guide/mixed_precision

    >>> from cnn_core.architecture.stack import layer, stack
    >>> ends_in_float32(stack(layer("Dense", 10))).layers[0]["dtype"]
    'float32'
    """
    last = len(architecture.layers) - 1
    if architecture.layers[last]["dtype"] is not None:
        return architecture
    return replaced(architecture, last, architecture.layers[last].changed(dtype="float32"))


def _whiten(model: "keras.Model", images: NDArray[np.float32]) -> None:
    """Put whitening kernels into the first convolution and fix it; a bias becomes 0."""
    import keras

    first = next(one for one in model.layers if isinstance(one, keras.layers.Conv2D))
    side = first.kernel_size[0]
    kernels = whitening_kernels(images, side, WHITENING_EPSILON)
    first.set_weights([kernels, *[np.zeros(first.filters)] * first.use_bias])
    first.trainable = False


def mend_strided_1x1(model: "keras.Model") -> None:
    """Let 1x1 convolutions with strides take every s-th pixel first: the same numbers, another gradient.

    TensorFlow 2.21 with oneDNN writes past its memory in the weight gradient of a 1x1 convolution with a
    stride above 1 and fewer than 16 input channels; the process can end.
    """
    import keras

    for one in model.layers:
        if isinstance(one, keras.layers.Conv2D) and one.kernel_size == (1, 1) and one.strides != (1, 1):
            one.convolution_op = _picking(one)


def _picking(one: Any) -> Any:
    import keras

    rows, columns = one.strides

    def convolve(inputs: Any, kernel: Any) -> Any:
        first = one.data_format == "channels_first"
        picked = inputs[:, :, ::rows, ::columns] if first else inputs[:, ::rows, ::columns]
        return keras.ops.conv(picked, kernel, 1, "valid", one.data_format, 1)

    return convolve


def _optimizer(config: Config) -> Any:
    import keras

    decay = config.weight_decay or None
    rate = config.learning_rate
    made: Any
    match config.optimizer:
        case "adam":
            made = keras.optimizers.Adam(rate, weight_decay=decay)
        case "adamw":
            made = keras.optimizers.AdamW(rate, weight_decay=config.weight_decay)
        case "rmsprop":
            made = keras.optimizers.RMSprop(rate, weight_decay=decay)
        case kind:
            momentum = 0.0 if kind == "sgd" else MOMENTUM
            made = keras.optimizers.SGD(rate, momentum, nesterov=kind == "nesterov", weight_decay=decay)
    if made.weight_decay:
        made.exclude_from_weight_decay(var_names=list(NOT_DECAYED))
    return made
