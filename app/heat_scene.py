"""Panes with heatmaps as bytes and coordinates, ready for JSON. Nothing is drawn here."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2s
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.heat_colours import colour_table
from app.heat_paint import Colour, Mask, pack

#: A heat of 1 as the browser receives it: two bytes a value.
_FULL = 65535


@dataclass(frozen=True, eq=False)
class Pane:
    """One image with what is said about it.

    Args:
        name: tells it from the other panes; never shown.
        title: the method or the network, in the learner's words.
        caption: a sentence below, e.g. that nothing speaks for this class. May be "".
        image: (H, W, 3), 0..255.
        heat: (h, w) in [0, 1], of the image's size or coarser; None for the image alone.
        detail: a short line of numbers below the caption. May be "".
        outline: (H, W), True inside a region whose border is drawn.
        alt: what the picture shows, for those who cannot see it; the title is read out with it.
    """

    name: str
    title: str
    caption: str
    image: NDArray[np.uint8]
    heat: NDArray[np.floating[Any]] | None = None
    detail: str = ""
    outline: Mask | None = None
    alt: str = ""


@dataclass(frozen=True)
class Painting:
    """What is painted on one pane.

    Args:
        gen: changes with what lies below the paint, so that no stroke reaches another image.
        shape: (H, W).
        scene: what the browser receives of it.
    """

    gen: str
    shape: tuple[int, int]
    scene: dict[str, Any]


def checked(panes: Sequence[Pane]) -> dict[str, Pane]:
    """The panes by name.

    Raises:
        ValueError: there are none, two have one name, or arrays are not what `Pane` says.

    >>> list(checked([Pane("cam", "CAM", "", np.zeros((2, 2, 3), np.uint8))]))
    ['cam']
    """
    found = {pane.name: pane for pane in panes}
    if not panes or len(found) != len(panes):
        raise ValueError("panes need names of their own")
    for pane in panes:
        image, heat, outline = pane.image, pane.heat, pane.outline
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
            raise ValueError(f"{pane.name}: image {image.shape} of {image.dtype}")
        if heat is not None and (heat.ndim != 2 or not np.isfinite(heat).all()):
            raise ValueError(f"{pane.name}: heat {heat.shape}, all finite: {np.isfinite(heat).all()}")
        if outline is not None and outline.shape != image.shape[:2]:
            raise ValueError(f"{pane.name}: outline {outline.shape} of an image {image.shape}")
    return found


def painting(pane: Pane, mask: Mask, colour: Colour) -> Painting:
    """Paint on a pane.

    Raises:
        ValueError: the mask is not of the image's size.

    >>> pane = Pane("image", "The image", "", np.zeros((2, 2, 3), np.uint8))
    >>> scene = painting(pane, np.eye(2, dtype=bool), (128, 128, 128)).scene
    >>> scene["pane"], scene["mask"], scene["colour"]
    ('image', 'kA==', [128, 128, 128])
    """
    if mask.shape != pane.image.shape[:2]:
        raise ValueError(f"{pane.name}: paint {mask.shape} on an image {pane.image.shape}")
    below = repr((pane.name, pane.image.shape)).encode() + pane.image.tobytes()
    gen = blake2s(below, digest_size=8).hexdigest()
    scene = {"pane": pane.name, "gen": gen, "mask": _text(pack(mask)), "colour": list(colour)}
    return Painting(gen, (mask.shape[0], mask.shape[1]), scene)


def pane_scene(pane: Pane) -> dict[str, Any]:
    """A pane for the browser: texts, pixels and values in base64, the outline as an SVG path.

    >>> scene = pane_scene(Pane("cam", "CAM", "", np.zeros((1, 2, 3), np.uint8), np.array([[0.0, 1.0]])))
    >>> scene["image"], scene["heat"]
    ({'rows': 1, 'cols': 2, 'bytes': 'AAAAAAAA'}, {'rows': 1, 'cols': 2, 'bytes': 'AAD//w=='})
    """
    texts = {name: getattr(pane, name) for name in ("name", "title", "caption", "detail", "alt")}
    heat = None
    if pane.heat is not None:
        heat = _grid(np.rint(np.clip(pane.heat, 0, 1) * _FULL).astype("<u2"))
    outline = "" if pane.outline is None else contour(pane.outline)
    return texts | {"image": _grid(pane.image), "heat": heat, "outline": outline}


@cache
def colours() -> str:
    """The colour table for the browser."""
    return _text(colour_table().tobytes())


def contour(mask: Mask) -> str:
    """The border of a region as an SVG path along the edges of its pixels; "" for an empty one.

    >>> contour(np.array([[True, True]]))
    'M0 0h2M0 1h2M0 0v1M2 0v1'
    """
    inside = np.pad(mask, 1)
    across = inside[1:, 1:-1] != inside[:-1, 1:-1]  # (H + 1, W) edges that lie flat
    upright = inside[1:-1, 1:] != inside[1:-1, :-1]  # (H, W + 1)
    flat = [f"M{start} {row}h{length}" for row, start, length in _stretches(across)]
    return "".join(flat + [f"M{col} {start}v{length}" for col, start, length in _stretches(upright.T)])


def _stretches(edges: Mask) -> list[tuple[int, int, int]]:
    """Line, start and length of the stretches of True in each row."""
    steps = np.diff(np.pad(edges, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    lines, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    return list(zip(lines.tolist(), starts.tolist(), (ends - starts).tolist(), strict=True))


def _grid(values: NDArray[Any]) -> dict[str, Any]:
    return {"rows": values.shape[0], "cols": values.shape[1], "bytes": _text(values.tobytes())}


def _text(data: bytes) -> str:
    return b64encode(data).decode()
