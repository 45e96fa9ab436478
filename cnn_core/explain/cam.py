"""CAM, class activation maps: for networks that average every map and weigh the averages in one layer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import LabError
from cnn_core.explain.probe import Array, Probe
from cnn_core.explain.sites import Site

if TYPE_CHECKING:
    import keras

_POOLING: Final = "GlobalAveragePooling2D"
#: What a prediction passes unchanged.
_UNCHANGING: Final = (
    "ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "Identity",
    "SpatialDropout2D",
)  # fmt: skip
#: What leaves the averages in their order.
_RESHAPING: Final = ("Flatten", "Reshape")


def cam(probe: Probe, images: Array, classes: NDArray[np.int32], site: Site | None, output: int = 0) -> Array:
    """The sum of the averaged maps, each times the weight that takes its average to the class's logit.

    M = sum over k of w_kc A_k; its mean over all cells, plus the bias, is the logit.
    Where the averages are the logits themselves, as after a 1x1 convolution with a filter for each class,
    M is the class's own map. Source: Zhou et al., https://arxiv.org/abs/1512.04150, section 2

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,).
        site: whose maps A are; None: `cam_site`.
        output: which of the network's outputs.

    Returns:
        (N, h, w); what is negative speaks against the class.

    Raises:
        LabError: "cam_needs_gap" (received) as `cam_site`; "cam_elsewhere" (received, expected), layers'
            names, for a site whose maps are not those that the network averages.
    """
    head = _head(probe, output)
    if site is not None and site.name not in head.sites:
        raise LabError("cam_elsewhere", received=site.name, expected=head.sites[-1])
    maps = probe.maps(probe.site(head.sites[-1]), images, output)
    found: Array = np.einsum("nhwk,kn->nhw", maps, head.weights()[:, classes])
    return found


def cam_site(probe: Probe, output: int = 0) -> Site:
    """The layer whose maps the network averages and weighs.

    Raises:
        LabError: "cam_needs_gap" (received) if the network does not end in global average pooling and at
            most one dense layer or 1x1 convolution; received: the kind of layer in the pooling's place.
    """
    return probe.site(_head(probe, output).sites[-1])


@dataclass(frozen=True)
class _Head:
    """How a network ends: sites that hold the averaged maps, last the layer that makes them; what weighs."""

    sites: list[str]
    weighing: Any
    count: int

    def weights(self) -> Array:
        """(K, classes); a single logit is for class 1 and against class 0."""
        if self.weighing is None:
            kernel = np.eye(self.count, dtype=np.float32)
        else:
            kernel = np.asarray(self.weighing.get_weights()[0], np.float32)
            kernel = kernel.reshape(-1, kernel.shape[-1])
        return np.concatenate([-kernel, kernel], axis=1) if kernel.shape[1] == 1 else kernel


def _head(probe: Probe, output: int) -> _Head:
    count = probe.classes(output)
    way = list(_backwards(probe.model, output))
    at = _passed(way, 1 if _squashes(way[0]) else 0, (*_UNCHANGING, *_RESHAPING))
    weighing = way[at] if _weighs(way[at], last=at == 0) else None
    if weighing is not None:
        at = _passed(way, at + 1, (*_UNCHANGING, *_RESHAPING))
    if _kind(way[at]) != _POOLING:
        raise LabError("cam_needs_gap", received=_kind(way[at]))
    makes = _passed(way, at + 1, _UNCHANGING)
    names = {id(probe.layer(site.name)): site.name for site in probe.sites}
    if id(way[makes]) not in names:
        raise LabError("cam_needs_gap", received=_kind(way[makes]))
    sites = [names[id(one)] for one in way[at + 1 : makes + 1]]
    if weighing is not None and weighing.kernel.shape[-2] != probe.site(sites[-1]).shape[-1]:
        raise LabError("cam_needs_gap", received=_kind(weighing))
    return _Head(sites, weighing, count)


def _passed(way: list[Any], at: int, kinds: tuple[str, ...]) -> int:
    """Past what is of these kinds; at most to the last."""
    while at < len(way) - 1 and _kind(way[at]) in kinds:
        at += 1
    return min(at, len(way) - 1)


def _kind(layer: Any) -> str:
    return type(layer).__name__


def _squashes(layer: Any) -> bool:
    """Whether it only makes probabilities of logits."""
    import keras

    ends = (keras.activations.softmax, keras.activations.sigmoid)
    return _kind(layer) == "Softmax" or (_kind(layer) == "Activation" and layer.activation in ends)


def _weighs(layer: Any, last: bool) -> bool:
    """Whether it gives weighted sums of the averages, and nothing else; softmax after the last is none."""
    import keras

    plain = [keras.activations.linear]
    if last:
        plain += [keras.activations.softmax, keras.activations.sigmoid]
    single = _kind(layer) == "Conv2D" and layer.kernel_size == (1, 1) and layer.groups == 1
    return (_kind(layer) == "Dense" or single) and layer.activation in plain


def _backwards(model: "keras.Model", output: int) -> Iterator[Any]:
    """The layers from an output backwards, inner networks' too, up to one that reads several tensors."""
    import keras

    tensor, outside = model.outputs[output], list[Any]()
    while True:
        one, node, index = tensor._keras_history
        if hasattr(one, "layers"):
            outside.append(one._inbound_nodes[node].input_tensors)
            tensor = one.outputs[index]
            continue
        enters = isinstance(one, keras.layers.InputLayer)
        if not (enters and outside):
            yield one
        read = (outside.pop() if outside else []) if enters else one._inbound_nodes[node].input_tensors
        if len(read) != 1:
            return
        tensor = read[0]
