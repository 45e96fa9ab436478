"""A few controls with a setting that lives in the link: what every lab stands on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import streamlit as st

from app import state
from app.link import Codec
from app.text import say


@dataclass(frozen=True)
class Topic:
    """What a section without a grid is about: its first setting, how that is linked, what can be changed."""

    default: Any
    codecs: Mapping[str, Codec]
    controls: Callable[["Panel"], None]


class Panel:
    """A setting (a frozen dataclass), its controls and its address."""

    def __init__(self, name: str, default: Any, codecs: Mapping[str, Codec]) -> None:
        self.name, self.default, self.codecs = name, default, codecs
        self.language = state.language()
        self.setting = state.setting(name, default, codecs)

    def say(self, key: str, **values: object) -> str:
        """An interface string in the learner's language."""
        return say(self.language, key, **values)

    def change(self, **changes: Any) -> None:
        """Change some fields of the setting."""
        state.change(self.name, self.default, **changes)
        self.setting = state.setting(self.name, self.default, self.codecs)

    def use(self, setting: Any) -> None:
        """Replace the whole setting."""
        self.change(**{field.name: getattr(setting, field.name) for field in fields(setting)})

    def number(self, field: str, label: str, low: int, high: int, step: int = 1) -> None:
        """A control for a whole number."""
        key = f"{self.name}.{field}"
        st.number_input(
            label, step=step, **state.numbered(key, low, high, getattr(self.setting, field)), width=132,
            on_change=state.on_change(key, lambda value: self.change(**{field: int(value)})),
        )  # fmt: skip

    def presets(self, settings: Mapping[str, Any], label: Callable[[str], str]) -> None:
        """Buttons that put an example into the lab."""
        with st.container(horizontal=True, gap="xsmall", width="content"):
            for name, preset in settings.items():
                st.button(
                    label(name), key=f"{self.name}.preset.{name}", on_click=self.use, args=(preset,),
                    type="primary" if self.is_at(preset) else "secondary",
                )  # fmt: skip

    def is_at(self, setting: Any) -> bool:
        """Whether this is the setting in use."""
        return bool(self.setting == setting)

    def write_address(self, section: str | None) -> None:
        """Put the lab's setting into the browser's address."""
        state.lab_address(section, self.setting, self.default, self.codecs)

    def numbers(self, prefix: str, **ranges: tuple[int, int]) -> None:
        """Controls for some whole numbers in a row; the labels are `<prefix>.<field>`."""
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for field, (low, high) in ranges.items():
                self.number(field, self.say(f"{prefix}.{field}"), low, high)

    def choose(self, field: str, options: Sequence[Any], label: str, labels: str) -> None:
        """A control for a field with a few options; `labels` is the prefix of their names."""
        key = f"{self.name}.{field}"
        st.segmented_control(
            label, format_func=lambda option: self.say(f"{labels}.{option}"),
            **state.marked(key, options, getattr(self.setting, field)), required=True,
            on_change=state.on_change(key, lambda value: self.change(**{field: value})),
        )  # fmt: skip

    def select(self, field: str, options: Sequence[Any], label: str, labels: str) -> None:
        """A menu for a field with longer options; it sends back its words, so each language has its own."""
        key = f"{self.name}.{field}.{self.language}"
        st.selectbox(
            label, format_func=lambda option: self.say(f"{labels}.{option}"),
            **state.picked(key, options, getattr(self.setting, field)), width=172,
            on_change=state.on_change(key, lambda value: self.change(**{field: value})),
        )  # fmt: skip

    def choose_sides(self, field: str, label: str, high: int, value: tuple[int, int]) -> None:
        """A control for a pair of whole numbers: rows and columns."""
        with st.container(width="content", gap=None):
            st.markdown(f"<small>{label}</small>", unsafe_allow_html=True)
            with st.container(horizontal=True, gap="small", width="content"):
                for axis, name in enumerate(("rows", "columns")):
                    self._choose_side(field, f"{label}: {self.say(f'control.{name}')}", high, value, axis)

    def _choose_side(self, field: str, label: str, high: int, value: tuple[int, int], axis: int) -> None:
        key = f"{self.name}.{field}.{axis}"

        def changed(side: int) -> None:
            self.change(**{field: (side, value[1]) if axis == 0 else (value[0], side)})

        st.number_input(
            label, step=1, **state.numbered(key, 1, high, value[axis]), width=68,
            label_visibility="collapsed",
            on_change=state.on_change(key, changed),
        )  # fmt: skip
