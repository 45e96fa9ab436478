"""Keras's own words: the templates, filled in, are what the running Keras or Python says."""

import re
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.keras_says import _messages, keras_says
from cnn_core.architecture.diagnose import diagnose
from cnn_core.architecture.emit import emit
from cnn_core.errors import LabError
from tests.core.architecture.cases import CASES, run
from tests.core.architecture.random_stacks import random_stack
from tests.core.architecture.test_diagnose import broken, with_input

HEAD = "model = keras.Sequential([keras.Input({shape}), "


def seq(*layers: str, shape: str = "(28, 28, 1)") -> str:
    return HEAD.format(shape=shape) + ", ".join(f"layers.{one}" for one in layers) + "])"


def said(code: str) -> str:
    """What we say Keras says to the first finding."""
    diagnosis = diagnose(code)
    return keras_says(code, diagnosis, diagnosis.findings[0])


def unordered(message: str) -> str:
    """Keras prints a set, whose order nobody knows."""
    return re.sub(
        r"\{('\w+'), ('\w+')\}", lambda found: "{" + ", ".join(sorted(found.groups())) + "}", message
    )


def assert_keras_says_so(code: str) -> None:
    ours = said(code)
    assert ours, "nothing said"
    assert unordered(ours) == unordered(run(code).message)


SAID = [
    case for case in CASES if diagnose(CASES[case]).findings and not diagnose(CASES[case]).findings[0].runs
]


@pytest.mark.parametrize("case", SAID)
def test_each_case_in_keras_words(case):
    assert_keras_says_so(CASES[case])


ON_MAPS = {
    "Conv2D": "4, 3",
    "SeparableConv2D": "4, 3",
    "DepthwiseConv2D": "3",
    "MaxPooling2D": "",
    "AveragePooling2D": "2",
    "GlobalMaxPooling2D": "",
    "GlobalAveragePooling2D": "",
    "ZeroPadding2D": "",
    "SpatialDropout2D": "0.5",
}
SHAPES = ("(784,)", "(28, 28)", "(32, 28, 28, 1)", "(2, 3, 4, 5, 6)")


@pytest.mark.parametrize("kind, shape", [*product(ON_MAPS, SHAPES)])
def test_a_map_is_missing(kind, shape):
    assert_keras_says_so(seq(f"{kind}({ON_MAPS[kind]})", shape=shape))


TOO_LARGE = [
    seq("Conv2D(8, 5)", shape="(4, 4, 3)"),
    seq("Conv2D(8, (5, 2), strides=2)", shape="(4, 4, 3)"),
    seq("Conv2D(8, 3, dilation_rate=2)", shape="(4, 9, 3)"),
    seq("Conv2D(8, 5)", shape="(None, 4, 3)"),
    seq("SeparableConv2D(8, 5)", shape="(4, 4, 3)"),
    seq("DepthwiseConv2D(5, depth_multiplier=2)", shape="(4, 4, 3)"),
    seq("MaxPooling2D(5)", shape="(4, 4, 3)"),
    seq("MaxPooling2D((1, 5), strides=1)", shape="(4, 4, 3)"),
    seq("AveragePooling2D(5)", shape="(None, 4, 3)"),
    seq("MaxPooling2D()", "MaxPooling2D()", "MaxPooling2D()", shape="(4, 4, 3)"),
]

ARGUMENTS = [
    *(seq(f"Conv2D(8, 3, strides={value})") for value in ("0", "-1", "'same'", "1.5", "(1, 0)", "(1, 2, 3)")),
    *(
        seq(f"Conv2D(8, kernel_size={value})")
        for value in ("0", "-3", "'3'", "2.5", "(3, 3, 3)", "(0, 0)", "(3,)")
    ),
    *(seq(f"Conv2D(filters={value}, kernel_size=3)") for value in ("0", "-32", "'32'", "(3, 3)")),
    *(seq(f"Conv2D(8, 3, dilation_rate={value})") for value in ("0", "'a'", "(1, 2, 3)")),
    *(
        seq(f"{kind}, padding='full')")
        for kind in ("Conv2D(8, 3", "SeparableConv2D(8, 3", "DepthwiseConv2D(3")
    ),
    *(seq(f"{kind}(2, padding='full')") for kind in ("MaxPooling2D", "AveragePooling2D")),
    *(seq(f"MaxPooling2D(pool_size={value})") for value in ("0", "-2", "'2'", "2.5", "(2, 2, 2)", "(2, 0)")),
    *(
        seq(f"AveragePooling2D(2, strides={value})")
        for value in ("0", "-1", "'2'", "1.5", "(1, 0)", "(1, 2, 3)")
    ),
    *(seq(f"Dense(units={value})", shape="(8,)") for value in ("0", "-3", "'10'", "10.5", "None", "(3, 3)")),
    *(seq(f"Dropout({value})", shape="(8,)") for value in ("25", "-0.5", "'0.5'", "None")),
    *(seq(f"Dense(3, activation={value})", shape="(8,)") for value in ("'rellu'", "3")),
    *(seq(f"ReLU({name}=-1)", shape="(8,)") for name in ("max_value", "negative_slope", "threshold")),
    seq("Activation('rellu')"),
    seq("LeakyReLU(-1)"),
    seq("Conv2D(8, 3, data_format='last')"),
    seq("MaxPooling2D(2, data_format='last')"),
    seq("RandomRotation(90)"),
    seq("RandomZoom(5)"),
    seq("RandomTranslation(0.1, 7)"),
    seq("ZeroPadding2D((1, 2, 3))"),
    seq("BatchNormalization(axis=7)"),
    seq("BatchNormalization(axis=0, scale=False)"),
    seq("Conv2D(8, 3, trainable=0)"),
    seq("Conv2D(8, 3, groups='2')"),
    seq("Conv2D(8, 3, strides=2, dilation_rate=(1, 2))"),
    seq("Conv2D(9, 3, groups=2)", shape="(8, 8, 4)"),
    seq("Conv2D(8, 3, groups=2)", shape="(8, 8, 3)"),
]

