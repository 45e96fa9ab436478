"""Keeping progress without an account: a nickname, a code, coming back, leaving, losing nothing."""

import json
import re
from itertools import chain

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from app.text import say
from cnn_core.errors import LabError
from cnn_core.exercises.bank import ids
from cnn_core.exercises.making import make
from cnn_core.store import Store
from cnn_core.store.learners import MAX_TRIES
from tests.pages.filled_store import app_store
from tests.pages.test_practice import SEED, answer_with, open_exercise
from tests.pages.train_visit import DRAWN
from tests.pages.visit import LANGUAGES, Visit, _nodes

NUMBER = make("pooling.pooled-side", SEED)
WRONG = next(iter(NUMBER.case.beliefs.values()))
POOLING = ids("pooling")
NASTY = "<img src=x onerror=alert(1)> **b** [l](javascript:x)"


@pytest.fixture
def store(tmp_path, monkeypatch):
    yield from app_store(tmp_path, monkeypatch)


def to_progress(visit: Visit) -> Visit:
    """The visit turns to its progress, as by the section menu."""
    return visit.choose(f"at-practice-{visit.query.get('lang', 'en')}", "progress")


def answered(answer: object = WRONG, language: str = "en") -> Visit:
    return answer_with(open_exercise(NUMBER.id, language), NUMBER, answer, language)


def fill(visit: Visit, key: str, text: str) -> None:
    next(one for one in visit.app.text_input if one.key == key).set_value(text)


def join(visit: Visit, name: str = "Ann") -> Visit:
    fill(visit, "me.nickname", name)
    return visit.press("me.join.go")


def code_of(visit: Visit) -> str:
    return visit.app.code[0].value


def come_back(code: str, visit: Visit | None = None, linked: bool = False) -> Visit:
    visit = visit or Visit("practice", at="progress", lang="en")
    fill(visit, f"me.code.{linked}", code)
    return visit.press("me.back.go")


def known(visit: Visit) -> bool:
    return any(button.key == "me.leave" for button in visit.app.button)


def hand_back(visit: Visit, value: object) -> Visit:
    """As the browser does, with what it kept of the tab."""
    keeper = next(
        node.proto
        for node in _nodes(visit.app._tree)
        if getattr(node, "type", "") == "bidi_component" and "practice-keeper" in str(node.key)
    )
    states = visit.app._tree.get_widget_states()
    states.widgets.append(WidgetState(id=keeper.id, json_value=json.dumps({"back": value})))
    visit.app._run(states)
    return visit._ran()


