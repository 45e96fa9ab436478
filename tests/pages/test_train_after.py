"""Ingredients, recorded curves, and the results of a run."""

from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from app.views.train_curves import LETTERS, OPTIONS, findings
from app.views.train_ingredients import Without, pair_of
from cnn_core.errors import LabError
from cnn_core.store import Store
from cnn_core.store.records import State
from cnn_core.training.ingredients import WITHOUT
from tests.pages.train_visit import LEARNER, StubEngine, lab, train
from tests.pages.visit import LANGUAGES, Visit

INGREDIENTS, AFTER = "train.ingredients", "train.after"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Iterator[tuple[Store, StubEngine]]:
    yield from lab(tmp_path, monkeypatch)


@pytest.fixture
def store(here) -> Store:
    return here[0]


def guessed(guess: str, **query: str) -> Visit:
    """The section of ingredients, after a guess; "" for somebody who wants to see."""
    visit = Visit("train", at="ingredients", lang="en", **query)
    name = f"{INGREDIENTS}.{query.get('take', 'whitening')}"
    if guess:
        visit.entry(name).set_value(guess)
    return visit._press(name, 0 if guess else 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("take", WITHOUT)
def test_every_ingredient_has_a_name_and_a_reason(take, language):
    visit = Visit("train", at="ingredients", take=take, lang=language)
    assert "go" not in {str(button.key).rpartition(".")[2] for button in visit.app.button}
    visit._press(f"{INGREDIENTS}.{take}", 1)
    assert "{{" not in visit.texts()
    assert visit.query["take" if take != "whitening" else "at"]


def test_both_runs_are_started_together(here):
    store, engine = here
    guessed("less").press(f"{INGREDIENTS}.go")
    runs = store.runs(learner=LEARNER)
    assert {run.config for run in runs} == {*pair_of(Without(), "drawn")}
    assert engine.woken == 2


def test_a_run_that_is_there_is_not_trained_again(store):
    full, less = pair_of(Without("ramp"), "drawn")
    train(store, full, epochs=3, state=State.FINISHED)
    guessed("", take="ramp").press(f"{INGREDIENTS}.go")
    assert [run.config for run in store.runs() if run.state is State.QUEUED] == [less]


@pytest.mark.parametrize(
    "without, guess, told",
    [(0.6, "less", "**Right.**"), (0.6, "more", "You expected: it is higher."), (0.695, "same", "**Right.**"),
     (0.75, "more", "**Right.**"), (0.75, "", "5 points more")],
)  # fmt: skip
def test_the_guess_is_judged_by_the_runs(store, without, guess, told):
    for config, last in zip(pair_of(Without(), "drawn"), (0.7, without), strict=True):
        train(store, config, epochs=3, state=State.FINISHED, last=last)
    visit = guessed(guess)
    assert told in visit.feedback
    assert f"{round(100 * without, 1):g} %" in visit.texts()


@pytest.mark.parametrize("letter", LETTERS)
def test_recorded_curves_say_what_they_were_recorded_for(letter):
    """The plain reading of each must not contradict its name."""
    fits = {
        "healthy": {"learning", "parting"}, "overfitting": {"overfitting"},
        "rate_high": {"rate_too_high", "not_learning"}, "rate_low": {"slow", "not_learning"},
        "made_harder": {"learning", "validation_above"},
    }  # fmt: skip
    found = {one.key for one in findings(LETTERS[letter])}
    assert found <= fits[LETTERS[letter]], found
    if LETTERS[letter] == "made_harder":
        assert "validation_above" in found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("option", OPTIONS)
def test_every_answer_to_a_curve_is_explained(letter, option, language):
    visit = Visit("train", at="curves", curve=letter, lang=language)
    visit.answer(f"train.curves.{letter}", option)
    assert visit.feedback
    assert bool(visit.app.success) == (LETTERS[letter] == option)
    assert "{{" not in visit.texts()


def test_each_curve_keeps_its_answer():
    visit = Visit("train", at="curves", lang="en").reveal("train.curves.a")
    visit.choose("train.curves.curve", "b")
    assert not visit.feedback
    visit.choose("train.curves.curve", "a")
    assert visit.feedback


def test_results_come_after_the_question(store):
    train(store, epochs=3, state=State.FINISHED)
    visit = Visit("train", at="after", lang="en")
    assert "Confusion matrix" not in visit.texts()
    visit.answer("train.after.ask", "cat")
    assert "0 % of them are right" in visit.feedback
    told = visit.texts()
    assert "90 %" in told and "73,596" in told
    assert "was taken for" in told and "20 times" in told
    assert "true: cat" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("split", ["test", "validation"])
def test_mistakes_on_both_splits(store, split, language):
    train(store, epochs=2, state=State.STOPPED)
    visit = Visit("train", at="after", lang=language).reveal("train.after.ask")
    visit.choose(f"{AFTER}.split", split)
    assert "{{" not in visit.texts()


def test_a_run_without_results_says_so(store):
    run = train(store, epochs=1, state=State.PAUSED)
    visit = Visit("train", at="after", run=run.id, lang="en")
    assert "has no results yet" in visit.feedback
    assert "No run is over yet" in Visit("train", at="after", lang="en").feedback


def test_the_keras_file_is_made_by_a_worker(here):
    store, engine = here
    run = train(store, epochs=3, state=State.FINISHED)
    visit = Visit("train", at="after", lang="en")
    visit.press(f"{AFTER}.keras.{run.id}.make").run()
    assert [look.__name__ for look in engine.looks] == ["keras_file"]
    assert "Save the .keras file" in visit.texts()


def test_while_the_file_is_made_the_page_waits_for_it(here, monkeypatch):
    store, engine = here
    run = train(store, epochs=3, state=State.FINISHED)
    pending: Future[bytes] = Future()
    monkeypatch.setattr(engine, "look", lambda *args: pending)
    visit = Visit("train", at="after", lang="en").press(f"{AFTER}.keras.{run.id}.make")
    assert "It is being made" in visit.texts()
    pending.set_exception(LabError("weights_unreadable"))
    assert "damaged" in visit.run().feedback
