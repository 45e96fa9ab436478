"""The sections of the shape debugger: a case to judge, or one's own code."""

from dataclasses import replace

import streamlit as st

from app import questions, state
from app.debugger import EXAMPLE, Debugger, case_code, found_in
from app.lesson import Lesson
from app.questions import Question
from app.text import LessonText
from app.views.code_lines import Mark, code_lines
from app.views.findings import batch_shape, show_findings
from cnn_core.architecture.diagnose import Diagnosis, Finding

BLOCK = "blame.ask"


def study_case(lesson: Lesson, *cases: str) -> None:
    """Code that fails, or seems to: which line is to blame? Then what Keras says, what it means, a repair."""
    panel = Debugger(f"{lesson.slug}.{lesson.at}", cases)
    lesson.panel_in_view = panel
    _choose_case(panel, lesson.text)
    place = st.container()
    answered = panel.is_changed or _ask(lesson, panel)  # what is asked is about the code as it was
    with place:
        _show_code(panel, found_in(panel.code) if answered else None)
    if answered:
        show_findings(panel, lesson.text)


def own_code(lesson: Lesson) -> None:
    """A field for one's own code, and what is found in it."""
    panel = Debugger(f"{lesson.slug}.{lesson.at}", (EXAMPLE,))
    lesson.panel_in_view = panel
    key = f"{panel.name}.code"
    st.text_area(
        panel.say("debug.code"), **state.filled(key, panel.code),
        height=300, placeholder=panel.say("debug.placeholder"),
        on_change=lambda: panel.type(state.widget_value(key) or ""),
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        name = panel.name
        st.button(panel.say("debug.look"), key=f"{name}.look", type="primary", icon=":material/search:")
        st.button(
            panel.say("debug.clear"), key=f"{name}.clear", icon=":material/delete:",
            on_click=panel.type, args=("",),
        )  # fmt: skip
        st.button(
            panel.say("debug.example"), key=f"{name}.example", icon=":material/science:",
            on_click=panel.take_case, args=(EXAMPLE,),
        )  # fmt: skip
    if not panel.fits_a_link:
        st.caption(panel.say("debug.no_link"))
    if panel.code.strip():
        _show_code(panel, found_in(panel.code))
        show_findings(panel, lesson.text)


def blame_question(case: str) -> Question:
    """Which line is to blame? Wrong ideas: the line that the message names, and that silence is success."""
    code = case_code(case)
    diagnosis = found_in(code)
    finding = diagnosis.findings[0] if diagnosis.findings else None
    options = (*map(str, _lines_to_ask(code, diagnosis)), "none")
    if finding is None:
        open_sizes = next((number for number, line in enumerate(code.split("\n"), 1) if "None" in line), 0)
        return Question("choice", "none", {"none-is-an-error": str(open_sizes)}, {}, options, about=case)
    beliefs = {("silence-is-right" if finding.runs else "all-is-well"): "none"}
    if finding.shows and finding.shows.line != finding.line:
        python = finding.key.startswith("bracket")
        name = "either-of-two" if finding.runs else "python-names-it" if python else "keras-names-it"
        beliefs[name] = str(finding.shows.line)
    return Question("choice", str(finding.line), beliefs, {"line": finding.line}, options, about=case)


def _lines_to_ask(code: str, diagnosis: Diagnosis) -> list[int]:
    """The lines with layers and the loss; if Python cannot read them, all that are not empty."""
    lines = code.split("\n")
    if diagnosis.architecture is None:
        return [number for number, line in enumerate(lines, 1) if line.strip()]
    made = {one.span.line for one in diagnosis.architecture.layers if one.span}
    return [number for number, line in enumerate(lines, 1) if number in made or "loss" in line]


def _choose_case(panel: Debugger, text: LessonText) -> None:
    if len(panel.cases) > 1:
        key = f"{panel.name}.case"
        st.segmented_control(
            panel.say("debug.case"),
            format_func=lambda case: str(panel.cases.index(case) + 1),
            **state.marked(key, panel.cases, panel.setting.case), required=True,
            on_change=state.on_change(key, panel.take_case),
        )  # fmt: skip
    st.markdown(text.blocks[f"case.{panel.setting.case}"])


def _ask(lesson: Lesson, panel: Debugger) -> bool:
    """Which line of the case, as it was at first, has to be changed? Its answers are line numbers."""
    question = blame_question(panel.setting.case)
    words = {
        f"{BLOCK}.option.{line}": panel.say("debug.line", line=int(line)) for line in question.options[:-1]
    }
    words[f"{BLOCK}.option.none"] = panel.say("debug.no_line")
    text = replace(lesson.text, blocks={**lesson.text.blocks, **words})
    return questions.ask(f"{panel.name}.{panel.setting.case}", BLOCK, question, text)


def _show_code(panel: Debugger, diagnosis: Diagnosis | None) -> None:
    """The code, once the question is answered with its first mistake and the shapes that come out."""
    marks = _marks(panel, diagnosis.findings[0]) if diagnosis and diagnosis.findings else []
    code_lines(panel.code, marks, _shapes(diagnosis) if diagnosis else {}, panel.say("debug.label"))


def _marks(panel: Debugger, finding: Finding) -> list[Mark]:
    marks = []
    if finding.span:
        words = panel.say("debug.not_read_here" if finding.not_read else "debug.blamed")
        marks.append(Mark(finding.span, words, True))
    if finding.shows and finding.shows.line != finding.line:
        python = finding.key.startswith("bracket")
        key = "debug.partner" if finding.runs else "debug.notices" if python else "debug.stops"
        marks.append(Mark(finding.shows, panel.say(key), False))
    return marks


def _shapes(diagnosis: Diagnosis) -> dict[int, str]:
    """What comes out of each line's layers."""
    layers = diagnosis.architecture.layers if diagnosis.architecture else ()
    spans = {row: layers[row.position].span for row in diagnosis.rows}
    return {span.line: batch_shape(row.output_shape) for row, span in spans.items() if span}
