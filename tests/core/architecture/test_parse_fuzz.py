"""Whatever is typed or pasted: an architecture comes out, or a LabError that knows its place."""

import ast
import string
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import Reading, parse, read
from cnn_core.architecture.scan import place
from cnn_core.architecture.source import Source
from cnn_core.architecture.stack import Architecture, Span
from cnn_core.errors import LabError
from cnn_core.models.networks import NETWORKS
from tests.core.architecture.architectures import architectures

SCRIPT = """\
import tensorflow as tf
from tensorflow.keras import layers as L
num_classes, shape = 10, (28, 28) + (1,)
flip = tf.keras.Sequential([L.RandomFlip("horizontal", input_shape=shape)])
inputs = tf.keras.Input(shape=shape, name='image')
x = flip(inputs)  # 翻轉
x = shortcut = L.Conv2D(filters=2**3, kernel_size=[3, 3], padding="same", activation=tf.nn.relu)(x)
x = L.Add()([x, shortcut]); x = L.Flatten()(x)
model = tf.keras.Model(inputs, outputs=L.Dense(num_classes, kernel_regularizer="l2")(x))
model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
history = model.fit(x_train, epochs=-1 // 2)
print(f"{history.history['loss'][-1]:.3f}")
"""
CORPUS = [
    SCRIPT,
    *(emit(network.architecture) for network in NETWORKS.values()),
    ">>> model = keras.Sequential()\n>>> model.add(Dense(3, input_dim=4))\n... \n>>> model.build((None, 4))",
    "%matplotlib inline\n\tConv2D(32, 3),\n\tMaxPooling2D((2, 2), strides=2),\n\tRescaling(1./255),",
    "model = Sequential([\n  # 中文\n  Input((3,)), Dense(1), ],\n name='a')\nmodel.pop()\nmodel.summary()",
]
PIECES = [
    *"()[]{},;:.=+-*/%@!~^&|<>\\'\"#\n\r\t\f \x00\ufeff\u00a0\u200b（），。“”＝　é中\ud800\U0001f600_",
    *("'''", '"""', "f'{", "b'", "\r\n", "\\\n", ">>> ", "... ", "%time\n", "lambda x:", " if ", " else "),
    *(" for ", " in ", "**", "//", ":=", "None", "True", "9" * 40, "1e999", "0x", "1_0", "1j", "-1", "0.5"),
    *(
        "Sequential(",
        "Input(",
        "Dense(3)",
        "Conv2D(8, 3)",
        "Add()",
        "add(",
        "(x)",
        "x",
        "model",
        ".add(",
        "L.",
    ),
    *("keras", "layers", "input_shape=", "activation=", "name=", "units=", "import ", "from ", "class A:\n "),
    *(
        "def f():\n return ",
        "del ",
        "with ",
        "async ",
        "yield ",
        "await ",
        "*a",
        "**b",
        "...",
        "__class__",
        "x=x\n",
    ),
]

EXPRESSIONS = [
    *("x", "inputs", "model", "L", "flip", "shape", "num_classes", "zzz", "None", "-1", "0.5", "'a'", "()"),
    *("[]", "(1, 2)", "[x]", "[x, x]", "(x,)", "1 + 1", "x + x", "shape[0]", "shape[5]", "shape[1:]", "-x"),
    *("L.Flatten()", "L.Flatten", "L.Add()", "L.Dense(3)(x)", "L.Dense(3, input_dim=2)", "tf.nn.relu"),
    *("tf.keras.Input((3,))", "tf.keras.Sequential()", "tf.keras.Sequential([L.ReLU()])", "model.pop()"),
    *("tf.keras.Model(x, x)", "model.add(L.ReLU())", "model.build((None, 3))", "L.add([x, x])", "len(shape)"),
    *(
        "tf.keras.regularizers.L2()",
        "tf.keras.losses.Huber()",
        "flip(x)",
        "f'{x}'",
        "lambda: 0",
        "3 if x else 4",
    ),
    *(
        "[y for y in x]",
        "{1: 2}",
        "x.y",
        "x()",
        "model.summary",
        "not x",
        "x < 1",
        "shape * 2",
        "2 ** 3 ** 2",
    ),
]


