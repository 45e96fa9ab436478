"""Deletion and insertion: the class's probability while pixels go, or come, in order of heat."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import one_of, real_array
from cnn_core.errors import LabError
from cnn_core.explain.classes import chosen, probabilities
from cnn_core.explain.integrated_gradients import mean_colour
from cnn_core.explain.probe import Array, Probe, at_once
from cnn_core.explain.variants import pairs, whole

KINDS: Final = ("deletion", "insertion")
#: Shares of the pixels at which the network is asked, besides none.
STEPS: Final = 16
MOST_STEPS: Final = 256
#: Blur, as a part of the image's side: 4 pixels of 32, where shapes can no longer be told.
BLUR: Final = 1 / 8


@dataclass(frozen=True, eq=False)
class Curves:
    """The class's probability along the way.

    Attributes:
        shares: (S + 1,), of the pixels that are gone, or back, from 0 to 1.
        probabilities: (N, S + 1).
        areas: (N,), under the curves, by trapezoids. Small is good for deletion, large for insertion.
        classes: (N,), whose probability.
    """

    shares: NDArray[np.float64]
    probabilities: Array
    areas: NDArray[np.float64]
    classes: NDArray[np.int32]


def deletion(
    probe: Probe,
    images: ArrayLike,
    maps: ArrayLike | None,
    kind: str = "deletion",
    classes: ArrayLike | None = None,
    fill: str | None = None,
    steps: int = STEPS,
    seed: int = 0,
    output: int = 0,
) -> Curves:
    """Take the pixels away, the hottest first, or put them back into an image that shows nothing.

    Pixels of the same heat take their turns in a random order. So a map without heat gives the curve of a
    random order, which every other has to beat.
    Source: Petsiuk et al., https://arxiv.org/abs/1806.07421, section 3.2

    Args:
        probe: the network.
        images: (N, H, W, C), as it takes them.
        maps: (N, H, W), as `heatmap` gives as `values`; None: pixels in a random order.
        kind: one of KINDS.
        classes: one for all, one for each, or None: those that the network predicts for the whole images.
        fill: one of FILLS, what is seen where pixels are missing; None: the source's choice, one colour for
            deletion, a blurred image for insertion, so that no sharp edges come in.
        steps: the pixels go in so many equal parts, 1 to MOST_STEPS.
        seed: of the random order.
        output: which of the network's outputs.

    Raises:
        LabError: "unknown_choice" (name, received, choices); "mask_does_not_match" (shape, mask_shape) for
            maps of another size than the images; "not_an_integer", "too_small" or "too_many" (name, ...);
            "no_such_class", "one_class_each", "images_do_not_fit", "no_such_output"; those of
            `arrays.real_array` for the maps.
    """
    deletes = one_of(kind, "kind", KINDS) == "deletion"
    given = probe.images(images)
    about = chosen(probe, given, classes, output)
    nothing = FILLS[one_of(fill or ("mean" if deletes else "blurred"), "fill", tuple(FILLS))](given)
    start, end = (given, nothing) if deletes else (nothing, given)
    turns = _turns(_fitting(maps, given), whole(seed, "seed", 0, 2**32 - 1))
    pixels, parts = turns[0].size, whole(steps, "steps", 1, MOST_STEPS)
    changed = (2 * pixels * np.arange(parts + 1) + parts) // (2 * parts)  # rounded, halves up
    found = np.empty(len(given) * len(changed), np.float32)
    at = 0
    for image, step in pairs(len(given), len(changed), at_once(given.shape)):
        taken = turns[image] < changed[step][:, None, None]
        seen = np.where(taken[..., None], end[image], start[image])
        told = probabilities(probe.logits(seen, output))
        found[at : at + len(image)] = told[np.arange(len(image)), about[image]]
        at += len(image)
    curves, shares = found.reshape(len(given), len(changed)), changed / pixels
    return Curves(shares, curves, area(shares, curves), about)


def area(shares: ArrayLike, curves: ArrayLike) -> NDArray[np.float64]:
    """The area under curves through points, by trapezoids: (S + 1,), (N, S + 1) -> (N,).

    >>> area([0, 0.5, 1], [[1, 1, 0]]).tolist()
    [0.75]
    """
    return np.trapezoid(np.asarray(curves, np.float64), np.asarray(shares, np.float64), axis=-1)


def blurred(images: Array) -> Array:
    """Images out of focus: each pixel the mean of all, weighted by exp(-d^2 / (2 s^2)), d its distance.

    s is BLUR times the image's side. At the edges the weights of what is there are scaled to add up to 1.

    >>> blurred(np.full((1, 4, 4, 1), 7, np.float32))[0, 0].ravel().tolist()
    [7.0, 7.0, 7.0, 7.0]
    """
    down, across = (_gaussian(side) for side in images.shape[1:3])
    return np.einsum("ai,nijc,bj->nabc", down, images, across, optimize=True).astype(np.float32)


def _gaussian(side: int) -> NDArray[np.float64]:
    place = np.arange(side)
    weights = np.exp(-((place[:, None] - place) ** 2) / (2 * (BLUR * side) ** 2))
    scaled: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return scaled


def _one_colour(images: Array) -> Array:
    return np.zeros_like(images) + mean_colour(images)


#: What is seen where pixels are missing: each image's mean colour, or the image out of focus.
FILLS: Final[MappingProxyType[str, Callable[[Array], Array]]] = MappingProxyType(
    {"mean": _one_colour, "blurred": blurred}
)


def _fitting(maps: ArrayLike | None, images: Array) -> NDArray[np.float64]:
    if maps is None:
        return np.zeros(images.shape[:3])
    heat = real_array(maps, "maps", ndims=(3,)).astype(np.float64)
    if heat.shape != images.shape[:3]:
        raise LabError("mask_does_not_match", shape=images.shape[:3], mask_shape=heat.shape)
    return heat


def _turns(heat: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """When each pixel's turn comes, from 0, the hottest first: (N, H, W) -> (N, H, W)."""
    flat = heat.reshape(len(heat), -1)
    order = np.lexsort((np.random.default_rng(seed).random(flat.shape), -flat), axis=-1)
    return np.argsort(order, axis=-1).reshape(heat.shape)
