"""What the arguments of a layer may be: checked as a stack is traced, refused with rule and value."""

from numbers import Real
from typing import Any

from cnn_core.architecture.stack import Layer
from cnn_core.arrays import DATA_FORMATS, Pair, one_of, pair, real_number
from cnn_core.errors import LabError
from cnn_core.windows import Padding

Shape = tuple[int | None, ...]  # of one image or vector: the batch is left out

#: The names that Keras knows activations by, but for two that no layer can use: "glu" halves the channels,
#: which Keras's own shapes overlook, and "threshold" needs arguments.
ACTIVATION_NAMES = (
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish",
    "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu",
    "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid",
    "sparsemax", "squareplus", "swish", "tanh", "tanh_shrink",
)  # fmt: skip


def flag(one: Layer, name: str) -> bool:
    """An argument that is True or False.

    Raises:
        LabError: "not_a_flag" (name, received).
    """
    value = one[name]
    if not isinstance(value, bool):
        raise LabError("not_a_flag", name=name, received=value)
    return value


def activation(one: Layer) -> None:
    """Check the name of a layer's activation; a layer of its own kind must have one.

    Raises:
        LabError: "unknown_choice" (name, received, choices).
    """
    value = one["activation"]
    if value is not None or one.kind == "Activation":
        one_of(value, "activation", ACTIVATION_NAMES)


def rate(one: Layer) -> None:
    """Check the share of numbers that dropout drops, 0 to 1.

    Raises:
        LabError: "not_numbers" (name, received) or "out_of_range" (name, minimum, maximum, received).
    """
    between(one["rate"], "rate", 0, 1)


def between(value: Any, name: str, low: float, high: float) -> float:
    """A real number from low to high.

    Raises:
        LabError: "not_numbers" (name, received) or "out_of_range" (name, minimum, maximum, received).

    >>> between(0.5, "rate", 0, 1)
    0.5
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise LabError("not_numbers", name=name, received=str(value))
    if not low <= float(value) <= high:
        raise LabError("out_of_range", name=name, minimum=low, maximum=high, received=value)
    return float(value)


def factor(value: Any, name: str, low: float = -1.0) -> None:
    """Check the strength of a random change: a share, or (least, most).

    Raises:
        LabError: "not_numbers" (name, received), "not_a_pair" (name, received) or "out_of_range" (name,
            minimum, maximum, received).
    """
    if isinstance(value, tuple):
        if len(value) != 2:
            raise LabError("not_a_pair", name=name, received=value)
        for end in value:
            between(end, name, low, 1)
    else:
        between(value, name, low, 1)


def conv_padding(one: Layer) -> str:
    """The padding of a convolution, in small letters; Keras takes capitals here, but not in pooling.

    Raises:
        LabError: "unknown_choice" (name, received, choices).
    """
    value = one["padding"]
    return one_of(value.lower() if isinstance(value, str) else value, "padding", ("valid", "same"))


def data_format(one: Layer) -> str:
    """Where a layer expects the channels: None means last.

    Raises:
        LabError: "unknown_choice" (name, received, choices).
    """
    value = one["data_format"]
    return "channels_last" if value is None else one_of(value, "data_format", DATA_FORMATS)


def zero_padding(one: Layer) -> tuple[Padding, Padding]:
    """((top, bottom), (left, right)) of a ZeroPadding2D, from any of the forms Keras takes.

    Raises:
        LabError: "not_a_pair" (name, received), "not_an_integer" (name, received) or "too_small" (name,
            minimum, received).
    """
    value = one["padding"]
    if not isinstance(value, tuple):
        return (both := pair(value, "padding", 0)), both
    if len(value) != 2:
        raise LabError("not_a_pair", name="padding", received=value)
    rows, columns = (pair(axis, "padding", 0) for axis in value)
    return rows, columns


def strides(one: Layer, window: Pair, name: str = "strides") -> Pair:
    """The strides of a pooling layer: None means the window.

    Raises:
        LabError: "not_a_pair" (name, received), "not_an_integer" (name, received) or "too_small" (name,
            minimum, received).
    """
    return window if one[name] is None else pair(one[name], name)


def axis_index(value: Any, shape: Shape) -> int:
    """Which entry of a shape without batch an axis means; Keras counts the batch as axis 0.

    Raises:
        LabError: "axis_out_of_range" (received, axes).
    """
    axes = len(shape)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not (1 <= value <= axes or -axes <= value < 0):
        raise LabError("axis_out_of_range", received=value, axes=axes)
    return value - 1 if value > 0 else axes + value


def shape_entries(value: Any, name: str, minimum: int, unknown: int | None) -> tuple[int | None, ...]:
    """A written shape: whole numbers, and at most what `unknown` stands for (None or -1).

    Raises:
        LabError: "not_a_shape" (name, received).
    """
    entries = value if isinstance(value, tuple) else (value,)
    for entry in entries:
        known = isinstance(entry, int) and not isinstance(entry, bool) and entry >= minimum
        if not known and not (entry == unknown and not isinstance(entry, bool)):
            raise LabError("not_a_shape", name=name, received=value)
    return entries


def slope(one: Layer, *names: str) -> None:
    """Check numbers that must not be negative; None is for those that have it as their default.

    Raises:
        LabError: "not_numbers" (name, received) or "too_small" (name, minimum, received).
    """
    for name in names:
        if not (one[name] is None and name == "max_value"):
            real_number(one[name], name, minimum=0)
