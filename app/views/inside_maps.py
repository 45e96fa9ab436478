"""The network as a strip of layers with all their maps; one channel of them large."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.lesson import Lesson
from app.looking import dimmed
from app.maps_view import cells_view
from app.panel import Panel
from app.questions import Question
from app.sums import cell_text
from app.views.image_strips import strip
from app.views.images import picture
from app.views.inside_excite import exciting_images
from app.views.inside_setting import (
    asked,
    channel_in_view,
    draw_groups,
    group,
    measured_on,
    opened,
    percent,
    scale,
    shape_text,
    site_in_view,
    told_set,
    words,
)
from app.views.look_image import Seen, chosen_image, class_name
from cnn_core.explain.activations import shown_maps
from cnn_core.explain.kernels_shown import kernel_maps, kernel_pictures
from cnn_core.explain.looks_inside import Answered, LayerKnown, dead_channels, every_layer, layer_known
from cnn_core.explain.sites import Site

TOP: Final = 5
EARLY_MIDDLE_DEEP: Final = ("early", "middle", "deep")


def maps(lesson: Lesson) -> None:
    """The section: from which layer is this picture? Then all layers, then one channel."""
    panel = opened(lesson)
    seen = chosen_image(panel)
    look = asked(panel, "maps", every_layer, seen.image, panel.setting.every)
    if look.shown is None:
        return
    found: Answered = look.shown
    with dimmed("inside-maps", look):
        _answer(panel, seen, found)
        layers = spread(one_a_size(found.sites))
        if len(layers) > 1:
            right, channel = riddle(lesson.seed(), found, layers)
            _riddle_picture(panel, found, layers[right], channel)
            if not lesson.ask_again(lambda seed: which_layer(right, layers, seed)):
                return
        _strip(panel, found)
        _channel(panel, found)


def one_a_size(sites: Sequence[Site]) -> list[Site]:
    """The last layer of each size: by its grid each of them can be told from the others.

    >>> sites = [Site(str(n), "Conv2D", (side, side, 4), n) for n, side in enumerate((32, 16, 16, 8))]
    >>> [site.name for site in one_a_size(sites)]
    ['0', '2', '3']
    """
    return list({site.shape[:2]: site for site in sites if site.spatial}.values())


def spread(sites: Sequence[Site]) -> dict[str, Site]:
    """An early, a middle and a deep layer with rows and columns; fewer in a small network.

    >>> names = [Site(str(side), "Conv2D", (side, side, 4), 0) for side in (32, 16, 8, 4)]
    >>> [site.name for site in spread(names).values()]
    ['32', '8', '4']
    """
    maps = [site for site in sites if site.spatial]
    places = sorted({0, len(maps) // 2, len(maps) - 1}) if maps else []
    names = EARLY_MIDDLE_DEEP if len(places) == 3 else ("early", "deep")
    return {name: maps[place] for name, place in zip(names, places, strict=False)}


def riddle(seed: int, found: Answered, layers: dict[str, Site]) -> tuple[str, int]:
    """Which layer and which of its channels is asked about: one with much to see."""
    random = np.random.default_rng(seed + 1)
    right = str(random.choice(list(layers)))
    values = found.maps[found.sites.index(layers[right])]
    liveliest = np.argsort(-values.std(axis=(0, 1)), kind="stable")[:6]
    return right, int(random.choice(liveliest))


def which_layer(right: str, layers: dict[str, Site], seed: int) -> Question:
    """From which layer is the picture?"""
    other = {"early": "deep", "deep": "early"}
    wrong = {"turned-round": other[right]} if right in other else {}
    names: dict[str, object] = {name: "" for name in EARLY_MIDDLE_DEEP}
    names |= {name: site.name for name, site in layers.items()}
    names["shape"] = shape_text((layers[right].shape or ())[:2])
    return Question("choice", right, wrong, names, tuple(layers), about=(seed, tuple(layers)))


def _riddle_picture(panel: Panel, found: Answered, site: Site, channel: int) -> None:
    values = found.maps[found.sites.index(site)][:, :, [channel]]
    picture(shown_maps(values)[0], panel.say("inside.riddle"), 192)


def _answer(panel: Panel, seen: Seen, found: Answered) -> None:
    """The five likeliest classes, and the true one."""
    order = np.argsort(-found.shares, kind="stable")[:TOP]
    told = " · ".join(f"{class_name(panel, label)} {percent(found.shares[label])} %" for label in order)
    st.markdown(panel.say("inside.says", answers=told))
    if seen.label is None:
        return
    right = seen.label == order[0]
    key = "inside.right" if right else "inside.wrong"
    st.markdown(panel.say(key, label=class_name(panel, seen.label)))


def _strip(panel: Panel, found: Answered) -> None:
    """All maps of all layers."""
    images = measured_on(panel)[1].images
    dead: dict[str, Any] = asked(panel, "dead", dead_channels, images, panel.setting.every).result or {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.choose("scale", ("layer", "channel"), panel.say("inside.scale"), "inside_scale")
        key = f"{panel.name}.every"
        st.toggle(
            panel.say("inside.every"), **state.filled(key, panel.setting.every),
            on_change=state.on_change(key, lambda on: panel.change(every=bool(on))),
        )  # fmt: skip
    last = len(found.sites) - 1
    groups = [
        group(panel, site, values, dead.get(site.name, ()), answers=at == last)
        for at, (site, values) in enumerate(zip(found.sites, found.maps, strict=True))
    ]
    site = site_in_view(panel, found.sites)
    draw_groups(
        panel, groups, "strip", panel.say("inside.all_maps"),
        selected=(site.name, channel_in_view(panel, site)),
        on_select=lambda layer, channel: panel.change(layer=layer, channel=channel),
    )  # fmt: skip


def _channel(panel: Panel, found: Answered) -> None:
    """One channel: its map large, its kernel, the images that excite it most."""
    site = site_in_view(panel, found.sites)
    channel, values = channel_in_view(panel, site), found.maps[found.sites.index(site)]
    st.markdown(f"#### {panel.say('inside.channel_of', layer=site.name, n=channel)}")
    name, split = measured_on(panel)
    look = asked(panel, "layer", layer_known, site.name, split.images)
    left, right = st.columns(2)
    with left:
        if values.ndim == 3:
            large(panel, values[:, :, channel], "large", panel.say("inside.large", n=channel))
        else:
            st.markdown(panel.say("inside.one_number", value=cell_text(float(values[channel]))))
    with right:
        if look.shown is not None and channel < len(look.shown.exciting.values):
            with dimmed("inside-channel", look):
                _known(panel, look.shown, site, channel, split.images, told_set(panel, name))


def large(panel: Panel, values: NDArray[Any], place: str, told: str, **more: Any) -> None:
    """One map with its numbers."""
    texts = [[cell_text(float(value)) for value in row] for row in values]
    labels = words(panel.language, "inside_cells") | {"picture": told}
    cells_view(
        shown_maps(values[:, :, None])[0], texts, f"{panel.name}.{place}", labels, scale=scale(), **more
    )


def _known(
    panel: Panel, known: LayerKnown, site: Site, channel: int, images: NDArray[np.uint8], told_set: str
) -> None:
    told = known.statistics
    if channel in told.dead:
        st.warning(panel.say("inside.dead", n=told.images), icon=":material/block:")
    else:
        share, reached = percent(float(told.active[channel])), percent(float(told.reached[channel]))
        st.markdown(panel.say("inside.behaves", set=told_set, share=share, reached=reached))
        exciting_images(panel, site, channel, known.exciting, images)
    if known.kernels is not None and channel < known.kernels.shape[3]:
        _kernel(panel, known, channel)


def _kernel(panel: Panel, known: LayerKnown, channel: int) -> None:
    """In colour over red, green and blue; else a grey square for each input channel."""
    assert known.kernels is not None
    kernel = known.kernels[:, :, :, [channel]]
    height, width, depth, _ = kernel.shape
    st.markdown(panel.say("inside.kernel", layer=known.behind, h=height, w=width, c=depth))
    if depth == 3:
        alt = panel.say("inside.kernel_alt_colour", n=channel)
        strip(kernel_pictures(kernel), alt, 1, 120)
        st.caption(panel.say("inside.kernel_colours"), width="stretch")
    else:
        grey = np.repeat(kernel_maps(kernel)[0][..., None], 3, axis=-1)
        alt = panel.say("inside.kernel_alt", n=channel, c=depth)
        strip(grey, alt, min(depth, 12), 24)
        st.caption(panel.say("inside.kernel_greys"), width="stretch")
