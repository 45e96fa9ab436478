"""A convolution's kernels as small pictures: in colour where they look at an image, else as grey maps."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import one_of, real_array
from cnn_core.errors import LabError
from cnn_core.explain.activations import SCALES, on_scale
from cnn_core.explain.probe import Array, Probe
from cnn_core.explain.sites import Site


def first_kernels(probe: Probe) -> tuple[Site, Array]:
    """The convolution that looks at the image itself, and its kernels, (h, w, C, K).

    A fixed whitening is a convolution like any other.

    Raises:
        LabError: "no_convolution" ().
    """
    site = next((one for one in probe.sites if one.convolution), None)
    if site is None:
        raise LabError("no_convolution")
    return site, kernels(probe, site.name)


def kernels(probe: Probe, site_name: str) -> Array:
    """A convolution's kernels, (h, w, C, K); of a separable one the depthwise part.

    Raises:
        LabError: "no_layer_named" (received, choices) or "not_a_convolution" (received: the layer, kind).
    """
    site = probe.site(site_name)
    if not site.convolution:
        raise LabError("not_a_convolution", received=site.name, kind=site.kind)
    layer = probe.layer(site.name)
    kernel = layer.depthwise_kernel if site.kind == "SeparableConv2D" else layer.kernel
    return np.asarray(kernel, np.float32)


def kernel_pictures(kernels: ArrayLike, scale: str = "layer") -> NDArray[np.uint8]:
    """Kernels over red, green and blue as pictures: 0 is grey, what adds brighter, what takes away darker.

    Args:
        kernels: (h, w, 3, K).
        scale: "layer", one for all kernels; "channel", each kernel its own.

    Returns:
        (K, h, w, 3).

    Raises:
        LabError: "not_colours" (received: the shape), "unknown_choice" (name, received, choices); those of
            `real_array`.

    >>> kernel_pictures(np.array([[[[1.0], [0.0], [-1.0]]]])).tolist()
    [[[[255, 128, 1]]]]
    """
    given = _checked(kernels)
    if given.shape[2] != 3:
        raise LabError("not_colours", received=given.shape)
    return on_scale(np.moveaxis(given, -1, 0), _each(scale), signed=True)


def kernel_maps(kernels: ArrayLike, scale: str = "layer") -> NDArray[np.uint8]:
    """Kernels of any layer as grey pictures, one for each input channel: 0 is grey.

    Args:
        kernels: (h, w, C, K).
        scale: "layer", one for all kernels; "channel", each kernel its own, for all its input channels.

    Returns:
        (K, C, h, w): [k, c] is what kernel k does with input channel c.

    Raises:
        LabError: "unknown_choice" (name, received, choices); those of `real_array`.

    >>> kernel_maps(np.array([[[[1.0, 0.5], [0.0, 0.25]]]]), "channel")[:, :, 0, 0].tolist()
    [[255, 128], [255, 192]]
    """
    return on_scale(_checked(kernels).transpose(3, 2, 0, 1), _each(scale), signed=True)


def _checked(kernels: ArrayLike) -> NDArray[Any]:
    return real_array(kernels, "kernels", (4,))


def _each(scale: str) -> bool:
    return one_of(scale, "scale", SCALES) == "channel"
