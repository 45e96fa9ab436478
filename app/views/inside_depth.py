"""Early against deep layers: how fine, how much of the image, how many zeros, measured."""

from typing import Final

import numpy as np
import streamlit as st

from app.lesson import Lesson
from app.looking import dimmed
from app.maps_view import MapGroup
from app.panel import Panel
from app.questions import Question
from app.views.bars import bars
from app.views.inside_maps import spread
from app.views.inside_setting import (
    asked,
    draw_groups,
    measured_on,
    opened,
    percent,
    rows_by_name,
    shape_text,
    told_set,
)
from app.views.look_image import chosen_image
from app.views.tables import table
from cnn_core.explain.activations import shown_maps
from cnn_core.explain.looks_inside import Answered, Depth, depths, every_layer

#: Shares of zeros that differ by less are called alike.
ALIKE: Final = 0.03
MOST_MAPS: Final = 8


def depth(lesson: Lesson) -> None:
    """The section: are deep layers sparser? Then the numbers, then the maps."""
    panel = opened(lesson)
    name, split = measured_on(panel)
    look = asked(panel, "depths", depths, split.images)
    if look.shown is None:
        return
    found: tuple[Depth, ...] = look.shown
    with dimmed("inside-depths", look):
        if len(found) > 1 and not lesson.ask(sparser(panel, found, told_set(panel, name))):
            return
        _measured(panel, found, told_set(panel, name))
    lesson.prose("see")
    _maps(panel)


def sparser(panel: Panel, found: tuple[Depth, ...], told: str) -> Question:
    """Which holds more zeros, the first layer or the last?"""
    first, last = found[0], found[-1]
    apart = last.statistics.sparsity - first.statistics.sparsity
    answer = "alike" if abs(apart) < ALIKE else "last" if apart > 0 else "first"
    values: dict[str, object] = {
        "first": first.site.name, "last": last.site.name, "set": told,
        "a": percent(first.statistics.sparsity), "b": percent(last.statistics.sparsity),
    }  # fmt: skip
    about = panel.setting.network, panel.setting.run
    return Question(
        "choice", answer, {"deep-is-sparser": "last"}, values, ("first", "last", "alike"), about=about
    )


def _measured(panel: Panel, found: tuple[Depth, ...], told: str) -> None:
    """One row a layer, and the shares of zeros as bars."""
    rows, fields = [], rows_by_name(panel)
    for one in found:
        row, told_layer = fields.get(one.site.name), one.statistics
        seen = "×".join(map(str, row.receptive_field)) if row and row.receptive_field else "–"
        rows.append(
            [
                one.site.name, shape_text(one.site.shape), seen, f"{percent(told_layer.sparsity)} %",
                f"{percent(told_layer.blank)} %", str(len(told_layer.dead)),
            ]
        )  # fmt: skip
    head = [panel.say(f"inside_depth.{key}") for key in ("layer", "shape", "field", "zeros", "blank", "dead")]
    table(head, rows, caption=panel.say("inside_depth.caption", set=told))
    names = [one.site.name for one in found]
    heights = [100 * one.statistics.sparsity for one in found]
    zeros = panel.say("inside_depth.zeros_percent")
    bars(names, {zeros: heights}, f"{panel.name}.zeros", zeros)


def _maps(panel: Panel) -> None:
    """The liveliest maps of an early, a middle and a deep layer for the image in view."""
    look = asked(panel, "maps", every_layer, chosen_image(panel).image)
    if look.shown is None:
        return
    found: Answered = look.shown
    groups = []
    for site in spread(found.sites).values():
        values = found.maps[found.sites.index(site)]
        best = np.argsort(-values.std(axis=(0, 1)), kind="stable")[:MOST_MAPS]
        names = [panel.say("inside.channel_n", n=int(channel)) for channel in best]
        pictures = shown_maps(values[:, :, best], "channel")
        groups.append(MapGroup(site.name, site.name, shape_text(site.shape), pictures, names))
    with dimmed("inside-depth-maps", look):
        st.markdown(panel.say("inside_depth.maps", n=MOST_MAPS))
        draw_groups(panel, groups, "depth", panel.say("inside_depth.picture"))
