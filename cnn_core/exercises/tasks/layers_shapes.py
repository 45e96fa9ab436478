"""Tasks on Keras's layers: shapes and weights."""

from collections.abc import Sequence

from cnn_core.architecture.parse import parse
from cnn_core.architecture.trace import trace
from cnn_core.convolution import dense_weight_count, separable_weight_count
from cnn_core.dense import flat_index
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.layer_rules import (
    wrong_conv_shapes,
    wrong_deep_shapes,
    wrong_dense_counts,
    wrong_dense_shapes,
    wrong_depthwise_maps,
    wrong_flat_indices,
    wrong_separable_counts,
)
from cnn_core.exercises.network_misconceptions import wrong_flat_weights
from cnn_core.exercises.tasks.layers_rules import (
    Shape,
    wrong_flat_lengths,
    wrong_image_shapes,
    wrong_norm_counts,
)
from cnn_core.normalization import batch_norm_weight_count

Bounds = Sequence[int]
Choices = Sequence[int]
#: What a line of code can be about: one image, all of them, a batch, one as an array of its own, one channel
#: of one, one pixel.
PLACES = ("alone", "all", "batch", "one", "bare", "pixel")


def third_argument(
    draw: Draw, side: Bounds, windows: Choices, stride: Bounds, channels: Choices, filters: Choices
) -> Solved | None:
    """The shape that Conv2D makes when its stride is written as the third argument."""
    h, w, f, s = draw.within(side), draw.within(side), draw.pick(windows), draw.within(stride)
    c, k = draw.pick(channels), draw.pick(filters)
    if h == w or c == k:
        return None
    right = _shape_after(f"Conv2D({k}, {f}, {s})", (h, w, c))
    given = {"shape": (h, w, c), "k": k, "f": f, "s": s}
    values = {"h": h, "w": w, "in": c, "pad": "valid", "sides": right[:2]}
    return Solved(given, right, wrong_conv_shapes((h, w, c), k, f, s, "valid"), values)


def separable_weights(
    draw: Draw, windows: Choices, channels: Choices, filters: Choices, multiplier: Bounds
) -> Solved | None:
    """The weights of a separable convolution."""
    f, c, k = draw.pick(windows), draw.pick(channels), draw.pick(filters)
    m = draw.within(multiplier)
    if k == c:
        return None
    right = separable_weight_count(f, c, k, m)
    values = {"depthwise": f * f * c * m, "pointwise": c * m * k, "maps": c * m}
    return Solved({"f": f, "in": c, "k": k, "m": m}, right, wrong_separable_counts(f, c, k, m), values)


def depthwise_maps(draw: Draw, channels: Choices, filters: Choices, multiplier: Bounds) -> Solved | None:
    """The maps between the two steps of a separable convolution."""
    c, k, m = draw.pick(channels), draw.pick(filters), draw.within(multiplier)
    if c * m == k:
        return None
    right = _shape_after(f"DepthwiseConv2D(3, depth_multiplier={m})", (8, 8, c))[-1]
    return Solved({"in": c, "k": k, "m": m}, right, wrong_depthwise_maps(c, k, m))


def flat_length(draw: Draw, side: Bounds, channels: Choices) -> Solved:
    """How many numbers Flatten makes of a map."""
    shape = (draw.within(side), draw.within(side), draw.pick(channels))
    right = _shape_after("Flatten()", shape)[0]
    return Solved({"shape": shape}, right, wrong_flat_lengths(shape), {"c": shape[2]})


def flat_place(draw: Draw, side: Bounds, channels: Choices) -> Solved | None:
    """Where a cell of a map stands after Flatten."""
    shape = (draw.within(side), draw.within(side), draw.pick(channels))
    r, c, ch = (draw.whole(0, extent - 1) for extent in shape)
    if not r or not c or shape[0] == shape[1]:
        return None
    given = {"shape": shape, "r": r, "c": c, "ch": ch}
    values = {"width": shape[1], "in": shape[2], "before": r * shape[1] + c}
    return Solved(given, flat_index(r, c, ch, shape), wrong_flat_indices(r, c, ch, shape), values)


