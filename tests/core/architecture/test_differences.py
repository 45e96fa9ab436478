"""What changed between two networks."""

import pytest

from cnn_core.architecture.differences import Change, differences
from cnn_core.architecture.dropping import with_dropout
from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.variants import with_pooling
from tests.core.architecture.keras_variants import ALL, CNN


@pytest.mark.parametrize("name", ALL)
def test_a_network_does_not_differ_from_itself(name) -> None:
    assert differences(ALL[name], ALL[name]) == ()


def test_names_take_no_part() -> None:
    assert differences(stack(layer("Dense", 2, name="a")), stack(layer("Dense", 2, name="b"))) == ()


def test_what_was_put_in_is_counted() -> None:
    assert differences(CNN, with_dropout(CNN, 0.5)) == (Change((), (layer("Dropout", 0.5),), 2),)
    assert differences(with_dropout(CNN, 0.5), CNN) == (Change((layer("Dropout", 0.5),), (), 2),)


def test_what_was_exchanged_stands_side_by_side() -> None:
    found = differences(CNN, with_pooling(CNN, "AveragePooling2D"))
    assert found == (Change((layer("MaxPooling2D"),), (layer("AveragePooling2D", 2),), 2),)


def test_different_changes_are_told_apart() -> None:
    before = stack(layer("Dense", 8), layer("ReLU"), layer("Dense", 10))
    after = stack(layer("Dense", 9), layer("ReLU"), layer("Dense", 10), layer("Softmax"))
    assert differences(before, after) == (
        Change((layer("Dense", 8),), (layer("Dense", 9),)),
        Change((), (layer("Softmax"),)),
    )
