"""Exercises in their lesson's section: folded, unfolded, one after the other; the lab beside them stays."""

from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from app.text import say
from cnn_core.exercises.bank import ids, in_section, spec
from cnn_core.exercises.making import make
from tests.pages.test_every_section import SECTIONS, sections
from tests.pages.test_practice import answer_with
from tests.pages.visit import LANGUAGES, Visit

PRACTISED = [place for place in SECTIONS if in_section(*place)]
SIZES = "here.pooling.sizes"


def in_view(visit: Visit, lesson: str, section: str):
    """The exercise of the section as the visit has drawn it."""
    setting = visit.app.session_state[f"setting.here.{lesson}.{section}"]
    return make(setting.exercise, setting.seed)


def unfold(lesson: str, section: str, language: str = "en", **query: str) -> Visit:
    visit = Visit(lesson, lang=language, at=section, **query)
    return visit.press(f"here.{lesson}.{section}.fold")


@pytest.mark.parametrize("id", ids())
def test_every_exercise_belongs_to_a_section_of_its_lesson(id):
    known = spec(id)
    assert known.section in sections(known.lesson)
    assert make(id, 1).section == known.section
    assert known.lab is None or known.lab.section in sections(known.lab.lesson)


@pytest.mark.parametrize("number", range(len(PRACTISED)), ids=[".".join(place) for place in PRACTISED])
def test_a_section_offers_its_exercises(number):
    """The languages take turns."""
    lesson, section = PRACTISED[number]
    language = LANGUAGES[number % 2]
    visit = Visit(lesson, lang=language, at=section)
    before = visit.query
    n = len(in_section(lesson, section))
    assert say(language, "here.count", n=n) in [one.value for one in visit.app.caption]
    assert f"setting.here.{lesson}.{section}" not in visit.app.session_state, "no seed before it is asked for"
    assert not [one for one in visit.app.button if str(one.key).startswith("practice.")]

    visit.press(f"here.{lesson}.{section}.fold")
    exercise = in_view(visit, lesson, section)
    assert exercise.id in in_section(lesson, section)
    assert exercise.level == min(spec(id).level for id in in_section(lesson, section))
    assert visit.app.button(key=f"practice.{exercise.id}.{exercise.seed}.check")
    assert visit.query == before, "the address is the lab's"

    visit.press(f"here.{lesson}.{section}.fold")
    assert not [one for one in visit.app.button if str(one.key).startswith("practice.")]


@pytest.mark.parametrize("lesson, section", [place for place in SECTIONS if not in_section(*place)][:4])
def test_a_section_without_exercises_shows_nothing(lesson, section):
    visit = Visit(lesson, lang="en", at=section)
    assert say("en", "here.title") not in [one.value for one in visit.app.subheader]


def test_next_goes_through_the_sections_exercises():
    among = in_section("convolution", "weights")
    visit, seen = unfold("convolution", "weights"), []
    for _ in range(2 * len(among)):
        exercise = in_view(visit, "convolution", "weights")
        seen.append(exercise.id)
        answer_with(visit, exercise, exercise.answer, "en").press("here.convolution.weights.next")
    assert set(seen) == set(among)
    assert all(one != after for one, after in pairwise(seen))


def test_an_answer_is_kept_and_counted_and_the_lab_keeps_its_values():
    visit = unfold("pooling", "sizes", win="2x5")
    visit.choose("pooling.sizes.window.0", 4)
    exercise = in_view(visit, "pooling", "sizes")
    answer_with(visit, exercise, exercise.answer, "en")
    assert say("en", "ask.right") in visit.feedback
    assert visit.query["win"] == "4x5"
    (attempt,) = visit.app.session_state["attempts.practice"]
    assert (attempt.exercise, attempt.seed, attempt.correct) == (exercise.id, exercise.seed, True)
    told = say("en", "here.standing", n=len(in_section("pooling", "sizes")), tried=1, known=0)
    assert told in [one.value for one in visit.app.caption]
    visit.press(f"{SIZES}.again")
    assert in_view(visit, "pooling", "sizes").seed == exercise.seed + 1


def test_it_waits_where_it_was_left():
    visit = unfold("pooling", "sizes")
    exercise = in_view(visit, "pooling", "sizes")
    visit.choose("language-switch", "zh-Hant").turn_to("convolution").turn_to("pooling")
    assert in_view(visit, "pooling", "sizes") == exercise
    assert say("zh-Hant", "here.fold") == visit.app.button(key=f"{SIZES}.fold").label


def test_a_link_is_the_labs():
    """Even with the practice page's names; and what is unfolded stays when a link sets the lab anew."""
    visit = unfold("pooling", "example", ex="pooling.no-weights", seed="3")
    exercise = in_view(visit, "pooling", "example")
    assert exercise.id in in_section("pooling", "example")
    visit.app.query_params.clear()
    for name, value in {"at": exercise.lab.section, **exercise.lab.query, "lang": "en"}.items():
        visit.app.query_params[name] = value
    visit.run()
    assert in_view(visit, "pooling", "example") == exercise
    assert visit.lab["input"]["sheets"][0]["texts"] == [
        [f"{cell:g}" for cell in row] for row in exercise.given["matrix"]
    ]


@pytest.mark.parametrize("present", [False, True])
def test_links_keep_presenter_mode(present):
    visit = unfold("pooling", "example", **({"present": "1"} if present else {}))
    exercise = in_view(visit, "pooling", "example")
    visit.press(f"practice.{exercise.id}.{exercise.seed}.reveal")
    queries = [one.proto.query_string for one in visit.app.get("page_link") if one.proto.query_string]
    assert len(queries) == 2, "to all exercises of the lesson, and to the lab"
    assert all(("present=1" in query) == present for query in queries)
    query = dict(part.split("=") for part in queries[0].split("&"))
    practice = Visit("practice", **query)
    assert practice.section == "lesson" and practice.query["ex"] in ids("pooling")


def given_page():
    from dataclasses import replace

    from app.views.practice_given import draw_figures, matrix
    from cnn_core.exercises.making import make

    one = make("pooling.pooled-side", 1)
    figure = {"kind": "curve", "train": (3.0, 2.0), "validation": (3.0, 2.53)}
    draw_figures(replace(one, case=replace(one.case, figure=figure)), "en", "test")
    matrix(((1, -2), (None, 4)), "A <b>name</b>")
    matrix(((None,),), "")


def test_curves_are_told_in_numbers_and_matrices_are_tables():
    app = AppTest.from_function(given_page).run()
    numbers, named, nameless = [one.body for one in app.get("html")]
    assert say("en", "practice_curve.numbers") in numbers
    cells = numbers.replace(" class='left'", "").replace(" class=left", "")
    assert "<td>1</td><td>3</td><td>3</td>" in cells and "<td>2</td><td>2</td><td>2.53</td>" in cells
    assert numbers.count("scope='col'") == 3
    assert "<caption>A &lt;b&gt;name&lt;/b&gt;</caption>" in named
    assert named.count("scope='col'") == 2 and named.count("scope='row'") == 2
    assert "<td>1</td><td>−2</td>" in named and "<td></td><td>4</td>" in named
    assert "caption" not in nameless
