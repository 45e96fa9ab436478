"""Painted parts of a small image: as a mask, as text for a link, and on the image itself."""

import base64
import binascii

import numpy as np
from numpy.typing import NDArray

from app.link import Codec

Mask = NDArray[np.bool_]
Colour = tuple[int, int, int]

#: Neither bright nor dark, of no colour.
GREY: Colour = (128, 128, 128)

_RUNS, _BITS = "r", "b"


def painted(image: NDArray[np.uint8], mask: Mask, colour: Colour = GREY) -> NDArray[np.uint8]:
    """A copy of the image whose masked pixels have one colour.

    Args:
        image: (H, W, 3), 0..255.
        mask: (H, W), True where it is painted.
        colour: red, green, blue, 0..255.

    >>> painted(np.zeros((1, 2, 3), np.uint8), np.array([[True, False]]), (9, 8, 7)).tolist()
    [[[9, 8, 7], [0, 0, 0]]]
    """
    result = image.copy()
    result[mask] = colour
    return result


def mask_to_text(mask: Mask) -> str:
    """A mask as short text for an address; "" if nothing is painted.

    Whichever is shorter: the lengths of its runs, row by row, the first unpainted; or a bit for each pixel.

    >>> mask_to_text(np.zeros((32, 32), bool)), mask_to_text(np.eye(3, dtype=bool))
    ('', 'biIA')
    """
    if not mask.any():
        return ""
    runs, bits = _runs(mask), pack(mask)
    return _RUNS + _web(runs) if len(runs) < len(bits) else _BITS + _web(bits)


def mask_from_text(text: str, shape: tuple[int, int]) -> Mask:
    """Read what `mask_to_text` wrote for a mask of this shape; "" is a mask with nothing painted.

    Raises:
        ValueError: it was cut or made up, or belongs to another shape.

    >>> mask_from_text("biIA", (3, 3)).astype(int).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    """
    if not text:
        return np.zeros(shape, bool)
    size = shape[0] * shape[1]
    if len(text) > 2 + size // 6 + 4 or text[0] not in (_RUNS, _BITS):
        raise ValueError("no mask")
    packed = _bytes(text[1:], b"-_")
    return _unrolled(packed, shape) if text[0] == _RUNS else unpack(packed, shape)


def mask_codec(name: str, shape: tuple[int, int] = (32, 32)) -> Codec:
    """A mask in a link. The setting keeps the text, not the array: arrays cannot be compared with ==.

    >>> codec = mask_codec("cover", (3, 3))
    >>> codec.read(codec.write("biIA"))
    'biIA'
    """
    return Codec(name, str, lambda text: mask_to_text(mask_from_text(text, shape)))


def pack(mask: Mask) -> bytes:
    """A bit for each pixel, row by row, the first in the highest bit of the first byte.

    >>> pack(np.array([[True, False], [False, True]])).hex()
    '90'
    """
    return np.packbits(mask).tobytes()


def unpack(packed: bytes, shape: tuple[int, int]) -> Mask:
    """The mask of these bits.

    Raises:
        ValueError: too few or too many bits for the shape, or bits past its end.

    >>> unpack(bytes.fromhex("90"), (2, 2)).astype(int).tolist()
    [[1, 0], [0, 1]]
    """
    size = shape[0] * shape[1]
    bits = np.unpackbits(np.frombuffer(packed, np.uint8)).astype(bool)
    if len(packed) != -(-size // 8) or bits[size:].any():
        raise ValueError("bits for another shape")
    return bits[:size].reshape(shape)


def read_mask(value: object, shape: tuple[int, int]) -> Mask | None:
    """The mask that a browser sent as bits in base64, or None where it is none. Never raises.

    >>> read_mask("kA==", (2, 2)).astype(int).tolist()
    [[1, 0], [0, 1]]
    >>> [read_mask(sent, (2, 2)) for sent in (None, "", "kAA=", "!!")]
    [None, None, None, None]
    """
    if not isinstance(value, str) or len(value) > shape[0] * shape[1]:
        return None
    try:
        return unpack(_bytes(value), shape)
    except ValueError:
        return None


def _runs(mask: Mask) -> bytes:
    """Lengths of the runs, the last unpainted one left out, 7 bits a byte, the lowest first (LEB128)."""
    edges = np.flatnonzero(np.diff(mask.ravel(), prepend=False)).tolist()
    ends = [*edges, mask.size] if len(edges) % 2 else edges
    found = bytearray()
    for start, end in zip([0, *ends], ends, strict=False):
        left = end - start
        while left > 127:
            found.append(128 | left & 127)
            left >>= 7
        found.append(left)
    return bytes(found)


def _unrolled(packed: bytes, shape: tuple[int, int]) -> Mask:
    lengths: list[int] = []
    length = shift = 0
    for byte in packed:
        length |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            lengths.append(length)
            length = shift = 0
    size = shape[0] * shape[1]
    if shift or sum(lengths) > size:
        raise ValueError("runs for another shape")
    flat = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    return np.pad(flat, (0, size - len(flat))).reshape(shape)


def _web(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _bytes(text: str, altchars: bytes | None = None) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=altchars, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
