"""The same network without its pooling, or shrinking in another way: for comparing them."""

from cnn_core.architecture.chains import readers
from cnn_core.architecture.edit import removed, replaced
from cnn_core.architecture.stack import Architecture, layer

POOLS = ("MaxPooling2D", "AveragePooling2D")


def with_pooling(architecture: Architecture, kind: str) -> Architecture:
    """The network with every pooling layer of the one kind.

    >>> from cnn_core.architecture.stack import stack
    >>> with_pooling(stack(layer("MaxPooling2D")), "AveragePooling2D").layers[0].kind
    'AveragePooling2D'
    """
    for position, one in enumerate(architecture.layers):
        if one.kind in POOLS:
            named = {name: one[name] for name in ("strides", "padding", "data_format", "name")}
            architecture = replaced(architecture, position, layer(kind, one["pool_size"], **named))
    return architecture


def without_pooling(architecture: Architecture) -> Architecture:
    """The network with its pooling layers taken out: nothing shrinks in their place.

    >>> from cnn_core.architecture.stack import stack
    >>> without_pooling(stack(layer("MaxPooling2D"), layer("Flatten"))).layers
    (Layer(kind='Flatten', arguments=(), inputs=None),)
    """
    for position in reversed(range(len(architecture.layers))):
        if architecture.layers[position].kind in POOLS:
            architecture = removed(architecture, position)
    return architecture


def strided(architecture: Architecture) -> Architecture:
    """Strides instead of pooling: each convolution before a pooling layer takes its stride.

    Springenberg et al., "Striving for Simplicity", 2014, https://arxiv.org/abs/1412.6806. A pooling layer
    with no convolution right before it stays, and so does one whose convolution others read as well.

    >>> from cnn_core.architecture.stack import stack
    >>> [one["strides"] for one in strided(stack(layer("Conv2D", 8, 3), layer("MaxPooling2D"))).layers]
    [(2, 2)]
    """
    for position in reversed(range(1, len(architecture.layers))):
        one, sources = architecture.layers[position], architecture.sources(position)
        if one.kind not in POOLS or sources[0] < 0 or readers(architecture, sources[0]) != (position,):
            continue
        before = architecture.layers[sources[0]]
        if before.kind == "Conv2D" and before["dilation_rate"] == (1, 1):
            rows, columns = one["strides"] or one["pool_size"]
            strides = (before["strides"][0] * rows, before["strides"][1] * columns)
            architecture = replaced(architecture, sources[0], before.changed(strides=strides))
            architecture = removed(architecture, position)
    return architecture
