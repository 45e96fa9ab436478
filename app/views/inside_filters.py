"""First kernels as pictures, and for the filters of any layer an image that excites each."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.lesson import Lesson
from app.looking import dimmed
from app.maps_view import MapGroup
from app.panel import Panel
from app.questions import Question
from app.views.image_strips import strip
from app.views.images import pictures
from app.views.inside_excite import exciting_images
from app.views.inside_maps import spread
from app.views.inside_setting import (
    HOW,
    asked,
    channel_in_view,
    draw_groups,
    layer_control,
    measured_on,
    opened,
    shape_text,
)
from cnn_core.explain.kernels_shown import first_kernels, kernel_maps, kernel_pictures
from cnn_core.explain.looks_inside import layer_filters, layer_known, layer_names
from cnn_core.explain.sites import Site

#: Filters of the riddle, and of a layer that is looked at.
FEW, MANY = 12, 32


def filters(lesson: Lesson) -> None:
    """The section: first kernels; whose filters are these? Then those of any layer."""
    panel = opened(lesson, image=False)
    sites = asked(panel, "names", layer_names).shown
    if sites is None or not sites[1]:
        return
    _kernels(panel)
    layers = spread(sites[1])
    if len(layers) > 1:
        right = asked_about(lesson.seed(), layers)
        if not _riddle(lesson, panel, layers, right):
            return
    lesson.prose("any")
    _any_layer(panel, sites[1])


def asked_about(seed: int, layers: dict[str, Site]) -> str:
    """The layer of the riddle: never the same twice in a row."""
    order = ("deep", "early", "middle") if len(layers) > 2 else ("deep", "early")
    return order[seed % len(order)]


def whose(right: str, layers: dict[str, Site], seed: int) -> Question:
    """To which layer do the filters belong?"""
    other = {"early": "deep", "deep": "early"}
    wrong = {"turned-round": other[right]} if right in other else {}
    names: dict[str, object] = {name: "" for name in ("early", "middle", "deep")}
    names |= {name: site.name for name, site in layers.items()}
    return Question("choice", right, wrong, names, tuple(layers), about=(seed, tuple(layers)))


def _riddle(lesson: Lesson, panel: Panel, layers: dict[str, Site], right: str) -> bool:
    site = layers[right]
    count = min(FEW, int(site.shape[-1] or 1))
    look = asked(panel, "riddle", layer_filters, site.name, count)
    if look.shown is None:
        return False
    with dimmed("inside-riddle", look):
        strip(look.shown, panel.say("inside.riddle_filters", n=len(look.shown)), 6, 88)
    return bool(lesson.ask_again(lambda seed: whose(right, layers, seed)))


def _kernels(panel: Panel) -> None:
    """The first convolution's kernels, in colour if it sees the image's three."""
    look = asked(panel, "kernels", first_kernels)
    if look.shown is None:
        return
    site, kernels = look.shown
    h, w, c, k = kernels.shape
    told = panel.say("inside.first_kernels", layer=site.name, h=h, w=w, k=k)
    shown = kernel_pictures(kernels) if c == 3 else kernel_maps(kernels)[:, 0]
    names = [panel.say("inside.kernel_n", n=at) for at in range(k)]
    with dimmed("inside-kernels", look):
        draw_groups(
            panel, [MapGroup(site.name, site.name, shape_text((h, w, c)), shown, names)], "first", told
        )


def _any_layer(panel: Panel, sites: tuple[Site, ...]) -> None:
    """A layer, how the images are made, all of them, one of them large."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        site = layer_control(panel, sites)
        panel.choose("how", HOW, panel.say("inside.how"), "inside_how")
    count = min(MANY, int(site.shape[-1] or 1))
    look = asked(panel, "filters", layer_filters, site.name, count, panel.setting.how)
    if look.shown is None:
        return
    channel = min(channel_in_view(panel, site), len(look.shown) - 1)
    names = [panel.say("inside.filter_n", n=at) for at in range(len(look.shown))]
    detail = panel.say("inside.some_filters", n=len(look.shown), total=site.shape[-1])
    with dimmed("inside-filters", look):
        draw_groups(
            panel, [MapGroup(site.name, site.name, detail, look.shown, names)], "filters",
            panel.say("inside.filters_of", layer=site.name), selected=(site.name, channel),
            on_select=lambda layer, channel: panel.change(layer=layer, channel=channel),
        )  # fmt: skip
        _one(panel, site, channel, look.shown)


def _one(panel: Panel, site: Site, channel: int, images: NDArray[np.uint8]) -> None:
    """One filter large, beside the images that excite it most."""
    split = measured_on(panel)[1]
    known = asked(panel, "layer", layer_known, site.name, split.images).result
    left, right = st.columns([2, 3])
    with left:
        pictures({panel.say("inside.filter_n", n=channel): images[channel]}, 192)
    with right:
        if known is None:
            return
        if channel in known.statistics.dead:
            st.warning(panel.say("inside.dead", n=known.statistics.images), icon=":material/block:")
            return
        exciting_images(panel, site, channel, known.exciting, split.images)
