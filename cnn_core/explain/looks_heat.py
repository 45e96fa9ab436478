"""What the lesson on heatmaps asks of a network: each picture's numbers in one look."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import LabError
from cnn_core.explain.classes import chosen, probabilities
from cnn_core.explain.grad_cam import slopes_at
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.methods import METHODS
from cnn_core.explain.probe import Array, Look, Probe
from cnn_core.explain.sites import FOLLOWING, Site

#: Layers whose heatmaps stand side by side.
MOST_LAYERS: Final = 4
#: Wrong answers that are shown.
MOST_MISTAKES: Final = 24
#: The methods that differ most between layers.
AT_LAYERS: Final = ("grad-cam", "layer-cam")


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network answers to one image, and a Grad-CAM heatmap of every class.

    Attributes:
        shares: (K,), the probability of each class.
        logits: (K,).
        heats: (K, H, W) in [0, 1].
        raw: (K, h, w).
        empty: (K,), where nothing speaks for the class.
        layer: whose maps were read.
    """

    shares: Array
    logits: Array
    heats: Array
    raw: Array
    empty: NDArray[np.bool_]
    layer: str

    @property
    def order(self) -> list[int]:
        """The classes, the likeliest first."""
        return [int(label) for label in np.argsort(-self.logits, kind="stable")]


@dataclass(frozen=True, eq=False)
class Drawn:
    """One method's heatmap.

    Attributes:
        method: one of METHODS.
        heat: (H, W) in [0, 1]; None where the method cannot be used on this network.
        shape: (h, w) of the map before it was enlarged.
        empty: whether nothing speaks for the class.
        error: why there is none.
    """

    method: str
    heat: Array | None
    shape: tuple[int, int] = (0, 0)
    empty: bool = False
    error: LabError | None = None


@dataclass(frozen=True, eq=False)
class Worked:
    """Grad-CAM's steps for one image and class.

    Attributes:
        layer: its name.
        maps: (h, w, K), what it gives.
        weights: (K,), mean of the logit's gradient over each map.
        after: (K,), the same of the probability's gradient, behind the softmax.
        share: the class's probability.
        rest: 1 - share, summed from the other classes so that nothing is lost by rounding.
    """

    layer: str
    maps: Array
    weights: NDArray[np.float64]
    after: NDArray[np.float64]
    share: float
    rest: float

    @property
    def total(self) -> NDArray[np.float64]:
        """The weighted sum of the maps, (h, w), before the ReLU."""
        return self.maps @ self.weights

    @property
    def total_after(self) -> NDArray[np.float64]:
        """The same with the weights behind the softmax."""
        return self.maps @ self.after

    @property
    def pull(self) -> NDArray[np.float64]:
        """How much each map changes the sum on average, (K,); its sign is the weight's."""
        return self.weights * self.maps.mean(axis=(0, 1))

    @property
    def shrunk(self) -> float:
        """The size of the weights behind the softmax, as a part of those on the logit; 0 without any."""
        before = float(np.linalg.norm(self.weights))
        return float(np.linalg.norm(self.after)) / before if before else 0.0


@dataclass(frozen=True, eq=False)
class AtLayer:
    """Heatmaps read at one layer.

    Attributes:
        name: the layer's.
        shape: (h, w, K) of its maps.
        heats: (H, W) each, in the order of AT_LAYERS.
    """

    name: str
    shape: tuple[int, int, int]
    heats: tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class Mistakes:
    """The wrong answers that a network was surest of.

    Attributes:
        wrong: how many of all were wrong.
        count: how many images there were.
        places: (M,), which images are shown here.
        said: (M,), the classes it named.
        shares: (M, 2), the probability of that class and of the right one.
        heats: (M, 2, H, W), Grad-CAM of that class and of the right one.
        empty: (M, 2), where nothing speaks for the class.
    """

    wrong: int
    count: int
    places: NDArray[np.int64]
    said: NDArray[np.int32]
    shares: Array
    heats: Array
    empty: NDArray[np.bool_]


def every_class(probe: Probe, image: ArrayLike) -> Answers:
    """The answer to one image, (H, W, C), with Grad-CAM for every class.

    Raises:
        LabError: those of `heatmap`.
    """
    given = probe.images(np.asarray(image)[None])
    logits = probe.logits(given)
    shares = probabilities(logits)[0]
    every = np.arange(len(shares), dtype=np.int32)
    found = heatmap(probe, given.repeat(len(every), axis=0), "grad-cam", every)
    return Answers(shares, logits[0], found.values, found.raw, found.empty, found.layer)


