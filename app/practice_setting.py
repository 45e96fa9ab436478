"""What can be set on the practice page, as values that stand in its links."""

from dataclasses import dataclass
from typing import Final

from app.catalog import LESSONS
from app.link import Codec, flag, whole
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.exercise import LEVELS

#: Seeds that a link may hold; those drawn here are short.
MOST_SEED: Final = 999_999_999
DRAWN_SEED: Final = 9_999
COUNTS: Final = (5, 10, 20)
_LONGEST_CODE: Final = 80


@dataclass(frozen=True)
class PracticeSetting:
    """One exercise, and what the next one is chosen from.

    Attributes:
        lessons: slugs; none means all.
        level: 1 to 3, or 0 for whatever fits.
        exercise: its id; "" before one is chosen.
        seed: what it is drawn with.
    """

    lessons: tuple[str, ...] = ()
    level: int = 0
    exercise: str = ""
    seed: int = 0


@dataclass(frozen=True)
class SheetSetting:
    """A worksheet: the same setting is the same sheet.

    Attributes:
        lessons: slugs; none means all.
        level: 1 to 3, or 0 for all of them, easy ones first.
        count: how many exercises.
        seed: what they are drawn with.
        solutions: whether they stand at the end.
    """

    lessons: tuple[str, ...] = ()
    level: int = 0
    count: int = 10
    seed: int = 1
    solutions: bool = False


@dataclass(frozen=True)
class ReturnSetting:
    """What a return link brings: the code; "" when the page is opened by hand."""

    code: str = ""


def practised() -> tuple[str, ...]:
    """The lessons that have exercises, in the course's order.

    >>> "pooling" in practised(), "home" in practised()
    (True, False)
    """
    return tuple(entry.slug for entry in LESSONS if ids(entry.slug))


def pool(lessons: tuple[str, ...], level: int) -> tuple[str, ...]:
    """The exercises of some lessons (none: all) at a level (0: any).

    >>> set(pool(("pooling",), 0)) == set(ids("pooling")), "pooling.pooled-side" in pool((), 2)
    (True, False)
    """
    chosen = lessons or practised()
    found = (id for slug in practised() if slug in chosen for id in ids(slug))
    return tuple(id for id in found if level in (0, spec(id).level))


def _read_lessons(text: str) -> tuple[str, ...]:
    chosen = text.split("_")
    known = practised()
    if not set(chosen) <= set(known):
        raise ValueError(text[:80])
    return tuple(slug for slug in known if slug in chosen)


def _read_code(text: str) -> str:
    if len(text) > _LONGEST_CODE:
        raise ValueError(text[:80])
    return text


def _read_count(text: str) -> int:
    if int(text) not in COUNTS:
        raise ValueError(text[:80])
    return int(text)


_CHOICE = {"lessons": Codec("in", "_".join, _read_lessons), "level": whole("level", 0, LEVELS[-1])}
PRACTICE: Final = _CHOICE | {
    "exercise": Codec("ex", str, lambda text: spec(text).id),
    "seed": whole("seed", 0, MOST_SEED),
}
RETURN: Final = {"code": Codec("code", str, _read_code)}
SHEET: Final = _CHOICE | {
    "count": Codec("n", str, _read_count),
    "seed": whole("seed", 0, MOST_SEED),
    "solutions": flag("sol"),
}
