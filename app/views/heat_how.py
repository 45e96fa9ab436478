"""How Grad-CAM is worked out, on real numbers; and why not behind the softmax."""

from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.lesson import Lesson
from app.looking import dimmed
from app.maps_view import LABELS, MapGroup, maps_view
from app.panel import Panel
from app.questions import Question
from app.text import show, ui_strings
from app.views.heat_setting import SIDE, answered, asked, in_view, opened, pane, panes, percent
from app.views.heat_where import top_classes
from app.views.images import pictures, signed
from app.views.look_image import Seen, chosen_image, class_name
from app.views.tables import table
from cnn_core.explain.activations import shown_maps
from cnn_core.explain.looks_heat import Answers, Worked, worked_out

_STRONGEST: Final = 8
_SURE: Final = (0.5, 0.9, 0.99, 0.999)


def how(lesson: Lesson) -> None:
    """The section: how coarse the map is, its steps; then the softmax."""
    panel = opened(lesson)
    seen = chosen_image(panel)
    known = answered(panel, seen, "how-answers")
    if known.shown is None:
        panes(panel, [pane(panel, seen, "image", panel.say("heatmaps.image"))], "how-wait")
        return
    found: Answers = known.shown
    label = in_view(panel, found)
    top_classes(panel, found, "how-rank")
    look = asked(panel, "how", worked_out, seen.image, label)
    if look.shown is None:
        return
    worked: Worked = look.shown
    if not lesson.ask(how_coarse(panel, worked)):
        return
    with dimmed("heatmaps-how", look):
        _maps(panel, worked)
        _sum(panel, seen, worked, found.heats[label], class_name(panel, label))
    st.divider()
    lesson.prose("softmax")
    if lesson.ask(what_is_left(panel, worked, class_name(panel, label)), "after-softmax"):
        with dimmed("heatmaps-softmax", look):
            _softmax(panel, seen, worked, class_name(panel, label))


def how_coarse(panel: Panel, worked: Worked) -> Question:
    """How many cells has the map before it is enlarged?"""
    rows, cols, count = worked.maps.shape
    values = {"layer": worked.layer, "rows": rows, "cols": cols, "maps": count, "side": SIDE}
    beliefs = {"image": (SIDE, SIDE), "one": (1, 1), "halved": (SIDE // 2, SIDE // 2)}
    return Question("size", (rows, cols), beliefs, values, about=(panel.setting.network, panel.setting.run))


def what_is_left(panel: Panel, worked: Worked, name: str) -> Question:
    """How much of the class's own gradient passes the softmax, in percent: p (1 - p)."""
    p, rest = worked.share, worked.rest
    left = 100 * p * rest
    sure = f"{p:.6f}".rstrip("0") if rest < 0.005 else _small(p)
    values = {
        "label": name, "share": percent(p), "left": _small(left), "p": sure, "rest": _small(rest),
    }  # fmt: skip
    beliefs = {"as-good": 100.0, "only-p": 100 * p, "only-rest": 100 * rest}
    return Question("number", left, beliefs, values, tolerance=max(0.02 * left, 0.006))


def _maps(panel: Panel, worked: Worked) -> None:
    """The maps that change the sum most, with their weights."""
    order = np.argsort(-np.abs(worked.pull), kind="stable")[:_STRONGEST]
    rows, cols, count = worked.maps.shape
    st.markdown(panel.say("heatmaps.step_maps", layer=worked.layer, maps=count, rows=rows, cols=cols))
    names = [panel.say("heatmaps.map", n=int(k) + 1, weight=_small(float(worked.weights[k]))) for k in order]
    grey = shown_maps(worked.maps[..., order])
    detail = panel.say("heatmaps.strongest", n=len(order), maps=count)
    strings = ui_strings(panel.language)
    words = {name: strings[f"heatmaps_maps.{name}"] for name in LABELS}
    scale = 1.25 if state.presenting() else 1.0
    maps_view([MapGroup("maps", worked.layer, detail, grey, names)], f"{panel.name}.maps", words, scale=scale)
    head = [panel.say(f"heatmaps.head_{name}") for name in ("map", "weight", "mean", "pull")]
    means = worked.maps.mean(axis=(0, 1))
    body = [
        [f"{k + 1}", *(_small(float(part)) for part in (worked.weights[k], means[k], worked.pull[k]))]
        for k in order
    ]
    table(head, body, caption=panel.say("heatmaps.weights"))


def _sum(panel: Panel, seen: Seen, worked: Worked, heat: NDArray[Any], name: str) -> None:
    """The weighted sum with its signs, then without what is negative, then enlarged; and without the ReLU."""
    total = worked.total
    against = float((total < 0).mean())
    told = panel.say("heatmaps.step_sum", low=_small(float(total.min())), high=_small(float(total.max())))
    st.markdown(told)
    pictures({panel.say("heatmaps.signed", name=name, share=percent(against)): signed(total)}, 192)
    st.markdown(panel.say("heatmaps.step_relu"))
    spread = float(total.max() - total.min()) or 1.0
    steps: dict[str, NDArray[Any]] = {
        "relu": scaled(total), "large": heat, "without": (total - total.min()) / spread,
    }  # fmt: skip
    shown = [
        pane(panel, seen, key, panel.say(f"heatmaps.{key}"), values, panel.say(f"heatmaps.{key}_told"))
        for key, values in steps.items()
    ]
    panes(panel, shown, "how-view")


def scaled(total: NDArray[Any]) -> NDArray[Any]:
    """Without what is negative, the largest 1; all 0 where nothing is positive.

    >>> scaled(np.array([[-3.0, 2.0, 4.0]])).tolist()
    [[0.0, 0.5, 1.0]]
    """
    positive = np.maximum(total, 0)
    return np.asarray(positive / (positive.max() or 1.0))


def _softmax(panel: Panel, seen: Seen, worked: Worked, name: str) -> None:
    """What the softmax leaves of the gradient, and the map that comes of it."""
    head = [panel.say(f"heatmaps.head_{part}") for part in ("share", "rest", "left")]
    own = [percent(worked.share), _small(100 * worked.rest), _small(100 * worked.share * worked.rest)]
    rows = [[show(100 * p), show(round(100 * (1 - p), 3)), show(round(100 * p * (1 - p), 3))] for p in _SURE]
    rows = [[f"{cell} %" for cell in row] for row in [own, *rows]]
    table(head, rows, 0, panel.say("heatmaps.left_table", name=name), left=0)
    st.markdown(panel.say("heatmaps.shrunk", factor=_small(100 * worked.shrunk), name=name))
    shown = []
    for key, total in (("on_logit", worked.total), ("on_share", worked.total_after)):
        caption = panel.say(f"heatmaps.{key}_told") if (total > 0).any() else panel.say("heatmaps.empty")
        top = panel.say("heatmaps.top", value=_small(max(0.0, float(total.max()))))
        shown.append(pane(panel, seen, key, panel.say(f"heatmaps.{key}"), scaled(total), caption, top))
    panes(panel, shown, "softmax-view")


def _small(value: float) -> str:
    """A number that may be very small, in three digits.

    >>> _small(0.00012345), _small(-1.23456), _small(0.0)
    ('0.000123', '−1.23', '0')
    """
    if value == 0:
        return "0"
    digits = min(12, max(0, 2 - int(np.floor(np.log10(abs(value))))))
    text = f"{value:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
