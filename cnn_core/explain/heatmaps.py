"""Heatmaps of class activation: where in an image a network found what speaks for a class."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import one_of
from cnn_core.errors import LabError
from cnn_core.explain.classes import chosen
from cnn_core.explain.methods import METHODS
from cnn_core.explain.probe import Array, Probe

#: No larger: maps of deep networks before training are really as small as 1e-15.
_NOTHING = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, eq=False)
class Heatmaps:
    """Heatmaps of some images.

    Attributes:
        values: (N, H, W) in [0, 1], as large as the images; 1 is the hottest place of each.
        raw: (N, h, w), as the method gave them.
        empty: (N,), where nothing speaks for the class: all values are 0.
        classes: (N,), what they speak of.
        layer: whose maps were read; "" for methods that work on the image's pixels.
    """

    values: Array
    raw: Array
    empty: NDArray[np.bool_]
    classes: NDArray[np.int32]
    layer: str


def heatmap(
    probe: Probe,
    images: ArrayLike,
    method: str = "grad-cam",
    classes: ArrayLike | None = None,
    layer: str | None = None,
    output: int = 0,
) -> Heatmaps:
    """Where the network found what speaks for a class.

    Args:
        probe: the network.
        images: (N, H, W, C), as it takes them.
        method: one of METHODS.
        classes: one for all, one for each, or None: those that the network predicts.
        layer: a site's name, for methods that read a layer; None: the method's own place, mostly
            `probe.last_map()`.
        output: which of the network's outputs.

    Raises:
        LabError: "unknown_choice" (name, received, choices); "no_layer_named", "no_convolution";
            "not_a_map" (received: the layer, shape) if it has no rows and columns; "no_such_class",
            "one_class_each", "images_do_not_fit", "no_such_output"; those of the method.
    """
    chosen_method = METHODS[one_of(method, "method", tuple(METHODS))]
    given = probe.images(images)
    site = None
    if chosen_method.at_layer:
        site = chosen_method.place(probe, output) if layer is None else probe.site(layer)
        if not site.spatial:
            raise LabError("not_a_map", received=site.name, shape=str(site.shape))
    about = chosen(probe, given, classes, output)
    raw = chosen_method.compute(probe, given, about, site, output)
    values, empty = shown(raw, (given.shape[1], given.shape[2]))
    return Heatmaps(values, raw, empty, about, site.name if site else "")


def shown(raw: Array, size: tuple[int, int]) -> tuple[Array, NDArray[np.bool_]]:
    """Heatmaps as they are shown: resized with half-pixel centres, without what is negative, 1 at the most.

    Args:
        raw: (N, h, w).
        size: (H, W).

    Returns:
        (N, H, W) in [0, 1], and (N,) whether nothing is above 0; no NaN in either.
    """
    import tensorflow as tf

    clean = np.nan_to_num(raw, nan=0.0, posinf=0.0, neginf=0.0)
    large = tf.image.resize(clean[..., None], size, method="bilinear")  # half-pixel centres
    positive = np.maximum(np.asarray(large, np.float32)[..., 0], 0)
    most = positive.max(axis=(1, 2), keepdims=True)
    empty = most < _NOTHING
    return np.where(empty, 0, positive / np.where(empty, 1, most)).astype(np.float32), empty[:, 0, 0]
