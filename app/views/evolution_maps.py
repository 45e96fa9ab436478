"""Chosen maps, the heatmap and the answers of one image through the epochs."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
import streamlit as st

from app import state
from app.heat_view import Pane, heat_view
from app.lesson import Lesson
from app.looking import Look, dimmed
from app.panel import Panel
from app.questions import Question
from app.views.curves import curves
from app.views.evolution_setting import after, asked, found_epochs, opened, shuffled, stage
from app.views.heat_setting import percent, region, words
from app.views.image_strips import contact_sheet
from app.views.images import picture
from app.views.inline import picture_html
from app.views.look_image import Seen, chosen_image, class_name, described
from cnn_core.explain.evolution import Evolution
from cnn_core.explain.looks_evolution import DEPTHS

ORDERS: Final = ("123", "132", "213", "231", "312", "321")
SURE: Final = 0.2
_IN_A_ROW, _SIDE, _CURVES = 4, 112, 3


def maps(lesson: Lesson) -> None:
    """The section: does the untrained network's map show the image? Then the maps of every epoch."""
    if (looked := _looked(lesson, _depths)) is None:
        return
    panel, look, epochs = looked
    seen = chosen_image(panel)
    picture(seen.image, described(panel, seen), 128)
    if not lesson.ask(Question("choice", "edges", {"blank": "blank", "noise": "noise"}, {}, ANSWERS)):
        return
    if look.shown is None:
        return
    with dimmed("evolution-maps", look):
        stage(lesson, panel, epochs, partial(_draw_maps, panel, look.shown, epochs))


ANSWERS: Final = ("blank", "noise", "edges")


def _looked(
    lesson: Lesson, controls: Callable[[Panel], None] = lambda panel: None
) -> tuple[Panel, Look, list[int]] | None:
    """What each section begins with: the panel, the look and its epochs, none while there is no result.

    None where the training has no epochs; the panel has said why.
    """
    panel, course = opened(lesson)
    if not course.epochs:
        return None
    controls(panel)
    look = asked(panel, course)
    return panel, look, [] if look.shown is None else found_epochs(course, look.shown)


def _depths(panel: Panel) -> None:
    panel.choose("depth", DEPTHS, panel.say("evolution.depth"), "evolution_depth")


def _draw_maps(panel: Panel, found: Evolution, epochs: list[int], place: int) -> None:
    when = after(panel, epochs[place])
    st.markdown(f"**{when}** · {panel.say('evolution.layer', name=found.layer)}")
    each = np.abs(found.maps[place])
    most = np.maximum(each.max(axis=(0, 1)), 1e-12)  # each map by its own largest value
    grey = np.rint(255 * np.moveaxis(each / most, -1, 0)).astype(np.uint8)
    alt = panel.say("evolution.maps_alt", n=len(grey), name=found.layer, when=when)
    sheet = contact_sheet(grey[..., None].repeat(3, axis=-1), _IN_A_ROW)
    st.html(picture_html(sheet, min(len(grey), _IN_A_ROW) * _SIDE, alt))
    st.caption(panel.say("evolution.own_scale"), width="stretch")


def heat(lesson: Lesson) -> None:
    """The section: how sure is the untrained network? Then heatmap and answers of every epoch."""
    if (looked := _looked(lesson)) is None or looked[1].shown is None:
        return
    panel, look, epochs = looked
    found, seen = look.shown, chosen_image(panel)
    picture(seen.image, described(panel, seen), 128)
    if epochs[0] == 0 and not lesson.ask(before_training(found)):
        return
    with dimmed("evolution-heat", look):
        stage(lesson, panel, epochs, partial(_draw_heat, panel, found, epochs, seen))
        _answers(panel, found, epochs)


def before_training(found: Evolution) -> Question:
    """How probable does the network hold its favourite class at the first of the epochs?"""
    share = 100 * float(found.probabilities[0].max())
    wrong = {"knows-nothing": 0, "half": 50, "sure": 100}
    told = {"n": found.probabilities.shape[1]}
    return Question("number", round(share, 1), wrong, told, tolerance=5)


