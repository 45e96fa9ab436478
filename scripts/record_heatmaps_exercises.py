"""Record the heatmaps that exercises show, in assets/lessons/heatmaps/exercises.npz.

Run it as `python -m scripts.record_heatmaps_exercises`; it takes a minute and trains nothing. All are of the
network `drawn` and of drawn test pictures that it names rightly, of the class it names. Written are:

- places: (N,), numbers of pictures; places_images; places_maps: (N, 32, 32, 3), Grad-CAM in the lesson's
  colours; hottest: (N, 2), row and column of the hottest pixel; warmth and covered: (N, 4), of each of
  QUARTERS the mean heat, and how much of it is object.
- layers: (M,), pictures; layers_images; layers_maps: (M * 3, 32, 32, 3), Grad-CAM at each of LAYERS, a square
  for each cell; layers_inside: (M, 3), the part of the heat that lies on the object.
- marked: (P,), pictures; marked_maps: (P, 96, 96, 3), Grad-CAM over the image, the object's outline and a
  cross on the hottest pixel; hit: (P,), 1 where it lies on the object; inside: (P,), the part of the heat.
- forgot: (Q,), pictures; forgot_images; forgot_maps: (Q * 4, 32, 66, 3), the maps of METHODS before and after
  the weights of the answering layer are shuffled; alike: (Q, 4), their rank correlation; forgot_inside:
  (Q, 4), the part of the heat on the object, before.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.heat_colours import heat_colours
from cnn_core.data.drawn import draw
from cnn_core.data.drawn.drawing import TEST_START
from cnn_core.exercises.tasks.heatmaps_pictures import CHANGES, QUARTERS, STAYS, quarter
from cnn_core.explain.classes import predicted
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.looks_believe import forgetting
from cnn_core.explain.networks import Shipped, opened
from cnn_core.explain.pointing import energy, pointing, reach
from cnn_core.explain.probe import Probe
from cnn_core.explain.randomisation import similarity

FILE: Final = Path(__file__).resolve().parents[1] / "assets" / "lessons" / "heatmaps" / "exercises.npz"
LAYERS: Final = ("conv1", "conv2", "conv3")
METHODS: Final = ("guided-backpropagation", "layer-cam", "grad-cam", "occlusion")
SEARCHED: Final = 400  # pictures
TIMES: Final = 3  # pixels of a marked map for each of the image
Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]
Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, eq=False)
class Pictures:
    """Drawn pictures: (N, 32, 32, 3), (N,), and (N, 32, 32), where the object is."""

    images: Bytes
    labels: NDArray[np.uint8]
    masks: NDArray[np.bool_]


def searched() -> Pictures:
    """The pictures from which those that are shown are taken."""
    split = draw(SEARCHED, start=TEST_START)
    assert split.masks is not None
    return Pictures(split.images, split.labels, split.masks)


def main() -> None:
    """Write the file."""
    split = searched()
    with opened(Shipped("drawn")) as probe:
        right = np.flatnonzero(predicted(probe.logits(split.images)) == split.labels)
        heats = heatmap(probe, split.images[right], "grad-cam", split.labels[right]).values
        arrays = where_hottest(split, right, heats) | on_objects(split, right, heats)
        arrays |= at_layers(probe, split, right[:80]) | when_forgetting(probe, split, right[:90])
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]
    print({name: array.shape for name, array in arrays.items()}, FILE.stat().st_size)


def coloured(heat: NDArray[np.floating]) -> Bytes:
    """A map in the lesson's colours, (..., 3)."""
    return heat_colours(heat)[..., :3]


def where_hottest(split: Pictures, right: Places, heats: NDArray[np.float32]) -> Arrays:
    """Some maps for each quarter, hottest well inside it, while more of the object lies in another."""
    hottest = np.array([np.unravel_index(heat.argmax(), heat.shape) for heat in heats])
    warmth, covered = quarter_means(heats), quarter_means(split.masks[right].astype(np.float32))
    picked: list[int] = []
    for at, name in enumerate(QUARTERS):
        inside = np.array([quarter(row, column, margin=4) == name for row, column in hottest])
        fits = inside & (covered.argmax(axis=1) != at) & (elsewhere(heats, name) < 0.85)
        picked += np.flatnonzero(fits)[:4].tolist()
    return {
        "places": right[picked], "places_images": split.images[right[picked]],
        "places_maps": coloured(heats[picked]), "hottest": hottest[picked], "warmth": warmth[picked],
        "covered": covered[picked],
    }  # fmt: skip


