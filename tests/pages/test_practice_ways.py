"""Ways on from an exercise, links, the choice of lessons and levels, and the worksheet."""

from itertools import pairwise
from urllib.parse import parse_qs

import pytest

from app.practice_setting import SheetSetting, pool, practised
from app.practice_sheet import sheet
from app.text import say
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.making import make
from tests.pages.test_practice import SEED, answer_with, key, open_exercise
from tests.pages.visit import LANGUAGES, Visit

NUMBER = make("pooling.pooled-side", SEED)
LABS = [id for id in ids() if spec(id).lab]


def answered(wrong: bool = False) -> Visit:
    answer = next(iter(NUMBER.case.beliefs.values())) if wrong else NUMBER.answer
    return answer_with(open_exercise(NUMBER.id, "en"), NUMBER, answer, "en")


def test_another_like_this():
    visit = answered().press("practice.mixed.again")
    assert (visit.query["ex"], visit.query["seed"]) == (NUMBER.id, str(SEED + 1))
    assert not visit.feedback
    assert not visit.entry(f"practice.{NUMBER.id}.{SEED + 1}").value


def test_another_that_tells_the_two_rules_apart():
    belief = next(iter(NUMBER.case.beliefs))
    visit = answered(wrong=True).press("practice.mixed.apart")
    other = make(visit.query["ex"], int(visit.query["seed"]))
    assert other.id == NUMBER.id and other.seed != SEED and belief in other.case.beliefs
    assert not visit.feedback


def test_the_next_one_is_another_and_stays_within_the_choice():
    visit = Visit("practice", lang="en", ex=NUMBER.id, seed="5", level="2", **{"in": "pooling"})
    seen = [visit.query["ex"]]
    for _ in range(6):
        seen.append(visit.press("practice.mixed.next").query["ex"])
    assert set(seen[1:]) <= set(pool(("pooling",), 2))
    assert all(one != after for one, after in pairwise(seen))


def test_without_a_link_an_easy_one_is_chosen_and_the_address_holds_it():
    visit = Visit("practice")
    assert spec(visit.query["ex"]).level == 1
    before = visit.query
    assert visit.run().query == before, "a rerun keeps it"


def test_lessons_and_level_are_chosen():
    visit = open_exercise(NUMBER.id, "en")
    visit.choose("practice.mixed.lessons", ["pooling"]).choose("practice.mixed.level", 3)
    assert (visit.query["in"], visit.query["level"]) == ("pooling", "3")
    assert visit.query["ex"] in pool(("pooling",), 3)
    visit.choose("practice.mixed.level", 0)
    assert visit.query["ex"] in pool(("pooling",), 3), "what fits the choice stays"


def test_where_nothing_fits_the_choice_it_is_said(monkeypatch):
    monkeypatch.setattr("app.practice.pool", lambda lessons, level: ())
    visit = Visit("practice", lang="en", at="mixed")
    assert visit.feedback == say("en", "practice.none")


@pytest.mark.parametrize(
    "query",
    [
        {"ex": "../../etc/passwd"}, {"ex": "pooling.nothing", "seed": "7"}, {"ex": "x" * 5000},
        {"ex": NUMBER.id, "seed": "NaN"}, {"ex": NUMBER.id, "seed": "-1"},
        {"ex": NUMBER.id, "seed": "9" * 40},
        {"in": "nowhere"}, {"level": "9"}, {"in": "<b>"}, {"at": "sheet", "n": "7"},
        {"at": "sheet", "sol": "x"},
        {"at": "sheet", "seed": "1e9"}, {"at": "lesson", "ex": "pooling"},
    ],
)  # fmt: skip
def test_a_broken_link_is_told_and_harmless(query):
    visit = Visit("practice", lang="en", **query)
    assert len(visit.app.toast) == 1
    if "at" not in query:
        assert visit.query["ex"] in ids()


def test_another_page_and_back_keeps_answer_and_exercise():
    visit = answered(wrong=True)
    before = visit.feedback
    visit.turn_to("pooling").turn_to("practice")
    assert visit.feedback == before
    assert visit.query["ex"] == NUMBER.id
    assert visit.entry(key(NUMBER)).value


@pytest.mark.parametrize("id", LABS)
def test_the_lab_opens_at_this_very_case(id):
    """The link is taken as the page gives it; no part of it may be unknown to the lab."""
    exercise = make(id, SEED)
    visit = open_exercise(id, "en").press(f"{key(exercise)}.reveal")
    link = next(one.proto for one in visit.app.get("page_link") if one.proto.query_string)
    query = {name: values[0] for name, values in parse_qs(link.query_string).items()}
    assert query == {"at": exercise.lab.section, **exercise.lab.query, "lang": "en"}
    lab = Visit(exercise.lab.lesson, **query)
    assert lab.section == exercise.lab.section
    assert not lab.app.toast, lab.app.toast[0].value


def test_a_lessons_exercises_one_by_one():
    visit = Visit("practice", at="lesson", lang="en")
    slug = practised()[0]
    seen = [visit.query.get("ex")]
    for _ in ids(slug)[1:]:
        seen.append(visit.press("practice.lesson.next").query["ex"])
    assert sorted(seen) == sorted(ids(slug))
    visit.choose("practice.lesson.slug.en", "pooling")
    assert visit.query["ex"] == ids("pooling")[0]
    menu = next(one for one in visit.app.selectbox if str(one.key).startswith("practice.lesson.exercise"))
    visit.choose(menu.key, ids("pooling")[2])
    assert visit.query["ex"] == ids("pooling")[2]


def shown(visit: Visit) -> list[str]:
    return [one.value for one in visit.app.markdown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_is_the_same_sheet(language):
    query = {"at": "sheet", "in": "pooling", "n": "5", "seed": "77", "lang": language}
    one, other = Visit("practice", **query), Visit("practice", **query)
    assert shown(one) == shown(other)
    assert one.query == query
    assert shown(one.choose("practice.sheet.seed", 78)) != shown(other)


def test_solutions_follow_where_they_are_asked_for():
    visit = Visit("practice", at="sheet", n="20", lang="en")
    without = shown(visit)
    visit.choose("practice.sheet.solutions", True)
    with_them = shown(visit)
    assert with_them[: len(without) - 1] == without[: len(without) - 1], "the same questions"
    assert visit.query["sol"] == "1"
    chosen = sheet(SheetSetting(count=20))
    assert sum(one.startswith("**20.") for one in with_them) == 2 and len(chosen) == 20


def test_sheets_of_neighbouring_seeds_share_no_case():
    sheets = [sheet(SheetSetting(count=20, seed=seed)) for seed in (1, 2)]
    assert not {(one.id, one.seed) for one in sheets[0]} & {(one.id, one.seed) for one in sheets[1]}
    levels = [one.level for one in sheets[0]]
    assert levels == sorted(levels)


def test_fields_of_the_sheet_are_no_fields():
    """It is answered on paper: nothing is typed into it."""
    visit = Visit("practice", at="sheet", n="20", lang="en")
    assert not visit.app.text_input and not visit.app.text_area
