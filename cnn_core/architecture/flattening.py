"""The same convolutions with another way from maps to classes: Flatten and dense layers, or an average."""

from cnn_core.architecture.chains import is_chain
from cnn_core.architecture.edit import inserted, removed, replaced
from cnn_core.architecture.stack import Architecture, layer
from cnn_core.errors import LabError

GLOBAL = ("GlobalAveragePooling2D", "GlobalMaxPooling2D")


def with_global_average_pooling(architecture: Architecture) -> Architecture:
    """One number a channel instead of Flatten and the hidden dense layers; the last dense layer stays.

    Lin, Chen, Yan 2013, section 3.2, https://arxiv.org/abs/1312.4400. Whatever stands between Flatten and
    the last dense layer goes. A network that averages already stays as it is.

    Raises:
        LabError: "variant_needs" (variant, needs) without Flatten or a dense layer behind it;
            "variant_branches" (variant, behind) if the network branches behind Flatten.

    >>> from cnn_core.architecture.stack import stack
    >>> flat = stack(layer("Conv2D", 8, 3), layer("Flatten"), layer("Dense", 64), layer("Dense", 10))
    >>> [one.kind for one in with_global_average_pooling(flat).layers]
    ['Conv2D', 'GlobalAveragePooling2D', 'Dense']
    """
    new = "GlobalAveragePooling2D"
    if _places(architecture, new) and not _places(architecture, "Flatten"):
        return architecture
    start, last = _tail(architecture, ("Flatten",), new)
    for position in reversed(range(start + 1, last)):
        architecture = removed(architecture, position)
    flat = architecture.layers[start]
    return replaced(architecture, start, layer(new, data_format=flat["data_format"]))


def with_flatten(architecture: Architecture, units: int = 0) -> Architecture:
    """Every cell of the maps instead of one number a channel, and a hidden dense layer if it has units.

    Args:
        architecture: with global average or global max pooling and a dense layer behind it.
        units: of a dense layer with ReLU between Flatten and what follows; 0 for none.

    Raises:
        LabError: "variant_needs" (variant, needs) or "variant_branches" (variant, behind).

    >>> from cnn_core.architecture.stack import stack
    >>> small = stack(layer("Conv2D", 8, 3), layer("GlobalAveragePooling2D"), layer("Dense", 10))
    >>> [one.kind for one in with_flatten(small, 64).layers]
    ['Conv2D', 'Flatten', 'Dense', 'Dense']
    """
    if _places(architecture, "Flatten") and not _places(architecture, *GLOBAL):
        return architecture
    start, _ = _tail(architecture, GLOBAL, "Flatten")
    flat = layer("Flatten", data_format=architecture.layers[start]["data_format"])
    architecture = replaced(architecture, start, flat)
    if units:
        architecture = inserted(architecture, start + 1, layer("Dense", units, activation="relu"))
    return architecture


def _tail(architecture: Architecture, kinds: tuple[str, ...], variant: str) -> tuple[int, int]:
    """Where the maps end and where the last dense layer is; behind the maps nothing may branch."""
    ends, dense = _places(architecture, *kinds), _places(architecture, "Dense")
    if not ends:
        raise LabError("variant_needs", variant=variant, needs=kinds[0])
    if not is_chain(architecture, ends[0]):
        raise LabError("variant_branches", variant=variant, behind=kinds[0])
    if not dense or dense[-1] < ends[0]:
        raise LabError("variant_needs", variant=variant, needs="Dense")
    return ends[0], dense[-1]


def _places(architecture: Architecture, *kinds: str) -> list[int]:
    return [place for place, one in enumerate(architecture.layers) if one.kind in kinds]
