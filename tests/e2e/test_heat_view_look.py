"""Heatmaps over images in a real browser: sizes, phones, sharp pixels, contrast, screen readers."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e import heat_view
from tests.e2e.heat_view import Open, figure, focus, part, point, stage

address, page = heat_view.address, heat_view.page  # the fixtures


def boxes(shown: Page, selector: str) -> list[dict[str, float]]:
    found = [one.bounding_box() for one in shown.locator(selector).all()]
    return [dict(box) for box in found if box is not None]


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("query", ["view=methods&choose=1", "view=paint&paint=1", "view=large"])
def test_a_phone_needs_no_scrolling_to_the_side(page: Open, width: int, query: str) -> None:
    shown = page(query, width=width, height=800, touch=True)
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    (inside,) = boxes(shown, '[data-role="heat"]')
    right = inside["x"] + inside["width"] + 0.5
    for box in boxes(shown, ".stage, .options label, .act, input, .title"):
        assert inside["x"] - 0.5 <= box["x"] and box["x"] + box["width"] <= right


def test_two_stand_beside_each_other_on_a_phone(page: Open) -> None:
    shown = page("view=methods", width=390, height=800)
    one, other, below = boxes(shown, ".stage")[:3]
    assert one["y"] == other["y"] and below["y"] > one["y"] + one["height"]
    assert one["width"] >= 128


def test_images_of_a_row_stand_on_one_line_under_long_and_short_titles(page: Open) -> None:
    found = boxes(page("view=methods", width=1400), ".stage")
    assert len({box["y"] for box in found[:3]}) == 1
    assert all(box["width"] == box["height"] == 192 for box in found)


@pytest.mark.parametrize("query", ["view=methods", "view=one", "view=paint&paint=1"])
@pytest.mark.parametrize("width", [1280, 390, 371])
def test_every_pixel_is_whole_screen_pixels(page: Open, query: str, width: int) -> None:
    for box in boxes(page(query, width=width), ".stage"):
        assert box["width"] % 32 == 0 and box["width"] == box["height"]


def test_a_large_image_is_made_to_fit_and_keeps_its_sides(page: Open) -> None:
    (box,) = boxes(page("view=large"), ".stage")
    assert box["height"] <= 288 and box["width"] / box["height"] == pytest.approx(0.75, abs=0.01)


def test_presenters_see_it_larger(page: Open) -> None:
    small, large = page("view=pair"), page("view=pair&scale=1.25")
    assert boxes(large, ".stage")[0]["width"] >= 1.15 * boxes(small, ".stage")[0]["width"]
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    for name in ("slider", "legend", "hint"):
        one, other = (part(shown, name).evaluate(size) for shown in (small, large))
        assert other == pytest.approx(1.25 * one)


def test_fingers_find_every_control(page: Open) -> None:
    shown = page("view=paint&paint=1&choose=1", width=390, height=800, touch=True)
    for box in boxes(shown, ".options label, .act, button.title, .switch, .slider"):
        assert box["height"] >= 24 and box["width"] >= 24


def test_reduced_motion(page: Open) -> None:
    fades = "node => getComputedStyle(node).transitionDuration"
    assert figure(page("view=pair"), "Grad-CAM").locator(".map").evaluate(fades) == "0.12s"
    calm = page("view=pair", reduced_motion=True)
    assert figure(calm, "Grad-CAM").locator(".map").evaluate(fades) == "0s"


# ---- screen readers -----------------------------------------------------------------------------


def test_names_and_descriptions(page: Open) -> None:
    shown = page("view=methods")
    group = shown.get_by_role("group", name="Heatmaps of one image")
    picture = group.get_by_role("application", name="Grad-CAM: a small drawing", exact=True)
    expect(picture).to_have_accessible_description("From the last convolution, 4×4. 19% inside the object")
    expect(group.get_by_role("img", name="The image: a small drawing", exact=True)).to_be_visible()
    expect(group.get_by_role("slider", name="Heatmap", exact=True)).to_be_visible()
    expect(group.get_by_role("switch", name="smooth", exact=True)).to_be_visible()


def test_names_of_the_tools(page: Open) -> None:
    shown = page("view=paint&paint=1")
    tools = shown.get_by_role("group", name="Painting")
    expect(tools.get_by_role("group", name="Brush").get_by_role("radio", name="4×4")).to_be_checked()
    expect(tools.get_by_role("group", name="Tool").get_by_role("radio", name="Paint")).to_be_checked()
    tools.get_by_role("radio", name="4×4").press("ArrowRight")
    expect(tools.get_by_role("radio", name="8×8")).to_be_checked()
    expect(tools.get_by_role("button", name="Undo")).to_be_visible()


def test_focus_is_seen(page: Open) -> None:
    shown = page("view=paint&paint=1")
    focus(shown, "Paint here")
    outline = "node => getComputedStyle(node).outline"
    assert "solid 2px" in stage(shown, "Paint here").evaluate(outline)
    shown.keyboard.press("Tab")
    assert "solid 2px" in shown.locator(".options label").first.evaluate(outline)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["view=methods&choose=1&lang=zh-Hant", "view=paint&paint=1"])
def test_axe_finds_nothing(page: Open, query: str, scheme: str) -> None:
    shown = page(query, theme=scheme)
    if "choose" in query:
        shown.get_by_role("button", name="Score-CAM").click()
        expect(shown.locator('[aria-pressed="true"]')).to_have_count(1)
        point(shown, "Occlusion", 3, 3)
    else:
        heat_view.drag(shown, "Paint here", (10, 10))
        expect(shown.get_by_text("run 2", exact=True)).to_be_visible()
    report = Axe().run(shown, context='[data-testid="stBidiComponentIsolated"]')
    found = [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in report.response["violations"]
    ]
    assert found == []
