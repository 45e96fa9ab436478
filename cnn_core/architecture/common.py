"""Arguments that mean the same in every layer: names of initialisers and the like, name, dtype, seed."""

from collections.abc import Callable
from typing import Any, Final

from cnn_core.architecture import checks
from cnn_core.architecture.stack import Layer
from cnn_core.arrays import integer, one_of, real_number
from cnn_core.errors import LabError

#: What Keras makes from a name alone, in the spelling of its code and in that of its classes. "identity" is
#: left out: no kernel of a convolution can be one.
INITIALIZERS: Final = (
    "glorot_uniform", "glorot_normal", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform",
    "random_normal", "random_uniform", "truncated_normal", "variance_scaling", "orthogonal",
    "zeros", "ones", "GlorotUniform", "GlorotNormal", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform",
    "RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling", "Orthogonal",
    "Zeros", "Ones", "normal", "uniform", "zero", "one",
)  # fmt: skip
REGULARIZERS: Final = (
    "l1", "l2", "l1l2", "L1", "L2", "L1L2", "orthogonal_regularizer", "OrthogonalRegularizer",
)  # fmt: skip
CONSTRAINTS: Final = (
    "max_norm", "min_max_norm", "non_neg", "unit_norm", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm",
)  # fmt: skip
DTYPES: Final = ("float32", "float16", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16")
INPUT_DTYPES: Final = (*DTYPES[:4], "uint8", "int8", "uint16", "int16", "uint32", "int32", "int64", "bool")
FILL_MODES: Final = ("reflect", "wrap", "constant", "nearest")


def check(one: Layer) -> None:
    """Check the arguments that were written for a layer and that no rule of its own looks at.

    Raises:
        LabError: "unknown_choice" (name, received, choices), "not_a_name" (received), "not_a_flag" (name,
            received), "not_an_integer" (name, received), "too_small" (name, minimum, received),
            "not_numbers" (name, received), "not_finite" (name, received, position), "out_of_range" (name,
            minimum, maximum, received), "not_a_shape" (name, received) or "unknown_argument" (kind, received,
            suggestion).

    >>> from cnn_core.architecture.stack import layer
    >>> check(layer("Dense", 10, kernel_initializer="he_normal", name="output"))
    >>> check(layer("Dense", 10, name="out/put"))
    Traceback (most recent call last):
    cnn_core.errors.LabError: not_a_name (received='out/put')
    """
    for name, value in one.arguments:
        if name == "trainable" and one.kind == "SpatialDropout2D":  # the one layer that does not take it
            raise LabError("unknown_argument", kind=one.kind, received=name, suggestion="")
        if name == "dtype":
            one_of(value, name, INPUT_DTYPES if one.kind == "Input" else DTYPES)
        elif name in _CHECKS:
            _CHECKS[name](name, value)
        else:
            _named(name, value)


def _named(name: str, value: Any) -> None:
    for ending, choices in _ENDINGS.items():
        if name.endswith(ending) and value is not None:
            one_of(value, name, choices)


def _name(_: str, value: Any) -> None:
    if not isinstance(value, str) or "/" in value:
        raise LabError("not_a_name", received=value)


def _flag(name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise LabError("not_a_flag", name=name, received=value)


def _noise_shape(name: str, value: Any) -> None:
    if not isinstance(value, tuple):
        raise LabError("not_a_shape", name=name, received=value)
    checks.shape_entries(value, name, 1, None)


_ENDINGS = {"_initializer": INITIALIZERS, "_regularizer": REGULARIZERS, "_constraint": CONSTRAINTS}
_CHECKS: dict[str, Callable[[str, Any], object]] = {
    "name": _name,
    "trainable": _flag,
    "batch_size": lambda name, value: integer(value, name),
    "seed": lambda name, value: integer(value, name, minimum=-(2**63)),
    "fill_mode": lambda name, value: one_of(value, name, FILL_MODES),
    "interpolation": lambda name, value: one_of(value, name, ("bilinear", "nearest")),
    "fill_value": lambda name, value: real_number(value, name, minimum=-1e30),
    "momentum": lambda name, value: checks.between(value, name, 0, 1),
    "epsilon": lambda name, value: real_number(value, name, minimum=0),
    "noise_shape": _noise_shape,
}