def mistakes(probe: Probe, images: ArrayLike, labels: ArrayLike, most: int = MOST_MISTAKES) -> Mistakes:
    """The wrong answers to some images, (N, H, W, C), the surest first; Grad-CAM of both classes.

    Args:
        probe: the network.
        images: (N, H, W, C), as it takes them.
        labels: (N,), what they show.
        most: how many are shown.

    Raises:
        LabError: those of `heatmap`.
    """
    given, truth = probe.images(images), np.asarray(labels, np.int32)
    shares = probabilities(probe.logits(given))
    said = shares.argmax(axis=1).astype(np.int32)
    wrong = np.flatnonzero(said != truth)
    places = wrong[np.argsort(-shares[wrong, said[wrong]], kind="stable")][:most]
    both = np.stack([said[places], truth[places]], axis=1)  # (M, 2)
    size = (len(places), 2, given.shape[1], given.shape[2])
    heats, empty = np.zeros(size, np.float32), np.zeros(both.shape, bool)
    if len(places):
        found = heatmap(probe, given[places.repeat(2)], "grad-cam", both.ravel())
        heats, empty = found.values.reshape(size), found.empty.reshape(both.shape)
    told = np.take_along_axis(shares[places], both, axis=1)
    return Mistakes(len(wrong), len(given), places, said[places], told, heats, empty)


def every_method(probe: Probe, image: ArrayLike, label: int) -> tuple[Drawn, ...]:
    """All methods on one image and class, in the order of METHODS.

    A method that cannot be used on this network says why instead.
    """
    given = np.asarray(image)[None]

    def drawn(method: str) -> Drawn:
        try:
            found = heatmap(probe, given, method, label)
        except LabError as error:
            return Drawn(method, None, error=error)
        height, width = found.raw.shape[1:]
        return Drawn(method, found.values[0], (height, width), bool(found.empty[0]))

    return tuple(drawn(method) for method in METHODS)


def worked_out(probe: Probe, image: ArrayLike, label: int) -> Worked:
    """Grad-CAM of one image and class, taken apart; and its weights if it stood behind the softmax.

    By the chain rule: d p_c / d A = sum over j of p_c (1[j = c] - p_j) d y_j / d A, so the weights behind the
    softmax are p_c (a_c - sum over j of p_j a_j). Summed in double precision.

    Raises:
        LabError: "no_convolution"; those of `chosen`.
    """
    given = probe.images(np.asarray(image)[None])
    c = int(chosen(probe, given, label)[0])
    site, count = probe.last_map(), probe.classes()

    def body(look: Look, images: Any, classes: Any) -> Any:
        return slopes_at(look, site, images, classes)

    every = np.arange(count, dtype=np.int32)
    key = ("every slope", site.name)
    maps, slopes = probe.run(key, body, given.repeat(count, axis=0), every)
    weights = slopes.mean(axis=(1, 2), dtype=np.float64)  # (classes, K)
    shares = probabilities(probe.logits(given).astype(np.float64))[0]
    after = shares[c] * (weights[c] - shares @ weights)
    rest = float(np.delete(shares, c).sum())
    return Worked(site.name, maps[0], weights[c], after, float(shares[c]), rest)


def at_layers(probe: Probe, image: ArrayLike, label: int) -> tuple[AtLayer, ...]:
    """The same class at early, middle and deep layers; at most MOST_LAYERS of the convolutions.

    Raises:
        LabError: "no_convolution"; those of `heatmap`.
    """
    probe.last_map()
    given = np.asarray(image)[None]
    found = []
    for site in _spread(_convolutions(probe), MOST_LAYERS):
        heats = tuple(heatmap(probe, given, method, label, site.name).values[0] for method in AT_LAYERS)
        height, width, channels = (int(side or 0) for side in site.shape)
        found.append(AtLayer(site.name, (height, width, channels), heats))
    return tuple(found)


def _convolutions(probe: Probe) -> list[Site]:
    """Every convolution, or what follows it cell for cell: where a heatmap can be read."""
    found: list[Site] = []
    for site in probe.sites:
        if site.convolution and site.spatial:
            found.append(site)
        elif found and site.kind in FOLLOWING and site.shape == found[-1].shape:
            found[-1] = site
    return found


def _spread(sites: list[Site], most: int) -> list[Site]:
    """At most so many, evenly over all, the first and the last among them."""
    places = np.unique(np.linspace(0, len(sites) - 1, min(len(sites), most)).round().astype(int))
    return [sites[place] for place in places]
