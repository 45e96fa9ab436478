"""Small runs for the tests of training: drawn images, a tiny network, a store of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn_core.architecture.stack import layer, stack
from cnn_core.store import Store
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import Config

NETWORK = stack(
    layer("Conv2D", 12, 3, strides=2, activation="relu"),
    layer("BatchNormalization"),
    layer("MaxPooling2D"),
    layer("Dropout", 0.1),
    layer("Flatten"),
    layer("Dense", 10),
)
#: 8 steps an epoch, with everything in it that depends on chance or remembers something.
SMALL = Config(
    NETWORK,
    data="drawn",
    images=400,
    validation=100,
    augmentation=Augmentation(flip=True, shift=2),
    learning_rate=3e-3,
    schedule="cosine",
    batch_size=50,
    epochs=3,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with nothing in it."""
    made = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield made
    made.close()
