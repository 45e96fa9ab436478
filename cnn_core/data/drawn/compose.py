"""Many scenes put together at once with NumPy: ramps, textures, layers, light and grain."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.dataset import SIDE, Images
from cnn_core.data.drawn.backdrops import KINDS
from cnn_core.data.drawn.scene import Scene
from cnn_core.data.drawn.textures import grain, tiles

Pixels = NDArray[np.floating]  # (N, SIDE, SIDE, 3), 0..255 and a little beyond
_MIDDLES = (np.arange(SIDE, dtype=np.float32) + 0.5)[None, :]


def compose(scenes: Sequence[Scene], objects: bool = True) -> tuple[Images, NDArray[np.bool_]]:
    """The pictures, and where the object is seen.

    Only sums, products and comparisons of single pixels, so a picture does not depend on its batch.

    Args:
        scenes: at least one.
        objects: without them the same scenes are shown empty; the masks stay.

    Returns:
        images (N, SIDE, SIDE, 3) uint8, and masks (N, SIDE, SIDE): true where any part of a pixel shows the
        object. Elsewhere the pictures with and without objects are equal.

    >>> from cnn_core.data.drawn.scene import scene
    >>> images, masks = compose([scene(0, 5, label=8), scene(0, 6, label=3)])
    >>> images.shape, masks.shape
    ((2, 32, 32, 3), (2, 32, 32))
    """
    thing, covered = _layer([one.thing for one in scenes])
    front, hidden = _layer([one.front for one in scenes])
    pixels = _places(scenes)
    if objects:
        pixels = pixels * (1 - covered) + _textured(thing, scenes)
    pixels = pixels * (1 - hidden) + front
    images = np.clip(_lit(pixels, scenes), 0, 255).astype(np.uint8)
    return images, (covered * (1 - hidden) > 0)[..., 0]


def _layer(layers: Sequence[bytes]) -> tuple[Pixels, Pixels]:
    """Colours multiplied by coverage, and the coverage in 0..1 (N, SIDE, SIDE, 1)."""
    read = np.frombuffer(b"".join(layers), np.uint8).reshape(-1, SIDE, SIDE, 4).astype(np.float32)
    return read[..., :3], read[..., 3:] / np.float32(255)


def _column(values: Sequence[object]) -> Pixels:
    """Numbers of each scene, with axes for rows, columns and channels to spread over."""
    array = np.array(values, dtype=np.float32)
    return array.reshape(len(array), 1, 1, -1)


def _cut(textures: Sequence[int], scenes: Sequence[Scene], first: int) -> Pixels:
    corners = np.array([one.light.corners[first : first + 2] for one in scenes])
    return tiles()[np.array(textures), corners[:, 0], corners[:, 1]][..., None]


def _places(scenes: Sequence[Scene]) -> Pixels:
    kinds = [KINDS[one.place.kind].textures for one in scenes]
    horizon = np.array([[one.place.horizon] for one in scenes], dtype=np.float32)
    below = np.clip(_MIDDLES - horizon + np.float32(0.5), 0, 1)[:, :, None, None]
    upper = _ramp(_MIDDLES / horizon, [one.place.above for one in scenes])
    lower = _ramp((_MIDDLES - horizon) / np.maximum(SIDE - horizon, 1), [one.place.below for one in scenes])
    pixels = upper + (lower - upper) * below
    strong = [_column([kind[part][1] for kind in kinds]) for part in (0, 1)]
    noise = [_cut([kind[part][0] for kind in kinds], scenes, 2 * part) for part in (0, 1)]
    pixels = pixels * (1 + strong[0] * noise[0] * (1 - below) + strong[1] * noise[1] * below)
    behind, covered = _layer([one.behind for one in scenes])
    return pixels * (1 - covered) + behind


def _ramp(part: NDArray[np.floating], ends: Sequence[object]) -> Pixels:
    """Colours from the first to the second of `ends` down the rows: (N, SIDE, 1, 3)."""
    colours = np.array(ends, dtype=np.float32)  # (N, 2, 3)
    along = np.clip(part, 0, 1)[:, :, None]
    return (colours[:, None, 0] + (colours[:, None, 1] - colours[:, None, 0]) * along)[:, :, None]


def _textured(thing: Pixels, scenes: Sequence[Scene]) -> Pixels:
    strong = _column([one.light.fur[0] for one in scenes])
    fur = strong * _cut([one.light.fur[1] for one in scenes], scenes, 4)
    down = (_MIDDLES / SIDE - np.float32(0.5))[:, :, None, None]
    return thing * (1 + fur - _column([one.light.shade for one in scenes]) * down)


def _lit(pixels: Pixels, scenes: Sequence[Scene]) -> Pixels:
    slope = _column([one.light.slope for one in scenes])
    along = _MIDDLES / SIDE - np.float32(0.5)
    light = 1 + slope[..., :1] * along[:, None, :, None] + slope[..., 1:] * along[:, :, None, None]
    corners = np.array([one.light.corners[6:] for one in scenes])
    noise = np.moveaxis(grain()[corners[:, 0], corners[:, 1]], 1, -1)
    lit = pixels * light * _column([one.light.gain for one in scenes])
    return lit + noise * _column([one.light.grain for one in scenes])
