"""The network that is looked into: one that ships, or a run with its weights, the learner's or a friend's."""

import pytest

from app.text import say
from cnn_core.explain.networks import Shipped, Trained
from cnn_core.store.records import State, Wanted
from tests.pages.look_visit import LookVisit, look_lab
from tests.pages.train_visit import train
from tests.pages.visit import LANGUAGES

FRIEND = "f" * 32


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    for made, _ in look_lab(tmp_path, monkeypatch):
        yield made


def menu(visit, language="en"):
    return next(one for one in visit.app.selectbox if one.key == f"look-page.network.{language}")


def reference(store, run, which, attempt=1):
    return f"network: {Trained(store.url, run.id, which, attempt * 201 + run.epochs_done)!r}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_networks_that_ship_with_their_facts(language):
    visit = LookVisit(lang=language)
    assert visit.said("network") == f"network: {Shipped('teaching')!r}"
    assert menu(visit, language).options == [say(language, f"look_name.{name}") for name in
                                             ("teaching", "tutorial", "drawn", "fooled")]  # fmt: skip
    assert all(fact in visit.captions for fact in ("98,765", "20,000", "87.7", "1,000", "CIFAR-10"))
    visit.choose(f"look-page.network.{language}", "fooled")
    assert visit.said("network") == f"network: {Shipped('fooled')!r}"
    assert visit.query["net"] == "fooled"
    assert visit.said("image").startswith("image: drawn-cue, "), "the images it learned from"


def test_own_runs_newest_first(store):
    first = train(store, epochs=2, state=State.FINISHED, name="first", last=0.6)
    train(store, epochs=2, state=State.FINISHED, name="a friend's", learner=FRIEND)
    train(store, epochs=0, state=State.FAILED, name="nothing")
    train(store, epochs=1, name="going", last=0.4)
    visit = LookVisit()
    assert menu(visit).options[4:] == ["going · 40 % · running", "first · 60 %"]
    visit.choose("look-page.network.en", first.id)
    assert visit.said("network") == reference(store, first, "final")
    assert visit.query == {"net": "run", "run": first.id}
    assert "90 % of 200 test images" in visit.captions
    visit.choose("look-page.network.en", "teaching")
    assert visit.query == {}


def test_a_run_under_way_is_seen_as_it_was_best(store):
    run = train(store, epochs=2, name="going", last=0.4)
    visit = LookVisit(net="run", run=run.id)
    assert visit.said("network") == reference(store, run, "best")
    assert "up to 40 % of the validation images" in visit.captions


def test_weights_that_changed_are_another_reference(store):
    run = train(store, epochs=1, state=State.PAUSED)
    before = LookVisit(net="run", run=run.id).said("network")
    store.ask(run.id, Wanted.RUN)
    store.begin(run.id)
    assert LookVisit(net="run", run=run.id).said("network") != before


def test_a_link_to_a_friends_run(store):
    run = train(store, epochs=1, state=State.FINISHED, name="a friend's *run*", learner=FRIEND)
    visit = LookVisit(net="run", run=run.id)
    assert visit.said("network") == reference(store, run, "final")
    assert menu(visit).options[-1].startswith("a friend's *run*")
    assert visit.query == {"net": "run", "run": run.id}


def test_a_run_without_a_name_in_the_link_is_the_latest_with_weights(store):
    run = train(store, epochs=1, state=State.FINISHED)
    train(store, epochs=0)
    assert LookVisit(net="run").said("network") == reference(store, run, "final")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_looked_into_is_said_and_another_stands_in(store, language):
    waiting = train(store, epochs=0, name="waiting")
    gone = train(store, epochs=1, state=State.FINISHED, name="gone")
    store.forget(0, 100)
    told = {
        waiting.id: say(language, "look_network.not_yet", name="waiting"),
        gone.id: say(language, "look_network.forgotten", name="gone"),
        "0" * 16: say(language, "error.no_such_run", received="0" * 16),
    }
    for run, words in told.items():
        visit = LookVisit(net="run", run=run, lang=language)
        assert words in visit.feedback and say(language, "look_network.instead") in visit.feedback
        assert visit.said("network") == f"network: {Shipped('teaching')!r}"
        assert visit.query["run"] == run, "the address still asks for it"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_run(language):
    visit = LookVisit(net="run", lang=language)
    assert say(language, "look_network.no_run") in visit.feedback
