"""The shipped networks, each opened once, and what they say of images."""

from functools import lru_cache

import keras
import numpy as np

from cnn_core import models
from cnn_core.data.dataset import Images


@lru_cache
def opened(name: str) -> keras.Model:
    return models.load(name)


def logits(model: keras.Model, images: Images) -> np.ndarray:
    """(N, 10), a few hundred images at a time."""
    parts = [model.predict_on_batch(images[at : at + 500]) for at in range(0, len(images), 500)]
    return np.concatenate(parts)
