"""What the parser reads is what Keras makes of the same code."""

import inspect

import keras
import pytest
import tensorflow as tf

from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import layer, stack
from tests.core.architecture.ran_by_keras import assert_same, ran

HEAD = "import keras\nfrom keras import layers\n"
IMAGE = layer("Input", (28, 28, 1))
CONV, POOL, FLAT, DENSE = (
    layer("Conv2D", 32, 3, activation="relu"),
    layer("MaxPooling2D"),
    layer("Flatten"),
    layer("Dense", 10),
)
SMALL = stack(IMAGE, CONV, POOL, FLAT, DENSE)
LIST = """keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(10),"""

# Code that Keras runs as it stands.
RUNNING = {
    "a list": f"{HEAD}model = keras.Sequential([{LIST}])",
    "layers by name": f"{HEAD}model = keras.models.Sequential(layers=[{LIST}], name='small')",
    "a tuple": f"{HEAD}model = keras.Sequential(({LIST}))",
    "a list with a name": f"{HEAD}body = [{LIST}]\nmodel = keras.Sequential(body)",
    "add and pop": """
from tensorflow import keras
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Conv2D as C, Dense, Flatten, InputLayer, MaxPool2D
model = Sequential()
model.add(InputLayer(shape=(28, 28, 1)))
model.add(C(32, kernel_size=(3, 3), strides=1, activation="relu"))
model.add(layer=MaxPool2D((2, 2)))
model.add(Flatten()); model.add(Dense(100))
model.pop()
model.add(Dense(10))
""",
    "tf": """
import tensorflow as tf
model = tf.keras.models.Sequential([
    tf.keras.layers.Conv2D(32, 3, activation=tf.nn.relu, input_shape=(28, 28, 1)),
    tf.keras.layers.MaxPooling2D(2, 2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10)])
""",
    "aliases and names": """
import keras
import keras.layers as L
from keras import activations
classes = ["zero", "one"]
num_classes, rows = 5 * len(classes), 56 // 2
columns: int = 7 * 2**2
size = (rows, columns)
act = activations.relu
model = keras.Sequential([
    L.Input(size + (1,)), L.Conv2D(filters=-(-32), kernel_size=size[0] - 25, activation=act),
    L.MaxPool2D(), L.Flatten(), L.Dense(num_classes)])
""",
    "functional": f"""{HEAD}
inputs = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
x = layers.MaxPooling2D()(x)
model = keras.Model(inputs, layers.Dense(10)(layers.Flatten()(x)), name="small")
""",
    "layers with names": f"""{HEAD}
first, last = layers.Conv2D(32, 3, activation="relu"), layers.Dense(10)
inputs = layers.Input(batch_shape=(None, 28, 28, 1))
x = layers.MaxPooling2D()(first(inputs))
outputs = last(layers.Flatten()(x))
model = keras.models.Model(inputs=[inputs], outputs=[outputs])
""",
    "a model inside": f"""{HEAD}
front = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu")])
model = keras.Sequential([front, layers.MaxPooling2D(), layers.Flatten(), layers.Dense(10)])
""",
}


@pytest.mark.parametrize("code", RUNNING.values(), ids=RUNNING)
def test_forms_of_one_network(code: str) -> None:
    assert parse(code) == SMALL
    assert_same(ran(code), SMALL)


BRANCHES = f"""{HEAD}
inputs = keras.Input(shape=(8, 8, 4), name="image")
x = shortcut = layers.Conv2D(4, 3, padding="same")(inputs)
x = layers.BatchNormalization()(x)
x = layers.Activation(keras.activations.relu)(x)
x = layers.Add()([x, shortcut])
left = layers.Conv2D(2, 1)(x)
right = layers.MaxPooling2D(3, strides=1, padding="same")(x)
x = layers.concatenate([left, right, x], axis=-1, name="meeting")
x = layers.add([x, x])
x = layers.Concatenate(axis=1)((x, x))
outputs = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs=inputs, outputs=outputs)
"""


def test_branches() -> None:
    read_network = parse(BRANCHES)
    assert [one.inputs for one in read_network.layers] == [
        *(None, None, None, None),
        *((3, 1), None, (4,), (5, 6, 4), (7, 7), (8, 8), None),
    ]
    assert_same(ran(BRANCHES), read_network)