def dense_on_map(draw: Draw, side: Bounds, channels: Choices, units: Choices, weights: bool) -> Solved | None:
    """Dense on a map that was not flattened: the shape that comes out, or the weights."""
    h, w, c, k = draw.within(side), draw.within(side), draw.pick(channels), draw.pick(units)
    if h == w or c == k:
        return None
    shape, values = (h, w, c), {"h": h, "w": w, "in": c, "cells": h * w}
    given = {"shape": shape, "units": k}
    if weights:
        return Solved(given, dense_weight_count(c, k), wrong_dense_counts(shape, k), values)
    return Solved(given, _shape_after(f"Dense({k})", shape), wrong_dense_shapes(shape, k), values)


def dense_weights(draw: Draw, side: Bounds, channels: Choices, units: Choices) -> Solved:
    """The weights of a dense layer behind Flatten."""
    n, c, k = draw.within(side), draw.pick(channels), draw.pick(units)
    inputs = n * n * c
    given = {"shape": (n, n, c), "units": k}
    values = {"inputs": inputs, "c": c}
    return Solved(given, dense_weight_count(inputs, k), wrong_flat_weights(n, n, c, k), values)


def norm_weights(draw: Draw, side: Bounds, channels: Choices) -> Solved:
    """All numbers that batch normalization keeps for a map, or those that are trained."""
    h, w, c = draw.within(side), draw.within(side), draw.pick(channels)
    trained, moving = batch_norm_weight_count(c)
    values = {"c": c, "trained": trained, "moving": moving}
    return Solved({"shape": (h, w, c)}, trained + moving, wrong_norm_counts(c, h, w), values)


def grey_image(draw: Draw, side: Bounds, images: Choices) -> Solved | None:
    """The shape that Input takes for grey images."""
    h, w, count = draw.within(side), draw.within(side), draw.pick(images)
    if h == w:
        return None
    given = {"h": h, "w": w, "count": count}
    return Solved(given, (h, w, 1), wrong_image_shapes(h, w, 1, count))


def which_shape(draw: Draw, side: Bounds, channels: Choices, images: Choices, batches: Choices) -> Solved:
    """Which shape belongs into a line of code: of one image, of several, of a part of one."""
    n, c, count, b = draw.within(side), draw.pick(channels), draw.pick(images), draw.pick(batches)
    code = {
        "alone": ("keras.Input(shape=…)", "x_train[0].shape"),
        "all": ("x_train.shape",),
        "batch": (f"next(iter(dataset.batch({b})))[0].shape", f"x_train[:{b}].shape"),
        "one": ("x_train[:1].shape",),
        "bare": ("x_train[0, :, :, 0].shape",),
        "pixel": ("x_train[0, 0, 0].shape",),
    }
    answer = draw.pick(PLACES)
    wrong = {f"picks-{name}": name for name in PLACES}
    given = {"n": n, "in": c, "count": count, "batch": b, "line": draw.pick(code[answer])}
    return Solved(given, answer, wrong, options=draw.shuffled(PLACES))


def deeper(draw: Draw, sides: Choices, filters: Choices, blocks: Bounds) -> Solved:
    """The shape after blocks of a convolution and a pooling."""
    n, k, count = draw.pick(sides), draw.pick(filters), draw.within(blocks)
    code = "\n".join(f'Conv2D({k << block}, 3, padding="same")\nMaxPooling2D(2)' for block in range(count))
    rows = trace(parse(code), (n, n, 3))[1::2]
    shapes: list[Shape] = [tuple(side or 0 for side in row.output_shape) for row in rows]
    values = {
        "shape": (n, n, 3),
        "sides": " → ".join(map(str, [n, *(int(shape[0]) for shape in shapes)])),
        "maps": " → ".join(str(int(shape[2])) for shape in shapes),
    }
    return Solved({"n": n, "k": k, "blocks": count}, shapes[-1], wrong_deep_shapes(n, k, count), values)


def _shape_after(code: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """What a layer makes of a shape of which everything is known."""
    return tuple(side or 0 for side in trace(parse(code), shape)[-1].output_shape)
