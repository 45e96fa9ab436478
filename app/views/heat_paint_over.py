"""Painting over parts of an image, and what becomes of answer and map."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.heat_paint import Mask, mask_from_text, mask_to_text, painted
from app.lesson import Lesson
from app.looking import dimmed
from app.panel import Panel
from app.questions import Question
from app.views.heat_setting import (
    COLOURS,
    SIDE,
    answered,
    asked,
    opened,
    pane,
    panes,
    percent,
)
from app.views.look_image import Seen, chosen_image, class_name
from app.views.look_network import chosen_network
from cnn_core.explain.looks_heat import Answers, every_class

_SHAPE = (SIDE, SIDE)
_PART = 10  # one pixel in so many is covered by a button
_LESS = 0.05  # from how much of the probability on a class counts as less sure


def paint(lesson: Lesson) -> None:
    """The section: what covering the hottest tenth does, then free painting."""
    panel = opened(lesson)
    seen = chosen_image(panel)
    _fresh(panel, seen)
    look = answered(panel, seen, "paint")
    if look.shown is None:
        panes(panel, [pane(panel, seen, "image", panel.say("heatmaps.image"))], "paint-wait")
        return
    before: Answers = look.shown
    label = before.order[0]
    hot = extreme(before.heats[label], hottest=True)
    covered = asked(panel, "paint-hot", every_class, painted(seen.image, hot, COLOURS["grey"]))
    if covered.shown is None:
        return
    if not lesson.ask(what_happens(panel, seen, before, covered.shown)):
        panes(panel, [pane(panel, seen, "image", panel.say("heatmaps.image"))], "paint-wait")
        return
    _tools(panel, before.heats[label])
    _painting(panel, seen, before)


def extreme(heat: NDArray[Any], hottest: bool) -> Mask:
    """The hottest or coldest tenth of the pixels, as a mask; equal ones in reading order.

    >>> extreme(np.arange(20.0).reshape(4, 5), hottest=True).sum()
    np.int64(2)
    """
    order = np.argsort(-heat.ravel() if hottest else heat.ravel(), kind="stable")
    mask = np.zeros(heat.size, bool)
    mask[order[: heat.size // _PART]] = True
    return mask.reshape(heat.shape)


def what_happens(panel: Panel, seen: Seen, before: Answers, after: Answers) -> Question:
    """The hottest tenth is painted grey: what will the network say?"""
    label = before.order[0]
    was, left = float(before.shares[label]), float(after.shares[label])
    answer = "other" if after.order[0] != label else "less" if left < was - _LESS else "same"
    values = {
        "label": class_name(panel, label), "was": percent(was), "left": percent(left),
        "n": SIDE * SIDE // _PART, "now": class_name(panel, after.order[0]),
        "sure": percent(after.shares[after.order[0]]),
    }  # fmt: skip
    about = (panel.setting.network, panel.setting.run, seen.source, panel.setting.nth, label)
    beliefs = {"all-or-nothing": "other", "less": "less", "same": "same"}
    return Question("choice", answer, beliefs, values, ("same", "less", "other"), about=about)


def _fresh(panel: Panel, seen: Seen) -> None:
    """Another image is another canvas; a link's paint is kept."""
    on = seen.image.tobytes()
    if state.recall(panel.name, "painted-on", on) != on:
        panel.change(mask="")
    state.remember(panel.name, "painted-on", on)


def _tools(panel: Panel, heat: NDArray[Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        panel.choose("colour", tuple(COLOURS), panel.say("heatmaps.colour"), "heatmaps_colour")
        for name in ("hottest", "coldest"):
            mask = mask_to_text(extreme(heat, name == "hottest"))
            st.button(
                panel.say(f"heatmaps.cover_{name}"), key=f"{panel.name}.cover.{name}",
                on_click=panel.change, kwargs={"mask": mask},
            )  # fmt: skip


def _painting(panel: Panel, seen: Seen, before: Answers) -> None:
    """The canvas, the map before, the map now, and the two answers."""
    mask = mask_from_text(panel.setting.mask, _SHAPE)
    colour = COLOURS[panel.setting.colour]
    image = painted(seen.image, mask, colour)
    look = asked(panel, "paint-now", every_class, image)
    after: Answers = look.shown or before
    label = before.order[0]
    with dimmed("heatmaps-paint", look):
        _told(panel, before, after, mask)
        title = panel.say("heatmaps.map_of", name=class_name(panel, label))
        shown = [pane(panel, seen, "canvas", panel.say("heatmaps.paint_here"))]
        for name, found, below in (("before", before, seen.image), ("now", after, image)):
            caption = panel.say(f"heatmaps.{name}", share=percent(found.shares[label]))
            if found.empty[label]:
                caption = f"{caption} {panel.say('heatmaps.empty')}"
            shown.append(pane(panel, seen, name, title, found.heats[label], caption, image=below))
        panes(
            panel, shown, "paint-view", paint=mask, paint_on="canvas", colour=colour,
            on_paint=lambda drawn: panel.change(mask=mask_to_text(drawn)),
        )  # fmt: skip


def _told(panel: Panel, before: Answers, after: Answers, mask: Mask) -> None:
    """What it says now; if that is another class, with how few pixels."""
    label, now, count = before.order[0], after.order[0], int(mask.sum())
    values = {
        "was": class_name(panel, label), "share": percent(before.shares[label]), "n": count,
        "now": class_name(panel, now), "sure": percent(after.shares[now]),
    }  # fmt: skip
    if now == label or not count:
        st.info(panel.say("heatmaps.still", **values), icon=":material/brush:")
        return
    case = repr((chosen_network(panel), state.recall(panel.name, "painted-on", b"")))
    known, fewest = state.recall(panel.name, "fewest", ("", count))
    fewest = min(fewest, count) if known == case else count
    state.remember(panel.name, "fewest", (case, fewest))
    st.success(panel.say("heatmaps.changed", fewest=fewest, **values), icon=":material/celebration:")
