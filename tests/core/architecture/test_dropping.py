"""Dropout put in and taken out, by the running Keras."""

import keras
import numpy as np
import pytest

from cnn_core.architecture.dropping import with_dropout, without_dropout
from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.errors import LabError
from cnn_core.models.build import build
from cnn_core.models.networks import NETWORKS
from tests.core.architecture.keras_variants import ALL, CNN, keras_kinds, kinds, learns


@pytest.mark.parametrize("name", ALL)
def test_networks_with_it_learn_and_weigh_the_same(name) -> None:
    dropped = with_dropout(ALL[name], 0.4)
    model = learns(dropped)
    assert model.count_params() == build(ALL[name]).count_params()
    assert all(one.rate == 0.4 for one in model.layers if isinstance(one, keras.layers.Dropout))
    assert without_dropout(dropped) == ALL[name]


def test_it_stands_before_each_dense_layer() -> None:
    built = keras_kinds(build(with_dropout(CNN, 0.5)))
    assert built[-5:] == ["Flatten", "Dropout", "Dense", "Dropout", "Dense"]


def test_it_acts_in_training_only() -> None:
    keras.utils.set_random_seed(0)
    model = build(with_dropout(CNN, 0.5))
    images = np.ones((2, 32, 32, 3), np.float32)
    assert np.array_equal(model(images), model(images))
    assert not np.array_equal(model(images, training=True), model(images, training=True))


def test_what_is_there_takes_the_new_rate() -> None:
    all_conv = NETWORKS["all-conv"].architecture
    changed = with_dropout(all_conv, 0.3)
    rates = [one.rate for one in build(changed).layers if isinstance(one, keras.layers.Dropout)]
    assert rates == [0.3, 0.3, 0.3]
    assert kinds(changed) == kinds(all_conv)


def test_maps_dropped_whole_count_too() -> None:
    spatial = stack(layer("Input", (8, 8, 3)), layer("SpatialDropout2D", 0.2), layer("Flatten"))
    assert with_dropout(spatial, 0.5).layers[1] == layer("SpatialDropout2D", 0.5)
    assert kinds(without_dropout(spatial)) == ["Input", "Flatten"]


def test_it_is_refused_in_words() -> None:
    with pytest.raises(LabError, match="variant_needs"):
        with_dropout(stack(layer("Conv2D", 8, 3)), 0.5)
    with pytest.raises(LabError):
        trace(with_dropout(CNN, 1.5))
