"""Tasks on broken code in which the learner writes the repaired layers."""

from collections.abc import Sequence

from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import attempt, total_params, trace
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.architectures_code import chain, shown
from cnn_core.exercises.tasks.architectures_rules import padded

Bounds = Sequence[int]


def repair_third(draw: Draw, side: Bounds, filters: Sequence[int]) -> Solved:
    """10, 11: Conv2D(k, 3, 3), written for a 3x3 kernel, moves three cells at a time."""
    n, c, k, f = draw.within(side), draw.pick((1, 3)), draw.pick(filters), draw.pick((3, 5))
    right = stack(layer("Input", (n, n, c)), layer("Conv2D", k, f))
    rows = trace(right)
    wrong = {
        "unchanged": f"Conv2D({k}, {f}, {f})", "filters-is-kernel": f"Conv2D({f}, {k})",
        "padding-third": f'Conv2D({k}, {f}, "valid")',
    }  # fmt: skip
    given = {
        "code": f"layers.Conv2D({k}, {f}, {f})", "input": (n, n, c), "output": rows[-1].output_shape,
        "weights": total_params(rows),
    }  # fmt: skip
    strided = trace(stack(layer("Conv2D", k, f, f)), (n, n, c))[-1].output_shape
    return Solved(given, f"layers.Conv2D({k}, {f})", wrong, {"k": k, "f": f, "strided": strided})


def repair_flatten(draw: Draw, side: Bounds, filters: Sequence[int], classes: Bounds) -> Solved:
    """17: a Dense that was to flatten the map by itself."""
    n, k, u = draw.within(side), draw.pick(filters), draw.within(classes)
    front = layer("Input", (n, n, 1)), layer("Conv2D", k, 3), layer("MaxPooling2D", 2)
    flat, dense = layer("Flatten"), layer("Dense", u, activation="softmax")
    broken = stack(*front, dense)
    rows = trace(broken)
    wrong = {
        "unchanged": shown(broken), "flatten-last": shown(stack(*front, dense, flat)),
        "flatten-first": shown(stack(front[0], flat, *front[1:], dense)),
    }  # fmt: skip
    given = {
        "code": shown(broken), "input": (n, n, 1), "output": (u,),
        "with": ("Conv2D", "MaxPooling2D", "Dense"),
    }  # fmt: skip
    values = {"u": u, "map": rows[2].output_shape, "made": rows[3].output_shape}
    return Solved(given, shown(stack(*front, flat, dense)), wrong, values)


def repair_order(draw: Draw, side: Bounds, filters: Sequence[int], classes: Bounds) -> Solved:
    """A Flatten that comes before the layers that need a map."""
    n, k, u = draw.within(side), draw.pick(filters), draw.within(classes)
    image, maps = layer("Input", (n, n, 3)), (layer("Conv2D", k, 3), layer("MaxPooling2D", 2))
    flat, dense = layer("Flatten"), layer("Dense", u, activation="softmax")
    broken, right = stack(image, flat, *maps, dense), stack(image, *maps, flat, dense)
    wrong = {
        "unchanged": shown(broken), "flatten-dropped": shown(stack(image, *maps, dense)),
        "flatten-last": shown(stack(image, *maps, dense, flat)),
    }  # fmt: skip
    given = {
        "code": shown(broken), "input": (n, n, 3), "output": (u,), "weights": total_params(trace(right)),
        "with": ("Conv2D", "MaxPooling2D", "Flatten", "Dense"),
    }  # fmt: skip
    return Solved(given, shown(right), wrong, {"u": u, "vector": n * n * 3})


def repair_sizes(draw: Draw, side: Bounds, blocks: Bounds, filters: Sequence[int]) -> Solved | None:
    """18: blocks of a convolution and a pooling, until nothing fits; padding keeps the sides."""
    n, count, first = draw.within(side), draw.within(blocks), draw.pick(filters)
    made = [layer("Input", (n, n, 3))]
    for at in range(count):
        made += [layer("Conv2D", first * 2**at, 3), layer("MaxPooling2D", 2)]
    broken = stack(*made)
    rows, error = attempt(broken)
    right, pads_pooling = padded(broken, "same"), padded(broken, "same", "MaxPooling2D")
    fewer = stack(*made[:-2])
    if error is None or _shape(fewer) is None or _shape(pads_pooling) in (None, _shape(right)):
        return None
    given = {
        "code": shown(broken), "input": (n, n, 3), "output": _shape(right),
        "weights": total_params(trace(right)), "with": ("Conv2D", "MaxPooling2D"),
    }  # fmt: skip
    wrong = {
        "unchanged": shown(broken), "pads-the-pooling": shown(pads_pooling), "leaves-out": shown(fewer),
    }  # fmt: skip
    values = {"steps": chain([row.output_shape for row in rows]), "padded": _shape(pads_pooling)}
    return Solved(given, shown(right), wrong, values)


def _shape(network: Architecture) -> tuple[int | None, ...] | None:
    rows, error = attempt(network)
    return None if error else rows[-1].output_shape
