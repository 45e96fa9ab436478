"""The arithmetic shown beside a layer: worked out again by Python, it gives what Keras counts."""

import re

import pytest

from app.network_arithmetic import layer_lines, macs_formula, weights_formula
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import Row, trace
from cnn_core.models.build import build
from cnn_core.models.networks import NETWORKS

ODD = stack(
    layer("Input", (17, 23, 6)),
    layer("Conv2D", 8, (3, 5), strides=(2, 1), groups=2, use_bias=False),
    layer("DepthwiseConv2D", 3, depth_multiplier=3, dilation_rate=2),
    layer("SeparableConv2D", 5, (2, 3), depth_multiplier=2, padding="same"),
    layer("ZeroPadding2D", ((1, 0), (2, 2))),
    layer("BatchNormalization", scale=False),
    layer("AveragePooling2D", 2, padding="same"),
    layer("Dense", 7),
    layer("Flatten"),
    layer("Dense", 3, use_bias=False),
)
FIRST = stack(layer("Input", (3, 9, 8)), layer("Conv2D", 4, 3, data_format="channels_first"))
CASES = {"odd": ODD, "first": FIRST} | {
    name: network.architecture for name, network in NETWORKS.items() if name not in ("vgg16", "alexnet")
}


def worked_out(formula: str) -> int:
    """The left side of a formula as Python computes it."""
    left = formula.split(" = ")[0].replace("×", "*").replace(",", "").replace("−", "-").replace("⌊", "(")
    left = re.sub(r"⌈(\d+) / (\d+)⌉", r"-(-\1 // \2)", left).replace("⌋", ")").replace(" / ", " // ")
    assert re.fullmatch(r"[\d\s()*+/-]+", left), formula
    return eval(left, {"__builtins__": {}})  # digits and signs only


def stated(formula: str) -> int:
    return int(formula.split(" = ")[1].replace(",", ""))


def weighted(network: Architecture) -> list[tuple[int, Row]]:
    return [(row.position, row) for row in trace(network) if row.params]


@pytest.mark.parametrize("network", CASES.values(), ids=CASES)
def test_weights_are_keras_own(network: Architecture) -> None:
    rows = trace(network)
    written = []
    for position, row in weighted(network):
        shape = rows[network.sources(position)[0]].output_shape
        formula = weights_formula(network.layers[position], shape, row.params)
        assert worked_out(formula) == stated(formula), formula
        written.append(stated(formula))
    # Keras lists the layers of branches in an order of its own.
    assert sorted(written) == sorted(filter(None, (one.count_params() for one in build(network).layers)))


@pytest.mark.parametrize("network", CASES.values(), ids=CASES)
def test_sides_are_what_the_formula_says(network: Architecture) -> None:
    rows, seen = trace(network), 0
    for position in range(1, len(rows)):
        lines = layer_lines("en", network, rows, position)
        sizes = [line.partition(": ")[2] for line in lines if re.match("Height|Width", line)]
        first = network is FIRST
        sides = rows[position].output_shape[1:] if first else rows[position].output_shape[:2]
        for formula, side in zip(sizes, sides if len(sizes) == 2 else sides[:1], strict=False):
            seen += 1
            assert worked_out(formula) == stated(formula) == side, (position, formula)
    assert seen


@pytest.mark.parametrize("network", CASES.values(), ids=CASES)
def test_multiply_adds_are_stated_as_traced(network: Architecture) -> None:
    rows = trace(network)
    for position, row in weighted(network):
        shape = rows[network.sources(position)[0]].output_shape
        formula = macs_formula(network.layers[position], shape, row)
        if row.kind != "BatchNormalization":
            assert worked_out(formula) == stated(formula) == row.macs, formula


def test_vgg_is_told_in_both_languages() -> None:
    network = NETWORKS["vgg16"].architecture
    rows = trace(network)
    told = {language: layer_lines(language, network, rows, 20) for language in ("en", "zh-Hant")}
    assert told["en"][0] == "Weights: 25,088 × 4,096 + 4,096 = 102,764,544"
    assert "25,088 × 4,096 + 4,096 = 102,764,544" in told["zh-Hant"][0]


def test_sizes_that_are_not_known_are_not_invented() -> None:
    network = stack(layer("Input", (None, None, 3)), layer("Conv2D", 4, 3), layer("GlobalAveragePooling2D"))
    lines = layer_lines("en", network, trace(network), 1)
    assert lines[0] == "Height and width: None"
    assert not any("Multiply" in line for line in lines)
