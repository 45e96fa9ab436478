"""The lesson about Keras's layers: its labs against Keras, its answers worked out by hand, its links."""

import keras
import numpy as np
import pytest

from tests.content.texts import LANGUAGES, pieces
from tests.pages.test_every_section import sections
from tests.pages.test_questions import says
from tests.pages.visit import Visit

UI = {language: dict(pieces("ui", language)) for language in LANGUAGES}
BELIEFS = {language: dict(pieces("beliefs", language)) for language in LANGUAGES}
TEXTS = {language: dict(pieces("lessons/layers", language)) for language in LANGUAGES}
SECTIONS = sections("layers")


def visit(at, **query):
    return Visit("layers", at=at, **query)


def numbers(texts):
    return np.array([[float(text.replace("−", "-")) for text in row] for row in texts])


def outputs(page):
    return np.stack([numbers(sheet["texts"]) for sheet in page.lab["output"]["sheets"]], axis=-1)


def case(name, typed, replied, **query):
    """`name` is section.question; `replied` the part of its block, or a belief all lessons share."""
    return pytest.param(name, typed, replied, query, id=f"{name}-{typed}-{replied}")


# Every answer was worked out by hand.
CASES = [
    # 28 - 3 = 25, halved and rounded down: 12, one more: 13
    case("conv2d.ask", "13x13x32", "right"),
    case("conv2d.ask", "30 30 32", "wrong.third-is-padding"),
    case("conv2d.ask", "(26, 27, 32)", "wrong.third-is-kernel-width"),
    case("conv2d.ask", "13 × 13", "wrong.no-channels"),
    case("conv2d.ask", "13x13x3", "wrong.channels-stay"),
    case("conv2d.ask", "28x28x32", "wrong.same-keeps-size", pad="same"),
    case("conv2d.ask", "14x14x32", "right", pad="same"),
    case("conv2d.ask", "1x1x3", "wrong.filters-is-kernel", k="8", h="8", w="8"),
    case("conv2d.ask", "32", "hint"),
    case("conv2d.call", "named", "right"),
    case("conv2d.call", "turned", "wrong.filters-is-kernel"),
    case("conv2d.call", "third", "wrong.third-is-padding"),
    # 3 x 3 x 64 + 64 x 128 + 128
    case("separable.ask", "8896", "right"),
    case("separable.ask", "73,856", "wrong.as-conv2d"),
    case("separable.ask", "17664", "wrong.depthwise-by-filters"),  # 9 x 128 + 128 x 128 + 128
    case("separable.ask", "17664", "right", mult="2"),  # 9 x 128 + 128 x 128 + 128: what another rule gave
    case("separable.ask", "8896", "wrong.forgets-multiplier", mult="2"),
    case("depthwise.maps", "2", "right"),
    case("depthwise.maps", "3", "wrong.by-filters"),
    case("depthwise.maps", "6", "wrong.by-filters", mult="2", k="1~~1~~1~~1", p="~~".join("1" * 12)),
    case("depthwise.ask", "8", "right"),  # 5 - 1 + 5 - 1
    case("depthwise.ask", "14", "wrong.adds-the-channels"),  # and 4 + 4 - 1 - 1 of the other channel
    case("depthwise.ask", "12", "sums-the-patch"),
    case("depthwise.ask", "-8", "flips-kernel"),
    case("depthwise.ask", "6", "right", map="1"),
    case("pointwise.ask", "-3", "right"),  # 8 - 2 x 6 + 1
    case("pointwise.ask", "-4", "forgets-bias"),
    case("pointwise.ask", "15", "wrong.adds-unweighted"),
    case("flatten.ask", "14", "right"),  # 1 x 9 + 1 x 3 + 2
    case("flatten.ask", "16", "wrong.channels-apart"),  # 2 x 6 + 1 x 3 + 1
    case("flatten.ask", "15", "wrong.counts-from-one"),
    case("dense.ask", "4", "right"),  # 6 - 1 - 6 + 5
    case("dense.ask", "-1", "wrong.forgets-bias"),
    case("dense.ask", "0", "right", map="1", act="relu"),  # -2 + 3 - 2, cut off
    case("dense.ask", "-1", "forgets-activation", map="1", act="relu"),
    case("dense-maps.ask", "4 x 4 x 10", "right"),
    case("dense-maps.ask", "10", "wrong.flattens"),
    case("dense-maps.ask", "4x4x8x10", "wrong.adds-an-axis"),
    case("batch-norm.ask", "1.5", "right"),  # (4 - 1) / 2
    case("batch-norm.ask", "3/4", "wrong.divides-by-variance"),
    case("batch-norm.ask", "1.34", "wrong.sample-variance"),  # 3 / root of 20 / 4
    case("batch-norm.ask", "3", "wrong.only-centres"),
    case("batch-norm.ask", "1", "wrong.across-the-row"),  # (4 + 8) / 12
    case("batch-norm.ask", "6", "right", gamma="2", beta="3"),
    case("batch-norm.ask", "1.5", "wrong.forgets-gamma-and-beta", gamma="2", beta="3"),
    case("moving.ask", "0.95", "right"),  # 0.9 x 0.5 + 0.1 x 5
    case("moving.ask", "1", "wrong.steps-add-up"),
    case("moving.ask", "5", "wrong.at-once"),
    case("moving.untrained", "64", "right"),
    case("moving.untrained", "128", "wrong.all-of-them"),
    case("dropout.training", "8", "right"),
    case("dropout.training", "4", "wrong.no-scaling"),
    case("dropout.training", "20", "wrong.divides-by-rate", rate="0.2"),
    case("dropout.inference", "4", "right", training="0"),
    case("dropout.inference", "2", "wrong.scales-down", training="0"),
    case("relu.ask", "-0.5", "right"),  # 0.1 x (-4 - 1)
    case("relu.ask", "-0.4", "wrong.forgets-threshold"),
    case("relu.ask", "-1.2", "right", layer="leaky-layer"),
    case("relu.ask", "-0.8", "wrong.slope-of-the-string", layer="leaky-layer"),
    case("relu.ask", "-1.2", "wrong.slope-of-the-layer", layer="leaky-string"),
    case("relu.ask", "6", "right", cell="3"),
    case("relu.ask", "8", "wrong.forgets-max", cell="3"),
    # e^3 = 20.1, e = 2.7, 1, 0.4
    case("softmax.ask", "83", "right"),
    case("softmax.ask", "100", "wrong.all-or-nothing"),
    case("softmax.ask", "95", "wrong.sigmoid-each"),
    case("softmax.ask", "75", "wrong.share-of-the-sum", m="3_1_0"),
    case("deeper.ask", "8x8x128", "right"),
    case("deeper.ask", "8x8x256", "wrong.doubles-from-the-first"),
    case("deeper.ask", "64x64x128", "wrong.side-stays"),
    case("deeper.order", "usual", "right"),
    case("deeper.order", "softmax", "wrong.softmax-inside"),
]


