"""The lesson on heatmaps, with the small drawn network really computing in this process."""

import json

import numpy as np
import pytest

from app.heat_paint import mask_from_text, mask_to_text
from app.views.heat_setting import HeatSetting, percent
from app.views.heat_wrong import distances
from cnn_core.data.dataset import CLASSES
from cnn_core.explain.looks_heat import Mistakes
from cnn_core.explain.methods import METHODS
from tests.content.texts import LANGUAGES, pieces
from tests.pages.look_visit import DRAWN, look_lab
from tests.pages.test_questions import says
from tests.pages.visit import Visit, _nodes

TEXTS = {language: dict(pieces("lessons/heatmaps", language)) for language in LANGUAGES}
UI = {language: dict(pieces("ui", language)) for language in LANGUAGES}
NTH = HeatSetting().nth
IMAGE = DRAWN.images[NTH - 1]


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    for _, made in look_lab(tmp_path, monkeypatch):
        yield made


@pytest.fixture(scope="module")
def by_hand():
    """Probabilities and CAM of the image, from Keras's own layers: on this network Grad-CAM up to scale."""
    import keras
    import tensorflow as tf

    from cnn_core.models import load

    model = load("drawn")
    logits = np.asarray(model(IMAGE[None].astype(np.float32), training=False))[0].astype(float)
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    inner = keras.Model(model.inputs[0], model.get_layer("conv3").output)
    maps = np.asarray(inner(IMAGE[None].astype(np.float32), training=False))[0]
    weights = np.asarray(model.get_layer("logits").kernel)
    raw = np.maximum(maps @ weights[:, shares.argmax()], 0)
    heat = np.asarray(tf.image.resize(raw[..., None], (32, 32), method="bilinear"))[..., 0]
    return shares, raw, heat


def visit(at, **query):
    return Visit("heatmaps", at=at, **query)


def views(page):
    """What the component with the heatmaps is given, one a view."""
    found = [node.proto for node in _nodes(page.app._tree) if getattr(node, "type", "") == "bidi_component"]
    data = [json.loads(proto.json)[0] for proto in found]
    return [one for one in data if "panes" in one]


