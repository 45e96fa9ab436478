"""The pooling lab: its setting made into the grid's data, its controls."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.labs import CHANNEL_HUES, CHANNEL_NAMES, Lab
from app.link import Sheets
from app.settings import MAX_CHANNELS, MAX_STRIDE, MAX_WINDOW, POOL_CODECS, POOL_MODES, PoolSetting
from app.sums import pool_sum
from cnn_core.errors import LabError
from cnn_core.pooling import pool2d
from cnn_core.steps import PoolStep, Slide, pool_step, slide

PADDING_TEXT = {"max": "−∞", "average": "–", "l2": "–"}


class PoolLab(Lab):
    """A pooling layer on a small matrix."""

    setting: PoolSetting

    def __init__(self, name: str, default: PoolSetting) -> None:
        super().__init__(name, default, POOL_CODECS)

    def accept(self, target: str, sheets: Sheets) -> None:
        """Take over the input's cells."""
        self.change(input=sheets)

    def channels(self, target: str) -> int:
        """Sheets of the input; there is no kernel."""
        return len(self.setting.input) if target == "input" else 0

    def pinned(self, step: int, sheet: int) -> dict[str, Any]:
        """Every channel has an output sheet of its own."""
        return {"cell": step, "sheet": min(sheet, len(self.setting.input) - 1)}

    def slide(self) -> Slide:
        """Where the windows lie. Raises LabError if the window does not fit."""
        s = self.setting
        return slide(s.shape, s.used_window, s.used_strides, s.used_padding)

    def output(self, kind: str | None = None) -> NDArray[np.float64]:
        """The output, (H', W', C), of the chosen kind of pooling or of another one."""
        s = self.setting
        return pool2d(self.image, s.used_window, s.used_strides, s.used_padding, kind or s.kind)

    def steps(self) -> list[list[list[PoolStep]]]:
        """Each window of each channel: [channel][row][column]."""
        where = self.slide()
        rows, cols = where.output_shape
        cells = [under for _, under in where.cells()]
        sheets = np.moveaxis(self.image, -1, 0)
        return [
            [[pool_step(sheet, cells[i * cols + j]) for j in range(cols)] for i in range(rows)]
            for sheet in sheets
        ]

    def show(self, extras: bool = True, usage: bool = False) -> None:
        """Draw the lab; with `extras`, the other kinds of pooling beside the chosen one."""
        try:
            data = self._data(extras)
        except LabError as error:
            self.drawn = False
            # The input stays editable when its output cannot be made.
            data = self._input() | self.no_output(error, self._title())
        self.grid(data | {"show_usage": usage})

    def controls(self, *names: str) -> None:
        """The chosen controls, one after the other."""
        s = self.setting
        if "mode" in names:
            modes = POOL_MODES if "global" in names else POOL_MODES[:3]
            self.choose("mode", modes, self.say("control.mode"), "mode")
        if "window" in names and not s.is_global:
            self.choose_sides("window", "pool_size", MAX_WINDOW, s.window)
        if "strides" in names and not s.is_global:
            self._choose_strides()
        if "padding" in names and not s.is_global:
            self.choose("padding", ("valid", "same"), "padding", "padding")
        if "channels" in names:
            self._choose_channels()
        if "data_format" in names:
            self.choose("data_format", ("channels_last", "channels_first"), "data_format", "format")

    def _choose_channels(self) -> None:
        key = f"{self.name}.channels"
        label = self.say("control.channels")
        changed = state.on_change(key, lambda count: self.use(with_channels(self.setting, count)))
        st.number_input(
            label, step=1, **state.numbered(key, 1, MAX_CHANNELS, len(self.setting.input)), width=120,
            on_change=changed,
        )  # fmt: skip

    def _choose_strides(self) -> None:
        strides = self.setting.strides
        key = f"{self.name}.strides"

        def changed(kind: str) -> None:
            self.change(strides=None if kind == "none" else self.setting.used_strides)

        st.segmented_control(
            "strides",
            format_func=lambda kind: self.say(f"strides.{kind}", window=self.setting.window),
            **state.marked(key, ("none", "own"), "none" if strides is None else "own"), required=True,
            on_change=state.on_change(key, changed),
        )  # fmt: skip
        if strides is not None:
            self.choose_sides("strides", "strides", MAX_STRIDE, strides)

    def _data(self, extras: bool) -> dict[str, Any]:
        s, where = self.setting, self.slide()
        top, bottom, left, right = where.margins
        unreached_rows, unreached_cols = where.unreached
        pooled, steps = self.output(), self.steps()
        return self._input() | {
            "padding": {
                "top": top, "bottom": bottom, "left": left, "right": right,
                "text": PADDING_TEXT[s.kind], "title": self.say(f"pad.{s.kind}"),
            },
            "row_taps": where.row_taps.tolist(),
            "col_taps": where.col_taps.tolist(),
            "output": self._output(pooled),
            "extras": self._extras() if extras and not self.covered else [],
            "winners": self._winners(steps) if s.kind == "max" and not self.covered else None,
            "steps": self._sums(steps, pooled),
            "usage": where.usage.tolist(),
            "unreached": {"rows": unreached_rows, "cols": unreached_cols},
            "step": min(s.cell, len(where.row_taps) * len(where.col_taps) - 1),
            "sheet": min(s.sheet, len(s.input) - 1),
        }  # fmt: skip

    def _input(self) -> dict[str, Any]:
        return {
            "pairing": "each",
            "input": {
                "title": self.say("grid.input"), "sheets": self.sheet_data("input", self.setting.input),
                "editable": True, "resizable": True,
                "min_side": 1, "max_side": self.max_side["input"],
            },
            "kernel": None,
        }  # fmt: skip

    def _output(self, pooled: NDArray[np.float64]) -> dict[str, Any]:
        channels = pooled.shape[-1]
        sheets = [
            {
                "name": CHANNEL_NAMES[channels][c],
                "hue": CHANNEL_HUES[channels][c],
                "texts": self.texts(pooled[..., c]),
            }
            for c in range(channels)
        ]
        return {"title": self._title(), "sheets": sheets, "covered": self.covered, "note": ""}

    def _title(self) -> str:
        return self.say("grid.output", kind=self.say(f"mode.{self.setting.mode}"))

    def _extras(self) -> list[dict[str, Any]]:
        others = [kind for kind in ("max", "average") if kind != self.setting.kind]
        return [
            {
                "title": self.say("grid.same_windows", kind=self.say(f"mode.{kind}")),
                "sheets": [self.texts(sheet) for sheet in np.moveaxis(self.output(kind), -1, 0)],
            }
            for kind in others
        ]

    def _winners(self, steps: list[list[list[PoolStep]]]) -> list[Any]:
        return [[[[list(cell) for cell in step.winners] for step in row] for row in sheet] for sheet in steps]

    def _sums(self, steps: list[list[list[PoolStep]]], pooled: NDArray[np.float64]) -> list[Any] | None:
        if self.covered:
            return None
        return [
            [
                [
                    pool_sum(
                        self.language, self.setting.kind, step.values, step.padded, float(pooled[i, j, c]),
                        self.say("lab.cell", r=i + 1, c=j + 1),
                    )
                    for j, step in enumerate(row)
                ]
                for i, row in enumerate(sheet)
            ]
            for c, sheet in enumerate(steps)
        ]  # fmt: skip


def with_channels(setting: PoolSetting, count: int) -> PoolSetting:
    """Drop the last channels, or add some: each new one is the one before, its rows moved up by one.

    >>> with_channels(PoolSetting(((("1",), ("2",)),)), 2).input[1]
    (('2',), ('1',))
    """
    sheets = list(setting.input[:count])
    while len(sheets) < count:
        sheets.append((*sheets[-1][1:], sheets[-1][0]))
    return replace(setting, input=tuple(sheets), sheet=0)
