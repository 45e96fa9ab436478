"""A part of the page that nobody sees: it has the browser keep this visit's answers, and hand them back."""

from typing import Final

from app import practice_book, state
from app.components import draw_component

#: Every answer is followed by a run, so the latest few are enough to miss none.
_LATEST: Final = 20
_KEY: Final = "practice-keeper"


def draw_keeper() -> None:
    """Draw it, once in a page."""
    data = {
        "owner": state.learner(),
        "was": state.learner_was(),
        "known": len(practice_book.of_visit()),
        "attempts": practice_book.for_browser(_LATEST),
    }
    draw_component("practice", "keeper", data, _KEY, on_back_change=_taken_back, height=0)


def _taken_back() -> None:
    practice_book.take_back(state.component_value(_KEY, "back"))
