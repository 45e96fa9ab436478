"""The lesson on cheating in a real browser: one real look into both networks, the experiment, a phone."""

from playwright.sync_api import Page, expect

from app.text import fill, say
from app.views.cheating_setting import order
from cnn_core.explain.looks_cheating import NETWORKS
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.test_accessibility import open_to_the_end
from tests.pages.test_every_section import sections

PHONE = 390
STARTING = 90_000  # ms: the first look waits for the process that computes


def network(page: Page, letter: str, place: int = 0) -> str:
    """What the picture of a network says to those who cannot see it."""
    name = say("en", "cheating.network", name=letter)
    stage = page.locator(".stage").filter(visible=True)
    found = stage.and_(page.locator(f"[aria-label*='{name}']")).nth(place)
    expect(found).to_be_visible(timeout=STARTING)
    return str(found.get_attribute("aria-label"))


def test_the_heat_of_one_network_is_in_the_corner(open_page: Opener) -> None:
    page = open_page("/cheating?at=look&seed=2&class=horse")
    fooled = "AB"[order(2).index(NETWORKS.index("fooled"))]
    other = "A" if fooled == "B" else "B"
    corner = say("en", "heatmaps_place.bottom-right")
    assert corner in network(page, fooled)
    assert corner not in network(page, other)


def test_the_switch_changes_the_answer_at_once(open_page: Opener) -> None:
    page = open_page("/cheating?at=prove&seed=2")
    expect(page.get_by_text(say("en", "ask.title").strip("*")).first).to_be_visible(timeout=STARTING)
    settle(page)
    open_to_the_end(page, "en")
    network(page, "A")
    before = page.locator(".heat").inner_text()
    page.get_by_text(say("en", "cheating.tag"), exact=True).click()
    page.wait_for_url("**tag=0**")
    settle(page)
    assert page.locator(".heat").inner_text() != before


def test_the_verdict_by_keyboard(open_page: Opener) -> None:
    page = open_page("/cheating?at=say&seed=2")
    told = fill(say("en", "cheating.called_horse"))
    expect(page.get_by_text(told)).to_have_count(0)
    page.get_by_role("radio", name=say("en", "cheating.network", name="A"), exact=True).focus()
    for key in ("Space", "Tab", "Enter"):
        page.keyboard.press(key)
    settle(page)
    expect(steps.alert(page).first).to_contain_text(say("en", "ask.right").strip("*"))
    open_to_the_end(page, "en")
    expect(page.get_by_text(told).first).to_be_visible()


def test_nothing_sticks_out_on_a_phone(open_page: Opener) -> None:
    page = open_page("/cheating?lang=zh-Hant&seed=1&class=horse", width=PHONE, height=800, touch=True)
    for position, section in enumerate(sections("cheating")):
        if position:
            steps.turn(page, 1, "zh-Hant")
        steps.expect_section(page, "cheating", section, "zh-Hant")
        settle(page)
        for _ in range(2):
            open_to_the_end(page, "zh-Hant")
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE, section
