"""Tasks of the lesson on debugging; those on the end of a network and on repairs have their modules."""

from collections.abc import Callable, Sequence

from cnn_core.architecture.diagnose import Finding, diagnose
from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import attempt, trace
from cnn_core.errors import LabError
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.layer_rules import wrong_dense_shapes
from cnn_core.exercises.tasks.architectures_code import FIRST_LINE, shown
from cnn_core.exercises.tasks.architectures_rules import padded
from cnn_core.exercises.tasks.debugger_broken import BROKEN, any_size_as_minus_one, misspelt
from cnn_core.exercises.tasks.debugger_ends import RARE, labels_loss, logits, pixels, softmax_place
from cnn_core.exercises.tasks.debugger_freezing import last_fit, trained_weights
from cnn_core.exercises.tasks.debugger_python import python_line
from cnn_core.exercises.tasks.debugger_repairs import (
    repair_flatten,
    repair_order,
    repair_sizes,
    repair_third,
)

__all__ = [
    "dense_on_map", "grey_input", "labels_loss", "last_fit", "line_to_change", "logits", "none_in_shape",
    "pixels", "pools_run_out", "python_line", "repair_flatten", "repair_order", "repair_sizes",
    "repair_third", "softmax_place", "stops_at", "trained_weights",
]  # fmt: skip
Bounds = Sequence[int]


def stops_at(draw: Draw) -> Solved | None:
    """At which line Keras stops: not the one that is to blame."""
    return _broken(draw, any_size_as_minus_one, lambda cause, stop: (stop, {"names-the-cause": cause}))


def line_to_change(draw: Draw) -> Solved | None:
    """Which line has to change: not the one that Keras names."""
    return _broken(draw, misspelt, lambda cause, stop: (cause, {"keras-names-it": stop}))


def grey_input(draw: Draw, side: Bounds, images: Sequence[int], batches: Sequence[int]) -> Solved | None:
    """14, 15: the shape of one grey image, as Input wants it."""
    rows, columns, count, batch = draw.within(side), draw.within(side), draw.pick(images), draw.pick(batches)
    if rows == columns:
        return None
    code = (
        f"print(x_train.shape)  # ({count}, {rows}, {columns})\n"
        "model = keras.Sequential([\n    keras.Input(shape=...),\n"
        f"    layers.Conv2D({draw.pick((8, 16, 32))}, 3),\n"
        "    layers.GlobalAveragePooling2D(),\n    layers.Dense(10),\n])\n"
        f"model.fit(x_train, y_train, batch_size={batch})"
    )
    wrong = {
        "no-channel": (rows, columns), "batch-first": (batch, rows, columns, 1),
        "count-first": (count, rows, columns), "three-channels": (rows, columns, 3),
    }  # fmt: skip
    values = {"rows": rows, "columns": columns, "count": count, "batch": batch}
    return Solved({"code": code}, (rows, columns, 1), wrong, values)


def dense_on_map(draw: Draw, side: Bounds, filters: Sequence[int], units: Bounds) -> Solved:
    """17: the shape that Dense makes of a map, as nobody has flattened it."""
    n, k, u = draw.within(side), draw.pick(filters), draw.within(units)
    network = stack(
        layer("Input", (n, n, 1)), layer("Conv2D", k, 3), layer("MaxPooling2D", 2),
        layer("Dense", u, activation="softmax"),
    )  # fmt: skip
    rows = trace(network)
    height, width, channels = (size or 0 for size in rows[2].output_shape)
    wrong = wrong_dense_shapes((height, width, channels), u)
    values = {"map": rows[2].output_shape, "u": u, "k": k, "cells": height * width}
    return Solved({"code": shown(network)}, rows[3].output_shape, wrong, values)


def pools_run_out(draw: Draw, side: Bounds, windows: Sequence[int]) -> Solved | None:
    """18: how many blocks of a convolution and a pooling fit behind an image."""
    n, f = draw.within(side), draw.pick(windows)
    sides, blocks = _sides(n, f, "valid")
    if blocks < 2:
        return None
    wrong = {"keeps-the-size": _sides(n, f, "same")[1], "one-block-more": blocks + 1}
    values = {"sides": " → ".join(map(str, sides)), "left": sides[-1]}
    return Solved({"n": n, "f": f}, blocks, wrong, values)


def none_in_shape(draw: Draw, side: Bounds, filters: Sequence[int]) -> Solved:
    """16: None in a shape is a size that is open; which layers mind?"""
    n, c, k = draw.within(side), draw.pick((1, 3)), draw.pick(filters)
    shape = draw.pick(((None, None, c), (None, None, c), (n, n, None), (n, None, c)))
    last = layer(draw.pick(("Flatten", "GlobalAveragePooling2D")))
    middle = draw.pick(((), (layer("MaxPooling2D", 2),)))
    network = stack(
        layer("Input", shape), layer("Conv2D", k, 3, activation="relu"), *middle, last, layer("Dense", 10)
    )
    code = shown(network)
    if draw.whole(1, RARE) == 1:
        code = code.replace(f"shape={shape}", "shape=None")
    options = ("nowhere", "input", "conv", "dense")
    return Solved({"code": code}, _refusing(code), {"none-is-an-error": "input"}, options=options)


def _refusing(code: str) -> str:
    """Which kind of layer Keras stops at."""
    try:
        _, error = attempt(parse(code))
    except LabError:  # what is no shape cannot be read
        return "input"
    return {"Conv2D": "conv", "Dense": "dense"}[error.values["kind"]] if error else "nowhere"


def _broken(
    draw: Draw,
    at_once: Callable[[Draw], Architecture],
    asked: Callable[[str, str], tuple[str, dict[str, str]]],
) -> Solved | None:
    """A network that stops; `asked` makes the answer and the wrong one of the line to blame and the last.

    One time in `RARE` it is `at_once`, in which the two are the same line.
    """
    network = (at_once if draw.whole(1, RARE) == 1 else draw.pick(BROKEN))(draw)
    found = _found(network)
    if found is None:
        return None
    cause, stop = found
    return _lines(network, *asked(cause, stop), {"cause": int(cause), "stop": int(stop)})


def _found(network: Architecture) -> tuple[str, str] | None:
    """The line to blame, and the one at which Keras stops."""
    findings: tuple[Finding, ...] = diagnose(shown(network)).findings
    if len(findings) != 1 or findings[0].runs:
        return None
    cause = str(findings[0].line)
    return cause, str(findings[0].shows.line) if findings[0].shows else cause


def _lines(network: Architecture, answer: str, wrong: dict[str, str], values: dict[str, int]) -> Solved:
    code = shown(network)
    lines = code.split("\n")
    options = tuple(str(FIRST_LINE + at) for at in range(len(network.layers)))
    told = {f"line_{at}": lines[int(at) - 1].strip().rstrip(",") for at in options}
    return Solved({"code": code}, answer, wrong, values | told, options)


def _sides(n: int, window: int, padding: str) -> tuple[list[int], int]:
    """Sides after each layer of the blocks that fit, and how many blocks that are."""
    block = [layer("Conv2D", 1, window), layer("MaxPooling2D", 2)]
    rows, _ = attempt(padded(stack(*block * 12), padding), (n, n, 1))
    sides = [n, *(row.output_shape[0] or 0 for row in rows)]
    return sides, len(rows) // 2
