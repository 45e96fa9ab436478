"""A class's ideal image, beside the images of it that the network is surest of."""

import numpy as np
import streamlit as st

from app.lesson import Lesson
from app.looking import dimmed
from app.panel import Panel
from app.questions import Question
from app.views.image_strips import strip
from app.views.images import picture
from app.views.inside_setting import HOW, asked, measured_on, opened, percent, told_set
from app.views.look_image import class_name
from cnn_core.data.dataset import CLASSES
from cnn_core.explain.looks_inside import Ideals, ideals


def ideal(lesson: Lesson) -> None:
    """The section: an ideal image, of which class? Then the surest images, then all classes."""
    panel = opened(lesson, image=False)
    panel.choose("how", HOW, panel.say("inside.how"), "inside_how")
    name, split = measured_on(panel)
    look = asked(panel, "ideal", ideals, split.images, split.labels, panel.setting.how)
    if look.shown is None:
        return
    found: Ideals = look.shown
    label = class_asked(lesson.seed())
    with dimmed("inside-ideal", look):
        picture(found.images[label], panel.say("inside.ideal_riddle"), 224)
    if not lesson.ask_again(lambda seed: which_class(label, found, seed)):
        return
    with dimmed("inside-surest", look):
        _surest(panel, found, label, split.images, told_set(panel, name))
        _all(panel, found)


def class_asked(seed: int) -> int:
    """The class of the riddle: all ten in an order of their own, then again.

    >>> sorted(class_asked(seed) for seed in range(10))
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    order = np.random.default_rng(7).permutation(len(CLASSES))
    return int(order[seed % len(order)])


def which_class(label: int, found: Ideals, seed: int) -> Question:
    """Whose ideal image is it?"""
    values: dict[str, object] = {"share": percent(float(found.shares[label]))}
    return Question("choice", CLASSES[label], {}, values, CLASSES, about=seed)


def _surest(panel: Panel, found: Ideals, label: int, images: np.ndarray, told: str) -> None:
    places = found.surest[label][found.surest[label] >= 0]
    name = class_name(panel, label)
    if not len(places):
        return
    shares = ", ".join(f"{percent(float(share))} %" for share in found.surest_shares[label][: len(places)])
    st.markdown(panel.say("inside.surest", label=name, set=told))
    alt = panel.say("inside.surest_alt", n=len(places), label=name)
    strip(images[places], alt, len(places), 88, panel.say("inside.surest_shares", shares=shares))


def _all(panel: Panel, found: Ideals) -> None:
    """All ideal images, in the order of the classes."""
    st.markdown(panel.say("inside.all_ideals"))
    names = ", ".join(
        f"{class_name(panel, label)} {percent(float(share))} %" for label, share in enumerate(found.shares)
    )
    strip(found.images, panel.say("inside.all_ideals_alt", names=names), 5, 104, names)
