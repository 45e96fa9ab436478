"""Controls that the labs about layers share: options that read the same in every language, and decimals."""

from collections.abc import Sequence

import streamlit as st

from app import state
from app.link import read_bounded
from app.panel import Panel


def choose_plain(panel: Panel, field: str, options: Sequence[str], label: str) -> None:
    """A control for a field whose options are numbers or words of Keras."""
    key = f"{panel.name}.{field}"
    st.segmented_control(
        label, **state.marked(key, options, getattr(panel.setting, field)), required=True,
        on_change=state.on_change(key, lambda value: panel.change(**{field: value})),
    )  # fmt: skip


def numbers_in_line(panel: Panel, prefix: str, **ranges: tuple[int, int]) -> None:
    """Controls for some whole numbers, to stand in a row with others; the labels are `<prefix>.<field>`."""
    for field, (low, high) in ranges.items():
        panel.number(field, panel.say(f"{prefix}.{field}"), low, high)


def decimal(panel: Panel, field: str, label: str, step: float = 0.5) -> None:
    """A control for a field that holds a number as typed."""
    key = f"{panel.name}.{field}"
    st.number_input(
        label, step=step, format="%g",
        **state.numbered(key, -999.0, 999.0, float(read_bounded(getattr(panel.setting, field)))), width=120,
        on_change=state.on_change(key, lambda value: panel.change(**{field: f"{value:g}"})),
    )  # fmt: skip