@pytest.mark.parametrize("name, typed, replied, query", CASES)
def test_the_page_answers_what_was_thought(name, typed, replied, query):
    language = LANGUAGES[len(typed) % 2]
    page = visit(name.partition(".")[0], lang=language, **query).answer(f"layers.{name}", typed)
    words = TEXTS[language].get(f"{name}.{replied}") or BELIEFS[language][replied]
    assert says(page.feedback, words), page.feedback
    assert (UI[language]["ask.right"] in page.feedback) == (replied == "right")


def test_two_questions_of_softmax_come_after_the_first():
    page = visit("softmax", lang="en").reveal("layers.softmax.ask").reveal("layers.softmax.shift")
    page.answer("layers.softmax.twice", "83.1")
    assert says(page.feedback, TEXTS["en"]["softmax.twice.wrong.does-no-harm"])
    page.answer("layers.softmax.twice", "42")  # e^0.83 = 2.3 against 1.1, 1.04 and 1.02
    assert says(page.feedback, TEXTS["en"]["softmax.twice.right"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_shape_is_told(language):
    page = visit("conv2d", lang=language).answer("layers.conv2d.ask", "a x b")
    assert says(page.feedback, UI[language]["error.not_a_shape"])


# ---- the labs against the running layers ---------------------------------------------------------


def test_batch_normalization_as_keras():
    page = visit("batch-norm", ask="0", gamma="2", beta="-1")
    batch = numbers(page.lab["input"]["sheets"][0]["texts"])
    layer = keras.layers.BatchNormalization(dtype="float64")
    layer.build(batch.shape)
    layer.set_weights([np.array(pair) for pair in ([2, 2], [-1, -1], [0, 0], [1, 1])])
    theirs = np.asarray(layer(batch, training=True))
    np.testing.assert_allclose(outputs(page)[..., 0], theirs, atol=6e-4)
    for order, expected in (
        ("bn-relu", np.maximum(theirs, 0)),
        ("relu-bn", layer(np.maximum(batch, 0), training=True)),
    ):
        page.choose("layers.batch-norm.order", order)
        np.testing.assert_allclose(outputs(page)[..., 0], np.asarray(expected), atol=6e-4)


@pytest.mark.parametrize("spatial", ["0", "1"])
def test_dropout_grows_the_survivors_and_inference_does_nothing(spatial):
    page = visit("dropout", ask="0", rate="0.25", spatial=spatial)
    before = np.stack([numbers(s["texts"]) for s in page.lab["input"]["sheets"]], axis=-1)
    draws = []
    for _ in range(6):
        after = outputs(page)
        kept = after != 0
        np.testing.assert_allclose(after[kept], before[kept] / 0.75, atol=6e-4)
        if spatial == "1":
            assert {int(count) for count in kept.sum(axis=(0, 1))} <= {0, 6}
        draws.append(kept.tolist())
        page.press("layers.dropout.again")
    assert any(draw != draws[0] for draw in draws)
    page.choose("layers.dropout.training", False)
    np.testing.assert_array_equal(outputs(page), before)


@pytest.mark.parametrize(
    "query, layer",
    [
        ({}, keras.layers.ReLU(6, 0.1, 1, dtype="float64")),
        ({"max": "None", "slope": "0", "from": "2"}, keras.layers.ReLU(None, 0, 2, dtype="float64")),
        ({"layer": "leaky-layer"}, keras.layers.LeakyReLU(dtype="float64")),
        ({"layer": "leaky-string"}, keras.layers.Activation("leaky_relu", dtype="float64")),
    ],
)
def test_relu_as_keras(query, layer):
    page = visit("relu", ask="0", **query)
    x = numbers(page.lab["input"]["sheets"][0]["texts"])
    np.testing.assert_allclose(outputs(page)[..., 0], np.asarray(layer(x)), atol=6e-4)


@pytest.mark.parametrize("logits", ["3_1_0_-1", "1000_999~0_0", "-5_-5_-5"])
def test_softmax_as_keras_row_by_row(logits):
    page = visit("softmax", ask="0", m=logits)
    x = numbers(page.lab["input"]["sheets"][0]["texts"])
    theirs = np.asarray(keras.layers.Softmax(dtype="float64")(x))
    np.testing.assert_allclose(outputs(page)[..., 0], theirs, atol=6e-4)
    warm = visit("softmax", ask="0", m=logits, t="2")
    theirs = np.asarray(keras.layers.Softmax(dtype="float64")(x / 2))
    np.testing.assert_allclose(outputs(warm)[..., 0], theirs, atol=6e-4)


def test_flatten_lists_the_block_as_keras_does():
    page = visit("flatten").reveal("layers.flatten.ask")
    block = np.stack([numbers(s["texts"]) for s in page.lab["input"]["sheets"]], axis=-1)
    theirs = np.asarray(keras.layers.Flatten(dtype="float64")(block[None]))[0]
    html = next(node.proto.body for node in page.app.get("html") if "lab-figure" in node.proto.body)
    shown = [part.split("<br>")[1] for part in html.split("<span")[1:]]
    assert [float(text) for text in shown] == theirs.tolist()
    means = np.asarray(keras.layers.GlobalAveragePooling2D(dtype="float64")(block[None]))[0]
    assert outputs(page).ravel().tolist() == means.tolist()


def test_moving_averages_in_the_table_as_keras():
    page = visit("moving", mean="7", var="9", n="3", momentum="0.5").reveal("layers.moving.ask")
    layer = keras.layers.BatchNormalization(momentum=0.5, dtype="float64")
    batch = np.array([[4.0], [10.0]])  # mean 7, variance 9
    for _ in range(3):
        layer(batch, training=True)
    training, inference = (np.asarray(layer(np.array([[10.0]]), training=False)).item() for _ in range(2))
    table = next(node.proto.body for node in page.app.get("html") if "lab-table" in node.proto.body)
    for value in (np.asarray(layer.moving_mean).item(), np.asarray(layer.moving_variance).item(), inference):
        assert f"<td>{value:.3f}".rstrip("0").rstrip(".") in table
    assert training == inference


def test_the_code_to_copy_makes_the_shape_that_is_asked_for():
    page = visit("conv2d", h="31", w="17", k="5", f="4", s="3", pad="same").reveal("layers.conv2d.ask")
    space = {}
    exec(page.app.code[0].value, space)
    assert tuple(space["y"].shape) == (None, 11, 6, 5)
    assert "11 × 6 × 5" in page.feedback
