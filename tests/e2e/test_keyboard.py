"""Everything can be done without a pointer: reached, seen, used and left again."""

import pytest
from playwright.sync_api import ElementHandle, Page, expect

from app.text import LANGUAGES
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.steps import current, expect_grid, field, open_lab, part, read_grid

# What shows the focus: in our own components the element itself, in Streamlit's often a box around it.
LOOK = """(node) => {
    const nodes = [node];
    if (node.getRootNode() === document) {
        const box = node.parentElement?.parentElement ?? node;
        nodes.push(...box.querySelectorAll("*"), box, box.parentElement ?? box);
    }
    return JSON.stringify(nodes.map((one) => {
        const css = getComputedStyle(one);
        const outline = css.outlineStyle === "none" ? "" : `${css.outlineWidth} ${css.outlineColor}`;
        return [outline, css.boxShadow, css.borderColor, css.backgroundColor, css.textDecoration];
    }));
}"""

NAME = """(node) => [node.tagName, node.getAttribute("role"), node.dataset.key, node.dataset.testid,
    node.getAttribute("aria-label") ?? node.innerText?.slice(0, 40)].filter(Boolean).join(" | ")"""


def tab_to(page: Page, test: str, most: int = 45, key: str = "Tab") -> None:
    """Press Tab until the focused element passes a test in JavaScript, of `node`."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(f"() => {{ const node = ({steps.ACTIVE})(); return Boolean({test}); }}"):
            return
    raise AssertionError(f"{most} times {key} never led to: {test}")


def focused(page: Page) -> str:
    return str(page.evaluate(f"() => ({NAME})(({steps.ACTIVE})())"))


def test_a_visit_without_a_pointer(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling")

    # Another language, and back to English: arrows move within the switch.
    tab_to(page, "node.closest('[role=radiogroup]')?.ariaLabel === " + repr(steps.say("en", "bar.language")))
    page.get_by_role("radio", name=LANGUAGES["zh-Hant"], exact=True).press("Space")
    steps.expect_section(page, "pooling", "example", "zh-Hant")
    settle(page)

    # A cell is edited, its neighbour reached by arrow.
    tab_to(page, "node.dataset.key === 'input-0:0,0'")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("8")
    expect_grid(page, "output-0", [["8", "9"], ["8", "5"]])
    page.keyboard.press("Enter")
    assert focused(page).startswith("INPUT | input-0:1,1")

    # The player.
    tab_to(page, "node.dataset.role === 'play'")
    page.keyboard.press("Enter")
    expect(part(page, "play")).to_have_attribute("aria-label", steps.say("zh-Hant", "lab.pause"))
    page.keyboard.press("Space")
    expect(part(page, "play")).to_have_attribute("aria-label", steps.say("zh-Hant", "lab.play"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(current(page, 1, 1)).to_be_visible()
    assert focused(page).startswith("BUTTON | last")
    page.wait_for_url("**cell=3*")  # the question below is about this window from now on

    # Backwards to the switch for predicting, and a question answered with Enter.
    tab_to(page, "node.getAttribute('role') === 'switch'", key="Shift+Tab")
    page.keyboard.press("Space")
    expect_grid(page, "output-0", [["?", "?"], ["?", "?"]])
    settle(page)
    kind = steps.say("zh-Hant", "ask.label_number")
    tab_to(page, f"node.ariaLabel === {kind!r}")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(steps.alert(page)).to_contain_text(steps.as_read(steps.say("zh-Hant", "ask.right")))
    expect_grid(page, "output-0", [["8", "9"], ["8", "5"]])


def test_the_section_menu_opens_and_chooses(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling")
    tab_to(page, "node.getAttribute('role') === 'combobox'")
    goal = steps.title_of("pooling", "sizes", "en")
    for _ in range(5):  # where it opens is Streamlit's choice
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("option").first).to_be_visible()
        option = page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
        if goal in page.locator(f'[id="{option}"]').inner_text():
            break
    page.keyboard.press("Enter")
    steps.expect_section(page, "pooling", "sizes", "en")
    settle(page)
    assert "at=sizes" in page.url


@pytest.mark.parametrize("path, theme", [("/pooling", "light"), ("/convolution", "dark")])
def test_the_focus_is_seen_everywhere_and_never_trapped(open_page: Opener, path: str, theme: str) -> None:
    page = open_lab(open_page, path, theme=theme, reduced_motion=True)
    page.add_style_tag(content="*, *::before, *::after { transition: none !important; }")
    unseen: list[str] = []
    names: list[str] = []
    before: tuple[str, ElementHandle, str] | None = None
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)  # react-aria marks what has the focus a moment later
        if before is not None:
            name, node, look = before
            # The whole <main> can have the focus, to be scrolled by keys: Streamlit's, and unseen.
            if node.evaluate(LOOK) == look and not name.startswith("MAIN"):
                unseen.append(name)
        name = focused(page)
        if name.startswith("BODY") or name in names[:1]:
            break  # once round
        names.append(name)
        node = page.evaluate_handle(steps.ACTIVE).as_element()
        assert node is not None
        before = (name, node, node.evaluate(LOOK))
    else:
        raise AssertionError(f"60 times Tab, and never back at the start: {names[-10:]}")
    assert unseen == []
    assert any("input-0:" in name for name in names) and any("| play" in name for name in names)


def test_streamlits_hotkeys_do_nothing_in_the_lab(open_page: Opener) -> None:
    page = open_lab(open_page, "/pooling", alone=True)
    frames = steps.Frames(page)
    for place in (part(page, "play"), part(page, "scrub"), part(page, "speed")):
        place.focus()
        page.keyboard.press("r")
        page.keyboard.press("c")
    page.wait_for_timeout(300)
    assert frames.sent == []
    field(page, "input-0", 0, 0).focus()
    page.keyboard.type("rc")
    expect(field(page, "input-0", 0, 0)).to_have_value("rc")
    expect(part(page, "problems")).to_contain_text(steps.say("en", "lab.cell", r=1, c=1))
    page.keyboard.press("Escape")
    expect(field(page, "input-0", 0, 0)).to_have_value("2")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert read_grid(page, "output-0") == [["7", "9"], ["8", "5"]]
