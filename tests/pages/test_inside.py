"""The lesson on the inside of a network, with real looks into a network that ships."""

import json
import re

import pytest

from app.text import lesson_text
from cnn_core.data.dataset import CLASSES
from cnn_core.data.load import validation_images
from cnn_core.explain.looks_inside import one_cell
from cnn_core.explain.networks import Shipped, within
from tests.pages.look_visit import Engine
from tests.pages.visit import LANGUAGES, Visit, _nodes

TEXTS = {language: lesson_text("inside", language).blocks for language in LANGUAGES}


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    """Looks are computed at once, in this process; CIFAR-10 is not here."""
    engine = Engine()
    monkeypatch.setattr("app.training.engine", lambda: engine)
    monkeypatch.setattr("app.looking.WAIT", 0.0)
    monkeypatch.setattr("app.looking.SAID", 0.0)
    monkeypatch.setattr("app.views.look_image.usable", lambda: ("drawn", "drawn-cue"))
    monkeypatch.setattr("app.views.inside_setting.usable", lambda: ("drawn", "drawn-cue"))
    return engine


def component(page, name):
    """What the component of this name is given."""
    for node in _nodes(page.app._tree):
        if getattr(node, "type", "") == "bidi_component" and str(node.key) == name:
            return json.loads(node.proto.json)[0]
    return None


def begins(text, block):
    """Whether a text holds the block's words up to its first placeholder."""
    return block.partition("{{")[0] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_maps_are_shown_once_the_layer_is_guessed(language):
    page = Visit("inside", lang=language)
    assert component(page, "inside.strip") is None
    page.reveal("inside.maps.ask")
    assert begins(page.feedback, TEXTS[language]["maps.ask.right"])
    strip = component(page, "inside.strip")
    assert [group["title"] for group in strip["groups"]] == [
        "conv1", "pool1", "conv2", "pool2", "conv3", "global_average", "logits",
    ]  # fmt: skip
    assert len(strip["groups"][0]["marked"]) > 0, "this network has dead channels"
    assert component(page, "inside.large") is not None


def test_early_taken_for_deep_is_told():
    page = Visit("inside", lang="en")
    for _ in range(12):
        page.reveal("inside.maps.ask")
        if "conv1, early" in page.feedback or "conv3, deep" in page.feedback:
            break
        page.press("inside.maps.ask.another")
    wrong = "early" if "deep" in page.feedback else "deep"
    page.answer("inside.maps.ask", wrong)
    assert begins(page.feedback, TEXTS["en"]["maps.ask.wrong.turned-round"])


def test_a_dead_channel_says_so():
    page = Visit("inside", lang="en").reveal("inside.maps.ask")
    dead = component(page, "inside.strip")["groups"][0]["marked"][0]
    other = Visit("inside", lang="en", layer="conv1", ch=str(dead)).reveal("inside.maps.ask")
    assert "this channel is dead" in other.feedback


def test_a_link_brings_layer_and_channel():
    page = Visit("inside", lang="en", layer="conv3", ch="5", all="1").reveal("inside.maps.ask")
    assert page.query["layer"] == "conv3" and page.query["ch"] == "5"
    strip = component(page, "inside.strip")
    group, channel = strip["selected"]
    assert strip["groups"][group]["title"] == "conv3" and channel == 5
    assert "scaling" in [one["title"] for one in strip["groups"]]


@pytest.mark.parametrize("broken", ["../../x y", "a" * 200])
def test_a_broken_link_is_told_and_harmless(broken):
    assert Visit("inside", lang="en", layer=broken).title == lesson_text("inside", "en").title


