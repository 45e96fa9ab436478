"""The moving averages of batch normalization: how slowly they follow, and what inference makes of them."""

from dataclasses import dataclass

import streamlit as st

from app.layer_controls import choose_plain, numbers_in_line
from app.layer_settings import MOMENTA
from app.link import choice, whole
from app.panel import Panel, Topic
from app.questions import Question
from app.sums import cell_text
from app.views import tables
from app.views.curves import curves
from app.views.layers_questions import number
from cnn_core.exercises.value_rules import wrong_moving_means
from cnn_core.normalization import (
    MOVING_MEAN,
    MOVING_VARIANCE,
    batch_norm_weight_count,
    moving_average,
    normalize,
)

MAPS = 32  # of the layer whose parameters are asked for
LEAST_SHOWN = 50


@dataclass(frozen=True)
class MovingSetting:
    """Batches of one mean and variance that pass through a new batch normalization layer."""

    mean: int = 5
    variance: int = 4
    momentum: str = "0.9"
    batches: int = 2


def _moving_controls(panel: Panel) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        numbers_in_line(panel, "layers_moving", mean=(-100, 100), variance=(0, 100), batches=(1, 500))
        choose_plain(panel, "momentum", MOMENTA, "momentum")


MOVING = Topic(
    MovingSetting(),
    {
        "mean": whole("mean", -100, 100), "variance": whole("var", 0, 100),
        "momentum": choice("momentum", MOMENTA), "batches": whole("n", 1, 500),
    },
    _moving_controls,
)  # fmt: skip


def averages(setting: MovingSetting, batches: int) -> tuple[list[float], list[float]]:
    """The moving mean and variance, new at first, after each of the batches."""
    means, variances = [MOVING_MEAN], [MOVING_VARIANCE]
    for _ in range(batches):
        means.append(float(moving_average(means[-1], setting.mean, float(setting.momentum))))
        variances.append(float(moving_average(variances[-1], setting.variance, float(setting.momentum))))
    return means, variances


def moving_mean(panel: Panel) -> Question:
    """Where does the moving mean stand after these batches?"""
    s: MovingSetting = panel.setting
    means, _ = averages(s, s.batches)
    kept, new = float(s.momentum), round(1 - float(s.momentum), 2)
    values = {
        "mean": s.mean, "momentum": kept, "new": new, "n": s.batches,
        "steps": _told(means), "first": means[1],
    }  # fmt: skip
    return number(means[-1], wrong_moving_means(s.mean, kept, s.batches), values, about=s.variance)


def moving_curves(panel: Panel) -> None:
    """Both averages over the batches, and one number normalised in training and at inference."""
    s: MovingSetting = panel.setting
    shown = max(LEAST_SHOWN, s.batches)
    means, variances = averages(s, shown)
    lines = {
        panel.say("layers_moving.moving_mean"): means,
        panel.say("layers_moving.moving_variance"): variances,
    }
    x_title = panel.say("layers_moving.axis")
    curves([float(n) for n in range(shown + 1)], lines, f"{panel.name}.curves", x_title)
    x = s.mean + s.variance**0.5  # one standard deviation above the batch's mean
    phases = {
        "training": (float(s.mean), float(s.variance)),
        "inference": (means[s.batches], variances[s.batches]),
    }
    head = [panel.say(f"layers_moving.{name}") for name in ("phase", "uses_mean", "uses_variance", "becomes")]
    rows = [
        [
            panel.say(f"layers_moving.{phase}"), cell_text(mean), cell_text(variance),
            cell_text(float(normalize([[x]], mean, variance)[0, 0])),
        ]
        for phase, (mean, variance) in phases.items()
    ]  # fmt: skip
    tables.table(head, rows, caption=panel.say("layers_moving.caption", x=cell_text(x)))


def untrained() -> Question:
    """How many of a batch normalization layer's numbers are not trained?"""
    trained, moving = batch_norm_weight_count(MAPS)
    beliefs = {"all-of-them": trained + moving, "none-of-them": 0, "one-a-map": MAPS}
    return number(moving, beliefs, {"maps": MAPS, "all": trained + moving, "trained": trained})


def _told(means: list[float]) -> str:
    """The first averages and the last."""
    texts = [cell_text(value) for value in means]
    return " → ".join(texts if len(texts) < 5 else [*texts[:3], "…", texts[-1]])
