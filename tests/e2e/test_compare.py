"""Comparing runs in a real browser: predicting, watching a set train, coming back, sharing a link."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from app.text import say
from cnn_core.store import Store
from cnn_core.store.records import State
from cnn_core.training.experiments import EXPERIMENTS
from tests.e2e.browser import MAIN, Server, settle
from tests.e2e.conftest import Opener
from tests.e2e.steps import alert, expect_no_failure, press
from tests.e2e.test_accessibility import LOOKS, STREAMLITS, faults
from tests.pages.filled_store import begun, trained

AVERAGING = EXPERIMENTS["averaging"]
LEARNER = "a" * 32
GROUP = "00112233445566aa"


def words(key: str, **values: object) -> str:
    return say("en", key, **values)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path_factory.mktemp('store')}/runs.sqlite")
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(start_server: Callable[..., Server], filled: Store) -> Server:
    """ConvLab on a store that the tests fill; its scheduler is nowhere, so it trains nothing itself."""
    return start_server(
        MAIN, env={"CONVLAB_DATABASE_URL": filled.url, "CONVLAB_SCHEDULER": "tcp://127.0.0.1:1"}
    )


def predict(page: Page, answer: str) -> None:
    page.get_by_text(words(f"compare_answer.accuracy_{answer}"), exact=True).click()
    press(page, words("compare.commit"))
    settle(page)


def test_a_set_is_predicted_watched_and_judged(open_page: Opener, app: Server, filled: Store) -> None:
    """Two trainings end while the page is open: nobody has to reload it."""
    store = filled
    done = trained(store, AVERAGING.config("flatten", "drawn"), LEARNER, 0.62, group=GROUP)
    running = begun(
        store, AVERAGING.config("average", "drawn"), LEARNER, [0.3, 0.4, 0.5, 0.55, 0.56, 0.56, 0.57, 0.58],
        group=GROUP,
    )  # fmt: skip
    page = open_page(f"{app.url}/compare?at=averaging&lang=en&set={GROUP}", wait=False)
    expect(page.get_by_text(words("compare.commit"))).to_be_visible()
    predict(page, "lower")
    expect(page.get_by_text(words("compare.progress", n=1, total=2, done="100.0 %"))).to_be_visible()
    page.reload()
    expect(page.get_by_text(words("compare.progress", n=1, total=2, done="100.0 %"))).to_be_visible()
    store.end(running.id, State.FINISHED)
    expect(alert(page)).to_contain_text("58.0 %", timeout=20_000)
    expect(alert(page)).to_contain_text("62.0 %")
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    assert done.id and "guess=lower" in page.url
    expect_no_failure(page)


def test_runs_of_a_link_lie_over_each_other(open_page: Opener, app: Server, filled: Store) -> None:
    ids = [
        trained(filled, AVERAGING.config(name, "drawn"), LEARNER, last, name=name).id
        for name, last in (("flatten", 0.61), ("average", 0.55))
    ]
    page = open_page(f"{app.url}/compare?lang=en&runs={'_'.join(ids)}", wait=False)
    tables = page.locator(".lab-table")
    expect(tables.first).to_contain_text("61.0 %")
    expect(tables.nth(1)).to_contain_text(words("compare_field.architecture"))
    expect(page.get_by_test_id("stMain")).to_contain_text("GlobalAveragePooling2D()")
    expect_no_failure(page)


@LOOKS
@pytest.mark.parametrize("guess", ["lower", "higher"])
def test_axe_finds_nothing_serious_in_an_outcome(
    open_page: Opener, app: Server, filled: Store, guess: str, language: str, theme: Literal["light", "dark"]
) -> None:
    group = f"{guess}{language}".encode().hex()[:16].ljust(16, "0")
    for name, last in (("flatten", 0.62), ("average", 0.55)):
        trained(filled, AVERAGING.config(name, "drawn"), f"{guess} {theme}", last, group=group)
    address = f"{app.url}/compare?at=averaging&lang={language}&set={group}&guess={guess}"
    page = open_page(address, wait=False, theme=theme)
    expect(alert(page)).to_contain_text("62.0 %")
    settle(page)
    assert not [fault for fault in faults(page) if fault[:2] not in STREAMLITS]
