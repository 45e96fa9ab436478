"""The picture of a network in a real browser: words that can be read, phones, colours, accessibility."""

from itertools import combinations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e import network_view
from tests.e2e.network_view import Open, details, enter, layer, name, part, position_in_focus

address, page = network_view.address, network_view.page  # the fixtures

PHONE = 390
NETS = ["lenet-5", "vgg16", "residual-net", "augmented", "broken", "inception-block"]

# ---- words --------------------------------------------------------------------------------------


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Where texts really are, as the browser measures them."""
    return part(page, "picture").evaluate(  # type: ignore[no-any-return]
        """(picture, selector) => [...picture.querySelectorAll(selector)].map((node) => {
            const {left, right, top, bottom} = node.getBoundingClientRect();
            return {left, right, top, bottom, size: parseFloat(getComputedStyle(node).fontSize)
                * node.getScreenCTM().a, text: node.textContent};
        })""",
        selector,
    )


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_no_two_texts_overlap_and_all_can_be_read(page: Open, net: str, lang: str) -> None:
    shown = page(f"net={net}&lang={lang}", width=1000)
    texts = boxes(shown, "text")
    assert len(texts) > 5
    for one, other in combinations(texts, 2):
        apart = one["right"] <= other["left"] or other["right"] <= one["left"]
        apart = apart or one["bottom"] - 5 <= other["top"] or other["bottom"] - 5 <= one["top"]
        assert apart, (one["text"], other["text"])
    assert min(text["size"] for text in texts) >= 12
    rooms = boxes(shown, ".room")
    for room, text in zip(rooms, boxes(shown, ".name"), strict=True):
        assert room["left"] < text["left"] and text["right"] < room["right"], text
        assert room["bottom"] - room["top"] >= 23.9, "a finger finds it"


def test_presenters_see_it_larger(page: Open) -> None:
    width = "picture => picture.getBoundingClientRect().width"
    small = part(page("net=vgg16"), "picture").evaluate(width)
    shown = page("net=vgg16&scale=1.25")
    assert part(shown, "picture").evaluate(width) == pytest.approx(1.25 * small, abs=2)
    assert min(text["size"] for text in boxes(shown, "text")) >= 15


def test_a_short_network_uses_the_room_there_is(page: Open) -> None:
    fill = """picture => [picture.getBoundingClientRect().width, picture.parentNode.clientWidth,
        picture.viewBox.baseVal.width]"""
    width, room, natural = part(page("net=dense", width=1000), "picture").evaluate(fill)
    assert natural < width <= min(1.31 * natural, room)


# ---- what cannot be drawn -----------------------------------------------------------------------


def test_a_failing_layer_shows_its_message_and_the_rest_is_dashed(page: Open) -> None:
    shown = page("net=broken")
    assert details(shown) == "Conv2D\nThe window does not fit: 5 > 3."
    hatched = layer(shown, 4).locator('polygon[fill="url(#net-error)"]')
    expect(hatched).to_be_visible()
    dashes = "node => getComputedStyle(node).strokeDasharray"
    assert layer(shown, 4).locator(".side").evaluate(dashes) == "none"
    for position in (5, 6, 7, 8, 9):
        assert layer(shown, position).locator(".side").evaluate(dashes) != "none"
    name(shown, 1).hover()
    assert details(shown).startswith("Conv2D · 6×6×16")


# ---- phones -------------------------------------------------------------------------------------


@pytest.mark.parametrize("net", NETS)
def test_on_a_phone_the_picture_scrolls_and_the_page_does_not(page: Open, net: str) -> None:
    shown = page(f"net={net}", width=PHONE, height=740, touch=True)
    assert shown.evaluate("document.documentElement.scrollWidth") == PHONE
    scroller = part(shown, "scroller")
    assert scroller.evaluate("node => node.scrollWidth > node.clientWidth")
    assert min(text["size"] for text in boxes(shown, "text")) >= 12


def test_a_tap_shows_details_and_chooses(page: Open) -> None:
    shown = page("net=lenet-5", width=PHONE, height=740, touch=True)
    name(shown, 2).tap()
    assert details(shown).startswith("MaxPool · 14×14×6")
    expect(shown.get_by_text("chosen [2]")).to_be_visible()


def test_walking_scrolls_along(page: Open) -> None:
    shown = page("net=vgg16", width=PHONE, height=740)
    enter(shown)
    for key in ("End", "Home", "ArrowRight"):
        shown.keyboard.press(key)
        inside = """picture => {
            const focused = picture.getRootNode().activeElement.getBoundingClientRect();
            const room = picture.parentNode.getBoundingClientRect();
            return focused.left >= room.left && focused.right <= room.right;
        }"""
        assert part(shown, "picture").evaluate(inside), (key, position_in_focus(shown))
    assert shown.evaluate("document.documentElement.scrollLeft") == 0


def test_a_failure_far_to_the_right_is_scrolled_to(page: Open) -> None:
    shown = page("net=broken", width=320, height=740)
    right = layer(shown, 4).evaluate("node => node.getBoundingClientRect().right")
    assert right <= 320
    part(shown, "scroller").evaluate("node => { node.scrollLeft = 0; }")
    name(shown, 0).click()
    expect(layer(shown, 0)).to_have_attribute("aria-selected", "true")
    assert part(shown, "scroller").evaluate("node => node.scrollLeft") == 0, "what was chosen stays in view"


# ---- colours and names --------------------------------------------------------------------------

CONTRAST = """(root) => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const style = getComputedStyle(root);
    const paper = style.getPropertyValue("--st-background-color");
    const luminance = (...colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of [paper, ...colours]) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const found = [];
    const lines = ".layer:not(.ghost) .edge, .side, .node, .branch, .flow, .swatch";
    for (const node of root.querySelectorAll(lines)) {
        const colour = getComputedStyle(node).stroke;
        const family = node.closest(".layer")?.dataset.family ?? "";
        found.push([node.getAttribute("class"), family, 3, ratio(colour, paper)]);
    }
    for (const node of root.querySelectorAll("text")) {
        const room = node.parentNode.querySelector(".room");
        const ground = room ? getComputedStyle(room).fill : paper;
        found.push([node.textContent, "", 4.5, ratio(getComputedStyle(node).fill, ground)]);
    }
    const panel = getComputedStyle(root.querySelector(".details")).backgroundColor;
    for (const node of root.querySelectorAll(".panel p, .hint, .scale")) {
        const ground = node.closest(".details") ? panel : paper;
        found.push([node.className, "", 4.5, ratio(getComputedStyle(node).color, ground)]);
    }
    return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("net", ["residual-net", "broken", "lenet-5"])
def test_outlines_and_words_stand_out(page: Open, net: str, scheme: str) -> None:
    shown = page(f"net={net}", theme=scheme)
    name(shown, 1).click()
    expect(layer(shown, 1)).to_have_attribute("aria-selected", "true")
    name(shown, 2).hover()
    measured = part(shown, "network").evaluate(CONTRAST)
    assert len(measured) > 40
    assert [one for one in measured if one[3] < one[2]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["net=residual-net", "net=broken&lang=zh-Hant", "net=vgg16&plain=1"])
def test_axe_finds_nothing_serious(page: Open, query: str, scheme: str) -> None:
    shown = page(query, theme=scheme)
    name(shown, 1).click()
    name(shown, 2).hover()
    report = Axe().run(shown, context='[data-testid="stBidiComponentIsolated"]')
    found = [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in report.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert found == []


def test_names_for_screen_readers_are_pythons(page: Open) -> None:
    shown = page("net=lenet-5")
    picture = shown.get_by_role("listbox", name="The network, layer by layer")
    expect(picture.get_by_role("option")).to_have_count(9)
    expect(picture.get_by_role("option", name="Layer 1, Conv2D, 28×28×6", exact=True)).to_be_visible()
