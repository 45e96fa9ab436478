"""Labs of layers that give a number for every number: what these share; dropout and ReLU."""

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from app.labs import Lab, case_of
from app.layer_controls import choose_plain
from app.layer_settings import (
    DROP_CODECS,
    MAX_VALUES,
    RATES,
    RECTIFIER_CODECS,
    RECTIFIERS,
    SLOPES,
    THRESHOLDS,
    DropSetting,
    RectifierSetting,
    value_of,
)
from app.link import Sheets, read_bounded
from app.sums import cell_text, equal, factor
from cnn_core.dropout import dropout, keep_mask
from cnn_core.rectifiers import rectify, rectify_derivative

Image = NDArray[np.float64]  # (H, W, C): a sheet of the grid is a channel
Taps = tuple[list[list[int]], list[list[int]]]
LEAKS = {"leaky-layer": 0.3, "leaky-string": 0.2}


class CellLab(Lab):
    """A grid and another of the same size: what every cell becomes, and which cells it is made from."""

    max_side: ClassVar[dict[str, int]] = {"input": 8, "kernel": 1}
    title = "grid.input"
    result = "layers.output"

    def accept(self, target: str, sheets: Sheets) -> None:
        """Take over the cells."""
        self.change(input=sheets)

    def channels(self, target: str) -> int:
        """Sheets of the input; there is no kernel."""
        return len(self.setting.input) if target == "input" else 0

    def taps(self) -> Taps:
        """Rows and columns that each row and column of the output is made from: its own."""
        height, width, _ = self.image.shape
        return [[row] for row in range(height)], [[column] for column in range(width)]

    def output(self) -> Image:
        """What comes out, in the input's shape."""
        raise NotImplementedError

    def lines(self, row: int, column: int, sheet: int) -> list[str]:
        """How one number of the output came about."""
        raise NotImplementedError

    def show(self) -> None:
        """Draw the lab."""
        out = self.output()
        rows, columns = self.taps()
        height, width, count = out.shape
        sheets = self._sheets()
        self.grid(
            {
                "pairing": "each", "kernel": None, "winners": None, "extras": [], "show_usage": False,
                "input": {
                    "title": self.say(self.title), "sheets": sheets, "editable": True, "resizable": True,
                    "min_side": 1, "max_side": self.max_side["input"],
                },
                "padding": {"top": 0, "bottom": 0, "left": 0, "right": 0, "text": "", "title": ""},
                "row_taps": rows, "col_taps": columns,
                "output": {
                    "title": self.say(self.result), "covered": self.covered, "note": "",
                    "sheets": [
                        {"name": sheet["name"], "hue": sheet["hue"], "texts": self.texts(out[..., index])}
                        for index, sheet in enumerate(sheets)
                    ],
                },
                "steps": None if self.covered else self._steps(out.shape),
                "usage": [[len(columns[0]) * len(rows[0])] * width] * height,
                "unreached": {"rows": [], "cols": []},
                "step": min(self.setting.cell, height * width - 1),
                "sheet": min(getattr(self.setting, "sheet", 0), count - 1),
            }
        )  # fmt: skip

    def _sheets(self) -> list[dict[str, Any]]:
        return self.sheet_data("input", self.setting.input)

    def _steps(self, shape: tuple[int, ...]) -> list[Any]:
        height, width, count = shape
        return [
            [[self._step(row, column, sheet) for column in range(width)] for row in range(height)]
            for sheet in range(count)
        ]

    def _step(self, row: int, column: int, sheet: int) -> dict[str, Any]:
        lines = self.lines(row, column, sheet)
        at = self.say("lab.cell", r=row + 1, c=column + 1)
        return {"lines": lines, "say": self.say("sum.say_conv", at=at, sum=lines[-1])}


