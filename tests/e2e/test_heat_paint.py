"""Painting over an image in a real browser: by mouse, finger and keys; Python is late or keeps nothing."""

import numpy as np
import pytest
from playwright.sync_api import expect

from app.heat_view import mask_to_text
from tests.e2e import heat_view
from tests.e2e.apps.heat_app import SPLIT
from tests.e2e.heat_view import (
    Open,
    brush,
    covered,
    drag,
    expect_kept,
    focus,
    marked,
    part,
    pixels,
    point,
    sent,
    spoken,
    spot,
    square,
    value,
)

address, page = heat_view.address, heat_view.page  # the fixtures
HERE = "Paint here"


def test_a_stroke_is_laid_over_the_image_and_sent_when_it_ends(page: Open) -> None:
    shown = page("view=paint&paint=1")
    point(shown, HERE, 10, 10)
    assert marked(shown, HERE) == [9, 9, 4, 4]
    shown.mouse.down()
    assert (covered(shown, HERE) == square(9, 9, 4)).all()
    shown.wait_for_timeout(300)
    assert sent(shown) == []
    shown.mouse.move(*spot(shown, HERE, 10, 20))
    shown.mouse.up()
    expect(shown.get_by_text("run 2", exact=True)).to_be_visible()
    (mask,) = sent(shown)
    assert np.argwhere(mask).min(axis=0).tolist() == [9, 9]
    assert np.argwhere(mask).max(axis=0).tolist() == [12, 22]
    assert mask.sum() == 4 * 14, "a fast pointer leaves no gaps"
    assert (covered(shown, HERE) == mask).all()
    assert (pixels(shown, HERE, "paint")[mask] == [128, 128, 128, 255]).all()
    assert (pixels(shown, HERE, "image")[..., :3] == SPLIT.images[0]).all()
    assert (pixels(shown, "Clean", "image")[mask, :3] == 128).all(), "what Python made of it"
    expect(shown.get_by_text("56 of 1024 pixels are painted.")).to_be_visible()
    assert value(shown, HERE).endswith("· painted")


def test_brush_sizes_at_the_edge_and_beyond(page: Open) -> None:
    shown = page("view=paint&paint=1")
    brush(shown, "8×8")
    drag(shown, HERE, (31, 31), (40, 40))
    expect_kept(shown, 16)
    assert np.argwhere(covered(shown, HERE)).min(axis=0).tolist() == [28, 28]
    brush(shown, "1×1")
    drag(shown, HERE, (0, 0))
    assert covered(shown, HERE)[:3, :3].sum() == 1
    expect_kept(shown, 17)
    assert [mask.sum() for mask in sent(shown)] == [16, 17]


def test_a_slanted_stroke_is_in_one_piece(page: Open) -> None:
    shown = page("view=paint&paint=1")
    brush(shown, "1×1")
    drag(shown, HERE, (2, 3), (9, 30), (25, 6))
    found = np.argwhere(covered(shown, HERE))
    steps = [np.abs(found - place).max(axis=1) == 1 for place in found]
    assert len(found) > 40 and all(near.any() for near in steps)


def test_erase_undo_and_clear(page: Open) -> None:
    shown = page("view=paint&paint=1")
    undo, clear = (shown.get_by_role("button", name=name, exact=True) for name in ("Undo", "Clear"))
    expect(undo).to_have_attribute("aria-disabled", "true")
    expect(clear).to_have_attribute("aria-disabled", "true")
    drag(shown, HERE, (10, 10))
    brush(shown, "Erase")
    brush(shown, "2×2")
    drag(shown, HERE, (10, 10))
    assert (covered(shown, HERE) == square(9, 9, 4) & ~square(10, 10, 2)).all()
    expect_kept(shown, 12)
    drag(shown, HERE, (25, 25))
    undo.click()
    assert (covered(shown, HERE) == square(9, 9, 4)).all(), "a stroke that changed nothing is no step"
    expect_kept(shown, 16)
    clear.click()
    assert not covered(shown, HERE).any()
    expect_kept(shown, 0)
    undo.click()
    assert (covered(shown, HERE) == square(9, 9, 4)).all()
    expect_kept(shown, 16)
    undo.click()
    expect(undo).to_have_attribute("aria-disabled", "true")
    undo.click(force=True)
    expect_kept(shown, 0)
    assert not sent(shown)[-1].any()


def test_painting_by_keyboard(page: Open) -> None:
    shown = page("view=paint&paint=1")
    focus(shown, HERE)
    assert spoken(shown) == "row 17, column 17"
    shown.keyboard.press("ArrowLeft")
    shown.keyboard.press("Space")
    assert spoken(shown) == "row 17, column 16 · painted"
    for _ in range(4):
        shown.keyboard.press("ArrowRight")
    shown.keyboard.press("Space")
    assert covered(shown, HERE).sum() == 32
    expect_kept(shown, 32)
    assert [mask.sum() for mask in sent(shown)] == [32], "sent when the keys rest"
    shown.keyboard.press("Control+z")
    assert spoken(shown) == "16 of 1024 pixels are painted."
    expect_kept(shown, 16)
    shown.keyboard.press("Space")
    shown.keyboard.press("Tab")
    expect_kept(shown, 32)


