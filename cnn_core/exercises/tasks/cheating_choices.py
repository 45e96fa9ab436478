"""Tasks on telling who cheats, and which data leave a tag nothing to tell."""

from collections.abc import Sequence
from typing import Any, Final

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.recorded import recorded

Bounds = Sequence[int]
LETTERS: Final = ("A", "B", "C")
#: Sides of the tag and of a drawing, in pixels.
TAG, SIDE = 4, 32
#: Whether A, whether B was fooled: one of them in eight cases of ten.
_FOOLED: Final = 4 * ((True, False), (False, True)) + ((True, True), (False, False))
_WHO: Final = {(True, False): "A", (False, True): "B", (True, True): "both", (False, False): "none"}


def which_cheats(draw: Draw) -> Solved:
    """Which of two networks goes by the tag: mostly one, at times both or none; the heatmaps are recorded."""
    groups = draw.some(range(len(recorded("cheating")["sheets"]) // 2), 2)
    fooled = draw.pick(_FOOLED)
    sheets = [2 * group + int(cheats) for group, cheats in zip(groups, fooled, strict=True)]
    answer, turned = _WHO[fooled], _WHO[not fooled[0], not fooled[1]]
    wrong = {"looks-at-the-animal": turned, "maps-alike": "none", "any-glow": "both"}
    shares = recorded("cheating")["sheet_tag"][sheets]
    values: dict[str, float] = {
        name: round(100 * float(share)) for name, share in zip("ab", shares, strict=True)
    }
    values["area"] = round(100 * TAG**2 / SIDE**2, 1)
    pictures = tuple({"name": name, "of": "sheets", "at": at} for name, at in zip("AB", sheets, strict=True))
    figure = {"kind": "pictures", "pictures": pictures}
    return Solved({"sheets": tuple(sheets)}, answer, wrong, values, tuple(_WHO.values()), figure)


def most_suspicious(draw: Draw, gap: int) -> Solved:
    """Which of three networks leans on the tag most: whose accuracy falls most without it."""
    cheat = _falling(draw, (86, 92), (26, 40))
    best = _falling(draw, (95, 99), (3, 9))
    worst = _falling(draw, (28, 40), (6, 14))
    worst = worst[0], min(worst[1], cheat[1] - gap)
    rows = dict(zip(draw.shuffled(LETTERS), (cheat, best, worst), strict=True))
    answer, highest, lowest = rows
    wrong = {"highest-with": highest, "lowest-without": lowest}
    values: dict[str, Any] = {"fall": cheat[0] - cheat[1], "first": cheat[0], "then": cheat[1]}
    matrix = tuple(rows[letter] for letter in LETTERS)
    return Solved({"matrix": matrix}, answer, wrong, values, LETTERS)


def _falling(draw: Draw, before: Bounds, fall: Bounds) -> tuple[int, int]:
    first = draw.within(before)
    return first, first - draw.within(fall)


def which_data(draw: Draw, same: Bounds, few: Bounds, many: Bounds) -> Solved:
    """In which of three training sets the tag tells nothing: there it is as frequent on all classes."""
    alike = 5 * draw.within(same)
    sets = {
        "answer": (alike, alike), "fewest": (5 * draw.within(few), 0),
        "most": (5 * draw.within(few), 5 * draw.within(many)),
    }  # fmt: skip
    letters = dict(zip(sets, draw.shuffled(LETTERS), strict=True))
    matrix = tuple(sets[name] for letter in LETTERS for name in sets if letters[name] == letter)
    wrong = {"fewest-tags": letters["fewest"], "most-on-others": letters["most"]}
    values = {
        "alike": alike, "few": sets["fewest"][0], "most_own": sets["most"][0], "most_others": sets["most"][1],
    }  # fmt: skip
    return Solved({"matrix": matrix}, letters["answer"], wrong, values, LETTERS)
