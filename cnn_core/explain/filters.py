"""What a network's filters and classes look for: images that excite them, found by gradient ascent."""

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import integer, one_of
from cnn_core.errors import LabError
from cnn_core.explain.ascent import RECIPES, Recipe, climbed, with_steps
from cnn_core.explain.classes import score
from cnn_core.explain.probe import Look, Probe
from cnn_core.explain.sites import Site

#: "auto": "blurred" for what the first two convolutions make, "fourier" from the third on.
PARAMETERS: Final = ("auto", *RECIPES)
#: Share of a negative answer that counts: without it, a filter that is silent at first would stay so.
LEAK: Final = 0.1
MOST_STEPS, MOST_SIDE = 1000, 512
#: Side of the images for a network that takes any.
USUAL_SIDE: Final = 128

Images = NDArray[np.uint8]


def filter_images(
    probe: Probe,
    site_name: str,
    channels: ArrayLike | None = None,
    *,
    parameters: str = "auto",
    steps: int | None = None,
    seed: int = 0,
    size: int | None = None,
) -> Images:
    """For each channel of a layer an image that excites it, all in batches.

    What grows is the mean over the map of LeakyReLU(a), a what goes into the layer's activation function,
    without the border, where padding would count as an edge.
    Sources: Erhan et al. 2009, Visualizing Higher-Layer Features of a Deep Network; Olah et al., Feature
    Visualization, Distill 2017, https://distill.pub/2017/feature-visualization/

    Args:
        probe: the network; takes images of 0..255.
        site_name: of the layer.
        channels: which, one or several; None for all.
        parameters: what is changed: "pixels", plainly, which mostly ends in noise; "blurred", pixels blurred
            and moved around; "fourier", frequencies and decorrelated colours; or "auto".
        steps: how many; None for the usual number.
        seed: of chance; the same seed gives the same images on the same machine.
        size: height and width of the images, for networks that take any; None for the network's own.

    Returns:
        (K, H, W, C) uint8.

    Raises:
        LabError: "no_layer_named" (received, choices), "unknown_choice" (name, received, choices),
            "no_such_channel" (received, count), "not_an_integer" or "too_small" or "too_many" (name, ...),
            "images_do_not_fit" (expected, received).
    """
    site = probe.site(site_name)
    chosen = _channels(channels, site.shape[-1] or 0)
    recipe = _recipe(usual_parameters(probe, site) if parameters == "auto" else parameters, steps)

    def aim(look: Look, images: Any, channels: Any) -> Any:
        import tensorflow as tf

        [seen] = look.at([site], images, before=True)[1]
        return tf.gather(_answers(seen), channels, batch_dims=1)

    return climbed(probe, site.name, aim, chosen, recipe, _shape(probe, size), integer(seed, "seed", 0))


def ideal_images(
    probe: Probe,
    classes: ArrayLike | None = None,
    *,
    parameters: str = "auto",
    steps: int | None = None,
    seed: int = 0,
    size: int | None = None,
    output: int = 0,
) -> Images:
    """For each class an image that the network would call a perfect one: its logit grows.

    Source: Simonyan et al., Deep Inside Convolutional Networks, https://arxiv.org/abs/1312.6034, section 2.

    Args:
        probe: the network; takes images of 0..255.
        classes: which, one or several; None for all.
        parameters: as in `filter_images`; "auto" is "fourier".
        steps: how many; None for the usual number.
        seed: of chance.
        size: height and width of the images, for networks that take any.
        output: which of the network's outputs.

    Returns:
        (K, H, W, C) uint8.

    Raises:
        LabError: as `filter_images`; "no_such_class" (received, count) or "no_such_output" (received, count).
    """
    chosen = _classes(classes, probe.classes(output))
    recipe = _recipe("fourier" if parameters == "auto" else parameters, steps)

    def aim(look: Look, images: Any, classes: Any) -> Any:
        return score(look.logits(images), classes)

    shape, seed = _shape(probe, size), integer(seed, "seed", 0)
    return climbed(probe, "classes", aim, chosen, recipe, shape, seed, output)


def usual_parameters(probe: Probe, site: Site) -> str:
    """What "auto" is at a layer: "blurred" up to what the second convolution makes, else "fourier"."""
    place = probe.sites.index(site)
    before = sum(one.convolution for one in probe.sites[: place + 1])
    return "blurred" if before <= 2 else "fourier"


def _answers(seen: Any) -> Any:
    """One number for each image and channel, (B, h, w, K) or (B, K) to (B, K)."""
    import tensorflow as tf

    leaky = tf.nn.leaky_relu(tf.cast(seen, tf.float32), LEAK)
    if len(leaky.shape) != 4:
        return tf.reshape(leaky, (-1, leaky.shape[-1]))
    height, width = leaky.shape[1:3]
    top, left = height // 8, width // 8
    return tf.reduce_mean(leaky[:, top : height - top, left : width - left], axis=(1, 2))


def _recipe(parameters: str, steps: int | None) -> Recipe:
    one_of(parameters, "parameters", PARAMETERS)
    if steps is not None:
        _at_most(integer(steps, "steps"), "steps", MOST_STEPS)
    return with_steps(RECIPES[parameters], steps)


def _channels(given: ArrayLike | None, count: int) -> NDArray[np.int32]:
    chosen = _chosen(given, count, "channels")
    if wrong := [int(one) for one in chosen if one >= count]:
        raise LabError("no_such_channel", received=wrong[0], count=count)
    return chosen


def _classes(given: ArrayLike | None, count: int) -> NDArray[np.int32]:
    chosen = _chosen(given, count, "classes")
    if wrong := [int(one) for one in chosen if one >= count]:
        raise LabError("no_such_class", received=wrong[0], count=count)
    return chosen


def _chosen(given: ArrayLike | None, count: int, name: str) -> NDArray[np.int32]:
    if given is None:
        return np.arange(count, dtype=np.int32)
    whole = [integer(one, name, 0) for one in np.ravel(np.asarray(given, dtype=object))]
    integer(len(whole), name)
    return np.array(whole, np.int32)


def _shape(probe: Probe, size: int | None) -> tuple[int, int, int]:
    height, width, channels = probe.input_shape
    if size is not None:
        _at_most(integer(size, "size"), "size", MOST_SIDE)
        if not {height, width} <= {None, size}:
            expected, received = ("N", *probe.input_shape), ("N", size, size, channels)
            raise LabError("images_do_not_fit", expected=str(expected), received=str(received))
    usual = size or USUAL_SIDE
    return height or usual, width or usual, channels or 3


def _at_most(value: int, name: str, maximum: int) -> None:
    if value > maximum:
        raise LabError("too_many", name=name, maximum=maximum, received=value)
