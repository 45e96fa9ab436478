"""A dense layer in the grid: a kernel as large as its input, so that every unit is one sum."""

from dataclasses import replace
from typing import Any, ClassVar

import streamlit as st

from app import state
from app.conv_lab import ConvLab
from app.labs import resized
from app.settings import ConvSetting

MAX_INPUTS = 6
#: A dense layer's words where a convolution says something else.
WORDS = {
    "grid.kernel": "layers_dense.weights",
    "grid.kernel_of": "layers_dense.weights_of",
    "grid.feature_map": "layers_dense.unit",
    "grid.feature_map_of": "layers_dense.unit_of",
    "control.filters": "layers_dense.units",
    "control.filter": "layers_dense.look",
}


class DenseLab(ConvLab):
    """A row of numbers, and for every unit a row of weights as long."""

    max_side: ClassVar[dict[str, int]] = {"input": MAX_INPUTS, "kernel": MAX_INPUTS}
    has_text = False

    def __init__(self, name: str, default: ConvSetting) -> None:
        super().__init__(name, default)
        s = self.setting
        fixed = ("strides", "padding", "dilation", "flip")
        if any(getattr(s, field) != getattr(default, field) for field in fixed):
            self.use(default)  # a link that means another layer
        elif s.window != s.shape or s.shape[0] != 1:
            self.use(default)

    def say(self, key: str, **values: object) -> str:
        """An interface string, in the words of a dense layer."""
        return super().say(WORDS.get(key, key), **values)

    def controls(self, *names: str) -> None:
        """How many inputs, and the chosen controls of a convolution."""
        key = f"{self.name}.inputs"
        st.number_input(
            self.say("layers_dense.inputs"), step=1,
            **state.numbered(key, 1, MAX_INPUTS, self.setting.shape[1]), width=120,
            on_change=state.on_change(key, self._lengthen),
        )  # fmt: skip
        super().controls(*names)

    def _lengthen(self, inputs: int) -> None:
        s = self.setting
        rows = [tuple(resized(sheet, (1, inputs)) for sheet in sheets) for sheets in (s.input, s.kernels)]
        self.use(replace(s, input=rows[0], kernels=rows[1], cell=0))

    def _inputs(self) -> dict[str, Any]:
        data = super()._inputs()
        # Input and weights must keep one length: the control above changes both.
        return {
            name: part | {"resizable": False} if isinstance(part, dict) else part
            for name, part in data.items()
        }
