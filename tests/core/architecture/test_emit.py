"""Written code is read back to the same network, and Keras makes the same network of it."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.architecture.emit import emit, emit_layer
from cnn_core.architecture.parse import parse
from cnn_core.architecture.signatures import KINDS
from cnn_core.architecture.stack import Architecture, Layer, layer, stack
from cnn_core.architecture.trace import attempt
from cnn_core.errors import LabError
from cnn_core.models.networks import NETWORKS
from tests.core.architecture.architectures import architectures, layers
from tests.core.architecture.ran_by_keras import assert_same, ran
from tests.core.architecture.random_stacks import random_stack

PREFIXES = ("layers.", "keras.layers.", "", "L.")


@settings(max_examples=200, deadline=None)
@given(architectures(), st.sampled_from(PREFIXES))
def test_what_is_written_is_read_back(network: Architecture, prefix: str) -> None:
    assert parse(emit(network, prefix)) == network


@settings(max_examples=100, deadline=None)
@given(one=layers())
def test_a_layer_is_written_in_one_line(one: Layer) -> None:
    code = emit_layer(one)
    assert "\n" not in code
    read = parse(code).layers[0]
    assert read == one
    assert read.span and (read.span.start, read.span.stop) == (0, len(code))


@pytest.mark.parametrize("name", NETWORKS)
def test_keras_makes_the_known_networks(name: str) -> None:
    network = NETWORKS[name].architecture
    for prefix in PREFIXES:
        assert parse(emit(network, prefix)) == network
    assert_same(ran(emit(network)), network)


def test_keras_makes_networks_with_any_layers() -> None:
    """Random networks that Keras can make, their code written and run."""
    seen: set[str] = set()
    for seed in range(70):
        network, shape = random_stack(seed)
        if network.layers[0].kind != "Input":
            network = _with_input(network, shape)
        _, error = attempt(network)  # Keras is given nothing that TensorFlow could die on
        if error is None:
            assert_same(ran(emit(network, PREFIXES[seed % 4])), network)
            seen |= {one.kind for one in network.layers}
    assert seen == set(KINDS)


def _with_input(network: Architecture, shape: tuple[int | None, ...] | None) -> Architecture:
    moved = [
        Layer(one.kind, one.arguments, tuple(source + 1 for source in network.sources(position)))
        for position, one in enumerate(network.layers)
    ]
    return stack(layer("Input", shape), *moved)


def test_lines_as_ruff_would_leave_them(tmp_path: Path) -> None:
    """Black's rules, at 88 columns. The class of AlexNet is laid out by this repository's own."""
    networks = [network.architecture for network in NETWORKS.values()]
    networks += [random_stack(seed)[0] for seed in range(60)]
    long = layer("Conv2D", 32, (3, 5), kernel_initializer="he_normal", padding="same", name="a" * 30)
    longer = long.changed(bias_regularizer="l2", kernel_regularizer="l2", activation="relu")
    wide = [layer("Conv2D", 8, 1, name="b" * 70, inputs=(0,)) for _ in range(30)]
    networks += [
        stack(long, longer),
        stack(long, longer, layer("Add", inputs=(0, 1))),
        *(
            stack(long, *wide[:count], layer("Concatenate", axis=1, inputs=tuple(range(1, count + 1))))
            for count in (2, 6, 7, 30)
        ),
    ]
    for number, network in enumerate(networks):
        for prefix in PREFIXES:
            code = emit(network, prefix)
            if "\nclass " not in code:
                (tmp_path / f"{number}_{prefix.rstrip('.')}.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "88", "--diff", "."]
    looked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert looked.returncode == 0, looked.stdout[:3000] + looked.stderr[-300:]
    assert len(list(tmp_path.iterdir())) > 100


WRITTEN = {
    "layers.Dense(10)": layer("Dense", units=10),
    'layers.Conv2D(32, 3, padding="same", activation="relu")': layer(
        "Conv2D", 32, (3, 3), activation="relu", padding="same", strides=1
    ),
    "layers.Conv2D(32, (3, 1), strides=2)": layer("Conv2D", 32, (3, 1), strides=(2, 2)),
    "layers.MaxPooling2D()": layer("MaxPooling2D", 2, strides=2),
    "layers.MaxPooling2D(3, strides=1)": layer("MaxPooling2D", pool_size=3, strides=1),
    "layers.AveragePooling2D(2)": layer("AveragePooling2D", 2),
    "layers.ZeroPadding2D(2)": layer("ZeroPadding2D", 2),
    "layers.Dropout(0.5, seed=-1)": layer("Dropout", 0.5, seed=-1),
    'layers.RandomFlip("horizontal")': layer("RandomFlip", "horizontal"),
    "layers.Rescaling(1 / 255)": layer("Rescaling", 1 / 255),
    "layers.Rescaling(1 / 255, offset=1e-07)": layer("Rescaling", 1 / 255, 1e-7),
    "layers.Reshape((-1,))": layer("Reshape", [-1]),
    "layers.Activation(None, trainable=False)": layer("Activation", None, trainable=False),
    'layers.Flatten(name="say \\"你好\\"")': layer("Flatten", name='say "你好"'),
    "keras.Input(shape=(None, 28, 1), batch_size=4)": layer("Input", (None, 28, 1), 4),
    "LocalResponseNormalization(alpha=0.1)": layer("LocalResponseNormalization", alpha=0.1),
}


@pytest.mark.parametrize("code, one", WRITTEN.items(), ids=WRITTEN)
def test_how_layers_are_written(code: str, one: Layer) -> None:
    assert emit_layer(one) == code


def test_how_a_branching_network_is_written() -> None:
    network = stack(
        layer("Input", (8, 8, 3)),
        layer("Conv2D", 4, 1),
        layer("Conv2D", 4, 3, padding="same"),
        layer("Conv2D", 4, 5, padding="same", inputs=(1,)),
        layer("Concatenate", inputs=(2, 3, 1)),
        layer("Flatten"),
    )
    assert emit(network).split("\n\n")[1] == (
        "inputs = keras.Input(shape=(8, 8, 3))\n"
        "fork_1 = layers.Conv2D(4, 1)(inputs)\n"
        'branch_1 = layers.Conv2D(4, 3, padding="same")(fork_1)\n'
        'x = layers.Conv2D(4, 5, padding="same")(fork_1)\n'
        "x = layers.Concatenate()([branch_1, x, fork_1])\n"
        "x = layers.Flatten()(x)\n"
        "model = keras.Model(inputs, x)\n"
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), (1.0, -float("inf"))])
def test_numbers_that_cannot_be_written(value: float) -> None:
    with pytest.raises(LabError) as error:
        emit(stack(layer("Rescaling", value)))
    assert error.value.key == "not_finite"
    assert error.value.values["name"] == "scale"


@pytest.mark.parametrize("source", [0, 1, 5, -2])
def test_a_layer_that_reads_what_comes_later(source: int) -> None:
    with pytest.raises(LabError) as error:
        emit(stack(layer("Flatten", inputs=(source,)), layer("Flatten", inputs=(-1,))))
    assert (error.value.key, error.value.values) == ("input_not_before", {"layer": 0, "received": source})
