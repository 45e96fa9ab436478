"""The words the front page is written in."""

import time
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from app import practice_book, shell, state
from app.catalog import HOME, LESSONS, Entry, lesson
from app.conv_lab import ConvLab
from app.practice_next import tally
from app.settings import ConvSetting
from app.text import lesson_text, say
from app.views.next_step import draw_next_step
from app.views.practice_keeper import draw_keeper
from app.views.progress_bar import bar
from cnn_core.exercises.progress import Standing, by_lesson

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
        self.standings: Mapping[str, Standing] = {}
        st.title("ConvLab · 卷積實驗室", anchor=False)

    def prose(self, block: str) -> None:
        """A block of the page's words."""
        with st.container(key=f"prose-{block}"):
            st.markdown(self.text.blocks[block])

    def progress(self) -> None:
        """What to do next; for whoever has practised, how it went."""
        done = practice_book.attempts()
        draw_next_step(self.language, done, time.time())
        if done:
            count = tally(done)
            with st.container(horizontal=True, vertical_alignment="center", key="home-tally"):
                told = say(self.language, "progress.home", tried=count.tried, right=count.right)
                st.markdown(told, width="content")
                self._progress_link()
        self.standings = by_lesson(done) if done else {}
        draw_keeper()

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
        if entry.slug in self.standings and self.standings[entry.slug].seen:
            st.html(bar(self.standings[entry.slug], self.language))
        st.page_link(entry.page, label=say(self.language, "home.open"), icon=":material/arrow_forward:")

    def _progress_link(self) -> None:
        practice = lesson("practice")
        label = say(self.language, "progress.all")
        st.page_link(practice.page, label=label, query_params={"at": "progress", "lang": self.language})

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
