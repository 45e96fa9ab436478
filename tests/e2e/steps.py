"""What a visitor of ConvLab does and sees; all words come from the text files."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from app.text import LANGUAGES, belief_text, lesson_text, say
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener

Rows = list[list[str]]

LOCALES = {"en": "en-US", "zh-Hant": "zh-TW"}

# The element with the focus, inside shadow roots too.
ACTIVE = """() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node;
}"""


# ---- the matrix lab ------------------------------------------------------------------------------


def open_lab(open_page: Opener, path: str, **more: Any) -> Page:
    """Open a page and wait until its grid is drawn."""
    page = open_page(path, **more)
    expect(field(page, "input-0", 0, 0)).to_be_visible()
    return page


def go(page: Page, path: str) -> None:
    """Open another address in the same window: a new visit, but the browser has the app's files already."""
    page.goto(urljoin(page.url, path))
    settle(page)


def cell(page: Page, grid: str, r: int, c: int) -> Locator:
    return page.locator(f'[data-grid="{grid}"] [data-cell="{r},{c}"]')


def field(page: Page, grid: str, r: int, c: int) -> Locator:
    return cell(page, grid, r, c).locator("input")


def part(page: Page, role: str) -> Locator:
    return page.locator(f'[data-role="{role}"]')


def current(page: Page, r: int, c: int) -> Locator:
    """An output cell, while it is the pinned one."""
    return page.locator(f'[data-grid="output-0"] [data-cell="{r},{c}"].is-current')


def lit(page: Page, grid: str, mark: str) -> list[str]:
    """The places of the cells of a grid that carry a mark."""
    nodes = page.locator(f'[data-grid="{grid}"] [data-cell].{mark}')
    return nodes.evaluate_all("nodes => nodes.map((node) => node.dataset.cell)")


def read_grid(page: Page, grid: str) -> Rows:
    """The texts of a grid, row by row, as they are in this moment."""
    cells = page.locator(f'[data-grid="{grid}"] [data-cell]').evaluate_all(
        """nodes => nodes.map((node) => [
            node.dataset.cell, node.querySelector("input")?.value ?? node.innerText,
        ])"""
    )
    rows: dict[int, list[str]] = {}
    for place, text in cells:
        rows.setdefault(int(place.split(",")[0]), []).append(text.strip())
    return [rows[r] for r in sorted(rows)]


def expect_grid(page: Page, grid: str, rows: Rows, seconds: float = 10) -> None:
    """Wait until a grid holds these numbers."""
    wait_until(page, lambda: read_grid(page, grid) == rows, seconds)
    assert read_grid(page, grid) == rows


def expect_sum(page: Page, text: str) -> None:
    """Wait until the running sum can be read; words kept there to hold the room are not seen."""
    wait_until(page, lambda: part(page, "sum").inner_text().strip() == text)
    assert part(page, "sum").inner_text().strip() == text


def wait_until(page: Page, done: Callable[[], object], seconds: float = 10) -> None:
    """Wait for something that only Python can judge; the caller asserts it, for a telling message."""
    for _ in range(int(seconds * 20)):
        if done():
            return
        page.wait_for_timeout(50)


def type_into(page: Page, grid: str, r: int, c: int, text: str) -> None:
    """Click a cell and type, as a learner does: the old number is replaced."""
    field(page, grid, r, c).click()
    page.keyboard.type(text)


def paste(target: Locator, text: str) -> None:
    """Paste into a cell, without the permissions that the real clipboard needs."""
    target.focus()
    target.evaluate(
        """(node, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            node.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true,
                cancelable: true }));
        }""",
        text,
    )


def play_fast(page: Page) -> None:
    part(page, "speed").select_option("4")


def expect_played_to_the_end(page: Page, language: str) -> None:
    """The player has been started by the page and comes to its end."""
    expect(part(page, "play")).to_have_attribute("aria-label", say(language, "lab.pause"))
    expect(part(page, "play")).to_have_attribute("aria-label", say(language, "lab.play"), timeout=20_000)


