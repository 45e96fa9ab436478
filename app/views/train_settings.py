"""What can be set for a run, in the order in which a person thinks; all of it folded away at first."""

from typing import Any

import streamlit as st

from app.text import show
from app.train_panel import RecipePanel
from app.train_setting import AS_IT_IS, CHANGES, DROPOUTS
from cnn_core.data.preprocess import SCALINGS
from cnn_core.training.config import OPTIMIZERS, PRECISIONS
from cnn_core.training.rates import SCHEDULES, rate_at

RATES = (1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.05, 0.1, 0.15, 0.3, 0.5, 1.0, 3.0)
BATCHES = (8, 16, 32, 64, 100, 128, 256, 512, 1024)
DECAYS = (0.0, 1e-4, 5e-4, 1e-3, 5e-3, 0.01, 0.05)
SMOOTHINGS = (0.0, 0.05, 0.1, 0.2, 0.3)
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
DEGREES = (0.0, 5.0, 10.0, 15.0, 30.0, 45.0, 90.0, 180.0)
ERASED = (0, 4, 8, 12, 16, 24)
_POINTS = 60


def settings(panel: RecipePanel) -> None:
    """All groups."""
    for name, draw in (
        ("learning", _learning), ("preparation", _preparation), ("augmentation", _augmentation),
        ("network", _network),
    ):  # fmt: skip
        with st.expander(panel.say(f"train_group.{name}")):
            st.caption(panel.say(f"train_group.{name}_why"))
            draw(panel)


def number(value: Any) -> str:
    """A setting as it is written: small rates keep their digits.

    >>> number(0.00001), number(0.15), number(1024)
    ('0.00001', '0.15', '1,024')
    """
    return (
        show(value) if isinstance(value, int) or value >= 1 else f"{value:.7f}".rstrip("0").rstrip(".") or "0"
    )


def percent(value: float) -> str:
    """A share in percent.

    >>> percent(0.2)
    '20 %'
    """
    return f"{show(round(100 * value, 1))} %"


def _learning(panel: RecipePanel) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.menu("batch_size", BATCHES, number)
        panel.menu("optimizer", OPTIMIZERS, lambda name: panel.say(f"train_optimizer.{name}"), 280)
        panel.menu("learning_rate", RATES, number)
    panel.pick("schedule", SCHEDULES, "train_schedule")
    _schedule(panel)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.menu("weight_decay", DECAYS, number)
        panel.menu("label_smoothing", SMOOTHINGS, number)
        panel.whole("seed", 0, 2**31 - 1)
    panel.pick("precision", PRECISIONS, "train_precision")


def _schedule(panel: RecipePanel) -> None:
    """The learning rate over the run, small."""
    config = panel.config
    part = [number / _POINTS for number in range(_POINTS + 1)]
    rates = [rate_at(config.schedule, config.learning_rate, int(1000 * one), 1000) for one in part]
    line = {
        "type": "scatter", "mode": "lines", "x": [round(one * config.epochs, 3) for one in part], "y": rates,
        "line": {"color": "#0072b2", "width": 2.5}, "hovertemplate": "%{y:.3g}<extra></extra>",
    }  # fmt: skip
    layout = {
        "height": 150, "margin": {"l": 48, "r": 12, "t": 8, "b": 36},
        "xaxis": {"title": {"text": panel.say("train_curves.epoch")}, "zeroline": False},
        "yaxis": {"rangemode": "tozero", "zeroline": False},
    }  # fmt: skip
    told = panel.say(f"train_schedule.{config.schedule}_why")
    st.caption(told)
    chart = {"data": [line], "layout": layout}
    st.plotly_chart(chart, key=f"{panel.name}.rates", config={"displayModeBar": False}, width=420, alt=told)


def _preparation(panel: RecipePanel) -> None:
    panel.pick("scaling", SCALINGS, "train_scaling")
    panel.switch("whitening")


def _augmentation(panel: RecipePanel) -> None:
    panel.switch("flip")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.whole("shift", 0, 16)
        panel.menu("rotate", DEGREES)
        panel.menu("zoom", SHARES, percent)
        panel.menu("colour", SHARES, percent)
        panel.menu("cutout", ERASED)


def _network(panel: RecipePanel) -> None:
    for field, ways in CHANGES.items():
        panel.pick(field, (AS_IT_IS, *ways), f"train_{field}")
    panel.pick("dropout", DROPOUTS, "train_dropout")
