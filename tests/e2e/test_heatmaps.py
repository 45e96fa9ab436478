"""The lesson on heatmaps in a real browser, with a real look through the real engine."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.text import say
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.heat_view import figure, spot, stage
from tests.pages.test_every_section import sections

PHONE = 390
#: The engine may still be starting, on a busy machine.
LONG = 90_000
COVERED = re.compile(r"(\d+) of 1024")


def uncover(page: Page, language: str, question: int = 0) -> None:
    """Wait until the network has answered, then ask to be shown."""
    button = page.get_by_role("button", name=say(language, "ask.reveal"), exact=True).nth(question)
    expect(button).to_be_visible(timeout=LONG)
    button.click()
    settle(page)


def test_a_network_is_asked_where_it_looked(open_page: Opener) -> None:
    page = open_page("/heatmaps?net=drawn", wait=False)  # the engine starts: the page keeps looking again
    uncover(page, "en")
    expect(steps.alert(page).first).to_contain_text("The hottest pixel is in row")
    heat = figure(page, "automobile")
    expect(heat.locator(".stage")).to_be_visible()
    options = page.get_by_role("radiogroup", name=say("en", "heatmaps.which_class"))
    options.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**rank=2**")
    settle(page)
    expect(heat).to_have_count(0)


def test_painting_changes_answer_map_and_link(open_page: Opener) -> None:
    page = open_page("/heatmaps?at=paint&net=drawn", wait=False)
    uncover(page, "en")
    canvas = say("en", "heatmaps.paint_here")
    expect(stage(page, canvas)).to_be_visible(timeout=LONG)
    stage(page, canvas).scroll_into_view_if_needed()
    page.mouse.move(*spot(page, canvas, 24, 8))
    page.mouse.down()
    page.mouse.move(*spot(page, canvas, 26, 14), steps=6)
    page.mouse.up()
    page.wait_for_url("**paint=**")
    settle(page)
    found = COVERED.search(figure(page, canvas).inner_text())
    assert found and int(found[1]) > 0
    count = found[1]
    expect(
        page.get_by_text(f"{count} pixels painted").or_(page.get_by_text(f"With {count} painted"))
    ).to_be_visible()
    other = open_page(page.url)
    uncover(other, "en")
    expect(figure(other, canvas)).to_contain_text(f"{count} of 1024")


@pytest.mark.parametrize("language", ["zh-Hant"])
def test_nothing_sticks_out_on_a_phone(open_page: Opener, language: str) -> None:
    path = f"/heatmaps?lang={language}&net=drawn"
    page = open_page(path, width=PHONE, height=800, touch=True, wait=False)
    for position, section in enumerate(sections("heatmaps")):
        if position:
            steps.turn(page, 1, language)
        steps.expect_section(page, "heatmaps", section, language)
        uncover(page, language)
        expect(page.locator(".stage").first).to_be_visible(timeout=LONG)
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE, section
