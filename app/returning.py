"""Keeping one's progress: a nickname and a return code, coming back, leaving, taking everything along."""

import json
from typing import Final

from app import identity, practice_book, practice_work, state, training
from cnn_core.store.records import Learner

#: What a return link brings, besides the place of the page.
CODE: Final = "code"


def join(nickname: str) -> str:
    """Begin to keep progress, with what this browser has done so far; returns the return code.

    Raises:
        LabError: "not_a_nickname" (maximum), or as the store says.
    """
    learner, code = training.store().new_learner(nickname)
    _go_on_as(learner, take=True)
    return code


def come_back(code: str, take: bool) -> None:
    """Go on as the learner who has this code.

    Args:
        code: as it was typed.
        take: whether this visit's answers, and the runs of this browser, are theirs too.

    Raises:
        LabError: "no_such_code", "too_many_tries" (seconds), or as the store says.
    """
    _go_on_as(training.store().learner_by_code(code, state.source()), take)


def leave() -> None:
    """Let somebody else use this browser; the learner's progress stays where it is kept."""
    practice_book.send()
    _forget_visit()
    state.be_nobody()


def rename(nickname: str) -> None:
    """Change the nickname. Raises LabError as `Store.rename_learner`."""
    identity.become(training.store().rename_learner(state.learner(), nickname))


def new_code() -> str:
    """Another return code; the one before opens nothing any more. Raises LabError as the store."""
    return training.store().renew_code(state.learner())


def export(id: str) -> bytes:
    """All that is kept of a learner, as JSON. Raises LabError as the store."""
    told = training.store().export_learner(id)
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")


def delete() -> None:
    """Remove the learner with all answers and runs. Raises LabError as the store."""
    training.store().delete_learner(state.learner())
    _forget_visit()
    state.be_nobody()


def link(code: str) -> str:
    """The return link, as the page it leads to gives it out. Whoever has it can go on as the learner."""
    return f"{state.page_address()}?at=progress&{CODE}={code}"


def _go_on_as(learner: Learner, take: bool) -> None:
    old = state.learner()
    if take:
        training.store().claim_runs(old, learner.id)
    else:
        _forget_visit()
    identity.become(learner, old if take else "")
    practice_book.send()


def _forget_visit() -> None:
    practice_book.clear()
    practice_work.clear()
