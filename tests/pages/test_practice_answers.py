"""Answers that cannot be read, that hold HTML or Markdown, that are handed in twice; what is kept of them."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from app import practice_book, practice_work
from app.exercise_text import exercise_blocks
from app.text import say
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.making import make
from tests.content.texts import LANGUAGES, pieces
from tests.pages.test_practice import SEED, answer_with, key, open_exercise, told, widget
from tests.pages.test_questions import says
from tests.pages.visit import Visit

UI = {language: dict(pieces("ui", language)) for language in LANGUAGES}
FIRST = {kind: next(id for id in ids() if spec(id).kind == kind) for kind in {spec(id).kind for id in ids()}}
NUMBER = make("pooling.pooled-side", SEED)
MATRIX = make("pooling.pooled-matrix", SEED)
CODE = make("pooling.write-pooling", SEED)


def kept(visit: Visit):
    """What the visit's book holds."""
    held = visit.app.session_state
    return held["attempts.practice"] if "attempts.practice" in held else ()  # noqa: SIM401  (it has no get)


UNREADABLE = [
    (NUMBER, "four", "not_a_number"),
    (NUMBER, "NaN", "not_a_number"),
    (NUMBER, "∞", "not_a_number"),
    (NUMBER, "सात", "not_a_number"),
    (NUMBER, "   ", "nothing_typed"),
    (make("pooling.pooled-shape", SEED), "a x b", "not_a_shape"),
    (CODE, "MaxPooling2D(2", "bracket_never_closed"),
    (CODE, "# " + "x" * 10_000, "too_long"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("exercise, typed, error", UNREADABLE)
def test_what_cannot_be_read_is_told_kept_and_not_counted(exercise, typed, error, language):
    visit = open_exercise(exercise.id, language)
    kind = "code" if exercise.kind == "code" else "typed"
    field = visit.app.text_area if kind == "code" else visit.app.text_input
    widget(field, f"{key(exercise)}.{kind}").set_value(typed)
    visit.press(f"{key(exercise)}.check")
    assert told(visit, UI[language][f"error.{error}"]), visit.feedback
    field = visit.app.text_area if kind == "code" else visit.app.text_input
    assert widget(field, f"{key(exercise)}.{kind}").value == typed
    assert say(language, "ask.wrong") not in visit.feedback
    assert kept(visit) == ()


@pytest.mark.parametrize("sign", ["<img src=x onerror=alert(1)>", "![x](/a)", "**8**", "$x$"])
def test_signs_are_shown_as_they_are(sign):
    """Escaped, letter by letter: neither HTML nor Markdown is read in them."""
    visit = open_exercise(NUMBER.id, "en")
    widget(visit.app.text_input, f"{key(NUMBER)}.typed").set_value(sign)
    visit.press(f"{key(NUMBER)}.check")
    assert sign not in visit.feedback
    assert sign in visit.feedback.replace("\\", "")


def test_an_answer_handed_in_twice_counts_once():
    visit = answer_with(open_exercise(NUMBER.id, "en"), NUMBER, NUMBER.answer, "en")
    visit.press(f"{key(NUMBER)}.check").run()
    assert [(one.exercise, one.seed, one.correct, one.hints) for one in kept(visit)] == [
        (NUMBER.id, SEED, True, 0)
    ]
    assert say("en", "practice.tally", tried=1, right=1) in [one.value for one in visit.app.caption]


def test_what_is_kept_of_an_exercise():
    belief, wrong = next(iter(NUMBER.case.beliefs.items()))
    visit = open_exercise(NUMBER.id, "en").press(f"{key(NUMBER)}.hint")
    answer_with(visit, NUMBER, wrong, "en").press(f"{key(NUMBER)}.reveal")
    answer_with(visit, NUMBER, NUMBER.answer, "en")
    said = [(one.correct, one.misconception, one.hints, one.revealed) for one in kept(visit)]
    assert said == [(False, belief, 1, False), (False, "", 1, True), (True, "", 1, True)]
    assert len({one.token for one in kept(visit)}) == 3
    assert say("en", "practice.tally", tried=1, right=0) in [one.value for one in visit.app.caption]


@pytest.mark.parametrize("kind", sorted(FIRST))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_can_be_shown(kind, language):
    exercise = make(FIRST[kind], SEED)
    visit = open_exercise(exercise.id, language).press(f"{key(exercise)}.reveal")
    assert told(visit, exercise_blocks(exercise.lesson, language)[f"{exercise.name}.right"])
    if kind == "code":
        assert exercise.answer in [code.value for code in visit.app.code]


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_cells_are_named(language):
    rows = [list(row) for row in MATRIX.answer]
    rows[1][0] += 1
    visit = answer_with(open_exercise(MATRIX.id, language), MATRIX, tuple(map(tuple, rows)), language)
    place = say(language, "lab.cell", r=2, c=1)
    assert say(language, "practice.wrong_cells", cells=place) in visit.feedback
    marks = "".join(html.body for html in visit.app.get("html") if "outline" in html.body)
    assert f".st-key-{key(MATRIX).replace('.', '-')}-cell-1-0" in marks and "cell-0-0" not in marks


@pytest.mark.parametrize("typed, told_as", [("", "practice.cell_empty"), ("x", "error.not_a_number")])
def test_a_cell_that_cannot_be_read_is_named_by_its_place(typed, told_as):
    visit = open_exercise(MATRIX.id, "en")
    for one in visit.app.text_input:
        one.set_value("1")
    widget(visit.app.text_input, f"{key(MATRIX)}.cell.0.1").set_value(typed)
    visit.press(f"{key(MATRIX)}.check")
    assert says(visit.feedback, UI["en"][told_as]) and say("en", "lab.cell", r=1, c=2) in visit.feedback
    assert widget(visit.app.text_input, f"{key(MATRIX)}.cell.1.1").value == "1"


@pytest.mark.skipif("order" not in FIRST, reason="no exercise asks for an order")
def test_an_order_is_filled_place_by_place():
    exercise = make(FIRST["order"], SEED)
    first, second, *_ = exercise.case.options
    visit = open_exercise(exercise.id, "en")
    place = f"{key(exercise)}.place"
    visit.choose(f"{place}.0.en", first).press(f"{key(exercise)}.check")
    assert say("en", "practice.places_left") in visit.feedback
    visit.choose(f"{place}.1.en", second).choose(f"{place}.0.en", second)
    assert [widget(visit.app.selectbox, f"{place}.{n}.en").value for n in (0, 1)] == [second, first]
    visit.choose("language-switch", "zh-Hant")
    assert widget(visit.app.selectbox, f"{place}.1.zh-Hant").value == first


def test_a_choice_not_handed_in_survives_another_language():
    exercise = make(FIRST["choice"], SEED)
    visit = open_exercise(exercise.id, "en")
    chosen = exercise.case.options[-1]
    widget(visit.app.radio, f"{key(exercise)}.choice.en").set_value(chosen)
    visit.run().choose("language-switch", "zh-Hant")
    assert widget(visit.app.radio, f"{key(exercise)}.choice.zh-Hant").value == chosen


def curve_page():
    from dataclasses import replace

    from app.views.practice_given import draw_figures
    from cnn_core.exercises.making import make

    one = make("pooling.pooled-side", 1)
    figure = {"kind": "curve", "train": (3.0, 2.0, 1.0), "validation": (3.0, 2.5, 2.75)}
    draw_figures(replace(one, case=replace(one.case, figure=figure)), "en", "test")


def test_curves_are_drawn():
    chart = AppTest.from_function(curve_page).run().get("plotly_chart")[0]
    lines = json.loads(chart.proto.spec)["data"]
    assert [(line["x"], line["y"]) for line in lines] == [([1, 2, 3], [3, 2, 1]), ([1, 2, 3], [3, 2.5, 2.75])]


def test_a_visits_work_does_not_grow_without_end(monkeypatch):
    kept_in: dict[str, object] = {}
    monkeypatch.setattr("app.state.recall", lambda name, part, default: kept_in.get(part, default))
    monkeypatch.setattr("app.state.remember", lambda name, part, value: kept_in.update({part: value}))
    for seed in range(3 * practice_work.MOST_KEPT):
        practice_work.hand_in(make(NUMBER.id, seed), "7")
    assert len(kept_in["works"]) == practice_work.MOST_KEPT
    assert practice_work.work_on(make(NUMBER.id, seed)).typed == "7"
    assert len(practice_book.attempts()) == 3 * practice_work.MOST_KEPT
