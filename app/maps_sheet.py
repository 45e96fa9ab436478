"""Many small maps packed into one PNG: one picture to send, decode and draw from."""

from base64 import b64encode
from collections import OrderedDict
from hashlib import blake2b
from io import BytesIO
from math import ceil, sqrt
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Maps = NDArray[np.uint8]  # (C, H, W) grey or (C, H, W, 3) red, green, blue

_MOST_CHARACTERS = 32_000_000  # of packed sheets, kept for all visits together
_COMPRESSION = 1  # of 0..9; the most saves a fifteenth and takes four times as long


class _Packed:
    """The sheets packed last, by digest: most reruns change no map, and learners look at the same ones."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._sheets: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str) -> str | None:
        with self._lock:
            if digest in self._sheets:
                self._sheets.move_to_end(digest)
            return self._sheets.get(digest)

    def keep(self, digest: str, png: str) -> None:
        with self._lock:
            self._size += len(png) - len(self._sheets.pop(digest, ""))
            self._sheets[digest] = png
            while self._size > self._most and len(self._sheets) > 1:
                self._size -= len(self._sheets.popitem(last=False)[1])


_packed = _Packed(_MOST_CHARACTERS)


def checked(maps: Maps) -> Maps:
    """The maps, if they are some: uint8, (C, H, W) or (C, H, W, 3), no side empty.

    Raises:
        ValueError: they are not.
    """
    shape = maps.shape
    if (
        maps.dtype != np.uint8
        or not (len(shape) == 3 or (len(shape) == 4 and shape[3] == 3))
        or not maps.size
    ):
        raise ValueError(f"maps are uint8, (C, H, W) or (C, H, W, 3), not {maps.dtype} {shape}")
    return maps


def columns_of(count: int) -> int:
    """Maps side by side on a sheet of so many: it comes out about square.

    >>> [columns_of(count) for count in (1, 3, 64, 65)]
    [1, 2, 8, 9]
    """
    return ceil(sqrt(count))


def sheet(maps: Maps, columns: int) -> Maps:
    """The maps edge to edge, so many in a row; what is left over is 0.

    Args:
        maps: (C, H, W) or (C, H, W, 3).
        columns: maps side by side.

    Returns:
        (rows·H, columns·W) or (rows·H, columns·W, 3).

    >>> sheet(np.arange(1, 7, dtype=np.uint8).reshape(3, 1, 2), 2)
    array([[1, 2, 3, 4],
           [5, 6, 0, 0]], dtype=uint8)
    """
    count, height, width, *colours = maps.shape
    rows = -(-count // columns)
    spare = np.zeros((rows * columns - count, height, width, *colours), np.uint8)
    grid = np.concatenate([maps, spare]).reshape(rows, columns, height, width, *colours)
    return grid.swapaxes(1, 2).reshape(rows * height, columns * width, *colours)


def digest_of(maps: Maps) -> str:
    """A name that two arrays share only if they are equal."""
    shape = "x".join(map(str, maps.shape)).encode()
    return blake2b(np.ascontiguousarray(maps).data, digest_size=10, salt=shape[:16]).hexdigest()


def packed(maps: Maps, digest: str) -> str:
    """A sheet of the maps as PNG, in base64; packed once, then remembered under its digest."""
    known = _packed.get(digest)
    if known is not None:
        return known
    written = BytesIO()
    picture = Image.fromarray(sheet(maps, columns_of(len(maps))))
    picture.save(written, "PNG", compress_level=_COMPRESSION)
    png = b64encode(written.getvalue()).decode("ascii")
    _packed.keep(digest, png)
    return png