class DropLab(CellLab):
    """Dropout on a few small maps."""

    setting: DropSetting
    max_side: ClassVar[dict[str, int]] = {"input": 6, "kernel": 1}

    def __init__(self, name: str, default: DropSetting) -> None:
        super().__init__(name, default, DROP_CODECS)

    @property
    def case(self) -> str:
        """Another draw asks nothing new."""
        return case_of(replace(self.setting, seed=0))

    @property
    def asks(self) -> str:
        """The layer is used for training, or for inference: each has its question."""
        return "training" if self.setting.training else "inference"

    @property
    def rate(self) -> float:
        """The rate as a number."""
        return read_bounded(self.setting.rate)

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which cells survive this draw, in the input's shape; at inference all."""
        s = self.setting
        mask = keep_mask(self.image.shape, self.rate, s.seed, s.spatial)
        return np.broadcast_to(mask, self.image.shape) | (not s.training)

    def output(self) -> Image:
        """The survivors grown, the others 0; at inference the input."""
        return dropout(self.image, self.kept, self.rate) if self.setting.training else self.image

    def lines(self, row: int, column: int, sheet: int) -> list[str]:
        """A division, or a 0."""
        x, out = float(self.image[row, column, sheet]), float(self.output()[row, column, sheet])
        if not self.setting.training:
            return [f"{cell_text(x)} → {cell_text(x)}"]
        if not self.kept[row, column, sheet]:
            return [f"{cell_text(x)} → 0"]
        return [f"{cell_text(x)} ÷ (1 − {self.setting.rate}) {equal(out)}"]

    def pinned(self, step: int, sheet: int) -> dict[str, Any]:
        """Every map has an output of its own."""
        return {"cell": step, "sheet": min(sheet, len(self.setting.input) - 1)}

    def controls(self, *names: str) -> None:
        """Rate, what is dropped, training or inference."""
        choose_plain(self, "rate", RATES, "rate")
        self.choose("spatial", (False, True), self.say("layers_drop.kind"), "layers_spatial")
        self.choose("training", (True, False), self.say("layers_drop.phase"), "layers_training")

    def _sheets(self) -> list[dict[str, Any]]:
        """Maps have numbers, not colours."""
        named = self.sheet_data("input", self.setting.input)
        return [sheet | {"name": str(n + 1), "hue": str(n + 1)} for n, sheet in enumerate(named)]


class RectifierLab(CellLab):
    """ReLU with its arguments, and the two leaky ones."""

    setting: RectifierSetting

    def __init__(self, name: str, default: RectifierSetting) -> None:
        super().__init__(name, default, RECTIFIER_CODECS)

    @property
    def arguments(self) -> tuple[float | None, float, float]:
        """max_value, negative_slope, threshold in use."""
        s = self.setting
        if s.layer in LEAKS:
            return None, LEAKS[s.layer], 0.0
        return value_of(s.max_value), read_bounded(s.slope), read_bounded(s.threshold)

    def function(self, x: Image) -> Image:
        """The layer's values."""
        return rectify(x, *self.arguments)

    def derivative(self, x: Image) -> Image:
        """The layer's slopes."""
        return rectify_derivative(x, *self.arguments)

    def output(self) -> Image:
        """The layer of every cell."""
        return self.function(self.image)

    def lines(self, row: int, column: int, sheet: int) -> list[str]:
        """Which piece of the function the cell is on."""
        x, (top, slope, start) = float(self.image[row, column, sheet]), self.arguments
        out = float(self.function(np.array(x)))
        if x <= start:
            left = f"({cell_text(x)} − {cell_text(start)})" if start else factor(x)
            small = f"{cell_text(x)} ≤ {cell_text(start)} → "
            return [f"{small}{cell_text(slope)} × {left} {equal(out)}" if slope else f"{small}0"]
        if top is not None and x > top:
            return [f"{cell_text(x)} > {cell_text(top)} → {cell_text(out)}"]
        return [f"{cell_text(x)} > {cell_text(start)} → {cell_text(out)}"]

    def controls(self, *names: str) -> None:
        """The layer, and the arguments of ReLU."""
        self.choose("layer", RECTIFIERS, self.say("layers_relu.layer"), "layers_rectifier")
        if self.setting.layer == "relu":
            choose_plain(self, "max_value", MAX_VALUES, "max_value")
            choose_plain(self, "slope", SLOPES, "negative_slope")
            choose_plain(self, "threshold", THRESHOLDS, "threshold")
