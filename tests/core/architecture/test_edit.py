"""Editing a network: every layer that stays keeps reading what it read, and the rest is Keras's business."""

import pytest

from cnn_core.architecture.edit import Repair, applied, inserted, moved, removed, replaced
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import attempt, trace
from cnn_core.errors import LabError
from cnn_core.models.networks import NETWORKS

THREE = stack(layer("Input", (8, 8, 3)), layer("Conv2D", 4, 3, padding="same"), layer("Flatten"))
BRANCHED = stack(
    layer("Input", (8, 8, 4)),
    layer("Conv2D", 4, 3, padding="same"),
    layer("Conv2D", 4, 1, inputs=(0,)),
    layer("Add", inputs=(1, 2)),
    layer("Flatten"),
)
ALL = [THREE, BRANCHED, *(network.architecture for network in NETWORKS.values())]


def kinds(network: Architecture) -> list[str]:
    return [one.kind for one in network.layers]


def test_a_layer_comes_between_two() -> None:
    assert kinds(inserted(THREE, 2, layer("MaxPooling2D"))) == ["Input", "Conv2D", "MaxPooling2D", "Flatten"]
    assert inserted(THREE, 2, layer("MaxPooling2D")).is_sequential


def test_a_layer_comes_at_either_end() -> None:
    assert kinds(inserted(THREE, 3, layer("Dense", 2)))[-1] == "Dense"
    assert trace(inserted(THREE, 3, layer("Dense", 2)))[-1].output_shape == (2,)
    bare = stack(layer("Dense", 5))
    assert kinds(inserted(bare, 0, layer("Input", (3,)))) == ["Input", "Dense"]
    assert trace(inserted(bare, 0, layer("Input", (3,))))[-1].params == 20


def test_an_insertion_on_a_branch_stays_on_it() -> None:
    # Before the shortcut's 1x1 convolution, which reads the input.
    longer = inserted(BRANCHED, 2, layer("BatchNormalization"))
    assert longer.sources(2) == (0,)
    assert longer.sources(3) == (2,)
    assert longer.sources(4) == (1, 3)
    assert longer.layers[5].inputs is None


@pytest.mark.parametrize("network", ALL)
def test_what_goes_in_comes_out(network: Architecture) -> None:
    for place in range(1, len(network.layers) + 1):
        longer = inserted(network, place, layer("Activation", "relu"))
        assert longer.layers[place].kind == "Activation"
        assert removed(longer, place) == network


@pytest.mark.parametrize("network", ALL)
def test_an_identity_changes_no_shape(network: Architecture) -> None:
    before = [row.output_shape for row in trace(network)]
    for place in range(1, len(network.layers)):
        rows = trace(inserted(network, place, layer("Activation", "relu")))
        assert [row.output_shape for row in rows if row.position != place] == before


def test_without_a_merge_its_first_branch_goes_on_and_the_others_go() -> None:
    plain = removed(BRANCHED, 3)
    assert kinds(plain) == ["Input", "Conv2D", "Flatten"]
    assert plain.is_sequential


@pytest.mark.parametrize("network", ALL)
def test_every_removal_leaves_a_network_that_hangs_together(network: Architecture) -> None:
    for place in range(1, len(network.layers)):
        shorter = removed(network, place)
        for at in range(len(shorter.layers)):
            assert all(-1 <= source < at for source in shorter.sources(at))
        rows, error = attempt(shorter)
        assert error is None or error.values["repair"] is None or isinstance(error.values["repair"], Repair)
        assert len(rows) <= len(shorter.layers)


def test_a_replacement_keeps_the_inputs() -> None:
    other = replaced(BRANCHED, 2, layer("Conv2D", 4, 3, padding="same"))
    assert other.sources(2) == (0,)
    assert other.layers[2]["kernel_size"] == (3, 3)


def test_layers_move_past_each_other() -> None:
    turned = moved(THREE, 1, 2)
    assert kinds(turned) == ["Input", "Flatten", "Conv2D"]
    assert moved(turned, 2, 1) == THREE


@pytest.mark.parametrize("place", [-1, 3, 99])
def test_there_is_no_such_layer(place: int) -> None:
    for change in (lambda: removed(THREE, place), lambda: moved(THREE, place, 0)):
        with pytest.raises(LabError) as caught:
            change()
        assert caught.value.key == "no_such_layer"


def test_a_merge_does_not_come_alone() -> None:
    with pytest.raises(LabError) as caught:
        inserted(THREE, 2, layer("Add"))
    assert caught.value.key == "merge_needs_branches"
    with pytest.raises(LabError):
        moved(BRANCHED, 3, 2)


def test_repairs_are_edits() -> None:
    assert applied(THREE, Repair("remove", 1)) == removed(THREE, 1)
    assert applied(THREE, Repair("insert", 1, layer("ReLU"))) == inserted(THREE, 1, layer("ReLU"))
    assert applied(THREE, Repair("replace", 1, layer("ReLU"))) == replaced(THREE, 1, layer("ReLU"))
