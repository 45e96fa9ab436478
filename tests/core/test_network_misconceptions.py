"""Wrong counts of a network's weights: never the right one, and the ones the curriculum names."""

import pytest

from cnn_core.architecture.trace import trace
from cnn_core.exercises.network_misconceptions import wrong_flat_weights, wrong_layer_weights
from cnn_core.models.networks import NETWORKS


def test_lenets_second_convolution() -> None:
    """A well-known text writes 5x5x3 kernels there; they are 5x5x6, 2,416 weights."""
    network = NETWORKS["lenet-5"].architecture
    wrong = wrong_layer_weights(network, trace(network), 3)
    assert wrong["image-channels"] == 5 * 5 * 3 * 16 + 16
    assert wrong["forgets-channels-and-bias"] == 5 * 5 * 16
    assert wrong["image-side"] == 14 * 14 * 5 * 5 * 6 * 16 + 16
    assert 2416 not in wrong.values()


@pytest.mark.parametrize("name", ["lenet-5", "cifar10-cnn", "vgg16", "gap-net"])
def test_no_wrong_rule_is_right(name: str) -> None:
    network = NETWORKS[name].architecture
    rows = trace(network)
    for row in rows:
        if row.kind in ("Conv2D", "Dense"):
            assert row.params not in wrong_layer_weights(network, rows, row.position).values(), row


def test_a_first_layer_sees_the_image() -> None:
    network = NETWORKS["lenet-5"].architecture
    assert "image-channels" not in wrong_layer_weights(network, trace(network), 1)


def test_flattened_maps() -> None:
    wrong = wrong_flat_weights(26, 26, 64, 64)
    assert wrong["one-number-a-channel"] == 64 * 64 + 64
    assert wrong["one-side"] == 26 * 64 * 64 + 64
    assert 26 * 26 * 64 * 64 + 64 not in wrong.values()
