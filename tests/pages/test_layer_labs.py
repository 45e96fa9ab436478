"""The labs of the lesson about layers: two steps that are one lab, what a link carries, what odd links do."""

from dataclasses import fields

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import layer_examples, layer_settings
from app.link import from_query, to_query
from cnn_core.reading import read_number
from tests.pages.test_layers import SECTIONS, numbers, visit
from tests.pages.visit import Visit

TWO_STEPS = {
    "m": "1_2_0_4~3_-1_2_2~0_5_1_1~~2_0_1_1~1_1_3_0~4_2_0_1",
    "k": "1_-1~2_0~~0_1~1_0~~3_0~0_-2~~1_1~1_1",
    "mult": "2",
    "p": "1~~-2~~3~~1~~1/2~~0~~-1~~2",
    "filters": "2",
    "bias": "3_-1",
    "ask": "0",
}


def sheets(text):
    return np.stack([[row.split("_") for row in sheet.split("~")] for sheet in text.split("~~")], axis=-1)


def as_numbers(text):
    return np.vectorize(read_number)(sheets(text))


def all_maps(page, chosen):
    """The output and its companions, in the order of the maps."""
    extras = [extra["sheets"][0] for extra in page.lab["extras"]]
    extras.insert(chosen, page.output)
    return np.stack([numbers(texts) for texts in extras], axis=-1)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("chosen", [0, 3])