def elsewhere(heats: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    """(N,), the hottest value outside a quarter."""
    return heats[:, _quarters() != name].max(axis=1)


def quarter_means(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, 32, 32) -> (N, 4), the mean over each of QUARTERS."""
    return np.stack([values[:, _quarters() == name].mean(axis=1) for name in QUARTERS], axis=1)


def _quarters() -> NDArray[np.str_]:
    return np.array([[quarter(row, column) for column in range(32)] for row in range(32)])


def on_objects(split: Pictures, right: Places, heats: NDArray[np.float32]) -> Arrays:
    """Maps whose hottest pixel lies on the object, or clearly beside it, with much or little heat on it."""
    masks = split.masks[right]
    hit, far, inside = (of(heats, masks) for of in (pointing, reach, energy))
    picked: list[int] = []
    for clear in (hit == 1, far >= 2.5):
        for much in (inside > 0.54, inside < 0.46):
            picked += np.flatnonzero(clear & much)[:5].tolist()
    maps = [marked(split.images[right[at]], heats[at], masks[at]) for at in picked]
    return {
        "marked": right[picked], "marked_maps": np.stack(maps), "hit": hit[picked], "inside": inside[picked],
    }  # fmt: skip


def marked(image: Bytes, heat: NDArray[np.float32], mask: NDArray[np.bool_]) -> Bytes:
    """The map over the image, enlarged, with a white outline and a green cross on the hottest pixel."""
    mixed = np.rint(0.4 * image + 0.6 * coloured(heat)).astype(np.uint8)
    large = mixed.repeat(TIMES, axis=0).repeat(TIMES, axis=1)
    inner = mask.repeat(TIMES, axis=0).repeat(TIMES, axis=1)
    ring = np.pad(inner, 1)
    around = ring[2:, 1:-1] | ring[:-2, 1:-1] | ring[1:-1, 2:] | ring[1:-1, :-2]
    large[around & ~inner] = 255
    row, column = (int(place) * TIMES + 1 for place in np.unravel_index(heat.argmax(), heat.shape))
    large[max(0, row - 5) : row + 6, column] = (0, 255, 0)
    large[row, max(0, column - 5) : column + 6] = (0, 255, 0)
    return large


def at_layers(probe: Probe, split: Pictures, right: Places, most: int = 12) -> Arrays:
    """Pictures for which the layer in the middle has most of its heat on the object."""
    images, labels, masks = split.images[right], split.labels[right], split.masks[right]
    found = [heatmap(probe, images, "grad-cam", labels, layer) for layer in LAYERS]
    inside = np.stack([energy(one.values, masks) for one in found], axis=1)
    ahead = inside[:, 1] - np.maximum(inside[:, 0], inside[:, 2])
    picked = np.flatnonzero(ahead > 0.05)[:most]
    maps = [coloured(squares(one.raw[at])) for at in picked for one in found]
    return {
        "layers": right[picked], "layers_images": images[picked], "layers_maps": np.stack(maps),
        "layers_inside": inside[picked],
    }  # fmt: skip


def squares(raw: NDArray[np.float32]) -> NDArray[np.float32]:
    """A map as large as the image, 1 at the most, each cell a square."""
    times = 32 // raw.shape[0]
    return (raw / raw.max()).repeat(times, axis=0).repeat(times, axis=1)


def when_forgetting(probe: Probe, split: Pictures, right: Places, most: int = 10) -> Arrays:
    """Each method's map before and after the answering layer forgets, where two stay and two change."""
    pairs, alike, inside = [], [], []
    for at in right:
        image, label, mask = split.images[at], int(split.labels[at]), split.masks[at]
        found = [forgetting(probe, image, label, method)[:2] for method in METHODS]
        before, after = (np.stack([maps[step].heat for maps in found]) for step in (0, 1))
        pairs.append((before, after))
        alike.append(similarity(before, after))
        inside.append(energy(before, mask[None].repeat(len(METHODS), axis=0)))
    same = np.array(alike)
    picked = np.flatnonzero((same[:, :2].min(axis=1) >= STAYS) & (same[:, 2:].max(axis=1) <= CHANGES))[:most]
    gap = np.full((len(METHODS), 32, 2, 3), 255, np.uint8)
    maps = [np.concatenate([coloured(pairs[at][0]), gap, coloured(pairs[at][1])], axis=2) for at in picked]
    return {
        "forgot": right[picked], "forgot_images": split.images[right[picked]],
        "forgot_maps": np.concatenate(maps), "alike": same[picked], "forgot_inside": np.array(inside)[picked],
    }  # fmt: skip


if __name__ == "__main__":
    main()
