"""How far to believe each heatmap method: on the object, on the pixels that count, on a planted tag. By hand:

    python tests/bench/honesty.py [--images 200] [--tests 32] [--parts object tag] [--methods grad-cam cam]

"object": on drawn validation pictures, network `drawn`, the class that is right; means with standard errors.
Pointing and energy lie beside what a blind guess scores, deletion and insertion beside a random order; in
"forgets" maps are compared with those of a network whose weights are shuffled, output layer first and all.
"tag": how many pixels the hottest cell is from the tag, `fooled` beside the clean network.
"""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from cnn_core.data.drawn import Cue, draw_with_details
from cnn_core.data.load import CUED_CLASS, validation_images
from cnn_core.explain.deletion import deletion
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.methods import METHODS
from cnn_core.explain.networks import Shipped, opened
from cnn_core.explain.pointing import Summary, chance, energy, pointing, reach, summary
from cnn_core.explain.probe import Probe
from cnn_core.explain.randomisation import randomisation

#: Where validation pictures begin.
FIRST = 500_000_000
TOLERANCE = 1


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser()
    options.add_argument("--images", type=int, default=200)
    options.add_argument("--tests", type=int, default=32, help="pictures of the randomisation test")
    options.add_argument("--parts", nargs="+", default=["object", "tag"])
    options.add_argument("--methods", nargs="+", default=list(METHODS))
    given = options.parse_args()
    if "object" in given.parts:
        with opened(Shipped("drawn")) as probe:
            on_objects(probe, given.images, given.tests, given.methods)
    if "tag" in given.parts:
        on_tags(given.images, given.methods)


def on_objects(probe: Probe, count: int, tests: int, methods: list[str]) -> None:
    """One row a method."""
    split = validation_images("drawn", count)
    images, labels, masks = split.images, split.labels.astype(int), split.masks
    assert masks is not None
    names = ("hit", "energy", "deletion", "insertion", "forgets: top", "all", "verdict", "s")
    print(f"{'method':24}" + "".join(f"{name:>14}" for name in names))
    guess = [summary(chance(masks, TOLERANCE)), summary(chance(masks))]
    blind = [summary(deletion(probe, images, None, kind, labels).areas) for kind in ("deletion", "insertion")]
    print(f"{'by chance':24}" + "".join(told(one) for one in guess + blind))
    for method in methods:
        began = time.monotonic()
        maps = heatmap(probe, images, method, labels).values
        scores = [pointing(maps, masks, TOLERANCE), energy(maps, masks)]
        scores += [deletion(probe, images, maps, kind, labels).areas for kind in ("deletion", "insertion")]
        lost = randomisation(probe, images[:tests], method, labels[:tests])
        row = [told(summary(one)) for one in scores]
        row += [told(lost.stages[0].similarity), told(lost.whole)]
        print(f"{method:24}{''.join(row)}{lost.verdict:>14}{time.monotonic() - began:14.1f}", flush=True)


def on_tags(count: int, methods: list[str]) -> None:
    """Pixels from the hottest cell to the tag, and the share within 2, in pictures of the cued class."""
    drawn = draw_with_details(count * 3, cue=Cue(CUED_CLASS), start=FIRST)
    images = drawn.split.images[drawn.cued]
    tags = np.zeros((len(images), *images.shape[1:3]), bool)
    for tag, (top, left, bottom, right) in zip(tags, drawn.cue_boxes[drawn.cued], strict=True):
        tag[top:bottom, left:right] = True
    print(f"\n{len(images)} pictures with a tag; by chance {told(summary(chance(tags, 2)))} within 2 pixels")
    print(f"{'method':24}{'layer':>14}" + "".join(f"{name:>28}" for name in ("fooled", "drawn")))
    places = [(method, layer) for method in methods for layer in layers_for(method)]
    for method, layer in places:
        row = ""
        for network in ("fooled", "drawn"):
            with opened(Shipped(network)) as probe:
                maps = heatmap(probe, images, method, CUED_CLASS, layer).values
            row += f"{told(summary(reach(maps, tags)))}{told(summary(pointing(maps, tags, 2)))}"
        print(f"{method:24}{layer or '-':>14}{row}", flush=True)


def layers_for(method: str) -> tuple[str | None, ...]:
    """The method's own place, and for those that can read any layer the one at 16 x 16 cells."""
    return (None, "conv2") if METHODS[method].at_layer and method != "cam" else (None,)


def told(one: Summary) -> str:
    """Mean and standard error."""
    return f"{one.mean:7.2f} ± {one.error:4.2f}"


if __name__ == "__main__":
    main()
