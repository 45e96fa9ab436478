"""The arithmetic of one cell in a running network: patch, kernel, products, bias, activation."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.lesson import Lesson
from app.looking import Look, dimmed
from app.maps_view import cells_view
from app.panel import Panel
from app.questions import Question
from app.sums import Sum, cell_text, equal, factor, plus
from app.views.curves import LINES
from app.views.inside_cell_parts import (
    MOST_ROWS,
    frame,
    map_in,
    map_out,
    one_window,
    predict_switch,
    sheet,
    texts,
)
from app.views.inside_pooled import pooled_cell
from app.views.inside_setting import (
    asked,
    channel_in_view,
    count_control,
    layer_control,
    opened,
    scale,
    words,
)
from app.views.look_image import chosen_image
from cnn_core.activations import relu
from cnn_core.explain.cells import ConvolutionCell, PoolingCell
from cnn_core.explain.looks_inside import Convolving, into_and_out, layer_names, one_cell

COLOURS: Final = ("r", "g", "b")
#: Activations that can be worked out by hand here, as the app's words name them.
WORKED: Final[Mapping[str, Callable[[float], float]]] = {
    "linear": float,
    "relu": lambda value: float(relu(value)),
}


def cell(lesson: Lesson) -> None:
    """The section: choose a cell, say what it holds, then see how it comes about."""
    panel = opened(lesson)
    seen = chosen_image(panel)
    sites = asked(panel, "names", layer_names).shown
    if sites is None:
        return
    if not sites[0]:
        st.info(panel.say("inside.no_cells"), icon=":material/info:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        site = layer_control(panel, sites[0])
        count_control(panel, "channel", panel.say("inside.channel"), int(site.shape[-1] or 1))
    channel, s = channel_in_view(panel, site), panel.setting
    both = asked(panel, "both", into_and_out, seen.image, site.name)
    look = asked(panel, "cell", one_cell, seen.image, site.name, s.row, s.column, channel)
    if both.shown is None or look.shown is None:
        return
    with dimmed("inside-cell", Look(None if both.is_stale else look.result, look.stale or both.stale)):
        if isinstance(look.shown, PoolingCell):
            return pooled_cell(lesson, panel, both.shown, look.shown)
        _maps(panel, both.shown, look.shown)
        predict_switch(panel)
        source = source_in_view(panel, look.shown)
        colours = look.shown.kernel.shape[2] == 3
        question = holds(panel, look.shown, source)
        if panel.setting.predict and question and not lesson.ask(question):
            return
        _arithmetic(panel, look.shown, None if colours else source)


def source_in_view(panel: Panel, found: ConvolutionCell) -> int:
    """Which of the cell's input channels is shown, counted among those that it reads."""
    return int(min(panel.setting.source, len(found.channels) - 1))


def holds(panel: Panel, found: ConvolutionCell, source: int) -> Question | None:
    """What does the cell hold? None for activations that are not worked out by hand."""
    after = WORKED.get(found.activation)
    if after is None:
        return None
    total, one = float(found.sums.sum()), float(found.sums[source])
    before = total + found.bias
    wrong = {
        "forgot-relu": before,
        "forgot-bias": after(total),
        "forgot-channels": after(one + found.bias),
    }
    window = found.window
    values: dict[str, object] = {
        "r": window.row + 1, "c": window.column + 1, "n": window.channel, "layer": window.layer,
        "source": int(found.channels[source]), "one": one, "rest": total - one, "others": len(found.sums) - 1,
        "bias": found.bias, "before": before, "activation": activation_name(panel, found),
        "sum": plus([cell_text(one), cell_text(total - one), cell_text(found.bias)]),
    }  # fmt: skip
    return Question("number", after(before), wrong, values, tolerance=0.006)


def activation_name(panel: Panel, found: ConvolutionCell) -> str:
    """The layer's activation function in the learner's words."""
    known = {"linear": "act.none", "relu": "act.relu", "sigmoid": "act.sigmoid", "tanh": "act.tanh"}
    return panel.say(known[found.activation]) if found.activation in known else found.activation


def _maps(panel: Panel, both: Convolving, found: ConvolutionCell) -> None:
    """What goes in with the window framed, and what comes out with the cell outlined."""
    window, colours = found.window, found.kernel.shape[2] == 3
    source = source_in_view(panel, found)
    left, right = st.columns(2)
    with left:
        st.markdown(panel.say("inside.into" if colours else "inside.into_channel", n=found.channels[source]))
        if colours:
            _colours(panel, both.given[:, :, found.channels], frame(window))
        else:
            count_control(panel, "source", panel.say("inside.source"), len(found.channels))
            map_in(panel, both, window, int(found.channels[source]))
    with right:
        map_out(panel, both, window)


