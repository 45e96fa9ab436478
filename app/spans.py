"""Lengths of time in words, as short as a learner needs them: minutes, hours, days."""

from typing import Final

from app.text import say

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
_UNTIL: Final = (("minute", MINUTE, HOUR), ("hour", HOUR, 2 * DAY), ("day", DAY, float("inf")))


def span(language: str, seconds: float) -> str:
    """A length of time, rounded up to whole minutes, hours or days.

    >>> span("en", 10), span("en", 7300), span("en", 3 * DAY)
    ('1 minute', '3 hours', '3 days')
    """
    unit, length = next((unit, length) for unit, length, until in _UNTIL if seconds <= until)
    count = max(1, -int(-seconds // length))
    return say(language, f"span.{unit}" if count == 1 else f"span.{unit}s", n=count)
