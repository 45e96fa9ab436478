"""Assembling, pasting, mending and comparing networks in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.text import say
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.steps import go

TINY = "Input((8, 8, 3))\nConv2D(4, 3)\nFlatten()\nDense(2)"


def words(key: str) -> str:
    return say("en", key)


def code(page: Page) -> Locator:
    return page.get_by_role("textbox", name=words("bench.code"))


def button(page: Page, key: str) -> Locator:
    return page.get_by_role("button", name=words(key), exact=True)


def paste(page: Page, text: str) -> None:
    code(page).fill(text)
    code(page).press("Control+Enter")
    settle(page)


def rows(page: Page) -> Locator:
    return page.locator(".lab-table tbody tr")


def layers(page: Page) -> Locator:
    """The layers in the picture."""
    return page.locator('[role="option"]')


@pytest.fixture
def bench(open_page: Opener) -> Page:
    page = open_page("/architectures?at=build&lang=en")
    expect(code(page)).to_be_visible()
    return page


def test_pasted_code_changes_the_picture_and_the_table(bench: Page) -> None:
    paste(bench, TINY)
    expect(rows(bench)).to_have_count(4)
    expect(layers(bench)).to_have_count(4)
    expect(rows(bench).nth(1)).to_contain_text("6 × 6 × 4")
    expect(bench).to_have_url(re.compile("net=Input"))


def test_a_layer_is_chosen_in_the_picture_and_taken_out(bench: Page) -> None:
    paste(bench, TINY)
    layers(bench).nth(2).click()
    expect(bench.get_by_role("heading", name="3 / 4 · Flatten")).to_be_visible()
    button(bench, "bench.remove").click()
    expect(rows(bench)).to_have_count(3)
    expect(code(bench)).not_to_have_value(re.compile("Flatten"))
    button(bench, "bench.undo").click()
    expect(rows(bench)).to_have_count(4)


def test_a_layer_is_added_where_the_learner_stands(bench: Page) -> None:
    paste(bench, TINY)
    button(bench, "bench.add").click()
    expect(rows(bench)).to_have_count(5)
    expect(rows(bench).nth(2)).to_contain_text("conv2d_1")
    expect(code(bench)).to_have_value(re.compile(r"Conv2D\(4, 3\)[\s\S]*Conv2D\(32, 3"))


def test_an_argument_is_changed_by_hand(bench: Page) -> None:
    paste(bench, TINY)
    filters = bench.get_by_role("spinbutton", name="filters")
    filters.fill("7")
    filters.press("Enter")
    expect(rows(bench).nth(1)).to_contain_text("6 × 6 × 7")
    expect(code(bench)).to_have_value(re.compile(r"Conv2D\(7, 3\)"))


def test_broken_code_stays_and_is_explained(bench: Page) -> None:
    paste(bench, TINY)
    paste(bench, TINY + "\nDense(10")
    expect(bench.get_by_test_id("stAlert")).to_be_visible()
    expect(code(bench)).to_have_value(TINY + "\nDense(10")
    expect(rows(bench)).to_have_count(4)
    paste(bench, TINY + "\nDense(10)")
    expect(bench.get_by_test_id("stAlert")).to_have_count(0)
    expect(rows(bench)).to_have_count(5)


def test_a_failing_stack_is_mended_by_keyboard(bench: Page) -> None:
    paste(bench, "Input((8, 8, 3))\nConv2D(4, 3)\nMaxPooling2D(9)\nFlatten()")
    expect(bench.get_by_test_id("stAlert")).to_be_visible()
    expect(rows(bench)).to_have_count(2)
    button(bench, "bench.repair").focus()
    bench.keyboard.press("Enter")
    expect(bench.get_by_test_id("stAlert")).to_have_count(0)
    expect(rows(bench)).to_have_count(4)


def test_a_long_paste_is_answered(bench: Page) -> None:
    bench.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bench.evaluate("navigator.clipboard.writeText('Dense(10)\\n'.repeat(10000))")
    code(bench).click()
    for keys in ("Control+A", "Control+V", "Control+Enter"):
        bench.keyboard.press(keys)
    expect(bench.get_by_test_id("stAlert")).to_be_visible()
    expect(rows(bench)).to_have_count(9)  # the network that was there


def test_a_presenters_clicker_turns_the_section_from_within_the_picture(open_page: Opener) -> None:
    page = open_page("/architectures?lang=en&present=1")
    layers(page).nth(0).focus()
    page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile("at=simple"))


def test_two_networks_are_compared(open_page: Opener) -> None:
    page = open_page("/architectures?at=compare&lang=en")
    button(page, "ask.reveal").click()
    expect(rows(page).nth(0)).to_contain_text("60,965,224")
    expect(rows(page).nth(1)).to_contain_text("14,714,688")
    page.get_by_role("button", name=words("pair.conv-separable"), exact=True).click()
    settle(page)
    button(page, "ask.reveal").click()
    expect(rows(page).nth(1)).to_contain_text("12,741")
    expect(page).to_have_url(re.compile("net=gap-net&with=separable-net"))


def test_the_address_brings_the_network_to_another_browser(bench: Page, open_page: Opener) -> None:
    paste(bench, TINY)
    other = open_page(bench.url)
    expect(rows(other)).to_have_count(4)
    go(bench, "/architectures?at=field&lang=en&net=lenet-5&layer=4")
    button(bench, "ask.reveal").click()
    expect(bench.get_by_text("16 × 16 pixels")).to_be_visible()
