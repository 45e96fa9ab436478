"""Tasks of the lesson on architectures; those answered with an order or code are in `architectures_made`."""

from collections.abc import Sequence

from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.trace import attempt, total_params, trace
from cnn_core.architecture.variants import without_pooling
from cnn_core.convolution import dense_weight_count, separable_weight_count, weight_count
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.layer_rules import wrong_separable_counts
from cnn_core.exercises.misconceptions import wrong_receptive_fields
from cnn_core.exercises.network_misconceptions import wrong_flat_weights
from cnn_core.exercises.tasks.architectures_code import chain, linked_network, shown
from cnn_core.exercises.tasks.architectures_made import (
    order_for_length,
    order_from_shapes,
    write_head,
    write_slim,
)
from cnn_core.exercises.tasks.architectures_rules import (
    wrong_kernel_savings,
    wrong_stack_shapes,
    wrong_total_weights,
    wrong_work,
)

__all__ = [
    "dense_without_pooling", "flatten_or_gap", "heaviest_layer", "kernel_savings", "layer_work",
    "order_for_length", "order_from_shapes", "residual", "separable_savings", "stack_field", "stack_shape",
    "stack_weights", "write_head", "write_slim",
]  # fmt: skip
Bounds = Sequence[int]


def stack_shape(draw: Draw, side: Bounds, windows: Sequence[int], filters: Sequence[int]) -> Solved | None:
    """The shape after a convolution, a pooling and another convolution."""
    n, c, (k, m) = draw.within(side), draw.pick((1, 3)), sorted(draw.some(filters, 2))
    network = stack(
        layer("Input", (n, n, c)), layer("Conv2D", k, draw.pick(windows)), layer("MaxPooling2D", 2),
        layer("Conv2D", m, draw.pick(windows)),
    )  # fmt: skip
    rows, error = attempt(network)
    if error:
        return None
    answer = rows[-1].output_shape
    values = {
        "steps": chain([row.output_shape for row in rows]),
        "k": k,
        "m": m,
        "net": linked_network(network),
    }
    return Solved({"code": shown(network)}, answer, wrong_stack_shapes(network), values)


def stack_weights(draw: Draw, side: Bounds, filters: Sequence[int], units: Sequence[int]) -> Solved:
    """All weights of a small network that ends in global average pooling."""
    n, (k, m), u = 4 * draw.within(side), sorted(draw.some(filters, 2)), draw.pick(units)
    network = stack(
        layer("Input", (n, n, 3)), layer("Conv2D", k, 3), layer("MaxPooling2D", 2), layer("Conv2D", m, 3),
        layer("GlobalAveragePooling2D"), layer("Dense", u),
    )  # fmt: skip
    rows = trace(network)
    first, second, last = (row.params for row in rows if row.params)
    values = {
        "k": k, "m": m, "u": u, "first": first, "second": second, "last": last,
        "net": linked_network(network),
    }  # fmt: skip
    return Solved({"code": shown(network)}, total_params(rows), wrong_total_weights(network, rows), values)


def heaviest_layer(
    draw: Draw, sides: Sequence[int], filters: Sequence[int], units: Sequence[int], classes: Sequence[int]
) -> Solved | None:
    """Which of two convolutions and two dense layers has the most weights; any of them can be made to."""
    options = ("conv_1", "conv_2", "dense_1", "dense_2")
    # What two wrong rules always say is right less often, so that both of them show.
    heavy = draw.pick((*options, "conv_2", "dense_1"))
    n, (k, m) = draw.pick(sides), sorted(draw.some(filters, 2))
    u, classes_, f = draw.pick(units), draw.pick(classes), 3
    g = {"conv_2": 3, "dense_1": draw.pick((1, 3))}.get(heavy, 1)
    if heavy == "conv_1":
        k, m, f, u = m, k, 7, min(units)
    if heavy == "dense_2":
        u, classes_ = max(units), draw.pick((100, 200))
    head = "Flatten" if heavy == "dense_1" else "GlobalAveragePooling2D"
    network = stack(
        layer("Input", (n, n, 3)), layer("Conv2D", k, f, padding="same"), layer("MaxPooling2D", 2),
        layer("Conv2D", m, g, padding="same"), layer("MaxPooling2D", 2), layer(head), layer("Dense", u),
        layer("Dense", classes_),
    )  # fmt: skip
    counts = [row.params for row in trace(network) if row.params]
    if sorted(counts)[-1] < 1.5 * sorted(counts)[-2] or options[counts.index(max(counts))] != heavy:
        return None
    values = {
        "k": k, "m": m, "f": f, "g": g, "u": u, "classes": classes_, "net": linked_network(network),
        "counts": " · ".join(f"{count:,}" for count in counts),
    }  # fmt: skip
    wrong = {"largest-map": "conv_1", "last-layer": "dense_2"}
    return Solved({"code": shown(network)}, heavy, wrong, values, options)


def stack_field(draw: Draw, layers: Bounds, windows: Sequence[int]) -> Solved:
    """What one unit on top of convolutions, strides and pooling sees along one axis."""
    made = [layer("Input", (64, 64, 3)), layer("Conv2D", 8, draw.pick(windows))]
    for _ in range(draw.within(layers) - 1):
        conv = layer("Conv2D", 8, draw.pick(windows), strides=draw.pick((1, 1, 2)))
        made.append(draw.pick((conv, conv, layer("MaxPooling2D", 2))))
    network = stack(*made)
    rows = trace(network)
    sizes = [
        (one["kernel_size"], one["strides"]) if one.kind == "Conv2D" else ((2, 2), (2, 2)) for one in made[1:]
    ]
    wrong = wrong_receptive_fields([(window[0], stride[0]) for window, stride in sizes])
    fields = [row.receptive_field[0] for row in rows if row.receptive_field]
    values = {
        "steps": " → ".join(map(str, fields)), "net": linked_network(network), "at": len(made) - 1,
    }  # fmt: skip
    return Solved({"code": shown(network)}, fields[-1], wrong, values)


