"""What every layer of a network makes of an image, and those maps as grey pictures."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import one_of, real_array
from cnn_core.explain.probe import Array, Look, Probe

#: What a picture's black and white stand for: one scale for the whole layer, or one for each channel.
SCALES: Final = ("layer", "channel")
#: The grey that stands for 0 where a layer has negative values, too.
MIDDLE: Final = 128


def activations(probe: Probe, images: ArrayLike, sites: Sequence[str] | None = None) -> dict[str, Array]:
    """What layers give for images, all in one pass of one compiled function.

    Args:
        probe: the network.
        images: (N, H, W, C).
        sites: names of layers; None for all.

    Returns:
        for each name, in computing order or in the given one, (N, h, w, K), or (N, K) of a layer without rows
        and columns. The last layer's are what the network answers, after softmax if it has one.

    Raises:
        LabError: "no_layer_named" (received, choices) or "images_do_not_fit" (expected, received).
    """
    chosen = probe.sites if sites is None else tuple(probe.site(name) for name in sites)
    given = probe.images(images)
    if not chosen:
        return {}

    def body(look: Look, images: Any) -> Any:
        import tensorflow as tf

        seen = look.at(chosen, images, squashed=True)[1]
        return tuple(tf.cast(one, tf.float32) for one in seen)

    names = tuple(site.name for site in chosen)
    return dict(zip(names, probe.run(("activations", names), body, given), strict=True))


def shown_maps(maps: ArrayLike, scale: str = "layer") -> NDArray[np.uint8]:
    """A layer's maps of one image as grey pictures.

    Where the layer has no negative value, 0 is black and the largest value white. Else 0 is MIDDLE, and what
    is as far from it on either side is equally darker or lighter.

    Args:
        maps: (H, W, C), or (C,): maps of one cell each.
        scale: "layer", one for all, so that channels can be compared; "channel", each its own, so that faint
            ones are seen. Maps of one cell have the layer's.

    Returns:
        (C, H, W) uint8.

    Raises:
        LabError: "unknown_choice" (name, received, choices); those of `real_array`.

    >>> shown_maps([[[0.0, 1.0], [4.0, 2.0]]]).tolist()
    [[[0, 255]], [[64, 128]]]
    >>> shown_maps([-2.0, 0.0, 1.0]).ravel().tolist()
    [1, 128, 192]
    """
    given = real_array(maps, "maps", (1, 3))
    values = given[None, None, :] if given.ndim == 1 else given  # (H, W, C)
    each = one_of(scale, "scale", SCALES) == "channel" and given.ndim == 3
    return on_scale(np.moveaxis(values, -1, 0), each, bool((values < 0).any()))


def on_scale(values: NDArray[Any], each: bool, signed: bool) -> NDArray[np.uint8]:
    """Numbers as bytes, the farthest from 0 at the end of the scale; nothing but zeros stays at 0's place.

    Args:
        values: first axis: what has a scale of its own if `each`.
        each: whether it has.
        signed: whether 0 is MIDDLE; else it is black, and there must be no negative values.
    """
    axes = tuple(range(1, values.ndim)) if each else None
    most = np.abs(values).max(axis=axes, keepdims=True)
    parts = values / np.where(most > 0, most, 1)
    return np.round(MIDDLE + 127 * parts if signed else 255 * parts).astype(np.uint8)
