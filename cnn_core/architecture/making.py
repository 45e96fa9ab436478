"""What Keras refuses as soon as a layer is made: in a list of layers that comes before any shape."""

from collections.abc import Mapping
from typing import Any

from cnn_core.architecture.shapes import effect
from cnn_core.architecture.signatures import MERGING
from cnn_core.architecture.stack import Layer
from cnn_core.errors import LabError

_OF_ARGUMENTS = (
    *("too_small", "not_an_integer", "not_a_pair", "out_of_range", "not_numbers", "unknown_choice"),
    "stride_with_dilation",
)
_ROOMY = (997, 997, 12)  # nearly every window fits


def refused_when_made(one: Layer) -> LabError | None:
    """Why Keras does not even make a layer; None if it does.

    >>> from cnn_core.architecture.stack import layer
    >>> refused_when_made(layer("Dropout", 25)).key
    'out_of_range'
    >>> refused_when_made(layer("Conv2D", 8, 3))
    """
    if one.kind == "Input" or one.kind in MERGING:
        return None
    try:
        effect(one, [_ROOMY])
    except LabError as error:
        return error if is_refused_when_made(one, error.key, error.values) else None
    return None


def is_refused_when_made(one: Layer, key: str, values: Mapping[str, Any]) -> bool:
    """Whether Keras refuses a layer for this reason when it is made, not when it meets a shape."""
    name, received = values.get("name"), values.get("received")
    if key == "groups_do_not_divide":
        return bool(values["filters"] % values["groups"])
    if one.kind in ("MaxPooling2D", "AveragePooling2D") and (
        name == "padding" or (name, received) == ("strides", 0)
    ):
        return False
    if name == "filters" and isinstance(received, float):
        return False  # 32.0 passes until the weights are made
    return key in _OF_ARGUMENTS
