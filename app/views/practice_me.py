"""Keeping one's progress, on the page: a nickname, the return code, leaving, taking along, deleting."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from app import identity, practice_book, returning, state
from app.markdown import explain_safely, plain
from app.panel import Panel
from cnn_core.errors import LabError
from cnn_core.store.nicknames import MAX_NICKNAME
from cnn_core.store.records import Learner

_PLACE: Final = "me"
_MOST_CODE: Final = 80


def draw_return(panel: Panel) -> bool:
    """For whoever opened a return link: the question whether to go on as that learner, and nothing else.

    Not by itself: a link may come from somebody else, who would then read this learner's answers.
    """
    if panel.setting.code:
        # Out of the address, so that it stands in no screenshot and in no link that is passed on.
        state.remember(_PLACE, "linked", panel.setting.code)
        panel.change(code="")
    linked = state.recall(_PLACE, "linked", "")
    if not linked:
        return False
    st.markdown(panel.say("me.linked"))
    _come_back(panel, linked)
    if st.button(panel.say("me.not_me"), key="me.not_me"):
        state.forget(_PLACE, "linked")
        st.rerun()
    return True


def draw_me(panel: Panel) -> None:
    """For somebody known: code, nickname, data. For others: how to keep progress, or come back."""
    st.subheader(panel.say("me.title"), anchor=False)
    who = identity.me()
    if who:
        _somebody(panel, who)
    else:
        _nobody(panel)


def _nobody(panel: Panel) -> None:
    st.markdown(panel.say("me.why"))
    with st.form("me.join", border=False):
        nickname = st.text_input(
            panel.say("me.nickname"), key="me.nickname", max_chars=MAX_NICKNAME, width=320,
            placeholder=panel.say("me.nickname_like"),
        )  # fmt: skip
        if st.form_submit_button(panel.say("me.join"), key="me.join.go", type="primary"):
            _do(panel, lambda: _show_code(returning.join(nickname)))
    with st.expander(panel.say("me.have_code"), key="me-have-code"):
        _come_back(panel, "")


def _come_back(panel: Panel, linked: str) -> None:
    waiting = len(practice_book.of_visit())
    with st.form("me.back", border=bool(linked)):
        code = st.text_input(
            panel.say("me.code"), value=linked, key=f"me.code.{bool(linked)}", max_chars=_MOST_CODE,
            autocomplete="off", width=400,
        )  # fmt: skip
        take = True
        if waiting:
            take = st.checkbox(panel.say("me.take", n=waiting), value=True, key="me.take")
        if st.form_submit_button(panel.say("me.back"), key="me.back.go"):
            _do(panel, lambda: _return(code, take))


def _return(code: str, take: bool) -> None:
    returning.come_back(code, take)
    state.forget(_PLACE, "linked")


def _somebody(panel: Panel, who: Learner) -> None:
    _told_code(panel)
    st.markdown(panel.say("me.is", name=plain(who.nickname)))
    _unsent(panel)
    with st.container(horizontal=True, gap="small"):
        if st.button(
            panel.say("me.leave"), key="me.leave", icon=":material/logout:", help=panel.say("me.leave_help")
        ):
            _do(panel, returning.leave)
        if st.button(
            panel.say("me.new_code"),
            key="me.new_code",
            icon=":material/key:",
            help=panel.say("me.new_code_help"),
        ):
            _do(panel, lambda: _show_code(returning.new_code()))
        _export(panel, who)
    with st.expander(panel.say("me.rename"), key="me-rename"), st.form("me.rename", border=False):
        name = st.text_input(
            panel.say("me.nickname"), value=who.nickname, key="me.name", max_chars=MAX_NICKNAME
        )
        if st.form_submit_button(panel.say("me.rename"), key="me.rename.go"):
            _do(panel, lambda: returning.rename(name))
    with st.expander(panel.say("me.delete"), key="me-delete"):
        st.markdown(panel.say("me.delete_what"))
        if st.button(panel.say("me.delete_yes"), key="me.delete", icon=":material/delete:"):
            _do(panel, returning.delete)


def _show_code(code: str) -> None:
    state.remember(_PLACE, "code", code)


def _told_code(panel: Panel) -> None:
    """The code, as long as it was not put away: it can be told only now."""
    code = state.recall(_PLACE, "code", "")
    if not code:
        return
    with st.container(border=True, key="me-code"):
        st.markdown(panel.say("me.code_is"))
        st.code(code, language=None)
        st.markdown(panel.say("me.link_is"))
        st.code(returning.link(code), language=None, wrap_lines=True)
        if st.button(panel.say("me.code_kept"), key="me.code_kept", type="primary"):
            state.forget(_PLACE, "code")
            st.rerun()


def _unsent(panel: Panel) -> None:
    waiting = len(practice_book.unsent())
    if not waiting:
        return
    st.warning(panel.say("me.unsent", n=waiting), icon=":material/cloud_off:")
    if st.button(panel.say("me.send"), key="me.send"):
        practice_book.send()
        st.rerun()


def _export(panel: Panel, who: Learner) -> None:
    st.download_button(
        panel.say("me.export"), partial(returning.export, who.id),  # made only when it is asked for
        "convlab.json", "application/json", key="me.export", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _do(panel: Panel, do: Callable[[], None]) -> None:
    """Do it; where it is refused, the page says why and keeps what was typed."""
    try:
        do()
    except LabError as error:
        st.info(explain_safely(panel.language, error), icon=":material/edit:")
        return
    st.rerun()  # the whole page: the browser's cookie follows
