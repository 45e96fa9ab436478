"""Loss and accuracy of training runs as curves: one run, several over each other, live or at rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any, Final, Literal

import streamlit as st

from app import state
from app.text import say, show
from cnn_core.store.records import Epoch, Steps
from cnn_core.training.curves import CHANCE_ACCURACY, CHANCE_LOSS, smoothed

Measure = Literal["accuracy", "loss"]
MEASURES: Final = ("accuracy", "loss")
#: Okabe and Ito's colours that are seen on white and on black, each with a sign of its own.
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#999999", "#e69f00", "#56b4e9", "#b0a000")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "x", "star", "cross", "triangle-down")
SIGNS: Final = ("●", "■", "◆", "▲", "✖", "★", "✚", "▼")
HEIGHT: Final = 300
_TOP, _BOTTOM, _LINE = 28, 44, 15  # pixels: margins, and a line of a label
_MOST_LETTERS = 18
_MOST_MARKED = 20  # epochs whose signs can be told apart
_LOGARITHMIC_FROM = 20.0  # a loss above it hides everything else on a plain axis


@dataclass(frozen=True, eq=False)
class Curve:
    """What is drawn of one run.

    Attributes:
        name: what the run is called beside its line; unused where it is alone.
        epochs: the means of its epochs.
        steps: every step, drawn light behind the epochs; None for a quieter chart.
        planned: epochs it is to have, so that the axis stands still while it trains.
    """

    name: str
    epochs: Sequence[Epoch]
    steps: Steps | None = None
    planned: int = 0


def learning_curves(curves: Sequence[Curve], key: str, measures: Sequence[Measure] = MEASURES) -> None:
    """Accuracy and loss side by side: training dashed, validation solid, each line named at its end.

    Args:
        curves: one run or several, at most as many as COLOURS.
        key: of the charts, `<key>.<measure>`.
        measures: "accuracy", "loss" or both.
    """
    for column, measure in zip(st.columns(len(measures)), measures, strict=True):
        with column:
            learning_curve(curves, f"{key}.{measure}", measure)


def learning_curve(curves: Sequence[Curve], key: str, measure: Measure) -> None:
    """One of the two charts, and the same as a sentence for those who do not see it."""
    language = state.language()
    title = say(language, f"train_curves.{measure}")
    st.markdown(f"**{title}** · {say(language, 'train_curves.lines')}")
    figure = learning_figure(curves, measure, language)
    spoken = _spoken(curves, measure, language)
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=spoken or title)


def learning_figure(curves: Sequence[Curve], measure: Measure, language: str) -> dict[str, Any]:
    """A figure as Plotly's plain dict.

    >>> one = Curve("a", [Epoch(1, 2.0, 0.25, 1.8, 0.35, 0.1, 3.0)], planned=3)
    >>> figure = learning_figure([one], "accuracy", "en")
    >>> [line["y"] for line in figure["data"]], figure["layout"]["xaxis"]["range"]
    ([[0.25], [0.35]], [0, 3.15])
    """
    data: list[dict[str, Any]] = []
    labels: list[tuple[float, str]] = []
    for place, curve in enumerate(curves):
        data += _lines(curve, measure, place, len(curves) == 1, language)
        labels += _labels(curve, measure, place, len(curves) == 1, language)
    values = [value for line in data for value in line["y"] if isfinite(value)]
    logarithmic = measure == "loss" and max(values, default=0) > _LOGARITHMIC_FROM
    low, high = _reach(values, measure)
    last = max((_last(curve) for curve in curves), default=1)
    notes = [] if logarithmic else _annotations(labels, low, high)
    widest = max((_width(note["text"].rpartition(">")[2]) for note in notes), default=0)
    guessing = _guessing(measure, low, high, language)
    steady = {"range": [low, high], "zeroline": False}
    layout: dict[str, Any] = {
        "height": HEIGHT, "showlegend": logarithmic, "hovermode": "x unified", "uirevision": "same",
        "margin": {"l": 48, "r": 16 + widest, "t": _TOP, "b": _BOTTOM},
        "annotations": notes + guessing["annotations"], "shapes": guessing["shapes"],
        "xaxis": {
            "title": {"text": say(language, "train_curves.epoch")}, "range": [0, round(1.05 * last, 3)],
            "zeroline": False, "tickformat": "d", "dtick": max(1, ceil(last / 10)),
        },
        "yaxis": {"type": "log", "zeroline": False} if logarithmic else steady,
    }  # fmt: skip
    if measure == "accuracy":
        layout["yaxis"]["tickformat"] = ".0%"
    return {"data": data, "layout": layout}


def _lines(curve: Curve, measure: Measure, place: int, alone: bool, language: str) -> list[dict[str, Any]]:
    """Steps, training and validation of one run; alone, the two have their own colours."""
    own, other = COLOURS[place % len(COLOURS)], COLOURS[1 if alone else place % len(COLOURS)]
    sign = SYMBOLS[place % len(SYMBOLS)]
    x = [epoch.epoch for epoch in curve.epochs]
    mode = "lines+markers" if len(x) <= _MOST_MARKED else "lines"
    head = "" if alone else f"{_short(curve.name)} · "
    lines = []
    if curve.steps is not None and curve.steps.steps and len(curve.steps.loss):
        raw = curve.steps.accuracy if measure == "accuracy" else curve.steps.loss
        y, every = smoothed(raw, curve.steps.steps)
        at = [round((number + 0.5) * every / curve.steps.steps, 4) for number in range(len(y))]
        lines.append(
            {
                "type": "scatter", "mode": "lines", "x": at, "y": y, "hoverinfo": "skip",
                "line": {"color": other, "width": 1}, "opacity": 0.45, "showlegend": False,
            }
        )  # fmt: skip
    for part, colour, dash in (("training", other, "dash"), ("validation", own, "solid")):
        lines.append(
            {
                "type": "scatter", "mode": mode, "x": x, "y": _values(curve, measure, part),
                "name": f"{head}{say(language, f'train_curves.{part}')}", "cliponaxis": False,
                "line": {"color": colour, "dash": dash, "width": 2.5 if dash == "solid" else 1.8},
                "marker": {"symbol": sign if dash == "solid" else f"{sign}-open", "size": 7, "color": colour},
                "hovertemplate": "%{y:.1%}" if measure == "accuracy" else "%{y:.3f}",
            }
        )  # fmt: skip
    return lines


def _labels(
    curve: Curve, measure: Measure, place: int, alone: bool, language: str
) -> list[tuple[float, str]]:
    """(height, text) of what stands at the ends of a run's lines."""
    if not curve.epochs:
        return []
    colour, sign = COLOURS[place % len(COLOURS)], SIGNS[place % len(SIGNS)]
    if not alone:
        end = _values(curve, measure, "validation")[-1]
        return [(end, f"<span style='color:{colour}'>{sign}</span> {_short(curve.name)}")]
    marks = {"validation": (colour, sign), "training": (COLOURS[1], "○")}
    return [
        (_values(curve, measure, part)[-1],
         f"<span style='color:{tint}'>{mark}</span> {say(language, f'train_curves.{part}')}")
        for part, (tint, mark) in marks.items()
    ]  # fmt: skip


