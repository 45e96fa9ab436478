"""The two steps of a separable convolution on small matrices: the maps of one are the input of the other."""

from typing import Any, ClassVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.labs import Lab, as_array, resized
from app.layer_settings import (
    MAX_MAPS,
    SEPARABLE_CODECS,
    SeparableSetting,
    consistent_separable,
    with_multiplier,
    with_pointwise_filters,
)
from app.link import Sheets, read_bounded
from app.settings import MAX_FILTERS
from app.sums import cell_text, conv_sum
from cnn_core.convolution import conv2d
from cnn_core.errors import LabError
from cnn_core.steps import Slide, conv_terms, slide

Maps = NDArray[np.float64]  # (H', W', maps)
HUES = ("1", "2", "3", "4")


class SeparableLab(Lab):
    """What both steps share: one setting, whichever step is in view."""

    setting: SeparableSetting
    max_side: ClassVar[dict[str, int]] = {"input": 7, "kernel": 5}
    step = ""
    has_text = False

    def __init__(self, name: str, default: SeparableSetting) -> None:
        super().__init__(name, default, SEPARABLE_CODECS)
        if not consistent_separable(self.setting):  # a link cut in half
            self.use(default)
        if state.recall(name, "step", self.step) != self.step:
            state.renew(name)  # the same name, another grid: the browser must take it anew
        state.remember(name, "step", self.step)

    @property
    def case(self) -> str:
        """Seeing one step's map does not uncover the other's."""
        return f"{self.step} {super().case}"

    def slide(self) -> Slide:
        """Where the depthwise windows lie. Raises LabError if the window does not fit."""
        s = self.setting
        return slide(s.shape, s.window, (1, 1), s.padding)

    def depthwise(self) -> Maps:
        """The maps between the steps: channel c makes maps c * multiplier and on."""
        s = self.setting
        kernels = as_array(s.depthwise)[:, :, None, :]  # (h, w, 1, maps)
        return conv2d(self.image, kernels, padding=s.padding, groups=s.channels)

    def show(self) -> None:
        """Draw the step, or say why it has no output."""
        try:
            data = self._inputs() | self._outputs()
        except LabError as error:
            self.drawn = False
            data = self._inputs() | self.no_output(error, self._title(0))
        self.grid(data | {"pairing": "sum", "show_usage": False})

    def _inputs(self) -> dict[str, Any]:
        raise NotImplementedError

    def _outputs(self) -> dict[str, Any]:
        raise NotImplementedError

    def _title(self, index: int) -> str:
        raise NotImplementedError

    def _drawn(self, where: Slide, maps: Maps, chosen: int, steps: list[Any]) -> dict[str, Any]:
        top, bottom, left, right = where.margins
        unreached_rows, unreached_cols = where.unreached
        others = [index for index in range(maps.shape[2]) if index != chosen]
        return {
            "padding": {
                "top": top, "bottom": bottom, "left": left, "right": right,
                "text": "0", "title": self.say("pad.conv"),
            },
            "row_taps": where.row_taps.tolist(), "col_taps": where.col_taps.tolist(),
            "output": {
                "title": self._title(chosen), "covered": self.covered, "note": "",
                "sheets": [{"name": "", "hue": "", "texts": self.texts(maps[..., chosen])}],
            },
            "extras": [] if self.covered else [
                {"title": self._title(index), "sheets": [self.texts(maps[..., index])]} for index in others
            ],
            "winners": None, "steps": None if self.covered else [steps],
            "usage": where.usage.tolist(), "unreached": {"rows": unreached_rows, "cols": unreached_cols},
            "step": min(self.setting.cell, maps.shape[0] * maps.shape[1] - 1), "sheet": 0,
        }  # fmt: skip

    def _grid_part(
        self, target: str, title: str, sheets: list[dict[str, Any]], editable: bool, resizable: bool
    ) -> dict[str, Any]:
        return {
            "title": title, "sheets": sheets, "editable": editable, "resizable": resizable,
            "min_side": 1, "max_side": self.max_side[target],
        }  # fmt: skip

    def _lines(self, where: Slide, maps: Maps, index: int, parts: Any, bias: float) -> list[list[Any]]:
        """Every cell of a map worked out; `parts` gives the named products under a window."""
        lines: list[list[Any]] = [[] for _ in range(maps.shape[0])]
        for (i, j), under in where.cells():
            at = self.say("lab.cell", r=i + 1, c=j + 1)
            total = float(maps[i, j, index])
            lines[i].append(conv_sum(self.language, parts(under), bias, "none", total, at))
        return lines