def kept_by_browser(visit: Visit) -> list[dict[str, object]]:
    sent = next(
        json.loads(node.proto.json)[0]
        for node in _nodes(visit.app._tree)
        if getattr(node, "type", "") == "bidi_component" and "practice-keeper" in str(node.key)
    )
    return sent["attempts"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_nickname_a_code_and_another_day(store: Store, language):
    visit = join(to_progress(answered(language=language)), "小明")
    code = code_of(visit)
    assert re.fullmatch("([0-9A-Z]{4}-){6}[0-9A-Z]{2}", code)
    assert visit.app.code[1].value.endswith(f"?at=progress&code={code}")
    assert "小明" in visit.texts()
    visit.press("me.code_kept")
    assert code not in visit.texts(), "it is told once"

    later = come_back(code)
    assert known(later) and "小明" in later.texts()
    assert say("en", "progress.known_of", known=0, all=len(POOLING), seen=1) in later.texts()


def test_answers_of_somebody_known_are_in_the_store_at_once(store: Store):
    visit = join(to_progress(answered()))
    learner = store.learner_by_code(code_of(visit), "test")
    assert [(one.answer, one.misconception) for one in store.attempts(learner.id)] == [
        (str(int(WRONG)), NUMBER.case.beliefs and next(iter(NUMBER.case.beliefs)))
    ]
    visit.choose("at-practice-en", "mixed")
    answer_with(visit, NUMBER, NUMBER.answer, "en")
    assert [one.correct for one in store.attempts(learner.id)] == [False, True]


def test_runs_of_this_browser_go_along(store: Store, monkeypatch):
    visit = Visit("practice", at="progress", lang="en")
    name = visit.app.session_state["learner"]
    run = store.add(DRAWN, name)
    join(visit)
    assert store.run(run.id).learner == visit.app.session_state["learner"] != name


def test_what_was_done_on_a_shared_computer_may_be_left_behind(store: Store):
    learner, code = store.new_learner("Ann")
    visit = to_progress(answered())
    next(one for one in visit.app.checkbox if one.key == "me.take").set_value(False)
    visit = come_back(code, visit)
    assert known(visit) and store.attempts(learner.id) == []

    taken = come_back(code, to_progress(answered()))
    assert known(taken) and len(store.attempts(learner.id)) == 1


def test_a_return_link_asks_first_and_leaves_the_address(store: Store):
    learner, code = store.new_learner("Ann")
    visit = Visit("practice", at="progress", code=code, lang="en")
    assert "code" not in visit.query and not known(visit)
    assert say("en", "me.linked") in [one.value for one in visit.app.markdown]
    visit.press("me.back.go")
    assert known(visit) and visit.app.session_state["learner"] == learner.id

    other = Visit("practice", at="progress", code=code, lang="en").press("me.not_me")
    assert not known(other) and code not in other.texts()


def test_a_wrong_code_is_kept_in_the_field_and_guessing_has_an_end(store: Store):
    typed = "0000-0000-0000-0000-0000-0000-00"
    visit = Visit("practice", at="progress", lang="en")
    for _ in range(MAX_TRIES):
        come_back(typed, visit)
        assert say("en", "error.no_such_code") in visit.feedback and not known(visit)
    assert next(one for one in visit.app.text_input if one.key == "me.code.False").value == typed
    _, right = store.new_learner("Ann")
    come_back(right, visit)
    assert "Try again in" in visit.feedback and not known(visit)


@pytest.mark.parametrize("code", ["", "x" * 5000, "' OR 1=1 --", NASTY, "代碼"])
def test_what_is_no_code(store: Store, code):
    visit = come_back(code)
    assert say("en", "error.no_such_code") in visit.feedback and not known(visit)
    linked = Visit("practice", at="progress", code=code or "-", lang="en")
    assert not known(linked)


def test_a_nickname_is_shown_as_text(store: Store):
    name = NASTY[:40]
    visit = join(Visit("practice", at="progress", lang="en"), name)
    told = next(one.value for one in visit.app.markdown if "You practise as" in one.value)
    assert "\\<img" in told and "\\*\\*b\\*\\*" in told
    assert not re.search(r"(?<!\\)[<>\[\]]", told)


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "a\u2028b"])
def test_what_is_no_nickname_is_refused_with_words(store: Store, name):
    visit = join(Visit("practice", at="progress", lang="en"), name)
    assert say("en", "error.not_a_nickname", maximum=40) in visit.feedback and not known(visit)


def test_leaving_lets_somebody_else_begin_afresh(store: Store):
    visit = join(to_progress(answered()))
    code, old = code_of(visit), visit.app.session_state["learner"]
    visit.press("me.leave")
    assert not known(visit) and visit.app.session_state["learner"] != old
    assert say("en", "next.begin", lesson="Convolution") in visit.texts()
    visit.choose("at-practice-en", "mixed")
    answer_with(open_exercise(NUMBER.id, "en"), NUMBER, WRONG, "en")
    assert len(store.attempts(old)) == 1
    assert known(come_back(code)), "the progress is still there"


def test_renaming_and_a_new_code(store: Store):
    visit = join(Visit("practice", at="progress", lang="en"))
    old = code_of(visit)
    fill(visit, "me.name", "Bea")
    visit.press("me.rename.go")
    assert "**Bea**" in visit.texts()
    new = code_of(visit.press("me.new_code"))
    assert new != old and known(come_back(new)) and not known(come_back(old))


def test_deleting_leaves_nothing(store: Store):
    visit = join(to_progress(answered()))
    code, id = code_of(visit), visit.app.session_state["learner"]
    visit.press("me.delete")
    assert not known(visit) and not known(come_back(code))
    with pytest.raises(LabError, match="no_such_learner"):
        store.learner(id)


