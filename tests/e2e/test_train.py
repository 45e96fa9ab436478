"""A real training in a real browser: started with one press, watched, reloaded, seen by somebody else."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener

#: Small enough for any machine, and on images that every machine has.
SMALL = "/train?set=lenet-5_data-drawn_n-400_val-100_batch-50_epochs-3"
PATIENCE = 240_000  # the training process has to start, with TensorFlow


def begin(page: Page) -> str:
    """Press the button; the run's id from the address."""
    steps.press(page, steps.say("en", "train_start.start"))
    page.wait_for_url(re.compile(r"run=[0-9a-f]{16}"))
    return re.search(r"run=([0-9a-f]{16})", page.url)[1]  # type: ignore[index]


def test_one_press_and_the_network_learns(open_page: Opener) -> None:
    page = open_page(SMALL)
    run = begin(page)
    done = page.get_by_text(re.compile("finished.*3 of 3 epochs")).first
    expect(done).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    expect(page.locator(".net-says figure")).to_have_count(10)
    page.reload()
    settle(page)
    assert run in page.url
    expect(done).to_be_visible()
    steps.press(page, steps.say("en", "train_button.results"))
    settle(page)
    steps.press(page, steps.say("en", "ask.reveal"))
    expect(page.get_by_text(steps.say("en", "train_after.confusion")).first).to_be_visible()

    guest = open_page(f"/train?at=watch&run={run}", locale="zh-TW")
    expect(guest.get_by_text(steps.say("zh-Hant", "train_watch.not_yours"))).to_be_visible()
    expect(guest.get_by_role("button", name=steps.say("zh-Hant", "train_button.extend"))).to_have_count(0)
