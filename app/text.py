"""The words: lesson files and interface strings, each in two languages, read once.

A lesson file is Markdown cut into blocks by comments, `<!-- block-id -->`; `{{name}}` is a placeholder. Both
languages of a file hold the same ids and placeholders (tests/content compares them).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cnn_core.errors import LabError

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
LANGUAGES = {"zh-Hant": "中文", "en": "English"}
DEFAULT_LANGUAGE = "en"

_BLOCK = re.compile(r"^<!-- ([\w.-]+) -->\s*$", re.MULTILINE)
# Chinese has no spaces: a line break in the file must not become one on the page.
_CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_BREAK = re.compile(f"(?<=[{_CHINESE}])\n(?=[{_CHINESE}])")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class LessonText:
    """One lesson in one language: `title` and `blocks` by id."""

    title: str
    blocks: Mapping[str, str]


@cache
def lesson_text(slug: str, language: str) -> LessonText:
    """Read assets/lessons/<slug>/<language>.md."""
    return read_blocks(ASSETS / "lessons" / slug / f"{language}.md")


def belief_text(belief: str, language: str) -> str:
    """What all lessons say of a wrong belief, from assets/beliefs/<language>.md."""
    return _beliefs(language).blocks[belief]


@cache
def _beliefs(language: str) -> LessonText:
    return read_blocks(ASSETS / "beliefs" / f"{language}.md")


def read_blocks(path: Path) -> LessonText:
    """Read a file of blocks; its first heading is the title."""
    parts = _BLOCK.split(_BREAK.sub("", path.read_text(encoding="utf-8")))
    title = parts[0].strip().removeprefix("# ")
    return LessonText(
        title, {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}
    )


@cache
def ui_strings(language: str) -> Mapping[str, str]:
    """Read assets/ui/<language>.toml, tables joined with dots: `error.not_a_size`."""
    tables = tomllib.loads((ASSETS / "ui" / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flatten(tables))


def fill(template: str, **values: object) -> str:
    """Put values into the placeholders of a template.

    Raises:
        KeyError: a placeholder has no value: a fault of the page, not of the learner.

    >>> fill("{{n}} cells", n=3)
    '3 cells'
    """
    return _PLACEHOLDER.sub(lambda match: show(values[match.group(1)]), template)


def show(value: object) -> str:
    """A value as a reader expects it: no needless decimals, a true minus sign, 3 x 4 for a pair.

    >>> show(4.0), show(-8), show(3.14159), show((2, 3)), show(3000000)
    ('4', '−8', '3.142', '2 × 3', '3,000,000')
    """
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, tuple | list):
        return " × ".join(show(side) for side in value)
    if isinstance(value, int | float):
        text = f"{value:,.3f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text.replace("-", "−")
    return str(value)


def say(language: str, key: str, **values: object) -> str:
    """An interface string in a language, its placeholders filled."""
    return fill(ui_strings(language)[key], **values)


def explain(language: str, error: LabError) -> str:
    """What a learner is told when the core refuses something: what was received and what to change."""
    received: dict[str, Any] = {name: _listed(name, value) for name, value in error.values.items()}
    name = error.values.get("name")
    strings = ui_strings(language)
    if isinstance(name, str):
        received["name"] = strings.get(f"name.{name}", name)
    told = fill(strings[f"error.{error.key}"], **received)
    suggestion = error.values.get("suggestion")
    return f"{told} {fill(strings['ask.perhaps'], suggestion=suggestion)}" if suggestion else told


def _flatten(tables: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in tables.items():
        if isinstance(value, Mapping):
            pairs += _flatten(value, f"{prefix}{name}.")
        else:
            pairs.append((f"{prefix}{name}", value))
    return pairs


def _listed(name: str, value: object) -> object:
    """Lists of things stay lists; a shape becomes 3 × 4 in `show`."""
    if name in ("lengths", "choices", "expected", "position") and isinstance(value, tuple | list):
        return ", ".join(show(item) for item in value)
    return value
