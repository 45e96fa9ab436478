"""The places in a network that can be looked at: every layer, nested ones too."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import keras

CONVOLUTIONS: Final = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv2DTranspose")
#: What follows a convolution and leaves its cells where they are.
FOLLOWING: Final = (
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "Activation", "ReLU", "LeakyReLU",
    "PReLU", "ELU", "Add", "Multiply", "Rescaling",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A layer's output.

    Attributes:
        name: the layer's; in a network inside a network with a path before it, "vgg16/block1_conv1".
        kind: the layer's class, "Conv2D".
        shape: of its output without the batch; None for a size that is not fixed.
        weights: how many.
    """

    name: str
    kind: str
    shape: tuple[int | None, ...]
    weights: int

    @property
    def spatial(self) -> bool:
        """Whether it has rows and columns, (H, W, C) with more than one cell."""
        return len(self.shape) == 3 and self.shape[:2] != (1, 1)

    @property
    def convolution(self) -> bool:
        """Whether it is a convolution, of whatever kind."""
        return self.kind in CONVOLUTIONS


def layers_of(model: "keras.Model", path: str = "") -> Iterator[tuple[str, Any]]:
    """Every layer that computes, in computing order, with its path."""
    for one in model.layers:
        if hasattr(one, "layers"):
            yield from layers_of(one, f"{path}{one.name}/")
        elif type(one).__name__ != "InputLayer":
            yield path + one.name, one


def sites_of(model: "keras.Model") -> tuple[Site, ...]:
    """The layers' outputs, in computing order; a layer without one tensor as its output is left out."""
    found = []
    for name, one in layers_of(model):
        shape = getattr(getattr(one, "output", None), "shape", None)
        if shape is not None:
            found.append(Site(name, type(one).__name__, tuple(shape)[1:], one.count_params()))
    return tuple(found)


def last_map(sites: tuple[Site, ...]) -> Site | None:
    """Where a heatmap is best taken: the last convolution, or what directly follows it cell for cell.

    >>> conv, relu = Site("c", "Conv2D", (8, 8, 4), 112), Site("r", "ReLU", (8, 8, 4), 0)
    >>> last_map((conv, relu, Site("p", "MaxPooling2D", (4, 4, 4), 0))).name
    'r'
    """
    at = max((at for at, site in enumerate(sites) if site.convolution and site.spatial), default=None)
    if at is None:
        return None
    found = sites[at]
    for site in sites[at + 1 :]:
        if site.kind not in FOLLOWING or site.shape != found.shape:
            break
        found = site
    return found
