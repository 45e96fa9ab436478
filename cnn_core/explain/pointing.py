"""Whether a heatmap lies on the object: the pointing game, and how much of its heat is inside the mask."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import real_array, real_number
from cnn_core.errors import LabError

Numbers = NDArray[np.float64]
Masks = NDArray[np.bool_]
#: Cells that differ by no more than this part of the hottest are as hot: resizing rounds.
ALIKE: Final = 1e-6


@dataclass(frozen=True)
class Summary:
    """A score over many images.

    Attributes:
        mean: of the images that have a score.
        error: standard error of the mean; nan for fewer than two images.
        count: how many images have a score.
    """

    mean: float
    error: float
    count: int


def summary(scores: ArrayLike) -> Summary:
    """Mean and standard error, s / sqrt(n) with s over n - 1; images without a score (nan) are left out.

    >>> summary([0.0, 1.0, float("nan")])
    Summary(mean=0.5, error=0.5, count=2)
    """
    every = np.asarray(scores, np.float64)
    found = every[~np.isnan(every)]
    mean = float(found.mean()) if len(found) else float("nan")
    error = float(found.std(ddof=1) / np.sqrt(len(found))) if len(found) > 1 else float("nan")
    return Summary(mean, error, len(found))


def pointing(maps: ArrayLike, masks: ArrayLike, tolerance: float = 0) -> Numbers:
    """The pointing game: whether the hottest cell lies on the object, or not further from it than allowed.

    Where several cells are the hottest, each counts in part: the score is the chance that one of them,
    picked blindly, is a hit. So a map that is the same everywhere scores what `chance` says.
    Source: Zhang et al., https://arxiv.org/abs/1608.00507, section 4.1. The tolerance there is 15 pixels of
    photographs some 500 wide; one pixel of 32 is as much.

    Args:
        maps: (N, H, W), as `heatmap` gives as `values`.
        masks: (N, H, W), true on the object.
        tolerance: pixels between the middle of the cell and of the nearest pixel of the object.

    Returns:
        (N,), 0..1; nan where the mask has no object.

    Raises:
        LabError: "mask_does_not_match" (shape, mask_shape); "not_finite", "not_numbers" or "too_small"
            (name, ...) for the tolerance; those of `arrays.real_array` for the maps.

    >>> mask = [[[True, False], [False, False]]]
    >>> [pointing([heat], mask).item() for heat in ([[9, 1], [0, 0]], [[9, 9], [0, 0]], [[0, 0], [0, 0]])]
    [1.0, 0.5, 0.25]
    """
    heat, where = _fitting(maps, masks)
    allowed = real_number(tolerance, "tolerance", 0)
    return _where_known(_over_hottest(heat, _distances(where) <= allowed), where)


def energy(maps: ArrayLike, masks: ArrayLike) -> Numbers:
    """How much of a map's heat lies on the object: the sum inside over the whole sum.

    Negative cells, which speak against the class, count as 0. A map without any heat says as much as one that
    is the same everywhere, and scores what `chance` says.
    Source: Wang et al., https://arxiv.org/abs/1910.01279, section 4.3

    Args, Returns, Raises: as `pointing`.

    >>> energy([[[3, 1], [-5, 0]]], [[[True, False], [False, False]]]).item()
    0.75
    """
    heat, where = _fitting(maps, masks)
    heat = np.maximum(heat, 0)
    heat[~heat.any(axis=(1, 2))] = 1
    shares = heat / heat.max(axis=(1, 2), keepdims=True)  # so that no sum is too large
    return _where_known((shares * where).sum(axis=(1, 2)) / shares.sum(axis=(1, 2)), where)


def reach(maps: ArrayLike, masks: ArrayLike) -> Numbers:
    """How far the hottest cell is from the object, in pixels; 0 on it, the mean over several hottest cells.

    Args, Raises: as `pointing`.

    Returns:
        (N,); nan where the mask has no object.

    >>> reach([[[0, 0, 1]]], [[[True, False, False]]]).item()
    2.0
    """
    heat, where = _fitting(maps, masks)
    far = np.where(where.any(axis=(1, 2), keepdims=True), _distances(where), 0)
    return _where_known(_over_hottest(heat, far), where)


def chance(masks: ArrayLike, tolerance: float = 0) -> Numbers:
    """What a blind guess scores: the share of the image that is object, or no further from it than allowed.

    Args:
        masks: (N, H, W), true on the object.
        tolerance: as for `pointing`; 0 for `energy`.

    Returns:
        (N,), 0..1; nan where the mask has no object.

    Raises:
        LabError: as `pointing`.

    >>> chance([[[True, False, False, False]]]).item(), chance([[[True, False, False, False]]], 1).item()
    (0.25, 0.5)
    """
    _, where = _fitting(masks, masks)
    near = _distances(where) <= real_number(tolerance, "tolerance", 0)
    return _where_known(near.mean(axis=(1, 2)), where)


def _fitting(maps: ArrayLike, masks: ArrayLike) -> tuple[Numbers, Masks]:
    heat, where = real_array(maps, "maps", ndims=(3,)).astype(np.float64), np.array(masks, bool)
    if heat.shape != where.shape:
        raise LabError("mask_does_not_match", shape=heat.shape, mask_shape=where.shape)
    return heat, where


def _over_hottest(heat: Numbers, values: NDArray[Any]) -> Numbers:
    """The mean of some values over the hottest cells of each map, (N, H, W) -> (N,)."""
    most = heat.max(axis=(1, 2), keepdims=True)
    hottest = heat >= most - ALIKE * np.abs(most)
    total: Numbers = (hottest * values).sum(axis=(1, 2))
    return total / hottest.sum(axis=(1, 2))


def _distances(masks: Masks) -> Numbers:
    """Of each pixel to the nearest one of the object, (N, H, W); infinite where there is none.

    In two passes: along the rows, then of those distances along the columns.
    """
    rows, columns = (_squares(side) for side in masks.shape[1:])
    found = np.empty(masks.shape)
    for at, mask in enumerate(masks):
        along = np.where(mask[:, None, :], columns, np.inf).min(axis=-1)  # (H, W)
        found[at] = (along.T[:, None, :] + rows).min(axis=-1).T
    return np.sqrt(found)


def _squares(side: int) -> NDArray[Any]:
    place = np.arange(side, dtype=np.float64)
    return (place[:, None] - place) ** 2


def _where_known(scores: Numbers, masks: Masks) -> Numbers:
    return np.where(masks.any(axis=(1, 2)), scores, np.nan)
