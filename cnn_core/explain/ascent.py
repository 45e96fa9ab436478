"""Gradient ascent on the input: images changed step by step so that a network answers more strongly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain.fourier import picture, spectrum_shape
from cnn_core.explain.probe import Array, Look, Probe

#: Images climbing at a time.
TOGETHER: Final = 32
#: The grey that pixels start from, and the spread of the noise on it.
GREY, NOISE = 127.5, 10.0
#: The spread that the numbers of a spectrum start with.
FAINT: Final = 0.01

#: (look, images (B, H, W, C), what (B,)) -> (B,): what is to grow, for each image by itself.
Aim = Callable[[Look, Any, Any], Any]


@dataclass(frozen=True)
class Recipe:
    """How images climb.

    Attributes:
        fourier: whether an image is described by its frequencies (`explain.fourier`), else by its pixels.
        steps: how many.
        rate: how far an image's numbers move in a step, root mean square.
        jitter: before each step the image is moved around by up to so much of its side, and back after it.
        blur: standard deviation of the blur after each step, in pixels; 0 for none.
    """

    fourier: bool
    steps: int
    rate: float
    jitter: float = 0.0
    blur: float = 0.0


RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        "pixels": Recipe(fourier=False, steps=40, rate=8.0),
        "blurred": Recipe(fourier=False, steps=40, rate=16.0, jitter=0.5, blur=0.4),
        "fourier": Recipe(fourier=True, steps=64, rate=0.04, jitter=0.125),
    }
)


def climbed(
    probe: Probe,
    key: Any,
    aim: Aim,
    what: NDArray[np.int32],
    recipe: Recipe,
    shape: tuple[int, int, int],
    seed: int,
    output: int = 0,
) -> NDArray[np.uint8]:
    """Images that let what is aimed at grow, all of them in batches, each step along the normalised gradient.

    x <- x + rate * g / sqrt(mean(g^2)), g the gradient of the aim by the image's numbers.

    Args:
        probe: the network.
        key: names the aim.
        aim: what grows.
        what: (K,), handed to the aim, such as channels; each has a first image of its own.
        recipe: how; one of RECIPES, perhaps changed.
        shape: (H, W, C) of the images.
        seed: of first images and movements.
        output: which of the network's outputs the aim's `Look` gives.

    Returns:
        (K, H, W, C), 0..255.
    """
    first = np.stack([_first_numbers(recipe, shape, seed, int(one)) for one in what])
    seeds = np.full(len(what), seed, np.int32)

    def body(look: Look, start: Any, what: Any, seeds: Any) -> Any:
        return _climb(lambda images: aim(look, images, what), start, recipe, shape, seeds[0])

    key = ("climbed", key, recipe, shape)
    images = probe.run(key, body, first, what, seeds, output=output, chunk=TOGETHER)[0]
    return np.clip(np.round(images), 0, 255).astype(np.uint8)


def _first_numbers(recipe: Recipe, shape: tuple[int, int, int], seed: int, one: int) -> Array:
    """What an image begins as: grey with a little noise, or a faint spectrum."""
    chance = np.random.default_rng([seed, one])
    if recipe.fourier:
        return chance.normal(0, FAINT, spectrum_shape(*shape)).astype(np.float32)
    return chance.normal(GREY, NOISE, shape).astype(np.float32)


def with_steps(recipe: Recipe, steps: int | None) -> Recipe:
    """The recipe with another number of steps; None leaves it."""
    return recipe if steps is None else replace(recipe, steps=steps)


def _climb(
    aim: Callable[[Any], Any], start: Any, recipe: Recipe, shape: tuple[int, int, int], seed: Any
) -> Any:
    """One loop inside the compiled function: no Python between the steps."""
    import tensorflow as tf

    def images_of(numbers: Any) -> Any:
        return picture(numbers, shape[1]) if recipe.fourier else numbers

    def step(at: Any, numbers: Any) -> Any:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(numbers)
            total = tf.reduce_sum(aim(_moved(images_of(numbers), recipe.jitter, seed, at)))
        slope = tape.gradient(total, numbers)
        axes = list(range(1, len(slope.shape)))
        size = tf.sqrt(tf.reduce_mean(slope * slope, axes, keepdims=True))
        numbers += recipe.rate * tf.math.divide_no_nan(slope, size)
        if not recipe.fourier:
            numbers = tf.clip_by_value(_blurred(numbers, recipe.blur), 0, 255)
        return at + 1, numbers

    begin = (tf.constant(0), start)
    _, end = tf.while_loop(lambda at, _: at < recipe.steps, step, begin, parallel_iterations=1)
    return images_of(end)


def _moved(images: Any, share: float, seed: Any, at: Any) -> Any:
    """Moved around by chance, the same for all of a batch; what leaves at one side comes in at the other."""
    import tensorflow as tf

    most = [int(share * side) for side in images.shape[1:3]]
    if not any(most):
        return images
    chance = tf.random.stateless_uniform((2,), tf.stack([seed, at]), -1, 1)
    return tf.roll(images, tf.cast(tf.round(chance * most), tf.int32), (1, 2))


def _blurred(images: Any, spread: float) -> Any:
    """Gaussian blur over 5x5 pixels; the border continues outwards."""
    import tensorflow as tf

    if not spread:
        return images
    bell = np.exp(-(np.arange(-2, 3) ** 2) / (2 * spread**2))
    taps = np.outer(bell, bell) / bell.sum() ** 2
    kernel = np.tile(taps[:, :, None, None], (1, 1, images.shape[-1], 1)).astype(np.float32)
    wide = tf.pad(images, [[0, 0], [2, 2], [2, 2], [0, 0]], "SYMMETRIC")
    return tf.nn.depthwise_conv2d(wide, kernel, [1, 1, 1, 1], "VALID")
