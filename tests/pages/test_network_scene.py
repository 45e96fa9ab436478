"""The picture of a network as coordinates: sizes, places, words and branches, checked from what is drawn."""

from math import cbrt, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.network_columns import family
from app.network_scene import scene
from cnn_core.architecture.signatures import KINDS
from cnn_core.models.networks import NETWORKS, residual_net
from tests.pages.network_pictures import (
    NAMED,
    architecture,
    box,
    check,
    check_branches,
    columns,
    network,
    plain,
    points,
    size,
)


@pytest.mark.parametrize("name", NAMED)
def test_known_networks_are_drawn_without_overlaps(name):
    check(scene(network(architecture(name))))


@pytest.mark.parametrize(
    "name, width", [("lenet-5", 740), ("cifar10-cnn", 760), ("alexnet", 1250), ("vgg16", 1400)]
)
def test_known_networks_stay_short(name, width):
    drawn = scene(network(architecture(name)))
    assert drawn["width"] < width
    assert drawn["height"] < 420


# ---- scale ----------------------------------------------------------------------------------------------


def test_sides_are_in_proportion_where_that_can_be_seen():
    drawn = scene(network(NETWORKS["lenet-5"].architecture))
    talls = [size(layer)[0] for layer in drawn["layers"][:5]]
    assert talls == pytest.approx([talls[0] * side / 32 for side in (32, 28, 14, 10, 5)], abs=0.2)
    assert drawn["linear"]


def test_else_sides_go_by_the_square_root():
    drawn = scene(network(NETWORKS["vgg16"].architecture))
    first, last = size(drawn["layers"][0]), size(drawn["layers"][18])
    assert drawn["columns"][10]["text"] == "7×7×512"
    assert first[0] / last[0] == pytest.approx(sqrt(224 / 7), rel=0.01)
    assert first[1] / last[1] == pytest.approx(sqrt(224 / 7), rel=0.02)
    assert not drawn["linear"]


def test_channels_go_by_the_square_root_and_units_by_the_cube_root():
    layers = scene(network(NETWORKS["vgg16"].architecture))["layers"]
    assert size(layers[17])[2] / size(layers[1])[2] == pytest.approx(sqrt(512 / 64), rel=0.02)
    assert size(layers[19])[0] / size(layers[20])[0] == pytest.approx(cbrt(25088 / 4096), rel=0.01)


SIDE = st.integers(1, 512)


@given(SIDE, SIDE, st.integers(1, 2048), st.sampled_from([0, 1, 2]), st.integers(1, 512))
def test_more_is_never_drawn_smaller(height, width, depth, axis, more):
    shape = (height, width, depth)
    larger = tuple(value + more * (axis == index) for index, value in enumerate(shape))
    one, other = scene(plain(("Input", shape), ("Conv2D", larger)))["layers"]
    for index in range(3):
        assert size(other)[index] >= size(one)[index] - 0.11
    assert size(other)[axis] > size(one)[axis] - 0.01


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_longer_vectors_are_longer_bars(units, more):
    one, other = scene(plain(("Flatten", (units,)), ("Dense", (units + more,))))["layers"]
    assert size(other)[0] >= size(one)[0]


# ---- places ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMED)
def test_layers_stand_in_their_order(name):
    boxes = network(architecture(name))
    drawn = scene(boxes)
    assert [layer["position"] for layer in drawn["layers"]] == [one.position for one in boxes]
    lefts = [points(layer["faces"]["front"])[0][0] + size(layer)[1] / 2 for layer in drawn["layers"]]
    assert lefts == sorted(lefts)


def test_what_changes_no_shape_is_a_thin_slice_on_the_block_before():
    shape = (32, 32, 16)
    slices = ("BatchNormalization", shape), ("ReLU", shape)
    drawn = scene(plain(("Input", (32, 32, 3)), ("Conv2D", shape), *slices))
    _, conv, norm, relu = drawn["layers"]
    assert [layer["look"] for layer in (conv, norm, relu)] == ["block", "thin", "thin"]
    assert size(norm)[:2] == size(relu)[:2] == size(conv)[:2]
    assert size(norm)[2] < size(conv)[2] / 2
    assert points(norm["faces"]["front"])[0][0] - points(conv["faces"]["front"])[1][0] < 2
    assert [column["text"] for column in drawn["columns"]] == ["32×32×3", "32×32×16"]
    assert points(conv["faces"]["side"])[0][0] == points(relu["faces"]["front"])[1][0], (
        "its face, behind them"
    )
    assert "side" not in norm["faces"] | relu["faces"]


