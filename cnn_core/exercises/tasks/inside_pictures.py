"""Tasks on pictures from inside networks: maps, made images, and what filters answer to; all recorded."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.recorded import recorded

#: Networks with maps of three depths.
NETWORKS: Final = ("drawn", "tutorial", "teaching")
#: Those whose early maps have no bright border from padding, so that the image can be told by its map.
CLEAR: Final = ("tutorial", "teaching")
ACROSS, UPRIGHT, PLAIN = 1, 2, 3
LETTERS: Final = ("A", "B", "C")
#: The image that excites a filter most does so this many times as much as the others.
TIMES: Final = 3


def maps_in_order(draw: Draw) -> Solved:
    """Three maps of one image, from early to deep."""
    stored, network = recorded("inside"), draw.pick(NETWORKS)
    at, order = draw.whole(0, len(stored["images"]) - 1), draw.shuffled(range(3))
    names = [f"maps_{network}_{depth}" for depth in order]
    answer = tuple(letter for _, letter in sorted(zip(order, LETTERS, strict=True)))
    light = [-float(stored[name][at].mean()) for name in names]
    wrong = {
        "turned-round": answer[::-1],
        "brightest-first": tuple(letter for _, letter in sorted(zip(light, LETTERS, strict=True))),
    }  # fmt: skip
    sides = [len(stored[f"maps_{network}_{depth}"][at]) for depth in range(3)]
    maps = [(letter, name, at) for letter, name in zip(LETTERS, names, strict=True)]
    values = {"sides": " → ".join(f"{side} × {side}" for side in sides)}
    shown = _pictures(("image", "images", at), *maps)
    return Solved({"network": network, "image": at, "order": order}, answer, wrong, values, LETTERS, shown)


def whose_map(draw: Draw) -> Solved | None:
    """Of which of three images an early map is."""
    stored, network = recorded("inside"), draw.pick(CLEAR)
    # Every ten drawn pictures hold each class once: two of one class could hardly be told apart.
    first = 10 * draw.whole(0, len(stored["images"]) // 10 - 1)
    images, right = draw.some(range(first, first + 10), 3), draw.whole(0, 2)
    name = f"maps_{network}_0"
    light = [float(stored["images"][at].mean()) for at in images]
    shade = float(stored[name][images[right]].mean())
    nearest = min(range(3), key=lambda one: abs(light[one] - shade))
    if nearest == right and draw.whole(1, 3) > 1:  # it shall be so at times only
        return None
    named = [(letter, "images", at) for letter, at in zip(LETTERS, images, strict=True)]
    wrong = {"as-bright": LETTERS[nearest]}
    given = {"network": network, "images": images}
    shown = _pictures(("map", name, images[right]), *named)
    return Solved(given, LETTERS[right], wrong, options=LETTERS, figure=shown)


def which_response(draw: Draw) -> Solved | None:
    """Which map is made by the filter that looks for lines of one direction."""
    stored = recorded("inside")
    ways, clear = stored["directions"], stored["clear"]
    at, way = draw.whole(0, clear.shape[1] - 1), draw.pick((ACROSS, UPRIGHT))
    kinds = way, ACROSS + UPRIGHT - way, PLAIN
    there = [[k for k in np.flatnonzero(ways == kind) if clear[k, at]] for kind in kinds]
    if not all(there):
        return None
    filters = [int(draw.pick(some)) for some in there]
    order = draw.shuffled(range(3))
    letters = {kind: letter for kind, letter in zip(order, LETTERS, strict=True)}
    maps = [(letter, "responses", filters[kind] * clear.shape[1] + at) for kind, letter in letters.items()]
    wrong = {"crosswise": letters[1], "most-like-the-image": letters[2]}
    given = {"image": at, "filters": filters, "order": order}
    shown = _pictures(("filter", "filters", filters[0]), ("image", "images", at), *maps)
    return Solved(given, letters[0], wrong, options=LETTERS, figure=shown)


def most_excited(draw: Draw) -> Solved | None:
    """Which of three images excites a filter for one colour most."""
    stored = recorded("inside")
    k = int(draw.pick(np.flatnonzero(stored["directions"] == PLAIN).tolist()))
    images = draw.some(range(stored["lit"].shape[1]), 3)
    lit = [float(stored["lit"][k, at]) for at in images]
    most, second = sorted(lit, reverse=True)[:2]
    if most < TIMES * second:
        return None
    light = [float(stored["images"][at].mean()) for at in images]
    wrong = {"brightest": LETTERS[int(np.argmax(light))]}
    shown = [(letter, "images", at) for letter, at in zip(LETTERS, images, strict=True)]
    values = {"least": TIMES}
    given = {"filter": k, "images": images}
    figure = _pictures(("filter", "filters", k), *shown)
    return Solved(given, LETTERS[lit.index(most)], wrong, values, LETTERS, figure)


def filters_of_layer(draw: Draw) -> Solved:
    """Which made images belong to the first or to the last convolution."""
    stored, asked, order = recorded("inside"), draw.pick((0, 2)), draw.shuffled(range(3))
    chosen = [draw.whole(0, len(stored[f"mosaics_{depth}"]) - 1) for depth in range(3)]
    letters = {depth: letter for depth, letter in zip(order, LETTERS, strict=True)}
    wrong = {"turned-round": letters[2 - asked], "finest": letters[1]}
    shown = _pictures(*((letter, f"mosaics_{depth}", chosen[depth]) for depth, letter in letters.items()))
    given = {"asked": f"conv{asked + 1}", "order": order, "chosen": tuple(chosen)}
    values = {"one": letters[0], "two": letters[1], "three": letters[2]}
    return Solved(given, letters[asked], wrong, values, LETTERS, shown)


def _pictures(*shown: Sequence[Any]) -> Mapping[str, Any]:
    """What the page draws: (name, array, place) of each."""
    return {
        "kind": "pictures",
        "pictures": tuple({"name": name, "of": array, "at": int(at)} for name, array, at in shown),
    }
