"""A run that is about to be started, with controls for whatever can be set."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import streamlit as st

from app import state
from app.panel import Panel
from app.text import show
from app.train_setting import RECIPE_CODECS, Recipe, nearest_preset, with_data
from app.views.data_source import usable
from cnn_core.architecture.stack import Architecture
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import Config
from cnn_core.training.presets import PRESETS

_OF_RECIPE = {one.name for one in fields(Recipe)}
_OF_IMAGES = {one.name for one in fields(Augmentation)}


class RecipePanel(Panel):
    """A recipe; where CIFAR-10 is not on this machine, the drawn images stand in for it."""

    setting: Recipe

    def __init__(self, name: str) -> None:
        super().__init__(name, Recipe(PRESETS["fast"]), RECIPE_CODECS)

    @property
    def has_stand_in(self) -> bool:
        """Whether other images than those asked for are used, since those are not here."""
        return self.setting.config.data not in usable()

    @property
    def config(self) -> Config:
        """What is set, on images that are here; its network is as it was chosen."""
        config = self.setting.config
        return with_data(config, usable()[0]) if self.has_stand_in else config

    def trained(self) -> Config:
        """What would be trained. Raises LabError if the network cannot be changed so."""
        return Recipe(
            self.config, self.setting.pooling, self.setting.norm, self.setting.ending, self.setting.dropout
        ).trained()

    def take_preset(self, name: str) -> None:
        """Everything as a preset has it; the images stay."""
        self.use(Recipe(with_data(PRESETS[name], self.config.data)))

    def take_network(self, network: Architecture) -> None:
        """Another network; whitening needs a first convolution made for it, and goes with the old one."""
        whitens = self.setting.config.whitening and network == PRESETS["fast"].architecture
        self.use(Recipe(self.setting.config.changed(architecture=network, whitening=whitens)))

    @property
    def preset(self) -> str:
        """The preset that this is a change of."""
        return nearest_preset(self.setting.config)

    def value(self, field: str) -> Any:
        """What a field of the recipe, its configuration or its augmentation holds."""
        config = self.config
        of = self.setting if field in _OF_RECIPE else config.augmentation if field in _OF_IMAGES else config
        return getattr(of, field)

    def put(self, field: str, value: Any) -> None:
        """Change such a field."""
        config = self.config
        if field in _OF_RECIPE:
            self.change(**{field: value})
        elif field in _OF_IMAGES:
            values = {name: getattr(config.augmentation, name) for name in _OF_IMAGES} | {field: value}
            self.change(config=config.changed(augmentation=Augmentation(**values)))
        else:
            self.change(config=config.changed(**{field: value}))

    def whole(self, field: str, low: int, high: int, step: int = 1) -> None:
        """A field with a whole number."""
        key = f"{self.name}.{field}"
        st.number_input(
            self.say(f"train_field.{field}"), step=step,
            **state.numbered(key, low, high, int(self.value(field))), width=150,
            on_change=state.on_change(key, lambda value: self.put(field, int(value))),
        )  # fmt: skip

    def pick(self, field: str, options: Sequence[str], labels: str) -> None:
        """One of a few words, named `<labels>.<option>`."""
        key = f"{self.name}.{field}"
        st.segmented_control(
            self.say(f"train_field.{field}"),
            format_func=lambda option: self.say(f"{labels}.{option}"),
            **state.marked(key, options, self.value(field)), required=True,
            on_change=state.on_change(key, lambda value: self.put(field, value)),
        )  # fmt: skip

    def menu(
        self, field: str, options: Sequence[Any], label: Callable[[Any], str] = show, width: int = 200
    ) -> None:
        """One of more options, or of some numbers; what a link brought is among them."""
        now = self.value(field)
        known = options if now in options else sorted({*options, now})
        key = f"{self.name}.{field}.{self.language}"
        st.selectbox(
            self.say(f"train_field.{field}"), **state.picked(key, known, now), width=width, format_func=label,
            on_change=state.on_change(key, lambda value: self.put(field, value)),
        )  # fmt: skip

    def switch(self, field: str) -> None:
        """Yes or no."""
        key = f"{self.name}.{field}"
        label = self.say(f"train_field.{field}")
        st.toggle(
            label, **state.filled(key, self.value(field)),
            on_change=state.on_change(key, lambda value: self.put(field, value)),
        )  # fmt: skip
