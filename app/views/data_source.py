"""Which images the lesson on data looks at: the learner's choice, or the best there is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.link import Codec, choice, whole
from app.panel import Panel
from cnn_core.data import sources
from cnn_core.data.dataset import CLASSES, Split
from cnn_core.data.load import NAMES, training_images
from cnn_core.errors import LabError

SHOWN: Final = 1000  # of the training images: enough to choose from and to measure
MOST_NTH: Final = 40
Picture32 = NDArray[np.uint8]  # (32, 32, 3)


@dataclass(frozen=True)
class OnData:
    """A setting about one image; data "auto" are those the learner chose before, or the best there are."""

    data: str = "auto"
    label: str = "horse"
    nth: int = 1


DATA_CODECS: Mapping[str, Codec] = {
    "data": choice("data", ("auto", *NAMES)),
    "label": choice("class", CLASSES),
    "nth": whole("n", 1, MOST_NTH),
}


def usable() -> tuple[str, ...]:
    """The data sets that can be had now; CIFAR-10 only where it is."""
    try:
        sources.find()
    except LabError:
        return NAMES[1:]
    return NAMES[1:] if state.recall("data", "broken", None) else NAMES


def in_use() -> str:
    """The data set that all sections look at."""
    chosen: str = state.recall("data", "name", "")
    here = usable()
    if chosen in here:
        return chosen
    return here[0]


def sample() -> Split:
    """Some training images of the data set in use; the drawn ones where CIFAR-10 cannot be read."""
    name = in_use()
    try:
        return _sample(name)
    except LabError as error:
        if name != "cifar10":
            raise
        state.remember("data", "broken", error)
        return _sample(in_use())


@cache
def _sample(name: str) -> Split:
    return training_images(name, 0, SHOWN)


def of_class(label: str) -> Split:
    """The sample's images of one class."""
    everything = sample()
    which = np.flatnonzero(everything.labels == CLASSES.index(label))
    masks = None if everything.masks is None else everything.masks[which]
    return Split(everything.images[which], everything.labels[which], masks)


def chosen_image(panel: Panel) -> Picture32:
    """The image a section is about."""
    images = of_class(panel.setting.label).images
    picked: Picture32 = images[(panel.setting.nth - 1) % len(images)]
    return picked


def data_control(panel: Panel) -> None:
    """Say which data are in use, and offer the others; a link's choice counts for all sections."""
    linked = panel.setting.data
    if linked != "auto":
        state.remember("data", "name", linked)
        panel.change(data="auto")
    name, here = in_use(), usable()
    key = f"{panel.name}.data.{panel.language}"
    st.segmented_control(
        panel.say("data.which"), format_func=lambda one: panel.say(f"data.{one}"),
        **state.marked(key, here, name),
        required=True, on_change=state.on_change(key, lambda one: state.remember("data", "name", one)),
    )  # fmt: skip
    # What the learner chose belongs into the link, but not into the setting of one section.
    panel.setting = replace(panel.setting, data=state.recall("data", "name", "auto"))


def image_control(panel: Panel) -> None:
    """Choose the data set, the class and the image."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        data_control(panel)
        panel.select("label", CLASSES, panel.say("data.class"), "class")
        panel.number("nth", panel.say("data.nth"), 1, MOST_NTH)
    said_in_use(panel)


def pick(panel: Panel, field: str, options: tuple[str, ...], label: str) -> None:
    """A control for one of a few numbers, which are written the same in every language."""
    key = f"{panel.name}.{field}"
    st.segmented_control(
        label, **state.marked(key, options, getattr(panel.setting, field)), required=True,
        on_change=state.on_change(key, lambda value: panel.change(**{field: value})),
    )  # fmt: skip


def said_in_use(panel: Panel) -> None:
    """A line that names the data in view."""
    st.caption(panel.say(f"data.in_use_{in_use()}", n=len(sample())), width="stretch")
