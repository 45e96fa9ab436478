"""Where a network looked: one image, one heatmap, the classes to choose from."""

import numpy as np
import streamlit as st

from app import state
from app.heat_scene import Pane
from app.lesson import Lesson
from app.looking import dimmed
from app.panel import Panel
from app.questions import Question
from app.views.heat_setting import (
    REGIONS,
    TOP,
    answered,
    in_view,
    opened,
    pane,
    panes,
    percent,
    region,
    region_at,
)
from app.views.look_image import Seen, chosen_image, class_name
from cnn_core.explain.looks_heat import Answers


def where(lesson: Lesson) -> None:
    """The section: guess the hottest place, then see the map, then other classes."""
    panel = opened(lesson)
    seen = chosen_image(panel)
    look = answered(panel, seen, "where")
    if look.shown is None:
        panes(panel, [pane(panel, seen, "image", panel.say("heatmaps.image"))], "where-view")
        return
    found: Answers = look.shown
    image = pane(panel, seen, "image", panel.say("heatmaps.image"))
    first = st.container()
    if not lesson.ask(hottest(panel, seen, found)):
        with first:  # to be looked at before the question
            panes(panel, [image], "where-view")
        return
    with dimmed("heatmaps-where", look):
        top_classes(panel, found, "where-rank")
        panes(panel, [image, *heat_of(panel, seen, found)], "where-view")


def heat_of(panel: Panel, seen: Seen, found: Answers) -> list[Pane]:
    """The heatmap of the class in view."""
    label = in_view(panel, found)
    rows, cols = found.raw.shape[1:]
    empty = bool(found.empty[label])
    title = panel.say("heatmaps.of", name=class_name(panel, label), share=percent(found.shares[label]))
    caption = panel.say("heatmaps.empty" if empty else "heatmaps.grad_cam")
    detail = panel.say("heatmaps.cells", layer=found.layer, rows=rows, cols=cols)
    return [pane(panel, seen, "heat", title, found.heats[label], caption, detail)]


def top_classes(panel: Panel, found: Answers, place: str) -> None:
    """The likeliest classes with their probabilities; the heatmap is of the chosen one."""
    order = found.order[:TOP]
    key = f"{panel.name}.{place}"

    def named(rank: int) -> str:
        label = order[rank - 1]
        return f"{class_name(panel, label)} · {percent(found.shares[label])} %"

    st.radio(
        panel.say("heatmaps.which_class"), format_func=named,
        **state.picked(key, range(1, len(order) + 1), min(panel.setting.rank, len(order))),
        horizontal=True, on_change=state.on_change(key, lambda rank: panel.change(rank=int(rank))),
    )  # fmt: skip


def hottest(panel: Panel, seen: Seen, found: Answers) -> Question:
    """In which part of the image is the predicted class's map hottest?"""
    label = found.order[0]
    heat = found.heats[label]
    beliefs = {}
    if seen.mask is not None and seen.mask.any():
        centre = np.argwhere(seen.mask).mean(axis=0) / (np.array(seen.mask.shape) - 1)
        beliefs["object"] = region_at(*(float(part) for part in centre))
    beliefs["middle"] = "middle"
    row, col = np.unravel_index(int(np.argmax(heat)), heat.shape)
    values = {
        "label": class_name(panel, label), "share": percent(found.shares[label]),
        "row": int(row) + 1, "col": int(col) + 1,
    }  # fmt: skip
    options = (*REGIONS, "nowhere")
    about = (panel.setting.network, panel.setting.run, seen.source, panel.setting.nth, label)
    return Question("choice", region(heat), beliefs, values, options, about=about)
