"""What cannot be read is refused with a key and a place: in the code of the tests, between « and »."""

import pytest

from cnn_core.architecture.parse import parse
from cnn_core.errors import LabError


def refused(marked: str, key: str, **values: object) -> None:
    """The code between « and » is refused with this key and these values."""
    before, _, rest = marked.partition("«")
    wrong, _, after = rest.partition("»")
    code = before + wrong + after
    with pytest.raises(LabError) as error:
        parse(code)
    assert error.value.key == key, str(error.value)
    told = error.value.values
    assert code[told["span"].start : told["span"].stop] == wrong
    assert (told["line"], told["column"]) == (told["span"].line, told["span"].column)
    assert told["line"] == before.count("\n") + 1
    assert told["column"] == len(before.rpartition("\n")[2]) + 1
    assert values.items() <= told.items(), str(error.value)


LAYERS = [
    ("x = 1\nlayers.«Conv2d»(32, 3)", "unknown_layer", {"received": "Conv2d", "suggestion": "Conv2D"}),
    ("keras.layers.«LSTM»(lambda x: x)", "unknown_layer", {"received": "LSTM", "suggestion": ""}),
    ("from keras.layers import Dence\n[«Dence»(3)]", "unknown_layer", {"suggestion": "Dense"}),
    ("«dense»(3)", "unknown_layer", {"suggestion": "Dense"}),
    ("«Foo»(3)", "unknown_layer", {"suggestion": ""}),
    ("«foo»(3)", "unknown_name", {"received": "foo", "suggestion": ""}),
    ("«keras.Conv2D»(3, 3)", "unknown_name", {"suggestion": "keras.layers.Conv2D"}),
    ("«layers.Sequential»([])", "unknown_name", {"suggestion": "keras.Sequential"}),
    (
        "from keras import Conv2D\n«Conv2D»(3, 3)",
        "unknown_name",
        {"received": "Conv2D", "suggestion": "keras.layers.Conv2D"},
    ),
    (
        "Conv2D(8, 3, «paddin»='same')",
        "unknown_argument",
        {"kind": "Conv2D", "received": "paddin", "suggestion": "padding"},
    ),
    ("Dense(3, «batch_input_shape»=(None, 3))", "unknown_argument", {"kind": "Dense"}),
    ("Dense(3, «inputs»=(0,))", "unknown_argument", {"received": "inputs"}),
    ("Input(«sparse»=True, shape=(3,))", "unknown_argument", {"kind": "Input"}),
    ("Flatten(None, «2», 3)", "too_many_arguments", {"maximum": 1, "received": 3}),
    ("Conv2D(8, 3, «filters»=8)", "argument_twice", {"kind": "Conv2D", "argument": "filters"}),
    ("Dense(units=8, «units»=8)", "argument_twice", {"argument": "units"}),
    ("Dense(1, input_dim=3, «input_shape»=(3,))", "argument_twice", {"argument": "input_shape"}),
    ("keras.Input((3,), «batch_shape»=(1, 3))", "argument_twice", {"argument": "batch_shape"}),
    ("«Conv2D(8)»", "missing_argument", {"kind": "Conv2D", "argument": "kernel_size"}),
    ("«keras.Input()»", "missing_argument", {"kind": "Input", "argument": "shape"}),
    ("keras.Input(«shape=784»)", "shape_not_a_tuple", {"received": 784}),
    ("keras.Input((«784»))", "shape_not_a_tuple", {"argument": "shape"}),
    ("Dense(3, «input_shape=784»)", "shape_not_a_tuple", {"argument": "input_shape"}),
    (
        "Dense(3, activation=«layers.ReLU()»)",
        "layer_as_argument",
        {"kind": "Dense", "argument": "activation", "received": "ReLU"},
    ),
    ("Dense(3, «layers.LeakyReLU»)", "layer_as_argument", {"argument": "activation"}),
    (
        "Dense(3, kernel_regularizer=«keras.regularizers.L2(1e-4)»)",
        "object_as_argument",
        {"argument": "kernel_regularizer", "received": "L2", "instead": "l2"},
    ),
    ("import numpy as np\nDense(«np.prod((3, 3))»)", "value_from_elsewhere", {"argument": "units"}),
    ("«layers»(3)", "not_callable", {"received": "layers"}),
    ("«layers.Dense.Flatten»()", "code_not_read", {"received": ".Flatten"}),
    ("Dense(3, activation=«tf.relu»)", "value_from_elsewhere", {"received": "tf.relu"}),
    ("Dense(«Sequential([])»)", "value_from_elsewhere", {"received": "Sequential([])"}),
    ("Dense(3, activation=«relu»)", "unknown_name", {"received": "relu"}),
    ("units = 3\nDense(«unit»)", "unknown_name", {"suggestion": "units"}),
]

