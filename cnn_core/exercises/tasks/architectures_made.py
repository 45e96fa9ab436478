"""Tasks on architectures in which the learner makes the network: puts layers in order, or writes them."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from cnn_core.architecture.stack import Layer, layer, stack
from cnn_core.architecture.trace import attempt
from cnn_core.convolution import dense_weight_count, separable_weight_count, weight_count
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.architectures_code import chain

Bounds = Sequence[int]
Order = tuple[str, ...]


def order_from_shapes(
    draw: Draw, side: Bounds, filters: Sequence[int], units: Sequence[int]
) -> Solved | None:
    """Five layers put in the order that gives some shapes, one after the other."""
    n, c, (k, m), u = 2 * draw.within(side), draw.pick((1, 3)), draw.some(filters, 2), draw.pick(units)
    f, g = draw.pick((3, 5)), draw.pick((3, 5))
    parts = {
        "conv_a": layer("Conv2D", k, f), "conv_b": layer("Conv2D", m, g),
        "pool": layer("MaxPooling2D", 2), "flatten": layer("Flatten"), "dense": layer("Dense", u),
    }  # fmt: skip
    maps = draw.shuffled(("conv_a", "conv_b", "pool"))
    answer = (*maps, "flatten", "dense")
    rows, error = attempt(stack(*(parts[name] for name in answer)), (n, n, c))
    if error:
        return None
    wrong = {
        "dense-first": (*maps, "dense", "flatten"),
        "channels-in": _swapped(answer, "conv_a", "conv_b"),
        "flatten-too-soon": (*maps[:2], "flatten", maps[2], "dense"),
    }
    shapes = chain([(n, n, c), *(row.output_shape for row in rows)])
    values = {"k": k, "m": m, "f": f, "g": g, "u": u}
    return Solved({"shapes": shapes}, answer, wrong, values, draw.shuffled(tuple(parts)))


def order_for_length(draw: Draw, side: Bounds, filters: Sequence[int]) -> Solved | None:
    """Two convolutions and a pooling put in the one order that leaves so many numbers after Flatten."""
    n, (k, m) = 2 * draw.within(side), draw.some(filters, 2)
    parts = {
        "conv_a": layer("Conv2D", k, 3), "conv_b": layer("Conv2D", m, 3),
        "pool": layer("MaxPooling2D", 2), "flatten": layer("Flatten"),
    }  # fmt: skip
    answer = (*draw.shuffled(("conv_a", "conv_b", "pool")), "flatten")
    rows, error = attempt(stack(*(parts[name] for name in answer)), (n, n, 1))
    if error or len(_orders_giving(parts, (n, n, 1), rows[-1].output_shape)) != 1:
        return None
    convs = [name for name in answer if name.startswith("conv")]
    places = [(*convs[:at], "pool", *convs[at:], "flatten") for at in (2, 1, 0)]
    wrong = {
        "channels-from-the-first": _swapped(answer, *convs),
        "pools-elsewhere": next(one for one in places if one != answer),
    }
    last, left = parts[convs[-1]]["filters"], rows[2].output_shape[0] or 0
    values = {
        "k": k, "m": m, "last": last, "side": left, "cells": left**2,
        "steps": chain([(n, n, 1), *(row.output_shape for row in rows)]),
    }  # fmt: skip
    given = {"n": n, "length": rows[-1].output_shape[0]}
    return Solved(given, answer, wrong, values, draw.shuffled(tuple(parts)))


def write_head(draw: Draw, side: Bounds, channels: Sequence[int], classes: Sequence[int]) -> Solved:
    """Layers that make class scores of a map with few weights: global pooling, not Flatten."""
    n, c, k = draw.within(side), draw.pick(channels), draw.pick(classes)
    needed = dense_weight_count(c, k)
    wrong = {
        "flattens": f"Flatten()\nDense({k})", "dense-alone": f"Dense({k})",
        "pools-only": "GlobalAveragePooling2D()",
    }  # fmt: skip
    given = {"input": (n, n, c), "output": (k,), "most_weights": _rounded_up(needed, 100)}
    values = {"k": k, "c": c, "needed": needed, "flat": dense_weight_count(n * n * c, k)}
    return Solved(given, f"GlobalAveragePooling2D()\nDense({k})", wrong, values)


def write_slim(draw: Draw, side: Bounds, channels: Sequence[int]) -> Solved:
    """Layers that halve the sides and change the channels, with fewer weights than a 3x3 convolution."""
    n, (c, k) = 2 * draw.within(side), draw.some(channels, 2)
    plain, most = weight_count(3, c, k), _rounded_up(separable_weight_count(3, c, k), 50)
    wrong = {
        "three-by-three": f'Conv2D({k}, 3, strides=2, padding="same")',
        "pools-only": "MaxPooling2D(2)", "keeps-the-sides": f"Conv2D({k}, 1)",
    }  # fmt: skip
    given = {"input": (n, n, c), "output": (n // 2, n // 2, k), "most_weights": most}
    values = {"c": c, "k": k, "plain": plain, "one": weight_count(1, c, k)}
    return Solved(given, f"MaxPooling2D(2)\nConv2D({k}, 1)", wrong, values)


def _orders_giving(
    parts: Mapping[str, Layer], image: tuple[int, ...], wanted: tuple[int | None, ...]
) -> list[Order]:
    found = []
    for names in permutations(parts):
        rows, error = attempt(stack(*(parts[name] for name in names)), image)
        if not error and rows[-1].output_shape == wanted:
            found.append(names)
    return found


def _swapped(order: Order, one: str, other: str) -> Order:
    turned = {one: other, other: one}
    return tuple(turned.get(name, name) for name in order)


def _rounded_up(count: int, unit: int) -> int:
    return -(-count // unit) * unit
