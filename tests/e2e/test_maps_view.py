"""Feature maps in a real browser: pointing, walking, choosing; one large map cell by cell."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import maps_view
from tests.e2e.browser import settle
from tests.e2e.maps_view import Open, box, choose, live, loupe, part, point_at, ring

address, page = maps_view.address, maps_view.page  # the fixtures


def enter(page: Page) -> None:
    """Go into the picture with the keyboard, as from the top of the page."""
    for _ in range(6):
        page.keyboard.press("Tab")
        if in_focus(page):
            return
    raise AssertionError("the picture is no tab stop")


def in_focus(page: Page) -> bool:
    found: bool = part(page, "surface").evaluate("node => node.getRootNode().activeElement === node")
    return found


def at(page: Page, group: int, index: int) -> None:
    """Whether the keyboard is at a map: its ring lies there."""
    assert ring(page, "here") == (group, pytest.approx(box(page, group, index)))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


# ---- pointing -----------------------------------------------------------------------------------


def test_pointing_enlarges_without_asking_the_server(page: Open) -> None:
    shown = page("show=two", alone=True)
    shown.wait_for_timeout(600)
    sent: list[object] = []
    session = shown.context.new_cdp_session(shown)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))
    assert loupe(shown) == ""
    point_at(shown, 0, 3)
    assert loupe(shown) == "conv2d_0\nChannel 3: alive."
    point_at(shown, 1, 5)
    assert loupe(shown) == "conv2d_1\nChannel 5: alive."
    point_at(shown, 0, 6)
    assert loupe(shown).endswith("Channel 6: dead.")
    shown.keyboard.press("Escape")
    assert loupe(shown) == "", "Escape takes the loupe away, wherever the focus is"
    point_at(shown, 0, 5)
    assert loupe(shown).endswith("Channel 5: alive.")
    shown.mouse.move(1, 1)
    assert loupe(shown) == ""
    shown.wait_for_timeout(300)
    assert sent == []
    assert live(shown) == "", "nor is a screen reader disturbed"


def test_the_loupe_stays_inside_the_window(page: Open) -> None:
    shown = page("show=network", width=700, height=420)
    for group, index in ((0, 0), (1, 15), (2, 31)):
        maps_view.canvas(shown, group).scroll_into_view_if_needed()
        point_at(shown, group, index)
        assert f"Channel {index}:" in loupe(shown)
        seen = part(shown, "loupe").bounding_box()
        assert seen is not None
        assert seen["x"] >= 0 and seen["x"] + seen["width"] <= 700
        assert seen["y"] >= 0 and seen["y"] + seen["height"] <= 420


# ---- choosing -----------------------------------------------------------------------------------


def test_a_click_chooses_and_python_answers(page: Open) -> None:
    shown = page("show=two")
    choose(shown, 1, 2)
    expect(shown.get_by_text("chosen [('layer1', 2)] image 0 run 2")).to_be_visible()
    settle(shown)
    assert ring(shown, "selected") == (1, pytest.approx(box(shown, 1, 2)))
    choose(shown, 1, 2)
    shown.wait_for_timeout(400)
    expect(shown.get_by_text("run 2")).to_be_visible()
    shown.get_by_role("button", name="Forget").click()
    expect(shown.get_by_text("chosen []")).to_be_visible()
    assert ring(shown, "selected") is None
    choose(shown, 1, 2)
    expect(shown.get_by_text("chosen [('layer1', 2)]")).to_be_visible()


def test_where_nothing_can_be_chosen_nothing_is_sent(page: Open) -> None:
    shown = page("show=two&plain=1")
    choose(shown, 0, 1)
    assert loupe(shown).endswith("Channel 1: alive.")
    shown.keyboard.press("Enter")
    shown.wait_for_timeout(400)
    expect(shown.get_by_text("chosen [] image 0 run 1")).to_be_visible()


def test_a_finger_chooses_and_sees_the_loupe(page: Open) -> None:
    shown = page("show=network", width=390, touch=True)
    maps_view.canvas(shown, 1).tap(position=maps_view.middle(shown, 1, 4))
    expect(shown.get_by_text("chosen [('layer1', 4)]")).to_be_attached()
    settle(shown)
    assert loupe(shown).endswith("Channel 4: alive.")
    shown.mouse.move(200, 400)
    shown.mouse.wheel(0, 300)
    expect(part(shown, "loupe")).to_be_hidden()


# ---- the keyboard -------------------------------------------------------------------------------


def test_the_picture_is_one_tab_stop_and_arrows_walk(page: Open) -> None:
    shown = page("show=two")
    enter(shown)
    at(shown, 0, 0)
    assert live(shown) == "conv2d_0 16×16×8 Channel 0: alive."
    press(shown, "ArrowRight", "ArrowRight")
    at(shown, 0, 2)
    assert live(shown) == "Channel 2: alive."
    assert loupe(shown) == "conv2d_0\nChannel 2: alive."
    press(shown, "End", "ArrowRight")
    at(shown, 1, 0)
    assert live(shown) == "conv2d_1 16×16×6 Channel 0: alive.", "another layer is named"
    press(shown, "ArrowLeft")
    at(shown, 0, 7)
    press(shown, "Home", "ArrowLeft")
    at(shown, 0, 0)
    press(shown, "Control+End", "ArrowRight")
    at(shown, 1, 5)
    press(shown, "Control+Home")
    at(shown, 0, 0)
    shown.keyboard.press("Tab")
    assert not in_focus(shown) and ring(shown, "here") is None and loupe(shown) == ""


def test_up_and_down_go_where_the_eye_does(page: Open) -> None:
    shown = page("show=network", width=700)
    columns = maps_view.layout(shown, 1)["columns"]
    assert columns < 32, "the layer has rows"
    enter(shown)
    press(shown, "ArrowDown")
    at(shown, 1, 0)
    press(shown, "ArrowRight", "ArrowDown")
    at(shown, 1, 1 + columns)
    press(shown, "ArrowUp", "ArrowUp")
    at(shown, 0, 1)


def test_enter_and_space_choose_and_the_place_is_kept(page: Open) -> None:
    shown = page("show=two")
    enter(shown)
    press(shown, "ArrowRight", "Enter")
    expect(shown.get_by_text("chosen [('layer0', 1)]")).to_be_visible()
    expect(part(shown, "live")).to_have_text("Channel 1: alive. Chosen.")
    assert in_focus(shown)
    press(shown, "ArrowRight", " ")
    expect(shown.get_by_text("chosen [('layer0', 1), ('layer0', 2)]")).to_be_visible()
    settle(shown)
    assert ring(shown, "selected") == (0, pytest.approx(box(shown, 0, 2)))
    at(shown, 0, 2)


def test_escape_leaves_the_loupe_until_the_next_step(page: Open) -> None:
    shown = page("show=two")
    enter(shown)
    assert loupe(shown)
    press(shown, "Escape")
    assert loupe(shown) == "" and in_focus(shown)
    press(shown, "ArrowRight")
    assert loupe(shown).endswith("Channel 1: alive.")


def test_the_keyboard_begins_at_the_chosen_map(page: Open) -> None:
    shown = page("show=two")
    choose(shown, 1, 3)
    expect(shown.get_by_text("chosen [('layer1', 3)]")).to_be_visible()
    shown.get_by_role("button", name="Another").click()
    expect(shown.get_by_text("image 1")).to_be_visible()
    shown.keyboard.press("Shift+Tab")
    shown.keyboard.press("Shift+Tab")
    assert in_focus(shown)
    at(shown, 1, 3)
    assert live(shown).endswith("Channel 3: alive. Chosen.")


def test_walking_scrolls_the_page(page: Open) -> None:
    shown = page("show=network", height=500)
    enter(shown)
    press(shown, "Control+End")
    expect(part(shown, "here")).to_be_in_viewport()
    press(shown, "Control+Home")
    expect(part(shown, "here")).to_be_in_viewport()


def test_fewer_maps_than_where_the_keyboard_was(page: Open) -> None:
    shown = page("show=two")
    choose(shown, 1, 3)
    expect(shown.get_by_text("chosen [('layer1', 3)]")).to_be_visible()
    shown.get_by_role("button", name="Fewer").click()
    expect(shown.locator(".group")).to_have_count(1)
    assert ring(shown, "selected") is None
    point_at(shown, 0, 7)
    assert loupe(shown).endswith("Channel 7: alive.")


def test_streamlits_hotkeys_do_not_reach_it(page: Open) -> None:
    shown = page("show=two")
    enter(shown)
    press(shown, "r", "c")
    shown.wait_for_timeout(500)
    expect(shown.get_by_text("run 1", exact=False)).to_be_visible()
    expect(shown.get_by_role("dialog")).to_have_count(0)


# ---- one large map ------------------------------------------------------------------------------


def test_a_cell_tells_its_place_and_value(page: Open) -> None:
    shown = page("show=cells")
    point_at(shown, 0, 2 * 12 + 4)
    assert re.fullmatch(r"Row 3, column 5: -?\d\.\d\d", loupe(shown))
    choose(shown, 0, 11)
    expect(shown.get_by_text("chosen [(0, 11)]")).to_be_visible()
    settle(shown)
    assert ring(shown, "selected") == (0, pytest.approx(box(shown, 0, 11)))


def test_arrows_move_among_cells_and_stop_at_the_edges(page: Open) -> None:
    shown = page("show=cells")
    enter(shown)
    press(shown, "ArrowRight", "ArrowDown", "ArrowDown")
    at(shown, 0, 25)
    assert live(shown).startswith("Row 3, column 2:")
    press(shown, "End", "ArrowRight")
    at(shown, 0, 35)
    press(shown, "Home", "ArrowLeft")
    at(shown, 0, 24)
    press(shown, "Control+End", "ArrowDown")
    at(shown, 0, 143)
    press(shown, "Enter")
    expect(shown.get_by_text("chosen [(11, 11)]")).to_be_visible()


@pytest.mark.parametrize("top, left", [(2, 3), (-1, -1), (10, 10)])
def test_the_window_is_framed_also_in_the_padding(page: Open, top: int, left: int) -> None:
    shown = page(f"show=cells&frame={top}_{left}_3_3")
    x, y, side, _ = box(shown, 0, 0)
    pitch = side + 1
    found = ring(shown, "frame")
    framed = (x + left * pitch, y + top * pitch, 3 * pitch - 1, 3 * pitch - 1)
    assert found == (0, pytest.approx(framed))
    outer = maps_view.canvas(shown, 0).bounding_box()
    assert outer is not None
    assert min(framed[:2]) >= 0 and framed[0] + framed[2] <= outer["width"]
    expect(shown.get_by_text("Dashed: the window")).to_be_visible()