def _colours(panel: Panel, given: NDArray[Any], framed: tuple[int, int, int, int]) -> None:
    """Three channels as one picture in colour, whatever numbers the network made of the pixels."""
    low, high = given.min(axis=(0, 1)), given.max(axis=(0, 1))
    pixels = np.rint(255 * (given - low) / np.maximum(high - low, 1e-9)).astype(np.uint8)
    texts = [[" / ".join(cell_text(float(part)) for part in cell) for cell in row] for row in given]
    labels = words(panel.language, "inside_cells") | {"picture": panel.say("inside.into")}
    cells_view(pixels, texts, f"{panel.name}.colours", labels, frame=framed, scale=scale())


def _arithmetic(panel: Panel, found: ConvolutionCell, source: int | None) -> None:
    """The matrix lab with the cell's own numbers; then all channels together."""
    shown = list(range(len(found.sums))) if source is None else [source]
    if len(found.window.rows) <= MOST_ROWS:
        _lab(panel, found, shown)
    if source is not None and len(found.sums) > 1:
        st.markdown(panel.say("inside.subtotals", count=len(found.sums), n=found.channels[source]))
        _bars(panel, found, source)
    padded = int(found.window.padding.sum())
    if padded:
        st.caption(panel.say("inside.padded", n=padded), width="stretch")
    st.caption(panel.say("inside.rounded", after=cell_text(found.after)), width="stretch")


def lines(panel: Panel, found: ConvolutionCell, shown: list[int]) -> list[str]:
    """The cell worked out: the products of the channels shown, what the others add, bias and activation."""
    told, parts = [], []
    names = [hue.upper() for hue in COLOURS] if len(shown) == 3 else [str(found.channels[at]) for at in shown]
    for name, at in zip(names, shown, strict=True):
        pairs = zip(found.patch[:, :, at].flat, found.kernel[:, :, at].flat, strict=True)
        products = plus([f"{factor(float(value))}×{factor(float(weight))}" for value, weight in pairs])
        told.append(f"{name}: {products} {equal(float(found.sums[at]))}")
        parts.append(cell_text(float(found.sums[at])))
    others = len(found.sums) - len(shown)
    if others:
        rest = float(found.sums.sum() - found.sums[shown].sum())
        told.append(f"{panel.say('inside.others', n=others)}: {cell_text(rest)}")
        parts.append(cell_text(rest))
    bias = found.bias != 0
    if bias:
        parts.append(cell_text(found.bias))
    if len(parts) > 1:
        told.append(f"{plus(parts)}{panel.say('sum.bias') if bias else ''} {equal(found.before)}")
    if found.activation != "linear":
        told.append(f"{activation_name(panel, found)}({cell_text(found.before)}) {equal(found.after)}")
    return told


def _lab(panel: Panel, found: ConvolutionCell, shown: list[int]) -> None:
    told = lines(panel, found, shown)
    at = panel.say("inside.cell_at", r=found.window.row + 1, c=found.window.column + 1)
    step: Sum = {"lines": told, "say": panel.say("sum.say_conv", at=at, sum=told[-1])}
    hues = COLOURS if len(shown) == 3 else ("",) * len(shown)
    patch, kernel = (
        [sheet(texts(values[:, :, at]), hue) for hue, at in zip(hues, shown, strict=True)]
        for values in (found.patch, found.kernel)
    )
    one_window(panel, patch, step, found.after, kernel)


def _bars(panel: Panel, found: ConvolutionCell, source: int) -> None:
    """The subtotal of each input channel; the one in view is marked by colour and hatching."""
    here = [at == source for at in range(len(found.sums))]
    data = {
        "type": "bar", "x": found.channels.tolist(), "y": found.sums.round(4).tolist(),
        "marker": {
            "color": [LINES[1] if one else LINES[0] for one in here],
            "pattern": {"shape": ["/" if one else "" for one in here]},
        },
    }  # fmt: skip
    layout = {
        "height": 220, "margin": {"l": 44, "r": 12, "t": 8, "b": 40},
        "xaxis": {"title": {"text": panel.say("inside.source")}},
        "yaxis": {"title": {"text": panel.say("inside.adds")}},
    }  # fmt: skip
    st.plotly_chart(
        {"data": [data], "layout": layout}, key=f"{panel.name}.sums", config={"displayModeBar": False}
    )