def test_the_first_step_as_keras(padding, chosen):
    page = visit("depthwise", **TWO_STEPS, map=str(chosen), pad=padding)
    layer = keras.layers.DepthwiseConv2D(
        2, padding=padding, depth_multiplier=2, use_bias=False, dtype="float64"
    )
    image = as_numbers(TWO_STEPS["m"])
    layer.build((None, *image.shape))
    layer.set_weights([as_numbers(TWO_STEPS["k"]).reshape(2, 2, 2, 2)])  # (h, w, C, m)
    np.testing.assert_allclose(all_maps(page, chosen), np.asarray(layer(image[None]))[0])
    assert page.lab["input"]["sheets"][0]["texts"] == sheets(TWO_STEPS["m"])[..., chosen // 2].tolist()
    assert page.lab["kernel"]["sheets"][0]["texts"] == sheets(TWO_STEPS["k"])[..., chosen].tolist()


@pytest.mark.parametrize("chosen", [0, 1])
def test_both_steps_as_keras(chosen):
    page = visit("pointwise", **TWO_STEPS, filter=str(chosen))
    layer = keras.layers.SeparableConv2D(2, 2, depth_multiplier=2, dtype="float64")
    image = as_numbers(TWO_STEPS["m"])
    layer.build((None, *image.shape))
    pointwise = as_numbers(TWO_STEPS["p"]).reshape(2, 4).T[None, None]  # (1, 1, maps, filters)
    layer.set_weights([as_numbers(TWO_STEPS["k"]).reshape(2, 2, 2, 2), pointwise, np.array([3.0, -1.0])])
    np.testing.assert_allclose(all_maps(page, chosen), np.asarray(layer(image[None]))[0])
    assert len(page.lab["input"]["sheets"]) == len(page.lab["kernel"]["sheets"]) == 4


def test_what_the_first_step_makes_the_second_one_mixes():
    page = visit("depthwise", ask="0", lang="en")
    page.edit("input", [["9", "0"], ["0", "0"]])  # channel 1; the other one shrinks along
    assert page.output == [["9"]]
    page.edit("kernel", [["2", "0"], ["0", "0"]])
    assert page.output == [["18"]]
    page.press("head1-layers")
    assert page.section == "pointwise"
    assert [sheet["texts"] for sheet in page.lab["input"]["sheets"]] == [[["18"]], [["0"]]]
    assert page.output == [["19"]]  # 1 x 18 - 2 x 0 + 1
    page.edit("kernel", [["0.5"]], [["7"]])
    assert page.output == [["10"]]
    assert Visit("layers", **page.query).output == [["10"]], "the link carries both steps"
    page.press("head-1-layers")
    assert page.output == [["18"]]


def test_seeing_one_step_does_not_uncover_the_other():
    page = visit("depthwise").reveal("layers.depthwise.ask")
    assert page.output != [["?"] * 3] * 3
    assert page.press("head1-layers").output == [["?"] * 3] * 3


def test_another_map_is_another_channels():
    page = visit("depthwise", ask="0")
    first, gen = page.lab["input"]["sheets"][0]["texts"], page.lab["gen"]
    page.choose("layers.maps.map", 1)
    assert page.lab["gen"] != gen, "the browser takes the other cells"
    assert page.lab["input"]["sheets"][0]["texts"] != first
    page.choose("layers.maps.multiplier", 2)
    assert len(page.lab["extras"]) == 3
    assert page.query["k"].count("~~") == 3
    page.choose("layers.maps.multiplier", 1)
    assert not {"k", "mult", "p"} & set(page.query), "as it was"


def test_filters_of_the_second_step():
    page = visit("pointwise", ask="0").choose("layers.maps.filters", 1)
    assert page.lab["extras"] == []
    page.choose("layers.maps.filters", 2).choose("layers.maps.filter", 1).choose("layers.maps.bias.1", 5.0)
    # the second filter's weights are the first one's, moved by one: -2 x 8 + 1 x 6 + 5
    assert page.output[1][1] == "−5"


def test_a_window_that_does_not_fit_is_told():
    for at in ("depthwise", "pointwise"):
        page = visit(at, m="1~~1", k="1_1~1_1~~1_1~1_1", ask="0", lang="en")
        assert "window covers 2 cells" in page.lab["output"]["note"]


def test_a_dense_layer_grows_with_its_weights():
    page = visit("dense", ask="0").choose("layers.dense.inputs", 5)
    assert page.lab["input"]["sheets"][0]["texts"] == [["2", "-1", "3", "0", "0"]]
    assert page.lab["kernel"]["sheets"][0]["texts"] == [["3", "1", "-2", "0", "0"]]
    assert page.output == [["4"]]
    page.choose("layers.dense.filters", 3).choose("layers.dense.filter", 2)
    assert len(page.lab["extras"]) == 2
    assert not page.lab["input"]["resizable"] and not page.lab["kernel"]["resizable"]


@pytest.mark.parametrize("query", [{"pad": "same"}, {"m": "1_2"}, {"m": "1~2", "k": "1~2"}, {"rate": "2x2"}])
def test_a_link_that_is_no_dense_layer_opens_the_example(query):
    page = visit("dense", **query).reveal("layers.dense.ask")
    assert page.output == [["4"]]
    assert page.query == {"at": "dense"}


def test_an_unreadable_cell_is_kept_and_told():
    page = visit("softmax", ask="0", lang="en").edit("input", [["3", "x"]])
    sheet = page.lab["input"]["sheets"][0]
    assert sheet["texts"] == [["3", "x"]]
    assert "“x” is not a number" in sheet["bad"][0][2]


LINKS = {
    "conv2d": {"h": "32", "w": "64", "in": "1", "k": "8", "f": "5", "s": "1", "pad": "same"},
    "separable": {"f": "5", "in": "16", "k": "32", "mult": "2", "n": "64"},
    "pointwise": TWO_STEPS | {"map": "1", "filter": "1", "cell": "3", "pad": "same"},
    "dense": {"m": "1_2", "k": "1_1~~2_2", "bias": "0_1", "act": "tanh", "map": "1", "ask": "0"},
    "dense-maps": {"h": "2", "w": "3", "in": "5", "units": "7"},
    "batch-norm": {"m": "1_2~3_5", "gamma": "2", "beta": "-1/2", "relu": "bn-relu", "cell": "1", "ask": "0"},
    "moving": {"mean": "-3", "var": "0", "momentum": "0.99", "n": "400"},
    "dropout": {"m": "1_2~~3_4", "rate": "0.8", "training": "0", "spatial": "1", "seed": "77", "sheet": "1"},
    "relu": {"m": "5", "layer": "leaky-layer", "max": "None", "slope": "0", "from": "2", "ask": "0"},
    "softmax": {"m": "1_2~3_4", "t": "0.5", "cell": "3", "ask": "0"},
    "deeper": {"n": "32", "k": "4", "blocks": "5"},
}


@pytest.mark.parametrize("at", LINKS)
def test_a_link_opens_what_it_was_copied_from(at):
    page = visit(at, **LINKS[at])
    expected = LINKS[at] | ({} if at == SECTIONS[0] else {"at": at})
    assert page.query == expected
    assert not page.app.toast


PAIRS = {
    "SEPARABLE": layer_examples.MAPS,
    "BATCH": layer_examples.BATCH,
    "DROP": layer_examples.DROP,
    "RECTIFIER": layer_examples.RECTIFIER,
    "SOFTMAX": layer_examples.LOGITS,
}


@pytest.mark.parametrize("name", PAIRS)
def test_every_field_has_a_short_name_of_its_own(name):
    default, codecs = PAIRS[name], getattr(layer_settings, f"{name}_CODECS")
    assert set(codecs) == {field.name for field in fields(default)}
    names = [codec.name for codec in codecs.values()]
    assert len(set(names)) == len(names)
    assert not {"lang", "at", "present"} & set(names), "these belong to the page"
    assert from_query(to_query(default, default, codecs), default, codecs) == (default, [])


NAMES = sorted({name for query in LINKS.values() for name in query} | {"map", "filters", "filter"})
VALUES = (
    st.text(max_size=20)
    | st.integers(-10, 10**9).map(str)
    | st.sampled_from(["nan", "inf", "1e999", "9" * 300, "2x2", "None", "same", "1_2~3_4", "1~~2", "1_2~~3"])
    | st.sampled_from(["<b>x</b>", "{{n}}", "%00", "9999_-9999~-9999_9999", "0", "1", "-1/3", ""])
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SECTIONS), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
def test_garbage_never_breaks_a_section(at, query):
    assert visit(at, lang="en", **query).section == at
