"""Progress in a real browser: a refresh, a cookie, a return link, leaving a shared computer."""

from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from app.text import say
from cnn_core.exercises.bank import ids
from tests.e2e import steps
from tests.e2e.browser import MAIN, Server, free_port, settle
from tests.e2e.conftest import Opener
from tests.e2e.test_accessibility import LOOKS, STREAMLITS, faults
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_practice import NUMBER, address, wrong_answer

PROGRESS = "/practice?at=progress&lang=en"
TRIED = say("en", "progress.known_of", known=0, all=len(ids("pooling")), seen=1)


def answer_wrongly(page: Page) -> None:
    steps.answer_field(page, "en").fill(wrong_answer()[1])
    steps.press(page, say("en", "ask.check"))
    expect(page.get_by_role("button", name=say("en", "practice.tell_apart"))).to_be_visible()
    settle(page)


def join(page: Page) -> str:
    """By keyboard alone; returns the return link."""
    label = say("en", "me.nickname")
    tab_to(page, f"node.ariaLabel === {label!r}", most=60)
    page.keyboard.type("Ann")
    page.keyboard.press("Enter")
    kept = page.locator(".st-key-me-code code")
    expect(kept).to_have_count(2)
    settle(page)
    return kept.nth(1).inner_text()


def test_a_refresh_loses_nothing(open_page: Opener) -> None:
    page = open_page(address(NUMBER.id))
    answer_wrongly(page)
    page.reload()
    settle(page)
    expect(page.get_by_text(say("en", "practice.tally", tried=1, right=0))).to_be_visible()
    steps.go(page, PROGRESS)
    expect(page.get_by_text(TRIED)).to_be_visible()
    expect(page.get_by_role("heading", name=say("en", "progress.mistakes"))).to_be_visible()
    steps.press(page, say("en", "practice.tell_apart"))
    page.wait_for_url(f"**/practice?*at=repeat*ex={NUMBER.id}*")
    steps.go(page, "/?lang=en")
    expect(page.get_by_text(TRIED)).to_be_visible()


def test_a_nickname_another_device_and_leaving(open_page: Opener) -> None:
    page = open_page(address(NUMBER.id))
    answer_wrongly(page)
    steps.go(page, PROGRESS)
    expect(page.get_by_text(TRIED)).to_be_visible()
    link = urlsplit(join(page))
    page.reload()
    settle(page)
    hello = say("en", "me.is", name="Ann").replace("*", "")
    expect(page.get_by_text(hello)).to_be_visible()
    expect(page.locator(".st-key-me-code")).to_have_count(0)

    other = open_page(f"{link.path}?{link.query}&lang=en", width=390)
    assert "code" not in other.url
    expect(other.get_by_text(TRIED)).to_have_count(0)
    steps.press(other, say("en", "me.back"))
    expect(other.get_by_text(hello)).to_be_visible()
    expect(other.get_by_text(TRIED)).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth") <= 390

    steps.press(page, say("en", "me.leave"))
    expect(page.get_by_text(hello)).to_have_count(0)
    settle(page)
    page.reload()
    settle(page)
    expect(page.get_by_text(say("en", "me.why"))).to_be_visible()
    expect(page.get_by_text(TRIED)).to_have_count(0)
    assert NUMBER.id not in page.evaluate("JSON.stringify(sessionStorage)")


@LOOKS
def test_axe_finds_nothing_in_somebodys_progress(
    open_page: Opener, language: str, theme: Literal["light", "dark"]
) -> None:
    page = open_page(address(NUMBER.id), theme=theme)
    answer_wrongly(page)
    steps.go(page, PROGRESS)
    join(page)
    steps.speak(page, language)
    expect(page.get_by_role("heading", name=say(language, "progress.mistakes"))).to_be_visible()
    assert not [fault for fault in faults(page) if fault[:2] not in STREAMLITS]


def test_a_second_tab_is_the_same_learners(open_page: Opener) -> None:
    page = open_page(address(NUMBER.id))
    other = page.context.new_page()
    steps.go(page, PROGRESS)
    other.goto(page.url.replace(PROGRESS, address(NUMBER.id)))
    settle(other)
    answer_wrongly(other)
    join(page)
    expect(page.get_by_text(TRIED)).to_have_count(0)
    other.reload()
    settle(other)
    steps.go(page, PROGRESS)
    expect(page.get_by_text(TRIED)).to_be_visible()


def test_a_server_that_starts_anew_is_told_what_was_answered(
    open_page: Opener, start_server: Callable[..., Server]
) -> None:
    port = free_port()
    first = start_server(MAIN, port=port)
    page = open_page(f"{first.url}{address(NUMBER.id)}")
    answer_wrongly(page)
    first.process.kill()
    first.process.wait(10)
    start_server(MAIN, port=port)
    expect(page.get_by_text(say("en", "practice.tally", tried=1, right=0))).to_be_visible(timeout=60_000)
    settle(page)
    steps.answer_field(page, "en").fill(f"{NUMBER.answer}")
    steps.press(page, say("en", "ask.check"))
    expect(steps.alert(page).filter(has_text=steps.as_read(say("en", "ask.right")))).to_be_visible()
    kept = page.evaluate("JSON.parse(sessionStorage.getItem('convlab-practice')).attempts")
    assert [one["correct"] for one in kept] == [False, True]
    open_page.watch(page).console.clear()  # while nobody was there the browser said so
