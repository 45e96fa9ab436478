"""The shape debugger in a real browser: paste, read, repair by keyboard; the mark can be seen by everyone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from app.debugger import case_code
from app.text import say
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.test_accessibility import STREAMLITS, faults

CODE = """model = keras.Sequential([
    keras.Input((28, 28)),
    layers.Conv2D(8, 3, activation="relu"),  # mine
    layers.Dense(10, activation="softmax"),
])
"""


def area(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("textbox", name=say(language, "debug.code"), exact=True)


def blamed(page: Page) -> Locator:
    return page.locator(".lab-code .blamed")


def paste(page: Page, code: str, language: str = "en") -> None:
    """Select all, insert as a paste does, and hand it in with the keyboard."""
    area(page, language).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("ControlOrMeta+Enter")
    settle(page)


def tab_to(page: Page, name: str) -> Locator:
    """Go on with the Tab key until a button has the focus."""
    button = page.get_by_role("button", name=name, exact=True)
    for _ in range(40):  # after a repair the way begins at the top of the page, with the menu
        page.keyboard.press("Tab")
        if button.evaluate("node => node === document.activeElement"):
            return button
    raise AssertionError(f"{name} cannot be reached with the keyboard")


def test_paste_and_repair_by_keyboard(open_page: Opener) -> None:
    page = open_page("/debugger?at=own")
    paste(page, CODE)
    expect(blamed(page)).to_contain_text("keras.Input((28, 28))")
    expect(page.get_by_text("expected min_ndim=4, found ndim=3")).to_be_visible()
    for added in ("(28, 28, 1)", "layers.Flatten()"):
        tab_to(page, say("en", "debug.repair"))
        page.keyboard.press("Enter")
        settle(page)
        assert added in area(page).input_value()
    expect(page.get_by_text(say("en", "debug.fits"))).to_be_visible()
    assert "# mine" in area(page).input_value()
    page.wait_for_url("**code=*")
    other = open_page(page.url)
    assert area(other).input_value() == area(page).input_value()


def test_what_is_pasted_is_never_html(open_page: Opener) -> None:
    page = open_page("/debugger?at=own")
    paste(
        page,
        "<img src='https://example.org/a.png' onerror='window.hit = 1'>\n![x](https://example.org/b.png)",
    )
    paste(page, "Dense(10, activation='![x](https://example.org/c.png)')")
    expect(blamed(page)).to_contain_text("![x]")
    expect(page.get_by_test_id("stMain").locator("img")).to_have_count(0)
    assert page.evaluate("window.hit") is None


# As a paste arrives; typing it key by key would take minutes.
PUT = """(node, text) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(node, text);
    node.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def test_a_hundred_thousand_characters_get_an_answer(open_page: Opener) -> None:
    page = open_page("/debugger?at=own")
    area(page).evaluate(PUT, ("# " + "x" * 998 + "\n") * 101)
    area(page).focus()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_text("101,101")).to_be_visible()
    expect(page.get_by_text(say("en", "debug.no_link"))).to_be_visible()
    assert len(area(page).input_value()) == 101_101
    assert len(page.url) < 200


COLOURS = """node => {
    const behind = getComputedStyle(node).backgroundColor;
    const mark = getComputedStyle(node.querySelector("mark"));
    return [behind, mark.backgroundColor, mark.textDecorationLine, node.getAttribute("aria-current"),
        node.querySelector(".sign").innerText];
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_mark_is_seen_in_either_theme(open_page: Opener, theme: str, width: int) -> None:
    page = open_page("/debugger?at=own", theme=theme, width=width)
    behind, mark, line, current, sign = blamed(page).evaluate(COLOURS)
    assert "rgba(0, 0, 0, 0)" not in (behind, mark) and behind != mark
    assert (line, current, sign) == ("underline", "true", "▶"), "colour is not the only sign"
    tag = blamed(page).get_by_text(say("en", "debug.blamed"))
    box = tag.bounding_box()
    assert box and box["x"] + box["width"] <= width, "in view without scrolling sideways"


@pytest.mark.parametrize("language, theme", [("en", "dark"), ("zh-Hant", "light")])
def test_axe_finds_nothing_in_what_is_found(open_page: Opener, language: str, theme: str) -> None:
    page = open_page(f"/debugger?at=own&lang={language}", theme=theme)
    repair = page.get_by_role("button", name=say(language, "debug.repair"), exact=True)
    found = {fault for fault in faults(page) if fault[:2] not in STREAMLITS}
    for _ in range(5):
        if not repair.count():
            break
        repair.click()
        settle(page)
        found |= {fault for fault in faults(page) if fault[:2] not in STREAMLITS}
    expect(page.get_by_text(say(language, "debug.fits"))).to_be_visible()
    assert not found, "\n".join(map(str, sorted(found)))


def test_predict_then_see(open_page: Opener) -> None:
    page = open_page("/debugger", locale="zh-TW")
    expect(blamed(page)).to_have_count(0)
    page.get_by_role("radio", name=say("zh-Hant", "debug.line", line=3), exact=True).check(force=True)
    steps.press(page, say("zh-Hant", "ask.check"))
    settle(page)
    wrong = steps.block("debugger", "blame.ask.wrong.keras-names-it", "zh-Hant")
    expect(steps.alert(page).first).to_have_text(steps.as_read(wrong, received="3", line="2"))
    expect(blamed(page)).to_contain_text("keras.Input((28, 28))")
    steps.press(page, say("zh-Hant", "debug.by_hand"))
    steps.expect_section(page, "debugger", "own", "zh-Hant")
    expect(area(page, "zh-Hant")).to_have_value(case_code("grey-digits"))
