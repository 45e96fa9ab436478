"""Repairs written into code of every form: the network becomes the one meant, all else stays as it was."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.architecture.diagnose import diagnose
from cnn_core.architecture.edit import Repair, applied
from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import parse
from cnn_core.architecture.patch import patched
from cnn_core.architecture.stack import layer
from cnn_core.errors import LabError
from tests.core.architecture.cases import run
from tests.core.architecture.random_stacks import random_stack
from tests.core.architecture.test_diagnose import with_input

#: The same network in every form that is read; Flatten is missing.
FORMS = {
    "a list": """model = keras.Sequential([
    keras.Input((28, 28, 1)),  # grey
    layers.Conv2D(8, 3),
    layers.Dense(10),  # ten classes
])
model.compile("adam", "mse")
""",
    "one line": """model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, 3), layers.Dense(10)])
""",
    "two in a line": """model = keras.Sequential([keras.Input((28, 28, 1)),
                          layers.Conv2D(8, 3), layers.Dense(10)])
""",
    "no last comma": """model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3),
    layers.Dense(10)
])
""",
    "add": """net = keras.Sequential()
net.add(keras.Input((28, 28, 1)))
net.add(layers.Conv2D(8, 3))
net.add(layers.Dense(10))  # ten classes
model = net
""",
    "functional": """inputs = keras.Input((28, 28, 1))
x = layers.Conv2D(8, 3)(inputs)
outputs = layers.Dense(10)(x)  # ten classes
model = keras.Model(inputs, outputs)
""",
    "one name": """inputs = x = keras.Input((28, 28, 1))
x = layers.Conv2D(8, 3)(x)
x = layers.Dense(10)(x)
model = keras.Model(inputs, x)
""",
    "nested": """inputs = keras.Input((28, 28, 1))
outputs = layers.Dense(10)(layers.Conv2D(8, 3)(inputs))
model = keras.Model(inputs, outputs)
""",
    "imported": """from keras import Sequential, Input
from keras.layers import Conv2D, Dense

model = Sequential([
    Input((28, 28, 1)),
    Conv2D(8, 3),
    Dense(10),
])
""",
    "imported in brackets": """from keras.layers import (
    Conv2D,
    Dense,
)
model = keras.Sequential([keras.Input((28, 28, 1)), Conv2D(8, 3), Dense(10)])
""",
    "input_shape": """model = keras.Sequential([
    layers.Conv2D(8, 3, input_shape=(28, 28, 1)),
    layers.Dense(10),
])
""",
    "imported, input_shape": """from keras.models import Sequential
from keras.layers import Conv2D, Dense
model = Sequential()
model.add(Conv2D(8, 3, input_shape=(28, 28, 1)))
model.add(Dense(10))
""",
    "many lines": """model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(
            8,  # filters
            3,
        ),
        layers.Dense(
            10,  # classes
        ),
    ]
)
""",
    "a list with a name": """stack = [
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3),
]
stack = stack + [layers.Dense(10)]
model = keras.Sequential(stack)
""",
}
OBJECTS = """inputs = keras.Input((28, 28, 1))
conv = layers.Conv2D(8, 3)
dense = layers.Dense(10)
outputs = dense(conv(inputs))
model = keras.Model(inputs, outputs)
model.compile("adam", "mse")
"""


def lines_lost(before: str, after: str) -> list[str]:
    kept = after.splitlines()
    return [line for line in before.splitlines() if line not in kept]


@pytest.mark.parametrize("form", FORMS)
def test_a_layer_is_put_in(form):
    code = FORMS[form]
    finding = diagnose(code).findings[0]
    assert finding.key == "dense_on_a_map"
    after = finding.repaired
    assert [one.kind for one in parse(after).layers] == ["Input", "Conv2D", "Flatten", "Dense"]
    assert len(lines_lost(code, after)) <= 1 + form.startswith("imported")
    comments = [line.split("#")[1] for line in code.splitlines() if "#" in line]
    assert all(comment in after for comment in comments)
    assert run(after).model.output_shape == (None, 10), "names that are new are imported"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("position", [1, 2])
def test_a_layer_is_taken_out(form, position):
    code = FORMS[form]
    architecture = parse(code)
    repair = Repair("remove", position)
    after = patched(code, architecture, repair)
    assert parse(after) == applied(architecture, repair)
    assert run(after).error is None


@pytest.mark.parametrize("form", FORMS)
def test_arguments_are_changed_where_they_stand(form):
    code = FORMS[form]
    architecture = parse(code)
    for position, one in [
        (1, layer("Conv2D", 16, 5, padding="same")),
        (2, layer("Dense", 3, use_bias=False)),
    ]:
        repair = Repair("replace", position, one)
        after = patched(code, architecture, repair)
        assert parse(after) == applied(architecture, repair)
        changed = code.count("\n") if form == "many lines" else 1
        assert len(lines_lost(code, after)) <= min(changed, 2)
        assert run(after).error is None


@pytest.mark.parametrize("form", FORMS)
def test_the_input_is_changed(form):
    code = FORMS[form]
    architecture = parse(code)
    repair = Repair("replace", 0, layer("Input", (32, 32, 3)))
    after = patched(code, architecture, repair)
    assert parse(after) == applied(architecture, repair)
    assert code.replace("(28, 28, 1)", "(32, 32, 3)") == after


def test_a_name_for_a_number_stays_where_nothing_changes():
    code = "size = 3\nInput((28, 28, 1))\nConv2D(filters=8, kernel_size=size, padding='full')"
    finding = diagnose(code).findings[0]
    assert finding.repaired == code.replace("'full'", '"same"')


def test_build_stands_for_an_input():
    code = "model = keras.Sequential([layers.Conv2D(8, 3)])\nmodel.build((None, 28, 28))\n"
    assert diagnose(code).findings[0].repaired == code.replace("28)", "28, 1)")


def test_layers_as_objects_are_written_anew():
    after = diagnose(OBJECTS).findings[0].repaired
    assert [one.kind for one in parse(after).layers] == ["Input", "Conv2D", "Flatten", "Dense"]
    assert 'model.compile("adam", "mse")' in after
    assert run(after).model.output_shape == (None, 10)


EDITS = [
    lambda random, at, one: Repair("remove", at),
    lambda random, at, one: Repair("insert", at, layer("Dropout", 0.2)),
    lambda random, at, one: Repair("insert", at, layer("Conv2D", 4, 3, padding="same", activation="relu")),
    lambda random, at, one: Repair("replace", at, one.changed(name=f"mine_{random.randint(0, 9)}")),
]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9))
def test_any_repair_of_any_network(seed):
    """Written code with one repair reads as the repaired network."""
    random = Random(seed)
    architecture = with_input(*random_stack(seed))
    try:
        code = emit(architecture)
        architecture = parse(code)
        at = random.randrange(1, len(architecture.layers))
        repair = random.choice(EDITS)(random, at, architecture.layers[at])
        goal = applied(architecture, repair)
        emit(goal)
    except LabError:
        return
    assert parse(patched(code, architecture, repair)) == goal
