"""What every matrix lab shares: its setting, the grid's edits, the controls, the address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.link import MAX_TEXT, Sheets, read_bounded
from app.markdown import explain_safely
from app.matrix_lab import LABELS, Edit, StepPin, matrix_lab
from app.panel import Panel
from app.sums import cell_text
from app.text import explain, ui_strings
from cnn_core.errors import LabError
from cnn_core.reading import read_block

CHANNEL_NAMES = {1: ("",), 2: ("1", "2"), 3: ("R", "G", "B"), 4: ("1", "2", "3", "4")}
CHANNEL_HUES = {1: ("",), 2: ("1", "2"), 3: ("r", "g", "b"), 4: ("1", "2", "3", "4")}


@dataclass(frozen=True)
class Draft:
    """Typed cells that cannot be used yet: kept as typed, marked, and told about."""

    sheets: Sheets
    bad: list[tuple[int, int, int, LabError]]  # sheet, row, column, reason


class Lab(Panel):
    """A lab with a matrix grid. Subclasses say how its setting becomes the grid's data."""

    max_side: ClassVar[dict[str, int]] = {"input": 12, "kernel": 7}
    has_text: ClassVar[bool] = True  # whether its input can be typed as text, too
    drawn = True  # whether there is an output; if not, the lab says why
    answered = True  # whether the section's question about the lab is done with

    def use(self, setting: Any) -> None:
        """Put another example into the lab; the browser must take its cells anew."""
        super().use(setting)
        state.renew(self.name)
        state.forget(self.name, "refused", "seen")

    def is_at(self, setting: Any) -> bool:
        """Whether this example is in the lab, wherever its window is and whether it is asked or shown."""
        return self.case == case_of(setting)

    @property
    def asks(self) -> str:
        """The part of the section that holds the question about it."""
        return "ask"

    @property
    def case(self) -> str:
        """What a prediction is about: the setting without the place in it. Another case is covered again."""
        return case_of(self.setting)

    @property
    def image(self) -> NDArray[np.float64]:
        """The input: (H, W, C)."""
        return as_array(self.setting.input)

    @property
    def covered(self) -> bool:
        """Whether the output waits for a prediction."""
        return self.setting.predict and state.recall(self.name, "seen", "") != self.case

    def grid(self, data: dict[str, Any]) -> None:
        """Draw the lab and listen to it."""
        data |= {
            "gen": state.generation(self.name),
            "version": state.recall(self.name, "version", 0),
            "lang": self.language,
            "scale": 1.25 if state.presenting() else 1.0,
            "play": state.recall(self.name, "play", 0),
            "labels": lab_labels(self.language),
            "message": self.message(),
        }
        matrix_lab(data, f"grid.{self.name}", self._edited, self._pinned)

    def play(self) -> None:
        """Uncover the output and run the animation once."""
        state.remember(self.name, "seen", self.case)
        state.remember(self.name, "play", state.recall(self.name, "play", 0) + 1)

    def message(self) -> str:
        """Why the last block was refused, or nothing; marked cells bring their own reasons."""
        refused: LabError | None = state.recall(self.name, "refused", None)
        return explain(self.language, refused) if refused else ""

    def shown(self, target: str, saved: Sheets) -> tuple[Sheets, list[list[list[Any]]]]:
        """The cells to show for a grid, as typed, and each sheet's marked cells."""
        draft: Draft | None = state.recall(self.name, f"draft-{target}", None)
        if draft is None:
            return saved, [[] for _ in saved]
        return draft.sheets, [
            [[r, c, explain(self.language, error)] for s, r, c, error in draft.bad if s == index]
            for index in range(len(draft.sheets))
        ]

    def sheet_data(self, target: str, saved: Sheets) -> list[dict[str, Any]]:
        """The sheets of an editable grid: their names, cells as typed, and marked cells."""
        cells, bad = self.shown(target, saved)
        names, hues = CHANNEL_NAMES[len(cells)], CHANNEL_HUES[len(cells)]
        return [
            {"name": name, "hue": hue, "texts": sheet, "bad": marked}
            for name, hue, sheet, marked in zip(names, hues, cells, bad, strict=True)
        ]

    def texts(self, sheet: NDArray[np.float64]) -> list[list[str]]:
        """The cells of an output sheet, or question marks while it is covered."""
        return [["?" if self.covered else cell_text(value) for value in row] for row in sheet.tolist()]

    def no_output(self, error: LabError, title: str) -> dict[str, Any]:
        """The grid's data when no output can be made, with the reason in the learner's language."""
        return {
            "padding": {"top": 0, "bottom": 0, "left": 0, "right": 0, "text": "", "title": ""},
            "row_taps": [], "col_taps": [], "extras": [], "winners": None, "steps": None,
            "step": 0, "sheet": 0, "usage": [], "unreached": {"rows": [], "cols": []},
            "output": {
                "title": title, "covered": False, "note": explain(self.language, error),
                "sheets": [{"name": "", "hue": "", "texts": []}],
            },
        }  # fmt: skip

    def accept(self, target: str, sheets: Sheets) -> None:
        """Take over cells that are all numbers; subclasses know which field they belong to."""
        raise NotImplementedError

    def channels(self, target: str) -> int:
        """How many sheets a grid has."""
        raise NotImplementedError

    def take(self, target: str, sheets: Sheets) -> None:
        """Use new cells, or keep them as a draft and say why they cannot be used."""
        state.forget(self.name, f"draft-{target}", "refused")
        try:
            self._check_sides(target, sheets[0])
        except LabError as error:
            state.renew(self.name)  # the grid goes back to what it was
            state.remember(self.name, "refused", error)
            return
        if bad := unreadable(sheets):
            state.remember(self.name, f"draft-{target}", Draft(sheets, bad))
        else:
            self.accept(target, sheets)

    def _edited(self, edit: Edit) -> None:
        if edit.gen != state.generation(self.name):
            return
        state.remember(self.name, "version", edit.version)
        other = "kernel" if edit.target == "input" else "input"
        for target, lists in ((other, edit.other), (edit.target, edit.sheets)):
            if lists is not None and len(lists) == self.channels(target):
                self.take(target, tuple(tuple(map(tuple, sheet)) for sheet in lists))

    def _pinned(self, pin: StepPin) -> None:
        if pin.gen == state.generation(self.name):
            self.change(**self.pinned(pin.step, pin.sheet))

    def text_box(self) -> None:
        """The input as text: for pasting, for a screen reader, for a worksheet."""
        first = self.shown("input", self.setting.input)[0][0]
        typed = state.recall(self.name, "typed", None)
        key = f"{self.name}.text"
        with st.popover(self.say("lab.as_text"), icon=":material/edit_note:"):
            st.text_area(
                self.say("lab.as_text_help"),
                **state.filled(key, typed or "\n".join(" ".join(row) for row in first)), height=180,
                on_change=state.on_change(key, self._typed),
            )  # fmt: skip
            if typed:
                refused: LabError | None = state.recall(self.name, "refused", None)
                st.warning(explain_safely(self.language, refused) if refused else self.say("ask.hint"))

    def _typed(self, text: str) -> None:
        state.forget(self.name, "typed", "refused")
        try:
            first = tuple(map(tuple, read_block(text)))
            self._check_sides("input", first)
            if bad := unreadable((first,)):
                raise bad[0][3]
        except LabError as error:
            state.remember(self.name, "refused", error)
            state.remember(self.name, "typed", text)  # it stays in the box; the grid stays as it was
            return
        rest = (resized(sheet, (len(first), len(first[0]))) for sheet in self.setting.input[1:])
        state.renew(self.name)
        self.accept("input", (first, *rest))

    def _check_sides(self, target: str, sheet: Sequence[Sequence[str]]) -> None:
        sides, most = (len(sheet), len(sheet[0])), self.max_side[target]
        if max(sides) > most:
            raise LabError("matrix_too_large", name=target, max_side=most, received=sides)

    def pinned(self, step: int, sheet: int) -> dict[str, Any]:
        """The fields that remember the pinned output cell."""
        return {"cell": step}


