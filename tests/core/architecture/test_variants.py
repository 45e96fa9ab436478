"""The same network shrinking in another way; sizes and weights by Keras itself."""

import keras
import pytest

from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.variants import strided, with_pooling, without_pooling
from cnn_core.models.build import build
from cnn_core.models.networks import NETWORKS
from tests.core.architecture.keras_variants import learns

CNN = NETWORKS["cifar10-cnn"].architecture


def shapes(network) -> list[tuple[int, ...]]:
    return [one.output.shape[1:] for one in build(network).layers]


def test_another_kind_of_pooling_changes_no_shape() -> None:
    average = with_pooling(CNN, "AveragePooling2D")
    assert sum(one.kind == "AveragePooling2D" for one in average.layers) == 2
    assert shapes(average) == shapes(CNN)
    assert with_pooling(average, "MaxPooling2D") == CNN


def test_strides_shrink_as_pooling_does() -> None:
    built = build(strided(CNN))
    assert not any(isinstance(one, keras.layers.MaxPooling2D) for one in built.layers)
    # 32 -> 15 -> 7 -> 5, by Keras: floor((n - 3) / 2) + 1 twice, then n - 2.
    maps = [one.output.shape[1:] for one in built.layers if len(one.output.shape) == 4]
    assert maps == [(15, 15, 32), (7, 7, 64), (5, 5, 64)]


def test_without_pooling_nothing_shrinks_in_its_place() -> None:
    built = build(without_pooling(CNN))
    assert (26, 26, 64) in [one.output.shape[1:] for one in built.layers]
    # 26 * 26 * 64 numbers into 64 units: by hand.
    assert max(one.count_params() for one in built.layers) == 26 * 26 * 64 * 64 + 64


def test_global_pooling_stays() -> None:
    gap = NETWORKS["gap-net"].architecture
    assert any(one.kind == "GlobalAveragePooling2D" for one in without_pooling(gap).layers)


@pytest.mark.parametrize("way", [without_pooling, strided])
def test_networks_without_pooling_stay_as_they_are(way) -> None:
    plain = stack(layer("Input", (8, 8, 1)), layer("Conv2D", 2, 3))
    assert way(plain) == plain


def test_pooling_without_a_convolution_before_it_stays() -> None:
    twice = stack(layer("Input", (8, 8, 1)), layer("MaxPooling2D"), layer("MaxPooling2D"))
    assert strided(twice) == twice


@pytest.mark.parametrize("name", ["inception-block", "residual-net"])
@pytest.mark.parametrize("way", [without_pooling, strided])
def test_branching_networks_stay_whole(name, way) -> None:
    changed = way(NETWORKS[name].architecture)
    assert build(changed).output_shape == build(NETWORKS[name].architecture).output_shape


def test_a_pool_on_another_branch_stays() -> None:
    """The convolution written before it feeds another layer."""
    block = NETWORKS["inception-block"].architecture
    assert strided(block) == block


def test_strides_of_convolution_and_pooling_multiply() -> None:
    network = stack(layer("Input", (16, 16, 1)), layer("Conv2D", 2, 1, strides=2), layer("MaxPooling2D"))
    assert shapes(strided(network))[-1] == shapes(network)[-1] == (4, 4, 2)


@pytest.mark.parametrize("way", [without_pooling, strided, lambda one: with_pooling(one, "AveragePooling2D")])
def test_variants_learn(way) -> None:
    learns(way(CNN))
