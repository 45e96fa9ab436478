"""Where an answer is typed or chosen: fields by the exercise's kind, and the buttons below them.

Fields for typing stand in a form, so that Enter hands the answer in and a button takes along what is typed.
Menus and options are taken over at once: they send words of one language, which another would not know.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from app import practice_work as desk
from app import state
from app.exercise_text import option
from app.practice_work import CELL, ROW, Work
from app.text import say
from cnn_core.exercises.exercise import Exercise

_CHOSEN: Final = ("choice", "order")
_MOST_LINE: Final = 200


def draw_entry(exercise: Exercise, work: Work, language: str, key: str) -> None:
    """The fields of an exercise and the buttons: check, a hint, the answer."""
    if exercise.kind in _CHOSEN:
        (_choice if exercise.kind == "choice" else _order)(exercise, work, language, key)
        _buttons(exercise, work, language, key, st.button, lambda: desk.work_on(exercise).typed)
        return
    with st.form(f"{key}.form", border=False):
        typed = _FIELDS.get(exercise.kind, _line)(exercise, work, language, key)
        _buttons(exercise, work, language, key, st.form_submit_button, typed)


def _buttons(
    exercise: Exercise, work: Work, language: str, key: str, button: Any, typed: Callable[[], str]
) -> None:
    def press(do: Callable[[Exercise, str], None]) -> None:
        do(exercise, typed())

    with st.container(horizontal=True, gap="small"):
        button(
            say(language, "ask.check"), key=f"{key}.check", type="primary", on_click=press,
            args=(desk.hand_in,),
        )  # fmt: skip
        if work.hints < exercise.hints:
            label = say(language, "practice.hint", n=work.hints + 1, total=exercise.hints)
            button(
                label, key=f"{key}.hint", icon=":material/lightbulb:", on_click=press, args=(desk.next_hint,)
            )
        if not work.revealed:
            button(say(language, "ask.reveal"), key=f"{key}.reveal", on_click=press, args=(desk.reveal,))


def _line(exercise: Exercise, work: Work, language: str, key: str) -> Callable[[], str]:
    st.text_input(
        say(language, f"ask.label_{exercise.kind}"), **state.filled(f"{key}.typed", work.typed),
        placeholder=say(language, f"ask.like_{exercise.kind}"), max_chars=_MOST_LINE, width=240,
    )  # fmt: skip
    return partial(_held, f"{key}.typed")


def _code(exercise: Exercise, work: Work, language: str, key: str) -> Callable[[], str]:
    given = str(exercise.given.get("code", ""))
    st.text_area(
        say(language, "practice.code"), **state.filled(f"{key}.code", work.typed), height=_height(given),
        placeholder="Dense(10)", help=say(language, "practice.code_help"),
    )  # fmt: skip
    return partial(_held, f"{key}.code")


def _height(code: str) -> int:
    """Room for a few lines, or for all of the code that is given."""
    return max(120, min(26 * (code.count("\n") + 1) + 32, 480))


def _matrix(exercise: Exercise, work: Work, language: str, key: str) -> Callable[[], str]:
    """A field a cell; wrong ones are marked by a sign and a frame, and named in the feedback."""
    given = desk.cells(exercise, work.typed)
    keys = [[f"{key}.cell.{r}.{c}" for c in range(len(row))] for r, row in enumerate(given)]
    with st.container(key=f"practice-cells-{exercise.seed}", gap="xsmall"):
        for r, row in enumerate(given):
            with st.container(horizontal=True, gap="xsmall", key=f"practice-row-{exercise.seed}-{r}"):
                for c, cell in enumerate(row):
                    st.text_input(
                        say(language, "lab.cell", r=r + 1, c=c + 1), **state.filled(keys[r][c], cell),
                        label_visibility="collapsed", width=64, max_chars=24,
                    )  # fmt: skip
    if work.is_current and work.verdict:
        _mark([keys[r][c] for r, c in work.verdict.cells])
    return lambda: ROW.join(CELL.join(map(_held, row)) for row in keys)


def _mark(keys: list[str]) -> None:
    """Streamlit gives the box around a field its key as a class; the look is in page.css."""
    if not keys:
        return
    boxes = [f".st-key-{key.replace('.', '-')}" for key in keys]
    inputs = ", ".join(f"{box} [data-testid='stTextInputRootElement']" for box in boxes)
    signs = ", ".join(f"{box}::after" for box in boxes)
    framed, signed = "{ outline: 2px dashed #d55e00; }", "{ content: '×'; display: block; }"
    st.html(f"<style>{inputs} {framed} {signs} {signed}</style>")


def _choice(exercise: Exercise, work: Work, language: str, key: str) -> None:
    name = f"{key}.choice.{language}"
    st.radio(
        say(language, "ask.label_choice"),
        **state.picked(name, exercise.case.options, work.typed or None),
        format_func=lambda one: option(exercise, one, language),
        on_change=state.on_change(name, partial(desk.draft, exercise)),
    )  # fmt: skip


def _order(exercise: Exercise, work: Work, language: str, key: str) -> None:
    """A menu a place; what is chosen twice changes places."""
    st.caption(say(language, "practice.order_help"))
    for position, chosen in enumerate(desk.places(exercise, work.typed)):
        name = f"{key}.place.{position}.{language}"
        st.selectbox(
            say(language, "practice.place", n=position + 1),
            **state.picked(name, exercise.case.options, chosen or None),
            format_func=lambda one: option(exercise, one, language).replace("`", ""),
            placeholder=say(language, "practice.place_empty"), width=480,
            on_change=state.on_change(name, partial(desk.put_at, exercise, position)),
        )  # fmt: skip


def _held(key: str) -> str:
    return str(state.widget_value(key) or "")


_FIELDS: Final = {"code": _code, "matrix": _matrix}
