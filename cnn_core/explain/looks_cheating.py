"""What the lesson on cheating asks of two networks: one learned from clean drawings, one from tagged ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.data.tagged import COUNT, tagged
from cnn_core.explain.classes import predicted, probabilities
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.networks import Shipped, within
from cnn_core.explain.pointing import energy, reach
from cnn_core.explain.probe import Array, Probe

#: The clean one first.
NETWORKS: Final = ("drawn", "fooled")
#: The methods compared, and the layer each reads: Layer-CAM where maps are still 16x16; None: its own place.
PLACES: Final = {"layer-cam": "conv2", "grad-cam": None, "integrated-gradients": None}
#: Those that are quick on hundreds of images.
QUICK: Final = ("layer-cam", "grad-cam")
#: Pixels: no further from the tag than this, a hottest place is said to lie on it.
NEAR: Final = 2


@dataclass(frozen=True, eq=False)
class Seen:
    """What a network makes of some images.

    Attributes:
        images: (N, H, W, C), those that were given.
        heat: (N, H, W) in [0, 1].
        empty: (N,), where nothing speaks for the class.
        shares: (N, K), the probability of each class.
    """

    images: NDArray[Any]
    heat: Array
    empty: NDArray[np.bool_]
    shares: Array


@dataclass(frozen=True, eq=False)
class Scored:
    """Where the heat of a network's own validation-like drawings lies, each for its true class.

    Attributes:
        energy: (N,), the share of the heat that lies on the object.
        distance: (N,), pixels from the hottest place to the tag; nan where there is none.
        on_tag: (N,), the share of the heat that lies on the tag; nan where there is none.
    """

    energy: NDArray[np.float64]
    distance: NDArray[np.float64]
    on_tag: NDArray[np.float64]

    @property
    def near_tag(self) -> float:
        """Of the tagged drawings, the share whose hottest place is at most NEAR pixels from the tag."""
        told = self.distance[~np.isnan(self.distance)]
        return float((told <= NEAR).mean())


@dataclass(frozen=True, eq=False)
class Called:
    """The classes that a network calls the same drawings, (N,) each.

    Attributes:
        plain: without a tag.
        with_tag: with a tag in every one.
        as_trained: with tags as in "drawn-cue".
    """

    plain: NDArray[np.int32]
    with_tag: NDArray[np.int32]
    as_trained: NDArray[np.int32]


def by_each(function: Callable[..., Any], *args: Any) -> tuple[Any, ...]:
    """What `function(probe, *args)` gives for each of NETWORKS, in one look.

    Raises:
        LabError: as `networks.within`.
    """
    return tuple(within(Shipped(name), function, *args) for name in NETWORKS)


def seen(probe: Probe, images: ArrayLike, label: int, method: str) -> Seen:
    """Heatmaps of one class for some images, (N, H, W, C), and the network's answers.

    Raises:
        LabError: those of `heatmap`.
    """
    given = probe.images(images)
    found = heatmap(probe, given, method, label, PLACES[method])
    return Seen(np.asarray(images), found.values, found.empty, probabilities(probe.logits(given)))


def scored(probe: Probe, method: str, count: int = COUNT) -> Scored:
    """Heatmaps of the true classes of drawings that are tagged as in "drawn-cue", as numbers.

    Raises:
        LabError: those of `heatmap`.
    """
    drawings = tagged(count)
    split = drawings.as_trained
    heat = heatmap(probe, split.images, method, split.labels, PLACES[method]).values
    tags = drawings.tags & drawings.usual[:, None, None]
    assert split.masks is not None
    return Scored(energy(heat, split.masks), reach(heat, tags), energy(heat, tags))


def called(probe: Probe, count: int = COUNT) -> Called:
    """What the network calls the drawings without and with tags."""
    drawings = tagged(count)
    every = (drawings.plain.images, drawings.images, drawings.as_trained.images)
    return Called(*(predicted(probe.logits(probe.images(images))) for images in every))
