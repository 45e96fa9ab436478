"""Heatmaps over images without a browser: colours, what is sent, and that nothing sent back is trusted."""

import base64
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import rgb2lab
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from app.heat_colours import colour_table, heat_colours
from app.heat_scene import Pane, checked, contour, painting, pane_scene
from app.heat_view import mask_codec, mask_from_text, mask_to_text, painted, read_opacity
from tests.e2e.heat_view import DEMO

MASKS = st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1), st.floats(0, 1)).map(
    lambda made: np.random.default_rng(made[2]).random(made[:2]) < made[3]
)
IMAGE = np.zeros((4, 6, 3), np.uint8)

# ---- colours ------------------------------------------------------------------------------------

# What red-blind, green-blind and blue-blind people see of linear light: Machado, Oliveira and Fernandes 2009,
# severity 1.0, https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
SEEN = {
    "all": np.eye(3),
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lightness(seen: object) -> np.ndarray:
    """CIE L* of every eighth colour of the table, by scikit-image."""
    rgb = colour_table()[::8, :3] / 255
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    light = np.clip(light @ np.asarray(seen).T, 0, 1)
    back = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(rgb2lab(back[None])[0, :, 0])


@pytest.mark.parametrize("eyes", SEEN)
def test_more_heat_is_lighter_for_all_eyes(eyes):
    steps = np.diff(lightness(SEEN[eyes]))
    assert steps.min() > 1, "eight steps can be told apart everywhere"
    assert steps.max() < 3 * steps.min()


def test_equal_steps_look_about_equal():
    lab = rgb2lab(colour_table()[None, ::16, :3] / 255)[0]
    steps = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    assert steps.max() < 2.5 * steps.min()
    assert lightness(SEEN["all"])[0] < 5 and rgb2lab([[colour_table()[-1, :3] / 255]])[0, 0, 0] > 90


def test_colours_are_opaque_and_ends_hold():
    assert (colour_table()[:, 3] == 255).all()
    assert (heat_colours([-5, 0, 1, 7]) == colour_table()[[0, 0, -1, -1]]).all()


# ---- what is sent -------------------------------------------------------------------------------


@settings(deadline=None)
@given(MASKS)
def test_a_contour_encloses_the_mask(mask):
    """Going right along a row, each upright edge that is crossed changes between outside and inside."""
    crossed = np.zeros((mask.shape[0], mask.shape[1] + 1), int)
    for move in contour(mask).split("M")[1:]:
        if "v" in move:
            start, length = move.split("v")
            col, row = map(int, start.split())
            crossed[row : row + int(length), col] += 1
    assert (np.cumsum(crossed, axis=1)[:, :-1] % 2 == mask).all()
    assert contour(mask.T).count("v") == contour(mask).count("h")


def test_values_reach_the_browser_to_four_places():
    heat = np.random.default_rng(1).random((5, 7))
    sent = base64.b64decode(pane_scene(Pane("x", "", "", IMAGE, heat))["heat"]["bytes"])
    read = [int.from_bytes(sent[i : i + 2], "little") / 65535 for i in range(0, len(sent), 2)]
    assert np.abs(np.reshape(read, (5, 7)) - heat).max() < 1e-5


@pytest.mark.parametrize(
    "panes",
    [
        [],
        [Pane("a", "", "", IMAGE), Pane("a", "", "", IMAGE)],
        [Pane("a", "", "", IMAGE.astype(float))],
        [Pane("a", "", "", IMAGE[..., 0])],
        [Pane("a", "", "", IMAGE, np.full((2, 2), np.nan))],
        [Pane("a", "", "", IMAGE, np.zeros((2, 2, 1)))],
        [Pane("a", "", "", IMAGE, outline=np.zeros((6, 4), bool))],
    ],
)
def test_panes_that_cannot_be_drawn_are_refused(panes):
    with pytest.raises(ValueError):
        checked(panes)


def test_paint_of_another_size_is_refused_and_another_image_is_another_painting():
    with pytest.raises(ValueError):
        painting(Pane("a", "", "", IMAGE), np.zeros((6, 4), bool), (0, 0, 0))
    blank = np.zeros((4, 6), bool)
    gens = {
        painting(Pane(name, "", "", image), blank, (0, 0, 0)).gen
        for name, image in (("a", IMAGE), ("a", IMAGE + 1), ("b", IMAGE))
    }
    assert len(gens) == 3


def test_painting_changes_a_copy():
    mask = np.eye(4, 6, dtype=bool)
    result = painted(IMAGE, mask, (1, 2, 3))
    assert IMAGE.max() == 0 and (result[mask] == [1, 2, 3]).all() and result[~mask].max() == 0


# ---- a mask in a link ---------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(MASKS)
def test_a_mask_comes_back_as_it_was(mask):
    text = mask_to_text(mask)
    assert (mask_from_text(text, mask.shape) == mask).all()
    assert len(text) <= 3 + mask.size / 6
    assert all(sign.isalnum() or sign in "-_" for sign in text)
    codec = mask_codec("cover", mask.shape)
    assert codec.read(codec.write(text)) == text


def test_a_few_strokes_are_short():
    mask = np.zeros((32, 32), bool)
    mask[9:13, 9:13] = mask[20:28, 4:12] = True
    assert len(mask_to_text(mask)) <= 36


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.from_regex(r"[rb][A-Za-z0-9_-]{0,180}", fullmatch=True))
def test_any_text_is_a_mask_or_a_value_error(text):
    try:
        mask = mask_from_text(text, (32, 32))
    except ValueError:
        return
    assert mask.shape == (32, 32) and mask.dtype == bool


