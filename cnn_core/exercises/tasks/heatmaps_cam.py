"""Tasks on how Grad-CAM is made: weights, maps, sizes, and why on the logit.

Source: Selvaraju et al., https://arxiv.org/abs/1610.02391
"""

from collections.abc import Sequence

import numpy as np

from cnn_core.architecture.emit import emit
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.shared import shown_matrix

Bounds = Sequence[int]
Choices = Sequence[int]


def cam_weight(draw: Draw, slopes: Bounds) -> Solved | None:
    """The weight of a map: the mean of the logit's gradient over its cells."""
    cells = draw.cells(2, 2, *slopes)
    sheet = np.array(cells, float)
    if not 0 < (sheet < 0).sum() < sheet.size:
        return None
    wrong = {
        "sums": float(sheet.sum()), "takes-largest": float(sheet.max()),
        "ignores-signs": float(np.abs(sheet).mean()), "positive-only": float(np.maximum(sheet, 0).mean()),
    }  # fmt: skip
    told = " + ".join(f"({cell})" if cell < 0 else f"{cell}" for row in cells for cell in row).replace(
        "-", "−"
    )
    return Solved({"matrix": cells}, float(sheet.mean()), wrong, {"terms": told})


def cam_map(draw: Draw, cells: Bounds, weights: Bounds) -> Solved | None:
    """A heatmap from two maps and their weights, one of them negative."""
    maps = np.array([draw.cells(2, 2, *cells) for _ in range(2)], float)
    alphas = np.array([draw.within(weights), -draw.within(weights)], float)[list(draw.shuffled((0, 1)))]
    total = summed(maps, alphas)
    if not 0 < (total < 0).sum() < 3 or not (total > 0).any():
        return None
    wrong = {
        "forgets-relu": total, "relu-too-early": np.maximum(alphas, 0) @ maps.reshape(2, -1),
        "ignores-weights": maps.sum(axis=0), "ignores-signs": summed(maps, np.abs(alphas)),
    }  # fmt: skip
    given = {"matrix": tuple(_rows(one) for one in maps), "first": int(alphas[0]), "second": int(alphas[1])}
    rows = {name: _rows(made.reshape(2, 2)) for name, made in wrong.items()}
    return Solved(given, _rows(np.maximum(total, 0)), rows, {"total": shown_matrix(_rows(total))})


def cam_by_hand(draw: Draw, cells: Bounds, weights: Bounds, spread: int) -> Solved | None:
    """A heatmap from two maps and the logit's gradients at their cells."""
    maps = np.array([draw.cells(2, 2, *cells) for _ in range(2)], float)
    slopes = np.array([_with_mean(draw, draw.within(weights), spread) for _ in range(2)], float)
    alphas = slopes.mean(axis=(1, 2))
    total = summed(maps, alphas)
    if not alphas.all() or not (total > 0).any():
        return None
    wrong = {
        "sums-gradients": np.maximum(summed(maps, slopes.sum(axis=(1, 2))), 0), "forgets-relu": total,
        "cell-by-cell": np.maximum((maps * slopes).sum(axis=0), 0),
    }  # fmt: skip
    given = {"matrix": tuple(_rows(one) for one in maps)} | {
        f"slopes{at}": shown_matrix(one) for at, one in enumerate(slopes, 1)
    }
    values = {"first": float(alphas[0]), "second": float(alphas[1]), "total": shown_matrix(_rows(total))}
    return Solved(
        given, _rows(np.maximum(total, 0)), {name: _rows(made) for name, made in wrong.items()}, values
    )


def summed(maps: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The sum of maps, each times its weight: (K, h, w), (K,) -> (h, w).

    >>> summed(np.array([[[1.0, 2.0]], [[3.0, 0.0]]]), np.array([2.0, -1.0])).tolist()
    [[-1.0, 4.0]]
    """
    return np.asarray(np.tensordot(weights, maps, axes=1))


def cam_size(draw: Draw, side: Choices, blocks: Bounds, filters: Choices) -> Solved | None:
    """Rows and columns of Grad-CAM's map at the last convolution, before it is enlarged."""
    size = (draw.pick(side), draw.pick(side))
    network = _network(draw, size, draw.within(blocks), filters)
    if size[0] == size[1]:
        return None
    rows = trace(network)
    convolutions = [row for row in rows if row.kind == "Conv2D"]
    pools = [row for row in rows if row.kind == "MaxPooling2D"]
    answer, last, first = (tuple(row.output_shape[:2]) for row in (convolutions[-1], pools[-1], pools[0]))
    wrong = {"image": size, "after-pooling": last, "halved-once": first}
    values = {"layer": convolutions[-1].name, "h": size[0], "w": size[1], "pooled": last}
    return Solved({"code": emit(network)}, answer, wrong, values)


def behind_softmax(draw: Draw, percents: Choices) -> Solved:
    """How many percent of the gradient of a class's own logit are left behind the softmax: p (1 - p)."""
    percent = draw.pick(percents)
    p, rest = percent / 100, (100 - percent) / 100
    wrong = {"as-good": 100, "only-p": percent, "only-the-rest": 100 - percent}
    return Solved({"percent": percent}, round(100 * p * rest, 4), wrong, {"p": p, "rest": rest})


def _with_mean(draw: Draw, mean: int, spread: int) -> tuple[tuple[int, ...], ...]:
    """2 x 2 whole numbers around their mean, which is whole too."""
    one, two = draw.whole(1, spread), draw.whole(0, spread)
    cells = draw.shuffled((mean + one, mean - one, mean + two, mean - two))
    return cells[:2], cells[2:]


def _network(draw: Draw, size: tuple[int, int], blocks: int, filters: Choices) -> Architecture:
    """Convolutions with pooling after each, global average pooling and one dense layer."""
    layers = [layer("Input", (*size, 3))]
    for at in range(1, blocks + 1):
        count = draw.pick(filters)
        layers.append(layer("Conv2D", count, 3, padding="same", activation="relu", name=f"conv{at}"))
        layers.append(layer("MaxPooling2D"))
    return stack(*layers, layer("GlobalAveragePooling2D"), layer("Dense", 10, name="logits"))


def _rows(sheet: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(cell) for cell in row) for row in sheet)
