"""The exercises as data: assets/lessons/<slug>/exercises.toml, read once, in the order of the files.

[[exercise]]
name = "pooled-side"             # the id is "<slug>.<name>"; it never changes once learners have seen it
kind = "number"
concept = "output-size"
level = 1
section = "sizes"                # of the lesson, where it is practised; without it that of the lab below
task = "pooled_side"             # of the lesson's module in cnn_core/exercises/tasks
misconceptions = ["stride-one"]  # each is told apart from the answer, and from those before it
hints = 2
[exercise.ranges]                # the task's arguments
side = [6, 40]
[exercise.lab]                   # what opens after an answer; values of the case in braces
section = "conventions"
query = { n = "{n}", f = "{f}" }
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast, get_args

from cnn_core.errors import LabError
from cnn_core.exercises.exercise import Draw, Kind, Lab, Solved, linked

LESSONS: Final = Path(__file__).resolve().parents[2] / "assets" / "lessons"
Task = Callable[..., Solved | None]


@dataclass(frozen=True)
class Spec:
    """An exercise before anything is drawn; attributes as in `Exercise`.

    Attributes:
        task: the name of the function that draws and answers it.
        ranges: its arguments.
        misconceptions: the wrong rules it is about.
        lab: which lab shows a case.
    """

    id: str
    lesson: str
    name: str
    kind: Kind
    concept: str
    level: int
    task: str
    misconceptions: tuple[str, ...] = ()
    hints: int = 0
    tolerance: float = 0.0
    ranges: Mapping[str, Any] = field(default_factory=dict)
    lab: Lab | None = None
    section: str = ""

    def draw(self, seed: str) -> Solved | None:
        """One case, or None if what was drawn makes no exercise."""
        function = getattr(import_module(f"cnn_core.exercises.tasks.{self.lesson}"), self.task)
        return cast(Task, function)(Draw(seed), **self.ranges)

    def lab_at(self, case: Solved) -> Lab | None:
        """The lab, set to a case."""
        if self.lab is None:
            return None
        values = {name: linked(value) for name, value in (dict(case.given) | dict(case.values)).items()}
        query = {name: text.format_map(values) for name, text in self.lab.query.items()}
        return replace(self.lab, query=query)


def ids(lesson: str | None = None) -> tuple[str, ...]:
    """All exercises, or those of a lesson, from easy to hard as their files list them.

    >>> ids("pooling")[0]
    'pooling.pooled-side'
    """
    return tuple(spec.id for spec in specs().values() if lesson in (None, spec.lesson))


def in_section(lesson: str, section: str) -> tuple[str, ...]:
    """The exercises about what one section of a lesson teaches, in the file's order.

    >>> in_section("pooling", "same")
    ('pooling.same-side', 'pooling.average-at-the-edge')
    """
    return tuple(id for id in ids(lesson) if spec(id).section == section)


def spec(id: str) -> Spec:
    """What is known of an exercise.

    Raises:
        LabError: "no_such_exercise" (received).
    """
    found = specs().get(id)
    if found is None:
        raise LabError("no_such_exercise", received=str(id)[:80])
    return found


@cache
def specs() -> Mapping[str, Spec]:
    """By id."""
    found: dict[str, Spec] = {}
    for path in sorted(LESSONS.glob("*/exercises.toml")):
        for told in tomllib.loads(path.read_text(encoding="utf-8"))["exercise"]:
            one = _spec(path.parent.name, told)
            if one.id in found or one.kind not in get_args(Kind):
                raise ValueError(f"{path}: {one.id} is there twice, or of no known kind")
            found[one.id] = one
    return found


def _spec(lesson: str, told: dict[str, Any]) -> Spec:
    lab = Lab(told["lab"].pop("lesson", lesson), **told.pop("lab")) if "lab" in told else None
    rules = tuple(told.pop("misconceptions", ()))
    section = told.pop("section", lab.section if lab and lab.lesson == lesson else "")
    return Spec(
        id=f"{lesson}.{told['name']}", lesson=lesson, misconceptions=rules, lab=lab, section=section, **told
    )
