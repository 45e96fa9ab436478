"""The lesson on the inside of a network in a real browser, with real looks through the real engine."""

from playwright.sync_api import Page, expect

from app.text import say
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener

PHONE = 390
#: Milliseconds: a worker that starts has TensorFlow to import first.
STARTS = 120_000


def show_answer(page: Page, language: str) -> None:
    """Wait for the question, and have it answered."""
    reveal = page.get_by_role("button", name=say(language, "ask.reveal"), exact=True)
    expect(reveal.first).to_be_visible(timeout=STARTS)
    reveal.first.click()
    settle(page)


def test_all_maps_and_one_cell(open_page: Opener) -> None:
    page = open_page("/inside?lang=en&data=drawn")
    show_answer(page, "en")
    expect(page.get_by_role("application", name=say("en", "inside.all_maps"))).to_be_visible()
    heading = page.get_by_role("heading", name=say("en", "inside.channel_of", layer="conv1", n=18))
    expect(heading).to_be_visible()
    steps.go(page, "/inside?lang=en&data=drawn&at=cell&layer=conv2&ch=4&first=0")
    grid = page.locator('[data-grid="output-0"] [data-cell="0,0"]')
    expect(grid).to_be_visible(timeout=STARTS)


def test_nothing_sticks_out_on_a_phone(open_page: Opener) -> None:
    page = open_page("/inside?lang=zh-Hant&data=drawn", width=PHONE, height=800, touch=True)
    for section in ("maps", "cell", "early-deep", "ideal"):
        steps.go(page, f"/inside?lang=zh-Hant&data=drawn&how=pixels&at={section}")
        show_answer(page, "zh-Hant")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE, section
