"""The convolution lab: its setting made into the grid's data, its controls."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.labs import CHANNEL_HUES, Lab, as_array, resized
from app.link import Sheets, read_bounded
from app.settings import (
    ACTIVATIONS,
    CONV_CODECS,
    CONV_PADDINGS,
    LEAKY_SLOPE,
    MAX_DILATION,
    MAX_FILTERS,
    MAX_STRIDE,
    ConvSetting,
    consistent_conv,
    with_filters,
)
from app.sums import Sum, conv_sum
from cnn_core import activations
from cnn_core.convolution import conv2d
from cnn_core.errors import LabError
from cnn_core.steps import Slide, conv_terms, slide

Function = Callable[[Any], NDArray[np.float64]]


def activation(name: str) -> tuple[Function, Function]:
    """An activation by its name in a setting, and its derivative.

    >>> [float(function(np.array(-5.0))) for function in activation("leaky-relu")]
    [-1.0, 0.2]
    """
    if name == "leaky-relu":
        pair = activations.leaky_relu, activations.leaky_relu_derivative
        return partial(pair[0], negative_slope=LEAKY_SLOPE), partial(pair[1], negative_slope=LEAKY_SLOPE)
    return activations.ACTIVATIONS[name]


class ConvLab(Lab):
    """A convolution layer on a small image."""

    setting: ConvSetting

    def __init__(self, name: str, default: ConvSetting) -> None:
        super().__init__(name, default, CONV_CODECS)
        if not consistent_conv(self.setting):  # a link cut in half
            self.use(default)

    def accept(self, target: str, sheets: Sheets) -> None:
        """Take over the input's cells, or the chosen filter's; all filters keep one size."""
        if target == "input":
            self.change(input=sheets)
            return
        size = len(sheets[0]), len(sheets[0][0])
        own = range(self.setting.filter * len(sheets), (self.setting.filter + 1) * len(sheets))
        kernels = [resized(sheet, size) for sheet in self.setting.kernels]
        for place, sheet in zip(own, sheets, strict=True):
            kernels[place] = sheet
        self.change(kernels=tuple(kernels))

    def channels(self, target: str) -> int:
        """Input and kernel have a sheet for every input channel."""
        return self.setting.channels

    @property
    def kernel(self) -> NDArray[np.float64]:
        """All filters: (h, w, C, filters)."""
        filters = [as_array(self.setting.kernel(index)) for index in range(self.setting.filters)]
        return np.stack(filters, axis=-1)

    @property
    def bias(self) -> NDArray[np.float64]:
        """One number a filter."""
        return np.array([read_bounded(text) for text in self.setting.biases])

    def slide(self) -> Slide:
        """Where the windows lie. Raises LabError if the window does not fit."""
        s = self.setting
        return slide(s.shape, s.window, s.strides, s.used_padding, s.dilation)

    def output(self, flip: bool | None = None, activated: bool = True) -> NDArray[np.float64]:
        """The feature maps, (H', W', filters); the other way of laying the kernel with `flip`."""
        s = self.setting
        total = conv2d(
            self.image,
            self.kernel,
            self.bias,
            s.strides,
            s.used_padding,
            s.dilation,
            flip=s.flip if flip is None else flip,
        )
        return activation(s.activation)[0](total) if activated and s.activation != "none" else total

    def show(self, extras: tuple[str, ...] = ("filters",), usage: bool = False) -> None:
        """Draw the lab. Extras: "filters" (the other maps), "flip", "before" (before the activation)."""
        try:
            data = self._data(extras)
        except LabError as error:
            self.drawn = False
            data = self._inputs() | self.no_output(error, self.say("grid.feature_map"))
        self.grid(data | {"show_usage": usage})

    def _data(self, extras: tuple[str, ...]) -> dict[str, Any]:
        s, where = self.setting, self.slide()
        top, bottom, left, right = where.margins
        unreached_rows, unreached_cols = where.unreached
        maps = self.output()
        return self._inputs() | {
            "padding": {
                "top": top, "bottom": bottom, "left": left, "right": right,
                "text": "0", "title": self.say("pad.conv"),
            },
            "row_taps": where.row_taps.tolist(),
            "col_taps": where.col_taps.tolist(),
            "output": {
                "title": self._map_title(s.filter),
                "sheets": [{"name": "", "hue": "", "texts": self.texts(maps[..., s.filter])}],
                "covered": self.covered,
                "note": "",
            },
            "extras": [] if self.covered else self._extras(extras, maps),
            "winners": None,
            "steps": None if self.covered else [self._sums(where, maps[..., s.filter])],
            "usage": where.usage.tolist(),
            "unreached": {"rows": unreached_rows, "cols": unreached_cols},
            "step": min(s.cell, maps.shape[0] * maps.shape[1] - 1),
            "sheet": 0,
        }  # fmt: skip

    def _inputs(self) -> dict[str, Any]:
        s = self.setting
        kernel_title = (
            self.say("grid.kernel") if s.filters == 1 else self.say("grid.kernel_of", n=s.filter + 1)
        )
        kernels = self.sheet_data("kernel", s.kernel(s.filter))
        return {
            "pairing": "sum",
            "input": {
                "title": self.say("grid.input"), "sheets": self.sheet_data("input", s.input),
                "editable": True, "resizable": True, "min_side": 1, "max_side": self.max_side["input"],
            },
            "kernel": {
                "title": kernel_title, "sheets": kernels,
                "editable": True, "resizable": True, "min_side": 1, "max_side": self.max_side["kernel"],
            },
        }  # fmt: skip

    def _map_title(self, index: int) -> str:
        if self.setting.filters == 1:
            return self.say("grid.feature_map")
        return self.say("grid.feature_map_of", n=index + 1)

    def _extras(self, names: tuple[str, ...], maps: NDArray[np.float64]) -> list[dict[str, Any]]:
        s = self.setting
        others: list[tuple[str, NDArray[np.float64]]] = []
        if "filters" in names:
            others += [(self._map_title(i), maps[..., i]) for i in range(s.filters) if i != s.filter]
        if "flip" in names:
            others.append((self.say(f"grid.flip_{not s.flip}"), self.output(flip=not s.flip)[..., s.filter]))
        if "before" in names and s.activation != "none":
            others.append((self.say("grid.before"), self.output(activated=False)[..., s.filter]))
        return [{"title": title, "sheets": [self.texts(sheet)]} for title, sheet in others]

    def _sums(self, where: Slide, feature_map: NDArray[np.float64]) -> list[list[Sum]]:
        s, image, bias = self.setting, self.image, float(self.bias[self.setting.filter])
        kernel = self.kernel[..., s.filter]  # (h, w, C)
        laid = kernel[::-1, ::-1] if s.flip else kernel
        names = [hue.upper() for hue in CHANNEL_HUES[s.channels]]
        lines: list[list[Sum]] = [[] for _ in range(where.output_shape[0])]
        for (i, j), under in where.cells():
            channels = [
                (name, conv_terms(image[..., c], laid[..., c], under)) for c, name in enumerate(names)
            ]
            at = self.say("lab.cell", r=i + 1, c=j + 1)
            lines[i].append(
                conv_sum(self.language, channels, bias, s.activation, float(feature_map[i, j]), at)
            )
        return lines

    def controls(self, *names: str) -> None:
        """The chosen controls, one after the other."""
        s = self.setting
        if "padding" in names:
            self.choose("padding", CONV_PADDINGS, "padding", "conv_padding")
        if "strides" in names:
            self.choose_sides("strides", "strides", MAX_STRIDE, s.strides)
        if "dilation" in names:
            self.choose_sides("dilation", "dilation_rate", MAX_DILATION, s.dilation)
        if "bias" in names:
            self._choose_bias()
        if "activation" in names:
            self.choose("activation", ACTIVATIONS, self.say("control.activation"), "act")
        if "flip" in names:
            self.choose("flip", (False, True), self.say("control.flip"), "flip")
        if "filters" in names:
            self._choose_filters()
        if "filter" in names and s.filters > 1:
            self.choose("filter", tuple(range(s.filters)), self.say("control.filter"), "filter")

    def _choose_filters(self) -> None:
        key = f"{self.name}.filters"
        label = self.say("control.filters")
        changed = state.on_change(key, lambda count: self.use(with_filters(self.setting, count)))
        st.number_input(
            label, step=1, **state.numbered(key, 1, MAX_FILTERS, self.setting.filters), width=120,
            on_change=changed,
        )  # fmt: skip

    def _choose_bias(self) -> None:
        s = self.setting
        key = f"{self.name}.bias"

        def changed(value: float) -> None:
            biases = list(s.biases)
            biases[s.filter] = f"{value:g}"
            self.change(biases=tuple(biases))

        st.number_input(
            self.say("control.bias"), step=1.0, format="%g",
            **state.numbered(key, -999.0, 999.0, float(read_bounded(s.biases[s.filter]))), width=120,
            on_change=state.on_change(key, changed),
        )  # fmt: skip
