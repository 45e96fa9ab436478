"""The words of exercises: assets/lessons/<slug>/exercises.<language>.md, filled with the case's numbers."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from app.markdown import as_code, fill_safely
from app.text import ASSETS, belief_text, fill, read_blocks, show
from cnn_core.exercises.exercise import Exercise, Solution
from cnn_core.exercises.kinds import read
from cnn_core.exercises.tasks.shared import shown_matrix

Blocks = Mapping[str, str]


@cache
def exercise_blocks(lesson: str, language: str) -> Blocks:
    """All blocks of a lesson's exercises."""
    return read_blocks(ASSETS / "lessons" / lesson / f"exercises.{language}.md").blocks


def prompt(exercise: Exercise, language: str) -> str:
    """What is asked."""
    return _words(exercise, "", language)


def reason(exercise: Exercise, language: str) -> str:
    """Why the answer is right, in a line or two."""
    return _words(exercise, ".right", language)


def hint(exercise: Exercise, step: int, language: str) -> str:
    """One step of the hints, counted from 1."""
    return _words(exercise, f".hint.{step}", language)


def wrong(exercise: Exercise, belief: str, typed: str, language: str) -> str:
    """What a wrong rule led to: the exercise's own words for it, or those that all lessons share."""
    own = exercise_blocks(exercise.lesson, language).get(f"{exercise.name}.wrong.{belief}")
    template = own if own is not None else belief_text(belief, language)
    return _filled(exercise, template, language, typed)


def option(exercise: Exercise, name: str, language: str) -> str:
    """The words of one option of a choice or an order."""
    return _words(exercise, f".option.{name}", language)


def in_words(exercise: Exercise, solution: Solution, language: str) -> str:
    """A solution within a sentence; of code, the code itself."""
    if exercise.kind == "choice":
        return option(exercise, str(solution), language)
    if exercise.kind == "order" and isinstance(solution, tuple):
        return " → ".join(option(exercise, name, language) for name in solution)
    if exercise.kind == "matrix":
        return shown_matrix(solution)
    return show(solution)


def _words(exercise: Exercise, part: str, language: str) -> str:
    template = exercise_blocks(exercise.lesson, language)[f"{exercise.name}{part}"]
    return _filled(exercise, template, language)


def _filled(exercise: Exercise, template: str, language: str, typed: str = "") -> str:
    """Our own values may hold Markdown; what was typed may not."""
    values: dict[str, Any] = exercise.values
    if "{{answer}}" in template:
        values["answer"] = in_words(exercise, exercise.answer, language)
    told = fill(template, **(values | {"received": "{{received}}"}))
    if "{{received}}" not in told:
        return told
    received = read(exercise, typed)
    if exercise.kind in ("choice", "order"):
        return fill(told, received=in_words(exercise, received, language))
    if exercise.kind == "code":
        return told.replace("`{{received}}`", "{{received}}").replace("{{received}}", as_code(typed))
    return fill_safely(told, {"received": in_words(exercise, received, language)})
