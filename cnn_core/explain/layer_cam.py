"""Layer-CAM: every cell of a layer's maps times its own positive gradient; sharp in early layers too."""

from typing import Any

from numpy.typing import NDArray

from cnn_core.explain.grad_cam import slopes_at
from cnn_core.explain.probe import Array, Look, Probe
from cnn_core.explain.sites import Site


def layer_cam(
    probe: Probe, images: Array, classes: NDArray[Any], site: Site | None, output: int = 0
) -> Array:
    """ReLU of the sum over a layer's maps of activation times positive gradient, cell for cell.

    M = ReLU(sum over k of ReLU(d y_c / d A_k) A_k).
    Source: Jiang et al., LayerCAM, https://doi.org/10.1109/TIP.2021.3089943.

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
        return tf.nn.relu(tf.reduce_sum(tf.nn.relu(slopes) * maps, axis=-1))  # (B, h, w)

    return probe.run(("layer-cam", site.name), body, images, classes, output=output)[0]
