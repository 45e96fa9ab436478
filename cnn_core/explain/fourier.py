"""Pictures described by their frequencies and decorrelated colours, so that gradients do not end in noise."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

#: Square root of the covariance of colours in ImageNet, columns from light and dark to the faint shades:
#: https://github.com/tensorflow/lucid/blob/master/lucid/optvis/param/color.py
COLOURS: Final = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))
#: The overall lightness moves slower than its share, or most pictures would end white or black.
LIGHTNESS: Final = 0.25


def amplitudes(height: int, width: int) -> Array:
    """How far a step moves each frequency, (H, W // 2 + 1): 1 / f, as strong as they are in photographs.

    1 / max(f, 1 / max(H, W)), f in cycles per pixel, times sqrt(H W) / 4; the mean times LIGHTNESS.
    Source: Olah et al., Feature Visualization, Distill 2017, https://distill.pub/2017/feature-visualization/,
    "Preconditioning and Parameterization".

    >>> amplitudes(4, 4).round(2).tolist()[0]
    [1.0, 4.0, 2.0]
    """
    frequencies = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    strength = np.sqrt(height * width) / 4 / np.maximum(frequencies, 1 / max(height, width))
    strength[0, 0] *= LIGHTNESS
    return strength.astype(np.float32)


def colours(channels: int) -> Array:
    """From decorrelated colours to red, green and blue: (..., C) @ the result. Others than three stay apart.

    >>> colours(1).tolist()
    [[1.0]]
    """
    if channels != 3:
        return np.eye(channels, dtype=np.float32)
    turned = np.array(COLOURS, np.float32).T
    return np.asarray(turned / np.linalg.norm(turned, axis=1).max(), np.float32)


def spectrum_shape(height: int, width: int, channels: int) -> tuple[int, ...]:
    """Of one picture's numbers, as `picture` takes them: (C, H, W // 2 + 1, 2).

    >>> spectrum_shape(32, 32, 3)
    (3, 32, 17, 2)
    """
    return channels, height, width // 2 + 1, 2


def waves(spectra: Any, width: int) -> Any:
    """The sum of the waves: (B, C, H, F, 2), real and imaginary parts, to (B, H, W, C). Tensors.

    The inverse Fourier transform of a real picture, each frequency times its amplitude.
    """
    import tensorflow as tf

    height = spectra.shape[2]
    scaled = spectra * amplitudes(height, width)[..., None]
    summed = tf.signal.irfft2d(tf.complex(scaled[..., 0], scaled[..., 1]), [height, width])
    return tf.transpose(summed, (0, 2, 3, 1))


def picture(spectra: Any, width: int) -> Any:
    """Spectra (B, C, H, F, 2) as images (B, H, W, C), 0..255, through a logistic function. Tensors."""
    import tensorflow as tf

    mixed = tf.tensordot(waves(spectra, width), colours(spectra.shape[1]), 1)
    return 255 * tf.sigmoid(mixed)
