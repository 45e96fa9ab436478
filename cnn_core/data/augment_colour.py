"""Changing the colours of a batch, and covering a part of it, every image by its own amount."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]  # (N, H, W, 3)
Amounts = NDArray[np.float32]  # (N,)
Places = NDArray[np.intp]
GREY: Final = 128
#: Brightness of red, green and blue to the eye: ITU-R BT.601, https://www.itu.int/rec/R-REC-BT.601
LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)


def recoloured(images: Images, brightness: Amounts, contrast: Amounts, saturation: Amounts) -> Images:
    """Brightness, then contrast, then saturation of each image multiplied; 1 leaves it as it is.

    Brightness: x b. Contrast: the distance of each number from the image's mean grey, times c. Saturation:
    its distance from the pixel's own grey, times s. As in
    https://pillow.readthedocs.io/en/stable/reference/ImageEnhance.html, but rounded once, at the end.

    >>> image = np.array([[[[100, 100, 100], [200, 200, 200]]]], np.uint8)
    >>> half, one = np.array([0.5], np.float32), np.array([1], np.float32)
    >>> recoloured(image, one, half, one)[0, 0, :, 0].tolist()
    [125, 175]
    """
    pixels = images.reshape(len(images), -1, 3).astype(np.float32)
    grey = (pixels.sum(axis=1) / np.float32(pixels.shape[1]) @ LUMA) * brightness
    # All three steps are linear in the pixel: one matrix (3, 3) and one addend for each image.
    eye, greying = np.eye(3, dtype=np.float32), np.tile(LUMA, (3, 1)).T
    mix = saturation[:, None, None] * eye + (1 - saturation[:, None, None]) * greying
    matrix = (brightness * contrast)[:, None, None] * mix
    pixels = pixels @ matrix
    pixels += ((1 - contrast) * grey + np.float32(0.5))[:, None, None]
    return np.clip(pixels, 0, 255, out=pixels).astype(np.uint8).reshape(images.shape)


def covered(images: Images, side: int, rows: Places, columns: Places) -> Images:
    """Each image with a grey square, its first pixel at (row, column); it may stick out of the image.

    >>> covered(np.zeros((1, 2, 2, 3), np.uint8), 1, np.array([0]), np.array([1]))[0, :, :, 0].tolist()
    [[0, 128], [0, 0]]
    """
    _, height, width, _ = images.shape
    down, right = np.arange(height) - rows[:, None], np.arange(width) - columns[:, None]
    inside = ((down >= 0) & (down < side))[:, :, None] & ((right >= 0) & (right < side))[:, None, :]
    return np.where(inside[..., None], np.uint8(GREY), images)
