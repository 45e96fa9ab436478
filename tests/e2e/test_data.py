"""The lesson about data in a real browser: by keyboard, on a phone, and from a link."""

from playwright.sync_api import Page, expect

from app.text import say
from cnn_core.data.dataset import CLASSES
from cnn_core.data.load import training_images
from tests.e2e import steps
from tests.e2e.browser import settle
from tests.e2e.conftest import Opener
from tests.e2e.test_accessibility import open_to_the_end
from tests.pages.test_every_section import sections

PHONE = 390
RIGHT_EDGES = """() => [...document.querySelectorAll('[data-testid="stImage"] img, .stPlotlyChart')]
    .map((node) => node.getBoundingClientRect().right)"""


def show_all(page: Page, language: str) -> None:
    """Uncover what is uncovered only by an answer, twice over: some answers bring another question."""
    for _ in range(2):
        open_to_the_end(page, language)


def test_guess_a_class_with_the_keyboard(open_page: Opener) -> None:
    label = CLASSES[training_images("drawn", 0, 20).labels[7]]
    page = open_page("/data?at=look&data=drawn&riddle=7")
    page.get_by_role("radio", name=say("en", f"class.{CLASSES[0]}"), exact=True).focus()
    page.keyboard.press("Space")
    for _ in range(CLASSES.index(label)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settle(page)
    expect(steps.alert(page).first).to_contain_text(say("en", "ask.right").strip("*"))


def test_nothing_sticks_out_on_a_phone(open_page: Opener) -> None:
    page = open_page("/data?lang=zh-Hant&data=drawn", width=PHONE, height=800, touch=True)
    for position, section in enumerate(sections("data")):
        if position:
            steps.turn(page, 1, "zh-Hant")
        steps.expect_section(page, "data", section, "zh-Hant")
        settle(page)
        show_all(page, "zh-Hant")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE, section
        too_wide = [right for right in page.evaluate(RIGHT_EDGES) if right > PHONE]
        assert not too_wide, f"{section}: {too_wide}"


def test_a_link_brings_the_same_copies(open_page: Opener) -> None:
    page = open_page("/data?at=augment&data=drawn&class=ship&n=4&rotate=20")
    show_all(page, "en")
    steps.press(page, say("en", "data_augment.again"))
    page.wait_for_url("**draw=1**")
    settle(page)
    told = say("en", "data_augment.copies", n=12)
    copies = page.get_by_role("img", name=told)
    first = copies.get_attribute("src")
    other = open_page(page.url)
    show_all(other, "en")
    assert (
        str(other.get_by_role("img", name=told).get_attribute("src")).rpartition("/")[2]
        == str(first).rpartition("/")[2]
    ), "Streamlit names a picture by its content"
