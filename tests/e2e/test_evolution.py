"""The lesson on training in a real browser: one real look at all epochs, playing them, a phone."""

from playwright.sync_api import Page, expect

from app.text import say
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.test_accessibility import open_to_the_end
from tests.pages.test_every_section import sections

PHONE = 390
STARTING = 90_000  # ms: the first look waits for the process that computes


def asked(page: Page, language: str = "en") -> None:
    """Wait until the question is there: it comes with the result of the look."""
    expect(page.get_by_role("button", name=say(language, "ask.reveal"), exact=True)).to_be_visible(
        timeout=STARTING
    )
    settle(page)


def test_the_epochs_play_to_the_end(open_page: Opener) -> None:
    page = open_page("/evolution?epoch=7")
    asked(page)
    open_to_the_end(page, "en")
    expect(page.get_by_text(say("en", "evolution.after", n=7), exact=True)).to_be_visible()
    steps.press(page, say("en", "evolution.play"))
    expect(page.get_by_text(say("en", "evolution.after", n=10), exact=True)).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name=say("en", "evolution.play"))).to_be_visible(timeout=20_000)


def test_the_slider_by_keyboard_writes_the_link(open_page: Opener) -> None:
    page = open_page("/evolution?at=heatmap&epoch=4")
    asked(page)
    open_to_the_end(page, "en")
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**epoch=5**")
    expect(page.locator(".heat").get_by_text(say("en", "evolution.after", n=5))).to_be_visible()


def test_nothing_sticks_out_on_a_phone(open_page: Opener) -> None:
    page = open_page("/evolution?lang=zh-Hant", width=PHONE, height=800, touch=True)
    for position, section in enumerate(sections("evolution")):
        if position:
            steps.turn(page, 1, "zh-Hant")
        steps.expect_section(page, "evolution", section, "zh-Hant")
        asked(page, "zh-Hant")
        open_to_the_end(page, "zh-Hant")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE, section
