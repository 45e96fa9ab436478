"""The same network with or without dropout: for comparing the two."""

from cnn_core.architecture.edit import inserted, removed, replaced
from cnn_core.architecture.stack import Architecture, layer
from cnn_core.errors import LabError

DROPOUTS = ("Dropout", "SpatialDropout2D")


def with_dropout(architecture: Architecture, rate: float) -> Architecture:
    """The network with dropout before each dense layer; dropout that is there already takes the new rate.

    Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html: on what dense layers read.

    Args:
        architecture: with a dense layer or dropout in it.
        rate: share of the numbers set to 0, 0 <= rate < 1; checked when the network is traced.

    Raises:
        LabError: "variant_needs" (variant, needs) without a dense layer; "too_many_layers" (maximum,
            received).

    >>> from cnn_core.architecture.stack import stack
    >>> dropped = with_dropout(stack(layer("Flatten"), layer("Dense", 10)), 0.5)
    >>> [one.kind for one in dropped.layers]
    ['Flatten', 'Dropout', 'Dense']
    """
    kinds = {one.kind for one in architecture.layers}
    if not kinds & {*DROPOUTS, "Dense"}:
        raise LabError("variant_needs", variant="Dropout", needs="Dense")
    is_there = not kinds.isdisjoint(DROPOUTS)
    for position in reversed(range(len(architecture.layers))):
        one = architecture.layers[position]
        if one.kind in DROPOUTS:
            architecture = replaced(architecture, position, one.changed(rate=rate))
        elif one.kind == "Dense" and not is_there:
            architecture = inserted(architecture, position, layer("Dropout", rate))
    return architecture


def without_dropout(architecture: Architecture) -> Architecture:
    """The network with every dropout layer taken out.

    >>> from cnn_core.architecture.stack import stack
    >>> plain = stack(layer("Flatten"), layer("Dense", 10))
    >>> without_dropout(with_dropout(plain, 0.5)) == plain
    True
    """
    for position in reversed(range(len(architecture.layers))):
        if architecture.layers[position].kind in DROPOUTS:
            architecture = removed(architecture, position)
    return architecture
