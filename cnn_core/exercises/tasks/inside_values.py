"""Tasks on the arithmetic inside a network: cells, zeros, dead channels, a step of gradient ascent."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.explain.statistics import Statistics

Bounds = Sequence[int]
#: Rows and columns of a map whose zeros are counted: 20 cells, so shares are whole percents.
MAP: Final = (4, 5)


def cell_values(draw: Draw, channels: int, products: Bounds, bias: Bounds) -> Solved | None:
    """Four cells of a convolution with ReLU, from the sums of products of each input channel."""
    sums = np.array([draw.cells(2, 2, *products) for _ in range(channels)], float)
    b = draw.within(bias)
    before = sums.sum(axis=0) + b
    if not b or not 0 < (before < 0).sum() < before.size:
        return None
    wrong = {
        "forgets-relu": before, "forgets-bias": np.maximum(sums.sum(axis=0), 0),
        "relu-too-early": np.maximum(np.maximum(sums, 0).sum(axis=0) + b, 0),
        "first-channel-only": np.maximum(sums[0] + b, 0),
    }  # fmt: skip
    given = {"matrix": tuple(_rows(sheet) for sheet in sums), "bias": b}
    values = {"channels": channels, "before": ", ".join(_signed(cell) for cell in before.ravel())}
    return Solved(
        given, _rows(np.maximum(before, 0)), {name: _rows(made) for name, made in wrong.items()}, values
    )


def zeros_share(draw: Draw, cells: Bounds, bias: Bounds) -> Solved | None:
    """How many percent of a map's cells are 0 after bias and ReLU."""
    sheet, b = np.array(draw.cells(*MAP, *cells)), draw.within(bias)
    zeros, without = (int((sheet + added <= 0).sum()) for added in (b, 0))
    if not b or not 3 <= zeros <= 17:
        return None
    share = 100 / sheet.size
    wrong = {
        "forgets-bias": share * without, "share-above": share * (sheet.size - zeros), "counts-cells": zeros,
    }  # fmt: skip
    given = {"matrix": tuple(map(tuple, sheet.tolist())), "bias": b}
    return Solved(given, share * zeros, wrong, {"zeros": zeros, "whole": sheet.size, "border": -b})


def dead_channels(draw: Draw, channels: int, images: int) -> Solved | None:
    """How many channels are dead, from the largest value of each channel's map of each image."""
    highest = np.array([_channel(draw, images) for _ in range(channels)])
    zero, unknown = highest == 0, np.full(channels, np.nan, np.float32)
    reached, most = 1 - zero.mean(axis=1, dtype="float32"), highest.max(axis=1).astype("float32")
    told = Statistics(images, active=unknown, reached=reached, mean=unknown, highest=most, lowest=0.0)
    wrong = {
        "blank-once": int(zero.any(axis=1).sum()), "first-image-only": int(zero[:, 0].sum()),
        "counts-zeros": int(zero.sum()),
    }  # fmt: skip
    if not told.dead:
        return None
    given = {"matrix": tuple(map(tuple, highest.tolist())), "images": images, "channels": channels}
    return Solved(given, len(told.dead), wrong, {"dead": ", ".join(str(k + 1) for k in told.dead)})


def _channel(draw: Draw, images: int) -> list[int]:
    """All zeros, or some of them."""
    if draw.whole(1, 3) == 1:
        return [0] * images
    return [0 if draw.whole(1, 3) == 1 else draw.whole(1, 9) for _ in range(images)]


def ascent_answer(draw: Draw, pixels: Bounds, weights: Bounds, rates: Sequence[float]) -> Solved | None:
    """What a filter answers after one step of gradient ascent on the three pixels under it.

    The answer is y = w . x, so its gradient with respect to the pixels is w, and x becomes x + rate w.
    """
    x, w = (np.array([draw.within(bounds) for _ in range(3)], float) for bounds in (pixels, weights))
    rate = draw.pick(rates)
    if not w.all() or not x.any():
        return None
    wrong = {
        "descends": w @ (x - rate * w), "forgets-the-rate": w @ (x + w),
        "changes-the-weights": (w + rate * x) @ x, "no-step": w @ x,
    }  # fmt: skip
    after = x + rate * w
    given = {"pixels": _listed(x), "weights": _listed(w), "rate": rate}
    values = {"before": float(w @ x), "after": _listed(after)}
    return Solved(given, float(w @ after), {name: float(made) for name, made in wrong.items()}, values)


def _listed(numbers: np.ndarray) -> str:
    return ", ".join(_signed(number) for number in numbers)


def _signed(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def _rows(sheet: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(cell) for cell in row) for row in sheet)
