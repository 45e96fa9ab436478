"""The picture of a network in a real browser: pointing, walking, choosing."""

import json
import re

import pytest
from playwright.sync_api import expect
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from tests.e2e import network_view
from tests.e2e.network_view import (
    DEMO,
    Open,
    details,
    enter,
    layer,
    name,
    part,
    position_in_focus,
    tab_stops,
)

address, page = network_view.address, network_view.page  # the fixtures


# ---- pointing -----------------------------------------------------------------------------------


def test_pointing_shows_details_without_asking_the_server(page: Open) -> None:
    shown = page("net=lenet-5", alone=True)
    shown.wait_for_timeout(600)
    sent: list[object] = []
    session = shown.context.new_cdp_session(shown)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))
    assert details(shown).startswith("Point at a layer")
    height = part(shown, "details").evaluate("node => node.offsetHeight")
    name(shown, 1).hover()
    assert details(shown) == "Conv2D · 28×28×6\noutput 28×28×6\n456 weights"
    layer(shown, 6).locator(".front").hover()
    assert details(shown).endswith("48,120 weights")
    assert part(shown, "details").evaluate("node => node.offsetHeight") == height, "nothing jumps"
    shown.mouse.move(1, 1)
    assert details(shown).startswith("Point at a layer")
    shown.wait_for_timeout(300)
    assert sent == []
    assert part(shown, "live").inner_text() == "", "nor is a screen reader disturbed"


def test_a_block_that_is_partly_covered_can_be_pointed_at(page: Open) -> None:
    shown = page("net=augmented")
    for position in (1, 2, 3, 5, 6):
        layer(shown, position).locator(".front").hover()
        expect(layer(shown, position)).to_have_class(re.compile("pointed"))


def test_a_face_belongs_to_the_block_and_not_to_the_slices_on_it(page: Open) -> None:
    shown = page("net=augmented")
    face = layer(shown, 4).locator(".side").bounding_box()  # behind BatchNormalization and ReLU
    assert face is not None
    shown.mouse.move(face["x"] + face["width"] - 3, face["y"] + face["height"] / 2)
    expect(layer(shown, 4)).to_have_class(re.compile("pointed"))


# ---- walking and choosing -----------------------------------------------------------------------


def test_the_picture_is_one_tab_stop_and_arrows_walk(page: Open) -> None:
    shown = page("net=lenet-5")
    assert tab_stops(shown) == ["0"]
    enter(shown)
    assert position_in_focus(shown) == "0"
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("ArrowRight")
    assert (position_in_focus(shown), tab_stops(shown)) == ("2", ["2"])
    assert details(shown).startswith("MaxPool · 14×14×6")
    assert part(shown, "live").inner_text() == "output 14×14×6 0 weights"
    shown.keyboard.press("End")
    shown.keyboard.press("ArrowRight")
    assert position_in_focus(shown) == "8"
    shown.keyboard.press("ArrowLeft")
    assert position_in_focus(shown) == "7"
    shown.keyboard.press("Home")
    assert (position_in_focus(shown), tab_stops(shown)) == ("0", ["0"])


def test_enter_and_click_choose_and_python_answers(page: Open) -> None:
    shown = page("net=lenet-5")
    enter(shown)
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("Enter")
    expect(shown.get_by_text("chosen [1]")).to_be_visible()
    expect(layer(shown, 1)).to_have_attribute("aria-selected", "true")
    assert position_in_focus(shown) == "1"
    name(shown, 4).click()
    expect(shown.get_by_text("chosen [1, 4]")).to_be_visible()
    expect(shown.locator('[aria-selected="true"]')).to_have_count(1)
    expect(layer(shown, 4)).to_have_class(re.compile("selected"))
    shown.mouse.move(1, 1)
    assert details(shown).startswith("MaxPool · 5×5×16")


def test_the_selected_layer_is_not_sent_again_but_can_be_after_it_was_given_up(page: Open) -> None:
    shown = page("net=lenet-5")
    name(shown, 3).click()
    expect(shown.get_by_text("chosen [3] run 2")).to_be_visible()
    name(shown, 3).click()
    shown.wait_for_timeout(400)
    expect(shown.get_by_text("chosen [3] run 2")).to_be_visible()
    shown.get_by_role("button", name="Forget").click()
    expect(shown.get_by_text("chosen []")).to_be_visible()
    expect(shown.locator('[aria-selected="true"]')).to_have_count(0)
    name(shown, 3).click()
    expect(shown.get_by_text("chosen [3]")).to_be_visible()


def test_a_new_picture_keeps_the_focus(page: Open) -> None:
    shown = page("net=lenet-5&counted=1")
    enter(shown)
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("Enter")
    expect(shown.get_by_text("chosen [1] run 2")).to_be_visible()
    expect(shown.locator(".panel.shown")).to_contain_text("chosen 1")
    assert (position_in_focus(shown), tab_stops(shown)) == ("1", ["1"])
    shown.keyboard.press("ArrowRight")
    assert details(shown).endswith("chosen 1") and position_in_focus(shown) == "2"


def test_streamlits_hotkey_does_not_rerun_the_page(page: Open) -> None:
    shown = page("net=lenet-5")
    enter(shown)
    shown.keyboard.press("r")
    shown.keyboard.press("c")
    shown.wait_for_timeout(500)
    expect(shown.get_by_text("run 1", exact=False)).to_be_visible()
    expect(shown.get_by_role("dialog")).to_have_count(0)


def test_where_nothing_can_be_chosen_nothing_is_sent(page: Open) -> None:
    shown = page("net=lenet-5&plain=1")
    name(shown, 2).click()
    assert details(shown).startswith("MaxPool")
    shown.keyboard.press("Enter")
    shown.wait_for_timeout(400)
    expect(shown.get_by_text("chosen [] run 1")).to_be_visible()


# ---- what the browser sends is not trusted ------------------------------------------------------


def sent_to_python(value: object) -> list[int]:
    """What the page takes for choices after the browser sent `value`; "GEN" stands for the right gen."""
    app = AppTest.from_file(str(DEMO), default_timeout=30).run()
    (component,) = app.get("bidi_component")
    gen = json.loads(component.proto.json)[0]["gen"]
    if isinstance(value, dict) and value.get("gen") == "GEN":
        value = value | {"gen": gen}
    states = app._tree.get_widget_states()
    states.widgets.append(WidgetState(id=component.proto.id, json_value=json.dumps({"select": value})))
    app._run(states)
    assert not app.exception
    chosen: list[int] = app.session_state["chosen"]
    return chosen


def test_a_choice_reaches_python() -> None:
    assert sent_to_python({"gen": "GEN", "position": 3, "time": 1}) == [3]


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        [],
        {},
        {"gen": "GEN"},
        {"gen": "GEN", "position": "3"},
        {"gen": "GEN", "position": True},
        {"gen": "GEN", "position": 3.0},
        {"gen": "GEN", "position": 9},
        {"gen": "GEN", "position": -1},
        {"gen": "GEN", "position": 10**40},
        {"gen": "GEN", "position": [3]},
        {"gen": "of another picture", "position": 3},
        {"gen": None, "position": 3},
    ],
)
def test_a_forged_choice_is_dropped(value: object) -> None:
    assert sent_to_python(value) == []


def test_scripts_are_served_as_files() -> None:
    for _ in range(2):  # each AppTest stands for a server
        (component,) = AppTest.from_file(str(DEMO), default_timeout=30).run().get("bidi_component")
        sent = component.proto
        assert (sent.js_source_path, sent.css_source_path) == ("network.js", "network.css")
        assert sent.js_content == sent.css_content == ""
