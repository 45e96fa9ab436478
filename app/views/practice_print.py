"""A button that prints the page: only the browser can."""

from functools import cache
from typing import Any

import streamlit as st

from app.text import ASSETS


@cache
def _button() -> Any:
    folder = ASSETS / "practice"
    html, css, js = ((folder / f"print.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("convlab_print", html=html, css=css, js=js)


def print_button(label: str) -> None:
    """Draw the button."""
    _button()(
        key="practice-print", data=[{"label": label}], width="content"
    )  # in a list, as in components.py
