"""Conv2D's output shape and SeparableConv2D's weights, with the learner's numbers."""

from dataclasses import dataclass

import streamlit as st

from app.layer_controls import numbers_in_line
from app.link import choice, whole
from app.panel import Panel, Topic
from app.questions import Question
from app.sums import formula_size, formula_tensorflow
from app.text import show
from app.views import tables
from app.views.code import snippets
from app.views.layers_questions import number, shape
from cnn_core.convolution import separable_weight_count, weight_count
from cnn_core.exercises.layer_rules import (
    wrong_conv_shapes,
    wrong_separable_counts,
)
from cnn_core.windows import output_size, padding_amounts

PADDINGS = ("valid", "same")


@dataclass(frozen=True)
class ConvShape:
    """A Conv2D layer on an image, to be counted."""

    height: int = 28
    width: int = 28
    channels: int = 3
    filters: int = 32
    window: int = 3
    stride: int = 2
    padding: str = "valid"

    @property
    def call(self) -> str:
        """The layer as people write it: the third argument without its name."""
        padding = "" if self.padding == "valid" else f', padding="{self.padding}"'
        return f"Conv2D({self.filters}, {self.window}, {self.stride}{padding})"

    @property
    def output(self) -> tuple[int, int, int]:
        """Rows, columns, maps."""
        rows, columns = (
            output_size(side, self.window, self.stride, self.padding) for side in (self.height, self.width)
        )
        return rows, columns, self.filters


def _conv_controls(panel: Panel) -> None:
    panel.numbers("layers_conv", height=(8, 512), width=(8, 512), channels=(1, 512))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        numbers_in_line(panel, "layers_conv", filters=(1, 512), window=(1, 7), stride=(1, 5))
        panel.choose("padding", PADDINGS, "padding", "padding")


CONV2D = Topic(
    ConvShape(),
    {
        "height": whole("h", 8, 512), "width": whole("w", 8, 512), "channels": whole("in", 1, 512),
        "filters": whole("k", 1, 512), "window": whole("f", 1, 7), "stride": whole("s", 1, 5),
        "padding": choice("pad", PADDINGS),
    },
    _conv_controls,
)  # fmt: skip


def conv_shape(panel: Panel) -> Question:
    """What shape does Conv2D give?"""
    s: ConvShape = panel.setting
    image = (s.height, s.width, s.channels)
    values: dict[str, object] = {
        "shape": image, "call": s.call, "k": s.filters, "f": s.window, "s": s.stride, "in": s.channels,
        "pad": s.padding, "sides": s.output[:2],
    }  # fmt: skip
    return shape(s.output, wrong_conv_shapes(image, s.filters, s.window, s.stride, s.padding), values)


def conv_call() -> Question:
    """Which call makes 32 maps with 3x3 kernels and keeps the size?"""
    beliefs = {"filters-is-kernel": "turned", "third-is-padding": "third", "third-is-kernel-width": "width"}
    return Question("choice", "named", beliefs, {}, ("turned", "third", "width", "named"))


def conv_table(panel: Panel) -> None:
    """Every argument and what it decides; the sizes worked out; code to copy."""
    s: ConvShape = panel.setting
    rows = [
        [f"{name}: {panel.say(f'layers_conv.decides_{name}')}", show(value)]
        for name, value in (
            ("filters", s.filters), ("kernel_size", (s.window, s.window)), ("strides", (s.stride, s.stride)),
            ("padding", s.padding),
        )
    ]  # fmt: skip
    tables.table([panel.say("layers_conv.decides"), panel.say("layers_conv.value")], rows, caption=s.call)
    sides = {"rows": s.height, "columns": s.width}
    for (name, side), result in zip(sides.items(), s.output[:2], strict=True):
        before, after = padding_amounts(side, s.window, s.stride, s.padding)
        general = formula_size(side, before, after, s.window, s.stride, result)
        own = formula_tensorflow(side, s.window, s.stride, s.padding, result)
        st.markdown(f"{panel.say(f'formula.{name}')} ${general}$, ${own}$")
    snippets({"Keras": conv_code(s)})


def conv_code(s: ConvShape) -> str:
    """The layer with every argument named, to copy and run."""
    padding = "" if s.padding == "valid" else f', padding="{s.padding}"'
    arguments = f"filters={s.filters}, kernel_size={s.window}, strides={s.stride}"
    return (
        f"import keras\n\nx = keras.Input(shape=({s.height}, {s.width}, {s.channels}))\n"
        f"y = keras.layers.Conv2D({arguments}{padding})(x)\n"
        f"print(y.shape)  # (None, {', '.join(map(str, s.output))})"
    )


@dataclass(frozen=True)
class SeparableCount:
    """A layer whose weights are counted, plain and separable."""

    window: int = 3
    channels: int = 64
    filters: int = 128
    multiplier: int = 1
    side: int = 32


SEPARABLE = Topic(
    SeparableCount(),
    {
        "window": whole("f", 1, 11), "channels": whole("in", 1, 1024), "filters": whole("k", 1, 1024),
        "multiplier": whole("mult", 1, 8), "side": whole("n", 1, 512),
    },
    lambda panel: panel.numbers(
        "layers_count", window=(1, 11), channels=(1, 1024), filters=(1, 1024), multiplier=(1, 8),
        side=(1, 512),
    ),
)  # fmt: skip


def separable_weights(panel: Panel) -> Question:
    """How many weights has the separable layer, biases counted?"""
    s: SeparableCount = panel.setting
    right = separable_weight_count(s.window, s.channels, s.filters, s.multiplier)
    values = {
        "f": s.window, "in": s.channels, "k": s.filters, "m": s.multiplier, "maps": s.channels * s.multiplier,
        "depthwise": s.window * s.window * s.channels * s.multiplier,
        "pointwise": s.channels * s.multiplier * s.filters,
    }  # fmt: skip
    return number(right, wrong_separable_counts(s.window, s.channels, s.filters, s.multiplier), values)


def separable_table(panel: Panel) -> None:
    """Both layers: the same output, two counts written out, and their ratio."""
    s: SeparableCount = panel.setting
    f, c, k, m = s.window, s.channels, s.filters, s.multiplier
    plain, separable = weight_count(f, c, k), separable_weight_count(f, c, k, m)
    out = show((s.side, s.side, k))
    head = [
        panel.say("layers_count.layer"), panel.say("layers_count.output"), panel.say("layers_count.sum"),
        panel.say("layers_count.weights"),
    ]  # fmt: skip
    rows = [
        [f"Conv2D({k}, {f})", out, f"{f}×{f}×{c}×{k} + {k}", show(plain)],
        [
            f"SeparableConv2D({k}, {f}{f', depth_multiplier={m}' if m > 1 else ''})",
            out, f"{f}×{f}×{c}×{m} + {c}×{m}×{k} + {k}", show(separable),
        ],
    ]  # fmt: skip
    tables.table(head, rows, caption=panel.say("layers_count.caption", shape=(s.side, s.side, c)))
    key = "fewer" if separable < plain else "more"
    ratio = max(plain, separable) / min(plain, separable)
    st.markdown(panel.say(f"layers_count.{key}", ratio=round(ratio, 1)))
