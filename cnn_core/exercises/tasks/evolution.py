"""Tasks of the lesson on training's course: the start, the way of the weights, and what was kept of it."""

from collections.abc import Sequence
from math import log, log2, log10

import numpy as np

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.evolution_curves import gain_done, half_path, stays_sure
from cnn_core.exercises.tasks.evolution_pictures import order_maps, untrained_kernels, untrained_map
from cnn_core.explain.activations import on_scale
from cnn_core.explain.classes import probabilities

__all__ = [
    "always_one_class", "gain_done", "half_path", "kept_bytes", "most_changed", "odds", "order_maps",
    "shared_scale", "start_loss", "stays_sure", "untrained_kernels", "untrained_map", "updates_seen",
    "weights_moved",
]  # fmt: skip

Bounds = Sequence[int]
LAYERS = ("conv1", "conv2", "conv3")
_DIGITS = 6  # of answers: what binary fractions leave behind is cut off
_HALF = 2  # bytes of a weight as float16


def start_loss(draw: Draw, classes: Sequence[int]) -> Solved:
    """The loss of a network that gives each of k classes the same share."""
    k = draw.pick(classes)
    share = float(probabilities(np.zeros((1, k), np.float32))[0, 0])
    wrong = {"base-two": log2(k), "base-ten": log10(k), "one-minus-p": 1 - 1 / k, "share-itself": 1 / k}
    return Solved({"k": k}, -log(share), wrong)


def always_one_class(draw: Draw, classes: Bounds, images: Sequence[int], shares: Bounds) -> Solved | None:
    """The accuracy of a network that calls every image the same."""
    k, count, share = draw.within(classes), draw.pick(images), draw.within(shares)
    own, odd = divmod(count * share, 100)
    if odd:
        return None
    wrong = {"one-of-so-many": 100 / k, "counts-images": own, "wrong-ones": 100 - share, "nothing": 0}
    return Solved({"k": k, "images": count, "own": own}, 100 * own / count, wrong)


def updates_seen(draw: Draw, images: Sequence[int], sizes: Sequence[int], epochs: Bounds) -> Solved | None:
    """How many steps lie behind the weights that were kept after an epoch."""
    count, size, epoch = draw.pick(images), draw.pick(sizes), draw.within(epochs)
    steps, rest = divmod(count, size)
    if rest:
        return None
    wrong = {
        "one-an-epoch": epoch, "one-epoch": steps, "an-image-a-step": epoch * count,
        "counts-the-start": (epoch + 1) * steps,
    }  # fmt: skip
    given = {"images": count, "batch": size, "epoch": epoch}
    return Solved(given, epoch * steps, wrong, {"steps": steps})


def kept_bytes(draw: Draw, thousands: Bounds, epochs: Bounds) -> Solved:
    """Megabytes of the weights before training and after each epoch, as float16."""
    weights, count = 5000 * draw.within(thousands), draw.within(epochs)
    one = weights * _HALF / 1e6
    wrong = {
        "forgets-the-start": round(count * one, _DIGITS), "four-bytes": round(2 * (count + 1) * one, _DIGITS),
        "counts-bits": round(8 * (count + 1) * one, _DIGITS), "only-one": one,
    }  # fmt: skip
    given = {"weights": weights, "epochs": count}
    return Solved(given, round((count + 1) * one, _DIGITS), wrong, {"sets": count + 1, "one": one})


def weights_moved(
    draw: Draw, starts: Sequence[Sequence[int]], moves: Sequence[Sequence[int]]
) -> Solved | None:
    """How far two weights moved, in percent of what they were: the norms, as on the lesson's page."""
    before = np.array(draw.shuffled(draw.pick(starts))) * [draw.pick((-1, 1)) for _ in range(2)]
    move = np.array(draw.shuffled(draw.pick(moves))) * [draw.pick((-1, 1)) for _ in range(2)]
    after = before + move
    start, way, end = (float(np.linalg.norm(one)) for one in (before, move, after))
    if 0 in after or end == start:
        return None
    wrong = {
        "compares-the-norms": 100 * abs(end - start) / start,
        "adds-the-amounts": 100 * float(np.abs(move).sum() / np.abs(before).sum()),
        "forgets-the-root": 100 * way**2 / start**2, "not-relative": way,
    }  # fmt: skip
    given = {f"{name}{at}": int(one[at - 1]) for name, one in (("w", before), ("v", after)) for at in (1, 2)}
    values = {"d1": int(move[0]), "d2": int(move[1]), "way": round(way, 3), "start": round(start, 3)}
    return Solved(given, round(100 * way / start, _DIGITS), wrong, values)


def most_changed(draw: Draw, starts: Sequence[int], times: Sequence[Sequence[float]]) -> Solved:
    """Which layer moved furthest for its size: change over norm, not the change and not the norm."""
    small, middle, large = (float(start) for start in starts)
    most, less, least = (draw.pick(ratios) for ratios in times)
    rows = {"ratio": (small, small * most), "change": (middle, middle * less), "norm": (large, large * least)}
    layers = dict(zip(rows, draw.shuffled(LAYERS), strict=True))
    matrix = tuple(rows[name] for layer in LAYERS for name in rows if layers[name] == layer)
    wrong = {"largest-change": layers["change"], "largest-norm": layers["norm"]}
    values = {"most": most, "less": less, "least": least}
    return Solved({"matrix": matrix}, layers["ratio"], wrong, values, LAYERS)


def shared_scale(draw: Draw, units: Sequence[float], cells: Bounds, tops: Bounds) -> Solved | None:
    """How bright a map's cell is if all epochs share one scale from 0 to 255."""
    unit, cell, own = draw.pick(units), draw.within(cells), draw.within(tops)
    if cell >= own:
        return None
    most = 15  # 255 = 15 x 17
    shown = on_scale(np.array([cell, own, most]) * unit, each=False, signed=False)
    wrong = {
        "own-scale": 255 * cell / own, "the-brightest-cell": 255 * own / most,
        "dark-for-much": 255 - 17 * cell, "times-the-value": 255 * cell * unit,
    }  # fmt: skip
    given = {"cell": round(cell * unit, 3), "own": round(own * unit, 3), "most": round(most * unit, 3)}
    return Solved(given, int(shown[0]), wrong)


def odds(draw: Draw, classes: Sequence[int], leads: Sequence[int]) -> Solved | None:
    """The percent a class gets whose logit lies ln m above all others, which are equal."""
    k, lead = draw.pick(classes), draw.pick(leads)
    shares = probabilities(np.array([[log(lead), *[0.0] * (k - 1)]]))
    answer = 100 * float(shares[0, 0])
    if abs(answer - round(answer)) > 1e-6 or lead < 2:
        return None
    wrong = {
        "one-rival": 100 * lead / (lead + 1), "all-are-rivals": 100 * lead / (lead + k),
        "still-even": 100 / k,
    }  # fmt: skip
    values = {"others": k - 1, "together": lead + k - 1}
    return Solved({"k": k, "lead": lead}, round(answer), wrong, values)
