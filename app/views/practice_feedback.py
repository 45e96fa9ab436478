"""What the page answers: right, wrong for a reason, not to be read; hints; and the ways on."""

import streamlit as st

from app import practice_work as desk
from app import state
from app.catalog import LESSONS
from app.exercise_text import hint, in_words, reason, wrong
from app.markdown import explain_safely
from app.practice import Practice
from app.practice_work import Work
from app.text import lesson_text, say, show
from app.views.practice_given import matrix
from cnn_core.errors import LabError
from cnn_core.exercises.exercise import Exercise, Lab


def draw_hints(exercise: Exercise, work: Work, language: str, after: int = 0) -> None:
    """The hints asked for so far, in steps; those up to `after` are shown elsewhere."""
    for step in range(after + 1, work.hints + 1):
        label = say(language, "practice.hint", n=step, total=exercise.hints)
        st.info(f"**{label}** {hint(exercise, step, language)}", icon=":material/lightbulb:")


def draw_feedback(exercise: Exercise, work: Work, language: str) -> None:
    """What is said to the last answer, and the answer where it was asked for."""
    if work.revealed:
        _answer(exercise, language)
    if not work.is_current or work.judged is None:
        return
    verdict = work.verdict
    if verdict is None:
        st.info(desk.unreadable(exercise, work.judged, language), icon=":material/edit:")
    elif verdict.correct:
        right = say(language, "ask.right")
        told = right if work.revealed else f"{right} {reason(exercise, language)}"
        st.success(told, icon=":material/check_circle:")
    else:
        _wrong(exercise, work, language)


def draw_ways_on(panel: Practice, exercise: Exercise, work: Work, key: str) -> None:
    """The lab at this case, the same with other numbers, the next exercise."""
    verdict = work.verdict
    belief = verdict.misconception if verdict and work.is_current else None
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            panel.say("practice.next"), key=f"{panel.name}.next", icon=":material/arrow_forward:",
            icon_position="right", type="primary" if work.is_done else "secondary", on_click=panel.go_on,
        )  # fmt: skip
        if belief:
            st.button(
                panel.say("practice.tell_apart"), key=f"{panel.name}.apart", icon=":material/compare_arrows:",
                on_click=panel.tell_apart, args=(belief,),
            )  # fmt: skip
        elif verdict or work.revealed:
            st.button(
                panel.say("practice.again"), key=f"{panel.name}.again", icon=":material/autorenew:",
                on_click=panel.again,
            )  # fmt: skip
        if exercise.lab and (verdict or work.revealed):
            _lab_link(exercise.lab, panel.language)


def _answer(exercise: Exercise, language: str) -> None:
    why = reason(exercise, language)
    if exercise.kind in ("matrix", "code"):
        st.info(f"**{say(language, 'practice.answer')}** {why}", icon=":material/visibility:")
        draw_solution(exercise, language)
        return
    told = say(language, "ask.answer", answer=in_words(exercise, exercise.answer, language))
    st.info(f"{told} {why}", icon=":material/visibility:")


def draw_solution(exercise: Exercise, language: str) -> None:
    """An answer that is no part of a sentence: a matrix, or code."""
    if exercise.kind == "code":
        st.code(str(exercise.answer), language="python")
    elif isinstance(exercise.answer, tuple):
        matrix(exercise.answer, say(language, "practice.answer"))


def _wrong(exercise: Exercise, work: Work, language: str) -> None:
    verdict, typed = work.verdict, work.judged or ""
    assert verdict is not None
    told = [say(language, "ask.wrong")]
    if verdict.misconception:
        told = [wrong(exercise, verdict.misconception, typed, language)]
    elif not verdict.cells and not verdict.reason:
        told.append(say(language, "practice.look_again"))
    if verdict.cells:
        between = say(language, "practice.between")
        places = between.join(say(language, "lab.cell", r=r + 1, c=c + 1) for r, c in verdict.cells)
        told.append(say(language, "practice.wrong_cells", cells=places))
    if verdict.reason:
        told.append(_told(verdict.reason, language))
    icon = ":material/psychology_alt:" if verdict.misconception else ":material/replay:"
    st.warning("\n\n".join(told) if verdict.misconception else " ".join(told), icon=icon)


def _told(reason: LabError, language: str) -> str:
    """Why code does not do what was asked; where a tuple is expected, it is a shape."""
    expected = reason.values.get("expected")
    if isinstance(expected, tuple):
        reason = LabError(reason.key, **(reason.values | {"expected": show(expected)}))
    return explain_safely(language, reason)


def _lab_link(lab: Lab, language: str) -> None:
    """Opens in this window, so that the visit goes on; the exercise waits on its page."""
    entry = next((entry for entry in LESSONS if entry.slug == lab.lesson), None)
    if entry is None:
        return
    title = lesson_text(lab.lesson, language).title
    label = say(language, "practice.lab" if lab.query else "practice.lab_open", lesson=title)
    st.page_link(
        entry.page, label=label, icon=":material/science:",
        query_params={"at": lab.section, **lab.query, "lang": language}
        | ({"present": "1"} if state.presenting() else {}),
    )  # fmt: skip
