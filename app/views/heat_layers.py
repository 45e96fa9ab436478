"""One class at early, middle and deep layers: sharp against telling."""

import streamlit as st

from app.heat_scene import Pane
from app.lesson import Lesson
from app.looking import dimmed
from app.panel import Panel
from app.questions import Question
from app.views.heat_setting import answered, asked, in_view, opened, pane, panes, percent
from app.views.heat_where import top_classes
from app.views.look_image import Seen, chosen_image, class_name
from cnn_core.explain.looks_heat import AT_LAYERS, Answers, AtLayer, at_layers
from cnn_core.explain.pointing import chance, energy


def layers(lesson: Lesson) -> None:
    """The section: which layer's map lies on the object, then all of them."""
    panel = opened(lesson)
    seen = chosen_image(panel)
    known = answered(panel, seen, "layers-answers")
    if known.shown is None:
        return
    found: Answers = known.shown
    label = in_view(panel, found)
    top_classes(panel, found, "layers-rank")
    look = asked(panel, "layers", at_layers, seen.image, label)
    if look.shown is None:
        panes(panel, [pane(panel, seen, "image", panel.say("heatmaps.image"))], "layers-wait")
        return
    stages: tuple[AtLayer, ...] = look.shown
    if not lesson.ask(how_fine(panel, stages)):
        panes(panel, [pane(panel, seen, "image", panel.say("heatmaps.image"))], "layers-wait")
        return
    with dimmed("heatmaps-layers", look):
        st.markdown(panel.say("heatmaps.layers_of", name=class_name(panel, label)))
        for place, method in enumerate(AT_LAYERS):
            st.markdown(f"**{panel.say(f'heatmaps_method.{method}')}**")
            shown = [_at(panel, seen, stage, place) for stage in stages]
            panes(panel, shown, f"layers-{method}")
        if seen.mask is not None:
            blind = percent(float(chance(seen.mask[None])[0]))
            st.caption(panel.say("heatmaps.inside_told", share=blind))


def _at(panel: Panel, seen: Seen, stage: AtLayer, place: int) -> Pane:
    heat = stage.heats[place]
    rows, cols, maps = stage.shape
    caption = panel.say("heatmaps.maps_of", maps=maps, rows=rows, cols=cols)
    if not heat.any():
        caption = panel.say("heatmaps.empty")
    detail = ""
    if seen.mask is not None and seen.mask.any():
        inside = float(energy(heat[None], seen.mask[None])[0])
        detail = panel.say("heatmaps.inside", share=percent(inside))
    return pane(panel, seen, stage.name, stage.name, heat, caption, detail)


def how_fine(panel: Panel, stages: tuple[AtLayer, ...]) -> Question:
    """How many pixels of the image's width does one cell of the deepest map stand for?"""
    first, last = stages[0], stages[-1]
    side = panel_side(last)
    values = {
        "first": first.name, "last": last.name, "cols": last.shape[1], "fine": first.shape[1],
        "width": side,
    }  # fmt: skip
    beliefs = {"one-pixel": 1, "cells": last.shape[1], "kernel": 3}
    return Question("number", side / last.shape[1], beliefs, values, tolerance=0.1)


def panel_side(stage: AtLayer) -> int:
    """The image's width in pixels."""
    return int(stage.heats[0].shape[1])