def _annotations(labels: list[tuple[float, str]], low: float, high: float) -> list[dict[str, Any]]:
    """Labels right of the plot, moved apart where they would overlap."""
    shown = sorted((height, text) for height, text in labels if isfinite(height))
    room = (HEIGHT - _TOP - _BOTTOM) / _LINE  # lines that fit
    line = (high - low) / room
    heights: list[float] = []
    for height, _ in shown:
        heights.append(max(height, heights[-1] + line) if heights else height)
    over = max(0.0, heights[-1] - high) if heights else 0.0
    return [
        {"xref": "paper", "x": 1, "xanchor": "left", "yref": "y", "y": height - over, "text": text,
         "showarrow": False, "font": {"size": 12}, "align": "left"}
        for height, (_, text) in zip(heights, shown, strict=True)
    ]  # fmt: skip


def _guessing(measure: Measure, low: float, high: float, language: str) -> dict[str, list[dict[str, Any]]]:
    """A thin line at what guessing would give, if it is in view."""
    level = CHANCE_ACCURACY / 100 if measure == "accuracy" else CHANCE_LOSS
    if not low <= level <= high:
        return {"shapes": [], "annotations": []}
    ends = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": level, "y1": level}
    line = {"type": "line", "layer": "below", "line": {"color": "#8a8a8a", "width": 1, "dash": "dot"}}
    words = {"xref": "paper", "x": 0.99, "xanchor": "right", "yref": "y", "y": level, "yanchor": "bottom"}
    text = {"text": say(language, "train_curves.guessing"), "showarrow": False, "font": {"size": 11}}
    return {"shapes": [line | ends], "annotations": [words | text]}


def _values(curve: Curve, measure: Measure, part: str) -> list[float]:
    name = measure if part == "training" else f"val_{measure}"
    return [float(getattr(epoch, name)) for epoch in curve.epochs]


def _reach(values: list[float], measure: Measure) -> tuple[float, float]:
    """An axis that moves in steps, not with every number."""
    if measure == "accuracy":
        low = max(0.0, int(min(values, default=0.0) * 10) / 10)
        return low, min(1.0, ceil(max(values, default=1.0) * 10 + 0.2) / 10)
    return 0.0, ceil(2 * max(values, default=2.0) + 0.1) / 2


def _last(curve: Curve) -> float:
    done = curve.epochs[-1].epoch if curve.epochs else 0
    return max(done, curve.planned, 1)


def _short(name: str) -> str:
    """A name short enough for the margin, harmless in Plotly's small HTML."""
    cut = name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _width(words: str) -> int:
    """Pixels of a label with its sign; Chinese characters are twice as wide as others."""
    return 14 + sum(12 if letter > "\u2e80" else 7 for letter in words)


def _spoken(curves: Sequence[Curve], measure: Measure, language: str) -> str:
    """The chart as a sentence a run."""
    told = []
    for curve in curves:
        if curve.epochs:
            ends = {part: _values(curve, measure, part)[-1] for part in ("training", "validation")}
            told.append(
                say(
                    language,
                    "train_curves.spoken",
                    name=_short(curve.name),
                    measure=say(language, f"train_curves.{measure}"),
                    n=curve.epochs[-1].epoch,
                    training=_number(ends["training"], measure),
                    validation=_number(ends["validation"], measure),
                )
            )
    return " ".join(told)


def _number(value: float, measure: Measure) -> str:
    return f"{show(round(100 * value, 1))} %" if measure == "accuracy" else show(round(value, 3))
