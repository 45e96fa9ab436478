"""What all sections about a training share: whose epochs, which image, the epoch in view, and playing."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, Final

import numpy as np
import streamlit as st

from app import shell, state, training
from app.lesson import Lesson
from app.link import choice, whole
from app.look_setting import LOOK_CODECS, LookAt
from app.looking import Look, look_at
from app.markdown import explain_safely
from app.panel import Panel
from app.views.look_image import chosen_image, image_control
from app.views.look_network import Chosen, chosen, made, network_control, stamp
from cnn_core.errors import LabError
from cnn_core.explain.evolution import MOST_EPOCHS, Evolution
from cnn_core.explain.looks_evolution import DEPTHS, followed
from cnn_core.explain.networks import Reference, Shipped, Trained
from cnn_core.training.config import MAX_EPOCHS

FOLLOWED: Final = "drawn"
LATEST: Final = -1
Draw = Callable[[int], None]
#: Seconds between two epochs while playing.
PACE: Final = 0.7


@dataclass(frozen=True)
class EvolutionSetting(LookAt):
    """One setting for the whole lesson.

    Attributes:
        epoch: in view, 0 before training; LATEST for the last one.
        depth: whose maps are shown, one of DEPTHS.
    """

    network: str = FOLLOWED
    label: str = "horse"
    epoch: int = LATEST
    depth: str = "first"


CODECS: Final = {
    **LOOK_CODECS,
    "epoch": whole("epoch", 0, MAX_EPOCHS),
    "depth": choice("depth", DEPTHS),
}


@dataclass(frozen=True)
class Course:
    """A training that can be followed: its epochs that were kept, and their networks; none if empty."""

    epochs: tuple[int, ...]
    references: tuple[Reference, ...]


def opened(lesson: Lesson, image: bool = True) -> tuple[Panel, Course]:
    """The lesson's panel with its controls, and the training in view."""
    panel = Panel(lesson.slug, EvolutionSetting(), CODECS)
    lesson.panel_in_view = panel
    network_control(panel, (FOLLOWED,))
    now = chosen(panel)
    try:
        course = course_of(now)
    except LabError as error:
        st.warning(explain_safely(panel.language, error))
        return panel, Course((), ())
    if not course.epochs:
        told = "not_kept" if now.run is not None else "only_end"
        st.info(panel.say(f"evolution.{told}"), icon=":material/info:")
    elif image:
        image_control(panel, shown=False)
    return panel, course


def course_of(now: Chosen) -> Course:
    """The epochs whose weights there are, MOST_EPOCHS at most. Raises LabError as the store does."""
    if now.run is None:
        name = now.value
        epochs = made(name).epochs
        return Course(epochs, tuple(Shipped(name, epoch) for epoch in epochs))
    store = training.store()
    kept = store.epochs_kept(now.run.id)
    if len(kept) > MOST_EPOCHS:
        kept = [kept[place] for place in np.linspace(0, len(kept) - 1, MOST_EPOCHS).round().astype(int)]
    mark = stamp(now.run)
    return Course(
        tuple(kept), tuple(Trained(store.url, now.run.id, f"epoch-{epoch}", mark) for epoch in kept)
    )


def asked(panel: Panel, course: Course) -> Look:
    """All epochs in one look, the same for all sections."""
    return look_at(f"{panel.name}.course", followed, course.references, _image(panel), panel.setting.depth)


def _image(panel: Panel) -> Any:
    return chosen_image(panel).image


def found_epochs(course: Course, found: Evolution) -> list[int]:
    """The epochs that the result is about; others have been thinned out since."""
    return [course.epochs[place] for place in found.found if place < len(course.epochs)]


def shuffled(epochs: list[int], seed: int = 0) -> list[int]:
    """The first, an early and the last epoch, never in their order; always the same for a training.

    >>> three = shuffled([0, 1, 2, 3, 4])
    >>> sorted(three), three == sorted(three)
    ([0, 1, 4], False)
    """
    three, dice = [epochs[0], epochs[1 if len(epochs) < 8 else 2], epochs[-1]], random.Random(seed)
    mixed = three
    while mixed == three:
        mixed = dice.sample(three, 3)
    return mixed


def after(panel: Panel, epoch: int) -> str:
    """When that was, in words."""
    return panel.say("evolution.before") if epoch == 0 else panel.say("evolution.after", n=epoch)


def stage(lesson: Lesson, panel: Panel, epochs: list[int], draw: Draw) -> None:
    """A slider over the epochs with a button that plays them; `draw(place)` draws one of them.

    It is a fragment of its own: a step draws the pictures from what is there, and nothing else.
    """
    playing = _playing(panel)
    if len(epochs) > 1:  # outside the fragment: only what draws it can set it ticking
        st.button(
            panel.say("evolution.stop" if playing else "evolution.play"), key=f"{panel.name}.play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=partial(_toggle, panel, epochs),
        )  # fmt: skip
    scene = partial(shell.guarded, partial(_stage, lesson, panel, epochs, draw, playing))
    with st.container():
        st.fragment(scene, run_every=PACE if playing else None, key=f"stage-{lesson.at}")()


def _stage(lesson: Lesson, panel: Panel, epochs: list[int], draw: Draw, ticking: bool) -> None:
    if ticking and _playing(panel) and monotonic() - state.recall(panel.name, "stepped", 0.0) >= PACE / 2:
        state.remember(panel.name, "stepped", monotonic())
        following = _place(panel, epochs) + 1
        if following < len(epochs) - 1:
            panel.change(epoch=epochs[following])
        else:
            _go(panel, epochs, epochs[-1])
    if ticking and not _playing(panel):
        st.rerun()  # the ticking ends, and the button tells so
    place = _place(panel, epochs)
    if len(epochs) > 1:
        key = f"{panel.name}.epoch"
        st.select_slider(
            panel.say("evolution.epoch"), epochs, **state.filled(key, epochs[place]), width=420,
            on_change=state.on_change(key, partial(_go, panel, epochs)),
        )  # fmt: skip
    draw(place)
    lesson.panel_in_view = panel
    panel.write_address(None if lesson.at == next(iter(lesson.sections)) else lesson.at)


def _place(panel: Panel, epochs: list[int]) -> int:
    epoch = panel.setting.epoch
    return epochs.index(epoch) if epoch in epochs else len(epochs) - 1


def _playing(panel: Panel) -> bool:
    return bool(state.recall(panel.name, "playing", False))


def _toggle(panel: Panel, epochs: list[int]) -> None:
    """Play, from the start where the end is in view; or stop."""
    on = not _playing(panel)
    state.remember(panel.name, "playing", on)
    state.remember(panel.name, "stepped", monotonic())
    if on and _place(panel, epochs) == len(epochs) - 1:
        panel.change(epoch=epochs[0])


def _go(panel: Panel, epochs: list[int], epoch: int) -> None:
    """Turn to an epoch; the playing ends."""
    state.remember(panel.name, "playing", False)
    panel.change(epoch=LATEST if epoch == epochs[-1] else int(epoch))
