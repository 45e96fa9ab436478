"""Decorrelation and whitening of images, patches or any vectors, from the axes along which they vary."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from cnn_core.arrays import integer, one_of, real_array, real_number
from cnn_core.data.preprocess import chunks
from cnn_core.errors import LabError

Doubles = NDArray[np.float64]
WHITENINGS: Final = ("decorrelated", "pca", "zca")
_CHUNK = 100  # images whose patches are laid out at a time


@dataclass(frozen=True, eq=False)
class Axes:
    """Principal axes of vectors, those with the largest variance first.

    Attributes:
        mean: (D,).
        variances: (D,), descending, never negative: the eigenvalues of the covariance.
        directions: (D, D), one unit vector a column: the eigenvectors.
    """

    mean: Doubles
    variances: Doubles
    directions: Doubles


@dataclass(frozen=True, eq=False)
class Rotation:
    """(x - mean) @ matrix."""

    mean: Doubles
    matrix: Doubles  # (D, D)

    def apply(self, vectors: NDArray[Any]) -> Doubles:
        """(N, D) or (D,), of which none is changed.

        >>> Rotation(np.array([1.0, 0.0]), np.eye(2)).apply(np.array([3, 4]))
        array([2., 4.])
        """
        result: Doubles = (vectors - self.mean) @ self.matrix
        return result


def principal_axes(vectors: NDArray[Any]) -> Axes:
    """The axes along which vectors vary most, at right angles to each other.

    The covariance is the mean of (x - mean)(x - mean)^T; its eigenvectors are the axes. Their signs are free;
    here each one's largest component is positive.

    Args:
        vectors: (N, D) real numbers, for instance images laid out flat.

    Raises:
        LabError: as `arrays.real_array` does.

    >>> axes = principal_axes(np.array([[0, 0], [2, 2], [1, 1], [1, 1]]))
    >>> axes.variances.round(6), axes.directions[:, 0].round(3)
    (array([1., 0.]), array([0.707, 0.707]))
    """
    numbers = real_array(vectors, "vectors", (2,)).astype(np.float64)
    mean = numbers.mean(axis=0)
    numbers -= mean
    return _axes(mean, numbers.T @ numbers / len(numbers))


def whitening(axes: Axes, kind: str, epsilon: float = 1e-5) -> Rotation:
    """The matrix that decorrelates or whitens what the axes were measured on.

    decorrelated: V, a rotation; covariance diag(variances). pca: V diag(1 / sqrt(variances + epsilon)); the
    covariance becomes the identity. zca: the same, then turned back by V^T, so that images still look like
    images: Krizhevsky 2009, appendix A, https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf

    Args:
        axes: of `principal_axes`.
        kind: one of WHITENINGS.
        epsilon: added to the variances, so that faint directions, mostly noise, are not blown up; > 0.

    Raises:
        LabError: "unknown_choice" (name, received, choices); as `arrays.real_number` does.

    >>> axes = principal_axes(np.array([[0, 0], [4, 0], [0, 2], [4, 2]]))
    >>> whitening(axes, "zca").matrix.round(2)
    array([[0.5, 0. ],
           [0. , 1. ]])
    """
    one_of(kind, "whitening", WHITENINGS)
    turn = axes.directions
    if kind == "decorrelated":
        return Rotation(axes.mean, turn)
    scaled = turn / np.sqrt(axes.variances + real_number(epsilon, "epsilon", 1e-12))
    return Rotation(axes.mean, scaled if kind == "pca" else scaled @ turn.T)


def patch_axes(images: NDArray[Any], size: int) -> Axes:
    """Principal axes of all patches of `size` x `size` pixels, with all their channels.

    Args:
        images: (N, H, W, C) real numbers, scaled as the network will get them.
        size: side of a patch.

    Raises:
        LabError: "too_small", "not_an_integer", "too_many" (name, ...); as `arrays.real_array` does.

    >>> patch_axes(np.arange(48.0).reshape(1, 4, 4, 3), 2).directions.shape
    (12, 12)
    """
    images = real_array(images, "images", (4,))
    integer(size, "size", 1)
    for side in images.shape[1:3]:
        if size > side:
            raise LabError("too_many", name="size", maximum=side, received=size)
    count, width = 0, size * size * images.shape[-1]
    total, products = np.zeros(width), np.zeros((width, width))
    middle = float(images[:_CHUNK].mean())  # subtracted at once: products of large numbers lose digits
    for some in chunks(images, _CHUNK):
        flat = _patches(some.astype(np.float64) - middle, size)
        count += len(flat)
        total += flat.sum(axis=0)
        products += flat.T @ flat
    mean = total / count
    return _axes(mean + middle, products / count - np.outer(mean, mean))


def whitening_kernels(images: NDArray[Any], size: int = 3, epsilon: float = 5e-4) -> NDArray[np.float32]:
    """Kernels for a fixed first convolution that whitens its input, each with both signs.

    Kernel i is the i-th principal axis of the patches divided by sqrt(its variance + epsilon); after all of
    them come their negatives, since the ReLU that follows keeps one sign only. The maps of the first half are
    uncorrelated and have a variance near 1. Source: T. Swanson, hlb-CIFAR10,
    https://github.com/tysam-code/hlb-CIFAR10, after D. Page, https://myrtle.ai/learn/how-to-train-your-resnet-8-bag-of-tricks/;
    K. Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU", https://arxiv.org/abs/2404.00498.

    Args:
        images: (N, H, W, 3), scaled as the network gets them; a few thousand are enough.
        size: side of a kernel.
        epsilon: in the images' own units, squared.

    Returns:
        (size, size, 3, 2 * size * size * 3) float32, Keras's order.

    Raises:
        LabError: as `patch_axes` and `whitening` do.

    >>> noise = np.random.default_rng(0).normal(size=(4, 8, 8, 3))
    >>> whitening_kernels(noise, 2).shape
    (2, 2, 3, 24)
    """
    axes = patch_axes(images, size)
    half = whitening(axes, "pca", epsilon).matrix  # (size * size * C, the same)
    kernels = np.concatenate([half, -half], axis=1).astype(np.float32)
    return kernels.reshape(size, size, images.shape[-1], -1)


def zca_kernel(axes: Axes, size: int, channels: int, epsilon: float) -> Doubles:
    """The part of ZCA that gives a patch's middle pixel, as a kernel to whiten whole images with.

    Args:
        axes: of `patch_axes`.
        size: side of the patches, odd.
        channels: of the images.
        epsilon: as in `whitening`.

    Returns:
        (size, size, channels, channels) for `convolution.conv2d`.

    >>> noise = np.random.default_rng(0).normal(size=(4, 8, 8, 3))
    >>> zca_kernel(patch_axes(noise, 3), 3, 3, 1e-3).shape
    (3, 3, 3, 3)
    """
    matrix = whitening(axes, "zca", epsilon).matrix
    middle = size * size // 2 * channels
    return matrix[:, middle : middle + channels].reshape(size, size, channels, channels)


def _patches(images: Doubles, size: int) -> Doubles:
    windows = sliding_window_view(images, (size, size), axis=(1, 2))  # (N, H', W', C, size, size)
    return windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, size * size * images.shape[-1])


def _axes(mean: Doubles, covariance: Doubles) -> Axes:
    variances, directions = np.linalg.eigh(covariance)
    variances, directions = np.maximum(variances[::-1], 0), directions[:, ::-1]  # rounding can leave -1e-17
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=0)[None], axis=0)
    return Axes(mean, variances, directions * np.where(largest < 0, -1, 1))
