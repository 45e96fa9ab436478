"""The words a lesson page is written in: sections, prose, labs, questions."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from app import questions, shell, state
from app.catalog import lesson_after
from app.conv_lab import ConvLab
from app.formulas import size_formula
from app.panel import Panel, Topic
from app.pool_lab import PoolLab
from app.predict import predict_first, predict_switch
from app.questions import Question
from app.settings import PoolSetting
from app.text import fill, lesson_text, say
from app.views.practice_here import practise_here
from cnn_core.errors import LabError

Section = Callable[[], object]


def open_lesson(slug: str) -> "Lesson":
    """Begin a lesson's page."""
    return Lesson(slug)


class Lesson:
    """One lesson: sections in order, one in view at a time, each a fragment that reruns alone."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.language = state.language()
        self.text = lesson_text(slug, self.language)
        self.sections: dict[str, Section] = {}
        self.at = ""
        self.panel_in_view: Panel | None = None

    def section(self, name: str, draw: Section | None = None) -> Callable[[Section], Section]:
        """Add a section and what draws it, at once or as a decorator; its block's heading is its title."""

        def register(draw: Section) -> Section:
            self.sections[name] = draw
            return draw

        if draw:
            register(draw)
        return register

    def run(self) -> None:
        """Draw the page at the section the learner is at."""
        self.at = state.place(self.slug, list(self.sections))
        state.open_at(self.slug, list(self.sections))
        self._head()
        st.fragment(self._draw, key=f"section-{self.slug}-{self.at}")()
        self._foot()

    def say(self, key: str, **values: object) -> str:
        """An interface string in the learner's language."""
        return say(self.language, key, **values)

    def prose(self, part: str = "", **values: object) -> None:
        """Words of the section: its own block, or `<section>.<part>`."""
        block = self.text.blocks[f"{self.at}.{part}" if part else self.at]
        with st.container(key=f"prose-{part or 'main'}"):
            st.markdown(fill(block, **values))

    def matrix(
        self,
        default: Any,
        controls: tuple[str, ...] = (),
        presets: Mapping[str, Any] | None = None,
        *,
        kind: Callable[[str, Any], Any] | None = None,
        name: str = "",
        predict: tuple[str, ...] = (),
        first: tuple[str, Callable[[Any], Question]] | None = None,
        question: Callable[[Any], Question] | None = None,
        formula: bool = False,
        usage: bool = False,
        **shown: Any,
    ) -> Any:
        """A section's matrix lab: examples, controls, what is asked, the grids, the size's formula.

        Args:
            default: the setting it starts from.
            controls: what can be changed.
            presets: examples to choose from; their labels are the blocks `<section>.preset.<name>`.
            kind: the lab's class; a setting of a pooling or a convolution says it by itself.
            name: of the lab, where two sections share one; else the section's.
            predict: "cell" and "size": what is asked about the learner's own numbers.
            first: the part and the maker of a question that comes first and uncovers nothing.
            question: another question, made from the lab; `lab.answered` tells whether it is done with.
            formula: whether the size is worked out below the grids.
            usage: whether the cells tell how many windows use them, once the question is done with.
            shown: for the lab's own `show`.

        Returns:
            The lab.
        """
        kind = kind or (PoolLab if isinstance(default, PoolSetting) else ConvLab)
        lab = kind(name or f"{self.slug}.{self.at}", default)
        self.panel_in_view = lab
        with suppress(LabError):  # without an output there is nothing to ask; the lab says why
            if first:
                self.ask(first[1](lab), first[0])
            if question:
                lab.answered = self.ask(question(lab), lab.asks, done=lab.play)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            if presets:
                lab.presets(presets, lambda preset: self.words(f"preset.{preset}"))
            lab.controls(*controls)
            if lab.has_text:
                lab.text_box()
            if predict or question:
                predict_switch(lab)
        if predict:
            predict_first(lab, predict, self.text, self.at)
        if usage:
            shown["usage"] = lab.answered
        lab.show(**shown)
        if formula and not lab.covered:
            size_formula(self.language, lab)
        return lab

    def study(
        self,
        topic: Topic,
        question: Callable[[Panel], Question] | None,
        *reveal: Callable[[Panel], None],
        when: bool = True,
    ) -> None:
        """A section without a grid: controls, a question about them, and what its answer reveals.

        Args:
            topic: its setting and controls.
            question: about the setting; without one the pictures are there to be looked at.
            reveal: what the answer uncovers.
            when: whether another question, asked before, is done with; a link's setting is kept until then.
        """
        panel = Panel(f"{self.slug}.{self.at}", topic.default, topic.codecs)
        self.panel_in_view = panel
        if not when:
            return
        topic.controls(panel)
        asked = None
        with suppress(LabError):  # where there is nothing to ask about, the pictures say why
            asked = question(panel) if question else None
        if asked is None or self.ask(asked):
            for show in reveal:
                show(panel)

    def ask_again(self, make: Callable[[int], Question], part: str = "ask") -> bool:
        """A question with ever new numbers: `make(seed)`, and a button for the next seed."""
        name = f"{self.slug}.{self.at}.{part}"
        answered = self.ask(make(self.seed(part)), part)
        if answered:
            st.button(
                self.say("ask.another"),
                key=f"{name}.another",
                icon=":material/autorenew:",
                on_click=self._reseed,
                args=(part,),
            )
        return answered

    def seed(self, part: str = "ask") -> int:
        """Which of its cases a question is at."""
        return state.recall(f"{self.slug}.{self.at}.{part}", "seed", 0)

    def _reseed(self, part: str) -> None:
        name = f"{self.slug}.{self.at}.{part}"
        state.remember(name, "seed", self.seed(part) + 1)
        questions.forget(name)

    def words(self, part: str, **values: object) -> str:
        """A short text of the section, for a label or a caption."""
        return fill(self.text.blocks[f"{self.at}.{part}"], **values)

    def ask(self, question: Question, part: str = "ask", done: Callable[[], None] | None = None) -> bool:
        """A question of the section: blocks `<section>.<part>`, `.right`, `.hint`, `.wrong.<belief>`."""
        block = f"{self.at}.{part}"
        return questions.ask(f"{self.slug}.{block}", block, question, self.text, done)

    def _draw(self) -> None:
        self.panel_in_view = None
        shell.guarded(self._section)
        shell.guarded(lambda: practise_here(self.slug, self.at))
        shell.tell_unread()
        first = next(iter(self.sections))
        section = None if self.at == first else self.at
        if self.panel_in_view is None:
            state.write_address({"at": section} if section else {})
        else:
            self.panel_in_view.write_address(section)

    def _section(self) -> None:
        self.prose()
        self.sections[self.at]()
        if f"{self.at}.after" in self.text.blocks:
            self.prose("after")

    def _title(self, name: str) -> str:
        return self.text.blocks[name].splitlines()[0].removeprefix("## ")

    def _head(self) -> None:
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="head"):
            st.title(self.text.title, anchor=False, width="content")
            self._section_menu()

    def _section_menu(self) -> None:
        names = list(self.sections)
        # A menu sends back the words it showed: in another language it is another menu.
        key = f"at-{self.slug}-{self.language}"
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width=480, key="turn"):
            self._turn_button(-1, ":material/chevron_left:", "turn.previous", "head")
            st.selectbox(
                self.say("turn.section"), **state.picked(key, names, self.at),
                format_func=lambda name: f"{names.index(name) + 1} / {len(names)} · {self._title(name)}",
                label_visibility="collapsed", width="stretch",
                on_change=state.on_change(key, lambda name: state.go_to(self.slug, name)),
            )  # fmt: skip
            self._turn_button(1, ":material/chevron_right:", "turn.next", "head")

    def _turn_button(self, step: int, icon: str, key: str, where: str, label: str = "") -> None:
        st.button(
            label or self.say(key),  # beside the menu the words are for screen readers only (page.css)
            icon=icon,
            icon_position="right" if step > 0 and label else "left",
            key=f"{where}{step}-{self.slug}",
            disabled=self._neighbour(step) is None,
            on_click=state.turn,
            args=(step,),
        )

    def _foot(self) -> None:
        st.divider()
        with st.container(horizontal=True, horizontal_alignment="distribute", key="foot"):
            before, after = self._neighbour(-1), self._neighbour(1)
            if before:
                self._turn_button(-1, ":material/arrow_back:", "", "foot", self._title(before))
            if after:
                self._turn_button(1, ":material/arrow_forward:", "", "foot", self._title(after))
            elif following := lesson_after(self.slug):
                title = lesson_text(following.slug, self.language).title
                st.page_link(following.page, label=title, icon=":material/arrow_forward:")

    def _neighbour(self, step: int) -> str | None:
        names = list(self.sections)
        place = names.index(self.at) + step
        return names[place] if 0 <= place < len(names) else None
