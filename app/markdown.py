"""What a learner typed, put into Markdown as text: it must not become bold, a picture or a link."""

import re
from collections.abc import Mapping

from app.text import explain, show
from cnn_core.errors import LabError

_CODE = re.compile(r"(`[^`]*`)")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_HELD = re.compile("\ue000(\\d+)\ue001")  # private signs, in the place of a value
_SIGN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@/^=])")


def plain(text: str) -> str:
    """Text with every sign that Markdown could read escaped.

    >>> plain("![x](y)")
    '\\\\!\\\\[x\\\\]\\\\(y\\\\)'
    """
    return _SIGN.sub(r"\\\1", " ".join(text.split()))


def as_code(value: object) -> str:
    """A value as a piece of code.

    >>> as_code((28, 28)), as_code("a`b")
    ('`(28, 28)`', "`a'b`")
    """
    text = " ".join(str(value).split()).replace("`", "'")
    return f"`{text}`" if text else "` `"


def fill_safely(template: str, values: Mapping[str, object]) -> str:
    """Fill placeholders with values that may hold anything; those inside `code` stay code.

    Raises:
        KeyError: a placeholder has no value.

    >>> fill_safely("**{{a}}**, `{{a}}`", {"a": "_x_"})
    '**\\\\_x\\\\_**, `_x_`'
    """
    pieces = _CODE.split(template)
    return "".join(
        _PLACEHOLDER.sub(lambda found, code=place % 2: _value(values[found[1]], code), piece)
        for place, piece in enumerate(pieces)
    )


def explain_safely(language: str, error: LabError) -> str:
    """As `text.explain`, where what was received may hold anything."""
    held: list[str] = []

    def hold(value: object) -> object:
        if not isinstance(value, str) and not (
            isinstance(value, tuple) and any(isinstance(one, str) for one in value)
        ):
            return value
        held.append(str(value))
        return f"\ue000{len(held) - 1}\ue001"

    ours = ("name", "choices", "suggestion")
    values = {name: value if name in ours else hold(value) for name, value in error.values.items()}
    told = explain(language, LabError(error.key, **values))
    return "".join(
        _HELD.sub(lambda found, code=place % 2: _value(held[int(found[1])], code), piece)
        for place, piece in enumerate(_CODE.split(told))
    )


def _value(value: object, in_code: int) -> str:
    if in_code:
        return as_code(value)[1:-1]
    return (
        plain(value)
        if isinstance(value, str)
        else plain(show(value))
        if isinstance(value, tuple)
        else show(value)
    )
