"""Exercises below a lesson's lab in a real browser: by keyboard alone, on a phone; the lab at their case."""

import pytest
from playwright.sync_api import Locator, Page, expect

from app.text import say
from cnn_core.exercises.bank import spec
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.test_accessibility import STREAMLITS, faults
from tests.e2e.test_keyboard import tab_to

PHONE = 390


def unfold(page: Page, language: str) -> Locator:
    steps.press(page, say(language, "here.unfold"))
    settle(page)
    exercise = page.locator(".st-key-practice-exercise")
    expect(exercise).to_be_visible()
    return exercise


def press_by_keyboard(page: Page, name: str) -> None:
    tab_to(page, f"node.innerText?.trim().endsWith({name!r})", most=60)
    page.keyboard.press("Enter")
    settle(page)


def test_unfolded_and_answered_by_keyboard_alone(open_page: Opener) -> None:
    """The focus stays on the button that was pressed; the lab above keeps what was set."""
    page = open_page("/pooling?at=sizes&win=4x4&lang=en")
    address = page.url
    expect(page.locator(".st-key-practice-exercise")).to_have_count(0)
    steps.answer_field(page, "en").first.focus()
    press_by_keyboard(page, say("en", "here.unfold"))
    exercise = page.locator(".st-key-practice-exercise")
    field = exercise.get_by_role("textbox")
    expect(field).to_be_visible()
    expect(page.get_by_text(say("en", "worked.other"))).to_be_visible()
    assert page.evaluate("document.activeElement.innerText").strip().endswith(say("en", "here.fold"))
    tab_to(page, "node.closest?.('.st-key-practice-exercise input')", most=10)
    page.keyboard.type("123")
    page.keyboard.press("Enter")
    expect(exercise.get_by_test_id("stAlert")).to_be_visible()
    settle(page)
    expect(field).to_have_value("123")
    assert page.url == address
    expect(page.get_by_text(say("en", "here.standing", n=2, tried=1, known=0))).to_be_visible()


def test_the_lab_above_shows_the_case(open_page: Opener) -> None:
    page = open_page("/pooling?at=example&lang=en&present=1")
    exercise = unfold(page, "en")
    exercise.get_by_role("button", name=say("en", "ask.reveal")).click()
    settle(page)
    asked = exercise.locator(".practice-matrix.matrix tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText))"
    )
    title = steps.lesson_title("pooling", "en")
    exercise.get_by_role("link", name=say("en", "practice.lab", lesson=title)).click()
    steps.expect_grid(page, "input-0", [[cell.replace("−", "-") for cell in row] for row in asked])
    expect(page.get_by_test_id("stMain")).to_have_js_property("scrollTop", 0)
    expect(exercise).to_be_visible()
    assert "present=1" in page.url


@pytest.mark.parametrize(
    "path, language, theme", [("pooling?at=example", "en", "dark"), ("train?at=curves", "zh-Hant", "light")]
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Opener, path: str, language: str, theme: str
) -> None:
    page = open_page(f"/{path}&lang={language}", theme=theme, width=PHONE, height=800, touch=True)
    exercise = unfold(page, language)
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
            settle(page)
    exercise.get_by_role("button", name=say(language, "ask.reveal")).click()
    settle(page)
    found = [fault for fault in faults(page) if fault[:2] not in STREAMLITS]
    assert not found, "\n".join(map(str, found))
    right = page.locator(".st-key-practise-here :is(input, button, td, p, a, summary)").evaluate_all(
        "nodes => Math.max(...nodes.map((node) => node.getBoundingClientRect().right))"
    )
    assert right <= PHONE
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_the_numbers_of_a_curve_are_not_printed(open_page: Opener) -> None:
    assert spec("train.read-curve").section == "curves"
    page = open_page("/train?at=curves&lang=en", alone=True)
    exercise = unfold(page, "en")
    numbers = exercise.get_by_text(say("en", "practice_curve.numbers")).first
    expect(numbers).to_be_visible()
    page.emulate_media(media="print")
    expect(numbers).to_be_hidden()
