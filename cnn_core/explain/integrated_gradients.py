"""Integrated gradients: the class's score, shared out among the pixels."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import one_of, real_array
from cnn_core.errors import LabError
from cnn_core.explain.probe import Array, Probe, at_once
from cnn_core.explain.saliency import gradients
from cnn_core.explain.sites import Site
from cnn_core.explain.variants import add_to, pairs, scores, whole

#: Adds up to within 2 % of `gain` on the networks that ship, whose ReLUs make the path bend often.
STEPS: Final = 100
MOST_STEPS: Final = 500
#: Baselines by name: black, or the mean colour of each image.
BASELINES: Final = ("black", "mean")


def integrated_gradients(
    probe: Probe,
    images: Array,
    classes: NDArray[np.int32],
    site: Site | None = None,
    output: int = 0,
    *,
    steps: int = STEPS,
    baseline: str | ArrayLike = "black",
) -> Array:
    """What each pixel adds to the class's logit on the way from a baseline to the image; colours added up.

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,), whose logit is shared out.
        site: not used.
        output: which of the network's outputs.
        steps: points of the path where the gradient is taken, 1 to MOST_STEPS.
        baseline: one of BASELINES, or an image that says nothing: (H, W, C), or (N, H, W, C), one for each.

    Returns:
        (N, H, W), in logits; what is negative speaks against the class. Its sum over the pixels is close to
        `gain`.

    Raises:
        LabError: "not_an_integer", "too_small" or "too_many" (name, ...); "unknown_choice" (name, received,
            choices) or "images_do_not_fit" (expected, received) and those of `arrays.real_array` for the
            baseline.
    """
    return attributions(probe, images, classes, output, steps=steps, baseline=baseline).sum(axis=-1)


def attributions(
    probe: Probe,
    images: Array,
    classes: NDArray[np.int32],
    output: int = 0,
    *,
    steps: int = STEPS,
    baseline: str | ArrayLike = "black",
) -> Array:
    """What every colour of every pixel adds to the class's logit, (N, H, W, C), with its sign.

    A = (x - x') times the integral over a from 0 to 1 of d y_c / d x at x' + a (x - x'), the integral by
    the rule of Gauss and Legendre.
    Source: Sundararajan et al., https://arxiv.org/abs/1703.01365

    Arguments and errors as those of `integrated_gradients`.
    """
    steps = whole(steps, "steps", 1, MOST_STEPS)
    start = baseline_images(images, baseline)
    way = images - start
    nodes, weights = _gauss_legendre(steps)
    total = np.zeros(images.shape)
    for image, step in pairs(len(images), steps, at_once(images.shape)):
        points = start[image] + nodes[step] * way[image]
        add_to(total, image, weights[step] * gradients(probe, points, classes[image], output))
    return (way * total).astype(np.float32)


def gain(
    probe: Probe,
    images: Array,
    classes: NDArray[np.int32],
    output: int = 0,
    baseline: str | ArrayLike = "black",
) -> Array:
    """What there is to share out: the class's logit for the image less that for the baseline, (N,).

    Arguments and errors as those of `integrated_gradients`.
    """
    start = baseline_images(images, baseline)
    return scores(probe, images, classes, output) - scores(probe, start, classes, output)


def baseline_images(images: Array, baseline: str | ArrayLike = "black") -> Array:
    """Where the path to each image starts, (N, H, W, C) like the images.

    Raises:
        LabError: as `integrated_gradients`.

    >>> image = np.array([[[[10, 20, 30]], [[30, 20, 10]]]], np.float32)
    >>> baseline_images(image, "mean").tolist()
    [[[[20.0, 20.0, 20.0]], [[20.0, 20.0, 20.0]]]]
    """
    if isinstance(baseline, str):
        black = one_of(baseline, "baseline", BASELINES) == "black"
        return np.zeros_like(images) if black else np.zeros_like(images) + mean_colour(images)
    given = real_array(baseline, "baseline", ndims=(3, 4))
    if given.shape not in (images.shape, images.shape[1:]):
        raise LabError("images_do_not_fit", expected=str(images.shape), received=str(given.shape))
    return np.broadcast_to(given, images.shape).astype(np.float32)


def mean_colour(images: Array) -> Array:
    """(N, H, W, C) -> (N, 1, 1, C), of each image."""
    return images.mean(axis=(1, 2), keepdims=True)


def _gauss_legendre(steps: int) -> tuple[Array, Array]:
    """Nodes and weights on [0, 1], (steps, 1, 1, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    column = (steps, 1, 1, 1)
    return np.float32((nodes + 1) / 2).reshape(column), np.float32(weights / 2).reshape(column)