@pytest.mark.parametrize("text", ["b", "x", "bAA", "r" + "_" * 170, "r" + "A" * 9000, "bé", "b" + "A" * 172])
def test_texts_that_are_no_mask(text):
    with pytest.raises(ValueError):
        mask_from_text(text, (32, 32))


# ---- what the browser sends is not trusted ------------------------------------------------------


def answer(name: str, value: object) -> AppTest:
    """The page after the browser sent `value`; "GEN" stands for the right mark of the painting."""
    app = AppTest.from_file(str(DEMO), default_timeout=30)
    app.query_params |= {"view": "paint", "paint": "1", "choose": "1", "told": "1"}
    (component,) = app.run().get("bidi_component")
    text = json.dumps({name: value}).replace(
        '"GEN"', json.dumps(json.loads(component.proto.json)[0]["paint"]["gen"])
    )
    states = app._tree.get_widget_states()
    states.widgets.append(WidgetState(id=component.proto.id, json_value=text))
    app._run(states)
    assert not app.exception
    return app


WHOLE = base64.b64encode(bytes([255] * 128)).decode()


def test_what_is_right_reaches_python():
    assert answer("paint", {"gen": "GEN", "mask": WHOLE, "time": 1}).session_state["masks"] == ["rAIAI"]
    assert answer("opacity", {"value": 0.25, "time": 1}).session_state["opacity"] == 0.25
    assert answer("smooth", {"value": True, "time": 1}).session_state["smooth"] is True
    assert answer("select", {"name": "clean", "time": 1}).session_state["chosen"] == "clean"


@pytest.mark.parametrize(
    "name, value",
    [
        ("paint", None),
        ("paint", WHOLE),
        ("paint", {"gen": "GEN"}),
        ("paint", {"gen": "GEN", "mask": 7}),
        ("paint", {"gen": "GEN", "mask": [WHOLE]}),
        ("paint", {"gen": "GEN", "mask": WHOLE[:-4]}),
        ("paint", {"gen": "GEN", "mask": WHOLE * 2}),
        ("paint", {"gen": "GEN", "mask": WHOLE * 100_000}),
        ("paint", {"gen": "GEN", "mask": "é" * 172}),
        ("paint", {"gen": "of another image", "mask": WHOLE}),
        ("paint", {"gen": ["GEN"], "mask": WHOLE}),
        ("opacity", {"value": 1.5}),
        ("opacity", {"value": "0.5"}),
        ("opacity", {"value": 10**400}),
        ("opacity", 0.5),
        ("smooth", {"value": "yes"}),
        ("smooth", []),
        ("select", {"name": "nobody"}),
        ("select", {"name": ["clean"]}),
        ("select", 3),
    ],
)
def test_what_is_forged_is_dropped(name, value):
    memory = answer(name, value).session_state
    assert not [key for key in ("masks", "opacity", "smooth", "chosen") if key in memory]


def test_an_opacity_that_is_no_number():
    assert [read_opacity({"value": value}) for value in (float("nan"), float("inf"), -0.1, None)] == [
        None
    ] * 4
