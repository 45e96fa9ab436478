"""SmoothGrad: the gradient averaged over noisy copies of an image."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import integer
from cnn_core.explain.probe import Array, Probe, at_once
from cnn_core.explain.saliency import gradients, strongest
from cnn_core.explain.sites import Site
from cnn_core.explain.variants import add_to, pairs, share, whole

#: More change little: https://arxiv.org/abs/1706.03825
SAMPLES: Final = 50
MOST_SAMPLES: Final = 1000
#: From 0.1 to 0.2 the maps are sharp and keep their structure: the same paper.
NOISE: Final = 0.15


def smoothgrad(
    probe: Probe,
    images: Array,
    classes: NDArray[np.int32],
    site: Site | None = None,
    output: int = 0,
    *,
    samples: int = SAMPLES,
    noise: float = NOISE,
    seed: int = 0,
) -> Array:
    """As `saliency`, of the mean gradient over noisy copies.

    M[i, j] = max over colours of |mean over n of d y_c / d x (x + e_n)|, e_n drawn from a normal distribution
    with mean 0 and standard deviation noise (max x - min x).
    Source: Smilkov et al., https://arxiv.org/abs/1706.03825

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,), whose logit y_c is.
        site: not used.
        output: which of the network's outputs.
        samples: noisy copies of each image, 1 to MOST_SAMPLES.
        noise: the standard deviation, as a share of each image's own range of values, 0 to 1.
        seed: of the noise, 0 or more. All images get the same, each at its own strength, so that a map does
            not depend on what else is in the batch.

    Returns:
        (N, H, W), 0 or more, in logits per unit of a pixel.

    Raises:
        LabError: "not_an_integer", "not_numbers", "not_finite", "too_small" or "too_many" (name, ...).
    """
    return strongest(mean_gradients(probe, images, classes, output, samples=samples, noise=noise, seed=seed))


def mean_gradients(
    probe: Probe,
    images: Array,
    classes: NDArray[np.int32],
    output: int = 0,
    *,
    samples: int = SAMPLES,
    noise: float = NOISE,
    seed: int = 0,
) -> Array:
    """The mean gradient over noisy copies for every pixel and colour, (N, H, W, C), with its sign.

    Arguments and errors as those of `smoothgrad`.
    """
    samples = whole(samples, "samples", 1, MOST_SAMPLES)
    noise, seed = share(noise, "noise"), integer(seed, "seed", 0)
    reach = images.max(axis=(1, 2, 3), keepdims=True) - images.min(axis=(1, 2, 3), keepdims=True)
    deviation = noise * reach
    total = np.zeros(images.shape)
    for image, sample in pairs(len(images), samples, at_once(images.shape)):
        drawn = np.stack([_normal(seed, int(one), images.shape[1:]) for one in sample])
        noisy = images[image] + deviation[image] * drawn
        add_to(total, image, gradients(probe, noisy, classes[image], output))
    return (total / samples).astype(np.float32)


def _normal(seed: int, sample: int, shape: tuple[int, ...]) -> Array:
    return np.random.default_rng((seed, sample)).standard_normal(shape, np.float32)
