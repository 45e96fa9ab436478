"""Tasks on what the trained networks of Keras want their pixels to be: `preprocess_input` of each.

Source: https://github.com/keras-team/keras/blob/master/keras/src/applications/imagenet_utils.py, its modes
"tf", "caffe" and "torch".
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from cnn_core.data.preprocess import Scaling
from cnn_core.exercises.exercise import Draw, Solved

#: Over ImageNet: red, green, blue.
MEANS: Final = (123.68, 116.779, 103.939)
#: The same as shares of 255, each with its standard deviation.
SHARES: Final = ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))


def between_minus_one_and_one(draw: Draw, models: Sequence[str], pixels: Sequence[int]) -> Solved:
    """24: a number of an image for the networks that take -1 to 1: x / 127.5 - 1."""
    model, x = draw.pick(models), draw.pick(pixels)
    wrong = {
        "as-rescaling": x / 255, "forgets-to-subtract": round(x / 127.5, 6),
        "half-the-way": round(x / 255 - 0.5, 6),
    }  # fmt: skip
    return Solved({"model": model, "x": x}, _scaled(x, 127.5, 127.5), wrong)


def blue_first(draw: Draw, models: Sequence[str], pixels: Sequence[int]) -> Solved | None:
    """24: a pixel for the networks that came from Caffe: blue first, less the means, nothing divided."""
    model, pixel = draw.pick(models), tuple(10 * draw.within(pixels) for _ in range(3))
    red, green, blue = pixel
    if len(set(pixel)) < 3:
        return None
    turned = (blue, green, red)
    wrong = {
        "as-rescaling": tuple(colour / 255 for colour in pixel),
        "keeps-rgb": _less(pixel, MEANS),
        "means-not-turned": _less(turned, MEANS),
        "keeps-rgb-and-turns-means": _less(pixel, MEANS[::-1]),
    }
    beliefs = {name: (tuple(round(cell, 4) for cell in row),) for name, row in wrong.items()}
    given = {"model": model, "red": red, "green": green, "blue": blue}
    return Solved(given, (_less(turned, MEANS[::-1]),), beliefs)


def by_share_and_mean(draw: Draw, pixels: Sequence[int]) -> Solved:
    """24: a number of an image for networks that take shares of 255, standardised over ImageNet."""
    (mean, deviation), x = draw.pick(SHARES), draw.pick(pixels)
    share = x / 255
    wrong = {
        "as-rescaling": share, "stops-at-the-mean": share - mean, "forgets-255": (x - mean) / deviation,
        "divides-first": share / deviation - mean,
    }  # fmt: skip
    given = {"x": x, "mean": mean, "deviation": deviation}
    beliefs = {name: round(value, 4) for name, value in wrong.items()}
    return Solved(given, round(_scaled(x, 255 * mean, 255 * deviation), 4), beliefs, {"share": share})


def _scaled(x: float, mean: float, deviation: float) -> float:
    numbers = (np.array([number], np.float32) for number in (mean, deviation))
    return round(float(Scaling("standardised", *numbers).apply(np.array([x]))[0]), 6)


def _less(pixel: Sequence[int], means: Sequence[float]) -> tuple[float, ...]:
    """Each number less a mean.

    >>> _less((200, 150, 100), MEANS)
    (76.32, 33.221, -3.939)
    """
    return tuple(round(one - mean, 3) for one, mean in zip(pixel, means, strict=True))
