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


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The drawn images of all these tests, kept for the session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVLAB_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with nothing in it."""
    made = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield made
    made.close()
