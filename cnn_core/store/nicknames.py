"""What learners may call themselves, and how their ids look."""

import re
import unicodedata
from typing import Final

from cnn_core.errors import LabError

MAX_NICKNAME: Final = 40
_ID = re.compile(r"[0-9a-f]{32}")
#: Join or part letters in Persian, Indic scripts and emoji; the other invisible marks turn text around.
_JOINERS: Final = "\u200c\u200d"
#: By Unicode's categories: control, format, half characters, ends of lines and paragraphs.
_REFUSED: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
#: Spaces, and accents that stand on nothing.
_UNSEEN: Final = {"Zs", "Mn", "Mc", "Me"}


def nickname(text: object) -> str:
    """A nickname as it is kept: one line of 1 to 40 characters in any script.

    Raises:
        LabError: "not_a_nickname" (maximum) if it is longer, nothing to see, or holds control characters.

    >>> nickname("  小明   <b> ")
    '小明 <b>'
    """
    if not isinstance(text, str) or len(text) > 10 * MAX_NICKNAME:
        raise LabError("not_a_nickname", maximum=MAX_NICKNAME)
    # Only what separates words: a line break inside is a control character, and refused.
    name = re.sub(r"[ \u00a0\u3000]+", " ", unicodedata.normalize("NFC", text)).strip()
    kinds = {unicodedata.category(one) for one in name if one not in _JOINERS}
    if len(name) > MAX_NICKNAME or kinds & _REFUSED or kinds <= _UNSEEN:
        raise LabError("not_a_nickname", maximum=MAX_NICKNAME)
    return name


def learner_id(text: object) -> str:
    """The id of a learner, which may come from a cookie.

    Raises:
        LabError: "no_such_learner".

    >>> learner_id("../etc/passwd")
    Traceback (most recent call last):
    cnn_core.errors.LabError: no_such_learner
    """
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise LabError("no_such_learner")
    return text