MODELS = [
    ("m = Sequential([])\nm.«ad»(Flatten())", "unknown_method", {"received": "ad", "suggestion": "add"}),
    ("m = Sequential([])\n«m.pop()»", "nothing_to_pop", {}),
    ("m = Sequential([])\n«m.add()»", "missing_argument", {"kind": "add", "argument": "layer"}),
    ("m = Sequential([])\nm.add(Flatten(), «3»)", "too_many_arguments", {"maximum": 1}),
    ("m = Sequential([])\nm.add(«m»)", "model_in_model", {}),
    ("«Sequential(Flatten(), Dense(3))»", "sequential_needs_list", {}),
    ("Sequential([], «nam»='a')", "unknown_argument", {"kind": "Sequential", "suggestion": "name"}),
    ("Sequential([«Flatten», Dense(3)])", "layer_not_called", {"kind": "Flatten"}),
    ("«layers.Flatten»\nDense(3)", "layer_not_called", {"kind": "Flatten"}),
    ("Sequential([«'relu'»])", "item_not_a_layer", {"received": "'relu'"}),
    ("Sequential([«keras.applications.VGG16()»])", "item_not_a_layer", {}),
    ("Dense(3), «4»", "item_not_a_layer", {"received": "4"}),
    ("a = Flatten()\nSequential([a, «a»])", "layer_shared", {"kind": "Flatten", "first_line": 2}),
    ("Sequential([Dense(3), Dense(3, «input_shape=(3,)»)])", "input_shape_not_first", {"kind": "Dense"}),
    ("Sequential([keras.Input((4,)), Dense(3, «input_dim=3»)])", "input_shape_not_first", {}),
    ("a = Sequential([])\nb = «Sequential([Flatten()])»", "several_models", {"lines": (1, 2)}),
    ("Sequential([Flatten()])\n«Dense(3)»", "layer_unused", {"kind": "Dense"}),
    ("conv = «Conv2D(3, 3)»\nFlatten()", "layer_unused", {"kind": "Conv2D"}),
    ("import torch.nn as nn\nm = «nn.Sequential»(nn.Conv2d(1, 8, 3))", "not_keras", {"received": "torch"}),
]

