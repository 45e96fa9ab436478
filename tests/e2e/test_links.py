"""The browser's address is the link: whoever opens it sees the same lab, in the same section and language."""

import pytest
from playwright.sync_api import Page, expect

from app.text import LANGUAGES, ui_strings
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.steps import cell, current, expect_grid, field, open_lab, part, read_grid

GARBAGE = [
    "at=nowhere&m=%00&win=99x99&stride=abc&pad=maybe&mode=min&cell=-5&sheet=99999999999&lang=xx&present=yes",
    "at=arguments&m=1_2~3&win=2&stride=0x0&format=&cell=1e9&ask=2&foo=bar&foo=baz",
    "m=" + "_".join("9" * 3000) + "&win=%F0%9F%98%80x2&cell=%3Cscript%3E",
    "m=nan_inf~1/0_99999999&cell=&win=-1x2&at=%E9%8C%AF",
]


def everything(page: Page, *grids: str) -> dict[str, object]:
    """What stands in the grids and in the number fields, and which options are chosen."""
    spins = page.get_by_role("spinbutton").all()
    return {
        "grids": {grid: read_grid(page, grid) for grid in grids},
        "numbers": {spin.get_attribute("aria-label"): spin.input_value() for spin in spins},
        "chosen": page.get_by_role("radio", checked=True).all_inner_texts(),
        "section": page.get_by_role("heading", level=2).all_inner_texts(),
        "sum": part(page, "sum").inner_text(),
    }


def test_a_pooling_link_opens_the_same_lab(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling?at=arguments")
    steps.choose(page, steps.say("en", "control.mode"), steps.say("en", "mode.average"))
    steps.set_side(page, "pool_size", "rows", 2)
    steps.choose(page, "strides", steps.say("en", "strides.own"))
    steps.set_side(page, "strides", "columns", 2)
    steps.choose(page, "padding", "same")
    steps.type_into(page, "input-0", 1, 1, "-1/2")
    expect(cell(page, "output-0", 0, 0)).not_to_have_text("")
    cell(page, "output-0", 2, 1).click()
    page.wait_for_url("**cell=7*")
    settle(page)
    mine = everything(page, "input-0", "output-0", "extra-0-0")
    assert len(read_grid(page, "output-0")) == 3 and len(read_grid(page, "output-0")[0]) == 3

    other = open_lab(open_page, page.url)
    expect(current(other, 2, 1)).to_be_visible()
    assert everything(other, "input-0", "output-0", "extra-0-0") == mine
    steps.expect_section(other, "pooling", "arguments", "en")
    assert field(other, "input-0", 1, 1).input_value() == "-1/2"  # as it was typed
    assert other.url == page.url


def test_a_convolution_link_opens_the_same_lab(open_page: Opener) -> None:
    page = open_lab(open_page, "/convolution?at=variants&ask=0")
    steps.set_side(page, "dilation_rate", "rows", 1)
    steps.choose(page, "padding", "same")
    steps.type_into(page, "kernel-0", 2, 0, "-3")
    steps.type_into(page, "input-0", 6, 6, "0.25")
    page.wait_for_url("**k=*")
    cell(page, "output-0", 1, 2).click()
    page.wait_for_url("**cell=9*")
    settle(page)
    mine = everything(page, "input-0", "kernel-0", "output-0")
    assert len(read_grid(page, "output-0")) == 7

    other = open_lab(open_page, page.url)
    expect(current(other, 1, 2)).to_be_visible()
    assert everything(other, "input-0", "kernel-0", "output-0") == mine
    steps.expect_section(other, "convolution", "variants", "en")
    assert other.url == page.url


def test_the_front_pages_lab_has_a_link_too(open_page: Opener) -> None:
    page = open_lab(open_page, "/")
    steps.type_into(page, "input-0", 0, 0, "9")
    page.wait_for_url("**m=9_*")
    other = open_lab(open_page, page.url)
    expect_grid(other, "output-0", read_grid(page, "output-0"))
    assert field(other, "input-0", 0, 0).input_value() == "9"


def test_back_and_forward_turn_the_sections(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling?at=arguments")
    for section in ("sizes", "channels"):
        steps.turn(page, 1, "en")
        steps.expect_section(page, "pooling", section, "en")
        page.wait_for_url(f"**at={section}*")
        settle(page)
    page.go_back()
    steps.expect_section(page, "pooling", "sizes", "en")
    page.go_back()
    steps.expect_section(page, "pooling", "arguments", "en")
    settle(page)
    page.go_forward()
    steps.expect_section(page, "pooling", "sizes", "en")
    settle(page)
    assert "at=sizes" in page.url


def test_garbage_opens_the_page_all_the_same(open_page: Opener) -> None:
    page = open_page("/pooling")
    for query in GARBAGE:
        steps.go(page, f"/pooling?{query}")
        expect(page.get_by_role("heading", level=1)).to_have_text(steps.lesson_title("pooling", "en"))
        section = "arguments" if "at=arguments" in query else "example"
        steps.expect_section(page, "pooling", section, "en")
        expect(cell(page, "output-0", 1, 1)).to_be_visible()
        if section == "example":
            expect_grid(page, "output-0", [["7", "9"], ["8", "5"]])
        told = steps.as_read(ui_strings("en")["link.unread"])
        expect(page.get_by_test_id("stToast").first).to_contain_text(told)
        steps.expect_no_failure(page)


def test_half_a_convolution_link_opens_too(open_page: Opener) -> None:
    page = open_page("/pooling")
    for query in ("k=1_2~3_4&filters=3", "bias=1_2_3&map=2", "k=1_2~3&rate=9x9&act=swish"):
        steps.go(page, f"/convolution?{query}")
        steps.expect_section(page, "convolution", "slide", "en")
        expect(cell(page, "output-0", 2, 2)).to_have_text("?")
        steps.expect_no_failure(page)


@pytest.mark.parametrize(
    "locale, opened",
    [
        ("en-US", {"": "en", "?lang=zh-Hant": "zh-Hant", "?lang=xx": "en"}),
        ("zh-TW", {"": "zh-Hant", "?lang=en": "en", "?lang=xx": "zh-Hant"}),
        ("de-DE", {"": "en"}),
    ],
)
def test_the_links_language_wins_over_the_browsers(
    open_page: Opener, locale: str, opened: dict[str, str]
) -> None:
    page = open_page("/", locale=locale)
    for query, language in opened.items():
        steps.go(page, f"/pooling{query}")
        steps.expect_section(page, "pooling", "example", language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.get_by_role("radio", name=LANGUAGES[language], exact=True)).to_be_checked()


def test_a_chosen_language_stays_in_the_link(open_page: Opener) -> None:
    page = open_page("/pooling?at=sizes")
    steps.speak(page, "zh-Hant")
    page.wait_for_url("**lang=zh-Hant*")
    other = open_page(page.url, locale="en-US")
    steps.expect_section(other, "pooling", "sizes", "zh-Hant")
