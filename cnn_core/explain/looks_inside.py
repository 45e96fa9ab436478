"""What the lesson on the inside of a network asks of it: all that a section needs, in one look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.explain.activations import activations
from cnn_core.explain.cells import CONVOLVING, POOLING, ConvolutionCell, PoolingCell, cell
from cnn_core.explain.classes import probabilities
from cnn_core.explain.exciting import Exciting, most_exciting
from cnn_core.explain.filters import Images, filter_images, ideal_images, usual_parameters
from cnn_core.explain.kernels_shown import kernels
from cnn_core.explain.patching import tapped_inputs
from cnn_core.explain.probe import Array, Look, Probe
from cnn_core.explain.sites import CONVOLUTIONS, FOLLOWING, Site
from cnn_core.explain.statistics import Statistics, channel_statistics

#: Layers that only lay numbers out anew or bring them to scale.
PREPARING: Final = ("Rescaling", "Normalization", "Flatten", "Reshape", "Dropout", "SpatialDropout2D")
#: Layers after which a convolution's maps are finished.
ACTIVATING: Final = ("ReLU", "LeakyReLU", "PReLU", "ELU", "Activation")


@dataclass(frozen=True, eq=False)
class Answered:
    """What every layer makes of one image, and what the network says.

    Attributes:
        sites: the layers shown.
        maps: of each (h, w, K), or (K,).
        shares: (classes,), probabilities.
    """

    sites: tuple[Site, ...]
    maps: tuple[Array, ...]
    shares: Array


@dataclass(frozen=True, eq=False)
class LayerKnown:
    """A layer over a set of images.

    Attributes:
        statistics: of its channels.
        exciting: images that excite each channel most.
        behind: name of the convolution that makes its channels; "" for none.
        kernels: that convolution's, (h, w, C, K); None for none.
        usual: how images for its filters are made by default.
    """

    statistics: Statistics
    exciting: Exciting
    behind: str
    kernels: Array | None
    usual: str


@dataclass(frozen=True, eq=False)
class Convolving:
    """What goes into a layer with windows and what comes out, for one image.

    Attributes:
        given: (H, W, C).
        made: (h, w, K).
    """

    given: Array
    made: Array


@dataclass(frozen=True, eq=False)
class Depth:
    """A finished layer: its place in the network and how its channels behave.

    Attributes:
        site: the layer.
        statistics: of its channels over the images.
    """

    site: Site
    statistics: Statistics


@dataclass(frozen=True, eq=False)
class Ideals:
    """An ideal image of every class, and the images that the network is surest of.

    Attributes:
        images: (classes, H, W, C) uint8, 0..255.
        shares: (classes,), the network's probability of the class for its ideal image.
        surest: (classes, n), places in the set of that class's images with the highest probability, surest
            first; -1 where the class has fewer.
        surest_shares: (classes, n), the probabilities; 0 there.
    """

    images: Images
    shares: Array
    surest: NDArray[np.intp]
    surest_shares: Array


def finished(probe: Probe, every: bool = False) -> tuple[Site, ...]:
    """The layers worth a picture: after each convolution only what its activation leaves, if it is a layer.

    Args:
        probe: the network.
        every: whether none is left out.
    """
    if every:
        return probe.sites
    found: list[Site] = []
    part: list[Site] = []
    for site in (*probe.sites, None):
        if site is not None and site.kind in PREPARING:
            continue
        if site is None or site.kind in (*CONVOLUTIONS, "Dense"):
            first = next((at for at, one in enumerate(part) if one.kind in ACTIVATING), 0)
            found += part[first:]
            part = []
        if site is not None:
            part.append(site)
    return tuple(found)


def working(probe: Probe) -> tuple[Site, ...]:
    """The convolutions and pooling layers whose cells can be worked out."""
    return tuple(site for site in probe.sites if site.kind in CONVOLVING + POOLING and site.spatial)


def every_layer(probe: Probe, image: ArrayLike, every: bool = False) -> Answered:
    """What the layers make of one image, (H, W, C).

    Raises:
        LabError: "images_do_not_fit" (expected, received).
    """
    given = np.asarray(image)[None]
    sites = finished(probe, every)
    maps = activations(probe, given, [site.name for site in sites])
    return Answered(sites, tuple(maps[site.name][0] for site in sites), probabilities(probe.logits(given))[0])


def layer_known(probe: Probe, name: str, images: ArrayLike, count: int = 8) -> LayerKnown:
    """How a layer behaves over a set of images, and where its channels come from.

    Raises:
        LabError: as `most_exciting`.
    """
    site = probe.site(name)
    told = channel_statistics(probe, images, [name])[name]
    behind = _behind(probe, site)
    kernel = None if behind is None else kernels(probe, behind.name)
    exciting = most_exciting(probe, images, name, count)
    return LayerKnown(told, exciting, behind.name if behind else "", kernel, usual_parameters(probe, site))


def layer_names(probe: Probe) -> tuple[tuple[Site, ...], tuple[Site, ...]]:
    """The layers whose cells can be worked out, and those whose filters can be shown."""
    filters = tuple(site for site in probe.sites if site.convolution and site.spatial)
    return working(probe), filters


def into_and_out(probe: Probe, image: ArrayLike, name: str) -> Convolving:
    """What goes into a layer with windows and what comes out of it, for one image (H, W, C).

    Raises:
        LabError: "no_layer_named" (received, choices), "images_do_not_fit" (expected, received).
    """
    site, layer, found = probe.site(name), probe.layer(name), list[Any]()

    def body(look: Look, images: Any) -> Any:
        import tensorflow as tf

        [made] = look.at([site], images)[1]
        return tf.cast(found[-1], tf.float32), tf.cast(made, tf.float32)

    images = probe.images(np.asarray(image)[None])
    both = probe.run(("both", name), body, images, changes=lambda: tapped_inputs(layer, found.append))
    return Convolving(both[0][0], both[1][0])


def one_cell(
    probe: Probe, image: ArrayLike, name: str, row: int, column: int, channel: int
) -> ConvolutionCell | PoolingCell:
    """The arithmetic of one cell of a convolution or of pooling; places past an end are the last ones there.

    Raises:
        LabError: as `cells.cell`.
    """
    shape = [int(side or 1) for side in probe.site(name).shape]
    place = [min(one, most - 1) for one, most in zip((row, column, channel), shape, strict=True)]
    return cell(probe, image, name, *place)


def depths(probe: Probe, images: ArrayLike) -> tuple[Depth, ...]:
    """The finished maps of a network from early to deep, over a set of images; each depth once.

    Only maps that come out of an activation, not pooled or added up: these can be compared.
    """
    sites = [site for site in finished(probe) if site.spatial and site.kind in (*CONVOLUTIONS, *ACTIVATING)]
    told = channel_statistics(probe, images, [site.name for site in sites])
    return tuple(Depth(site, told[site.name]) for site in sites)


def ideals(
    probe: Probe, images: ArrayLike, labels: Sequence[int], parameters: str = "auto", count: int = 6
) -> Ideals:
    """The ideal image of every class beside the images of that class that the network is surest of.

    Args:
        probe: the network.
        images: (N, H, W, C), the set.
        labels: (N,), their classes.
        parameters: as in `filters.ideal_images`.
        count: images of a class.

    Raises:
        LabError: as `ideal_images`.
    """
    made = ideal_images(probe, parameters=parameters)
    classes = np.arange(len(made))
    own = probabilities(probe.logits(made))[classes, classes]
    shares = probabilities(probe.logits(images))
    surest = np.full((len(made), count), -1)
    sure = np.zeros((len(made), count), np.float32)
    for label in classes:
        of_class = np.flatnonzero(np.asarray(labels) == label)
        best = of_class[np.argsort(-shares[of_class, label], kind="stable")][:count]
        surest[label, : len(best)], sure[label, : len(best)] = best, shares[best, label]
    return Ideals(made, own, surest, sure)


def dead_channels(probe: Probe, images: ArrayLike, every: bool = False) -> dict[str, tuple[int, ...]]:
    """Of each layer of `finished` the channels that no image of a set moved above 0."""
    told = channel_statistics(probe, images, [site.name for site in finished(probe, every)])
    return {name: one.dead for name, one in told.items()}


def layer_filters(probe: Probe, name: str, count: int, parameters: str = "auto") -> Images:
    """Images for a layer's first `count` channels.

    Raises:
        LabError: as `filter_images`.
    """
    return filter_images(probe, name, np.arange(count), parameters=parameters)


def _behind(probe: Probe, site: Site) -> Site | None:
    """The convolution whose channels a layer's channels are, unchanged in number and order."""
    before = probe.sites[: probe.sites.index(site) + 1]
    for one in reversed(before):
        if one.convolution:
            return one if one.shape[-1] == site.shape[-1] else None
        if one.kind not in FOLLOWING and "Pooling" not in one.kind:
            return None
    return None