class DepthwiseLab(SeparableLab):
    """One channel under its own kernel; the other maps beside."""

    step = "depthwise"

    def accept(self, target: str, sheets: Sheets) -> None:
        """Take over the chosen channel or kernel; all channels, and all kernels, keep one size."""
        s = self.setting
        size = len(sheets[0]), len(sheets[0][0])
        field, place = ("input", s.channel) if target == "input" else ("depthwise", s.map)
        changed = [resized(sheet, size) for sheet in getattr(s, field)]
        changed[place] = sheets[0]
        self.change(**{field: tuple(changed)})

    def channels(self, target: str) -> int:
        """One channel is in view at a time."""
        return 1

    def output(self) -> Maps:
        """All maps of the step."""
        return self.depthwise()

    def _title(self, index: int) -> str:
        return self.say("layers_separable.map", n=index + 1)

    def _inputs(self) -> dict[str, Any]:
        s = self.setting
        title = self.say("layers_separable.channel", n=s.channel + 1)
        own = self.sheet_data("input", s.input[s.channel : s.channel + 1])
        kernel = self.sheet_data("kernel", s.depthwise[s.map : s.map + 1])
        own[0]["hue"] = HUES[s.channel]
        return {
            "input": self._grid_part("input", title, own, True, True),
            "kernel": self._grid_part(
                "kernel", self.say("layers_separable.kernel", n=s.map + 1), kernel, True, True
            ),
        }

    def _outputs(self) -> dict[str, Any]:
        s, where, maps = self.setting, self.slide(), self.output()
        sheet, kernel = self.image[..., s.channel], as_array(s.depthwise)[..., s.map]

        def parts(under: Any) -> Any:
            return [("", conv_terms(sheet, kernel, under))]

        return self._drawn(where, maps, s.map, self._lines(where, maps, s.map, parts, 0.0))

    def controls(self, *names: str) -> None:
        """Which map, how many a channel, and the padding."""
        s = self.setting
        options = tuple(range(s.maps))
        key = f"{self.name}.map"
        st.segmented_control(
            self.say("layers_separable.look"), **state.marked(key, options, s.map), required=True,
            format_func=lambda index: self.say(
                "layers_separable.map_of", n=index + 1, c=index // s.multiplier + 1
            ),
            on_change=state.on_change(key, self._look),
        )  # fmt: skip
        key = f"{self.name}.multiplier"
        changed = state.on_change(key, lambda count: self.use(with_multiplier(self.setting, count)))
        most = MAX_MAPS // s.channels
        st.number_input(
            "depth_multiplier", step=1, **state.numbered(key, 1, most, s.multiplier), width=140,
            on_change=changed,
        )  # fmt: skip
        self.choose("padding", ("valid", "same"), "padding", "padding")

    def _look(self, index: int) -> None:
        state.renew(self.name)  # other cells are to be edited now
        self.change(map=index)


