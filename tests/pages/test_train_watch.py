"""A run in view: its state in words, its curves, the buttons, what a stranger sees, the list of runs."""

import re
from collections.abc import Iterator

import pytest

from cnn_core.errors import LabError
from cnn_core.store import Store
from cnn_core.store.records import State, Wanted
from tests.pages.train_visit import DRAWN, LEARNER, StubEngine, lab, train
from tests.pages.visit import LANGUAGES, Visit

SECTION = "train.watch"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Iterator[tuple[Store, StubEngine]]:
    yield from lab(tmp_path, monkeypatch)


@pytest.fixture
def store(here) -> Store:
    return here[0]


def watched(lang: str = "en", **query: str) -> Visit:
    return Visit("train", at="watch", lang=lang, **query)


def keys(visit: Visit) -> set[str]:
    return {str(button.key) for button in visit.app.button}


def test_without_a_run_the_way_to_one_is_shown():
    visit = watched()
    assert "Nothing has been trained yet" in visit.feedback
    visit.press(f"{SECTION}.to_start")
    assert visit.run().section == "start"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [None, State.PAUSED, State.FINISHED, State.STOPPED, State.FAILED])
@pytest.mark.parametrize("epochs", [0, 1, 3])
def test_every_state_has_words(store, state, epochs, language):
    run = train(store, epochs=epochs, state=state)
    visit = watched(language)
    assert visit.query["run"] == run.id
    assert "{{" not in visit.texts()


def test_a_running_run_tells_how_far_it_is_and_how_long_it_takes(store):
    train(store, DRAWN.changed(epochs=4), epochs=2)
    told = watched().texts()
    assert "epoch 3 of 4, step 2 of 8" in told
    # 2.25 epochs took 12 s, so 1.75 more take 9.3 s
    assert "12 s so far, about 9 s left" in told
    assert "It is learning" in told


def test_a_waiting_run_tells_its_place_and_that_the_engine_starts(here):
    store, engine = here
    engine.kind = "starting"
    store.add(DRAWN, LEARNER)
    store.add(DRAWN.changed(seed=1), LEARNER)
    told = watched().texts()
    assert "place 2 in the queue" in told
    assert "is starting" in told


def test_pause_resume_and_stop(here):
    store, engine = here
    run = train(store, epochs=1)
    visit = watched().press(f"{SECTION}.pause")
    assert store.run(run.id).wanted is Wanted.PAUSE
    assert "will pause after this step" in visit.texts()
    visit.press(f"{SECTION}.resume")
    assert store.run(run.id).wanted is Wanted.RUN
    store.end(run.id, State.PAUSED)
    visit.run().press(f"{SECTION}.resume")
    assert store.run(run.id).state is State.QUEUED and engine.woken == 3
    visit.run().press(f"{SECTION}.stop")
    assert store.run(run.id).state is State.STOPPED


def test_a_finished_run_can_be_trained_on(store):
    run = train(store, epochs=3, state=State.FINISHED)
    visit = watched()
    assert f"{SECTION}.pause" not in keys(visit)
    visit.choose(f"{SECTION}.more", 5).press(f"{SECTION}.extend")
    assert store.run(run.id).state is State.QUEUED
    assert store.run(run.id).config.epochs == DRAWN.epochs + 5


def test_a_failed_run_says_why_and_what_to_change(store):
    run = store.add(DRAWN.changed(learning_rate=5.0), LEARNER)
    store.begin(run.id)
    store.end(run.id, State.FAILED, LabError("loss_not_finite", epoch=1, step=3, rate=5.0))
    visit = watched()
    assert visit.app.warning
    assert f"{SECTION}.again" in keys(visit)


def test_a_lost_worker_is_told(store):
    run = train(store, epochs=1)
    store.put_back(run.id, store.run(run.id).attempt)
    store.begin(run.id)
    told = watched().texts()
    assert "The process that trained it was lost. Epochs that are safe: 1;" in told
    assert "It went on with epoch 2." in told


def test_strangers_may_watch_but_not_steer(store):
    run = train(store, epochs=2, learner="somebody else")
    visit = watched(run=run.id)
    assert "you can watch it" in visit.texts()
    assert not keys(visit) & {f"{SECTION}.{name}" for name in ("pause", "stop", "resume")}
    assert "It is learning" in visit.texts()


@pytest.mark.parametrize("id", ["0123456789abcdef", "../../etc", "x" * 300])
def test_a_link_to_no_run_is_told_and_breaks_nothing(id):
    watched(run=id)


def test_a_store_that_fails_is_told(monkeypatch):
    def fails() -> Store:
        raise LabError("store_unreachable", store="postgresql://…", detail="refused")

    monkeypatch.setattr("app.training.store", fails)
    for section in ("start", "watch", "after"):
        Visit("train", at=section, lang="en")


def test_names_stay_text(store):
    train(store, epochs=1, state=State.PAUSED, name="**bold** <img src=x> ![](y)")
    visit = watched()
    labels = [box.label for box in visit.app.checkbox]
    told = [markdown.value for markdown in [*visit.app.markdown, *visit.app.subheader]] + labels
    assert any("bold" in words for words in told)
    assert not any(re.search(r"(?<![\\*])\*\*bold|(?<!\\)<img|!\[\]", words) for words in told)


def test_a_guess_is_kept_and_compared(store):
    run = train(store, epochs=0)
    name = f"{SECTION}.guess.{run.id}"
    visit = watched()
    visit.app.number_input(key=f"{name}.typed").set_value(50)
    visit._press(name, 0)
    assert "Your guess for the end: 50 %" in visit.texts()
    rest = train(store, epochs=3, state=State.FINISHED)
    visit.app.session_state[f"guess.{SECTION}.guess.{rest.id}"] = 50.0
    visit.run().press(f"{SECTION}.open.{rest.id}").run()
    assert "You guessed 50 %. It did better: 70 %." in visit.feedback


def test_the_slider_goes_through_the_epochs_and_into_the_link(store):
    train(store, epochs=3, state=State.FINISHED)
    visit = watched()
    assert "after epoch 3" in visit.texts()
    visit.app.slider(key=f"{SECTION}.epoch").set_value(1)
    visit.run()
    assert "after epoch 1" in visit.texts()
    assert visit.query["epoch"] == "1"


def test_the_list_renames_deletes_and_compares(store):
    first = train(store, epochs=1, state=State.PAUSED, name="one")
    second = train(store, epochs=2, state=State.FINISHED, name="two", last=0.6)
    visit = watched(run=second.id)
    assert "60 %" in visit.texts()
    visit.app.checkbox(key=f"{SECTION}.tick.{first.id}").check()
    visit.app.checkbox(key=f"{SECTION}.tick.{second.id}").check()
    visit.run()
    assert f"{second.id}_{first.id}" in visit.texts()
    visit.app.text_input(key=f"{SECTION}.rename.{first.id}").set_value("uno")
    visit.run()
    assert store.run(first.id).name == "uno"
    visit.press(f"{SECTION}.delete.{second.id}").run()
    assert [run.id for run in store.runs()] == [first.id]
