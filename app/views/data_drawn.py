"""The drawn data set: the same classes as drawings, masks of their objects, and a cue that can be planted."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.link import choice, flag, whole
from app.panel import Panel, Topic
from app.questions import Question
from app.text import show
from app.views.image_strips import strip
from cnn_core.data.dataset import CLASSES
from cnn_core.data.drawn import Cue, Drawing, draw_with_details
from cnn_core.data.load import CUED_CLASS

COUNT, IN_A_ROW, SIDE_ON_PAGE = 600, 8, 72
MOST_SEEDS: Final = 999


@dataclass(frozen=True)
class DrawnSetting:
    """Which drawings, and how the tag is planted on horses; a share of 0 plants none."""

    label: str = "horse"
    seed: int = 0
    share: int = 95
    side: int = 4
    masks: bool = False


_RANGES: Final = {"seed": (0, MOST_SEEDS), "share": (0, 100), "side": (2, 8)}


def _controls(panel: Panel) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.select("label", CLASSES, panel.say("data.class"), "class")
        for field, (low, high) in _RANGES.items():
            panel.number(field, panel.say(f"data_drawn.{field}"), low, high, 5 if field == "share" else 1)
        key = f"{panel.name}.masks"
        changed = state.on_change(key, lambda on: panel.change(masks=on))
        st.toggle(panel.say("data_drawn.masks"), **state.filled(key, panel.setting.masks), on_change=changed)


DRAWN: Final = Topic(
    DrawnSetting(),
    {
        "label": choice("class", CLASSES), "masks": flag("masks"),
        **{field: whole(field, low, high) for field, (low, high) in _RANGES.items()},
    },
    _controls,
)  # fmt: skip


def what_is_learned() -> Question:
    """What does a network learn from horses that carry a tag?"""
    wrong = {"learns-the-object": "horse", "notices-the-trick": "neither"}
    return Question("choice", "tag", wrong, {}, ("horse", "tag", "neither"))


@lru_cache(maxsize=8)
def _drawing(seed: int, share: int, side: int) -> Drawing:
    return draw_with_details(COUNT, seed, Cue(CUED_CLASS, share / 100, side) if share else None)


def drawings(panel: Panel) -> None:
    """Drawings of the class, on request with the object outlined, and what the tag alone is worth."""
    s: DrawnSetting = panel.setting
    drawing = _drawing(s.seed, s.share, s.side)
    which = np.flatnonzero(drawing.split.labels == CLASSES.index(s.label))[: 2 * IN_A_ROW]
    images = drawing.split.images[which]
    if s.masks and drawing.split.masks is not None:
        images = faded(images, drawing.split.masks[which])
    name = panel.say(f"class.{s.label}")
    strip(images, name, IN_A_ROW, SIDE_ON_PAGE, panel.say("data_drawn.shown", label=name, n=len(which)))
    horses = drawing.split.labels == CUED_CLASS
    if s.share:
        tagged = 100 * float(drawing.cued[horses].mean())
        st.markdown(panel.say("data_drawn.worth", tagged=show(round(tagged)), n=int(horses.sum())))


def faded(images: NDArray[np.uint8], masks: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The images with everything but the object turned to a pale grey.

    >>> faded(np.zeros((1, 1, 2, 3), np.uint8), np.array([[[True, False]]]))[0, 0, :, 0].tolist()
    [0, 190]
    """
    grey = images.mean(axis=-1, keepdims=True)
    pale = (190 + 0.25 * grey).astype(np.uint8)
    return np.where(masks[..., None], images, pale)
