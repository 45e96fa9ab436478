"""Flatten and dense layers against one average a channel, by the running Keras."""

import keras
import pytest

from cnn_core.architecture.flattening import with_flatten, with_global_average_pooling
from cnn_core.architecture.stack import layer, stack
from cnn_core.errors import LabError
from cnn_core.models.build import build
from cnn_core.models.networks import NETWORKS
from tests.core.architecture.keras_variants import (
    BRANCHED,
    CNN,
    FAST,
    GAP,
    RESIDUAL,
    SIMPLE,
    keras_kinds,
    learns,
)  # fmt: skip


@pytest.mark.parametrize("network", [CNN, SIMPLE, BRANCHED])
def test_networks_that_average_learn(network) -> None:
    model = learns(with_global_average_pooling(network))
    assert not any(isinstance(one, keras.layers.Flatten) for one in model.layers)


@pytest.mark.parametrize("network", [GAP, FAST, RESIDUAL])
@pytest.mark.parametrize("units", [0, 7])
def test_networks_that_flatten_learn(network, units) -> None:
    model = learns(with_flatten(network, units))
    assert not any("Global" in kind for kind in keras_kinds(model))


def test_the_tutorial_networks_weights_are_as_counted_by_hand() -> None:
    model = build(with_global_average_pooling(CNN))
    # Three convolutions, then 64 averages into 10 units.
    assert model.count_params() == 896 + 18_496 + 36_928 + 64 * 10 + 10
    assert keras_kinds(model)[-2:] == ["GlobalAveragePooling2D", "Dense"]


def test_what_comes_behind_the_last_dense_layer_stays() -> None:
    model = build(with_global_average_pooling(SIMPLE))
    assert keras_kinds(model)[-3:] == ["GlobalAveragePooling2D", "Dense", "Softmax"]


def test_there_and_back() -> None:
    assert with_flatten(with_global_average_pooling(CNN), 64) == CNN
    assert with_global_average_pooling(with_global_average_pooling(CNN)) == with_global_average_pooling(CNN)
    assert with_flatten(CNN, 64) == CNN


def test_channels_first_are_averaged_by_channel() -> None:
    first = stack(
        layer("Input", (5, 6, 6)), layer("Flatten", data_format="channels_first"), layer("Dense", 10)
    )
    assert build(with_global_average_pooling(first)).count_params() == 5 * 10 + 10


@pytest.mark.parametrize(
    "network",
    [
        stack(layer("Conv2D", 8, 3), layer("Dense", 10)),
        stack(layer("Conv2D", 8, 3), layer("Flatten"), layer("Softmax")),
    ],
)
def test_no_flatten_or_no_dense_layer_is_said(network) -> None:
    with pytest.raises(LabError, match="variant_needs"):
        with_global_average_pooling(network)


def test_logits_that_are_averaged_cannot_be_flattened() -> None:
    with pytest.raises(LabError, match="variant_needs"):
        with_flatten(NETWORKS["all-conv"].architecture)


def test_two_heads_are_refused() -> None:
    heads = stack(
        layer("Input", (8, 8, 3)),
        layer("Flatten"),
        layer("Dense", 4),
        layer("Dense", 4, inputs=(1,)),
        layer("Add", inputs=(2, 3)),
        layer("Dense", 10),
    )
    with pytest.raises(LabError, match="variant_branches"):
        with_global_average_pooling(heads)