def test_the_hottest_place_is_where_keras_layers_say(by_hand):
    shares, _, heat = by_hand
    row, col = np.unravel_index(heat.argmax(), heat.shape)
    place = f"{'top' if row < 16 else 'bottom'}-{'left' if col < 16 else 'right'}"
    page = visit("where", lang="en")
    assert CLASSES[shares.argmax()] in page.texts() and percent(shares.max()) in page.texts()
    assert not any(one["heat"] for view in views(page) for one in view["panes"]), "guess before you see"
    page.answer("heatmaps.where.ask", place)
    assert UI["en"]["ask.right"] in page.feedback
    assert f"row {row + 1}, column {col + 1}" in page.feedback
    assert any(one["heat"] for view in views(page) for one in view["panes"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_middle_is_a_wrong_rule(language):
    page = visit("where", lang=language).answer("heatmaps.where.ask", "middle")
    assert says(page.feedback, TEXTS[language]["where.ask.wrong.object"])


def test_another_class_another_map(by_hand):
    page = visit("where", lang="en").reveal("heatmaps.where.ask")
    second = CLASSES[np.argsort(-by_hand[0])[1]]
    first = views(page)[-1]["panes"][-1]
    radio = next(one for one in page.app.radio if one.key == "heatmaps.where-rank")
    radio.set_value(2)
    page.run()
    other = views(page)[-1]["panes"][-1]
    assert second in other["title"] and other["heat"] != first["heat"]
    assert page.query["rank"] == "2"


CASES = [
    ("how.ask", "8x8", "right"),
    ("how.ask", "32x32", "wrong.image"),
    ("how.ask", "16 x 16", "wrong.halved"),
    ("how.ask", "1x1", "wrong.one"),
    ("layers.ask", "4", "right"),
    ("layers.ask", "8", "wrong.cells"),
    ("layers.ask", "3", "wrong.kernel"),
    ("layers.ask", "1", "wrong.one-pixel"),
    ("methods.ask", "forward", "right"),
    ("methods.ask", "pixels", "wrong.pixels"),
    ("believe.ask", "changes", "right"),
    ("believe.ask", "stays", "wrong.edges"),
]


@pytest.mark.parametrize("name, typed, replied", CASES)
def test_the_page_answers_what_was_thought(name, typed, replied):
    language = LANGUAGES[len(typed) % 2]
    page = visit(name.partition(".")[0], lang=language).answer(f"heatmaps.{name}", typed)
    assert says(page.feedback, TEXTS[language][f"{name}.{replied}"]), page.feedback
    assert (UI[language]["ask.right"] in page.feedback) == (replied == "right")


def test_behind_the_softmax_is_as_good(by_hand):
    p = by_hand[0].max()
    page = visit("how", lang="en").reveal("heatmaps.how.ask")
    page.answer("heatmaps.how.after-softmax", "100")
    assert says(page.feedback, TEXTS["en"]["how.after-softmax.wrong.as-good"])
    page.answer("heatmaps.how.after-softmax", f"{100 * p * (1 - p):.3f}")
    assert UI["en"]["ask.right"] in page.feedback
    assert len(views(page)[-1]["panes"]) == 2


def test_all_methods_side_by_side():
    page = visit("methods", lang="en").reveal("heatmaps.methods.ask")
    panes = views(page)[-1]["panes"]
    assert [pane["name"] for pane in panes] == ["image", *METHODS]
    assert all(pane["heat"] for pane in panes[1:])
    assert all(pane["alt"] for pane in panes)


def test_a_method_that_does_not_suit_the_network_says_why():
    page = visit("methods", lang="en", net="tutorial").reveal("heatmaps.methods.ask")
    panes = {pane["name"]: pane for pane in views(page)[-1]["panes"]}
    assert panes["cam"]["heat"] is None and len(panes["cam"]["caption"]) > 20
    assert panes["grad-cam"]["heat"]


def test_covering_changes_the_answer_and_the_link():
    page = visit("paint", lang="en").reveal("heatmaps.paint.ask")
    page.press("heatmaps.cover.hottest")
    mask = mask_from_text(page.query["paint"], (32, 32))
    assert mask.sum() == 102
    assert "102 pixels painted" in page.texts() or "102 painted pixels" in page.texts()
    page.press("heatmaps.next")
    assert "paint" not in page.query, "another image is another canvas"


def test_painting_all_over_is_counted_and_the_fewest_kept():
    everything = mask_to_text(np.ones((32, 32), bool))
    page = visit("paint", lang="en", paint=everything).reveal("heatmaps.paint.ask")
    assert "1,024" in page.feedback, "nothing is left to know it by"
    page.press("heatmaps.cover.coldest")
    assert page.query["paint"] != everything


def test_wrong_answers_are_really_wrong():
    page = visit("right-wrong", lang="en").reveal("heatmaps.right-wrong.ask")
    panes = views(page)[-1]["panes"]
    assert [pane["name"] for pane in panes] == ["image", "said", "truth"]
    truth = panes[0]["title"]
    assert truth not in panes[1]["title"] and truth in panes[2]["title"]
    page.press("heatmaps.wrong.next")
    assert page.query["wrong"] == "2"
    assert [pane["name"] for pane in views(page)[-1]["panes"]] == ["image"], "another image, another question"


def test_distances_between_hottest_places():
    heats = np.zeros((2, 2, 4, 4), np.float32)
    heats[0, 0, 0, 0] = heats[0, 1, 3, 3] = heats[1, 0, 1, 1] = 1
    empty = np.array([[False, False], [False, True]])
    none = np.zeros(2, np.int64)
    found = Mistakes(2, 9, none, none.astype(np.int32), np.zeros((2, 2), np.float32), heats, empty)
    far = distances(found)
    assert far[0] == pytest.approx(np.sqrt(18)) and np.isnan(far[1])


def test_methods_are_measured_one_after_another(engine):
    page = visit("believe", lang="en").reveal("heatmaps.believe.ask")
    table = next(text for text in page.texts().split("\n") if "lab-table" in text)
    assert UI["en"]["heatmaps_method.grad-cam"] in table and "SmoothGrad" not in table
    asked = len(engine.asked)
    page.choose("heatmaps.method.en", "saliency")
    assert page.query["method"] == "saliency"
    assert len(engine.asked) == asked + 2, "its maps while forgetting, and its row"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_image_stays_from_section_to_section_and_in_another_language(language):
    page = visit("where", lang=language, n="4", net="fooled", heat="30")
    page.press("head1-heatmaps")
    assert page.section == "how"
    assert {name: page.query[name] for name in ("n", "net", "heat")} == {
        "n": "4",
        "net": "fooled",
        "heat": "30",
    }
    page.choose("language-switch", "en" if language == "zh-Hant" else "zh-Hant")
    assert page.query["n"] == "4" and page.section == "how"


def test_while_nothing_is_known_the_image_is_there(engine):
    engine.at_once = False
    for at in ("where", "how", "layers", "paint", "right-wrong"):
        page = visit(at, lang="en")
        assert UI["en"]["look.working"] in page.texts()