WITHOUT_MODEL = {
    "lines": "Conv2D(32, 3, activation='relu')\nMaxPooling2D()\nFlatten()\nDense(10)",
    "semicolons": "layers.Conv2D(32, 3, activation='relu'); MaxPooling2D(); Flatten(); Dense(10)",
    "commas": "Conv2D(32, 3, activation='relu'),\nMaxPooling2D(),\n\nFlatten(), Dense(10),  # the last",
    "a list": "[\n  Conv2D(32, 3, activation='relu'),\n  MaxPooling2D(),\nFlatten(), Dense(10)\n]",
    "indented": "  Conv2D(32, 3, activation='relu'),\n  MaxPooling2D(),\n\n  Flatten(),\n  Dense(10),\n",
    "tabs": "\tConv2D(32, 3, activation='relu'),\r\n\tMaxPooling2D(),\r\n\tFlatten(),\r\n\tDense(10)\r\n",
    "bytes": b"\xef\xbb\xbfConv2D(32, 3, activation='relu'), MaxPooling2D(), Flatten(), Dense(10)",
    "functional": "x = Conv2D(32, 3, activation='relu')(x)\ny = Dense(10)(Flatten()(MaxPooling2D()(x)))",
    "documentation": ">>> model = Sequential([\n...   Conv2D(32, 3, activation='relu'),\n"
    "...   MaxPooling2D()])\n>>> model.add(Flatten())\n>>> model.add(Dense(10))\n"
    ">>> model\n<Sequential name=sequential>\n",
    "odd spaces": "Conv2D(32,\u00a03, activation='relu')\nMaxPooling2D\u200b()\nFlatten()\u2003\nDense(10)",
}


@pytest.mark.parametrize("code", WITHOUT_MODEL.values(), ids=WITHOUT_MODEL)
def test_layers_without_a_model(code: str | bytes) -> None:
    assert parse(code) == stack(CONV, POOL, FLAT, DENSE)


def test_what_is_not_about_layers_is_skipped() -> None:
    code = '''
"""A lesson."""
%matplotlib inline
!pip install keras
import keras, numpy as np
import matplotlib.pyplot as plt
from keras.layers import *
from keras.utils import to_categorical
keras.utils.set_random_seed(0)
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = np.expand_dims(x_train, -1).astype("float32") / 255
x_train, x_test = -x_train, x_test[..., np.newaxis]
x_train /= 2
x_train[0] = 0
y_train = to_categorical([digit for digit in y_train], 10)
class LocalResponseNormalization(keras.layers.Layer):
    """Ours: （ here is nobody's business."""
    def call(self, x):
        return f"{x["
model = keras.Sequential([LocalResponseNormalization(3), Conv2D(32, 3, activation="relu")])
model.build((None, 28, 28, 1)); model.summary()
optimizer = keras.optimizers.Adam(1e-3)
model.compile(optimizer, loss=keras.losses.CategoricalCrossentropy(), metrics=["accuracy"])
history = model.fit(x_train, y_train, callbacks=[keras.callbacks.EarlyStopping(patience=3)])
loss, accuracy = model.evaluate(x_test, y_test)
plt.plot(history.history["loss"])
print(f"{accuracy:.3f} 「{loss}」")
'''
    local = layer("LocalResponseNormalization", 3)
    assert parse(code) == stack(IMAGE, local, CONV)
    assert parse(code.replace("model.build((None, 28, 28, 1))", "model.build(x_train.shape)")) == stack(
        local, CONV
    )


INPUTS = {
    "keras.Input((9, 8, 3))": ((9, 8, 3), None),
    "keras.Input(shape=[None, 8, 3])": ((None, 8, 3), None),
    "layers.InputLayer(input_shape=(9,))": ((9,), None),
    "layers.InputLayer(batch_input_shape=(4, 9, 2))": ((9, 2), 4),
    "keras.Input(batch_shape=(4, 9))": ((9,), 4),
    "keras.Input((9,), 4)": ((9,), 4),
    "layers.Dense(10, input_shape=(9, 8))": ((9, 8), None),
    "layers.Dense(10, input_dim=9)": ((9,), None),
    "layers.Dense(10, input_shape=[9])": ((9,), None),
}


@pytest.mark.parametrize("first, shape", INPUTS.items(), ids=INPUTS)
def test_shapes_of_inputs(first: str, shape: tuple[tuple[int, ...], int | None]) -> None:
    code = f"{HEAD}model = keras.Sequential([{first}, layers.Dense(10)])"
    network, model = parse(code), ran(code)
    assert (network.layers[0]["shape"], network.layers[0]["batch_size"]) == shape
    assert model.layers[-1].input.shape[1:] == model.input_shape[1:] or "10, " in first
    assert model.input_shape == (shape[1], *shape[0])


def test_a_shape_said_twice_is_read_once() -> None:
    code = f"""{HEAD}
flip = keras.Sequential([keras.Input((8, 8, 3)), layers.RandomFlip()])
inputs = keras.Input((8, 8, 3))
x = flip(inputs)
x = layers.Flatten()(x)
model = keras.Model(inputs, x)
"""
    assert parse(code) == stack(layer("Input", (8, 8, 3)), layer("RandomFlip"), FLAT)
    again = "keras.Sequential([keras.Input((8, 8)), layers.Dense(10, input_shape=(8, 8))])"
    assert parse(again) == stack(layer("Input", (8, 8)), DENSE)


