"""An architecture as Keras 3 code, written the way people write it."""

import json
import math
from functools import cache
from pathlib import Path
from typing import Final

from cnn_core.architecture.signatures import MERGING, PAIRS, REQUIRED, Value, signature
from cnn_core.architecture.stack import Architecture, Layer
from cnn_core.architecture.things import OURS
from cnn_core.errors import LabError

_WIDTH = 88  # columns, as black and ruff have it
_CLASS_FILE = Path(__file__).parents[1] / "models" / "local_response.py"
# Arguments with a default that are written without their names all the same.
_FIRST: Final = {"MaxPooling2D": "pool_size", "RandomFlip": "mode", "ZeroPadding2D": "padding"}


def emit(architecture: Architecture, prefix: str = "layers.") -> str:
    """Write the code that makes a network in Keras 3; `parse` reads the same network from it.

    A Sequential model, or the functional form where the network branches. The class of
    LocalResponseNormalization stands before the model when it is needed. A network that branches and has no
    Input is written for a tensor named `inputs`, which the reader must make.

    Args:
        architecture: layers from the input up.
        prefix: what stands before a layer's name: "layers.", "keras.layers.", "" or another name for
            keras.layers, such as "L.".

    Raises:
        LabError: "not_finite" (name, received), or "input_not_before" (layer, received) if a layer takes its
            input from itself or from a later one.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> print(emit(stack(layer("Input", (28, 28, 1)), layer("Conv2D", 32, 3, padding="same"))))
    import keras
    from keras import layers
    <BLANKLINE>
    model = keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(32, 3, padding="same"),
        ]
    )
    <BLANKLINE>
    """
    lines = [*_imports(architecture, prefix), ""]
    if any(one.kind == OURS for one in architecture.layers):
        lines += ["", *_class_lines(), "", ""]
    body = _sequential if architecture.is_sequential else _functional
    return "\n".join([*lines, *body(architecture, prefix), ""])


def emit_layer(layer: Layer, prefix: str = "layers.") -> str:
    """Write the call of one layer, in one line.

    Args:
        layer: the layer.
        prefix: as in `emit`.

    Raises:
        LabError: "not_finite" (name, received).

    >>> from cnn_core.architecture.stack import layer
    >>> emit_layer(layer("Conv2D", 32, (3, 3), activation="relu"))
    'layers.Conv2D(32, 3, activation="relu")'
    >>> emit_layer(layer("Rescaling", 1 / 255), prefix="")
    'Rescaling(1 / 255)'
    """
    name, arguments = _call(layer, prefix)
    return f"{name}({', '.join(arguments)})"


def _call(layer: Layer, prefix: str) -> tuple[str, list[str]]:
    own = signature(layer.kind)
    unnamed = [name for name, default in own.items() if default is REQUIRED and layer.kind != "Input"]
    unnamed.append(_FIRST.get(layer.kind, ""))
    arguments = [
        _written(name, value) if name in unnamed else f"{name}={_written(name, value)}"
        for name, value in layer.arguments
    ]
    if layer.kind == OURS:
        return OURS, arguments
    return ("keras.Input" if layer.kind == "Input" else f"{prefix}{layer.kind}"), arguments


def _written(name: str, value: Value) -> str:
    """A value as Python; one number for a pair of equal ones, where Keras reads it so."""
    if name in PAIRS and isinstance(value, tuple) and len(value) == 2 and value[0] == value[1]:
        side = value[0]
        if type(side) is int and type(value[1]) is int:
            return str(side)
    if name == "scale" and value == 1 / 255 and isinstance(value, float):
        return "1 / 255"
    return _literal(name, value)


