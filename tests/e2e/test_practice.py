"""Practice in a real browser: by keyboard alone, on a phone, in another language midway, on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.exercise_text import exercise_blocks
from app.text import belief_text, say
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.making import make
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.test_accessibility import STREAMLITS, faults
from tests.e2e.test_keyboard import tab_to

SEED = 5
PHONE = 390
NUMBER = make("pooling.pooled-side", SEED)
MATRIX = make("pooling.pooled-matrix", SEED)
KINDS = {spec(id).kind: id for id in reversed(ids())}


def address(id: str, language: str = "en", **query: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/practice?ex={id}&seed={SEED}&lang={language}{more}"


def each_kind(page: Page, language: str) -> Iterator[str]:
    """Turn to an exercise of each kind: to those of one lesson in the menu that lists them."""
    lesson = ""
    for kind, id in KINDS.items():
        known, number = spec(id), ids(spec(id).lesson).index(id) + 1
        if known.lesson != lesson:
            steps.go(page, address(id, language, at="lesson"))
        else:
            head = say(language, "practice.listed", n=number, level=known.level)
            steps.pick(page, say(language, "practice.exercise"), head, f"^{head}")
            page.wait_for_url(f"**ex={id}*")
            settle(page)
        lesson = known.lesson
        yield kind


def wrong_answer() -> tuple[str, str]:
    return next((name, str(wrong)) for name, wrong in NUMBER.case.beliefs.items())


def in_view(page: Page, text: str, **values: str) -> None:
    expect(steps.alert(page).filter(has_text=steps.as_read(text, **values))).to_be_visible()


def button_name(key: str, **values: object) -> str:
    return say("en", f"practice.{key}", **values)


def press_by_keyboard(page: Page, name: str) -> None:
    """Tab to a button, wherever the focus is, and press it."""
    tab_to(page, f"node.innerText?.trim().endsWith({name!r})", most=60)
    page.keyboard.press("Enter")
    settle(page)


def test_an_exercise_by_keyboard_alone(open_page: Opener) -> None:
    page = open_page(address(NUMBER.id))
    belief, wrong = wrong_answer()
    label = say("en", "ask.label_number")
    tab_to(page, f"node.ariaLabel === {label!r}", most=60)
    page.keyboard.type(wrong)
    page.keyboard.press("Enter")
    in_view(page, belief_text(belief, "en"), received=wrong)
    settle(page)
    expect(steps.answer_field(page, "en")).to_have_value(wrong)
    press_by_keyboard(page, button_name("hint", n=1, total=NUMBER.hints))
    in_view(page, exercise_blocks("pooling", "en")[f"{NUMBER.name}.hint.1"])
    steps.answer_field(page, "en").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(f" {NUMBER.answer}")
    page.keyboard.press("Enter")
    expect(steps.alert(page).filter(has_text=steps.as_read(say("en", "ask.right")))).to_be_visible()
    expect(page.get_by_text(button_name("tally", tried=1, right=0))).to_be_visible()
    press_by_keyboard(page, button_name("again"))
    page.wait_for_url(f"**/practice?*seed={SEED + 1}*")
    expect(steps.answer_field(page, "en")).to_have_value("")


def test_cells_of_a_matrix_by_keyboard_alone(open_page: Opener) -> None:
    page = open_page(address(MATRIX.id))
    first = say("en", "lab.cell", r=1, c=1)
    tab_to(page, f"node.ariaLabel === {first!r}", most=60)
    (a, b), (c, d) = (tuple(f"{cell:g}" for cell in row) for row in MATRIX.answer)
    for cell in (a, b, c, "99"):
        page.keyboard.type(cell)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    in_view(page, say("en", "practice.wrong_cells", cells=say("en", "lab.cell", r=2, c=2)))
    settle(page)
    fields = page.get_by_role("textbox")
    outlines = fields.evaluate_all(
        "nodes => nodes.map((node) => getComputedStyle(node.closest("
        "'[data-testid=stTextInputRootElement]')).outlineStyle)"
    )
    assert outlines == ["none", "none", "none", "dashed"]
    fields.nth(3).fill(d)
    page.keyboard.press("Enter")
    expect(steps.alert(page).filter(has_text=steps.as_read(say("en", "ask.right")))).to_be_visible()


def test_another_language_in_the_middle(open_page: Opener) -> None:
    """What was typed stays, handed in or not; the answer is explained anew."""
    page = open_page(address(NUMBER.id))
    steps.answer_field(page, "en").fill("123")
    steps.speak(page, "zh-Hant")
    expect(steps.answer_field(page, "zh-Hant")).to_have_value("123")
    belief, wrong = wrong_answer()
    steps.answer_field(page, "zh-Hant").fill(wrong)
    page.keyboard.press("Enter")
    in_view(page, belief_text(belief, "zh-Hant"), received=wrong)
    settle(page)
    steps.speak(page, "en")
    in_view(page, belief_text(belief, "en"), received=wrong)
    expect(steps.answer_field(page, "en")).to_have_value(wrong)
    assert f"ex={NUMBER.id}&seed={SEED}" in page.url


def test_to_the_lab_and_back(open_page: Opener) -> None:
    page = open_page(address(MATRIX.id))
    assert MATRIX.lab
    steps.press(page, say("en", "ask.reveal"))
    settle(page)
    title = steps.lesson_title("pooling", "en")
    page.get_by_role("link", name=button_name("lab", lesson=title)).click()
    steps.expect_section(page, "pooling", MATRIX.lab.section, "en")
    expect(steps.field(page, "input-0", 0, 0)).to_be_visible()
    shown = steps.read_grid(page, "input-0")
    assert shown == [[f"{cell:g}" for cell in row] for row in MATRIX.given["matrix"]]
    menu = page.get_by_test_id("stSidebarNav")
    menu.get_by_role("link", name=steps.lesson_title("practice", "en")).click()
    in_view(page, exercise_blocks("pooling", "en")[f"{MATRIX.name}.right"])


@pytest.mark.parametrize("language", steps.LOCALES)
def test_nothing_sticks_out_on_a_phone(open_page: Opener, language: str) -> None:
    page = open_page(address(NUMBER.id, language), width=PHONE, height=800, touch=True)
    for kind in each_kind(page, language):
        steps.press(page, say(language, "ask.reveal"))
        settle(page)
        right = page.locator(".st-key-practice-exercise :is(input, button, td, textarea, p)").evaluate_all(
            "nodes => Math.max(...nodes.map((node) => node.getBoundingClientRect().right))"
        )
        assert right <= PHONE, kind
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, kind


@pytest.mark.parametrize("language, theme", [("en", "dark"), ("zh-Hant", "light")])
def test_axe_finds_nothing_in_exercises_of_any_kind(open_page: Opener, language: str, theme: str) -> None:
    page = open_page(address(NUMBER.id, language), theme=theme)
    found = set()
    for _ in each_kind(page, language):
        found |= {fault for fault in faults(page) if fault[:2] not in STREAMLITS}
        steps.press(page, say(language, "ask.reveal"))
        settle(page)
        found |= {fault for fault in faults(page) if fault[:2] not in STREAMLITS}
    assert not found, "\n".join(map(str, sorted(found)))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_only_the_sheet_is_printed(open_page: Opener, theme: str) -> None:
    page = open_page("/practice?at=sheet&n=10&sol=1&lang=en", theme=theme, alone=True)
    page.emulate_media(media="print", color_scheme=theme)
    sheet = page.locator(".st-key-practice-sheet")
    expect(sheet.get_by_role("heading").first).to_be_visible()
    for hidden in (".st-key-sheet-controls", ".st-key-top-bar", ".st-key-head", ".st-key-foot"):
        expect(page.locator(hidden).first).to_be_hidden()
    colours = sheet.locator("p").evaluate_all(
        "nodes => [...new Set(nodes.map((n) => getComputedStyle(n).color))]"
    )
    assert colours == ["rgb(0, 0, 0)"]
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert pages >= 2, "solutions are on a page of their own"


def test_the_button_prints(open_page: Opener) -> None:
    page = open_page("/practice?at=sheet&n=5&lang=en")
    page.evaluate("window.print = () => { window.printed = true; }")
    steps.press(page, button_name("print"))
    assert page.evaluate("window.printed") is True


def test_pictures_lie_side_by_side_on_a_phone(open_page: Opener) -> None:
    """However large they are elsewhere, none covers another, and none sticks out."""
    page = open_page(address("evolution.order-maps"), width=PHONE)
    boxes = [one.bounding_box() for one in page.locator("[class*='st-key-practice-pictures-'] img").all()]
    assert len(boxes) == 3
    (a, b, c) = boxes
    assert a["y"] == b["y"] < c["y"] and a["x"] == c["x"]
    assert a["x"] + a["width"] < b["x"] and b["x"] + b["width"] <= PHONE
