"""Presenter mode: for a projector, without the menu, and turned by the keys of a presenter's remote."""

from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.steps import cell, current, expect_grid, field, open_lab, part


def sizes(page: Page) -> list[float]:
    """Computed font sizes of the words, of a cell and of the running sum, in pixels."""
    words = page.locator(".st-key-prose-main p").first
    places = (words, cell(page, "output-0", 0, 0), part(page, "sum"))
    return [place.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") for place in places]


def test_the_switch_enlarges_everything_and_hides_the_menu(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling")
    menu = page.get_by_test_id("stSidebarNav")
    expect(menu).to_be_visible()
    before = sizes(page)

    steps.present_switch(page, "en").press("Space")
    expect(menu).to_be_hidden()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.wait_for_url("**present=1*")
    settle(page)
    larger = sizes(page)
    assert all(now > 1.2 * then for now, then in zip(larger, before, strict=True)), (before, larger)
    expect_grid(page, "output-0", [["7", "9"], ["8", "5"]])

    steps.present_switch(page, "en").press("Space")
    expect(menu).to_be_visible()
    settle(page)
    assert "present" not in page.url
    assert sizes(page) == before


def test_a_link_opens_it_and_leaving_brings_the_menu_back(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling?at=sizes&present=1", locale="zh-TW")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    steps.expect_section(page, "pooling", "sizes", "zh-Hant")
    expect(steps.present_switch(page, "zh-Hant")).to_be_checked()
    steps.present_switch(page, "zh-Hant").press("Space")
    link = page.get_by_test_id("stSidebarNav").get_by_role(
        "link", name=steps.lesson_title("convolution", "zh-Hant")
    )
    expect(link).to_be_visible()
    settle(page)
    steps.expect_section(page, "pooling", "sizes", "zh-Hant")
    link.click()
    page.wait_for_url("**/convolution*")
    steps.expect_section(page, "convolution", "slide", "zh-Hant")


def test_page_keys_turn_the_sections_and_arrows_move_the_window(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling?present=1")
    for key, section in [
        ("PageDown", "arguments"),
        ("PageDown", "sizes"),
        ("PageUp", "arguments"),
        ("PageUp", "example"),
        ("PageUp", "example"),  # at the beginning nothing happens
    ]:
        page.keyboard.press(key)
        steps.expect_section(page, "pooling", section, "en")
        settle(page)
    for key, place in [("ArrowRight", (0, 1)), ("ArrowRight", (1, 0)), ("ArrowLeft", (0, 1))]:
        page.keyboard.press(key)
        expect(current(page, *place)).to_be_visible()
    page.wait_for_url("**cell=1*")
    steps.expect_section(page, "pooling", "example", "en")


def test_keys_do_nothing_outside_presenter_mode(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling", alone=True)
    frames = steps.Frames(page)
    for key in ("PageDown", "ArrowRight", "PageUp", "ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    steps.expect_section(page, "pooling", "example", "en")
    assert frames.sent == []


def test_typing_is_not_hijacked(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution?present=1")
    field(page, "input-0", 0, 0).click()
    page.keyboard.press("ArrowRight")
    page.keyboard.type("12")
    page.keyboard.press("F2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("5")
    expect(field(page, "input-0", 0, 1)).to_have_value("152")
    cell(page, "output-0", 0, 0).click()
    page.keyboard.press("ArrowRight")
    expect(current(page, 0, 1)).to_be_visible()
    part(page, "scrub").focus()
    page.keyboard.press("ArrowRight")
    expect(current(page, 0, 2)).to_be_visible()
    steps.answer_field(page, "en").click()
    page.keyboard.type("34")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("7")
    expect(steps.answer_field(page, "en")).to_have_value("374")
    settle(page)
    steps.expect_section(page, "convolution", "slide", "en")
    # As soon as nothing has the focus, the keys are the presenter's again.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    expect(current(page, 1, 0)).to_be_visible()
    page.keyboard.press("PageDown")
    steps.expect_section(page, "convolution", "one-cell", "en")


def test_a_remote_works_after_a_click_in_the_lab(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling?present=1")
    part(page, "next").click()
    page.keyboard.press("PageDown")
    heading = page.get_by_role("heading", level=2, name=steps.title_of("pooling", "arguments", "en"))
    expect(heading).to_be_visible(timeout=3_000)
