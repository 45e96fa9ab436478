"""Grad-CAM++: Grad-CAM with a weight for every cell, so that a small patch of a map counts as a large one."""

from typing import Any

from numpy.typing import NDArray

from cnn_core.explain.grad_cam import slopes_at
from cnn_core.explain.probe import Array, Look, Probe
from cnn_core.explain.sites import Site


def grad_cam_plus_plus(
    probe: Probe, images: Array, classes: NDArray[Any], site: Site | None, output: int = 0
) -> Array:
    """ReLU of the sum of a layer's maps, each times the weighted sum of its positive gradients.

    L = ReLU(sum over k of w_k A_k), w_k = sum over cells of a_k g_k+,
    a_k = g_k^2 / (2 g_k^2 + S_k g_k^3) = 1 / (2 + S_k g_k), S_k the sum of A_k, g_k = d y_c / d A_k.
    Source: Chattopadhyay et al., https://arxiv.org/abs/1710.11063, equations 7 and 19. There the class's
    score is exp(y_c), whose second and third derivative need no more than the first of y_c; its own value,
    common to all weights, is left out here: it would not be seen in a heatmap, and overflows.

    The derivation takes maps that are nowhere negative. Before a ReLU S_k may be, and weights become large
    where S_k g_k comes near -2.

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
        positive = tf.nn.relu(slopes)
        sums = tf.reduce_sum(maps, axis=(1, 2), keepdims=True)
        weights = tf.reduce_sum(
            tf.math.divide_no_nan(positive, 2 + sums * positive), axis=(1, 2), keepdims=True
        )
        return tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1))  # (B, h, w)

    return probe.run(("grad-cam++", site.name), body, images, classes, output=output)[0]
