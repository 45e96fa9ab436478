"""A stack of layers as a Keras model. Keras and TensorFlow are loaded by the first call, not on import."""

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any, Final

from cnn_core.architecture.signatures import MERGING, signature
from cnn_core.architecture.stack import Architecture, Layer
from cnn_core.architecture.trace import Row, trace
from cnn_core.arrays import real_number
from cnn_core.errors import LabError

if TYPE_CHECKING:
    import keras

#: Bytes that training takes for each weight in float32: itself, its gradient and the optimiser's momentum.
BYTES_PER_WEIGHT: Final = 3 * 4
#: Bytes of a number in a feature map.
BYTES_PER_UNIT: Final = 4
#: What a model may take: VGG16 needs 1.6 GiB.
MAX_BYTES: Final = 2 * 2**30
#: Arguments that say how a kernel is drawn.
KERNELS: Final = {"kernel_initializer", "depthwise_initializer", "pointwise_initializer"}


def build(
    architecture: Architecture,
    input_shape: Sequence[int | None] | None = None,
    *,
    weight_init_std: float | None = None,
    max_bytes: int = MAX_BYTES,
    first: "Sequence[keras.Layer]" = (),
    input_dtype: str | None = None,
) -> "keras.Model":
    """Make the Keras model: a Sequential one, or a functional one if the network branches.

    The stack is traced first: what cannot work is refused before Keras sees it, since TensorFlow can end the
    whole process on it. The layers are named as in the rows of `trace`, whatever was built before.

    Args:
        architecture: layers from the input up.
        input_shape: (H, W, C), or what the first layer takes, without batch; given, it wins over the stack's
            own Input.
        weight_init_std: standard deviation that all kernels are drawn with, from a normal distribution around
            0; None leaves them to their initialisers. (In a stack an initialiser is a name only.)
        max_bytes: the most that `bytes_needed` may be.
        first: Keras layers between the input and the stack, which leave the shape alone: preprocessing.
        input_dtype: of the input, such as "uint8"; given, it wins over the stack's own Input.

    Raises:
        LabError: those of `trace`, "too_large_to_build" (needed, maximum), both in bytes, or for
            weight_init_std "not_numbers" (name, received), "not_finite" (name, received, position) or
            "too_small" (name, minimum, received).

    >>> from cnn_core.architecture.stack import layer, stack
    >>> build(stack(layer("Dense", 1000)), (1000,), max_bytes=10**6)
    Traceback (most recent call last):
    cnn_core.errors.LabError: too_large_to_build (needed=12016000, maximum=1000000)
    """
    rows = trace(architecture, input_shape)
    needed = bytes_needed(rows)
    if needed > max_bytes:
        raise LabError("too_large_to_build", needed=needed, maximum=max_bytes)
    spread = None if weight_init_std is None else real_number(weight_init_std, "weight_init_std", minimum=0)
    inputs = _input(architecture.layers[0], rows[0].name, input_shape, input_dtype)
    layers = [_layer(one, row.name, spread) for one, row in zip(architecture.layers, rows, strict=True)]
    return _model(architecture, inputs, first, layers)


def bytes_needed(rows: Sequence[Row]) -> int:
    """Memory of a network in training, in bytes: its weights, and the feature maps of one image.

    params * BYTES_PER_WEIGHT + units * BYTES_PER_UNIT; a size that is not known counts as 1.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> bytes_needed(trace(stack(layer("Conv2D", 6, 5)), (32, 32, 3)))
    24288
    """
    units = sum(prod(1 if size is None else size for size in row.output_shape) for row in rows)
    return sum(row.params for row in rows) * BYTES_PER_WEIGHT + units * BYTES_PER_UNIT


def _model(
    architecture: Architecture, inputs: Any, first: Sequence[Any], layers: Sequence[Any]
) -> "keras.Model":
    import keras

    if architecture.is_sequential:
        return keras.Sequential([inputs, *first, *(one for one in layers if one is not None)])
    begin = inputs
    for one in first:
        begin = one(begin)
    outputs: list[Any] = []
    for position, one in enumerate(layers):
        fed = [outputs[source] if source >= 0 else begin for source in architecture.sources(position)]
        merges = architecture.layers[position].kind in MERGING
        outputs.append(begin if one is None else one(fed if merges else fed[0]))
    return keras.Model(inputs, outputs[-1])


def _input(first: Layer, name: str, input_shape: Sequence[int | None] | None, dtype: str | None) -> Any:
    import keras

    written: dict[str, Any] = dict(first.arguments) | {"name": name} if first.kind == "Input" else {}
    given = {"shape": input_shape, "dtype": dtype}
    return keras.Input(**(written | {key: value for key, value in given.items() if value is not None}))


def _layer(one: Layer, name: str, spread: float | None) -> Any:
    """The Keras layer; None for Input, which is a tensor."""
    import keras

    if one.kind == "Input":
        return None
    arguments = dict(one.arguments) | {"name": name}
    if spread is not None:
        for kernel in signature(one.kind).keys() & KERNELS:
            arguments[kernel] = keras.initializers.RandomNormal(stddev=spread)
    if one.kind == "LocalResponseNormalization":
        from cnn_core.models.local_response import LocalResponseNormalization

        return LocalResponseNormalization(**arguments)
    return getattr(keras.layers, one.kind)(**arguments)
