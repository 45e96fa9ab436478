"""The guided experiments as a learner meets them: predict, train a set, see what came out, once more."""

from collections.abc import Iterator

import pytest

from cnn_core.store import Store
from cnn_core.store.records import State, Wanted
from cnn_core.training.experiments import EXPERIMENTS
from tests.pages.filled_store import (
    IdleEngine,
    app_store,
    begun,
    broken,
    idle_engine,
    trained,
    trained_set,
)
from tests.pages.visit import LANGUAGES, Visit

POOLING = EXPERIMENTS["pooling"]
LASTS = (0.62, 0.61, 0.56, 0.55)  # max, average, strides, neither
GROUP = "00112233445566aa"


@pytest.fixture
def store(tmp_path, monkeypatch) -> Iterator[Store]:
    yield from app_store(tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def engine(monkeypatch) -> IdleEngine:
    return idle_engine(monkeypatch)


def opened(section: str = "pooling", **query: str) -> Visit:
    return Visit("compare", at=section, lang=query.pop("lang", "en"), **query)


def learner(visit: Visit) -> str:
    return visit.app.session_state["learner"]


def predicted(visit: Visit, guess: str) -> Visit:
    return visit.answer(f"compare.{visit.section}", guess)


def keys(visit: Visit) -> list[str]:
    return [button.key for button in visit.app.button]


def test_the_prediction_comes_before_the_training(store: Store, engine: IdleEngine) -> None:
    visit = opened()
    assert "2,825,930" in visit.texts() and "AveragePooling2D(2)" in visit.texts()
    assert "compare.pooling.start" not in keys(visit)
    predicted(visit, "lower")
    assert visit.query["guess"] == "lower"
    assert "You predicted: **lower**" in visit.texts()
    assert "compare.pooling.start" in keys(visit)
    assert not store.runs() and not engine.woken


def test_nothing_chosen_is_told(store: Store) -> None:
    visit = opened()
    visit.answer("compare.pooling", None)
    assert "First choose" in visit.feedback
    assert "guess" not in visit.query


def test_one_may_see_without_predicting(store: Store) -> None:
    visit = opened()
    visit.reveal("compare.pooling")
    assert visit.query["guess"] == "skipped"
    trained_set(store, POOLING, learner(visit), LASTS)
    assert "62.0 %" in visit.run().feedback
    assert "You predicted" not in visit.texts()


def test_the_whole_set_is_started_and_watched(store: Store, engine: IdleEngine) -> None:
    visit = predicted(opened(), "lower").press("compare.pooling.start")
    group = visit.query["set"]
    started = store.runs(group=group)
    assert [POOLING.variant_of(run.config) for run in reversed(started)] == list(POOLING.variants)
    assert {run.learner for run in started} == {learner(visit)}
    assert {run.config.data for run in started} == {"drawn"}
    assert engine.woken == 1
    assert "waiting, place 4" in visit.texts() and "0 of 4 trained" in visit.texts()
    assert "compare.pooling.start" not in keys(visit)


def test_progress_of_the_set(store: Store) -> None:
    visit = predicted(opened(), "lower")
    trained(store, POOLING.config("max", "drawn"), learner(visit), 0.6)
    begun(store, POOLING.config("average", "drawn"), learner(visit), [0.3, 0.4, 0.5])
    visit.run()
    # 8 epochs and 3.5 of 2 runs of 8.
    assert "1 of 2 trained · 71.9 %" in visit.texts()
    assert "3.5 / 8" in visit.texts() and "45.0 %" in visit.texts()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("guess, right", [("lower", True), ("higher", False), ("same", False)])
def test_the_outcome_against_the_prediction(store, language, guess, right) -> None:
    visit = opened(lang=language, guess=guess)
    trained_set(store, POOLING, learner(visit), LASTS)
    visit.run()
    assert bool(visit.app.success) is right and bool(visit.app.warning) is not right
    assert "55.0 %" in visit.feedback and "62.0 %" in visit.feedback and "7.0" in visit.feedback
    assert "26 × 26" in visit.feedback
    # Two standard errors of 0.55 and 0.62 on 5,000 images.
    assert "2.0" in visit.texts() and "5,000" in visit.texts()


def test_a_small_difference_is_about_the_same(store: Store) -> None:
    visit = opened(guess="same")
    trained_set(store, POOLING, learner(visit), (0.60, 0.60, 0.60, 0.61))
    assert "about the same" in visit.run().feedback and visit.app.success
    assert "When we tried it" in visit.texts()


def test_a_gap_is_judged_by_the_gap(store: Store) -> None:
    visit = opened("dropout", guess="lower")
    dropout = EXPERIMENTS["dropout"]
    for name, gap in zip(dropout.variants, (0.10, 0.05, -0.02), strict=True):
        trained(store, dropout.config(name, "drawn"), learner(visit), 0.6, gap=gap)
    visit.run()
    assert visit.app.success and "−2.0 points between" in visit.feedback and "12.0 points" in visit.feedback


def test_another_seed_is_trained_and_counts(store: Store) -> None:
    visit = opened(guess="lower")
    trained_set(store, POOLING, learner(visit), LASTS)
    assert "one seed does not show" in visit.run().texts()
    visit.press("compare.pooling.seed")
    assert sorted({run.config.seed for run in store.runs()}) == [0, 1]
    for run in store.runs(group=visit.query["set"]):
        store.ask(run.id, Wanted.STOP)
        store.delete(run.id)
    trained_set(store, POOLING, learner(visit), (0.64, 0.62, 0.55, 0.50), seed=1)
    visit.run()
    assert "Means of 2 seeds" in visit.texts()
    assert "63.0 % ± 1.4" in visit.texts()
    assert "52.5 %" in visit.feedback and "with 2 of each" in visit.texts()


def test_what_was_trained_before_is_found_again(store: Store) -> None:
    visit = opened(guess="lower")
    trained(store, POOLING.config("max", "drawn"), learner(visit), 0.6)
    visit.run()
    assert "1 of 4 are trained already" in visit.texts()
    visit.press("compare.pooling.start")
    assert len(store.runs()) == 4


def test_a_longer_run_or_other_data_are_something_else(store: Store) -> None:
    visit = opened(guess="lower")
    trained(store, POOLING.config("max", "drawn").changed(epochs=9), learner(visit), 0.6)
    trained(store, POOLING.config("max", "cifar10"), learner(visit), 0.6)
    assert "are trained already" not in visit.run().texts()


def test_a_link_shows_somebody_elses_set(store: Store) -> None:
    trained_set(store, POOLING, "somebody", LASTS[:4], group=GROUP)
    visit = opened(set=GROUP)
    assert "62.0 %" not in visit.texts(), "whoever opens the link predicts first"
    predicted(visit, "higher")
    assert "62.0 %" in visit.feedback
    assert "compare.pooling.seed" not in keys(visit)


def test_somebody_elses_unfinished_set_is_left_alone(store: Store) -> None:
    begun(store, POOLING.config("max", "drawn"), "somebody", [0.4], group=GROUP)
    visit = opened(set=GROUP, guess="higher")
    assert "1.5 / 8" in visit.texts()
    assert not {"compare.pooling.start", "compare.pooling.stop"} & set(keys(visit))
    visit.press("compare.pooling.own")
    assert "compare.pooling.start" in keys(visit) and "set" not in visit.query


def test_stopping_and_going_on(store: Store) -> None:
    visit = predicted(opened(), "lower").press("compare.pooling.start").press("compare.pooling.stop")
    assert {run.state for run in store.runs()} == {State.STOPPED}
    visit.press("compare.pooling.go_on")
    assert {run.state for run in store.runs()} == {State.QUEUED}
    assert len(store.runs()) == 4


def test_a_rate_far_too_high_may_break_off(store: Store) -> None:
    rates = EXPERIMENTS["rates"]
    visit = opened("rates", guess="lower")
    for name, last in (("rate-4", 0.4), ("rate-3", 0.6), ("rate-2", 0.45)):
        trained(store, rates.config(name, "drawn"), learner(visit), last)
    broken(store, rates.config("rate-1", "drawn"), learner(visit))
    visit.run()
    assert visit.app.success and "15.0 points" in visit.feedback
    assert "compare.rates.go_on" not in keys(visit)


@pytest.mark.parametrize("query", [{"set": "../x"}, {"set": GROUP}, {"guess": "perhaps"}])
def test_links_that_lead_nowhere_open_the_section(store, query) -> None:
    visit = opened(**query)
    assert visit.app.radio(key="compare.pooling.typed").value is None


def test_a_second_seed_that_another_experiment_left_does_not_count(store: Store) -> None:
    """Max pooling is also what dropout and others are compared with."""
    visit = opened(guess="lower")
    trained_set(store, POOLING, learner(visit), LASTS)
    trained(store, POOLING.config("max", "drawn", 1), learner(visit), 0.7)
    visit.run()
    assert "62.0 %" in visit.feedback and "Means of" not in visit.texts()
    visit.press("compare.pooling.seed")
    assert len(store.runs()) == 8, "the one that is there is not trained again"
