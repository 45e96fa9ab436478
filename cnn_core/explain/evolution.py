"""A network through its training: kernels, maps, heatmap and answer for one image, epoch by epoch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import integer
from cnn_core.errors import LabError
from cnn_core.explain.classes import chosen, probabilities
from cnn_core.explain.heatmaps import Heatmaps, heatmap
from cnn_core.explain.kernels_shown import first_kernels
from cnn_core.explain.networks import Reference, opened
from cnn_core.explain.probe import Array, Probe
from cnn_core.explain.sites import Site
from cnn_core.explain.variants import whole

#: Epochs at once: longer trainings are asked for in parts.
MOST_EPOCHS: Final = 60
#: Kernels and maps of an epoch, so that all of them together stay some megabytes.
MOST_KERNELS: Final = 64
MOST_MAPS: Final = 16


@dataclass(frozen=True, eq=False)
class Evolution:
    """What some epochs make of one image; E of them were still there.

    To show an epoch by itself, divide by its own largest value; to compare epochs, by the largest of all.

    Attributes:
        found: (E,), which of the references these are; others' weights have been thinned out since.
        kernels: (E, rows, columns, channels, kernels) of the first convolution; None without one.
        kernel_most: (E,), the largest number in them, without sign.
        maps: (E, h, w, K), of the chosen channels.
        map_most: (E,), the largest number in them, without sign.
        heat: (E, H, W) in [0, 1], each epoch's by its own hottest place.
        heat_most: (E,), how hot that is, as the method measures; 0 where nothing speaks for the class.
        probabilities: (E, classes).
        class_label: what the heatmaps speak of, the same in all epochs.
        channels: (K,), of the maps.
        layer, heat_layer: whose maps these are, and whose the heatmaps were read from ("" for pixels).
    """

    found: tuple[int, ...]
    kernels: Array | None
    kernel_most: Array
    maps: Array
    map_most: Array
    heat: Array
    heat_most: Array
    probabilities: Array
    class_label: int
    channels: tuple[int, ...]
    layer: str
    heat_layer: str


@dataclass(frozen=True, eq=False)
class _Moment:
    kernels: Array | None
    maps: Array
    channels: tuple[int, ...]
    layer: str
    heat: Heatmaps
    probabilities: Array

    @property
    def shapes(self) -> tuple[Any, ...]:
        """The same in all epochs of a network."""
        kernels = None if self.kernels is None else self.kernels.shape
        return kernels, self.maps.shape, self.heat.raw.shape, self.probabilities.shape


def evolution(
    references: Sequence[Reference],
    image: ArrayLike,
    layer: str,
    channels: Sequence[int] | None = None,
    method: str = "grad-cam",
    class_label: int | None = None,
    heat_layer: str | None = None,
) -> Evolution:
    """Look at one image with the same network as it was after several epochs.

    Args:
        references: the epochs, of one run or shipped network, MOST_EPOCHS at most.
        image: (H, W, C), as the network takes it.
        layer: whose maps are shown.
        channels: which of them, MOST_MAPS at most; None: the first ones.
        method: of the heatmap, one of METHODS.
        class_label: what the heatmaps speak of; None: what the last of the epochs predicts.
        heat_layer: where the heatmap is read, as for `heatmap`.

    Raises:
        LabError: "too_small" (name, minimum, received) without references, "too_many" (name, maximum,
            received) for epochs or channels; "no_such_channel" (received, count); "no_weights" (run, which)
            if no epoch is there any more; "networks_differ" () if they are not one network's;
            "no_layer_named", "not_a_map" (received, shape); "images_do_not_fit", "no_such_class"; those of
            `networks.opened` and `heatmap`.
    """
    whole(len(references), "epochs", 1, MOST_EPOCHS)
    given, moments = np.asarray(image)[None], dict[int, _Moment]()
    missing: LabError | None = None
    for at in reversed(range(len(references))):  # the last epoch says which class it is about
        try:
            with opened(references[at]) as probe:
                if class_label is None:
                    class_label = int(chosen(probe, probe.images(given), None)[0])
                moments[at] = _moment(probe, given, layer, channels, method, class_label, heat_layer)
        except LabError as error:
            if error.key != "no_weights":
                raise
            missing = error
    if missing is not None and not moments:
        raise missing
    return _together(dict(sorted(moments.items())))


def _first_kernels(probe: Probe) -> Array | None:
    """As `kernels_shown.first_kernels`, MOST_KERNELS at most; None without a convolution."""
    if not any(site.convolution for site in probe.sites):
        return None
    return first_kernels(probe)[1][..., :MOST_KERNELS].copy()  # the next epoch overwrites them


def _map_site(probe: Probe, layer: str) -> Site:
    site = probe.site(layer)
    if not site.spatial:
        raise LabError("not_a_map", received=site.name, shape=str(site.shape))
    return site


def _picked(channels: Sequence[int] | None, site: Site) -> tuple[int, ...]:
    count = site.shape[2] or 0
    if channels is None:
        return tuple(range(min(count, MOST_MAPS)))
    whole(len(channels), "channels", 1, MOST_MAPS)
    picked = tuple(integer(one, "channels", 0) for one in channels)
    if wrong := [one for one in picked if one >= count]:
        raise LabError("no_such_channel", received=wrong[0], count=count)
    return picked


def _moment(
    probe: Probe,
    images: NDArray[Any],
    layer: str,
    channels: Sequence[int] | None,
    method: str,
    class_label: int,
    heat_layer: str | None,
) -> _Moment:
    site = _map_site(probe, layer)
    picked = _picked(channels, site)
    given = probe.images(images)
    maps = probe.maps(site, given)[0][..., list(picked)]
    heat = heatmap(probe, given, method, class_label, heat_layer)
    return _Moment(_first_kernels(probe), maps, picked, layer, heat, probabilities(probe.logits(given))[0])


def _together(moments: dict[int, _Moment]) -> Evolution:
    every = list(moments.values())
    kernels = [one.kernels for one in every if one.kernels is not None]
    maps = [one.maps for one in every]
    if len({one.shapes for one in every}) > 1:
        raise LabError("networks_differ")
    hot = [0 if one.heat.empty[0] else np.nan_to_num(one.heat.raw[0]).max() for one in every]
    return Evolution(
        found=tuple(moments),
        kernels=np.stack(kernels) if kernels else None,
        kernel_most=_most(kernels),
        maps=np.stack(maps),
        map_most=_most(maps),
        heat=np.stack([one.heat.values[0] for one in every]),
        heat_most=np.array(hot, np.float32),
        probabilities=np.stack([one.probabilities for one in every]),
        class_label=int(every[0].heat.classes[0]),
        channels=every[0].channels,
        layer=every[0].layer,
        heat_layer=every[0].heat.layer,
    )


def _most(several: list[Array]) -> Array:
    return np.array([np.abs(one).max() for one in several], np.float32)