FUNCTIONAL = [
    ("y = Dense(3)\nz = Dense(4)(«y»)", "layer_not_applied", {"kind": "Dense"}),
    ("y = Model(x, «Dense(3)»)", "layer_not_applied", {"kind": "Dense"}),
    ("y = Flatten(«x»)", "tensor_as_argument", {"kind": "Flatten"}),
    ("y = Dense(3)(«[x]»)", "tensor_in_list", {"kind": "Dense"}),
    ("y = Flatten()(x),\nz = Dense(3)(«y»)", "tensor_in_list", {"kind": "Dense"}),
    ("y = «Add()(x)»", "merge_needs_list", {"kind": "Add"}),
    ("y = «Add()()»", "missing_argument", {"kind": "Add", "argument": "inputs"}),
    ("y = Flatten()(x, «x»)", "too_many_arguments", {"kind": "Flatten", "maximum": 1}),
    ("y = Dropout(0.5)(x, «training=True»)", "unknown_argument", {"received": "training"}),
    ("y = Dense(3)(«'x'»)", "not_a_tensor", {"received": "'x'"}),
    ("y = «x»()", "not_callable", {"received": "x"}),
    ("y = Dense(3)(«xx»)", "unknown_name", {"received": "xx"}),
    ("y = Add()([x, Dense(3)(«z»)])", "unknown_name", {"received": "z"}),
    ("y = «x + x»", "sum_of_tensors", {"received": "x + x"}),
    ("y = «-x»", "sum_of_tensors", {"received": "-x"}),
    ("y = «x.shape»", "code_not_read", {"received": ".shape"}),
    ("d = Dense(4)\ny = «d(d(x))»", "layer_shared", {"kind": "Dense", "first_line": 3}),
    ("y = Dense(3)(x)\nz = Model(«y», y)", "not_an_input", {}),
    ("z = «Model(x)»", "missing_argument", {"kind": "Model", "argument": "outputs"}),
    ("z = Model(x, «[Dense(3)(x), x]»)", "several_outputs", {"received": 2}),
    ("z = Model(«[x, x]», x)", "several_inputs", {"received": 2}),
    ("z = keras.Input((4,))\nm = «Model(z, x)»", "input_disconnected", {}),
    ("z = «keras.Input((4,))»\ny = Add()([x, z])", "several_inputs", {"received": 2}),
    ("z = keras.Input((4,))\nm = «Model(z, Add()([x, z]))»", "several_inputs", {"received": 2}),
    ("z = «Dense(7)»(x)\nm = Model(x, Dense(3)(x))", "layer_unused", {}),
    ("z = keras.Model(x, Dense(3)(x))\ny = «z(x)»", "model_in_model", {}),
    ("z = Sequential([«Dense(3)(x)»])", "tensor_in_sequential", {}),
    ("z = Sequential([keras.Input((5,)), Flatten()])\ny = «z(x)»", "input_inside", {}),
    ("y = Dense(3, «input_shape=(5,)»)(x)", "input_shape_not_first", {"kind": "Dense"}),
]


@pytest.mark.parametrize("code, key, values", LAYERS + MODELS, ids=lambda value: str(value)[:40])
def test_layers_and_models(code: str, key: str, values: dict[str, object]) -> None:
    refused(code, key, **values)


@pytest.mark.parametrize("code, key, values", FUNCTIONAL, ids=lambda value: str(value)[:40])
def test_tensors(code: str, key: str, values: dict[str, object]) -> None:
    refused(f"x = keras.Input((4,))\n{code}", key, **values)


PYTHON = {
    "for": "«for» unit in (1, 2): pass",
    "while": "«while» True: pass",
    "if": "«if» 1: pass",
    "def": "«def» f(): pass",
    "async def": "«async» def f(): pass",
    "class": "«class» Net(keras.Model): pass",
    "with": "«with» a: pass",
    "try": "«try»: pass\nexcept: pass",
    "pass": "Flatten()\n«pass»",
    "del": "a = 3\n«del» a",
    "assert": "«assert» True",
    "global": "«global» a",
    "match": "«match» a:\n  case 1: pass",
    "lambda": "Dense(«lambda x: x»)",
    "[… for …]": "m = Sequential(«[Dense(n) for n in (1, 2)]»)",
    "(… for …)": "Dense(3, «(n for n in 'abc')»)",
    "{… for …}": "Dense(«{n for n in 'abc'}»)",
    "{…: …}": "Dense(«{'units': 3}»)",
    "{…}": "Dense(«{3}»)",
    "… if … else …": "Dense(«3 if True else 4»)",
    "and / or": "Dense(«3 or 4»)",
    "not": "Dense(3, use_bias=«not True»)",
    "== < >": "Dense(«1 < 2»)",
    "<< >> & | ^": "Dense(«1 << 2»)",
    "@": "Dense(«1 @ 2»)",
    "~": "Dense(«~1»)",
    ":=": "Dense(«n := 3»)",
    'f"…"': "Dense(3, name=«f'{x[0]!r:>{w}}'»)",
    'b"…"': "Dense(3, name=«b'\\\\d'»)",
    "1j": "Dense(«2j»)",
    "...": "Dense(«...»)",
    "*": "Sequential([«*layers»])",
    "**": "Dense(«**{}»)",
    "await": "Dense(«await 3»)",
    "yield": "Dense((«yield»))",
    ".__class__": "«().__class__».__bases__",
    ".join": "Dense(3, name=«''.join»(['a']))",
    ".__init__": "«keras.__init__»",
    "[…]": "Dense(«'abc'[0]»)",
    "7": "«7»",
    "*rest": "a, «*rest» = 1, 2",
    "m.name": "m = Sequential()\n«m.name» = 'a'",
}


