"""Pictures to filter and pool: one drawn here, like a photograph, and those a learner brings."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from cnn_core.data.uploads import read_upload
from cnn_core.errors import LabError

Picture = NDArray[np.uint8]  # (H, W, 3)
SIDE = 256


def landscape(side: int = SIDE, seed: int = 8) -> Picture:
    """A drawn landscape with what makes photographs hard: soft sky, fine texture, straight edges, grain.

    Args:
        side: pixels of both sides, >= 32.
        seed: of every random part.

    Returns:
        (side, side, 3) in 0..255.

    Raises:
        LabError: "too_small" (name, minimum, received).

    >>> landscape(64).shape
    (64, 64, 3)
    """
    if side < 32:
        raise LabError("too_small", name="side", minimum=32, received=side)
    rng = np.random.default_rng(seed)
    rows = np.linspace(0, 1, SIDE)[:, None, None]  # (H, 1, 1)
    sky = (1 - rows) * np.array([96, 150, 214]) + rows * np.array([236, 224, 205])
    clouds = np.clip(_noise(rng, 5) * 2.2 - 1.0, 0, 1)[..., None] * np.linspace(1, 0, SIDE)[:, None, None]
    scene = np.broadcast_to(sky, (SIDE, SIDE, 3)) * (1 - clouds) + 250 * clouds
    scene = _hills(scene, rng, 0.46, 0.16, np.array([104, 122, 146]), 3)
    scene = _hills(scene, rng, 0.60, 0.09, np.array([72, 104, 72]), 4)
    scene = _meadow(scene, rng)
    image = Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8))
    _house(image)
    _tree(image, rng)
    grain = rng.normal(0, 4, (SIDE, SIDE, 1))
    noisy = np.clip(np.asarray(image, dtype=float) + grain, 0, 255).astype(np.uint8)
    return np.asarray(Image.fromarray(noisy).resize((side, side), Image.Resampling.LANCZOS))


def read_picture(content: bytes, side: int = SIDE) -> Picture:
    """A learner's picture: the middle square of it, upright, as `side` x `side` RGB.

    Args:
        content: the bytes of a PNG, JPEG, WebP, GIF or BMP file.
        side: pixels of both sides of the result.

    Raises:
        LabError: "not_a_picture" (), "picture_too_large" (max_pixels) or "upload_too_large" (max_bytes,
            megabytes).
    """
    try:
        return read_upload(content, side, "crop")
    except LabError as error:
        if error.key in ("picture_empty", "picture_truncated"):
            raise LabError("not_a_picture") from error
        raise


def grey(picture: Picture) -> NDArray[np.float64]:
    """Brightness, (H, W) in 0..255: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).

    >>> grey(np.full((1, 1, 3), 100, dtype=np.uint8))
    array([[100.]])
    """
    return np.asarray(picture @ np.array([0.299, 0.587, 0.114]), dtype=np.float64).round(6)


def _noise(rng: np.random.Generator, octaves: int) -> NDArray[np.float64]:
    """Smooth random clouds in 0..1: ever finer grids, each half as strong."""
    total = np.zeros((SIDE, SIDE))
    for octave in range(octaves):
        cells = 3 * 2**octave
        coarse = Image.fromarray(rng.random((cells, cells)).astype(np.float32))
        total += np.asarray(coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC)) / 2**octave
    return (total - total.min()) / np.ptp(total)


def _hills(
    scene: NDArray[np.float64],
    rng: np.random.Generator,
    height: float,
    rough: float,
    colour: NDArray[np.int_],
    octaves: int,
) -> NDArray[np.float64]:
    ridge = (height + rough * (_noise(rng, octaves)[0] - 0.5) * 2) * SIDE  # (W,)
    below = np.arange(SIDE)[:, None] > ridge[None, :]
    shade = 0.75 + 0.5 * _noise(rng, 6)
    return np.where(below[..., None], shade[..., None] * colour, scene)


def _meadow(scene: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    blades = rng.normal(0, 1, (SIDE, SIDE))
    blades = (blades + np.roll(blades, 1, 0) + np.roll(blades, 2, 0)) / 3  # short upright strokes
    colour = np.array([112, 150, 66]) + 26 * blades[..., None] + 30 * (_noise(rng, 4)[..., None] - 0.5)
    below = np.arange(SIDE)[:, None, None] > 0.72 * SIDE
    return np.where(below, colour, scene)


def _house(image: Image.Image) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((150, 140, 226, 206), fill=(222, 206, 178))
    for y in range(146, 206, 6):
        draw.line((150, y, 226, y), fill=(196, 176, 146))
    draw.polygon([(142, 142), (188, 104), (234, 142)], fill=(150, 62, 48))
    for x in range(146, 232, 5):
        draw.line((188, 106, x, 141), fill=(126, 48, 38))
    for x in (160, 200):
        draw.rectangle((x, 154, x + 16, 174), fill=(54, 72, 96), outline=(246, 244, 238), width=2)
        draw.line((x + 8, 154, x + 8, 174), fill=(246, 244, 238))
    draw.rectangle((181, 178, 195, 206), fill=(96, 62, 40))


def _tree(image: Image.Image, rng: np.random.Generator) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((56, 130, 66, 214), fill=(78, 56, 40))
    for _ in range(900):
        angle, reach = rng.uniform(0, 2 * np.pi), 46 * np.sqrt(rng.random())
        x, y = 61 + reach * np.cos(angle), 100 + 1.1 * reach * np.sin(angle)
        light = int(rng.integers(0, 70)) + int(30 * (1 - y / 150))
        draw.ellipse((x - 2, y - 2, x + 2, y + 2), fill=(34 + light // 2, 74 + light, 30))
    image.paste(image.filter(ImageFilter.GaussianBlur(0.6)))
