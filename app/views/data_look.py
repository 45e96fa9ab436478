"""Looking at images of all classes, and guessing the class of one before its label is shown."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st

from app.lesson import Lesson
from app.link import choice, whole
from app.panel import Panel, Topic
from app.questions import Question
from app.views.data_source import DATA_CODECS, SHOWN, data_control, of_class, said_in_use, sample
from app.views.image_strips import strip
from app.views.images import picture
from cnn_core.data.dataset import CLASSES

IN_A_ROW: Final = 8
#: Classes that people, and networks, take for each other at this size.
ALIKE: Final = {
    "cat": "dog", "dog": "cat", "deer": "horse", "horse": "deer", "automobile": "truck",
    "truck": "automobile", "airplane": "bird", "bird": "airplane", "ship": "airplane",
}  # fmt: skip


@dataclass(frozen=True)
class LookSetting:
    """Which image is the riddle, and which row of each class is shown."""

    data: str = "auto"
    riddle: int = 7
    row: int = 1
    order: str = "class"


def _controls(panel: Panel) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        data_control(panel)
        panel.number("riddle", panel.say("data_look.riddle"), 0, SHOWN - 1)
    said_in_use(panel)
    picture(sample().images[panel.setting.riddle], panel.say("data_look.which"), 192)


LOOK = Topic(
    LookSetting(),
    {
        "data": DATA_CODECS["data"], "riddle": whole("riddle", 0, SHOWN - 1), "row": whole("row", 1, 5),
        "order": choice("order", ("class", "mixed")),
    },
    _controls,
)  # fmt: skip


def which_class(panel: Panel) -> Question:
    """What does the riddle show?"""
    riddle = panel.setting.riddle
    label = CLASSES[int(sample().labels[riddle])]
    wrong = {"look-alike": ALIKE[label]} if label in ALIKE else {}
    return Question("choice", label, wrong, {"riddle": riddle}, CLASSES, about=panel.setting.data)


def blind_guess() -> Question:
    """How many percent are right by chance?"""
    return Question("number", 100 / len(CLASSES), {"half": 50, "not-percent": 1 / len(CLASSES)})


def next_then_grid(lesson: Lesson, panel: Panel) -> None:
    """The next riddle, and images of all classes."""
    following = (panel.setting.riddle + 1) % SHOWN
    st.button(
        lesson.say("data_look.next"), key=f"{panel.name}.next", icon=":material/autorenew:",
        on_click=panel.change, kwargs={"riddle": following},
    )  # fmt: skip
    if lesson.ask(blind_guess(), "chance"):
        grid(panel)


def grid(panel: Panel) -> None:
    """Some images of every class, or of all mixed, as a network gets them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.choose("order", ("class", "mixed"), panel.say("data_look.order"), "data_look.order")
        panel.number("row", panel.say("data_look.row"), 1, 5)
    first = (panel.setting.row - 1) * IN_A_ROW
    if panel.setting.order == "mixed":
        everything = sample()
        some = slice(first * 5, (first + IN_A_ROW) * 5)
        names = ", ".join(panel.say(f"class.{CLASSES[label]}") for label in everything.labels[some])
        strip(everything.images[some], names, IN_A_ROW, caption=names)
        return
    for label in CLASSES:
        name = panel.say(f"class.{label}")
        images = of_class(label).images
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(name, width=92)
            strip(images[np.arange(first, first + IN_A_ROW) % len(images)], name, IN_A_ROW, 56)