def flatten_or_gap(draw: Draw, side: Bounds, channels: Sequence[int], classes: Sequence[int]) -> Solved:
    """The weights that global average pooling saves in place of Flatten."""
    n, c, k = draw.within(side), draw.pick(channels), draw.pick(classes)
    flat, pooled = dense_weight_count(n * n * c, k), dense_weight_count(c, k)
    wrong = {"all-of-flatten": flat, "what-is-left": pooled, "biases-too": flat - c * k}
    values = {"flat": flat, "pooled": pooled, "cells": n * n}
    return Solved({"n": n, "c": c, "k": k}, flat - pooled, wrong, values)


def dense_without_pooling(
    draw: Draw, side: Bounds, filters: Sequence[int], units: Sequence[int]
) -> Solved | None:
    """The weights of the dense layer after Flatten, once the pooling layers have been taken out."""
    n, c, (k, m), u = draw.within(side), draw.pick((1, 3)), sorted(draw.some(filters, 2)), draw.pick(units)
    convs, pool = [layer("Conv2D", one, 3) for one in (k, m)], layer("MaxPooling2D", 2)
    pools = draw.pick(((pool, pool), (pool, None), (None, pool)))
    front = [one for pair in zip(convs, pools, strict=True) for one in pair if one]
    network = stack(layer("Input", (n, n, c)), *front, layer("Flatten"), layer("Dense", u))
    pooled, rows = trace(network), trace(without_pooling(network))
    height, width, maps = (size or 0 for size in rows[-3].output_shape)
    wrong = {"pooling-has-no-weights": pooled[-1].params} | wrong_flat_weights(height, width, maps, u)
    values = {"side": height, "maps": maps, "u": u, "pooled": pooled[-1].params}
    return Solved({"code": shown(network)}, rows[-1].params, wrong, values)


def kernel_savings(draw: Draw, channels: Sequence[int]) -> Solved:
    """The weights that two or three 3x3 layers save against one layer that sees as much."""
    times, c = draw.pick((2, 3)), draw.pick(channels)
    window = 2 * times + 1
    large, small = weight_count(window, c, c), weight_count(3, c, c)
    values = {"window": window, "large": large, "small": small, "together": times * small}
    return Solved({"times": times, "c": c}, large - times * small, wrong_kernel_savings(times, c), values)


def layer_work(
    draw: Draw, sides: Sequence[int], windows: Sequence[int], channels: Bounds, filters: Sequence[int]
) -> Solved:
    """The multiply-adds of one convolution for one image; `sides` are those of the output."""
    out, f, c, k = draw.pick(sides), draw.pick(windows), draw.within(channels), draw.pick(filters)
    n = out + f - 1
    network = stack(layer("Input", (n, n, c)), layer("Conv2D", k, f))
    row = trace(network)[-1]
    values = {"out": out, "places": out * out, "each": f * f * c, "net": linked_network(network)}
    wrong = wrong_work(network.layers[1], (n, n, c), row)
    return Solved({"n": n, "c": c, "k": k, "f": f}, row.macs or 0, wrong, values)


def separable_savings(draw: Draw, channels: Sequence[int], filters: Sequence[int]) -> Solved:
    """The weights that SeparableConv2D saves against Conv2D, both 3x3."""
    c, k = draw.pick(channels), draw.pick(filters)
    plain, separable = weight_count(3, c, k), separable_weight_count(3, c, k)
    counts = wrong_separable_counts(3, c, k, 1)
    wrong = {
        "separable-itself": separable, "forgets-pointwise": plain - counts["depthwise-only"] - k,
        "depthwise-by-filters": plain - counts["depthwise-by-filters"],
    }  # fmt: skip
    values = {
        "plain": plain, "separable": separable, "depthwise": 9 * c, "pointwise": c * k, "bare": 9 * c + k,
    }  # fmt: skip
    return Solved({"c": c, "k": k}, plain - separable, wrong, values)


def residual(draw: Draw, side: Bounds, filters: Sequence[int]) -> Solved:
    """Whether a shortcut can be added to what two convolutions make: all sides must agree."""
    n, (c, other) = draw.within(side), draw.some(filters, 2)
    padding, window, last = draw.pick(("valid", "same")), draw.pick((3, 5)), draw.pick((c, other))
    code = (
        f"inputs = keras.Input(shape=({n}, {n}, {c}))\n"
        f'x = layers.Conv2D({other}, {window}, padding="{padding}")(inputs)\n'
        f'x = layers.Conv2D({last}, 3, padding="{padding}")(x)\n'
        "outputs = layers.Add()([x, inputs])\nmodel = keras.Model(inputs, outputs)"
    )
    swapped = {"valid": "same", "same": "valid"}[padding]
    rows, _ = attempt(parse(code))
    values = {
        "branch": rows[2].output_shape, "shortcut": rows[0].output_shape, "net": code.replace("\n", ";"),
        "padding": padding,
    }  # fmt: skip
    wrong = {"swaps-paddings": _addition(code.replace(f'"{padding}"', f'"{swapped}"'))}
    return Solved({"code": code}, _addition(code), wrong, values, ("runs", "sides", "channels", "both"))


def _addition(code: str) -> str:
    """What keeps the fourth layer, Add, from working: "runs" if nothing does."""
    rows, error = attempt(parse(code))
    if error is None:
        return "runs"
    shortcut, branch = rows[0].output_shape, rows[2].output_shape
    if branch[:2] == shortcut[:2]:
        return "channels"
    return "sides" if branch[2] == shortcut[2] else "both"
