"""Score-CAM: each map of a layer laid over the image as a mask, weighted by how sure the network then is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain.classes import probabilities
from cnn_core.explain.probe import Array, Look, Probe, at_once
from cnn_core.explain.sites import Site

#: A map whose values differ by less, relative to the largest, is taken for constant.
_CONSTANT = 1e-6


def score_cam(
    probe: Probe, images: Array, classes: NDArray[np.int32], site: Site | None, output: int = 0
) -> Array:
    """ReLU of the sum of a layer's maps, each times the class's probability for the image behind that map.

    L = ReLU(sum over k of w_k A_k), w_k = softmax(f(X * s(A_k)))_c, s(A) = (A - min A) / (max A - min A),
    A enlarged to the image's size first. What a mask hides becomes 0, black. No gradient is needed.
    Source: Wang et al., https://arxiv.org/abs/1910.01279, section 3: the weight is the probability, not the
    logit. As in the authors' program, https://github.com/haofanwang/Score-CAM, the black image's own
    probability is not taken off, the weights are not divided by their sum, constant maps are left out.

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,).
        site: the layer with the maps A, (h, w, K); None: `probe.last_map()`.
        output: which of the network's outputs.

    Returns:
        (N, h, w), 0 or more.
    """
    site = site or probe.last_map()
    size = at_once(images.shape)
    found = []
    for at in range(0, len(images), size):
        some = slice(at, at + size)
        maps = probe.maps(site, images[some], output)
        weights = _weights(probe, images[some], maps, classes[some], output)
        found.append(np.maximum(np.einsum("nhwk,nk->nhw", maps, weights), 0))
    return np.concatenate(found)


def _weights(probe: Probe, images: Array, maps: Array, classes: NDArray[np.int32], output: int) -> Array:
    """(N, K): every image behind every map, as one batch, so many at a time as memory allows."""
    spread = np.ptp(maps, axis=(1, 2))
    image, channel = np.nonzero(spread > _CONSTANT * np.abs(maps).max(axis=(1, 2)))
    weights = np.zeros(spread.shape, np.float32)
    size = at_once(images.shape)
    for at in range(0, len(image), size):
        one, k = image[at : at + size], channel[at : at + size]
        [logits] = probe.run("masked", _masked, images[one], maps[one, :, :, k], output=output, chunk=size)
        weights[one, k] = probabilities(logits)[np.arange(len(one)), classes[one]]
    return weights


def _masked(look: Look, images: Any, maps: Any) -> Any:
    """Logits of images behind masks: (B, H, W, C), (B, h, w) -> (B, classes)."""
    import tensorflow as tf

    masks = tf.image.resize(maps[..., None], tf.shape(images)[1:3], method="bilinear")  # half-pixel centres
    least = tf.reduce_min(masks, axis=(1, 2), keepdims=True)
    most = tf.reduce_max(masks, axis=(1, 2), keepdims=True)
    return look.logits(images * tf.math.divide_no_nan(masks - least, most - least))