def check(code: str | bytes) -> None:
    """An architecture whose layers are written in the code, or a LabError whose place is in the code."""
    try:
        reading = read(code)
    except LabError as error:
        spans = [error.values["span"]] if "span" in error.values else []
        assert not spans or (error.values["line"], error.values["column"]) == (spans[0].line, spans[0].column)
        assert spans or error.key in ("no_layers", "too_many_layers", "code_not_text", "code_too_long")
        assert str(error)
    else:
        assert isinstance(reading, Reading)
        spans = [one.span for one in reading.architecture.layers]
    if isinstance(code, str):
        for span in spans:
            assert isinstance(span, Span) and 0 <= span.start <= span.stop <= len(code)
            assert (
                place(code.replace("\r\n", " \n").replace("\r", "\n"), span.start, span.stop)["span"] == span
            )


def mutated(code: str, random: Random) -> str:
    for _ in range(random.choice((1, 1, 1, 2, 4, 12))):
        start = random.randrange(len(code) + 1)
        stop = start + random.choice((0, 0, 1, 1, 2, 5, 30))
        piece = random.choice((random.choice(PIECES), random.choice(string.printable), ""))
        if random.random() < 0.2:  # a piece from somewhere else in the code
            begin = random.randrange(len(code) + 1)
            piece = code[begin : begin + random.randrange(1, 60)]
        code = code[:start] + piece + code[stop:]
    return code


@pytest.mark.parametrize("seed", range(4))
def test_code_with_mistakes(seed: int) -> None:
    random = Random(seed)
    for _ in range(700):
        check(mutated(random.choice(CORPUS), random))


def swapped(code: str, random: Random) -> str:
    """The code with one expression in place of another: it still is Python."""
    source = Source(code)
    found = [
        source.ends(node)
        for statement in source.statements
        for node in ast.walk(statement)
        if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store)
    ]
    start, stop = random.choice(found)
    begin, end = random.choice(found)
    piece = random.choice((random.choice(EXPRESSIONS), code[begin:end]))
    return code[:start] + piece + code[stop:]


def test_expressions_in_each_others_places() -> None:
    random, read_well = Random(7), 0
    for _ in range(1_000):
        code = random.choice(CORPUS)
        for _ in range(random.randint(1, 3)):
            with suppress(LabError, IndexError):
                code = swapped(code, random)
        check(code)
        with suppress(LabError):
            read_well += bool(parse(code).layers)
    assert read_well > 50


def test_bytes_with_mistakes() -> None:
    random = Random(5)
    for _ in range(600):
        code = bytearray(SCRIPT.encode())
        for _ in range(random.randint(1, 4)):
            code[random.randrange(len(code))] = random.randrange(256)
        check(bytes(code))


def test_pieces_in_any_order() -> None:
    random = Random(6)
    for _ in range(2_500):
        check("".join(random.choices(PIECES, k=random.randint(1, 14))))


@settings(max_examples=150, deadline=None)
@given(st.text() | st.text(string.printable) | st.binary())
def test_any_text(code: str | bytes) -> None:
    check(code)


def test_the_corpus_is_read() -> None:
    assert [len(parse(code).layers) for code in CORPUS[-3:]] == [2, 3, 1]
    assert [one.kind for one in parse(SCRIPT).layers] == [
        *("Input", "RandomFlip", "Conv2D", "Add", "Flatten", "Dense"),
    ]


@settings(max_examples=60, deadline=None)
@given(architectures(), st.sampled_from([" ", "    ", "\t", ">>> "]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_how_lines_begin_and_end_does_not_matter(network: Architecture, begin: str, end: str) -> None:
    code = emit(network)
    lines = code.rstrip("\n").split("\n")
    changed = "# first\n\n" * (begin != ">>> ") + "\n".join(begin + line for line in lines)
    if "class Local" not in code:  # its docstring has lines of its own
        assert parse(changed.replace("\n", end)) == network


@settings(max_examples=60, deadline=None)
@given(architectures())
def test_spans_are_the_calls(network: Architecture) -> None:
    code = emit(network, "keras.layers.")
    spans = [one.span for one in parse(code).layers]
    calls = [code[span.start : span.stop] for span in spans if span]
    assert [parse(call).layers[0] for call in calls] == [
        Architecture((one,)).layers[0] if one.inputs is None else type(one)(one.kind, one.arguments)
        for one in network.layers
    ]
