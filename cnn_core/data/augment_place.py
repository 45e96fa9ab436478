"""Moving the pixels of a batch: mirror, shift, turn and enlarge, every image by its own amount."""

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]  # (N, H, W, 3)
Amounts = NDArray[np.float32]  # (N,)
Places = NDArray[np.intp]


def moved(images: Images, mirrored: NDArray[np.bool_], rows: Places, columns: Places) -> Images:
    """Each image mirrored left to right where asked, and moved down by `rows`, right by `columns` pixels.

    What comes in at the border is the image reflected in its outermost pixel: d c b | a b c d | c b a, as in
    https://numpy.org/doc/stable/reference/generated/numpy.pad.html, mode "reflect".

    >>> image = np.repeat(np.arange(4, dtype=np.uint8), 3).reshape(1, 1, 4, 3)
    >>> moved(image, np.array([False]), np.array([0]), np.array([1]))[0, 0, :, 0].tolist()
    [1, 0, 1, 2]
    """
    count, height, width, channels = images.shape
    # Padding, window and mirror in one gather: which pixel is seen where, as a number in the flat batch.
    from_row = _reflected(np.arange(height) - rows[:, None], height)
    from_column = _reflected(np.arange(width) - columns[:, None], width)
    from_column = np.where(mirrored[:, None], from_column[:, ::-1], from_column)
    first = (np.arange(count)[:, None] * height + from_row) * width
    pixels = (first[:, :, None] + from_column[:, None, :]).ravel()
    return images.reshape(-1, channels).take(pixels, axis=0).reshape(images.shape)


def turned(images: Images, degrees: Amounts, zoom: Amounts) -> Images:
    """Each image turned anticlockwise about its middle and enlarged `zoom` times; its border is mirrored in.

    Pixel p of the result is read at c + R (p - c) / zoom, between four pixels (bilinear), where c is the
    middle and R the rotation: the inverse of what the image does.

    >>> image = np.arange(27, dtype=np.uint8).reshape(1, 3, 3, 3)
    >>> quarter = turned(image, np.array([90], np.float32), np.array([1], np.float32))
    >>> bool((quarter[0] == np.rot90(image[0])).all())
    True
    """
    count, height, width, channels = images.shape
    radians = np.deg2rad(degrees.astype(np.float32))
    cos, sin = ((f(radians) / zoom)[:, None, None].astype(np.float32) for f in (np.cos, np.sin))
    y = (np.arange(height)[:, None] - (height - 1) / 2).astype(np.float32)
    x = (np.arange(width) - (width - 1) / 2).astype(np.float32)
    top, down = _cell_and_rest((height - 1) / 2 + cos * y + sin * x, height)
    left, right = _cell_and_rest((width - 1) / 2 + cos * x - sin * y, width)
    first = ((np.arange(count, dtype=np.int32)[:, None, None] * height + top) * width + left).ravel()
    below, beside = width * (height > 1), int(width > 1)
    down, right = down.ravel(), right.ravel()
    result = np.empty((first.size, channels), np.uint8)
    for channel, plane in enumerate(np.ascontiguousarray(images.reshape(-1, channels).T)):
        upper, lower = (_between(plane, first + step, beside, right) for step in (0, below))
        result[:, channel] = upper + (lower - upper) * down + np.float32(0.5)
    return result.reshape(images.shape)


def _reflected(places: Places, length: int) -> Places:
    """Which pixel of a line of `length` is seen at each place, also far outside."""
    period = max(2 * (length - 1), 1)
    places = places % period
    return np.minimum(places, period - places)


def _cell_and_rest(places: NDArray[np.float32], length: int) -> tuple[NDArray[np.int32], Amounts]:
    """The pixel before each place, and how far the place is from it towards the next, 0..1."""
    last = np.float32(length - 1)
    if length == 1:
        return np.zeros(places.shape, np.int32), np.zeros(places.shape, np.float32)
    inside = np.abs(places - 2 * last * np.rint(places / (2 * last)))
    before = np.minimum(inside.astype(np.int32), length - 2)
    return before, inside - before.astype(np.float32)


def _between(plane: NDArray[np.uint8], first: NDArray[np.int32], step: int, share: Amounts) -> Amounts:
    near = plane.take(first).astype(np.float32)
    far = plane.take(first + step).astype(np.float32)
    far -= near
    far *= share
    near += far
    return near
