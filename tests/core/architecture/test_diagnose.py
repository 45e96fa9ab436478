"""What a diagnosis finds in code, beyond the lesson's own cases, and that it finds nothing too much."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.architecture.diagnose import diagnose
from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import Architecture, Layer, layer, stack
from cnn_core.architecture.trace import attempt
from cnn_core.errors import LabError
from tests.core.architecture.cases import run
from tests.core.architecture.random_stacks import random_stack

IN = "Input((28, 28, 1))\n"
FLAT = "Input((28, 28, 1))\nFlatten()\n"
BRANCH = """
inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(16, 3, padding="same")(inputs)
y = layers.Conv2D(32, 3)(x)
z = layers.{kind}()([x, y])
model = keras.Model(inputs, z)"""
#: (code, the first finding's key, its line; whether a repair is offered)
FOUND = [
    ("", "no_layers", None, False),
    ("model = keras.Sequential([])", "empty_stack", None, False),
    ("x" * 100_000, "code_too_long", None, False),
    ("for i in range(3):\n    model.add(Dense(3))", "code_not_read", 1, False),
    ("Input(784)\nDense(10)", "shape_not_a_tuple", 1, True),
    ("model.add(Dense(10))", "unknown_name", 1, True),
    ("import keras\nfrom keras import layers\nx = lyers.Dense(2)", "unknown_name", 3, True),
    ("model = keras.Sequential(layers.Flatten())", "sequential_needs_list", 1, True),
    ("Sequential([Flatten, Dense(10)])", "layer_not_called", 1, True),
    (IN + "Conv2D(8, 3, activation='rellu')", "unknown_choice", 2, True),
    (IN + "MaxPooling2D(2, padding='SAME')", "unknown_choice", 2, True),
    (IN + "Conv2D(8, 3, data_format='last')", "unknown_choice", 2, True),
    (IN + "Conv2D(32, 3, use_bias='no')", "not_a_flag", 2, False),
    (IN + "Conv2D(32.5, 3)", "not_an_integer", 2, False),
    (IN + "Conv2D(-32, (3, 0))", "too_small", 2, True),
    (IN + "Conv2D(32, (3, 3, 3))", "not_a_pair", 2, True),
    (IN + "ReLU(name='conv2d')\nConv2D(8, 3)", "name_twice", 2, True),
    (IN + "Dropout('0.5')", "not_numbers", 2, True),
    (IN + "RandomRotation(90)", "out_of_range", 2, True),
    (IN + "RandomFlip('left')", "unknown_choice", 2, False),
    (IN + "BatchNormalization(axis=7)", "axis_out_of_range", 2, True),
    (IN + "Conv2D(8, 3, name='a')\nConv2D(8, 3, name='a')", "name_twice", 3, True),
    (IN + "Conv2D(8, 3)\nInput((28, 28, 1))", "input_not_first", 3, True),
    ("Input((-1, 28, 1))\nConv2D(8, 3)", "not_a_shape", 1, True),
    ("Input((28, 28, None))\nConv2D(8, 3)", "channels_unsaid", 1, True),
    ("Input((784,))\nReshape((28, 28))\nConv2D(8, 3)", "no_channel_axis", 2, True),
    ("Input((784,))\nReshape((30, 30, 1))", "sizes_differ", 2, False),
    (FLAT + "Dense(10)\nConv2D(8, 3)", "map_is_gone", 2, False),
    (FLAT + "ReLU()\nConv2D(8, 3)", "map_is_gone", 2, True),
    (FLAT + "GlobalAveragePooling2D()", "map_is_gone", 2, True),
    (IN + "GlobalMaxPooling2D()\nConv2D(8, 3)", "map_is_gone", 2, True),
    ("Input((3, 32, 32))\nConv2D(8, 3)\nMaxPooling2D()", "channels_first_input", 1, True),
    (BRANCH.format(kind="Add"), "shapes_differ", 4, True),
    (BRANCH.format(kind="Concatenate"), "shapes_differ", 4, True),
    (FLAT + "Dense(64, activation='softmax')\nDense(10)", "softmax_inside", 3, True),
    (FLAT + "Dense(10)\nActivation('softmax')\nActivation('softmax')", "softmax_twice", 5, True),
    (FLAT + "Dense(1)\nSoftmax()", "softmax_on_one", 4, False),
    ("Sequential([Input((8, 8, 1)), Add()])", "merge_needs_branches", 1, True),
    ("x = inputs = keras.Input((8, 8, 1))\ny = layers.Flatten()(x)\nmodel = keras.Model(inputs, x)",
     "layer_unused", 2, False),
]  # fmt: skip
FINE = [
    "Input((None, None, 3))\nConv2D(8, 3)\nGlobalAveragePooling2D()\nDense(10)",
    IN + "Conv2D(32, 3, 2)\nFlatten()\nDense(10)",
    IN + "Conv2D(32, 1, 1)\nFlatten()\nDense(10)",
    IN + "MaxPooling2D(2, 2)\nFlatten()\nDense(10)",
    IN + "Dense(8)\nConv2D(4, 3)\nGlobalAveragePooling2D()",
    "Input((3, 32, 32))\nConv2D(8, 3, data_format='channels_first')",
    "Input((3, 32, 3))\nConv2D(8, 3)",
    FLAT + "Dense(1, activation='sigmoid')",
    IN + "Conv2D(10, 1, activation='softmax')",
]
COMPILED = """
model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense({units})])
model.compile("adam", {loss})
"""
SPARSE = "loss='sparse_categorical_crossentropy'"
LOGITS = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
LOSSES = [
    ("10", SPARSE, "logits_unsaid", "softmax"),
    ("10, activation='relu'", SPARSE, "logits_unsaid", "softmax"),
    ("1", "loss='binary_crossentropy'", "logits_unsaid", "sigmoid"),
    ("10, activation='softmax'", SPARSE, None, ""),
    ("10", LOGITS, None, ""),
    ("10, activation='softmax'", LOGITS, "softmax_from_logits", "Dense(10)"),
    ("1, activation='sigmoid'", "keras.losses.BinaryCrossentropy(True)", "softmax_from_logits", "Dense(1)"),
    ("10, activation='softmax'", "loss='categorical_crossentropy'", "one_hot_loss", "sparse_categorical"),
    ("10, activation='softmax'", "keras.losses.CategoricalCrossentropy()", "one_hot_loss", "SparseCat"),
    ("10, activation='softmax'", "'categorical_crossentropy')  # after to_categorical(", None, ""),
    ("10", "loss='mse'", None, ""),
]  # fmt: skip


@pytest.mark.parametrize("code, key, line, repaired", FOUND)
def test_found(code, key, line, repaired):
    finding = diagnose(code).findings[0]
    assert (finding.key, finding.line) == (key, line)
    assert (finding.repaired is not None) == repaired


@pytest.mark.parametrize("code", FINE)
def test_nothing_is_found_where_nothing_is_wrong(code):
    assert diagnose(code).findings == ()


@pytest.mark.parametrize("units, loss, key, mended", LOSSES)
def test_last_layer_and_loss(units, loss, key, mended):
    code = COMPILED.format(units=units, loss=loss)
    findings = diagnose(code).findings
    assert [one.key for one in findings] == ([key] if key else [])
    for finding in findings:
        assert finding.runs
        assert mended in finding.repaired
        assert diagnose(finding.repaired).findings == ()


def test_a_loss_of_its_own_line():
    code = COMPILED.format(units="10, activation='softmax'", loss="loss=loss")
    code = code.replace("model.compile", "loss = keras.losses.CategoricalCrossentropy()\nmodel.compile")
    finding = diagnose(code).findings[0]
    assert (finding.key, finding.line) == ("one_hot_loss", 3)
    assert "keras.losses.SparseCategoricalCrossentropy()" in finding.repaired


def test_several_mistakes_come_in_the_order_of_the_lines():
    code = IN + "Conv2D(32, 3, 3)\nMaxPooling2D(2)\nMaxPooling2D(5)\nFlatten()"
    assert [(one.key, one.line) for one in diagnose(code).findings] == [
        ("stride_by_position", 2),
        ("window_does_not_fit", 4),
    ]


def test_what_is_not_read_is_no_mistake():
    assert diagnose("for x in y: pass").findings[0].not_read
    assert not diagnose("Conv2d(3, 3)").findings[0].not_read


def repairs(code: str, most: int = 60) -> tuple[str, str | None]:
    """The code after all repairs, and the mistake that is left, if one is."""
    for _ in range(most):
        findings = diagnose(code).findings
        if not findings:
            return code, None
        if findings[0].repaired is None:
            return code, findings[0].key
        code = findings[0].repaired
    raise AssertionError(f"repairs go round in circles:\n{code}")


CHANGES = ("drop", "swap", "kernel", "stride", "axes", "text", "minus", "softmax", "double")


def broken(architecture: Architecture, random: Random) -> Architecture:
    """A stack with one thing spoilt."""
    layers = [*architecture.layers]
    at = random.randrange(len(layers))
    one, change = layers[at], random.choice(CHANGES)
    arguments = dict(one.arguments)
    numbers = [name for name, value in arguments.items() if isinstance(value, int | tuple)]
    name = random.choice(numbers) if numbers else ""
    if change == "drop" and architecture.is_sequential and len(layers) > 1:
        del layers[at]
    elif change == "double" and architecture.is_sequential:
        layers.insert(at, one)
    elif change == "swap" and architecture.is_sequential and at + 1 < len(layers):
        layers[at : at + 2] = [layers[at + 1], one]
    elif change == "kernel" and "kernel_size" in arguments:
        layers[at] = one.changed(kernel_size=random.choice((9, (1, 30), 0, (3, 3, 3), "3", 2.5)))
    elif change == "stride" and "strides" in arguments:
        layers[at] = one.changed(strides=random.choice((0, (1, 2), (2, 0), -1, "same")))
    elif change == "axes" and one.kind == "Input":
        shape = one["shape"]
        layers[at] = one.changed(
            shape=random.choice((shape[:-1], (32, *shape), shape[::-1], (None, *shape[1:])))
        )
    elif change == "text" and name:
        layers[at] = one.changed(**{name: str(arguments[name])})
    elif change == "minus" and isinstance(arguments.get(name), int):
        layers[at] = one.changed(**{name: -arguments[name]})
    elif change == "softmax":
        layers.append(layer("Softmax"))
    return stack(*layers)


def with_input(architecture: Architecture, shape: object) -> Architecture:
    if architecture.layers[0].kind == "Input" and shape is None:
        return architecture
    rest = [one for one in architecture.layers if one.kind != "Input"]
    shift = len(architecture.layers) - len(rest) - 1  # inputs move on by one where there was no Input
    sources = [one.inputs and tuple(source - shift for source in one.inputs) for one in rest]
    moved = [Layer(one.kind, one.arguments, inputs) for one, inputs in zip(rest, sources, strict=True)]
    return stack(layer("Input", shape or architecture.layers[0]["shape"]), *moved)


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 10**9))
def test_repairs_end_and_never_fail(seed):
    """Random networks with random faults: the last code is clean, or it is said what is left."""
    random = Random(seed)
    architecture = with_input(*random_stack(seed))
    try:
        code = emit(broken(architecture, random))
    except LabError:
        return
    last, left = repairs(code)
    if left is None:
        rows, error = attempt(parse(last))
        assert error is None and len(rows) == len(parse(last).layers)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_keras_agrees_about_broken_networks(seed):
    """Refused here and said to be refused by Keras: Keras raises. Nothing refused: Keras builds it."""
    random = Random(seed)
    try:
        code = emit(broken(with_input(*random_stack(seed)), random))
    except LabError:
        return
    diagnosis = diagnose(code)
    if diagnosis.architecture is None:
        return
    ran = run(code)
    if any(not one.runs for one in diagnosis.findings):
        assert ran.error is not None, (code, diagnosis.findings)
    elif len(diagnosis.rows) == len(diagnosis.architecture.layers):
        assert ran.error is None, (code, diagnosis.findings)


PIECES = [
    *(
        "Conv2D(",
        "32",
        ", ",
        "3",
        ")",
        "\n",
        "Dense(10)",
        "Input((28, 28, 1))",
        "[",
        "]",
        "=",
        "model",
        ".add(",
    ),
    *(
        "keras.Sequential(",
        "layers.",
        "'",
        '"',
        "x",
        "(x)",
        "Flatten()",
        "#",
        " ",
        "（",
        "，",
        "activation=",
        "-",
    ),
]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_answered(code):
    finding = diagnose(code).findings
    if finding and finding[0].repaired is not None:
        assert finding[0].repaired != code
    repairs(code)
