"""A picture that somebody brings, made into what a network takes: small, square, upright, in colours."""

from dataclasses import dataclass
from io import BytesIO
from math import isqrt
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from cnn_core.arrays import integer, one_of
from cnn_core.data.dataset import SIDE
from cnn_core.errors import LabError

#: What a file and the picture in it may have.
MAX_BYTES, MAX_PIXELS = 10_000_000, 40_000_000
#: Endings of the formats that are read, for an uploader.
KINDS: Final = ("png", "jpg", "jpeg", "webp", "gif", "bmp")
FITS: Final = ("crop", "pad")
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_BEGINNINGS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
#: Pixels that are worked on: a photograph is made smaller before anything else is done with it.
_WORKED_ON: Final = 4_000_000
#: How a picture is turned upright, by its EXIF tag: https://exiftool.org/TagNames/EXIF.html, Orientation.
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
# One at a time: a large one takes some hundred megabytes while it is unpacked.
_unpacking = Lock()

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Brought:
    """A picture that somebody brought.

    Attributes:
        picture: (H, W, 3) uint8, upright, as it came but for its size.
        seen: what a network sees of it, (side, side, 3) uint8, by the names of FITS.
    """

    picture: Pixels
    seen: dict[str, Pixels]


def read_upload(content: bytes, side: int = SIDE, fit: str = "crop") -> Pixels:
    """A picture's bytes as a network sees it. Nothing is written to disk.

    Upright by its EXIF tag; of an animation the first picture; see-through parts on white; resized with
    Lanczos' filter, which does not let fine patterns turn into coarse ones.

    Args:
        content: the bytes of a PNG, JPEG, WebP, GIF or BMP file of any mode.
        side: pixels of both sides of the result.
        fit: "crop" keeps the middle square; "pad" keeps all and fills up with the picture's mean colour.

    Returns:
        (side, side, 3) in 0..255.

    Raises:
        LabError: "picture_empty" () for no bytes at all, "upload_too_large" (max_bytes, megabytes),
            "picture_too_large" (max_pixels), "not_a_picture" (), "picture_truncated" () if it begins as one
            and cannot be read to its end; "unknown_choice", "too_small", "not_an_integer" (name, ...).

    >>> file = BytesIO()
    >>> Image.new("RGB", (40, 20), (255, 0, 0)).save(file, "PNG")
    >>> read_upload(file.getvalue())[0, 0].tolist()
    [255, 0, 0]
    """
    integer(side, "side", 1)
    one_of(fit, "fit", FITS)
    return squared(upright(content), side, fit)


def brought(content: bytes, side: int = SIDE, most: int = 384) -> Brought:
    """A picture both as it came, at most so many pixels wide and high, and as a network sees it.

    Raises:
        LabError: as `read_upload`.
    """
    image = upright(content)
    seen = {fit: squared(image, side, fit) for fit in FITS}
    image.thumbnail((most, most), Image.Resampling.LANCZOS)
    return Brought(np.asarray(image), seen)


def upright(content: bytes) -> Image.Image:
    """A picture's bytes as an RGB image of at most 4 million pixels or so, the right way up.

    Raises:
        LabError: as `read_upload`.
    """
    if not content:
        raise LabError("picture_empty")
    if len(content) > MAX_BYTES:
        raise LabError("upload_too_large", max_bytes=MAX_BYTES, megabytes=MAX_BYTES // 10**6)
    with _unpacking:
        image = _opened(content)
        try:
            # A JPEG can be unpacked at a half, a quarter or an eighth of its size.
            image.draft(None, (isqrt(_WORKED_ON), isqrt(_WORKED_ON)))
            image.load()
            turn = _UPRIGHT.get(_orientation(image))
            colours = in_colours(image)
        except Exception as error:  # decoders of hostile bytes raise anything
            raise LabError("picture_truncated") from error
    return colours.transpose(turn) if turn is not None else colours


def _opened(content: bytes) -> Image.Image:
    """Its head is read and its size is known; nothing is unpacked."""
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LabError("picture_too_large", max_pixels=MAX_PIXELS) from error
    except Exception as error:  # as above
        if content.startswith(_BEGINNINGS) or content[8:12] == b"WEBP":
            raise LabError("picture_truncated") from error
        raise LabError("not_a_picture") from error
    if image.width * image.height > MAX_PIXELS:
        raise LabError("picture_too_large", max_pixels=MAX_PIXELS)
    return image


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # a damaged tag is no reason to refuse the picture
        return 1


def in_colours(image: Image.Image) -> Image.Image:
    """An image of any mode in RGB, see-through parts on white, a large one made smaller.

    Modes with more than 8 bits are scaled to 0..255; Pillow would cut them off there.

    >>> in_colours(Image.fromarray(np.full((1, 1), 0.5, np.float32))).getpixel((0, 0))
    (128, 128, 128)
    """
    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    if image.mode in ("1", "P", "PA"):
        image = image.convert("RGBA")
    factor = isqrt(image.width * image.height // _WORKED_ON)
    if factor > 1:
        image = image.reduce(factor)
    if image.mode in ("RGBa", "La"):  # colours multiplied by how opaque they are
        image = image.convert(image.mode[:-1] + "A")
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(paper, seen).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Values of the smallest usual scale that holds them all, or else of their own range, as 0..255."""
    values = np.asarray(image).astype(np.float64)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    scales = {"F": (1, 255, 65535), "I": (255, 65535)}.get(image.mode, (65535,))
    if low >= 0:
        low, high = 0.0, next((float(scale) for scale in scales if high <= scale), high)
    shares = (np.nan_to_num(values, posinf=high, neginf=low) - low) / max(high - low, 1e-12)
    return Image.fromarray(np.rint(255 * shares.clip(0, 1)).astype(np.uint8))


def squared(image: Image.Image, side: int, fit: str) -> Pixels:
    """An RGB image as a square, (side, side, 3); `fit` as in `read_upload`.

    >>> squared(Image.new("RGB", (4, 2), (9, 9, 9)), 4, "pad").shape
    (4, 4, 3)
    """
    if fit == "crop":
        short = min(image.size)
        left, top = (image.width - short) // 2, (image.height - short) // 2
        middle = image.crop((left, top, left + short, top + short))
        return np.asarray(middle.resize((side, side), Image.Resampling.LANCZOS))
    long = max(image.size)
    width, height = (max(1, round(side * length / long)) for length in image.size)
    small = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS))
    mean = np.asarray(image).mean(axis=(0, 1))
    square = np.empty((side, side, 3), np.uint8)
    square[:] = np.rint(mean)
    left, top = (side - width) // 2, (side - height) // 2
    square[top : top + height, left : left + width] = small
    return square
