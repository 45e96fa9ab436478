"""All that the lesson on training asks of a network's epochs, in one look."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.data.drawn import draw
from cnn_core.errors import LabError
from cnn_core.explain.evolution import evolution
from cnn_core.explain.looks_evolution import DEPTHS, followed, layer_at
from cnn_core.explain.networks import Shipped, Trained
from cnn_core.explain.probe import Probe
from cnn_core.store import Store
from cnn_core.training.config import Config
from tests.core.explain.test_evolution import network

IMAGE = draw(3).images[2]
EPOCHS = [Shipped("drawn", number) for number in (0, 4, 10)]


@pytest.mark.parametrize(("depth", "layer"), [("first", "conv1"), ("middle", "conv2"), ("last", "conv3")])
def test_the_epochs_at_a_depth(depth, layer):
    found, expected = followed(EPOCHS, IMAGE, depth), evolution(EPOCHS, IMAGE, layer)
    assert found.layer == layer and found.found == (0, 1, 2)
    for name in ("kernels", "maps", "heat", "probabilities"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name
    assert not np.allclose(found.maps[0], found.maps[2])


def test_depths_are_of_convolutions_with_rows_and_columns():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, name="a"),
            layers.ReLU(),
            layers.Conv2D(4, 3, name="b"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(3),
        ]
    )
    assert [layer_at(Probe(model), depth) for depth in DEPTHS] == ["a", "b", "b"]
    flat = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(3)])
    with pytest.raises(LabError, match="no_convolution"):
        layer_at(Probe(flat), "first")


def test_epochs_that_are_gone_or_none(tmp_path):
    with pytest.raises(LabError, match="too_small"):
        followed([], IMAGE)
    with pytest.raises(LabError, match="unknown_choice"):
        followed(EPOCHS, IMAGE, "deepest")
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    run = store.begin(store.add(Config(network(4), data="drawn"), "ann").id)
    with pytest.raises(LabError, match="no_weights"):
        followed([Trained(store.url, run.id, "epoch-1")], IMAGE)
    store.close()
