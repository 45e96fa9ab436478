"""Asking before showing: a question, the learner's answer, and feedback that explains the very mistake."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from app import state
from app.markdown import explain_safely
from app.text import LessonText, belief_text, fill, say, show
from cnn_core.errors import LabError
from cnn_core.exercises.verdict import Answer, Verdict, judge
from cnn_core.reading import read_number, read_sides


@dataclass(frozen=True)
class Question:
    """A question whose answer the core computed.

    Attributes:
        kind: "size" (rows x columns), "number" or "choice".
        answer: the right answer.
        beliefs: wrong rules and what each gives here, the most telling first.
        values: numbers the texts may mention, by placeholder.
        tolerance: how far off an estimate may be.
        about: what else makes it this question, such as the cell asked for.
        options: of a choice, the ids; their words are the blocks `<block>.option.<id>`.
    """

    kind: str
    answer: Answer
    beliefs: Mapping[str, Answer] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    tolerance: float = 0.0
    about: object = None

    @property
    def case(self) -> str:
        """What the question is about, in no language: other numbers make it another question."""
        numbers = sorted((name, value) for name, value in self.values.items() if not isinstance(value, str))
        return repr((self.kind, self.answer, self.about, numbers))

    def read(self, typed: str) -> Answer:
        """The answer in what was typed. Raises LabError if it cannot be read."""
        if self.kind == "size":
            return read_sides(typed)
        if self.kind == "choice":
            return typed
        return read_number(typed.rstrip("%％ "))


@dataclass(frozen=True)
class Reply:
    """What came of a question so far; `case` says which numbers it was about."""

    case: str
    typed: str = ""
    verdict: Verdict | None = None
    revealed: bool = False
    error: LabError | None = None


def ask(
    name: str, block: str, question: Question, text: LessonText, done: Callable[[], None] | None = None
) -> bool:
    """Put a question on the page; returns whether it has been answered or revealed.

    Args:
        name: the question's place in the learner's state.
        block: the lesson's block that holds its words: `<block>` the prompt, `<block>.right` the reason.
        question: numbers and answer.
        text: the lesson's words.
        done: called once when an answer is committed or the learner asks to see it.
    """
    language = state.language()
    reply: Reply = state.recall(name, "reply", Reply(question.case))
    if reply.case != question.case:
        reply = Reply(question.case)

    def commit() -> None:
        typed = state.widget_value(f"{name}.typed") or ""
        answered = _judge(question, str(typed))
        state.remember(name, "reply", answered)
        if answered.verdict is not None and done:
            done()

    def reveal() -> None:
        state.remember(
            name, "reply", Reply(question.case, str(state.widget_value(f"{name}.typed") or ""), revealed=True)
        )
        if done:
            done()

    with st.container(border=True, key=f"ask-{name}".replace(".", "-")):
        st.markdown(f"**{say(language, 'ask.title')}** {fill(text.blocks[block], **question.values)}")
        with (
            st.form(f"{name}.form", border=False),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            _entry(name, block, question, text, language)
            st.form_submit_button(say(language, "ask.check"), on_click=commit, type="primary")
            st.form_submit_button(say(language, "ask.reveal"), on_click=reveal)
        _feedback(block, question, reply, text, language)
    return reply.revealed or reply.verdict is not None


def forget(name: str) -> None:
    """Ask anew: drop what was answered and typed."""
    state.forget(name, "reply")
    state.put(f"{name}.typed", None)


def _judge(question: Question, typed: str) -> Reply:
    if not typed.strip():
        return Reply(question.case, error=LabError("nothing_typed"))
    try:
        verdict = judge(question.read(typed), question.answer, question.beliefs, question.tolerance)
    except LabError as error:
        return Reply(question.case, typed, error=error)
    return Reply(question.case, typed, verdict)


def _entry(name: str, block: str, question: Question, text: LessonText, language: str) -> None:
    key, label = f"{name}.typed", say(language, f"ask.label_{question.kind}")
    if question.kind == "choice":
        st.radio(
            label,
            question.options,
            index=None,
            format_func=lambda option: fill(text.blocks[f"{block}.option.{option}"], **question.values),
            key=key,
            label_visibility="collapsed",
            horizontal=True,
        )
    else:
        st.text_input(
            label,
            key=key,
            width=180,
            label_visibility="collapsed",
            max_chars=40,
            placeholder=say(language, f"ask.like_{question.kind}"),
        )


def _feedback(block: str, question: Question, reply: Reply, text: LessonText, language: str) -> None:
    values: dict[str, Any] = dict(question.values)
    values["answer"] = _words(question, question.answer, block, text)
    if reply.error is not None:
        st.info(explain_safely(language, reply.error), icon=":material/edit:")
        return
    reason = fill(text.blocks[f"{block}.right"], **values)
    if reply.revealed:
        st.info(f"{say(language, 'ask.answer', **values)} {reason}", icon=":material/visibility:")
    if reply.verdict is None:
        return
    values["received"] = reply.typed if question.kind == "choice" else show(question.read(reply.typed))
    if reply.verdict.correct:
        st.success(f"{say(language, 'ask.right')} {reason}", icon=":material/check_circle:")
    elif reply.verdict.misconception:
        wrong = _belief(block, reply.verdict.misconception, text, language)
        st.warning(fill(wrong, **values), icon=":material/psychology_alt:")
    else:
        hint = fill(text.blocks.get(f"{block}.hint", say(language, "ask.hint")), **values)
        st.warning(f"{say(language, 'ask.wrong')} {hint}", icon=":material/replay:")


def _belief(block: str, belief: str, text: LessonText, language: str) -> str:
    """The lesson's own words for a wrong belief, or those all lessons share."""
    own = text.blocks.get(f"{block}.wrong.{belief}")
    return own if own is not None else belief_text(belief, language)


def _words(question: Question, answer: Answer, block: str, text: LessonText) -> str:
    if question.kind == "choice":
        return fill(text.blocks[f"{block}.option.{answer}"], **question.values)
    return show(answer)
