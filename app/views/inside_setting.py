"""What all sections on the inside of a network share: one network, one image, a place in the network."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.lesson import Lesson
from app.link import Codec, choice, flag, whole
from app.look_setting import LOOK_CODECS, LookAt
from app.looking import Look, look_at
from app.maps_view import CELL_LABELS, LABELS, MapGroup, maps_view
from app.panel import Panel
from app.sums import cell_text
from app.text import show, ui_strings
from app.views.data_source import in_use, usable
from app.views.look_image import class_name, image_control
from app.views.look_network import chosen, chosen_network, network_control
from cnn_core.architecture.trace import Row
from cnn_core.data.dataset import Split
from cnn_core.data.load import validation_images
from cnn_core.errors import LabError
from cnn_core.explain.activations import shown_maps
from cnn_core.explain.networks import within
from cnn_core.explain.sites import Site
from cnn_core.training.config import traced

#: Images over which layers are measured.
MEASURED: Final = 200
MOST_CHANNELS, MOST_SIDE = 4096, 512
HOW: Final = ("auto", "pixels", "fourier")
_LAYER = re.compile(r"[\w/.-]{1,120}")


@dataclass(frozen=True)
class InsideSetting(LookAt):
    """One setting for the whole lesson, so that network, image and place stay from section to section.

    Attributes:
        layer: a layer's name; one that the network in view has not stands for its first.
        channel: of the layer, from 0.
        row: of the cell, from 0; `column` too.
        source: input channel whose products are shown, from 0.
        every: whether layers are shown that only prepare or finish.
        scale: whether channels share a scale of grey.
        how: images for filters are made, one of HOW.
        predict: whether each cell is asked for first.
    """

    network: str = "drawn"
    nth: int = 3
    layer: str = ""
    channel: int = 18
    row: int = 14
    column: int = 14
    source: int = 0
    every: bool = False
    scale: str = "layer"
    how: str = "auto"
    predict: bool = True


def _layer_name(text: str) -> str:
    if not _LAYER.fullmatch(text):
        raise ValueError(text[:80])
    return text


CODECS: Final = {
    **LOOK_CODECS,
    "layer": Codec("layer", str, _layer_name),
    "channel": whole("ch", 0, MOST_CHANNELS - 1),
    "row": whole("r", 0, MOST_SIDE - 1),
    "column": whole("c", 0, MOST_SIDE - 1),
    "source": whole("in", 0, MOST_CHANNELS - 1),
    "every": flag("all"),
    "scale": choice("scale", ("layer", "channel")),
    "how": choice("how", HOW),
    "predict": flag("first"),
}


def opened(lesson: Lesson, image: bool = True) -> Panel:
    """The lesson's panel, with the controls for the network and, if wanted, the image."""
    panel = Panel(lesson.slug, InsideSetting(), CODECS)
    lesson.panel_in_view = panel
    network_control(panel)
    if image:
        image_control(panel)
    return panel


def asked(panel: Panel, place: str, function: Any, *args: Any) -> Look:
    """A look into the network in view; `place` names it on the page."""
    return look_at(f"{panel.name}.{place}", within, chosen_network(panel), function, *args)


def measured_on(panel: Panel) -> tuple[str, Split]:
    """Images to measure on, of the kind that the network learned from if they are here, and their name."""
    config = chosen(panel).config
    name = config.data if config is not None and config.data in usable() else in_use()
    return name, _held_back(name)


@cache
def _held_back(name: str) -> Split:
    return validation_images(name, MEASURED)


def told_set(panel: Panel, name: str) -> str:
    """The set in words: how many images, and of which kind."""
    return panel.say("inside.set", n=MEASURED, data=panel.say(f"train_data.{name}"))


def site_in_view(panel: Panel, sites: Sequence[Site]) -> Site:
    """The chosen layer, or the first where the network has no such one."""
    return next((site for site in sites if site.name == panel.setting.layer), sites[0])