def _literal(name: str, value: Value) -> str:
    if isinstance(value, tuple):
        entries = ", ".join(_literal(name, one) for one in value)
        return f"({entries},)" if len(value) == 1 else f"({entries})"
    if isinstance(value, float) and not math.isfinite(value):
        raise LabError("not_finite", name=name, received=str(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _imports(architecture: Architecture, prefix: str) -> list[str]:
    if prefix == "keras.layers.":
        return ["import keras"]
    if prefix:
        name = prefix.rstrip(".")
        return ["import keras", "from keras import layers" + (f" as {name}" if name != "layers" else "")]
    kinds = sorted({one.kind for one in architecture.layers} - {"Input", OURS})
    line = f"from keras.layers import {', '.join(kinds)}"
    if len(line) <= _WIDTH:
        return ["import keras", *([line] if kinds else [])]
    return ["import keras", "from keras.layers import (", *(f"    {kind}," for kind in kinds), ")"]


@cache
def _class_lines() -> list[str]:
    """The class as it stands in its file, below the import."""
    _, _, below = _CLASS_FILE.read_text(encoding="utf-8").partition("\nimport keras\n")
    return below.strip().split("\n")


def _sequential(architecture: Architecture, prefix: str) -> list[str]:
    lines = []
    for one in architecture.layers:
        name, arguments = _call(one, prefix)
        lines += _fitted(" " * 8, f"{name}(", arguments, "),")
    if not lines:
        return ["model = keras.Sequential([])"]
    return ["model = keras.Sequential(", "    [", *lines, "    ]", ")"]


def _functional(architecture: Architecture, prefix: str) -> list[str]:
    names = _tensor_names(architecture)
    lines = []
    for position, one in enumerate(architecture.layers):
        name, arguments = _call(one, prefix)
        fed = ", ".join(names[source] for source in architecture.sources(position))
        head = f"{names[position]} = {name}("
        if one.kind == "Input":
            lines += _fitted("", head, arguments, ")")
        elif one.kind in MERGING or len(architecture.sources(position)) > 1:
            lines += _applied(head, arguments, f"[{fed}]")
        else:
            lines += _applied(head, arguments, fed)
    last = names[len(architecture.layers) - 1]
    return [*lines, f"model = keras.Model({names[-1]}, {last})"]


def _tensor_names(architecture: Architecture) -> dict[int, str]:
    """Names of the outputs, by position; -1 is the network's input.

    The output is called x where the next layer alone reads it. One that several layers read is a fork, one
    that waits for a later layer a branch.
    """
    readers: dict[int, list[int]] = {}
    for position in range(len(architecture.layers)):
        for source in architecture.sources(position):
            if not -1 <= source < position:
                raise LabError("input_not_before", layer=position, received=source)
            readers.setdefault(source, []).append(position)
    names, forks, branches = {-1: "inputs"}, 0, 0
    for position, one in enumerate(architecture.layers):
        read_by = readers.get(position, [])
        if one.kind == "Input":
            names[position] = "inputs"
        elif read_by in ([], [position + 1]):
            names[position] = "x"
        elif len(read_by) > 1:
            forks += 1
            names[position] = f"fork_{forks}"
        else:
            branches += 1
            names[position] = f"branch_{branches}"
    return names


def _applied(head: str, arguments: list[str], fed: str) -> list[str]:
    """A layer applied to a tensor or a list of tensors; of two calls, the last is broken first."""
    call = f"{head}{', '.join(arguments)})("
    if len(f"{call}{fed})") <= _WIDTH:
        return [f"{call}{fed})"]
    if len(call) > _WIDTH:
        return _fitted("", head, arguments, f")({fed})")
    if 4 + len(fed) <= _WIDTH:
        return [call, f"    {fed}", ")"]
    return [call, "    [", *(f"        {one}," for one in fed[1:-1].split(", ")), "    ]", ")"]


def _fitted(indent: str, head: str, parts: list[str], tail: str) -> list[str]:
    """A call in one line; in three, if it is too long; or with a line for each argument."""
    line = f"{indent}{head}{', '.join(parts)}{tail}"
    if len(line) <= _WIDTH or not parts:
        return [line]
    inner = f"{indent}    {', '.join(parts)}"
    within = [inner] if len(inner) <= _WIDTH else [f"{indent}    {part}," for part in parts]
    return [f"{indent}{head}", *within, f"{indent}{tail}"]
