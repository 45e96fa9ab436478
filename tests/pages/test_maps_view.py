"""Feature maps: what is sent to the browser, and what is believed of what it sends back."""

import json
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from app import maps_sheet
from app.maps_view import MOST_MAPS, MapGroup, maps_view, read_choice
from tests.e2e.apps.maps_app import PICTURES, filtered, group_of, shades

APP = Path(__file__).resolve().parents[1] / "e2e" / "apps" / "maps_app.py"


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def sent(app: AppTest) -> dict[str, Any]:
    (component,) = app.get("bidi_component")
    found: dict[str, Any] = json.loads(component.proto.json)[0]
    return found


def unpacked(data: dict[str, Any], group: int) -> list[NDArray[np.uint8]]:
    """The maps of a layer, cut out of its PNG."""
    layer = data["groups"][group]
    picture = np.asarray(Image.open(BytesIO(b64decode(data["sheets"][layer["sheet"]]))))
    (width, height), across = layer["tile"], layer["across"]
    corners = [(index // across * height, index % across * width) for index in range(layer["count"])]
    return [picture[top : top + height, left : left + width] for top, left in corners]


# ---- what is sent -------------------------------------------------------------------------------


@pytest.mark.parametrize("show", ["two", "network", "many"])
def test_every_map_arrives_as_it_was(show: str) -> None:
    data = sent(opened(show=show))
    for number, layer in enumerate(PICTURES[show]):
        own = group_of(number, *layer, seed=0)
        assert np.array_equal(np.stack(unpacked(data, number)), own.maps)
        assert data["groups"][number]["names"] == own.names


@settings(max_examples=60)
@given(
    st.integers(1, 40),
    st.integers(1, 9),
    st.integers(1, 9),
    st.booleans(),
    st.integers(1, 12),
    st.integers(0, 9),
)
def test_a_sheet_holds_every_map_at_its_place(
    count: int, height: int, width: int, colour: bool, columns: int, seed: int
) -> None:
    shape = (count, height, width, 3) if colour else (count, height, width)
    maps = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    sheet = maps_sheet.sheet(maps, columns)
    for index, own in enumerate(maps):
        top, left = index // columns * height, index % columns * width
        assert np.array_equal(sheet[top : top + height, left : left + width], own)


def test_cells_arrive_with_their_values() -> None:
    data = sent(opened(show="cells", frame="-1_2_3_3"))
    (group,) = data["groups"]
    values = filtered(1, 12, 0)
    picture = np.asarray(Image.open(BytesIO(b64decode(data["sheets"][group["sheet"]]))))
    assert np.array_equal(picture, shades(values, True)[0])
    assert group["values"] == [f"{value:.2f}" for value in values.ravel()]
    assert (group["across"], group["count"], group["frame"]) == (12, 144, [-1, 2, 3, 3])


def test_dead_maps_are_marked_and_too_many_are_counted() -> None:
    data = sent(opened(show="two"))
    assert [group["marked"] for group in data["groups"]] == [[6], []]
    (group,) = sent(opened(show="more"))["groups"]
    assert (group["count"], group["total"], len(group["names"])) == (MOST_MAPS, 1100, MOST_MAPS)


def test_a_rerun_packs_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(show="two")
    first = sent(app)
    monkeypatch.setattr(Image.Image, "save", lambda *_: pytest.fail("packed again"))
    assert sent(app.run())["sheets"] == first["sheets"]


def test_packed_sheets_do_not_pile_up() -> None:
    kept = maps_sheet._Packed(100)
    for number in range(50):
        kept.keep(str(number), "x" * 30)
    assert [digest for digest in map(str, range(50)) if kept.get(digest)] == ["47", "48", "49"]


def test_maps_of_other_shape_and_the_same_bytes_are_told_apart() -> None:
    maps = np.arange(36, dtype=np.uint8)
    shapes = [(36, 1, 1), (1, 6, 6), (1, 4, 9), (4, 3, 3), (12, 1, 1, 3), (1, 12, 1, 3)]
    assert len({maps_sheet.digest_of(maps.reshape(shape)) for shape in shapes}) == len(shapes)


def test_another_image_keeps_what_the_browser_may_choose() -> None:
    app = opened(show="two")
    before = sent(app)
    after = sent(app.button[1].click().run())
    assert after["sheets"].keys().isdisjoint(before["sheets"])
    assert after["gen"] == before["gen"]
    assert sent(app.button[2].click().run())["gen"] != before["gen"]


def test_scripts_are_served_as_files() -> None:
    for _ in range(2):  # each AppTest stands for a server
        (component,) = opened(show="two").get("bidi_component")
        assert (component.proto.js_source_path, component.proto.css_source_path) == ("maps.js", "maps.css")
        assert component.proto.js_content == component.proto.css_content == ""


# ---- what cannot be drawn -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "maps, names, marked",
    [
        (np.zeros((2, 3, 3)), ["a", "b"], None),
        (np.zeros((3, 3), np.uint8), ["a", "b", "c"], None),
        (np.zeros((2, 3, 3, 4), np.uint8), ["a", "b"], None),
        (np.zeros((0, 3, 3), np.uint8), [], None),
        (np.zeros((2, 3, 3), np.uint8), ["a"], None),
        (np.zeros((2, 3, 3), np.uint8), ["a", "b"], np.zeros(3, bool)),
    ],
)
def test_what_is_no_layer_is_refused(maps: Any, names: list[str], marked: Any) -> None:
    with pytest.raises(ValueError, match="maps"):
        MapGroup("layer", "Layer", "", maps, names, marked)


def test_two_layers_of_one_name_are_refused() -> None:
    group = MapGroup("layer", "Layer", "", np.zeros((1, 2, 2), np.uint8), ["a"])
    with pytest.raises(ValueError, match="one name"):
        maps_view([group, group], "maps", {})


# ---- what the browser sends is not trusted ------------------------------------------------------


def chosen_after(value: object, show: str = "two") -> list[object]:
    """What the page takes for choices after the browser sent `value`; "GEN" stands for the right gen."""
    app = opened(show=show)
    if isinstance(value, dict) and value.get("gen") == "GEN":
        value = value | {"gen": sent(app)["gen"]}
    (component,) = app.get("bidi_component")
    states = app._tree.get_widget_states()
    states.widgets.append(WidgetState(id=component.proto.id, json_value=json.dumps({"select": value})))
    app._run(states)
    assert not app.exception
    chosen: list[object] = app.session_state["chosen"]
    return chosen


def test_a_choice_reaches_python() -> None:
    assert chosen_after({"gen": "GEN", "place": [1, 5], "time": 1}) == [("layer1", 5)]
    assert chosen_after({"gen": "GEN", "place": [11, 3], "time": 1}, "cells") == [(11, 3)]


NO_PAIR = [None, 3, [], {}, "1,5", [0], [0, 1, 2], ["0", 1], [0, True], [0.0, 1], [[0], 1], {"0": 1}]
NOT_THERE = [[0, -1], [-1, 0], [2, 0], [0, 8], [1, 6], [0, 10**40]]


@pytest.mark.parametrize("place", NO_PAIR + NOT_THERE)
def test_a_forged_choice_is_dropped(place: object) -> None:
    assert chosen_after({"gen": "GEN", "place": place}) == []


@pytest.mark.parametrize(
    "value", [None, 1, [], {}, {"place": [0, 0]}, {"gen": "of another", "place": [0, 0]}]
)
def test_a_message_of_another_picture_is_dropped(value: object) -> None:
    assert chosen_after(value) == []


@pytest.mark.parametrize("place", [[12, 0], [0, 12], [0, 10**9]])
def test_a_cell_that_is_not_there_is_dropped(place: list[int]) -> None:
    assert chosen_after({"gen": "GEN", "place": place}, "cells") == []


PARTS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.recursive(PARTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner)))
def test_reading_never_raises(place: object) -> None:
    read = read_choice({"gen": "a", "place": place}, "a")
    assert read is None or (list(read) == place and all(type(part) is int and part >= 0 for part in read))
    assert read_choice(place, "a") is None
