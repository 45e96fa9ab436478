"""Tasks on Keras's layers: putting them in order, and writing them."""

from collections.abc import Sequence
from typing import Final

from cnn_core.architecture.parse import parse
from cnn_core.architecture.trace import trace
from cnn_core.convolution import dense_weight_count, separable_weight_count, weight_count
from cnn_core.exercises.exercise import Draw, Solved

Bounds = Sequence[int]
Choices = Sequence[int]
#: Orders of the first three layers that give different shapes at every step.
STARTS: Final = (
    ("plain", "pool", "padded"), ("plain", "padded", "pool"), ("padded", "pool", "plain"),
    ("padded", "plain", "pool"), ("pool", "plain", "padded"), ("pool", "padded", "plain"),
)  # fmt: skip


def layer_order(draw: Draw, halves: Bounds, filters: Choices, classes: Choices) -> Solved | None:
    """Layers to be put in order by the shapes that they make."""
    n, units = 2 * draw.within(halves), draw.pick(classes)
    first, second = draw.some(filters, 2)
    code = {
        "plain": f"Conv2D({first}, 3)", "padded": f'Conv2D({second}, 3, padding="same")',
        "pool": "MaxPooling2D(2)", "flatten": "Flatten()", "dense": f"Dense({units})",
    }  # fmt: skip
    start = draw.pick(STARTS)
    answer = (*start, "flatten", "dense")
    rows = trace(parse("\n".join(code[name] for name in answer)), (n, n, 3))
    shapes = [(n, n, 3), *(row.output_shape for row in rows)]
    told = " → ".join("×".join(map(str, shape)) for shape in shapes)
    at = start.index("pool")
    other = at - 1 if at else 1
    swapped = [*answer]
    swapped[at], swapped[other] = swapped[other], swapped[at]
    turned = {"plain": "padded", "padded": "plain"}
    wrong = {
        "dense-before-flatten": (*start, "dense", "flatten"),
        "pools-elsewhere": tuple(swapped),
        "swaps-convolutions": tuple(turned.get(name, name) for name in answer),
    }
    given = {"shapes": told, "first": first, "second": second, "units": units}
    return Solved(given, answer, wrong, options=draw.shuffled(answer))


def write_head(draw: Draw, side: Bounds, channels: Choices, classes: Choices) -> Solved:
    """Layers that turn a map into one number a class, every cell with weights of its own."""
    n, c, k = draw.within(side), draw.pick(channels), draw.pick(classes)
    inputs = n * n * c
    wrong = {
        "dense-flattens": f"Dense({k})",
        "averages-first": f"GlobalAveragePooling2D()\nDense({k})",
        "flattens-only": "Flatten()",
    }
    given = {"input": (n, n, c), "output": (k,), "weights": dense_weight_count(inputs, k)}
    values = {"k": k, "c": c, "inputs": inputs, "averaged": dense_weight_count(c, k)}
    return Solved(given, f"Flatten()\nDense({k})", wrong, values)


def write_separable(draw: Draw, side: Bounds, channels: Choices, filters: Choices) -> Solved | None:
    """A layer with 3x3 windows that makes many maps with few weights."""
    n, c, k = draw.within(side), draw.pick(channels), draw.pick(filters)
    if c == k:
        return None
    needed = separable_weight_count(3, c, k)
    wrong = {
        "as-conv2d": f'Conv2D({k}, 3, padding="same")',
        "depthwise-only": 'DepthwiseConv2D(3, padding="same")',
        "forgets-padding": f"SeparableConv2D({k}, 3)",
    }
    given = {"input": (n, n, c), "output": (n, n, k), "weights": needed}
    values = {
        "c": c, "k": k, "n": n, "full": weight_count(3, c, k), "depthwise": 9 * c, "pointwise": c * k,
        "short": n - 2,
    }  # fmt: skip
    return Solved(given, f'SeparableConv2D({k}, 3, padding="same")', wrong, values)
