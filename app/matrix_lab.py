"""The matrix lab in the browser: grids that are edited, a window that slides, a sum that is written out.

Python computes the windows, products and sentences and hands them over as `data`; the files in
assets/matrix_lab only draw and highlight. What comes back from the browser is read here, and trusted nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

from app import state
from app.components import draw_component

#: Every word the component shows or speaks: the keys of `data["labels"]`. The browser fills in {{names}}.
LABELS = (
    "first",  # button: to the first output cell
    "previous",
    "play",
    "pause",
    "next",
    "last",
    "speed",  # name of the speed menu (0.5×, 1×, 2×, 4×)
    "player",  # name of the group of these controls, and of the scrub bar
    "scrub",  # where the player stands: {{n}} of {{total}}
    "add_row",
    "remove_row",
    "add_column",
    "remove_column",
    "cell",  # a cell's place, for screen readers: {{r}}, {{c}}
    "cell_bad",  # a cell that cannot be read: {{r}}, {{c}}, {{message}} (Python's sentence from `bad`)
    "padding_cell",  # a cell of the padding, when pointed at: {{r}}, {{c}}
    "used",  # {{value}} in {{r}}, {{c}} is used by {{n}} windows
    "used_once",  # the same for one window: {{value}}, {{r}}, {{c}}
    "unused",  # the same for none: {{value}}, {{r}}, {{c}}
    "window",  # legend: the outline around the window
    "winner",  # legend: the ring around the largest cell
    "hatched",  # legend: cells that no window reaches
    "help",  # heading of the folded help
    "input_help",  # how to edit a grid by keyboard
    "paste_help",  # that a block from a spreadsheet can be pasted
    "output_help",  # how to move the window in the output
)

MOST_CELLS = 40
MOST_SHEETS = 16
LONGEST_TEXT = 24
_LONGEST_GEN = 200
_MOST_STEPS = (4 * MOST_CELLS) ** 2  # padding can make an output larger than its input
_LARGEST_INTEGER = 2**53 - 1  # what JavaScript counts exactly

Sheets = list[list[list[str]]]


@dataclass(frozen=True)
class Edit:
    """Raw texts as the learner left them: `sheets[sheet][row][column]` of the edited `target`.

    `other` has the texts of the other target (None when there is no kernel): of two quick edits, one in each
    grid, only the last may reach Python.
    """

    gen: str
    version: int
    target: Literal["input", "kernel"]
    sheets: Sheets
    other: Sheets | None


@dataclass(frozen=True)
class StepPin:
    """The output cell in focus: `step` counts row by row, `sheet` is the output sheet."""

    gen: str
    step: int
    sheet: int


def matrix_lab(
    data: dict[str, Any],
    key: str,
    on_edit: Callable[[Edit], None],
    on_step: Callable[[StepPin], None],
) -> None:
    """Draws the matrix lab in the page, and calls back when the learner edits or pins a cell.

    The callbacks run before the page does, as all of Streamlit's do; malformed messages are dropped.

    Args:
        data: what is to be drawn; its `labels` need every key of LABELS.
        key: names this lab within the page; the component's state lies under it in the session state.
        on_edit: receives the texts of the edited grid.
        on_step: receives the pinned output cell, once the learner rests on it.
    """

    def edited() -> None:
        edit = read_edit(state.component_value(key, "edit"))
        if edit is not None:
            on_edit(edit)

    def stepped() -> None:
        pin = read_step(state.component_value(key, "step"))
        if pin is not None:
            on_step(pin)

    draw_component("matrix_lab", "lab", data, key, on_edit_change=edited, on_step_change=stepped)


def read_edit(value: object) -> Edit | None:
    """The edit that a browser sent, or None when it is malformed. Never raises.

    Sheets are rectangular, all of one size, 1x1 to 40x40 cells, at most 16 of them; texts are not parsed.

    >>> read_edit({"gen": "a", "version": 3, "target": "input", "sheets": [[["1", "2"]]], "other": None})
    Edit(gen='a', version=3, target='input', sheets=[[['1', '2']]], other=None)
    >>> read_edit({"gen": "a", "version": 3, "target": "input", "sheets": [[["1"], ["2", "3"]]]}) is None
    True
    """
    if not isinstance(value, dict):
        return None
    gen, version, target = value.get("gen"), value.get("version"), value.get("target")
    sheets, other = value.get("sheets"), value.get("other")
    if not _is_gen(gen) or not _is_count(version) or target not in ("input", "kernel"):
        return None
    if not _are_sheets(sheets) or not (other is None or _are_sheets(other)):
        return None
    return Edit(cast(str, gen), cast(int, version), target, cast(Sheets, sheets), cast(Sheets | None, other))


def read_step(value: object) -> StepPin | None:
    """The pinned cell that a browser sent, or None when it is malformed. Never raises.

    Whether the output has such a cell is for the caller to check: it may have shrunk since.

    >>> read_step({"gen": "a", "step": 5, "sheet": 0})
    StepPin(gen='a', step=5, sheet=0)
    >>> read_step({"gen": "a", "step": True, "sheet": 0}) is None
    True
    """
    if not isinstance(value, dict):
        return None
    gen, step, sheet = value.get("gen"), value.get("step"), value.get("sheet")
    if not _is_gen(gen) or not _is_count(step, _MOST_STEPS) or not _is_count(sheet, MOST_SHEETS):
        return None
    return StepPin(cast(str, gen), cast(int, step), cast(int, sheet))


def _is_gen(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_GEN


def _is_count(value: object, below: int = _LARGEST_INTEGER) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below


def _are_sheets(value: object) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_SHEETS:
        return False
    sides = {_sides(sheet) for sheet in value}
    return len(sides) == 1 and None not in sides


def _sides(sheet: object) -> tuple[int, int] | None:
    """Rows and columns of one sheet of texts; None when it is none."""
    if not isinstance(sheet, list) or not 1 <= len(sheet) <= MOST_CELLS:
        return None
    widths = {len(row) if isinstance(row, list) and all(map(_is_text, row)) else 0 for row in sheet}
    if len(widths) != 1 or not 1 <= (width := widths.pop()) <= MOST_CELLS:
        return None
    return len(sheet), width


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT
