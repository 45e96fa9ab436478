"""The first kernels through the epochs: which picture is the untrained one? Then all of them."""

from functools import partial
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import training
from app.lesson import Lesson
from app.looking import dimmed
from app.panel import Panel
from app.questions import Question
from app.text import show
from app.views.evolution_setting import Course, after, asked, found_epochs, opened, shuffled, stage
from app.views.image_strips import contact_sheet
from app.views.inline import picture_html
from app.views.look_network import chosen
from cnn_core.explain.evolution import Evolution

NAMES: Final = ("one", "two", "three")
_IN_A_ROW, _SIDE, _SMALL = 8, 40, 20  # kernels, and pixels on the page


def kernels(lesson: Lesson) -> None:
    """The section: which picture is the untrained network? Then the kernels of every epoch."""
    panel, course = opened(lesson, image=False)
    if not course.epochs:
        _snapshots(lesson, panel)
        return
    look = asked(panel, course)
    if look.shown is None:
        return
    found: Evolution = look.shown
    if found.kernels is None:
        st.info(panel.say("evolution.no_kernels"), icon=":material/info:")
        return
    epochs = found_epochs(course, found)
    every = pictures_of(found.kernels)
    if len(epochs) > 2 and epochs[0] == 0 and not _riddle(lesson, panel, course, every, epochs):
        return
    with dimmed("evolution-kernels", look):
        stage(lesson, panel, epochs, partial(_draw, panel, every, epochs, found.kernels))


def pictures_of(kernels: NDArray[Any]) -> NDArray[np.uint8]:
    """Kernels of all epochs on one scale, 0 mid grey: (E, h, w, C, K) to (E, K, h, w, 3).

    >>> pictures_of(np.array([1.0, -2.0]).reshape(2, 1, 1, 1, 1)).ravel().tolist()
    [191, 191, 191, 0, 0, 0]
    """
    values = np.nan_to_num(np.moveaxis(kernels.astype(np.float64), -1, 1))
    if values.shape[-1] != 3:
        values = np.repeat(values.mean(axis=-1, keepdims=True), 3, axis=-1)
    most = max(float(np.abs(values).max()), 1e-6)
    return np.rint(127.5 + 127.5 * values / most).astype(np.uint8)


def untrained(panel: Panel, course: Course, three: list[int]) -> Question:
    """Behind which of the three pictures is the earliest epoch?"""
    first = NAMES[three.index(min(three))]
    last = NAMES[three.index(max(three))]
    about = (panel.setting.network, panel.setting.run, tuple(three))
    return Question("choice", first, {"strong-is-random": last}, {}, NAMES, about=about)


def _riddle(
    lesson: Lesson, panel: Panel, course: Course, every: NDArray[np.uint8], epochs: list[int]
) -> bool:
    """Three epochs without their names, and the question."""
    three = shuffled(epochs)
    with st.container(horizontal=True, gap="medium"):
        for name, epoch in zip(NAMES, three, strict=True):
            told = panel.say(f"evolution.{name}")
            with st.container(width="content", gap="small"):
                st.markdown(f"**{told}**")
                _sheet(every[epochs.index(epoch)], panel.say("evolution.kernels_alt", when=told), _SMALL)
    return lesson.ask(untrained(panel, course, three))


def _draw(
    panel: Panel, every: NDArray[np.uint8], epochs: list[int], kernels: NDArray[Any], place: int
) -> None:
    when = after(panel, epochs[place])
    st.markdown(f"**{when}**")
    _sheet(every[place], panel.say("evolution.kernels_alt", when=when), _SIDE)
    now, start = kernels[place].ravel(), kernels[0].ravel()
    moved = float(np.linalg.norm(now - start) / max(float(np.linalg.norm(start)), 1e-12))
    told = {"most": show(round(float(np.abs(now).max()), 2)), "moved": show(round(100 * moved))}
    st.caption(panel.say("evolution.scale", **told), width="stretch")


def _snapshots(lesson: Lesson, panel: Panel) -> None:
    """Where no weights were kept, the kernels were, after every epoch."""
    run = chosen(panel).run
    kept = [one for one in training.store().snapshots(run.id) if one.kernels is not None] if run else []
    if kept:
        stack = np.stack([one.kernels for one in kept if one.kernels is not None]).astype(np.float32)
        epochs = [one.epoch for one in kept]
        stage(lesson, panel, epochs, partial(_draw, panel, pictures_of(stack), epochs, stack))


def _sheet(pictures: NDArray[np.uint8], alt: str, side: int) -> None:
    columns = min(len(pictures), _IN_A_ROW)
    st.html(picture_html(contact_sheet(pictures, columns), columns * side, alt))
