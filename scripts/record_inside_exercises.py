"""Record what exercises on the inside of networks show, in assets/lessons/inside/exercises.npz.

Run it as `python -m scripts.record_inside_exercises`; it takes half a minute and trains nothing. Written are:

- images: (20, 32, 32, 3), drawn test pictures.
- maps_<network>_<0..2>: (20, h, w), a lively map of each image at an early, a middle and a deep layer, and
  channels_<network>: (3, 20), which it is.
- asked: (K,), the filters of the first convolution that exercises ask about; filters: (K, 32, 32, 3), the
  image made for each; directions: (K,), what that image shows, one of DIRECTIONS.
- lit: (K, 20), the mean of each filter's map of each image.
- responses: (K * 10, 32, 32), the maps of the first 10 images; clear: (K, 10), whether a map shows more than
  the bright border that padding makes.
- mosaics_<0..2>: (3, 64, 64, 3), made images for four filters of each convolution.
"""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.drawn import draw
from cnn_core.data.drawn.drawing import TEST_START
from cnn_core.explain.activations import activations, shown_maps
from cnn_core.explain.filters import filter_images
from cnn_core.explain.networks import Shipped, opened
from cnn_core.explain.probe import Probe

FILE: Final = Path(__file__).resolve().parents[1] / "assets" / "lessons" / "inside" / "exercises.npz"
NETWORKS: Final = {
    "drawn": ("conv1", "conv2", "conv3"),
    "tutorial": ("conv2d", "conv2d_1", "conv2d_2"),
    "teaching": ("whitening_relu", "conv2_relu", "conv3_relu"),
}
#: 0: nothing of these, 1: lines from left to right, 2: lines from top to bottom, 3: one plain colour.
DIRECTIONS: Final = ("none", "across", "upright", "plain")
IMAGES, ANSWERED, MOSAICS, MOST = 20, 10, 3, 6
Bytes = NDArray[np.uint8]
Arrays = dict[str, NDArray[np.generic]]


def main() -> None:
    """Write the file."""
    images = draw(IMAGES, start=TEST_START).images
    arrays: Arrays = {"images": images}
    for network, layers in NETWORKS.items():
        arrays |= lively_maps(network, layers, images)
    arrays |= first_filters(images) | mosaics()
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]
    print({name: array.shape for name, array in arrays.items()}, FILE.stat().st_size)


def lively_maps(network: str, layers: tuple[str, ...], images: Bytes) -> Arrays:
    """One of the four maps with most to see, for each image and layer."""
    random = np.random.default_rng(0)
    with opened(Shipped(network)) as probe:
        maps = activations(probe, images, layers)
    found: Arrays = {}
    channels = np.zeros((len(layers), len(images)), np.int64)
    for depth, layer in enumerate(layers):
        liveliest = np.argsort(-maps[layer].std(axis=(1, 2)), axis=1, kind="stable")[:, :4]
        channels[depth] = liveliest[np.arange(len(images)), random.integers(4, size=len(images))]
        shown = [
            shown_maps(values[:, :, [k]])[0]
            for values, k in zip(maps[layer], channels[depth], strict=True)
        ]  # fmt: skip
        found[f"maps_{network}_{depth}"] = np.stack(shown)
    return found | {f"channels_{network}": channels}


def first_filters(images: Bytes) -> Arrays:
    """What the first convolution of `drawn` looks for, and where it finds it."""
    with opened(Shipped("drawn")) as probe:
        made = filter_images(probe, "conv1")
        maps = activations(probe, images, ["conv1"])["conv1"]
    asked = asked_about(made, maps)
    some = np.moveaxis(maps[:ANSWERED, :, :, asked], -1, 0)  # (K, 12, 32, 32)
    inner, whole = some[:, :, 1:-1, 1:-1].max(axis=(2, 3)), some.max(axis=(2, 3))
    responses = [shown_maps(one[:, :, None])[0] for one in some.reshape(-1, *some.shape[2:])]
    return {
        "asked": asked, "filters": made[asked], "directions": np.array([direction(made[k]) for k in asked]),
        "lit": maps[..., asked].mean(axis=(1, 2)).T, "responses": np.stack(responses),
        "clear": (inner > 0.1) & (inner >= 0.6 * whole),
    }  # fmt: skip


def asked_about(made: Bytes, maps: NDArray[np.float32]) -> NDArray[np.intp]:
    """Of each direction the filters that answer most strongly, at most MOST."""
    directions, highest = np.array([direction(one) for one in made]), maps.max(axis=(0, 1, 2))
    found = []
    for way in range(1, len(DIRECTIONS)):
        there = np.flatnonzero((directions == way) & (highest > 0.3))
        found += sorted(there[np.argsort(-highest[there], kind="stable")][:MOST].tolist())
    return np.array(found)


def direction(made: Bytes) -> int:
    """Which of DIRECTIONS a made image shows: by how much it changes downwards and from left to right."""
    down, right = (float(np.abs(np.diff(made.astype(float), axis=axis)).mean()) for axis in (0, 1))
    if max(down, right) < 2 and made.any():
        return 3
    if min(down, right) > max(down, right) / 5 or max(down, right) < 30:
        return 0
    return 1 if down > right else 2


def mosaics() -> Arrays:
    """Of each convolution some pictures of four made images."""
    found: Arrays = {}
    with opened(Shipped("drawn")) as probe:
        for depth, layer in enumerate(NETWORKS["drawn"]):
            made = filter_images(probe, layer, np.arange(32))
            picked = _typical(made) if depth else _first(probe, made)
            found[f"mosaics_{depth}"] = np.stack([square(made[four]) for four in picked])
    return found


def _typical(made: Bytes) -> NDArray[np.intp]:
    """(MOSAICS, 4), those with the strongest contrasts."""
    order = np.argsort(-made.std(axis=(1, 2, 3)), kind="stable")
    return order[: 4 * MOSAICS].reshape(4, MOSAICS).T


def _first(probe: Probe, made: Bytes) -> NDArray[np.intp]:
    """(MOSAICS, 4), two plain colours and two patterns each."""
    maps = activations(probe, draw(IMAGES, start=TEST_START).images, ["conv1"])["conv1"]
    asked = asked_about(made, maps)
    lines, plain = asked[:-MOST], asked[-MOST:]
    return np.stack([plain[:MOSAICS], lines[:MOSAICS], lines[-MOSAICS:], plain[-MOSAICS:]], axis=1)


def square(four: Bytes) -> Bytes:
    """Four pictures as one, two by two."""
    rows = [np.concatenate(list(pair), axis=1) for pair in (four[:2], four[2:])]
    return np.concatenate(rows, axis=0)


if __name__ == "__main__":
    main()