@pytest.mark.parametrize("kind, code", PYTHON.items(), ids=PYTHON)
def test_python_that_is_not_read(kind: str, code: str) -> None:
    refused(code, "code_not_read", received=kind)


SYNTAX = [
    ("Conv2D«（»32, 3)", "full_width_character", {"received": "（", "meant": "("}),
    ("Conv2D(32«，»3)", "full_width_character", {"received": "，", "meant": ","}),
    ("Flatten()\nDense(3, activation=«“»relu”)", "full_width_character", {"received": "“", "meant": '"'}),
    ("Dense(3, activation=«‘»relu’)", "full_width_character", {"meant": "'"}),
    ('Dense(3, activation="relu«”»)', "full_width_character", {"received": "”", "meant": '"'}),
    ("m«＝»3", "full_width_character", {"meant": "="}),
    ("m =«　»3", "full_width_character", {"received": "　", "meant": " "}),
    ("if x«：»", "full_width_character", {"meant": ":"}),
    ("Dense(«３»2)", "full_width_character", {"meant": "3"}),
    ("Flatten(axis=«−»1)", "full_width_character", {"meant": "-"}),
    ("m = «【»Flatten()]", "full_width_character", {"meant": "["}),
    ("m = Sequential«(»[Flatten()]\n", "bracket_never_closed", {"received": "("}),
    ("m.add«(»Flatten()\nm.add(Dense(3))", "bracket_never_closed", {"received": "("}),
    ("m = Sequential([Flatten()])«)»", "bracket_unmatched", {"received": ")"}),
    (
        "m = Sequential([\n  Conv2D(3, 3,\n  Flatten(),\n«]»)",
        "bracket_mismatch",
        {"received": "]", "opened": "(", "opened_line": 2},
    ),
    ("m = Sequential([\n  Conv2D(3, 3)«»\n  Flatten(),\n])", "comma_missing", {}),
    ("Conv2D(3«» 3)", "comma_missing", {}),
    ("Dense(3, activation=«'»relu)", "quote_never_closed", {"received": "'"}),
    ('x = 1\n«"»""Text', "quote_never_closed", {"received": '"'}),
    ("Flatten()\n  «D»ense(3)", "bad_indentation", {}),
    ("Flatten() «D»ense(3)", "code_syntax", {"received": "Flatten() Dense(3)"}),
    ("Dense(3 +«)»", "code_syntax", {}),
    ("Dense(«3u»nits)", "code_syntax", {}),
    ("Flatten()\n«\x00»", "odd_character", {"received": "U+0000"}),
    ("x = '«\ud83d»'", "odd_character", {"received": "U+D83D"}),
    ("Dense(3, name=«'\\ud83d'»)", "odd_character", {"received": "U+D83D"}),
]


@pytest.mark.parametrize("code, key, values", SYNTAX, ids=lambda value: repr(value)[:40])
def test_code_that_python_could_not_read(code: str, key: str, values: dict[str, object]) -> None:
    refused(code, key, **values)
