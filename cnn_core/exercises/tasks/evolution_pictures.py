"""Tasks on pictures of a training: kernels and maps of the lesson's network, as they were recorded."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.recorded import recorded

Bounds = Sequence[int]
LETTERS: Final = ("A", "B", "C")
_LESSON: Final = "evolution"
_LAST: Final = 10
#: How much brighter the last sheet of maps is than the middle one, and that one than the first, at least.
BRIGHTER: Final = 1.4
FAINTEST: Final = 6  # of 255, the mean of a sheet


def untrained_kernels(draw: Draw, early: Bounds, late: Bounds) -> Solved:
    """Which of three sheets of kernels is the untrained network's."""
    epochs = (0, draw.within(early), draw.within(late))
    shown = dict(zip(draw.shuffled(LETTERS), epochs, strict=True))
    untrained, middle, trained = shown
    wrong = {"strong-is-random": trained, "starts-in-the-middle": middle}
    figure = _figure({letter: ("kernels", shown[letter]) for letter in LETTERS})
    values = {f"epoch_{letter.lower()}": shown[letter] for letter in LETTERS}
    return Solved(values, untrained, wrong, options=LETTERS, figure=figure)


def untrained_map(draw: Draw) -> Solved:
    """Which of three pictures is a map of the untrained first convolution."""
    stored = recorded(_LESSON)
    image = draw.whole(0, len(stored["images"]) - 1)
    each = len(stored["first"]) // len(stored["images"])
    first, noise = each * image + draw.whole(0, each - 1), draw.whole(0, len(stored["noise"]) - 1)
    answer, noisy, blank = draw.shuffled(LETTERS)
    places = {answer: ("first", first), noisy: ("noise", noise), blank: ("black", 0)}
    figure = _figure({"image": ("images", image)} | {letter: places[letter] for letter in LETTERS})
    wrong = {"noise": noisy, "blank": blank}
    return Solved({"map": first, "noise": noise}, answer, wrong, options=LETTERS, figure=figure)


def order_maps(draw: Draw, early: Bounds, late: Bounds) -> Solved | None:
    """In which order three sheets of maps came, an image's epochs on one scale."""
    image = draw.whole(0, len(recorded(_LESSON)["images"]) - 1)
    epochs = (0, draw.within(early), draw.within(late))
    places = [(_LAST + 1) * image + epoch for epoch in epochs]
    black, faint, bright = (float(recorded(_LESSON)["maps"][place].mean()) for place in places)
    if faint - black < FAINTEST or bright - black < BRIGHTER * (faint - black):
        return None
    right = draw.shuffled(LETTERS)
    shown = dict(zip(right, zip(epochs, places, strict=True), strict=True))
    wrong = {"backwards": right[::-1], "black-is-dead": (right[1], right[2], right[0])}
    figure = _figure({letter: ("maps", shown[letter][1]) for letter in LETTERS})
    values = {f"epoch_{letter.lower()}": shown[letter][0] for letter in LETTERS}
    return Solved(values | {"image": image}, right, wrong, options=LETTERS, figure=figure)


def _figure(places: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    pictures = tuple({"name": name, "of": of, "at": at} for name, (of, at) in places.items())
    return {"kind": "pictures", "pictures": pictures}