def test_a_slice_that_reads_another_layer_stands_apart():
    shape = (8, 8, 4)
    boxes = [box(0, "Input", shape), box(1, "Conv2D", shape), box(2, "ReLU", shape, sources=(0,))]
    drawn = scene(boxes)
    assert drawn["layers"][2]["look"] == "block"
    assert len(drawn["columns"]) == 3
    assert [(arc["from"], arc["to"]) for arc in drawn["arcs"]] == [(0, 2)]
    assert len(drawn["flows"]) == 1, "no arrow from the convolution, which nothing reads"


def test_a_few_units_are_drawn_one_by_one():
    layers = scene(network(NETWORKS["lenet-5"].architecture))["layers"]
    assert [len(layer["rungs"]) for layer in layers] == [0, 5, 5, 0, 0, 0, 0, 0, 9]
    assert len(layers[0]["bands"]) == 3, "red, green, blue"


def test_a_failing_layer_and_those_behind_it_are_placeholders():
    boxes = [
        *plain(("Input", (8, 8, 3)), ("Conv2D", (6, 6, 16))),
        box(2, "MaxPooling2D", None, error="does not fit"),
        *(box(position, kind, None) for position, kind in enumerate(("ReLU", "Flatten", "Dense"), start=3)),
    ]
    drawn = scene(boxes)
    assert [layer["look"] for layer in drawn["layers"]] == [
        "block",
        "block",
        "error",
        "ghost",
        "ghost",
        "ghost",
    ]
    assert drawn["layers"][2]["error"] == "does not fit"
    assert [column["text"] for column in drawn["columns"]] == ["8×8×3", "6×6×16", "!", "?"]
    assert [len(column) for column in columns(drawn)] == [1, 1, 1, 3]
    check(drawn)


def test_no_layers_no_picture():
    drawn = scene([])
    assert drawn["layers"] == drawn["columns"] == drawn["arcs"] == []
    assert drawn["width"] > 0 and drawn["height"] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_colour(kind):
    assert family(box(0, kind, None)) in {
        "input",
        "convolution",
        "pooling",
        "shape",
        "dense",
        "thin",
        "merge",
    }


# ---- branches -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMED)
def test_branches_lead_from_block_to_block(name):
    boxes = network(architecture(name))
    check_branches(boxes, scene(boxes))


def test_a_merging_layer_carries_its_sign_where_its_branch_ends():
    boxes = network(residual_net())
    drawn = scene(boxes)
    signs = {layer["position"]: layer["sign"] for layer in drawn["layers"] if layer["sign"]}
    assert list(signs) == [one.position for one in boxes if one.kind == "Add"]
    for arc in drawn["arcs"]:
        if arc["to"] in signs:
            x, y, _ = signs[arc["to"]]
            assert x == arc["end"][0]
            assert arc["lane"] < y - 7.5 < y < arc["end"][1]


def test_a_sign_without_a_branch_has_room_too():
    boxes = [*plain(("Input", (8, 8, 4))), box(1, "Add", (8, 8, 4), sources=(0, 0))]
    drawn = scene(boxes)
    assert drawn["arcs"] == []
    _, y, kind = drawn["layers"][1]["sign"]
    assert kind == "Add" and y > 7.5
    check(drawn)


# ---- anything -------------------------------------------------------------------------------------------

SIZES = st.one_of(st.none(), st.integers(0, 600))
SHAPES = st.one_of(st.none(), st.lists(SIZES, max_size=4).map(tuple))
LABELS = st.one_of(st.none(), st.text("abMW卷積 ", min_size=1, max_size=40))


@st.composite
def stacks(draw):
    """Any boxes at all: shapes repeat, as they do in networks."""
    few = draw(st.lists(SHAPES, min_size=1, max_size=6))
    first = draw(st.sampled_from([0, -1]))
    boxes = []
    for position in range(first, first + draw(st.integers(1, 60))):
        earlier = st.integers(first, max(first, position - 1))
        sources = draw(st.one_of(st.just((position - 1,)), st.lists(earlier, max_size=3).map(tuple)))
        error = draw(st.sampled_from(["", "", "", "", "wrong"]))
        kind, shape = draw(st.sampled_from(KINDS)), draw(st.sampled_from(few))
        boxes.append(box(position, kind, shape, sources, draw(LABELS), error))
    return boxes


@settings(max_examples=60, deadline=None)
@given(stacks())
def test_any_stack_can_be_drawn(boxes):
    drawn = scene(boxes)
    check(drawn)
    check_branches(boxes, drawn)
