"""How the channels of a network behave over a set of images: how often they speak, how loudly, or never."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from cnn_core.explain.probe import Array, Look, Probe


@dataclass(frozen=True, eq=False)
class Statistics:
    """A layer's channels over a set of images.

    Attributes:
        images: how many.
        active: (C,), the share of cells above 0, over all cells and images.
        reached: (C,), the share of images with at least one cell above 0.
        mean: (C,), of all cells.
        highest: (C,), the largest value anywhere.
        lowest: the smallest value of the whole layer.
    """

    images: int
    active: Array
    reached: Array
    mean: Array
    highest: Array
    lowest: float

    @property
    def rectified(self) -> bool:
        """Whether nothing was negative: the layer's values come out of a ReLU, or of pooling after one."""
        return self.lowest >= 0

    @property
    def dead(self) -> tuple[int, ...]:
        """Channels of rectified maps that no image moved above 0."""
        return tuple(int(one) for one in (self.highest <= 0).nonzero()[0]) if self.rectified else ()

    @property
    def sparsity(self) -> float:
        """The share of the layer's cells that are not above 0."""
        return 1 - float(self.active.mean())

    @property
    def blank(self) -> float:
        """The share of maps without any cell above 0, of one image on average."""
        return 1 - float(self.reached.mean())


def channel_statistics(
    probe: Probe, images: ArrayLike, sites: Sequence[str] | None = None
) -> dict[str, Statistics]:
    """Statistics of every layer, in one pass over the images.

    Args:
        probe: the network.
        images: (N, H, W, C).
        sites: names of layers; None for all.

    Raises:
        LabError: "no_layer_named" (received, choices) or "images_do_not_fit" (expected, received).
    """
    chosen = probe.sites if sites is None else tuple(probe.site(name) for name in sites)
    given = probe.images(images)
    if not chosen:
        return {}

    def body(look: Look, images: Any) -> Any:
        return tuple(_told(one) for one in look.at(chosen, images, squashed=True)[1])

    names = tuple(site.name for site in chosen)
    parts = probe.run(("statistics", names), body, given)  # (N, 4, C) of each
    return {name: _statistics(part) for name, part in zip(names, parts, strict=True)}


def _told(values: Any) -> Any:
    """Of each image and channel: share of active cells, mean, largest, smallest. (B, ..., C) to (B, 4, C)."""
    import tensorflow as tf

    values = tf.cast(values, tf.float32)
    axes = list(range(1, len(values.shape) - 1))
    active = tf.reduce_mean(tf.cast(values > 0, tf.float32), axes)
    mean, most, least = (of(values, axes) for of in (tf.reduce_mean, tf.reduce_max, tf.reduce_min))
    return tf.stack([active, mean, most, least], axis=1)


def _statistics(part: Array) -> Statistics:
    active, mean, most, least = part.swapaxes(0, 1)  # (N, C) each
    return Statistics(
        images=len(part),
        active=active.mean(axis=0),
        reached=(most > 0).mean(axis=0, dtype="float32"),
        mean=mean.mean(axis=0),
        highest=most.max(axis=0),
        lowest=float(least.min()),
    )
