"""The texts a learner or a page hands in: how long, and of what."""

import re
from typing import Final

from cnn_core.errors import LabError

MAX_TEXT: Final = 80
_ID = re.compile(r"[0-9a-f]{16}")


def shown_text(text: str) -> str:
    """A name as it is kept: one line, at most 80 characters, nothing that cannot be seen.

    >>> shown_text("  my\\n run\\x00 " + "x" * 100)[:8]
    'my run x'
    """
    one_line = " ".join(str(text).split())
    return "".join(one for one in one_line if one.isprintable())[:MAX_TEXT].strip()


def label(text: object, name: str) -> str:
    """A learner or a group: taken as it is, since cutting it would make two of them one.

    Raises:
        LabError: "not_a_label" (name, maximum).

    >>> label("class 4b", "learner")
    'class 4b'
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT or not text.isprintable():
        raise LabError("not_a_label", name=name, maximum=MAX_TEXT)
    return text


def run_id(text: object) -> str:
    """The id of a run, which may come from a link.

    Raises:
        LabError: "no_such_run" (received: its beginning).

    >>> run_id("../etc/passwd")
    Traceback (most recent call last):
    cnn_core.errors.LabError: no_such_run (received='../etc/passwd')
    """
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise LabError("no_such_run", received=str(text)[:20])
    return text
