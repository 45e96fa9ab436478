"""Augmentation: one image and what each change makes of it, and whether its label stays true."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st
from PIL import Image

from app import state
from app.lesson import Lesson
from app.link import flag, whole
from app.panel import Panel, Topic
from app.questions import Question
from app.views.code import snippets
from app.views.data_source import DATA_CODECS, OnData, Picture32, chosen_image, image_control
from app.views.image_strips import strip
from app.views.images import built_in_picture, choose_picture
from cnn_core.data.augment import augment
from cnn_core.data.dataset import SIDE
from cnn_core.training.augmentation import Augmentation

#: Changes to images of a task, and whether the label stays true; words: `augment.case.<name>`, `.why.<name>`.
CASES: Final = {
    "six": False, "horse": True, "arrow": False, "ship": True, "two": False, "dark": True, "ripe": False,
    "heart": False, "cutout": True, "large-cutout": False,
}  # fmt: skip
RANGES: Final = {
    "shift": (0, 8), "rotate": (0, 45), "zoom": (0, 50), "colour": (0, 80), "cutout": (0, 24),
}  # fmt: skip
MOST_DRAWS: Final = 999
COPIES: Final = 12


@dataclass(frozen=True)
class AugmentSetting(OnData):
    """How far each change may go, in the units of the page, and which draw of the amounts is shown."""

    flip: bool = True
    shift: int = 3
    rotate: int = 0
    zoom: int = 0
    colour: int = 0
    cutout: int = 0
    draw: int = 0

    @property
    def augmentation(self) -> Augmentation:
        """As the core takes it: degrees, pixels and shares."""
        return Augmentation(
            self.flip, self.shift, float(self.rotate), self.zoom / 100, self.colour / 100, self.cutout
        )


def _controls(panel: Panel) -> None:
    image_control(panel)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"{panel.name}.flip"
        changed = state.on_change(key, lambda on: panel.change(flip=on))
        st.toggle(panel.say("data_augment.flip"), **state.filled(key, panel.setting.flip), on_change=changed)
        for field, (low, high) in RANGES.items():
            panel.number(field, panel.say(f"data_augment.{field}"), low, high)


AUGMENT = Topic(
    AugmentSetting(),
    {
        **DATA_CODECS, "flip": flag("flip"), "draw": whole("draw", 0, MOST_DRAWS),
        **{field: whole(field, low, high) for field, (low, high) in RANGES.items()},
    },
    _controls,
)  # fmt: skip


def label_stays(lesson: Lesson) -> Callable[[int], Question]:
    """Does the label stay true? The next case with each number."""

    def make(seed: int) -> Question:
        names = tuple(CASES)
        name = names[seed % len(names)]
        answer, other = ("stays", "changes") if CASES[name] else ("changes", "stays")
        why = lesson.words(f"why.{name}")
        values = {"case": lesson.words(f"case.{name}"), "why": why}
        return Question("choice", answer, {"other": other}, values, ("stays", "changes"), about=name)

    return make


def which_images() -> Question:
    """Which images are augmented?"""
    wrong = {"validation-too": "both", "all-alike": "all"}
    return Question("choice", "train", wrong, {}, ("train", "both", "all"))


def previews(panel: Panel) -> None:
    """The image, and copies of it, each with amounts of its own."""
    s: AugmentSetting = panel.setting
    with st.container(horizontal=True):
        own = choose_picture(panel.name)
        st.button(
            panel.say("data_augment.again"), key=f"{panel.name}.again", icon=":material/autorenew:",
            on_click=panel.change, kwargs={"draw": (s.draw + 1) % (MOST_DRAWS + 1)},
        )  # fmt: skip
    image = chosen_image(panel) if own is built_in_picture() else as_the_network_sees(own)
    with st.container(horizontal=True, gap="medium"):
        strip(image[None], panel.say("data_augment.original"), 1, 96, panel.say("data_augment.original"))
        changed = augment(image[None].repeat(COPIES, axis=0), s.augmentation, np.random.default_rng(s.draw))
        told = panel.say("data_augment.copies", n=COPIES)
        strip(changed, told, 6, 72, told)
    snippets({"Keras": keras_layers(s)})


def as_the_network_sees(own: np.ndarray) -> Picture32:
    """A learner's picture, shrunk to the size of the data set's images.

    >>> as_the_network_sees(np.zeros((256, 256, 3), np.uint8)).shape
    (32, 32, 3)
    """
    return np.asarray(Image.fromarray(own).resize((SIDE, SIDE), Image.Resampling.BOX))


def keras_layers(setting: AugmentSetting) -> str:
    """The same as Keras's own layers, which change images during training only.

    >>> print(keras_layers(AugmentSetting()))
    from keras import Sequential, layers
    <BLANKLINE>
    augmentation = Sequential([
        layers.RandomFlip("horizontal"),
        layers.RandomTranslation(0.094, 0.094, fill_mode="reflect"),
    ])
    """
    s, lines = setting, []
    if s.flip:
        lines.append('layers.RandomFlip("horizontal")')
    if s.shift:
        share = round(s.shift / SIDE, 3)
        lines.append(f'layers.RandomTranslation({share}, {share}, fill_mode="reflect")')
    if s.rotate:
        lines.append(f'layers.RandomRotation({round(s.rotate / 360, 3)}, fill_mode="reflect")')
    if s.zoom:
        lines.append(f'layers.RandomZoom({s.zoom / 100}, fill_mode="reflect")')
    if s.colour:
        share = s.colour / 100
        lines.append(f"layers.RandomColorJitter((0, 255), {share}, {share}, {share})")
    if s.cutout:
        share = round((s.cutout / SIDE) ** 2, 3)
        lines.append(f"layers.RandomErasing(factor=1.0, scale=({share}, {share}), fill_value=128)")
    body = "".join(f"    {line},\n" for line in lines)
    return f"from keras import Sequential, layers\n\naugmentation = Sequential([\n{body}])"
