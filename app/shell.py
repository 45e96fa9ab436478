"""The frame around every page: navigation, the bar with language and presenter mode, styles."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from app import state
from app.catalog import HOME, LESSONS, Entry
from app.text import ASSETS, LANGUAGES, lesson_text, say

ICON = ASSETS / "shell" / "icon.png"
_FOLDER = ASSETS / "shell"
_log = logging.getLogger("convlab")


@cache
def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


_shell = st.components.v2.component(
    "convlab_shell", html=_file("shell.html"), css=_file("shell.css"), js=_file("shell.js")
)


def navigation(language: str) -> Any:
    """Build the menu in a language; returns the page to run."""
    home = _page(HOME, language, default=True)
    return st.navigation(
        {"": [home], say(language, "nav.lessons"): [_page(entry, language) for entry in LESSONS]},
        position="hidden" if state.presenting() else "sidebar",
    )


def top_bar() -> None:
    """Language, presenter mode and the link to copy, in view on every page; the page's styles and keys."""
    language = state.language()
    st.html(f"<style>{_file('page.css')}{_file('present.css') if state.presenting() else ''}</style>")
    with st.container(
        key="top-bar", horizontal=True, horizontal_alignment="right", vertical_alignment="center"
    ):
        key = "language-switch"
        st.segmented_control(
            say(language, "bar.language"), format_func=LANGUAGES.__getitem__,
            **state.marked(key, list(LANGUAGES), language), required=True, label_visibility="collapsed",
            on_change=state.on_change(key, state.set_language),
        )  # fmt: skip
        key = "presenter-switch"
        st.toggle(
            say(language, "bar.present"), **state.filled(key, state.presenting()),
            on_change=state.on_change(key, state.set_presenting),
        )  # fmt: skip
        _shell(
            key="shell",
            data=[
                {
                    "lang": language,
                    "present": state.presenting(),
                    "learner": state.learner(),
                    "chosen": state.learner_is_chosen(),
                    **{name: say(language, f"bar.{name}") for name in ("copy", "copied", "copy_by_hand")},
                }
            ],  # in a list, as in components.py
            width="content",
            on_turn_change=_turned,
        )


def tell_unread() -> None:
    """Name the parts of the opened link that made no sense, once."""
    for name in state.unread():
        st.toast(say(state.language(), "link.unread", name=name))


def guarded(draw: Callable[[], object]) -> None:
    """Draw a part of the page; a fault of ours is logged, and the learner is told in words."""
    try:
        draw()
    except Exception:
        _log.exception("a page could not be drawn")
        st.error(say(state.language(), "bar.fault"), icon=":material/sentiment_dissatisfied:")


def _turned() -> None:
    step = state.component_value("shell", "turn")
    if step in (1, -1):
        state.turn(step)


def _page(entry: Entry, language: str, default: bool = False) -> Any:
    title = lesson_text(entry.slug, language).title
    return st.Page(
        entry.page, title=title, icon=entry.icon, url_path=None if default else entry.slug, default=default
    )
