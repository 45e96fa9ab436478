"""Questions about the learner's own runs: asked, answered wrong and right, in both languages."""

import pytest

from app.exercise_text import exercise_blocks
from app.text import say
from cnn_core.exercises.own_runs import LESSON
from cnn_core.store import Store
from cnn_core.training.presets import PRESETS
from tests.pages.filled_store import app_store, begun, trained
from tests.pages.test_practice import told
from tests.pages.train_visit import LEARNER
from tests.pages.visit import LANGUAGES, Visit

CONFIG = PRESETS["fast"].changed(data="drawn", validation=1000, images=4000, epochs=4)
#: first epoch, lowest loss, gap, pair
QUESTIONS = 4


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr("app.state.learner", lambda: LEARNER)
    yield from app_store(tmp_path, monkeypatch)


@pytest.fixture
def run(store: Store):
    trained(store, CONFIG.changed(epochs=3), LEARNER, 0.5, name="**short** <b>")
    trained(store, CONFIG, "f" * 32, 0.9, name="another's")
    begun(store, CONFIG.changed(seed=9), LEARNER, [0.2], name="not yet done")
    return trained(store, CONFIG, LEARNER, 0.8, gap=0.1, name="long")


def open_runs(language: str = "en", **more: str) -> Visit:
    return Visit("practice", at="runs", lang=language, **more)


def pick(visit: Visit, option: str, language: str) -> Visit:
    radio = visit.app.radio[0]
    radio.set_value(option)
    visit.run()
    return visit.press(str(radio.key).replace(f".choice.{language}", ".check"))


def test_without_a_run_the_way_to_one(store: Store):
    visit = open_runs()
    assert say("en", "own_runs.none") in visit.feedback


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_and_right_about_the_newest_run(run, language):
    visit, words = open_runs(language), exercise_blocks(LESSON, language)
    menu = next(one for one in visit.app.selectbox if "practice.runs.run" in str(one.key))
    assert menu.value == run.id and len(menu.options) == 2, "own and finished ones only"

    head = {number: say(language, "own_runs.head", n=number, total=QUESTIONS) for number in (1, 4)}
    assert head[1] in [one.value for one in visit.app.caption]
    pick(visit, "first-quarter", language)
    assert told(visit, words["first-epoch.wrong.slow-start"])
    pick(visit, "third-quarter", language)  # from 10 to 45.7 of the way to 80
    assert told(visit, words["first-epoch.right"])

    for _ in range(2):
        visit.press("practice.runs.next")
    pick(visit, "same", language)
    assert told(visit, words["gap.wrong.equal-in-the-end"])
    pick(visit, "lower", language)
    assert told(visit, words["gap.right"])

    visit.press("practice.runs.next")
    assert head[4] in [one.value for one in visit.app.caption]
    pick(visit, "a", language)
    assert told(visit, words["pair.right"]) and "<b>" not in visit.feedback
    assert visit.query == {"at": "runs", "run": run.id, "q": "3", "lang": language}


def test_a_link_to_somebody_elses_run_shows_ones_own(store: Store, run):
    other = next(one for one in store.runs(learner="f" * 32))
    visit = open_runs(run=other.id, q="99")
    assert say("en", "own_runs.head", n=QUESTIONS, total=QUESTIONS) in [
        one.value for one in visit.app.caption
    ]
    assert "another's" not in visit.texts()


def test_one_epoch_is_too_little_for_most(store: Store):
    trained(store, CONFIG.changed(epochs=1), LEARNER, 0.2)
    visit = open_runs()
    assert say("en", "own_runs.head", n=1, total=1) in [one.value for one in visit.app.caption]