VALUES = {
    "activation='relu', name='a\\'b\\u4e2d'": {"activation": "relu", "name": "a'b中"},
    "name='left' \"right\"": {"name": "leftright"},
    "activation=tf.nn.relu": {"activation": "relu"},
    "activation=keras.activations.log_softmax": {"activation": "log_softmax"},
    "use_bias=not_used": {"use_bias": False},
    "kernel_initializer=keras.initializers.HeNormal()": {"kernel_initializer": "he_normal"},
    "kernel_initializer=keras.initializers.TruncatedNormal": {"kernel_initializer": "truncated_normal"},
    "kernel_regularizer=keras.regularizers.L2()": {"kernel_regularizer": "l2"},
    "kernel_constraint=keras.constraints.UnitNorm()": {"kernel_constraint": "unit_norm"},
    "dtype=tf.float16, trainable=False": {"dtype": "float16", "trainable": False},
    "activation=None, bias_initializer=names[-1], kernel_initializer=names[:1][0]": {
        "bias_initializer": "ones",
        "kernel_initializer": "zeros",
    },
}


@pytest.mark.parametrize("written, expected", VALUES.items(), ids=VALUES)
def test_values_as_keras_takes_them(written: str, expected: dict[str, object]) -> None:
    code = f"{HEAD}import tensorflow as tf\nnot_used, names = False, ['zeros', 'ones']\n"
    code += f"model = keras.Sequential([layers.Dense(7, {written})])"
    assert parse(code) == stack(layer("Dense", 7, **expected))
    assert_same(ran(code), parse(code))


@pytest.mark.parametrize("module", ["initializers", "regularizers", "constraints"])
def test_objects_with_their_defaults_are_known_by_name(module: str) -> None:
    argument = f"kernel_{module[:-1]}"
    tried = 0
    for name in dir(getattr(keras, module)):
        thing = getattr(getattr(keras, module), name)
        alone = isinstance(thing, type) and not any(
            one.default is one.empty and one.kind == one.POSITIONAL_OR_KEYWORD
            for one in inspect.signature(thing).parameters.values()
        )
        if alone and thing.__init__ is not object.__init__ and not name.endswith("izer"):
            read = parse(f"Dense(3, {argument}=keras.{module}.{name}())").layers[0][argument]
            known = getattr(keras, module).get(read)
            if name.lower() == "constant":
                assert thing().get_config() == {"value": 0.0} and read == "zeros"
            else:
                assert (type(known), known.get_config()) == (thing, thing().get_config())
            tried += 1
    assert tried > 2


def test_functions_of_tensorflow() -> None:
    """Keras keeps them as they are, TensorFlow calls this one softmax_v2; the numbers are the same."""
    assert parse("Activation(tf.nn.softmax)") == stack(layer("Activation", "softmax"))
    scores = tf.constant([[1.0, 2.0, -3.0]])
    assert tf.nn.softmax(scores).numpy() == pytest.approx(keras.ops.softmax(scores).numpy())


def test_sums() -> None:
    sums = {"1 / 255": 1 / 255, "1./255": 1 / 255, "-3 + 2 * 4": 5, "7 // 2 % 2": 1, "2 ** -1": 0.5, "+3": 3}
    for written, value in sums.items():
        assert parse(f"Rescaling({written}, offset=-({written}))") == stack(layer("Rescaling", value, -value))


def test_every_layer_knows_its_place() -> None:
    code = "# 中文\nmodel = Sequential([ layers.Conv2D(\n  32, 3)])"
    code += "\nmodel.add( Dense(10, name='漢字') ) ; model.add(Flatten())"
    spans = [one.span for one in parse(code).layers]
    assert [code[span.start : span.stop] for span in spans if span] == [
        "layers.Conv2D(\n  32, 3)",
        "Dense(10, name='漢字')",
        "Flatten()",
    ]
    assert [(span.line, span.column) for span in spans if span] == [(2, 22), (4, 12), (4, 47)]


def test_places_behind_a_mask() -> None:
    code = "\ufeff%time\n>>> x = Dense(3\r\n... )(x)\n>>> y = Flatten()(x)"
    spans = [one.span for one in parse(code).layers]
    assert [code[span.start : span.stop] for span in spans if span] == ["Dense(3\r\n... )", "Flatten()"]
    shape = parse("Dense(3, input_shape=(2,))").layers[0].span
    assert shape and "Dense(3, input_shape=(2,))"[shape.start : shape.stop] == "input_shape=(2,)"