def _draw_heat(panel: Panel, found: Evolution, epochs: list[int], seen: Seen, place: int) -> None:
    heat, name = found.heat[place], class_name(panel, found.class_label)
    share = percent(float(found.probabilities[place][found.class_label]))
    alt = panel.say(
        "heatmaps.alt", image=described(panel, seen), place=panel.say(f"heatmaps_place.{region(heat)}")
    )
    told = panel.say("evolution.share", name=name, share=share)
    empty = "" if heat.any() else panel.say("heatmaps.empty")
    pane = Pane("epoch", after(panel, epochs[place]), told, seen.image, heat, empty, seen.mask, alt)
    scale = 1.25 if state.presenting() else 1.0
    heat_view([pane], f"{panel.name}.heat-view", words(panel.language), scale=scale)


def _answers(panel: Panel, found: Evolution, epochs: list[int]) -> None:
    """Probabilities over the epochs: the class in view, and those the network thought of most."""
    order = [int(label) for label in np.argsort(-found.probabilities.max(axis=0), kind="stable")]
    chosen = [found.class_label, *(label for label in order if label != found.class_label)][:_CURVES]
    lines = {class_name(panel, c): (100 * found.probabilities[:, c]).round(1).tolist() for c in chosen}
    x: list[Any] = list(epochs)
    curves(x, lines, f"{panel.name}.answers", panel.say("evolution.epoch"), panel.say("evolution.percent"))


def ordering(lesson: Lesson) -> None:
    """The section: three epochs without their numbers; in what order were they?"""
    if (looked := _looked(lesson)) is None or looked[1].shown is None:
        return
    panel, look, epochs = looked
    found: Evolution = look.shown
    if len(epochs) < 3:
        st.info(panel.say("evolution.too_few"), icon=":material/info:")
        return
    three = shuffled(epochs, 1)
    with st.container(horizontal=True, gap="medium"):
        for number, epoch in enumerate(three, 1):
            _unnamed(panel, found, epochs.index(epoch), number)
    if lesson.ask(in_which_order(panel, three)):
        with dimmed("evolution-order", look):
            _answers(panel, found, epochs)


def in_which_order(panel: Panel, three: list[int]) -> Question:
    """From the earliest to the latest, by their numbers."""
    places = sorted(range(3), key=lambda place: three[place])
    right = "".join(str(place + 1) for place in places)
    told = {f"e{number}": epoch for number, epoch in enumerate(three, 1)}
    about = (panel.setting.network, panel.setting.run, panel.setting.nth, panel.setting.label)
    return Question("choice", right, {"backwards": right[::-1]}, told, ORDERS, about=about)


def _unnamed(panel: Panel, found: Evolution, place: int, number: int) -> None:
    """Map and answers of one epoch, without its number."""
    shares = found.probabilities[place]
    best = [int(label) for label in np.argsort(-shares, kind="stable")[:3]]
    said = "  \n".join(
        panel.say("evolution.says", name=class_name(panel, c), share=percent(float(shares[c]))) for c in best
    )
    liveliest = np.argsort(-np.abs(found.maps).mean(axis=(0, 1, 2)), kind="stable")[:_IN_A_ROW]
    each = found.maps[place][..., liveliest]
    top = max(float(np.abs(found.maps).max()), 1e-12)  # one scale for all three
    grey = np.rint(255 * np.moveaxis(np.abs(each) / top, -1, 0)).astype(np.uint8)
    with st.container(width="content", gap="small"):
        st.markdown(f"**{number}**")
        sheet = contact_sheet(grey[..., None].repeat(3, axis=-1), 2)
        alt = panel.say("evolution.unnamed_alt", n=number)
        st.html(picture_html(sheet, 2 * 72, alt))
        st.markdown(said)
