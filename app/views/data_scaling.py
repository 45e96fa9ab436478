"""Scaling: the same image in other numbers, one pixel worked by hand, and what it does to learning."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.lesson import Lesson
from app.link import choice
from app.panel import Panel, Topic
from app.questions import Question
from app.text import show
from app.views import tables
from app.views.curves import LINES, curves
from app.views.data_numbers import CHANNELS, PIXEL_CODECS, NumbersSetting, pixel_control
from app.views.data_source import DATA_CODECS, chosen_image, in_use, pick, sample
from app.views.images import picture
from app.views.layers_questions import number
from cnn_core.data.dataset import CLASSES
from cnn_core.data.linear import descent_losses
from cnn_core.data.preprocess import OVER, SCALINGS, Scaling, fit_scaling
from cnn_core.exercises.data_rules import wrong_scaled

KINDS: Final = SCALINGS[1:]
RATES: Final = ("0.000001", "0.001", "0.01", "0.1")
LEARNED_FROM, STEPS = 500, 40
COUNTED: Final = 500  # images in the histograms
_BINS = 32
LOOKS: Final = {
    "red": {"color": LINES[1], "dash": "solid"}, "green": {"color": LINES[2], "dash": "dash"},
    "blue": {"color": LINES[0], "dash": "dot"},
}  # fmt: skip
Numbers = NDArray[Any]


@dataclass(frozen=True)
class ScalingSetting(NumbersSetting):
    """How the numbers are scaled, and the learning rate of the little network that gets them."""

    kind: str = "standardised"
    over: str = "channel"
    rate: str = "0.01"


def _controls(panel: Panel) -> None:
    pixel_control(panel)
    with st.container(horizontal=True):
        panel.choose("kind", KINDS, panel.say("data_scaling.kind"), "data_scaling")
        panel.choose("over", tuple(OVER), panel.say("data_scaling.over"), "data_scaling.over")


SCALE = Topic(
    ScalingSetting(),
    {
        **DATA_CODECS, **PIXEL_CODECS, "kind": choice("kind", KINDS), "over": choice("over", tuple(OVER)),
        "rate": choice("rate", RATES),
    },
    _controls,
)  # fmt: skip


@cache
def _fitted(name: str, kind: str, over: str) -> Scaling:
    return fit_scaling(sample().images, kind, over)


def fitted(panel: Panel, kind: str = "") -> Scaling:
    """The scaling that is set, measured on the data in use."""
    return _fitted(in_use(), kind or panel.setting.kind, panel.setting.over)


def scaled_pixel(panel: Panel) -> Question:
    """What becomes of the red number of the pixel?"""
    s: ScalingSetting = panel.setting
    x = int(chosen_image(panel)[s.row, s.column, 0])
    mean, deviation = (round(_at(part, s)[0], 1) for part in _statistics(panel))
    right = {"unit": x / 255, "centred": (x - mean) / 255, "standardised": (x - mean) / deviation}[s.kind]
    formula = {
        "unit": f"{x} / 255",
        "centred": f"({x} − {show(mean)}) / 255",
        "standardised": f"({x} − {show(mean)}) / {show(deviation)}",
    }[s.kind]
    values = {
        "x": x, "mean": mean, "deviation": deviation, "kind": panel.say(f"data_scaling.{s.kind}"),
        "sum": f"{formula} = {show(round(right, 3))}",
    }  # fmt: skip
    wrong = wrong_scaled(x, mean, deviation, s.kind)
    return number(right, wrong, values, 0.01, about=(s.kind, s.over))


def raw_or_scaled() -> Question:
    """28: what happens to the same network, at the same learning rate, on 0..255?"""
    wrong = {"raw-trains-as-well": "same", "only-slower": "slower", "larger-is-faster": "faster"}
    return Question("choice", "fails", wrong, {}, ("same", "slower", "faster", "fails"))


def worked_then_learning(lesson: Lesson, panel: Panel) -> None:
    """The pixel by hand and the histograms; then the question what it is good for, and the losses."""
    pixel_by_hand(panel)
    histograms(panel)
    if lesson.ask(raw_or_scaled(), "raw"):
        losses(panel)


def pixel_by_hand(panel: Panel) -> None:
    """Red, green and blue of the pixel before and after, with what is subtracted and divided by."""
    s: ScalingSetting = panel.setting
    image, scaling = chosen_image(panel), fitted(panel)
    before, after = image[s.row, s.column], scaling.apply(image)[s.row, s.column]
    parts = (before, _at(scaling.mean, s), _at(scaling.deviation, s), after)
    rows = [
        [panel.say(f"data_numbers.{name}"), *(show(round(float(part[c]), 3)) for part in parts)]
        for c, name in enumerate(CHANNELS)
    ]
    head = ["", *(panel.say(f"data_scaling.{part}") for part in ("before", "minus", "divided", "after"))]
    tables.table(head, rows, 0, panel.say("data_scaling.by_hand", r=s.row, c=s.column))
    if s.over == "pixel" and s.kind != "unit":
        picture(scaling.mean, panel.say("data_scaling.mean_image"), 148)


def histograms(panel: Panel) -> None:
    """How often each number occurs in many images, before and after."""
    images = sample().images[:COUNTED]
    scaling = fitted(panel)
    edges = np.linspace(0, 256, _BINS + 1)
    before = [  # counting whole numbers is many times as fast as sorting them into bins
        (edges, np.bincount(images[..., place].ravel(), minlength=256).reshape(_BINS, -1).sum(axis=1))
        for place in range(3)
    ]
    if scaling.mean.ndim == 1:  # whole numbers stay apart: the same counts, over another axis
        after = [
            ((edges - scaling.mean[place]) / scaling.deviation[place], counts)
            for place, (_, counts) in enumerate(before)
        ]
    else:
        scaled = scaling.apply(images)
        wide = np.linspace(scaled.min(), scaled.max(), _BINS + 1)
        after = [(wide, np.histogram(scaled[..., place], wide)[0]) for place in range(3)]
    for column, name, channels in zip(st.columns(2), ("before", "after"), (before, after), strict=True):
        with column:
            st.markdown(panel.say(f"data_scaling.histogram_{name}"))
            _histogram(panel, channels, name)


def _histogram(panel: Panel, channels: list[tuple[Numbers, Numbers]], name: str) -> None:
    data = [
        {
            "type": "scatter", "mode": "lines", "name": panel.say(f"data_numbers.{colour}"),
            "x": ((edges[:-1] + edges[1:]) / 2).round(4).tolist(),
            "y": (100 * counts / counts.sum()).round(3).tolist(),
            "line": {"width": 3, **LOOKS[colour]},
        }
        for (edges, counts), colour in zip(channels, CHANNELS, strict=True)
    ]  # fmt: skip
    layout = {
        "height": 300, "margin": {"l": 44, "r": 12, "t": 12, "b": 44}, "hovermode": "x unified",
        "xaxis": {"title": {"text": panel.say("data_scaling.number")}, "zeroline": True},
        "yaxis": {"title": {"text": panel.say("data_scaling.share")}, "rangemode": "tozero"},
        "legend": {"orientation": "h", "y": 1.12},
    }  # fmt: skip
    chart = {"data": data, "layout": layout}
    st.plotly_chart(chart, key=f"{panel.name}.{name}", config={"displayModeBar": False})


def losses(panel: Panel) -> None:
    """One dense layer learns from the same images, scaled in four ways, at one learning rate."""
    pick(panel, "rate", RATES, panel.say("data_scaling.rate"))
    lines = {
        panel.say(f"data_scaling.{kind}"): _losses(in_use(), kind, panel.setting.rate) for kind in SCALINGS
    }
    st.caption(panel.say("data_scaling.losses", n=LEARNED_FROM, steps=STEPS, classes=len(CLASSES)))
    steps = [float(step) for step in range(STEPS + 1)]
    curves(
        steps, lines, f"{panel.name}.losses", panel.say("data_scaling.step"), panel.say("data_scaling.loss")
    )


@cache
def _losses(name: str, kind: str, rate: str) -> list[float]:
    some = sample().first(LEARNED_FROM)
    vectors = _fitted(name, kind, "channel").apply(some.images).reshape(LEARNED_FROM, -1)
    return descent_losses(vectors, some.labels, len(CLASSES), float(rate), STEPS)


def _statistics(panel: Panel) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and deviation, also where the kind that is set does not use them."""
    whole = fitted(panel, "standardised")
    return whole.mean, whole.deviation


def _at(numbers: NDArray[np.float32], setting: ScalingSetting) -> list[float]:
    """Those of a pixel: one number a channel."""
    of_pixel = numbers if numbers.ndim == 1 else numbers[setting.row, setting.column]
    return [float(value) for value in of_pixel]