SIZES = [
    *(seq(f"Reshape({target})", shape="(784,)") for target in ("(28, 28, 3)", "(-1, 28, 3)")),
    *(seq(f"{kind}(4, 3)", shape="(8, 8, None)") for kind in ("Conv2D", "SeparableConv2D")),
    seq("DepthwiseConv2D(3)", shape="(8, 8, None)"),
    seq("Dense(3)", shape="(8, 8, None)"),
    seq("BatchNormalization()", shape="(8, 8, None)"),
    seq("Flatten()", "Dense(5)", shape="(None, 8, 3)"),
    seq("Conv2D(4, 3, name='a')", "Conv2D(4, 3, name='a')"),
    seq("Flatten()").replace("layers.Flatten()", "keras.Input((28, 28, 1))"),
    seq("Add()"),
]

WORDS = [
    seq("Conv2d(32, 3)"),
    "from keras.layers import Conv2D\n" + seq().replace("])", "Conv2d(32, 3)])"),
    seq("Conv2D(32, 3)").replace("layers.Conv2D", "keras.Conv2D"),
    seq("Conv2D(32, kernel=3)").replace("32, kernel=3", "32, 3, activaton='relu', paddin='same'"),
    seq("MaxPooling2D(2, stride=2)"),
    seq("Dense(2, activate='relu')"),
    seq("Flatten(strides=2)"),
    seq("Conv2D()"),
    seq("Conv2D(32)"),
    seq("Dense(activation='relu')"),
    seq("Conv2D(32, 3, kernel_size=3)"),
    "keras.Input(input_shap=(28,))",
    "keras.Input(784)",
    "keras.Input(shape=784)",
    "keras.Input('784')",
    "model = keras.Sequential()\nmodel.ad(layers.Flatten())",
    "model = keras.Sequential([\n    layers.Flatten()\n    layers.Dense(10),\n])",
    "model = keras.Sequential([layers.Dense(10, activation='relu)])",
    "layers.Dense(10))",
    "layers.Flatten()\n  layers.Dense(10)",
    "layers.Dense（10)",
]


@pytest.mark.parametrize("code", [*TOO_LARGE, *ARGUMENTS, *SIZES, *WORDS])
def test_one_line_in_keras_words(code):
    assert_keras_says_so(code)


def test_two_branches_that_do_not_fit():
    branches = """
inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(16, 3, padding="same")(inputs)
y = layers.Conv2D(32, 3)(x)
z = layers.{kind}()([x, y])
model = keras.Model(inputs, z)"""
    assert_keras_says_so(branches.format(kind="Add"))
    assert_keras_says_so(branches.format(kind="Concatenate"))


def test_in_the_functional_form():
    head = "inputs = keras.Input((None, 8, 3))\nx = layers.Flatten()(inputs)\n"
    assert_keras_says_so(head + "x = layers.Dense(5)(x)\nmodel = keras.Model(inputs, x)")
    named = 'x = layers.Flatten(name="a")(inputs)\nx = layers.ReLU(name="a")(x)\n'
    assert_keras_says_so("inputs = keras.Input((8, 8, 3))\n" + named + "model = keras.Model(inputs, x)")


def test_what_is_not_known_word_for_word_is_not_told():
    """`kernel=3` leaves kernel_size out: Python complains about that, before Keras sees the wrong name."""
    assert said(seq("Conv2D(32, kernel=3)")) == ""
    assert "missing 1 required" in run(seq("Conv2D(32, kernel=3)")).message


def test_no_message_is_left_over():
    """Every sentence of the file was compared with Keras above."""
    used = set()
    codes = [CASES[case] for case in CASES] + TOO_LARGE + ARGUMENTS + SIZES + WORDS
    codes += [seq(f"{kind}({ON_MAPS[kind]})", shape=shape) for kind, shape in product(ON_MAPS, SHAPES)]
    for code in codes:
        for finding in diagnose(code).findings:
            used.add(finding.values.get("refused", finding.key))
    assert {*_messages()} - used <= {"layer_not_called", "one_hot_loss"}


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_the_first_message_of_any_broken_network(seed):
    """Whatever is told first is what Keras says first, or nothing is told."""
    try:
        code = emit(broken(with_input(*random_stack(seed)), Random(seed)))
    except LabError:
        return
    findings = [one for one in diagnose(code).findings if not one.runs]
    diagnosis = diagnose(code)
    ours = keras_says(code, diagnosis, findings[0]) if findings else ""
    keras = run(code).message if ours else ""
    if "evenly divisible by the number of groups" not in keras:  # told once the channels are known
        assert unordered(ours) == unordered(keras)
