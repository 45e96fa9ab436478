"""What an exercise gives to look at: matrices, code, curves; and matrices to compare or to fill in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import count
from typing import Any, Final

import streamlit as st

from app.exercise_text import exercise_blocks
from app.text import say, show
from app.views import tables
from app.views.code_lines import code_lines
from app.views.curves import curves
from app.views.practice_pictures import pictures
from cnn_core.exercises.exercise import Exercise

_MATRICES: Final = ("matrix", "kernel", "output_map")


def has_matrices(exercise: Exercise) -> bool:
    """Whether there is a matrix to draw beside the prompt."""
    return any(name in exercise.given for name in _MATRICES)


def draw_matrices(exercise: Exercise, language: str) -> None:
    """Draw the matrices that are given."""
    blocks = exercise_blocks(exercise.lesson, language)
    rows, columns = (_heads(blocks.get(f"{exercise.name}.{part}", "")) for part in ("rows", "columns"))
    for name, label, sheet in _sheets(exercise, language):
        if columns:
            matrix(sheet, say(language, "practice.given_table"), "table", rows, columns)
        else:
            matrix(sheet, label, name)


def _heads(told: str) -> tuple[str, ...]:
    """What the rows or columns of a table are called, as its block says; none for a matrix."""
    return tuple(head.strip() for head in told.split("|")) if told else ()


def draw_figures(exercise: Exercise, language: str, key: str, in_field: bool = True) -> None:
    """Draw what is as wide as the prompt: code, unless it stands in the field already, curves, pictures."""
    if "code" in exercise.given and not (in_field and exercise.kind == "code"):
        code_lines(str(exercise.given["code"]), label=say(language, "debug.label"))
    if exercise.case.figure:
        _FIGURES[exercise.case.figure["kind"]](exercise, language, key)


def matrix(
    rows: Sequence[Sequence[Any]],
    label: str,
    name: str = "matrix",
    row_heads: Sequence[str] = (),
    column_heads: Sequence[str] = (),
) -> None:
    """A small matrix with its name; a cell without a number is left empty, to be filled in.

    Rows and columns without names are numbered for screen readers; the numbers are not seen (page.css).
    """
    head = "".join(_head("col", number, column_heads) for number in range(len(rows[0])))
    body = "".join(
        f"<tr>{_head('row', number, row_heads)}{''.join(map(_cell, row))}</tr>"
        for number, row in enumerate(rows)
    )
    caption = f"<caption>{escape(label)}</caption>" if label else ""
    st.html(
        f"<div class='practice-matrix {name}'><table>{caption}"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>",
        width="content",
    )


def _head(scope: str, number: int, names: Sequence[str]) -> str:
    told = f"<b>{escape(names[number])}</b>" if names else f"<span>{number + 1}</span>"
    return f"<th scope='{scope}'>{told}</th>"


def _cell(value: Any) -> str:
    return f"<td>{escape('' if value is None else show(value))}</td>"


def _sheets(exercise: Exercise, language: str) -> Iterator[tuple[str, str, Any]]:
    """(name, label, rows) of each matrix that is given; one with channels is drawn channel by channel."""
    for name in _MATRICES:
        value = exercise.given.get(name)
        if value is None:
            continue
        label = say(language, f"practice.given_{name}")
        if not isinstance(value[0][0], tuple | list):
            yield name, label, value
            continue
        for channel, sheet in enumerate(value, 1):
            yield name, say(language, "practice.channel", name=label, n=channel), sheet


def _curve(exercise: Exercise, language: str, key: str) -> None:
    figure = exercise.case.figure
    lines = {name: list(figure[part]) for name, part in _lines(language).items() if part in figure}
    epochs = [float(epoch) for epoch in range(1, len(next(iter(lines.values()))) + 1)]
    titles = say(language, "train_curves.epoch"), say(language, "train_curves.loss")
    curves(epochs, lines, f"{key}.figure", *titles, from_zero=True)
    _in_numbers(lines, titles[0], language, key)


def _in_numbers(lines: Mapping[str, Sequence[float]], epoch: str, language: str, key: str) -> None:
    """The curves for those who do not see them; not on paper (page.css)."""
    label = say(language, "practice_curve.numbers")
    with st.container(key=f"curve-numbers-{key}"), st.expander(label, type="compact"):
        rows = [[show(value) for value in row] for row in zip(count(1), *lines.values(), strict=False)]
        tables.table([epoch, *lines], rows, caption=label)


def _lines(language: str) -> dict[str, str]:
    return {
        say(language, "train_curves.training"): "train",
        say(language, "train_curves.validation"): "validation",
    }


def _pictures(exercise: Exercise, language: str, _key: str) -> None:
    pictures(exercise, language)


_FIGURES: Final[Mapping[str, Callable[[Exercise, str, str], None]]] = {
    "curve": _curve,
    "pictures": _pictures,
}
