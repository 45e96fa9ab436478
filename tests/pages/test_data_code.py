"""The code that the lesson about data shows: it runs, and does what the page says."""

import keras  # noqa: F401  (the shown code imports it; here it is loaded once)
import numpy as np
import pytest
import tensorflow as tf

from app.views.data_augment import AugmentSetting, keras_layers
from app.views.data_pipeline import PipelineSetting, code


@pytest.mark.parametrize(
    "setting",
    [
        AugmentSetting(),
        AugmentSetting(flip=False, shift=0),
        AugmentSetting(rotate=20, zoom=10, colour=30, cutout=8),
    ],
)
def test_keras_layers_run_and_change_images_in_training_only(setting):
    names = {}
    exec(keras_layers(setting), names)
    if not setting.augmentation.flip:
        assert names["augmentation"].layers == []
        return
    images = np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3)).astype(np.float32)
    changed = np.asarray(names["augmentation"](images, training=True))
    assert changed.shape == images.shape and not np.allclose(changed, images)
    assert np.allclose(np.asarray(names["augmentation"](images, training=False)), images)
    assert changed.min() >= -1 and changed.max() <= 256


def test_the_share_of_a_shift_is_in_pixels():
    """One bright pixel in the middle: it never goes further than the page says."""
    names = {}
    exec(keras_layers(AugmentSetting(flip=False, shift=4)), names)
    dots = np.zeros((200, 32, 32, 3), np.float32)
    dots[:, 16, 16] = 255
    moved = np.asarray(names["augmentation"](dots, training=True))
    _, rows, columns = np.nonzero(moved[..., 0] > 1)
    assert 3 <= np.abs(rows - 16).max() <= 5 and 3 <= np.abs(columns - 16).max() <= 5


@pytest.mark.parametrize("prefetch", [False, True])
@pytest.mark.parametrize("cache", [False, True])
def test_pipelines_run(prefetch, cache):
    names = {
        "tf": tf,
        "files": np.arange(100),
        "labels": np.arange(100),
        "read": lambda file, label: (file, label),
    }
    exec(code(PipelineSetting(prefetch=prefetch, cache=cache, readers=2).pipeline), names)
    batches = [batch.numpy() for batch, _ in names["dataset"]]
    assert [len(batch) for batch in batches] == [32, 32, 32, 4]
    assert sorted(np.concatenate(batches).tolist()) == list(range(100))