def test_deleted_in_another_tab(store: Store):
    visit = join(to_progress(answered()))
    store.delete_learner(visit.app.session_state["learner"])
    visit.choose("at-practice-en", "mixed")
    answer_with(visit, NUMBER, NUMBER.answer, "en")
    assert say("en", "ask.right") in visit.feedback
    assert not known(visit.choose("at-practice-en", "progress"))


def test_two_tabs_lose_and_double_nothing(store: Store):
    learner, code = store.new_learner("Ann")
    one, other = (come_back(code) for _ in range(2))
    for visit, answer in ((one, WRONG), (other, NUMBER.answer), (one, NUMBER.answer)):
        visit.choose("at-practice-en", "lesson").choose("practice.lesson.slug.en", "pooling")
        visit.app.query_params.update({"ex": NUMBER.id, "seed": str(SEED), "at": "lesson", "lang": "en"})
        visit.run()
        answer_with(visit, NUMBER, answer, "en")
    kept = store.attempts(learner.id)
    assert len(kept) == len({attempt.token for attempt in kept}) == 3
    assert [attempt.correct for attempt in kept] == [False, True, True]
    third = come_back(code)
    assert say("en", "progress.known_of", known=0, all=len(POOLING), seen=1) in third.texts(), (
        "one case, tried once"
    )


def test_while_the_store_is_away_answers_wait(store: Store, monkeypatch):
    visit = join(to_progress(answered()))
    id = visit.app.session_state["learner"]

    def away(*_):
        raise LabError("store_unreachable", store="here")

    visit.choose("at-practice-en", "mixed")
    with monkeypatch.context() as broken:
        broken.setattr(Store, "keep_attempts", away)
        answer_with(visit, NUMBER, NUMBER.answer, "en")
        assert say("en", "ask.right") in visit.feedback
        to_progress(visit)
        assert say("en", "me.unsent", n=1) in visit.feedback
    assert len(store.attempts(id)) == 1
    visit.press("me.send")
    assert len(store.attempts(id)) == 2 and say("en", "me.unsent", n=1) not in visit.feedback


def test_a_refresh_loses_nothing_and_doubles_nothing(store: Store):
    kept = kept_by_browser(answered())
    assert len(kept) == 1
    fresh = hand_back(Visit("practice", at="progress", lang="en"), kept)
    assert say("en", "progress.known_of", known=0, all=len(POOLING), seen=1) in fresh.texts()
    again = hand_back(fresh, [*kept, *kept])
    assert len(kept_by_browser(again)) == 1


GARBAGE = [None, 7, "x", {}, [None], [[]], [{}], [{"token": "t"}], [{"exercise": "no.such"}] * 3]


@pytest.mark.parametrize("back", GARBAGE, ids=repr)
def test_a_browser_may_hand_back_anything(store: Store, back):
    visit = hand_back(Visit("practice", at="progress", lang="en"), back)
    assert kept_by_browser(visit) == []


@pytest.mark.parametrize(
    "change",
    [{"exercise": "no.such"}, {"seed": 1e308}, {"at": float("nan")}, {"correct": "yes"}, {"token": "x" * 99},
     {"answer": ["list"]}, {"misconception": None}, {"more": 1}],
    ids=repr,
)  # fmt: skip
def test_a_forged_answer_is_left_out(store: Store, change):
    sound = kept_by_browser(answered())[0]
    visit = hand_back(Visit("practice", at="progress", lang="en"), [sound | change])
    assert kept_by_browser(visit) == []


def test_handed_back_out_of_order_the_first_go_still_counts(store: Store):
    visit = answered()
    answer_with(visit, NUMBER, NUMBER.answer, "en")
    kept = kept_by_browser(visit)
    orders = (kept, kept[::-1], list(chain(kept[::-1], kept)))
    for order in orders:
        back = hand_back(Visit("practice", at="progress", lang="en"), order)
        assert say("en", "progress.known_of", known=0, all=len(POOLING), seen=1) in back.texts()
    home = hand_back(Visit("home", lang="en"), kept[::-1])
    assert say("en", "progress.home", tried=1, right=0) in home.texts()