class PointwiseLab(SeparableLab):
    """The maps of the first step, mixed by a 1x1 convolution."""

    step = "pointwise"

    def accept(self, target: str, sheets: Sheets) -> None:
        """Take over the chosen filter's weights; the maps come from the first step."""
        if target == "kernel":
            s, weights = self.setting, list(self.setting.pointwise)
            weights[s.filter * s.maps : (s.filter + 1) * s.maps] = [
                resized(sheet, (1, 1)) for sheet in sheets
            ]
            self.change(pointwise=tuple(weights))

    def channels(self, target: str) -> int:
        """A weight for every map; the maps themselves cannot be edited."""
        return self.setting.maps if target == "kernel" else 0

    @property
    def weights(self) -> NDArray[np.float64]:
        """(maps, filters)."""
        s = self.setting
        return np.stack([as_array(s.weights(index))[0, 0] for index in range(s.filters)], axis=-1)

    @property
    def bias(self) -> NDArray[np.float64]:
        """One number a filter."""
        return np.array([read_bounded(text) for text in self.setting.biases])

    def output(self) -> Maps:
        """The feature maps of the whole layer, (H', W', filters)."""
        return conv2d(self.depthwise(), self.weights[None, None], self.bias)

    def _title(self, index: int) -> str:
        return self.say("grid.feature_map_of", n=index + 1)

    def _inputs(self) -> dict[str, Any]:
        s = self.setting
        try:
            maps = self.depthwise()
        except LabError:
            maps = np.zeros((1, 1, s.maps))
        names = [self.say("layers_separable.map", n=n + 1) for n in range(s.maps)]
        shown = [
            {
                "name": name,
                "hue": hue,
                "texts": [[cell_text(v) for v in row] for row in sheet.tolist()],
                "bad": [],
            }
            for name, hue, sheet in zip(names, HUES, np.moveaxis(maps, -1, 0), strict=False)
        ]
        weights = self.sheet_data("kernel", s.weights(s.filter))
        for name, hue, sheet in zip(names, HUES, weights, strict=False):
            sheet |= {"name": name, "hue": hue}
        title = self.say("layers_separable.weight_of", n=s.filter + 1)
        return {
            "input": self._grid_part("input", "", shown, False, False),
            "kernel": self._grid_part("kernel", title, weights, True, False),
        }

    def _outputs(self) -> dict[str, Any]:
        s, maps, mixed = self.setting, self.depthwise(), self.output()
        where = slide((maps.shape[0], maps.shape[1]), (1, 1), (1, 1), "valid")
        weights = self.weights[:, s.filter]

        def parts(under: Any) -> Any:
            terms = (conv_terms(maps[..., n], weights[n].reshape(1, 1), under) for n in range(s.maps))
            return [(str(n + 1), products) for n, products in enumerate(terms)]

        bias = float(self.bias[s.filter])
        return self._drawn(where, mixed, s.filter, self._lines(where, mixed, s.filter, parts, bias))

    def controls(self, *names: str) -> None:
        """How many filters, which one, its bias."""
        s = self.setting
        key = f"{self.name}.filters"
        changed = state.on_change(key, lambda count: self.use(with_pointwise_filters(self.setting, count)))
        st.number_input(
            self.say("control.filters"), step=1, **state.numbered(key, 1, MAX_FILTERS, s.filters),
            width=120, on_change=changed,
        )  # fmt: skip
        if s.filters > 1:
            key = f"{self.name}.filter"
            st.segmented_control(
                self.say("control.filter"), **state.marked(key, tuple(range(s.filters)), s.filter),
                required=True, format_func=lambda index: self.say(f"filter.{index}"),
                on_change=state.on_change(key, self._look),
            )  # fmt: skip
        key = f"{self.name}.bias.{s.filter}"
        st.number_input(
            self.say("control.bias"), step=1.0, format="%g",
            **state.numbered(key, -999.0, 999.0, float(read_bounded(s.biases[s.filter]))), width=120,
            on_change=state.on_change(key, self._biased),
        )  # fmt: skip

    def _look(self, index: int) -> None:
        state.renew(self.name)
        self.change(filter=index)

    def _biased(self, value: float) -> None:
        biases = list(self.setting.biases)
        biases[self.setting.filter] = f"{value:g}"
        self.change(biases=tuple(biases))
