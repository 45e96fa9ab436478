"""The sections of the practice page that show an exercise at a time: mixed, or one lesson's in a row."""

import re
import time
from collections.abc import Callable
from zlib import crc32

import streamlit as st

from app import practice_book, state
from app.exercise_text import prompt
from app.lesson import Lesson
from app.panel import Panel
from app.practice import Practice, PracticeLesson, PracticeRepeat
from app.practice_setting import PracticeSetting, practised
from app.spans import span
from app.text import lesson_text, say
from app.views.practice_exercise import draw_exercise
from app.views.practice_keeper import draw_keeper
from cnn_core.exercises.attempts import counted
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.exercise import LEVELS
from cnn_core.exercises.making import make
from cnn_core.exercises.spacing import schedule

_SIGNS = re.compile(r"[`*$\\]")
_SHOWN = 70  # characters of a prompt in a menu
_LONG_WORD = 12


def mixed(lesson: Lesson) -> None:
    """Exercises of the chosen lessons and level, never two of the same in a row."""
    panel = Practice("practice.mixed", PracticeSetting())
    lesson.panel_in_view = panel
    choose_from(panel, panel.choose_lessons, panel.choose_level)
    if panel.pool:
        draw_exercise(panel)
    else:
        st.info(panel.say("practice.none"))
    draw_keeper()


def repeat(lesson: Lesson) -> None:
    """What should come again by now, and why it is this one."""
    panel = PracticeRepeat("practice.repeat", PracticeSetting())
    lesson.panel_in_view = panel
    choose_lessons(panel, panel.choose_lessons)
    _what_is_due(panel)
    draw_exercise(panel)
    draw_keeper()


def _what_is_due(panel: PracticeRepeat) -> None:
    now, lessons = time.time(), panel.setting.lessons or practised()
    times = [at for id, at in schedule(practice_book.attempts()).items() if spec(id).lesson in lessons]
    waiting = sum(at <= now for at in times)
    if waiting:
        told = panel.say("repeat.due_one" if waiting == 1 else "repeat.due", n=waiting)
    elif times:
        told = panel.say("repeat.later", span=span(panel.language, min(times) - now))
    else:
        told = panel.say("repeat.nothing")
    if panel.why:
        told = f"{told} {panel.say(f'repeat.why_{panel.why}')}"
    st.markdown(told)


def one_lesson(lesson: Lesson) -> None:
    """All exercises of a lesson, to be chosen by hand."""
    panel = PracticeLesson("practice.lesson")
    lesson.panel_in_view = panel
    language = panel.language
    with st.container(horizontal=True):
        key = f"{panel.name}.slug.{language}"
        st.selectbox(
            panel.say("practice.lesson"), **state.picked(key, practised(), panel.lesson),
            format_func=lambda slug: lesson_text(slug, language).title, width=240,
            on_change=state.on_change(key, panel.choose_lesson),
        )  # fmt: skip
        words = _menu(panel)
        # A menu sends back its words: where they change, it is another menu.
        key = f"{panel.name}.exercise.{crc32(repr(words).encode()):08x}"
        st.selectbox(
            panel.say("practice.exercise"), **state.picked(key, tuple(words), panel.setting.exercise),
            format_func=words.__getitem__,
            width="stretch", on_change=state.on_change(key, panel.show),
        )  # fmt: skip
    draw_exercise(panel)
    draw_keeper()


def choose_from(panel: Panel, lessons: Callable[[list[str]], None], level: Callable[[int], None]) -> None:
    """Which lessons, which level."""
    language = panel.language
    with st.container(horizontal=True, gap="medium", key="practice-choose"):
        choose_lessons(panel, lessons)
        key = f"{panel.name}.level"
        st.segmented_control(
            say(language, "practice.level"),
            format_func=lambda one: str(one) if one else say(language, "practice.any"),
            **state.marked(key, (0, *LEVELS), panel.setting.level), required=True,
            on_change=state.on_change(key, level),
        )  # fmt: skip


def choose_lessons(panel: Panel, use: Callable[[list[str]], None]) -> None:
    """Which lessons."""
    key = f"{panel.name}.lessons"
    st.pills(
        panel.say("practice.lessons"), selection_mode="multi",
        format_func=lambda slug: lesson_text(slug, panel.language).title,
        **state.marked(key, practised(), list(panel.setting.lessons)),
        on_change=state.on_change(key, use), help=panel.say("practice.lessons_help"), wrap=True,
    )  # fmt: skip


def _menu(panel: PracticeLesson) -> dict[str, str]:
    """The exercises of a lesson: the beginning of each prompt, as plain as a menu shows it."""
    done = {one.exercise for one in counted(practice_book.attempts()) if one.correct}
    menu = {}
    for number, id in enumerate(ids(panel.lesson), 1):
        words = " ".join(_SIGNS.sub("", prompt(make(id, panel.seed_of(id)), panel.language)).split())
        cut = words if len(words) <= _SHOWN else f"{_whole_words(words[:_SHOWN])} …"
        head = panel.say("practice.listed", n=number, level=spec(id).level)
        menu[id] = f"{'✓ ' if id in done else ''}{head} {cut}"
    return menu


def _whole_words(text: str) -> str:
    """Without the piece of a word at its end; Chinese has no spaces to tell."""
    before, _, last = text.rpartition(" ")
    return before if before and len(last) < _LONG_WORD else text
