"""Training images changed a little, anew each time: the label stays true, the pixels do not repeat."""

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.augment_colour import covered, recoloured
from cnn_core.data.augment_place import moved, turned
from cnn_core.data.preprocess import check_images
from cnn_core.training.augmentation import Augmentation

Images = NDArray[np.uint8]  # (N, H, W, 3)


def augment(images: Images, augmentation: Augmentation, rng: np.random.Generator) -> Images:
    """A batch in which every image is changed by amounts of its own, drawn from `rng`.

    First mirrored, moved, turned and zoomed, then coloured, then covered: the square of cutout stays grey.
    Amounts are drawn evenly between the two limits. The same `rng` state gives the same images.

    Sources: cutout with its middle anywhere in the image, DeVries and Taylor 2017,
    https://arxiv.org/abs/1708.04552; mirrored borders, Keller Jordan 2024, https://arxiv.org/abs/2404.00498.

    Args:
        images: (N, H, W, 3) uint8; they stay as they are.
        augmentation: how far each change may go; nothing set gives `images` back.
        rng: draws the amounts.

    Returns:
        (N, H, W, 3) uint8.

    Raises:
        LabError: "not_images" (name, shape, dtype); as `Augmentation.check` does.

    >>> images = np.arange(12, dtype=np.uint8).reshape(1, 1, 4, 3).repeat(2, axis=0)
    >>> flipped = augment(images, Augmentation(flip=True), np.random.default_rng(0))
    >>> flipped[:, 0, :, 0].tolist()
    [[0, 3, 6, 9], [9, 6, 3, 0]]
    """
    augmentation.check()
    check_images(images)
    return changed(images, augmentation, rng)


def changed(images: Images, augmentation: Augmentation, rng: np.random.Generator) -> Images:
    """As `augment`, for what has been checked; downloaded scripts hold it as it stands."""
    if augmentation.flip or augmentation.shift:
        images = _placed(images, augmentation, rng)
    if augmentation.rotate or augmentation.zoom:
        degrees = _amounts(rng, len(images), 0, augmentation.rotate)
        images = turned(images, degrees, _amounts(rng, len(images), 1, augmentation.zoom))
    if augmentation.colour:
        factors = (_amounts(rng, len(images), 1, augmentation.colour) for _ in range(3))
        images = recoloured(images, *factors)
    return _cut_out(images, augmentation.cutout, rng) if augmentation.cutout else images


def _amounts(rng: np.random.Generator, count: int, middle: float, most: float) -> NDArray[np.float32]:
    return rng.uniform(middle - most, middle + most, count).astype(np.float32)


def _placed(images: Images, augmentation: Augmentation, rng: np.random.Generator) -> Images:
    mirrored = rng.random(len(images)) < (0.5 if augmentation.flip else 0)
    rows, columns = rng.integers(-augmentation.shift, augmentation.shift + 1, (2, len(images)))
    return moved(images, mirrored, rows, columns)


def _cut_out(images: Images, side: int, rng: np.random.Generator) -> Images:
    """The square's middle lies anywhere in the image, so that some squares are cut off by its border."""
    _, height, width, _ = images.shape
    rows = rng.integers(0, height, len(images)) - side // 2
    columns = rng.integers(0, width, len(images)) - side // 2
    return covered(images, side, rows, columns)
