"""Numbers of images made fit for a network: scaled, centred, standardised."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import one_of
from cnn_core.errors import LabError

Floats = NDArray[np.float32]
SCALINGS: Final = ("raw", "unit", "centred", "standardised")
OVER: Final = {"channel": (0, 1, 2), "pixel": (0,)}
_CHUNK = 1000  # images turned into float64 at a time


@dataclass(frozen=True, eq=False)
class Scaling:
    """(x - mean) / deviation, fitted to training images and applied to all others just the same.

    Attributes:
        kind: one of SCALINGS.
        mean: float32, (3,) or (H, W, 3); what is subtracted, on the scale 0..255.
        deviation: float32, of the same shape; what is divided by, never 0.
    """

    kind: str
    mean: Floats
    deviation: Floats

    def apply(self, images: NDArray[Any]) -> Floats:
        """(N, H, W, 3) or one image or pixel, as float32.

        >>> unit = Scaling("unit", np.zeros(3, np.float32), np.full(3, 255, np.float32))
        >>> unit.apply(np.array([51, 0, 255]))
        array([0.2, 0. , 1. ], dtype=float32)
        """
        result = np.subtract(images, self.mean, dtype=np.float32)
        result /= self.deviation
        return result


def fit_scaling(images: NDArray[np.uint8], kind: str, over: str = "channel") -> Scaling:
    """The numbers a kind of scaling needs, measured on training images.

    raw: as they are. unit: x / 255. centred: (x - mean) / 255. standardised: (x - mean) / deviation, where
    the deviation is the root of the mean squared distance from the mean; 1 where nothing ever changes.

    Args:
        images: (N, H, W, 3) uint8.
        kind: one of SCALINGS.
        over: "channel", one mean for red, green and blue each; or "pixel", one for every number of an image.

    Raises:
        LabError: "unknown_choice" (name, received, choices); "not_images" (name, shape, dtype).

    >>> images = np.array([0, 100, 200], np.uint8).repeat(4).reshape(1, 1, 4, 3)
    >>> fit_scaling(images, "standardised").mean
    array([ 75., 100., 125.], dtype=float32)
    """
    one_of(kind, "scaling", SCALINGS)
    axes = OVER[one_of(over, "over", tuple(OVER))]
    check_images(images)
    shape = images.shape[len(axes) :]
    mean, deviation = np.zeros(shape), np.full(shape, 1.0 if kind == "raw" else 255.0)
    if kind in ("centred", "standardised"):
        mean, spread = _moments(images, axes)
        deviation = np.where(spread > 0, spread, 1) if kind == "standardised" else deviation
    return Scaling(kind, mean.astype(np.float32), deviation.astype(np.float32))


def check_images(images: Any, name: str = "images") -> None:
    """Refuse what is no batch of colour images.

    Raises:
        LabError: "not_images" (name, shape, dtype).

    >>> check_images(np.zeros((1, 2, 2, 3), np.uint8))
    """
    fits = isinstance(images, np.ndarray) and images.dtype == np.uint8 and images.ndim == 4
    if not fits or images.shape[-1] != 3 or images.size == 0:
        shape = getattr(images, "shape", ())
        raise LabError("not_images", name=name, shape=shape, dtype=str(getattr(images, "dtype", "")))


def _moments(images: NDArray[np.uint8], axes: tuple[int, ...]) -> tuple[NDArray[np.float64], ...]:
    """Mean and deviation; whole numbers up to 255 are summed exactly, so no second pass is needed."""
    total: Any = 0
    squares: Any = 0
    for chunk in chunks(images, _CHUNK):
        numbers = chunk.astype(np.float64)
        total = total + numbers.sum(axes)
        squares = squares + np.square(numbers, out=numbers).sum(axes)
    count = np.prod([images.shape[axis] for axis in axes])
    mean = total / count
    return mean, np.sqrt(np.maximum(squares / count - mean**2, 0))


def chunks(images: NDArray[Any], size: int) -> Iterator[NDArray[Any]]:
    """Some images at a time, without copying.

    >>> [len(part) for part in chunks(np.arange(5), 2)]
    [2, 2, 1]
    """
    return (images[start : start + size] for start in range(0, len(images), size))
