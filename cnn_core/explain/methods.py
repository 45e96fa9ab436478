"""The methods that make heatmaps, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain.grad_cam import grad_cam
from cnn_core.explain.probe import Array, Probe
from cnn_core.explain.sites import Site

#: (probe, images, classes, site, output) -> (N, h, w), at the layer's or the image's resolution.
Compute = Callable[[Probe, Array, NDArray[np.int32], Site | None, int], Array]


@dataclass(frozen=True)
class Method:
    """How a heatmap is made.

    Attributes:
        compute: makes it; negative values speak against the class.
        at_layer: whether it reads the maps of a layer; else it works on the image's own pixels.
    """

    compute: Compute
    at_layer: bool = False


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "grad-cam": Method(grad_cam, at_layer=True),
    }
)
