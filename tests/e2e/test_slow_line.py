"""On a slow line the page runs again before its widgets are there: they begin with what the link says."""

import re

from playwright.sync_api import BrowserContext, Page, Route, expect

from app.text import say
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener

WIDGETS = re.compile(r"/static/js/(Selectbox|NumberInput|ButtonGroup|Slider|Checkbox)\.")
FIELDS = {"n": "9", "f": "4", "s": "3", "p": "1"}


def let_through(page: Page, held: list[Route]) -> None:
    """What is held is handed over, and so is what is asked for meanwhile."""
    fields = page.get_by_role("spinbutton")
    for _ in range(100):
        while held:
            held.pop().continue_()
        page.wait_for_timeout(100)
        if fields.count():
            return


def test_a_link_outlives_widgets_that_come_late(open_page: Opener) -> None:
    held: list[Route] = []

    def hold(context: BrowserContext) -> None:
        context.route(WIDGETS, lambda route: held.append(route))  # Playwright marks what it is given

    link = "&".join(f"{name}={value}" for name, value in FIELDS.items())
    page = open_page(f"/pooling?at=conventions&{link}", before=hold, wait=False)
    page.get_by_role("button", name=say("en", "ask.reveal"), exact=True).click()
    expect(steps.alert(page).first).to_be_visible()
    assert held, "the widgets of this page are not there yet"
    assert page.get_by_role("spinbutton").count() == 0
    let_through(page, held)
    expect(page.get_by_role("spinbutton")).to_have_count(len(FIELDS))
    settle(page)
    steps.expect_section(page, "pooling", "conventions", "en")
    shown = page.get_by_role("spinbutton").evaluate_all("fields => fields.map((one) => one.value)")
    assert shown == list(FIELDS.values())
    assert all(f"{name}={value}" in page.url for name, value in FIELDS.items())