def test_an_answer_leaves_the_focus_where_it_is(page: Open) -> None:
    shown = page("view=paint&paint=1&slow=1")
    drag(shown, HERE, (10, 10))
    brush(shown, "8×8")
    in_focus = "node => node.getRootNode().activeElement === node"
    choice = shown.get_by_role("radio", name="8×8")
    assert choice.evaluate(in_focus)
    expect_kept(shown, 16)
    shown.wait_for_timeout(300)
    assert choice.evaluate(in_focus)
    shown.keyboard.press("r")
    shown.wait_for_timeout(500)
    expect(shown.get_by_text("run 2", exact=True)).to_be_visible()


def test_a_finger_paints_and_the_page_stays(page: Open) -> None:
    shown = page("view=paint&paint=1", width=390, height=500, touch=True, alone=True)
    session = shown.context.new_cdp_session(shown)

    def touch(kind: str, *places: tuple[int, int]) -> None:
        points = [dict(zip("xy", spot(shown, HERE, *place), strict=True)) for place in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = heat_view.stage(shown, HERE).bounding_box()
    touch("touchStart", (20, 10))
    touch("touchMove", (15, 10))
    touch("touchMove", (4, 10))
    touch("touchEnd")
    assert heat_view.stage(shown, HERE).bounding_box() == before
    assert covered(shown, HERE)[4:20, 10].all()
    expect_kept(shown, 80)
    assert [mask.sum() for mask in sent(shown)] == [80]


def test_what_is_painted_while_python_works_is_kept(page: Open) -> None:
    shown = page("view=paint&paint=1&slow=1")
    for col in (2, 8, 14, 20):
        drag(shown, HERE, (10, col))
        shown.wait_for_timeout(250)
    for _ in range(12):
        assert covered(shown, HERE).sum() == 64
        shown.wait_for_timeout(250)
    expect_kept(shown, 64)
    shown.get_by_role("button", name="Undo", exact=True).click()
    assert covered(shown, HERE).sum() == 48


def test_a_stroke_that_is_still_going_on_survives_an_answer(page: Open) -> None:
    shown = page("view=paint&paint=1&slow=1")
    drag(shown, HERE, (10, 2))
    point(shown, HERE, 20, 2)
    shown.mouse.down()
    expect_kept(shown, 16)
    shown.mouse.move(*spot(shown, HERE, 20, 20))
    shown.mouse.up()
    assert covered(shown, HERE)[20, 2:20].all() and covered(shown, HERE)[10, 2]


def test_paint_comes_back_after_another_page_and_from_a_link(page: Open) -> None:
    shown = page("view=paint&paint=1")
    drag(shown, HERE, (10, 10))
    expect_kept(shown, 16)
    shown.get_by_role("button", name="Away").click()
    expect(part(shown, "heat")).to_have_count(0)
    shown.get_by_role("button", name="Back").click()
    expect(part(shown, "heat")).to_be_visible()
    assert (covered(shown, HERE) == square(9, 9, 4)).all()
    linked = page(f"view=paint&paint=1&mask={mask_to_text(square(3, 4, 9))}")
    assert (covered(linked, HERE) == square(3, 4, 9)).all()


def test_another_image_begins_a_new_painting(page: Open) -> None:
    shown = page("view=paint&paint=1")
    drag(shown, HERE, (10, 10))
    expect_kept(shown, 16)
    shown.get_by_role("button", name="Other image").click()
    expect(shown.get_by_text("0 of 1024 pixels are painted.")).to_be_visible()
    expect_kept(shown, 0)
    assert not covered(shown, HERE).any()
    expect(shown.get_by_role("button", name="Undo", exact=True)).to_have_attribute("aria-disabled", "true")
    drag(shown, HERE, (20, 20))
    expect_kept(shown, 16)
    assert (sent(shown)[-1] == square(19, 19, 4)).all()


@pytest.mark.parametrize("view", ["paint-heat&paint=1", "paint&paint=1&stubborn=1"])
def test_heat_over_the_paint_and_a_python_that_keeps_nothing(page: Open, view: str) -> None:
    shown = page(f"view={view}")
    title = HERE if "stubborn" in view else "Grad-CAM"
    drag(shown, title, (10, 10))
    drag(shown, title, (20, 20))
    expect(shown.get_by_text("masks [")).to_contain_text(mask_to_text(square(9, 9, 4) | square(19, 19, 4)))
    shown.wait_for_timeout(300)
    assert covered(shown, title).sum() == 32
