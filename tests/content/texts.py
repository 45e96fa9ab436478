"""The text files as a translator sees them: every file once, its blocks or keys in order."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
LANGUAGES = ("en", "zh-Hant")
FOLDERS = [*sorted(path.parent for path in ASSETS.glob("lessons/*/en.md")), ASSETS / "beliefs"]
#: What a language's file is called, but for the language: a folder, or the beginning of a name.
FILES = {path.relative_to(ASSETS).as_posix(): f"{path}/" for path in [*FOLDERS, ASSETS / "ui"]}
EXERCISES = [path.parent.name for path in sorted(ASSETS.glob("lessons/*/exercises.en.md"))]
FILES |= {f"exercises/{slug}": f"{ASSETS}/lessons/{slug}/exercises." for slug in EXERCISES}
LESSONS = [name for name in FILES if name.startswith("lessons/")]

_BLOCK = re.compile(r"^<!--(.*?)-->[ \t]*$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_CODE = re.compile(r"`[^`]+`")
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def pieces(name: str, language: str) -> list[tuple[str, str]]:
    """(id, words) of each block or key, in the file's order; the title of a lesson comes first as "title"."""
    kind = "toml" if name == "ui" else "md"
    written = Path(f"{FILES[name]}{language}.{kind}").read_text(encoding="utf-8")
    if name == "ui":
        tables = tomllib.loads(written)
        return [(f"{table}.{key}", words) for table, keys in tables.items() for key, words in keys.items()]
    parts = _BLOCK.split(written)
    return [("title", parts[0].strip())] + [
        (block.strip(), words.strip()) for block, words in zip(parts[1::2], parts[2::2], strict=True)
    ]


def placeholders(words: str) -> set[str]:
    return set(_PLACEHOLDER.findall(words))


def code(words: str) -> list[str]:
    return sorted(_CODE.findall(words))


def formulas(words: str) -> list[str]:
    return sorted("".join(span.split()) for span in _MATH.findall(_CODE.sub("", words)))


def prose(words: str) -> str:
    """What is left for the eye: no code, no formulas, no placeholders."""
    return _PLACEHOLDER.sub("0", _MATH.sub("0", _CODE.sub("0", words)))


def numbers(words: str) -> set[str]:
    """Numbers that carry a fact: two digits or more, or a decimal; "two" and 2 may be said either way."""
    plain = _PLACEHOLDER.sub("", _MATH.sub("", _CODE.sub("", words)))
    found = {number.replace(",", "") for number in _NUMBER.findall(plain)}
    return {number for number in found if len(number) > 1}
