"""Tasks on heatmaps that are shown: recorded from the network that learned the drawn pictures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.recorded import recorded

QUARTERS: Final = ("top-left", "top-right", "bottom-left", "bottom-right")
SIDE: Final = 32
LETTERS: Final = ("A", "B", "C", "D")
#: Rank correlations of two maps from which on they look the same, and up to which they do not.
STAYS: Final = 0.86
CHANGES: Final = 0.2
#: How many methods keep their maps; they come first in what is recorded.
_KEEPING: Final = 2


def hottest_place(draw: Draw) -> Solved:
    """In which quarter a heatmap is hottest, when more of the object lies in another."""
    stored, answer = recorded("heatmaps"), draw.pick(QUARTERS)
    hottest = stored["hottest"]
    at = draw.pick([at for at in range(len(hottest)) if quarter(*hottest[at]) == answer])
    row, column = (int(place) + 1 for place in hottest[at])
    wrong = {
        "where-the-object-is": QUARTERS[int(stored["covered"][at].argmax())],
        "coldest": QUARTERS[int(stored["warmth"][at].argmin())],
    }  # fmt: skip
    shown = _pictures(("image", "places_images", at), ("heat", "places_maps", at))
    return Solved({"picture": at}, answer, wrong, {"row": row, "column": column}, QUARTERS, shown)


def quarter(row: float, column: float, margin: float = 0) -> str | None:
    """In which quarter of the image a pixel lies; None if it is no further than that from another.

    >>> quarter(12, 20), quarter(12, 17, margin=2)
    ('top-right', None)
    """
    middle = (SIDE - 1) / 2
    if min(abs(row - middle), abs(column - middle)) < margin:
        return None
    return f"{'top' if row < middle else 'bottom'}-{'left' if column < middle else 'right'}"


def last_convolution(draw: Draw) -> Solved:
    """Which of three Grad-CAM maps was read at the last convolution: the coarsest."""
    stored = recorded("heatmaps")
    at = draw.whole(0, len(stored["layers"]) - 1)
    order = draw.shuffled(range(3))
    letters = {depth: letter for depth, letter in zip(order, LETTERS, strict=False)}
    inside = int(stored["layers_inside"][at].argmax())
    maps = [(letter, "layers_maps", 3 * at + depth) for depth, letter in letters.items()]
    wrong = {"finest": letters[0], "most-on-the-object": letters[inside]}
    given = {"picture": at, "order": order}
    shown = _pictures(("image", "layers_images", at), *maps)
    return Solved(given, letters[2], wrong, {"first": letters[0], "second": letters[1]}, LETTERS[:3], shown)


def pointing_game(draw: Draw, images: int) -> Solved | None:
    """The pointing game's score of some maps, in percent."""
    stored = recorded("heatmaps")
    chosen = draw.some(range(len(stored["hit"])), images)
    hits = [int(stored["hit"][at]) for at in chosen]
    if not 0 < sum(hits) < images:
        return None
    much = sum(float(stored["inside"][at]) > 0.5 for at in chosen)
    wrong = {"most-of-the-heat": 100 * much / images, "counts-images": sum(hits)}
    shown = _pictures(*((letter, "marked_maps", at) for letter, at in zip(LETTERS, chosen, strict=False)))
    named = ", ".join(letter for letter, hit in zip(LETTERS, hits, strict=False) if hit)
    values = {"hits": sum(hits), "images": images, "named": named}
    return Solved({"pictures": chosen}, 100 * sum(hits) / images, wrong, values, figure=shown)


def fails_the_test(draw: Draw) -> Solved | None:
    """Which of three methods draws the same when the answering layer has forgotten what it learned."""
    stored = recorded("heatmaps")
    at, staying = draw.whole(0, len(stored["forgot"]) - 1), draw.whole(0, _KEEPING - 1)
    alike, inside = stored["alike"][at], stored["forgot_inside"][at]
    methods = draw.shuffled((staying, _KEEPING, _KEEPING + 1))
    if alike[staying] < STAYS or max(alike[_KEEPING:]) > CHANGES:
        return None
    letters = {method: letter for method, letter in zip(methods, LETTERS, strict=False)}
    wrong = {
        "changing-fails": letters[min(methods, key=lambda method: alike[method])],
        "off-the-object": letters[min(methods, key=lambda method: inside[method])],
    }  # fmt: skip
    maps = [(letter, "forgot_maps", len(alike) * at + method) for method, letter in letters.items()]
    values = {"kept": round(float(alike[staying]), 2), "most": round(float(max(alike[_KEEPING:])), 2)}
    shown = _pictures(("image", "forgot_images", at), *maps)
    given = {"picture": at, "methods": methods}
    return Solved(given, letters[staying], wrong, values, LETTERS[:3], shown)


def _pictures(*shown: Sequence[Any]) -> Mapping[str, Any]:
    """What the page draws: (name, array, place) of each."""
    return {
        "kind": "pictures",
        "pictures": tuple({"name": name, "of": array, "at": int(at)} for name, array, at in shown),
    }
