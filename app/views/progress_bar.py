"""A bar that shows how far a learner is in a lesson."""

from html import escape

from app.text import say
from cnn_core.exercises.progress import Standing


def bar(standing: Standing, language: str) -> str:
    """A bar of a lesson's exercises: those known, and those that were tried at all; the words beside it."""
    parts = {"seen": standing.seen, "known": standing.known}
    widths = "".join(
        f"<i class='{name}' style='width:{100 * part / standing.exercises:.0f}%'></i>"
        for name, part in parts.items()
    )
    words = say(
        language, "progress.known_of", known=standing.known, seen=standing.seen, all=standing.exercises
    )
    track = f"<span class='track' aria-hidden='true'>{widths}</span>"
    return f"<div class='progress-bar'>{track}<span class='words'>{escape(words)}</span></div>"
