"""The same network with or without batch normalisation: for comparing the two."""

from collections.abc import Iterator

from cnn_core.architecture.chains import followed, readers
from cnn_core.architecture.edit import removed, replaced
from cnn_core.architecture.stack import Architecture, Layer, layer
from cnn_core.errors import LabError

CONVOLUTIONS = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D")
_WITH_WEIGHTS = (*CONVOLUTIONS, "Dense")
#: Layers without weights that may stand between a convolution and its normalisation.
_BETWEEN = frozenset(
    ("MaxPooling2D", "AveragePooling2D", "Activation", "ReLU", "LeakyReLU", "Dropout", "SpatialDropout2D")
)


def with_batch_normalization(architecture: Architecture) -> Architecture:
    """The network with a normalisation between each convolution and its activation.

    The convolution loses its bias, which the normalisation would take away again, and an activation written
    as its argument becomes a layer. Ioffe, Szegedy 2015, section 3.2, https://arxiv.org/abs/1502.03167.
    A convolution that has a normalisation before the next weights, or is not trained, stays as it is.

    Raises:
        LabError: "variant_needs" (variant, needs) if there is no convolution at all; "too_many_layers"
            (maximum, received).

    >>> from cnn_core.architecture.stack import stack
    >>> normalized = with_batch_normalization(stack(layer("Conv2D", 8, 3, activation="relu")))
    >>> [one.kind for one in normalized.layers], normalized.layers[0]["use_bias"]
    (['Conv2D', 'BatchNormalization', 'ReLU'], False)
    """
    if not any(one.kind in CONVOLUTIONS for one in architecture.layers):
        raise LabError("variant_needs", variant="BatchNormalization", needs="Conv2D")
    for position in reversed(range(len(architecture.layers))):
        one = architecture.layers[position]
        if one.kind in CONVOLUTIONS and one["trainable"] and not _is_normalized(architecture, position):
            bare = one.changed(use_bias=False, activation=None)
            architecture = followed(
                replaced(architecture, position, bare), position, _normalization(one), *_activation(one)
            )
    return architecture


def without_batch_normalization(architecture: Architecture) -> Architecture:
    """The network without its normalisations; a layer before one that had no bias gets it back.

    >>> from cnn_core.architecture.stack import stack
    >>> bare = stack(layer("Conv2D", 8, 3, use_bias=False), layer("BatchNormalization"), layer("ReLU"))
    >>> without_batch_normalization(bare) == stack(layer("Conv2D", 8, 3), layer("ReLU"))
    True
    """
    for position in reversed(range(len(architecture.layers))):
        one = architecture.layers[position]
        if one.kind != "BatchNormalization":
            continue
        origin = _weights_before(architecture, position)
        if origin is not None and one["center"] and architecture.layers[origin]["trainable"]:
            with_bias = architecture.layers[origin].changed(use_bias=True)
            architecture = replaced(architecture, origin, with_bias)
        architecture = removed(architecture, position)
    return architecture


def _normalization(convolution: Layer) -> Layer:
    first = convolution["data_format"] == "channels_first"
    return layer("BatchNormalization", axis=1) if first else layer("BatchNormalization")


def _activation(convolution: Layer) -> Iterator[Layer]:
    name = convolution["activation"]
    if name == "relu":
        yield layer("ReLU")
    elif name not in (None, "linear"):
        yield layer("Activation", name)


def _is_normalized(architecture: Architecture, position: int) -> bool:
    while len(following := readers(architecture, position)) == 1:
        position = following[0]
        kind = architecture.layers[position].kind
        if kind not in _BETWEEN:
            return kind == "BatchNormalization"
    return False


def _weights_before(architecture: Architecture, position: int) -> int | None:
    """The layer with weights whose output a normalisation gets, others without weights between."""
    while (position := architecture.sources(position)[0]) >= 0:
        kind = architecture.layers[position].kind
        if kind in _WITH_WEIGHTS:
            return position
        if kind not in _BETWEEN:
            return None
    return None