def channel_in_view(panel: Panel, site: Site) -> int:
    """The chosen channel, or the last where the layer has fewer."""
    return min(panel.setting.channel, int(site.shape[-1] or 1) - 1)


def layer_control(panel: Panel, sites: Sequence[Site]) -> Site:
    """A menu of layers; returns the one in view."""
    site = site_in_view(panel, sites)
    shapes = {one.name: one.shape for one in sites}
    key = f"{panel.name}.layer.{'.'.join(shapes)}"
    st.selectbox(
        panel.say("inside.layer"), **state.picked(key, list(shapes), site.name), width=280,
        format_func=lambda name: f"{name} · {shape_text(shapes[name])}",
        on_change=state.on_change(key, lambda name: panel.change(layer=name)),
    )  # fmt: skip
    return site


def count_control(panel: Panel, field: str, label: str, count: int) -> None:
    """A number from 0 to below `count`, whatever the setting says of another layer."""
    key = f"{panel.name}.{field}.{count}"
    st.number_input(
        label, step=1,
        **state.numbered(key, 0, max(count - 1, 0), min(getattr(panel.setting, field), count - 1)), width=148,
        on_change=state.on_change(key, lambda value: panel.change(**{field: int(value)})),
    )  # fmt: skip


def shape_text(shape: Sequence[int | None]) -> str:
    """A shape without the batch.

    >>> shape_text((16, 16, 64))
    '16×16×64'
    """
    return "×".join(map(str, shape))


def percent(share: float) -> str:
    """A share in percent, sure ones with more digits.

    >>> percent(0.5), percent(0.99962)
    ('50', '99.96')
    """
    return show(round(100 * float(share), 2 if share > 0.99 else 1))


def group(
    panel: Panel, site: Site, maps: NDArray[Any], dead: Sequence[int] = (), answers: bool = False
) -> MapGroup:
    """A layer's maps of one image for the drawn surface."""
    spread = maps.reshape(-1, maps.shape[-1])
    lows, highs = (of.tolist() for of in (spread.min(axis=0), spread.max(axis=0)))
    flat, marked = len(spread) == 1, np.isin(np.arange(len(lows)), list(dead))

    def told(channel: int) -> str:
        name = class_name(panel, channel) if answers else panel.say("inside.channel_n", n=channel)
        low, high = cell_text(lows[channel]), cell_text(highs[channel])
        if marked[channel]:
            return panel.say("inside.map_dead", name=name, n=MEASURED)
        if flat:
            return panel.say("inside.map_number", name=name, value=high)
        return panel.say("inside.map_range", name=name, low=low, high=high)

    names = [told(channel) for channel in range(len(lows))]
    pictures = shown_maps(maps, panel.setting.scale)
    return MapGroup(site.name, site.name, f"{site.kind} · {shape_text(site.shape)}", pictures, names, marked)


def draw_groups(panel: Panel, groups: Sequence[MapGroup], place: str, picture: str, **more: Any) -> None:
    """Draw maps or filters with the learner's words; `picture` is what a screen reader calls them."""
    labels = words(panel.language, "inside_maps") | {"picture": picture}
    maps_view(groups, f"{panel.name}.{place}", labels, scale=scale(), **more)


@cache
def words(language: str, block: str) -> dict[str, str]:
    """A drawn surface's words but its name; the browser fills their placeholders."""
    strings, names = ui_strings(language), CELL_LABELS if block == "inside_cells" else LABELS
    return {name: strings[f"{block}.{name}"] for name in names if name != "picture"}


def scale() -> float:
    """Larger on a projector."""
    return 1.25 if state.presenting() else 1.0


def rows_by_name(panel: Panel) -> dict[str, Row]:
    """The layers as traced without running them, by name; none where the settings cannot be read."""
    config = chosen(panel).config
    if config is None:
        return {}
    try:
        return {row.name: row for row in traced(config)}
    except LabError:
        return {}
