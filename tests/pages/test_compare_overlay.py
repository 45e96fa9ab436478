"""Runs over each other: which are offered, what a link brings, what differs between them."""

from collections.abc import Iterator

import pytest

from cnn_core.architecture.dropping import with_dropout
from cnn_core.errors import LabError
from cnn_core.store import Store
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.presets import PRESETS
from tests.pages.filled_store import app_store, begun, idle_engine, trained
from tests.pages.visit import LANGUAGES, Visit

TUTORIAL = PRESETS["tutorial"].changed(epochs=3, data="drawn", images=9_000)
UNKNOWN = "ffff0000ffff0000"


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch) -> Iterator[Store]:
    idle_engine(monkeypatch)
    yield from app_store(tmp_path, monkeypatch)


def opened(**query: str) -> Visit:
    return Visit("compare", lang=query.pop("lang", "en"), **query)


def learner(visit: Visit) -> str:
    return visit.app.session_state["learner"]


def chosen(visit: Visit) -> list[str]:
    return visit.app.multiselect[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_runs_it_says_where_they_come_from(language) -> None:
    visit = opened(lang=language)
    assert visit.app.info and not visit.app.multiselect


def test_the_newest_runs_lie_over_each_other(store: Store) -> None:
    visit = opened()
    runs = [
        trained(store, TUTORIAL.changed(seed=seed), learner(visit), 0.5, name="mine") for seed in range(4)
    ]
    begun(store, TUTORIAL, learner(visit), [])  # nothing to see yet
    trained(store, TUTORIAL, "somebody", 0.5)
    visit.run()
    assert chosen(visit) == [run.id for run in reversed(runs[1:])]
    assert len(visit.app.multiselect[0].options) == 4
    assert "runs" not in visit.query


def test_a_choice_is_in_the_link_and_the_link_shows_it_to_anybody(store: Store) -> None:
    visit = opened()
    one, other = (trained(store, TUTORIAL, learner(visit), last, name=f"to {last}") for last in (0.4, 0.6))
    visit.run()
    visit.app.multiselect[0].set_value([one.id])
    assert visit.run().query["runs"] == one.id
    guest = opened(runs=f"{other.id}_{one.id}")
    assert chosen(guest) == [other.id, one.id]
    assert "60.0 %" in guest.texts() and "40.0 %" in guest.texts()


def test_only_what_differs_is_in_the_table(store: Store) -> None:
    visit = opened()
    network = with_dropout(TUTORIAL.architecture, 0.5)
    changed = TUTORIAL.changed(
        learning_rate=0.01, augmentation=Augmentation(flip=True, shift=3), architecture=network
    )
    ids = "_".join(trained(store, one, learner(visit), 0.5, name="x").id for one in (TUTORIAL, changed))
    text = opened(runs=ids).texts()
    table = text[text.index("What differs") :]
    assert "learning rate" in table and "0.01" in table
    assert "mirrored, shifted up to 3 px" in table
    assert "added: `Dropout(0.5)` (2 times)" in table
    assert "batch size</td>" not in table


def test_runs_that_are_alike_are_said_to_be(store: Store) -> None:
    visit = opened()
    ids = "_".join(trained(store, TUTORIAL, learner(visit), last).id for last in (0.50, 0.51))
    again = opened(runs=ids)
    assert "Nothing differs" in again.texts()
    # Two standard errors of a half and a half on 5,000 images.
    assert "1.0 points apart" in again.texts() and "2.0 points can be chance" in again.texts()


def test_a_run_in_training_is_shown_as_far_as_it_is(store: Store) -> None:
    visit = opened()
    begun(store, TUTORIAL, learner(visit), [0.3, 0.42])
    assert "42.0 %" in visit.run().texts() and "After so many epochs: 2" in visit.texts()


def test_a_name_stays_text(store: Store) -> None:
    visit = opened()
    for config in (TUTORIAL, TUTORIAL.changed(architecture=with_dropout(TUTORIAL.architecture, 0.1))):
        trained(store, config, learner(visit), 0.5, name="<b>![x](y)</b>")
    visit.run()
    tables = [one.proto.body for one in visit.app.get("html") if "class='lab-table'" in one.proto.body]
    assert tables and all("&lt;b&gt;!" in table and "<b>" not in table for table in tables)
    assert not any("![x](y)" in markdown.value for markdown in visit.app.markdown)


def test_deleted_runs_are_told_and_the_others_shown(store: Store) -> None:
    visit = opened()
    run = trained(store, TUTORIAL, learner(visit), 0.5)
    again = opened(runs=f"{UNKNOWN}_{run.id}")
    assert UNKNOWN in again.feedback and chosen(again) == [run.id]
    assert "no runs yet" in opened(runs=UNKNOWN).feedback


@pytest.mark.parametrize("runs", ["x", "0123", "_".join([UNKNOWN[:-1] + str(n) for n in range(9)])])
def test_broken_links_are_reported(runs) -> None:
    assert opened(runs=runs).app.toast


def test_a_store_that_is_gone_is_told_in_words(monkeypatch) -> None:
    def gone() -> Store:
        raise LabError("store_unreachable", store="sqlite:///x", detail="no such file")

    monkeypatch.setattr("app.training.store", gone)
    assert opened().app.warning
    assert Visit("compare", at="pooling", lang="en").app.warning