def case_of(setting: Any) -> str:
    """A setting without the place in it: the output cell, and in pooling the channel it belongs to."""
    place = {"cell": 0, "predict": False} | ({"sheet": 0} if hasattr(setting, "sheet") else {})
    return repr(replace(setting, **place))


def unreadable(sheets: Sheets) -> list[tuple[int, int, int, LabError]]:
    """The cells that are no numbers we can show, with the reason."""
    bad = []
    for s, sheet in enumerate(sheets):
        for r, row in enumerate(sheet):
            for c, cell in enumerate(row):
                try:
                    if len(cell) > MAX_TEXT:
                        raise LabError("cell_too_long", received=len(cell), maximum=MAX_TEXT)
                    read_bounded(cell)
                except LabError as error:
                    bad.append((s, r, c, error))
    return bad


@lru_cache(256)
def as_array(sheets: Sheets) -> NDArray[np.float64]:
    """The numbers of some sheets, channels last: (H, W, C). Read-only: a lab asks many times a rerun."""
    values = [[[read_bounded(cell) for cell in row] for row in sheet] for sheet in sheets]
    array = np.moveaxis(np.array(values, dtype=np.float64), 0, -1)  # (C, H, W) -> (H, W, C)
    array.flags.writeable = False
    return array


def resized(sheet: tuple[tuple[str, ...], ...], size: tuple[int, int]) -> tuple[tuple[str, ...], ...]:
    """Cut a sheet to a size, or fill it up with zeros.

    >>> resized((("1", "2"),), (2, 1))
    (('1',), ('0',))
    """
    rows, cols = size
    return tuple(
        tuple(sheet[r][c] if r < len(sheet) and c < len(sheet[0]) else "0" for c in range(cols))
        for r in range(rows)
    )


def lab_labels(language: str) -> dict[str, str]:
    """Every word the grid shows; templates are filled in the browser."""
    strings = ui_strings(language)
    return {label: strings[f"lab.{label}"] for label in LABELS}
