"""Tiles of noise, made once: every picture cuts its pieces from them."""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from cnn_core.data.dataset import SIDE

#: A piece may begin at each of PLACES rows and columns of a tile.
PLACES: Final = 128
Windows = NDArray[np.float32]


@lru_cache(maxsize=1)
def tiles() -> Windows:
    """Pieces of every texture: (textures, PLACES, PLACES, SIDE, SIDE), mean 0, deviation 1; a view.

    In the order of `backdrops`: smooth, blotchy, fine, streaks along the rows, bars along the columns.

    >>> tiles().shape
    (5, 128, 128, 32, 32)
    """
    rng = np.random.default_rng(32)
    side = PLACES + SIDE - 1
    reaches = ((8, 8), (2, 2), (1, 0), (0, 4), (6, 1))  # of the mean over neighbours, in rows and columns
    made = [_blurred(rng.normal(size=(side, side)), *reach) for reach in reaches]
    return sliding_window_view(np.stack(made).astype(np.float32), (SIDE, SIDE), axis=(1, 2))


@lru_cache(maxsize=1)
def grain() -> Windows:
    """Pieces of coloured noise: (PLACES, PLACES, 3, SIDE, SIDE), mean 0, deviation 1; a view."""
    rng = np.random.default_rng(33)
    side = PLACES + SIDE - 1
    noise = 0.8 * rng.normal(size=(side, side, 1)) + 0.6 * rng.normal(size=(side, side, 3))
    return sliding_window_view(noise.astype(np.float32), (SIDE, SIDE), axis=(0, 1))


def _blurred(noise: NDArray[np.float64], down: int, across: int) -> NDArray[np.float64]:
    """Twice the mean over neighbours, around the edges."""
    for axis, reach in ((0, down), (1, across)):
        for _ in range(2):
            moved = [np.roll(noise, shift, axis) for shift in range(-reach, reach + 1)]
            noise = np.mean(moved, axis=0)
    return (noise - noise.mean()) / noise.std()
