"""Code with line numbers, shapes behind the lines and marked pieces. It may be anything, so it is escaped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from cnn_core.architecture.stack import Span

#: So many lines are shown whole; of longer code those around the marks.
MOST_LINES = 24
_AROUND = 8
_WIDEST = 300  # characters of a line


@dataclass(frozen=True)
class Mark:
    """A marked piece of code: `words` say behind its first line what it is, `blamed` whether to change it."""

    span: Span
    words: str
    blamed: bool


def code_lines(
    code: str, marks: Sequence[Mark] = (), notes: Mapping[int, str] | None = None, label: str = ""
) -> None:
    """Show code.

    Args:
        code: the text.
        marks: pieces to mark.
        notes: what stands behind lines, by number.
        label: what the code is called for screen readers.
    """
    st.html(lines_html(code, marks, notes or {}, label))


def lines_html(code: str, marks: Sequence[Mark], notes: Mapping[int, str], label: str) -> str:
    """The code as HTML.

    >>> lines_html("a < b", [], {1: "note"}, "code").count("&lt;")
    1
    """
    lines = code.rstrip("\n").split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    shown = _shown(len(lines), [mark.span.line for mark in marks])
    rows, before = [], 0
    for number in shown:
        if number > before + 1:
            rows.append("<li class='left-out' aria-hidden='true'>⋯</li>")
        here = [mark for mark in marks if _touches(mark.span, starts[number - 1], starts[number])]
        rows.append(_row(number, lines[number - 1], starts[number - 1], here, notes.get(number, "")))
        before = number
    if before < len(lines):
        rows.append("<li class='left-out' aria-hidden='true'>⋯</li>")
    name = escape(label, quote=True)
    return (
        f"<div class='lab-code' role='region' tabindex='0' aria-label='{name}'><ol>{''.join(rows)}</ol></div>"
    )


def _shown(count: int, marked: Sequence[int]) -> list[int]:
    if count <= MOST_LINES:
        return list(range(1, count + 1))
    near = marked or [1]
    reach = _AROUND if marked else MOST_LINES
    return [number for number in range(1, count + 1) if any(abs(number - at) <= reach for at in near)]


def _touches(span: Span, start: int, stop: int) -> bool:
    """Whether a piece, however short, lies on a line."""
    return span.start < stop and max(span.stop, span.start + 1) > start


def _row(number: int, line: str, start: int, marks: Sequence[Mark], note: str) -> str:
    first = [mark for mark in marks if mark.span.line == number]
    blamed = any(mark.blamed for mark in marks)
    kind = " class='blamed' aria-current='true'" if blamed else " class='seen'" if marks else ""
    tags = "".join(f"<span class='tag'>{escape(mark.words)}</span>" for mark in first)
    sign = "▶" if blamed else "▷" if marks else ""
    behind = f"<span class='note'>{escape(note)}</span>" if note else ""
    return (
        f"<li{kind}><span class='number'>{number}</span><span class='sign' aria-hidden='true'>{sign}</span>"
        f"<code>{_marked(line, start, marks)}</code>{behind}{tags}</li>"
    )


def _marked(line: str, start: int, marks: Sequence[Mark]) -> str:
    blamed = next((mark.span for mark in marks if mark.blamed), None)
    cut = line[:_WIDEST] + ("…" if len(line) > _WIDEST else "")
    if blamed is None:
        return escape(cut) or "&nbsp;"
    begin, end = max(blamed.start - start, 0), max(min(blamed.stop - start, len(line)), 0)
    if end <= begin or begin >= _WIDEST:
        return escape(cut) or "&nbsp;"
    indent = len(line) - len(line.lstrip())
    begin, end = max(begin, min(indent, end)), min(end, _WIDEST)
    return f"{escape(line[:begin])}<mark>{escape(line[begin:end])}</mark>{escape(cut[end:])}"
