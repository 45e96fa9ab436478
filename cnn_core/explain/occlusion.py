"""Occlusion: what the class's score loses where a square covers the image."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import LabError
from cnn_core.explain.probe import Array, Probe, at_once
from cnn_core.explain.sites import Site
from cnn_core.explain.variants import pairs, scores, whole

#: By default the square's side and its stride are these shares of the image's shorter side.
SIDE: Final = 3 / 16
STRIDE: Final = 1 / 16
MOST_SQUARES: Final = 4096
#: Drops below this share of an image's largest logit are rounding: it makes the same image differ by a tenth
#: of it between batches of two sizes.
ROUNDING: Final = 1e-5
Indices = NDArray[np.intp]


def occlusion(
    probe: Probe,
    images: Array,
    classes: NDArray[np.int32],
    site: Site | None = None,
    output: int = 0,
    *,
    side: int | None = None,
    stride: int | None = None,
) -> Array:
    """How much the class's logit drops while a square of the image's mean colour covers a place.

    Each pixel gets the mean drop over all squares that cover it. The logit, not the probability: that of a
    sure answer hardly moves, and it also falls where another class rises.
    Source: Zeiler and Fergus, https://arxiv.org/abs/1311.2901, section 4.2

    Args:
        probe: the network.
        images: (N, H, W, C).
        classes: (N,), whose logit is watched.
        site: not used.
        output: which of the network's outputs.
        side: of the square, in pixels, 1 to the image's shorter side; None: 6 for 32 x 32 pixels, 42 for
            224 x 224.
        stride: pixels from one square to the next, 1 to `side`; None: 2 for 32 x 32, 14 for 224 x 224. The
            last square of a row or column ends where the image does.

    Returns:
        (N, H, W), in logits; what is negative is where the class gains by being covered.

    Raises:
        LabError: "not_an_integer" (name, received), "too_small" (name, minimum, received), or "too_many"
            (name, maximum, received) for the side, the stride or the number of squares.
    """
    rows, columns = images.shape[1:3]
    side, stride = checked_square((rows, columns), side, stride)
    down, across = starts(rows, side, stride), starts(columns, side, stride)
    if len(down) * len(across) > MOST_SQUARES:
        raise LabError("too_many", name="squares", maximum=MOST_SQUARES, received=len(down) * len(across))
    corners = np.stack([one.ravel() for one in np.meshgrid(down, across, indexing="ij")], axis=1)
    return _mean_over_squares(
        _drops(probe, images, classes, output, corners, side), corners, images.shape, side
    )


def checked_square(
    size: tuple[int, int], side: int | None = None, stride: int | None = None
) -> tuple[int, int]:
    """The square's side and stride for images of a size, (H, W). Errors as those of `occlusion`.

    >>> checked_square((32, 32)), checked_square((224, 300)), checked_square((32, 32), side=1)
    ((6, 2), (42, 14), (1, 1))
    """
    shorter = min(size)
    given = max(1, round(shorter * SIDE)) if side is None else whole(side, "side", 1, shorter)
    if stride is None:
        return given, max(1, min(given, round(shorter * STRIDE)))
    return given, whole(stride, "stride", 1, given)


def starts(length: int, side: int, stride: int) -> Indices:
    """Where squares begin along an axis: every `stride` pixels, and the last one at the image's end.

    >>> starts(10, 4, 4).tolist(), starts(10, 4, 3).tolist()
    ([0, 4, 6], [0, 3, 6])
    """
    return np.append(np.arange(0, length - side, stride), length - side)


def _drops(
    probe: Probe, images: Array, classes: NDArray[np.int32], output: int, corners: Indices, side: int
) -> Array:
    """The classes' scores for the images less those with each square, (N, squares)."""
    fill = images.mean(axis=(1, 2))  # (N, C)
    given = []
    for image, square in pairs(len(images), len(corners), at_once(images.shape)):
        covered = images[image]  # a copy
        for one, colour, (row, column) in zip(covered, fill[image], corners[square], strict=True):
            one[row : row + side, column : column + side] = colour
        given.append(scores(probe, covered, classes[image], output))
    uncovered = scores(probe, images, classes, output)[:, None]
    drops = uncovered - np.concatenate(given).reshape(len(images), -1)
    largest = np.abs(probe.logits(images, output)).max(axis=1, keepdims=True)
    return np.where(np.abs(drops) > ROUNDING * largest, drops, 0)


def _mean_over_squares(drops: Array, corners: Indices, shape: tuple[int, ...], side: int) -> Array:
    """(N, squares) -> (N, H, W)."""
    total, times = np.zeros(shape[:3]), np.zeros(shape[1:3])
    for drop, (row, column) in zip(drops.T, corners, strict=True):
        total[:, row : row + side, column : column + side] += drop[:, None, None]
        times[row : row + side, column : column + side] += 1
    return (total / times).astype(np.float32)
