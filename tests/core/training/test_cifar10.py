"""Real training on real CIFAR-10, where it is on this machine: the recipe does what the lesson says of it."""

import os

import pytest

from cnn_core.data import sources
from cnn_core.store import Store
from cnn_core.training.presets import PRESETS
from cnn_core.training.train import train

pytestmark = pytest.mark.skipif(
    not os.environ.get(sources.VARIABLE),
    reason=f"{sources.VARIABLE} names no folder or archive with the published data",
)


def test_the_fast_recipe_passes_seventy_percent(store: Store) -> None:
    """On validation images, after two epochs; three seeds gave 74.6 to 74.9 %."""
    run = train(PRESETS["fast"].changed(epochs=2), store)
    epochs = store.epochs(run)
    assert epochs[-1].val_accuracy > 0.72
    result = next(one for one in store.results(run) if one.split == "test")
    assert result.accuracy > 0.70 and len(result.labels) == 10_000


def test_the_tutorial_network_learns_too(store: Store) -> None:
    """A tenth of the images once, and chance is far behind."""
    run = train(PRESETS["tutorial"].changed(images=5000, validation=1000, epochs=1), store)
    assert store.epochs(run)[0].val_accuracy > 0.25
