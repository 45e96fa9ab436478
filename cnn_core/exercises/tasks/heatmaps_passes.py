"""Tasks on what heatmaps cost: how often an image is put through the network for one of them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.explain.occlusion import starts

Choices = Sequence[int]
METHODS: Final = ("grad-cam", "smoothgrad", "score-cam", "occlusion")


def covered_images(draw: Draw, squares: Choices, strides: Choices, places: Sequence[int]) -> Solved | None:
    """How many covered images occlusion puts through the network; the square's places end at the edge."""
    square, stride = draw.pick(squares), draw.pick(strides)
    side = square + stride * (draw.within(places) - 1)
    if stride > square:
        return None
    along = len(starts(side, square, stride))
    wrong = {
        "one-direction": along, "forgets-the-first": (along - 1) ** 2, "side-by-side": (side // square) ** 2,
        "every-pixel": len(starts(side, square, 1)) ** 2,
    }  # fmt: skip
    given = {"side": side, "square": square, "stride": stride}
    return Solved(given, along**2, wrong, {"along": along, "steps": along - 1, "way": side - square})


def in_order_of_cost(draw: Draw, samples: Choices, maps: Choices, places: Sequence[int]) -> Solved | None:
    """Four methods, from the one that puts the fewest images through the network to the one with the most."""
    copies, k, along = draw.pick(samples), draw.pick(maps), draw.within(places)
    square, stride = 6, 2
    side = square + stride * (along - 1)
    covered = len(starts(side, square, stride)) ** 2
    counts = images_needed(copies, k, covered)
    ordered = sorted(counts.values())
    if any(more < 1.1 * less for less, more in pairwise(ordered)):
        return None
    in_a_row = images_needed(copies, k, along)
    beliefs = {"one-direction": _sorted(in_a_row), "most-first": _sorted(counts)[::-1]}
    given = {"copies": copies, "maps": k, "side": side, "square": square, "stride": stride}
    values = {"along": along, "covered": covered, "masked": k + 1, "compared": covered + 1}
    return Solved(given, _sorted(counts), beliefs, values, draw.shuffled(METHODS))


def images_needed(copies: int, maps: int, covered: int) -> dict[str, int]:
    """How many images a method puts through the network for one heatmap, the image itself included.

    Grad-CAM and every noisy copy of SmoothGrad take one pass forward and one back. Score-CAM first reads the
    maps, then lays each over the image. Occlusion compares with the uncovered image.

    >>> images_needed(25, 64, 196)
    {'grad-cam': 1, 'smoothgrad': 25, 'score-cam': 65, 'occlusion': 197}
    """
    return dict(zip(METHODS, (1, copies, maps + 1, covered + 1), strict=True))


def _sorted(counts: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda name: counts[name]))
