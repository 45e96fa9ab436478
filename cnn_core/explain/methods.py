"""The methods that make heatmaps, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain.cam import cam, cam_site
from cnn_core.explain.grad_cam import grad_cam
from cnn_core.explain.grad_cam_plus_plus import grad_cam_plus_plus
from cnn_core.explain.guided import guided_backpropagation
from cnn_core.explain.integrated_gradients import integrated_gradients
from cnn_core.explain.layer_cam import layer_cam
from cnn_core.explain.occlusion import occlusion
from cnn_core.explain.probe import Array, Probe
from cnn_core.explain.saliency import saliency
from cnn_core.explain.score_cam import score_cam
from cnn_core.explain.sites import Site
from cnn_core.explain.smoothgrad import smoothgrad

#: (probe, images, classes, site, output) -> (N, h, w), at the layer's or the image's resolution.
Compute = Callable[[Probe, Array, NDArray[np.int32], Site | None, int], Array]


@dataclass(frozen=True)
class Method:
    """How a heatmap is made.

    Attributes:
        compute: makes it; negative values speak against the class.
        at_layer: whether it reads the maps of a layer; else it works on the image's own pixels.
        place: (probe, output) -> the layer it reads where none is chosen.
    """

    compute: Compute
    at_layer: bool = False
    place: Callable[[Probe, int], Site] = lambda probe, output: probe.last_map()


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "cam": Method(cam, at_layer=True, place=cam_site),
        "grad-cam": Method(grad_cam, at_layer=True),
        "grad-cam++": Method(grad_cam_plus_plus, at_layer=True),
        "layer-cam": Method(layer_cam, at_layer=True),
        "score-cam": Method(score_cam, at_layer=True),
        "occlusion": Method(occlusion),
        "saliency": Method(saliency),
        "smoothgrad": Method(smoothgrad),
        "integrated-gradients": Method(integrated_gradients),
        "guided-backpropagation": Method(guided_backpropagation),
    }
)
