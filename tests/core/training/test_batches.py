"""Batches: every image once an epoch, in an order that depends on seed, epoch and step alone."""

import keras
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.architecture.stack import layer, stack
from cnn_core.data.dataset import Split
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.batches import Batches, one_hot
from cnn_core.training.config import Config

PLAIN = Config(stack(layer("Flatten"), layer("Dense", 10)))


def numbered(count: int) -> Split:
    """Images that hold their own number in two pixels."""
    images = np.zeros((count, 32, 32, 3), np.uint8)
    images[:, 0, 0, 0], images[:, 0, 0, 1] = np.arange(count) % 256, np.arange(count) // 256
    return Split(images, (np.arange(count) % 10).astype(np.uint8))


def numbers(images: np.ndarray) -> list[int]:
    return (images[:, 0, 0, 0] + 256 * images[:, 0, 0, 1].astype(int)).tolist()


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 300), st.integers(1, 64), st.integers(0, 3), st.integers(0, 5))
def test_an_epoch_shows_each_image_once(count: int, batch_size: int, seed: int, epoch: int) -> None:
    batches = Batches(numbered(count), PLAIN.changed(batch_size=batch_size, seed=seed))
    shown = [number for images, _ in batches.epoch(epoch) for number in numbers(images)]
    assert len(set(shown)) == len(shown) == batches.steps * batches.size
    assert count - len(shown) < batches.size


def test_labels_stay_with_their_images() -> None:
    for images, labels in Batches(numbered(300), PLAIN).epoch(0):
        assert labels.argmax(axis=1).tolist() == [number % 10 for number in numbers(images)]


def test_epochs_and_seeds_differ() -> None:
    def order(seed: int, epoch: int) -> list[int]:
        return Batches(numbered(100), PLAIN.changed(seed=seed)).order(epoch).tolist()

    assert order(0, 0) == order(0, 0)
    assert order(0, 0) != order(0, 1)
    assert order(0, 0) != order(1, 0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 7))
def test_an_epoch_can_begin_at_any_step(start: int) -> None:
    """Augmentation draws the same amounts, too."""
    config = PLAIN.changed(augmentation=Augmentation(flip=True, shift=3, cutout=5), batch_size=25)
    batches = Batches(numbered(200), config)
    whole = list(batches.epoch(2))
    for (images, labels), (again, their_labels) in zip(whole[start:], batches.epoch(2, start), strict=True):
        assert (images == again).all() and (labels == their_labels).all()


def test_one_hot_is_kerass() -> None:
    labels = np.arange(10, dtype=np.uint8)[::-1]
    assert (one_hot(labels) == keras.utils.to_categorical(labels, 10)).all()
