"""Grad-CAM: the maps of a layer, weighted by how much their mean would change the class's score."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain.classes import score
from cnn_core.explain.probe import Array, Look, Probe
from cnn_core.explain.sites import Site


def grad_cam(
    probe: Probe, images: Array, classes: NDArray[np.int32], site: Site | None, output: int = 0
) -> Array:
    """ReLU of the sum of a layer's maps, each times the mean of its gradient over all cells.

    L = ReLU(sum over k of a_k A_k), a_k = mean over (i, j) of d y_c / d A_k[i, j].
    Source: Selvaraju et al., https://arxiv.org/abs/1610.02391

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,), whose logit y_c is.
        site: the layer with the maps A, (h, w, K); None: `probe.last_map()`.
        output: which of the network's outputs.

    Returns:
        (N, h, w), 0 or more.
    """
    site = site or probe.last_map()

    def body(look: Look, images: Any, classes: Any) -> Any:
        import tensorflow as tf

        maps, slopes = slopes_at(look, site, images, classes)
        weights = tf.reduce_mean(slopes, axis=(1, 2), keepdims=True)  # (B, 1, 1, K)
        return tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1))  # (B, h, w)

    return probe.run(("grad-cam", site.name), body, images, classes, output=output)[0]


def slopes_at(look: Look, site: Site, images: Any, classes: Any) -> tuple[Any, Any]:
    """A layer's maps, and the gradient of the classes' scores there, both (B, h, w, K) tensors."""
    import tensorflow as tf

    with tf.GradientTape(watch_accessed_variables=False) as tape:
        logits, [maps] = look.at([site], images, tape)
        total = tf.reduce_sum(score(logits, classes))
    slopes = tape.gradient(total, maps, unconnected_gradients="zero")
    return tf.cast(maps, tf.float32), tf.cast(slopes, tf.float32)