def a_cell(**place):
    image = validation_images("drawn", 500).images[2]
    return within(Shipped("drawn"), one_cell, image, *place.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_is_asked_for_and_worked_out(language):
    found = a_cell(layer="conv1", row=18, column=16, channel=3)
    page = Visit("inside", lang=language, at="cell", layer="conv1", ch="3", r="18", c="16")
    assert component(page, "grid.inside") is None
    page.answer("inside.cell.ask", f"{found.after:.3f}")
    parts = re.split(r"{{.*?}}", TEXTS[language]["cell.ask.right"])
    assert (
        all(part.strip() in page.feedback for part in parts)
        and f"{found.before:.3f}".replace("-", "−") in page.feedback
    )
    grid = component(page, "grid.inside")
    assert len(grid["input"]["sheets"]) == 3
    assert grid["output"]["sheets"][0]["texts"][0][0] in grid["steps"][0][0][0]["lines"][-1]


def first_cell(layer, channel, fit):
    """(found, where it is as a link says it) for the first cell that fits; there must be one."""
    found = next(
        one
        for row in range(4, 12)
        for column in range(4, 12)
        if fit(one := a_cell(layer=layer, row=row, column=column, channel=channel))
    )
    window = found.window
    return found, {"layer": layer, "ch": str(channel), "r": str(window.row), "c": str(window.column)}


def test_a_forgotten_relu_is_named():
    found, there = first_cell("conv2", 4, lambda one: one.before < -0.05)
    page = Visit("inside", lang="en", at="cell", **there)
    page.answer("inside.cell.ask", f"{found.before:.3f}")
    assert "ReLU turns every negative number into 0" in page.feedback


def test_a_forgotten_bias_is_named():
    def clear(one):
        total, others = float(one.sums.sum()), float(one.sums[0]) + one.bias
        return total > 0.05 and abs(one.bias) > 0.05 and abs(others - total) > 0.05

    found, there = first_cell("conv1", 6, clear)
    page = Visit("inside", lang="en", at="cell", **there)
    page.answer("inside.cell.ask", f"{float(found.sums.sum()):.3f}")
    assert "leaves out the bias" in page.feedback


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_of_pooling_is_asked_for_and_worked_out(language):
    found = a_cell(layer="pool1", row=9, column=8, channel=2)
    assert found.patch.max() > found.patch.mean() > 0
    page = Visit("inside", lang=language, at="cell", layer="pool1", ch="2", r="9", c="8")
    assert component(page, "grid.inside") is None
    page.answer("inside.cell.pooled", f"{found.patch.mean():.3f}")
    assert (
        "lets only its largest number through" if language == "en" else "只讓最大的數通過"
    ) in page.feedback
    assert component(page, "grid.inside") is not None
    page.answer("inside.cell.pooled", f"{found.patch.max():.3f}")
    assert TEXTS[language]["cell.pooled.right"].split("}}. ")[-1].split("}}。")[-1] in page.feedback
    grid = component(page, "grid.inside")
    assert grid["kernel"] is None and grid["pairing"] == "each"
    row, column = grid["winners"][0][0][0][0]
    assert grid["input"]["sheets"][0]["texts"][row][column] == grid["output"]["sheets"][0]["texts"][0][0]


def test_without_being_asked_the_cell_is_there_at_once():
    page = Visit("inside", lang="en", at="cell", layer="conv2", ch="4", r="5", c="5", first="0")
    grid = component(page, "grid.inside")
    assert len(grid["input"]["sheets"]) == 1, "deep: one input channel at a time"
    assert page.app.get("plotly_chart"), "the subtotals of all"


@pytest.mark.parametrize("language", LANGUAGES)
def test_zeros_early_and_deep(language):
    page = Visit("inside", lang=language, at="early-deep").answer("inside.early-deep.ask", "last")
    assert begins(page.feedback, TEXTS[language]["early-deep.ask.wrong.deep-is-sparser"])
    assert component(page, "inside.depth") is not None


def test_filters_of_a_layer():
    page = Visit("inside", lang="en", at="filters", how="pixels")
    assert len(component(page, "inside.first")["groups"][0]["names"]) == 32
    assert component(page, "inside.filters") is None
    page.reveal("inside.filters.ask")
    assert component(page, "inside.filters") is not None


def test_what_the_most_excited_cells_see():
    page = Visit("inside", lang="en", at="filters", how="pixels", layer="conv2").reveal("inside.filters.ask")
    assert "sees of each, 8 × 8 pixels" in page.texts()
    page = Visit("inside", lang="zh-Hant", layer="conv1").reveal("inside.maps.ask")
    assert "看到的範圍，3 × 3 像素" in page.texts()
    page = Visit("inside", lang="en", layer="global_average").reveal("inside.maps.ask")
    assert "These images excite it most" in page.texts() and "sees of each" not in page.texts()


def test_ideal_images():
    page = Visit("inside", lang="zh-Hant", at="ideal", how="pixels").reveal("inside.ideal.ask")
    assert any(TEXTS["zh-Hant"][f"ideal.ask.option.{name}"] in page.feedback for name in CLASSES)


def test_while_the_worker_computes_the_page_stands(engine):
    engine.at_once = False
    page = Visit("inside", lang="en")
    assert component(page, "inside.strip") is None
    engine.answer()
    page.run().reveal("inside.maps.ask")
