"""The words the front page is written in."""

from dataclasses import replace

import streamlit as st

from app import shell, state
from app.catalog import HOME, LESSONS, Entry
from app.conv_lab import ConvLab
from app.settings import ConvSetting
from app.text import lesson_text, say

CARDS = 3  # in a row


def open_front() -> "Front":
    """Begin the front page."""
    return Front()


class Front:
    """The front page: a welcome, the lessons, a first lab."""

    def __init__(self) -> None:
        self.language = state.language()
        state.open_at("", [])
        self.text = lesson_text(HOME.slug, self.language)
        st.title("ConvLab · 卷積實驗室", anchor=False)

    def prose(self, block: str) -> None:
        """A block of the page's words."""
        with st.container(key=f"prose-{block}"):
            st.markdown(self.text.blocks[block])

    def lessons(self) -> None:
        """A card for every lesson: what it is about, and the way in."""
        for first in range(0, len(LESSONS), CARDS):
            row = LESSONS[first : first + CARDS]
            for column, entry in zip(st.columns(CARDS), row, strict=False):
                with column, st.container(border=True, height="stretch"):
                    self._card(entry)

    def _card(self, entry: Entry) -> None:
        text = lesson_text(entry.slug, self.language)
        st.header(text.title, anchor=False)
        st.markdown(text.blocks["about"])
        st.page_link(entry.page, label=say(self.language, "home.open"), icon=":material/arrow_forward:")

    def lab(self, example: ConvSetting) -> None:
        """A lab to play with, uncovered; its setting lives in the page's link."""
        start = replace(example, predict=False)
        # A fragment reruns without the page around it, so it guards itself.
        st.fragment(lambda: shell.guarded(lambda: self._draw_lab(start)), key="front-lab")()

    def _draw_lab(self, start: ConvSetting) -> None:
        lab = ConvLab("home.lab", start)
        lab.show()
        shell.tell_unread()
        lab.write_address(None)
