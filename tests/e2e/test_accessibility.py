"""axe finds nothing serious on any page or section, in both themes and languages; <html lang> is true."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.text import say
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener, forget
from tests.e2e.steps import open_lab
from tests.pages.test_every_section import SECTIONS

# What an app of nothing but Streamlit's own elements has too: exactly one rule at one element each.
STREAMLITS = {
    ("list", "stSidebarNavItems"),  # the menu's group headings stand as <div> between its <li>
    ("listitem", "stSidebarNavItems"),
}

Fault = tuple[str, str, str]

AXE = Axe().axe_script  # half a megabyte: given to a page once, not for each look


def faults(page: Page) -> list[Fault]:
    """Serious and critical violations: the rule, the nearest test id around the element, the element."""
    page.mouse.move(0, 0)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((results) => results.violations)")
    return [
        (violation["id"], around(page, node["target"]), node["html"][:160])
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


# Test ids that say which widget an element belongs to, from the inside out.
OWNERS = ", ".join(
    f'[data-testid="{name}"]' for name in ("stSidebarNavItems", "stRadioOption", "stButtonGroup")
)


def around(page: Page, target: list[object]) -> str:
    if len(target) != 1 or not isinstance(target[0], str):
        return ""  # inside a shadow root: our own component
    owner = page.locator(target[0]).first.evaluate(f"node => node.closest('{OWNERS}')?.dataset.testid ?? ''")
    return str(owner)


def open_to_the_end(page: Page, language: str) -> None:
    """Ask for every answer, so that what it reveals is looked at too."""
    reveal = page.get_by_role("button", name=say(language, "ask.reveal"), exact=True)
    for index in range(reveal.count()):
        reveal.nth(index).click()
        settle(page)


LIGHT_AND_DARK: list[tuple[str, Literal["light", "dark"]]] = [("en", "light"), ("zh-Hant", "dark")]
LOOKS = pytest.mark.parametrize("language, theme", LIGHT_AND_DARK)


@LOOKS
def test_axe_finds_nothing_serious_at_home(open_page: Opener, language: str, theme: str) -> None:
    page = open_lab(open_page, f"/?lang={language}", theme=theme)
    assert not [fault for fault in faults(page) if fault[:2] not in STREAMLITS]


@pytest.mark.parametrize("slug", list(dict(SECTIONS)))
def test_axe_finds_nothing_serious_in_any_section(open_page: Opener, slug: str) -> None:
    """Sections in turns in English and light, in Chinese and dark: each part of the page is met in both.

    From one section to the next by the menu: opening the app anew takes several times as long.
    """
    sections = [section for lesson, section in SECTIONS if lesson == slug]
    found: set[tuple[str, Fault]] = set()
    for turn, (language, theme) in enumerate(LIGHT_AND_DARK):
        page = open_page(f"/{slug}?lang={language}&at={sections[turn]}", theme=theme)
        for place in range(turn, len(sections), 2):
            section = sections[place]
            if place > turn:
                steps.turn_to(page, place + 1, language)
            steps.expect_section(page, slug, section, language)
            settle(page)
            steps.expect_labs_drawn(page)
            open_to_the_end(page, language)
            found |= {(section, fault) for fault in faults(page) if fault[:2] not in STREAMLITS}
        forget(page)  # in the background it would go on drawing
    assert not found, "\n".join(map(str, sorted(found)))


def test_options_that_are_formulas_have_names(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution?at=flip")
    assert ("label", "stRadioOption") not in {fault[:2] for fault in faults(page)}


def test_the_chosen_option_can_be_read_in_the_dark(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling", theme="dark")
    assert ("color-contrast", "stButtonGroup") not in {fault[:2] for fault in faults(page)}


@pytest.mark.parametrize("language", steps.LOCALES)
def test_the_turn_buttons_have_names(open_page: Opener, language: str) -> None:
    page = open_page(f"/pooling?at=arguments&lang={language}")
    for key in ("turn.previous", "turn.next"):
        button = page.get_by_role("button", name=say(language, key), exact=True)
        expect(button).to_be_visible(timeout=1_000)


def test_the_documents_language_follows(open_page: Opener) -> None:
    page = open_page("/")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "en")
    steps.speak(page, "zh-Hant")
    expect(html).to_have_attribute("lang", "zh-Hant")
    page.get_by_test_id("stSidebarNav").get_by_role(
        "link", name=steps.lesson_title("pooling", "zh-Hant")
    ).click()
    steps.expect_section(page, "pooling", "example", "zh-Hant")
    expect(html).to_have_attribute("lang", "zh-Hant")
    steps.speak(page, "en")
    expect(html).to_have_attribute("lang", "en")