# ---- the page around it --------------------------------------------------------------------------


def title_of(slug: str, section: str, language: str) -> str:
    return lesson_text(slug, language).blocks[section].splitlines()[0].removeprefix("## ")


def expect_section(page: Page, slug: str, section: str, language: str) -> None:
    """A section is in view, in a language."""
    heading = page.get_by_role("heading", level=2, name=title_of(slug, section, language), exact=True)
    expect(heading).to_be_visible()


def turn(page: Page, step: int, language: str) -> None:
    """Press the small button beside the section menu."""
    name = say(language, "turn.next" if step > 0 else "turn.previous")
    icon = "chevron_right" if step > 0 else "chevron_left"
    button = page.get_by_role("button", name=re.compile(f"{name}|{icon}"))
    button.click()


def turn_to(page: Page, number: int, language: str) -> None:
    """Choose a section, counted from 1, in the menu beside the title."""
    pick(page, say(language, "turn.section"), f"{number} /", rf"^{number} \W")


def pick(page: Page, label: str, words: str, option: str) -> None:
    """Choose in a menu: these words are typed, and the option is the one with this pattern."""
    menu = page.get_by_role("combobox", name=label, exact=True)
    menu.click()
    menu.fill(words)  # a long list is not drawn whole
    page.get_by_role("option", name=re.compile(option)).click()


def expect_labs_drawn(page: Page) -> None:
    """No lab on the page is still without its contents."""
    kinds = (".lab", ".maps", ".heat", ".network")
    expect(page.locator(", ".join(f"{kind}:not([data-ready])" for kind in kinds))).to_have_count(0)


def choose(page: Page, label: str, option: str) -> None:
    """Press one of a row of options, e.g. of `padding`."""
    group = page.get_by_role("radiogroup", name=label, exact=True)
    group.get_by_role("radio", name=option, exact=True).click()
    settle(page)


def set_side(page: Page, name: str, axis: str, value: int, language: str = "en") -> None:
    """Fill in the rows or columns of `pool_size`, `strides` or `dilation_rate`."""
    spin = page.get_by_role("spinbutton", name=f"{name}: {say(language, f'control.{axis}')}", exact=True)
    spin.fill(str(value))
    spin.press("Enter")
    settle(page)


def speak(page: Page, language: str) -> None:
    """Change the language."""
    page.get_by_role("radio", name=LANGUAGES[language], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    settle(page)


def present_switch(page: Page, language: str) -> Locator:
    return page.get_by_role("switch", name=say(language, "bar.present"), exact=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def answer_field(page: Page, language: str, kind: str = "number") -> Locator:
    return page.get_by_role("textbox", name=say(language, f"ask.label_{kind}"), exact=True)


def alert(page: Page) -> Locator:
    """What the page says to an answer."""
    return page.get_by_test_id("stAlert")


def as_read(template: str, **values: str) -> re.Pattern[str]:
    """A text of the files as it stands on the page; placeholders without a value match anything."""
    plain = re.sub(r"\*\*|`", "", template)
    parts = re.split(r"\{\{(\w+)\}\}", plain)
    pattern = "".join(
        re.escape(text) if index % 2 == 0 else re.escape(values[text]) if text in values else r"[\s\S]+?"
        for index, text in enumerate(parts)
    )
    return re.compile(pattern.replace(r"\ ", r"\s+"))


def expect_no_failure(page: Page) -> None:
    """Neither an exception's box nor the words of a traceback are on the page."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert "Traceback" not in page.locator("body").inner_text()


class Frames:
    """Counts what the page sends to the server over its WebSocket from now on."""

    def __init__(self, page: Page) -> None:
        self.sent: list[object] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameSent", lambda frame: self.sent.append(frame))


def belief(name: str, language: str) -> str:
    return belief_text(name, language)


def block(slug: str, name: str, language: str) -> str:
    return lesson_text(slug, language).blocks[name]


def lesson_title(slug: str, language: str) -> str:
    return lesson_text(slug, language).title
