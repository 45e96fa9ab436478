"""Wrong answers: the map of what a network said beside the map of what would have been right."""

from contextlib import nullcontext
from functools import cache

import numpy as np
import streamlit as st

from app.lesson import Lesson
from app.look_setting import OFFERED, OWN
from app.looking import dimmed
from app.markdown import explain_safely
from app.panel import Panel
from app.questions import Question
from app.views.data_source import in_use, usable
from app.views.heat_setting import asked, opened, pane, panes, percent
from app.views.look_image import Seen, class_name, source_in_view
from app.views.look_network import chosen
from cnn_core.data.dataset import Split
from cnn_core.data.load import validation_images
from cnn_core.errors import LabError
from cnn_core.explain.looks_heat import Mistakes, mistakes

NEAR = 8  # pixels, a quarter of the image's side


def wrong(lesson: Lesson) -> None:
    """The section: a wrong answer, a guess about its maps, then both."""
    panel = opened(lesson, image=False)
    source = _source(panel)
    try:
        split = offered(source)
    except LabError as error:
        st.warning(explain_safely(panel.language, error))
        return
    look = asked(panel, "wrong", mistakes, split.images, split.labels.astype(np.int32))
    if look.shown is None:
        return
    found: Mistakes = look.shown
    values = {
        "wrong": found.wrong, "count": found.count, "data": panel.say(f"look_image.source_{source}"),
        "shown": len(found.places),
    }  # fmt: skip
    if not len(found.places):
        st.info(panel.say("heatmaps.no_mistakes", **values))
        return
    st.markdown(panel.say("heatmaps.mistakes", **values))
    at = (panel.setting.wrong - 1) % len(found.places)
    _turn(panel, at, len(found.places))
    with dimmed("heatmaps-wrong", look):
        _one(lesson, panel, found, split, at, source)


@cache
def offered(source: str) -> Split:
    """The images offered on the pages that look into networks."""
    return validation_images(source, OFFERED)


def _source(panel: Panel) -> str:
    """The images in view; in place of a learner's own picture, those the network learned from."""
    source = source_in_view(panel)
    if source != OWN:
        return source
    config = chosen(panel).config
    return config.data if config is not None and config.data in usable() else in_use()


def _turn(panel: Panel, at: int, count: int) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.number("wrong", panel.say("heatmaps.mistake", n=count), 1, 24)
        for name, icon, place in (("previous", "chevron_left", at - 1), ("next", "chevron_right", at + 1)):
            st.button(
                panel.say(f"look_image.{name}"), key=f"{panel.name}.wrong.{name}",
                icon=f":material/{icon}:", on_click=panel.change, kwargs={"wrong": place % count + 1},
            )  # fmt: skip


def _one(lesson: Lesson, panel: Panel, found: Mistakes, split: Split, at: int, source: str) -> None:
    place = int(found.places[at])
    truth, said = int(split.labels[place]), int(found.said[at])
    mask = None if split.masks is None else split.masks[place]
    seen = Seen(split.images[place], truth, mask, source)
    names = {"said": class_name(panel, said), "truth": class_name(panel, truth)}
    shares = {"said": percent(found.shares[at, 0]), "truth": percent(found.shares[at, 1])}
    told = panel.say("heatmaps.says", name=names["said"], share=shares["said"])
    shown = [pane(panel, seen, "image", names["truth"], caption=told)]
    first = st.container()
    answered = lesson.ask(same_place(panel, found, at, names, shares))
    if answered:
        for side, key in enumerate(("said", "truth")):
            title = panel.say(f"heatmaps.map_{key}", name=names[key], share=shares[key])
            caption = panel.say("heatmaps.empty") if found.empty[at, side] else ""
            shown.append(pane(panel, seen, key, title, found.heats[at, side], caption))
        st.caption(panel.say("heatmaps.near", n=near_ones(found), count=len(found.places), pixels=NEAR))
    with nullcontext() if answered else first:  # to be looked at before the question
        panes(panel, shown, "wrong-view")


def same_place(
    panel: Panel, found: Mistakes, at: int, names: dict[str, str], shares: dict[str, str]
) -> Question:
    """Are the two maps hottest at about the same place?"""
    said, truth = names["said"], names["truth"]
    far = distances(found)[at]
    answer = "none" if np.isnan(far) else "near" if far <= NEAR else "far"
    values: dict[str, object] = {"said": said, "truth": truth, "share": shares["said"]}
    values |= {"pixels": NEAR, "far": "–" if np.isnan(far) else f"{far:.0f}"}
    about = (panel.setting.network, panel.setting.run, int(found.places[at]))
    beliefs = {"looked-away": "far", "saw-the-same": "near"}
    return Question("choice", answer, beliefs, values, ("near", "far", "none"), about=about)


def near_ones(found: Mistakes) -> int:
    """How many of the mistakes have both maps hottest at about the same place."""
    return int((distances(found) <= NEAR).sum())


def distances(found: Mistakes) -> np.ndarray:
    """Pixels between the hottest places of the two maps, (M,); nan where one of them is empty."""
    count, _, _, width = found.heats.shape
    hottest = found.heats.reshape(count, 2, -1).argmax(axis=-1)  # (M, 2)
    places = np.stack([hottest // width, hottest % width], axis=-1).astype(float)
    far = np.linalg.norm(places[:, 0] - places[:, 1], axis=-1)
    return np.where(found.empty.any(axis=1), np.nan, far)
