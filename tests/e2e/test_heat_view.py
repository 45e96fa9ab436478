"""Heatmaps over images in a real browser: what is drawn, pointing, the slider, choosing."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.heat_colours import heat_colours
from tests.e2e import heat_view
from tests.e2e.apps.heat_app import HILL, SPLIT, STEPS
from tests.e2e.heat_view import Open, figure, focus, marked, part, pixels, point, spoken, stage, value

address, page = heat_view.address, heat_view.page  # the fixtures


def traffic(shown: Page) -> list[object]:
    """What the browser sends to Python from now on."""
    shown.wait_for_timeout(600)
    frames: list[object] = []
    session = shown.context.new_cdp_session(shown)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: frames.append(frame))
    return frames


# ---- what is drawn ------------------------------------------------------------------------------


def test_images_and_cells_are_drawn_pixel_by_pixel(page: Open) -> None:
    shown = page("view=methods")
    assert (pixels(shown, "SmoothGrad", "image")[..., :3] == SPLIT.images[0]).all()
    assert (pixels(shown, "Grad-CAM", "map") == heat_colours(STEPS)).all()
    assert (pixels(shown, "SmoothGrad", "map") == heat_colours(HILL)).all()
    rendering = "canvas => getComputedStyle(canvas).imageRendering"
    assert figure(shown, "Grad-CAM").locator(".image").evaluate(rendering) == "pixelated"
    expect(figure(shown, "The image").locator(".map")).to_be_hidden()
    expect(figure(shown, "SmoothGrad").locator(".lines path")).to_have_count(2)
    expect(figure(shown, "Grad-CAM").locator(".lines path")).to_have_count(0)


def bilinear(values: np.ndarray, side: int) -> np.ndarray:
    """Enlarged by Pillow, whose centres lie half a pixel inside as well."""
    enlarged = Image.fromarray(values.astype(np.float32)).resize((side, side), Image.Resampling.BILINEAR)
    return np.asarray(enlarged, float)


def test_smooth_is_interpolated_between_the_centres(page: Open) -> None:
    shown = page("view=methods")
    part(shown, "smooth").check()
    drawn = pixels(shown, "Grad-CAM", "map").astype(int)
    assert drawn.shape == (256, 256, 4)
    assert np.abs(drawn - heat_colours(bilinear(STEPS, 256))).max() <= 3  # a neighbouring colour at most
    for row, col in ((11, 16), (0, 0), (31, 31), (20, 5)):
        point(shown, "Grad-CAM", row, col)
        told = float(value(shown, "Grad-CAM").split(": ")[1])
        assert told == pytest.approx(bilinear(STEPS, 32)[row, col], abs=0.0051)
    part(shown, "smooth").uncheck()
    assert pixels(shown, "Grad-CAM", "map").shape == (4, 4, 4)


def test_the_legend_shows_all_colours_and_its_words(page: Open) -> None:
    shown = page("view=methods")
    script = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 256, 1).data]"
    ramp = np.array(part(shown, "ramp").evaluate(script)).reshape(256, 4)
    assert (ramp == heat_colours(np.linspace(0, 1, 256))).all()
    for words in ("What speaks for the class:", "nothing", "most", "outline of the object"):
        expect(shown.get_by_text(words, exact=True)).to_be_visible()


def test_without_heatmaps_there_is_nothing_to_set(page: Open) -> None:
    shown = page("view=plain")
    expect(part(shown, "slider")).to_be_hidden()
    expect(part(shown, "colours")).to_be_hidden()
    expect(stage(shown, "The image")).to_have_attribute("role", "img")
    expect(stage(shown, "The image")).not_to_have_attribute("tabindex", "0")


# ---- pointing -----------------------------------------------------------------------------------


def test_pointing_tells_the_place_in_all_panes_without_asking_python(page: Open) -> None:
    shown = page("view=methods", alone=True)
    frames = traffic(shown)
    bottom = figure(shown, "Occlusion").evaluate("node => node.getBoundingClientRect().bottom")
    point(shown, "Grad-CAM", 11, 16)
    assert value(shown, "Grad-CAM") == "row 12, column 17: 0.40"
    assert value(shown, "SmoothGrad") == f"row 12, column 17: {HILL[11, 16]:.2f}"
    assert value(shown, "Score-CAM") == "row 12, column 17: 0.00"
    assert value(shown, "The image") == "row 12, column 17"
    titles = ("Grad-CAM", "SmoothGrad", "The image", "Integrated")
    assert [marked(shown, title) for title in titles] == [[11, 16, 1, 1]] * 4
    assert figure(shown, "Occlusion").evaluate("node => node.getBoundingClientRect().bottom") == bottom
    shown.mouse.move(5, 5)
    assert (value(shown, "Grad-CAM"), marked(shown, "The image")) == ("", None)
    shown.wait_for_timeout(300)
    assert frames == []
    assert spoken(shown) == "", "a screen reader is not disturbed"


def test_other_sizes_than_square(page: Open) -> None:
    shown = page("view=small")
    shown.mouse.move(*heat_view.spot(shown, "Four by six", 3, 3, 4, 6))
    assert value(shown, "Four by six") == "row 4, column 4: 1.00"
    shown.mouse.move(*heat_view.spot(shown, "Four by six", 3, 5, 4, 6))
    assert value(shown, "Four by six") == "row 4, column 6: 0.00"


def test_arrow_keys_walk_and_speak(page: Open) -> None:
    shown = page("view=pair")
    focus(shown, "Grad-CAM")
    assert spoken(shown) == "row 17, column 17: 0.67"
    shown.keyboard.press("ArrowUp")
    shown.keyboard.press("ArrowLeft")
    assert spoken(shown) == value(shown, "Grad-CAM") == "row 16, column 16: 0.33"
    assert marked(shown, "SmoothGrad") == [15, 15, 1, 1]
    for _ in range(20):
        shown.keyboard.press("ArrowRight")
    assert value(shown, "Grad-CAM") == "row 16, column 32: 0.47"
    shown.keyboard.press("Tab")
    assert spoken(shown) == value(shown, "SmoothGrad"), "the next pane is at the same place"
    assert spoken(shown).startswith("row 16, column 32")
    shown.keyboard.press("Tab")
    assert marked(shown, "Grad-CAM") is None


def test_streamlits_hotkeys_do_nothing_here(page: Open) -> None:
    shown = page("view=pair")
    focus(shown, "Grad-CAM")
    for key in ("r", "c", "ArrowUp"):
        shown.keyboard.press(key)
    shown.wait_for_timeout(500)
    expect(shown.get_by_text("run 1", exact=True)).to_be_visible()
    expect(shown.get_by_role("dialog")).to_have_count(0)


# ---- slider and switch --------------------------------------------------------------------------


def opacity(shown: Page) -> float:
    shown.wait_for_timeout(200)
    script = "node => parseFloat(getComputedStyle(node).opacity)"
    seen: float = figure(shown, "Grad-CAM").locator(".map").evaluate(script)
    return seen


def test_the_slider_works_in_the_browser_alone(page: Open) -> None:
    shown = page("view=pair&opacity=0.3", alone=True)
    slider = shown.get_by_role("slider", name="Heatmap")
    expect(slider).to_have_attribute("aria-valuetext", "30%")
    assert opacity(shown) == pytest.approx(0.3)
    frames = traffic(shown)
    slider.press("ArrowRight")
    assert opacity(shown) == pytest.approx(0.35)
    slider.press("End")
    part(shown, "smooth").check()
    assert opacity(shown) == 1
    shown.wait_for_timeout(300)
    assert frames == []
    shown.get_by_role("button", name="Back").click()
    expect(shown.get_by_text("run 2", exact=True)).to_be_visible()
    assert opacity(shown) == 1, "another run of the page does not set it back"
    expect(part(shown, "smooth")).to_be_checked()


def test_slider_and_switch_are_reported_where_python_listens(page: Open) -> None:
    shown = page("view=pair&told=1")
    slider = shown.get_by_role("slider", name="Heatmap")
    slider.press("ArrowRight")
    expect(shown.get_by_text("opacity 0.65 smooth None", exact=False)).to_be_visible()
    part(shown, "smooth").check()
    expect(shown.get_by_text("opacity 0.65 smooth True", exact=False)).to_be_visible()
    shown.get_by_role("button", name="Half").click()
    expect(slider).to_have_attribute("aria-valuetext", "50%")
    assert opacity(shown) == pytest.approx(0.5)
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(shown.get_by_text("opacity 0.65 smooth True", exact=False)).to_be_visible()
    shown.wait_for_timeout(300)
    expect(slider).to_have_attribute("aria-valuetext", "65%")
    for button in ("Away", "Back"):
        shown.get_by_role("button", name=button).click()
    expect(slider).to_have_attribute("aria-valuetext", "65%")
    expect(part(shown, "smooth")).to_be_checked()


# ---- choosing -----------------------------------------------------------------------------------


def test_panes_are_chosen_by_their_title_their_image_and_enter(page: Open) -> None:
    shown = page("view=methods&choose=1")
    shown.get_by_role("button", name="Score-CAM").click()
    expect(shown.get_by_text("chosen empty")).to_be_visible()
    expect(shown.get_by_role("button", name="Score-CAM")).to_have_attribute("aria-pressed", "true")
    stage(shown, "Occlusion").click()
    expect(shown.get_by_text("chosen corner")).to_be_visible()
    expect(shown.locator('[aria-pressed="true"]')).to_have_count(1)
    focus(shown, "Grad-CAM")
    shown.keyboard.press("Enter")
    expect(shown.get_by_text("chosen steps")).to_be_visible()
    expect(shown.get_by_text("run 4", exact=True)).to_be_visible()
    assert stage(shown, "Grad-CAM").evaluate("node => node.matches(':focus')")
    shown.keyboard.press("Enter")
    shown.wait_for_timeout(400)
    expect(shown.get_by_text("run 4", exact=True)).to_be_visible()


def test_where_nothing_can_be_chosen_nothing_is_sent(page: Open) -> None:
    shown = page("view=pair")
    stage(shown, "Grad-CAM").click()
    shown.keyboard.press("Enter")
    shown.wait_for_timeout(400)
    expect(shown.get_by_text("run 1", exact=True)).to_be_visible()
    expect(figure(shown, "Grad-CAM").get_by_role("button")).to_have_count(0)
