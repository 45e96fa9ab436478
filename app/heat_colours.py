"""The colours of a heatmap: dark violet for nothing, pale yellow for the most, lighter at every step.

Lightness alone tells the order, so it can be read with any colour vision, and in grey print.
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

_STEPS = 256
_LIGHTNESS = (0.15, 0.94)  # in OKLab, where equal differences look equal
_HUES = (290.0, 465.0)  # degrees: violet, red, orange, yellow


@cache
def colour_table() -> NDArray[np.uint8]:
    """The colours of 0 to 1 in 256 equal steps of lightness; (256, 4), red, green, blue and opacity.

    >>> colour_table()[[0, 128, 255]].tolist()
    [[13, 1, 41, 255], [187, 62, 76, 255], [247, 240, 142, 255]]
    """
    t = np.linspace(0, 1, _STEPS)
    lightness = _LIGHTNESS[0] + (_LIGHTNESS[1] - _LIGHTNESS[0]) * t
    hue = np.deg2rad(_HUES[0] + (_HUES[1] - _HUES[0]) * t)
    chroma = 0.08 + 0.04 * t + 0.06 * np.sin(np.pi * t)  # inside what a screen can show, all the way
    light = _oklab_to_light(lightness, chroma * np.cos(hue), chroma * np.sin(hue))
    table = np.full((_STEPS, 4), 255, np.uint8)
    table[:, :3] = np.rint(255 * _encoded(light))
    table.flags.writeable = False
    return table


def heat_colours(values: ArrayLike) -> NDArray[np.uint8]:
    """The colour of each value; what is below 0 or above 1 has the colour of 0 or 1.

    Args:
        values: (...) real numbers, finite.

    Returns:
        (..., 4) red, green, blue and opacity, 0..255.

    >>> heat_colours([[0.0, 1.0]]).shape
    (1, 2, 4)
    """
    levels = np.rint(np.clip(np.asarray(values, float), 0, 1) * (_STEPS - 1)).astype(int)
    return np.asarray(colour_table()[levels])


def _oklab_to_light(
    lightness: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.float64]:
    """OKLab to linear red, green and blue (https://bottosson.github.io/posts/oklab/); (N,) each to (N, 3)."""
    roots = (
        lightness + 0.3963377774 * a + 0.2158037573 * b,
        lightness - 0.1055613458 * a - 0.0638541728 * b,
        lightness - 0.0894841775 * a - 1.2914855480 * b,
    )
    cones = np.stack(roots, axis=-1) ** 3
    to_rgb = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    return np.asarray(cones @ to_rgb.T)


def _encoded(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear light as sRGB numbers, 0..1 (https://www.w3.org/TR/css-color-4/#color-conversion-code)."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
