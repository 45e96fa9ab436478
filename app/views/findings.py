"""One mistake, told: what Keras says, what it means in the learner's language, how it can be mended."""

from difflib import unified_diff
from html import escape
from typing import Any

import streamlit as st

from app.debugger import Debugger, found_in, hand_over
from app.keras_says import keras_says
from app.markdown import as_code, explain_safely
from app.text import LessonText, fill, show
from app.views.tables import table
from cnn_core.architecture.diagnose import Diagnosis, Finding
from cnn_core.architecture.trace import total_params
from cnn_core.errors import LabError

MOST_CHOICES = 8
USUAL = ("relu", "softmax", "sigmoid", "tanh")  # told first where there are many
MOST_CHANGES = 40


def show_findings(panel: Debugger, text: LessonText) -> None:
    """The first mistake with its repair; once there is none, all layers."""
    diagnosis = found_in(panel.code)
    with st.container(border=True, key=f"found-{panel.name}".replace(".", "-")):
        if diagnosis.findings:
            _show_finding(panel, text, diagnosis)
        else:
            st.success(panel.say("debug.fits"), icon=":material/check_circle:")
        _buttons(panel, diagnosis)
    if not diagnosis.findings:
        _show_layers(panel, diagnosis)


def meaning(text: LessonText, language: str, finding: Finding) -> str:
    """What a mistake means, with the learner's numbers: the lesson's words, or those all labs share."""
    block = text.blocks.get(f"finding.{finding.key}")
    if block is None:
        return explain_safely(language, LabError(finding.key, **finding.values))
    return fill(block, **_values(finding))


def repair_words(text: LessonText, finding: Finding) -> str:
    """What its repair does."""
    return fill(text.blocks.get(f"repair.{finding.key}", text.blocks["repair.any"]), **_values(finding))


def changes(before: str, after: str) -> str:
    """The lines that a repair changes, as HTML: what goes and what comes.

    >>> "<ins>c</ins>" in changes("a" + chr(10) + "b", "a" + chr(10) + "c")
    True
    """
    rows = {"-": ("−", "del"), "+": ("+", "ins")}
    told = [*unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")][2:]  # behind its head
    items = ""
    for line in [line for line in told if line[:1] in rows][:MOST_CHANGES]:
        sign, tag = rows[line[:1]]
        words = f"<code><{tag}>{escape(line[1:])}</{tag}></code>"
        items += f"<li class='{tag}'><span class='sign'>{sign}</span>{words}</li>"
    return f"<div class='lab-code lab-change'><ol>{items}</ol></div>"


def batch_shape(shape: tuple[int | None, ...]) -> str:
    """A shape as Keras writes it, the batch in front.

    >>> batch_shape((28, 28, 1))
    '(None, 28, 28, 1)'
    """
    return str((None, *shape))


def _show_finding(panel: Debugger, text: LessonText, diagnosis: Diagnosis) -> None:
    finding = diagnosis.findings[0]
    said = keras_says(panel.code, diagnosis, finding)
    st.markdown(_headline(panel, finding, said))
    if said:
        st.caption(panel.say("debug.says_fit" if finding.runs else "debug.says"))
        st.code(said, language=None, wrap_lines=True)
    st.markdown(meaning(text, panel.language, finding))
    if finding.repaired is not None:
        st.markdown(f"**{panel.say('debug.mended')}** {repair_words(text, finding)}")
        st.html(changes(panel.code, finding.repaired))
    if len(diagnosis.findings) > 1:
        st.caption(panel.say("debug.more", n=len(diagnosis.findings) - 1))


def _headline(panel: Debugger, finding: Finding, said: str) -> str:
    if finding.not_read:
        return f":material/visibility_off: **{panel.say('debug.not_read')}**"
    if finding.runs:
        return f":material/volume_off: **{panel.say('debug.silent')}**"
    if said.startswith(("SyntaxError", "IndentationError", "NameError")):
        return f":material/block: **{panel.say('debug.python')}**"
    line = finding.shows.line if finding.shows else finding.line
    told = panel.say("debug.refused", line=line) if line else panel.say("debug.refused_somewhere")
    return f":material/block: **{told}**"


def _values(finding: Finding) -> dict[str, Any]:
    """The numbers and names of a finding; whatever is no number is shown as code."""
    line = finding.line or 1
    told = {name: _told(value) for name, value in finding.values.items()}
    if choices := finding.values.get("choices"):
        known = sorted(choices, key=lambda choice: choice not in USUAL)
        more = ["…"] if len(known) > MOST_CHOICES else []
        told["choices"] = ", ".join([*map(as_code, known[:MOST_CHOICES]), *more])
    return told | {"line": line, "stops": finding.shows.line if finding.shows else line}


def _told(value: object) -> object:
    if isinstance(value, tuple) and value and all(isinstance(one, tuple) for one in value):
        return ", ".join(map(as_code, value))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if number else as_code(value)


def _buttons(panel: Debugger, diagnosis: Diagnosis) -> None:
    repaired = diagnosis.findings[0].repaired if diagnosis.findings else None
    lesson, _, section = panel.name.partition(".")
    with st.container(horizontal=True, gap="small"):
        if repaired is not None:
            st.button(
                panel.say("debug.repair"), key=f"{panel.name}.repair", icon=":material/build:",
                type="primary", on_click=panel.repair, args=(repaired,),
            )  # fmt: skip
        if panel.is_repaired:
            st.button(
                panel.say("debug.undo"), key=f"{panel.name}.undo", icon=":material/undo:",
                on_click=panel.undo,
            )  # fmt: skip
        if section != "own" and st.button(
            panel.say("debug.by_hand"), key=f"{panel.name}.by_hand", icon=":material/edit:",
            on_click=hand_over(panel.code, lesson),
        ):  # fmt: skip
            st.rerun()  # the whole page: it shows another section now


def _show_layers(panel: Debugger, diagnosis: Diagnosis) -> None:
    head = [panel.say(f"debug.{name}") for name in ("layer", "shape", "params")]
    rows = [[row.name, batch_shape(row.output_shape), show(row.params)] for row in diagnosis.rows]
    table(head, rows, caption=panel.say("debug.layers", n=total_params(diagnosis.rows)), left=2)
