"""What Keras itself says to a mistake, word for word, with the learner's numbers; nothing is run for it.

The sentences are in assets/keras/messages.toml; the tests compare them with the running Keras.
"""

import ast
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from app.text import ASSETS
from cnn_core.architecture.diagnose import Diagnosis, Finding
from cnn_core.architecture.scene import CONVOLUTIONS
from cnn_core.architecture.signatures import KINDS, REQUIRED, signature
from cnn_core.architecture.source import Source
from cnn_core.architecture.stack import Architecture, Layer
from cnn_core.errors import LabError

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_POOLS = ("MaxPooling2D", "AveragePooling2D")
_OF_PYTHON = ("comma_missing", "code_syntax", "full_width_character", "quote_never_closed", "bad_indentation")


def keras_says(code: str, diagnosis: Diagnosis, finding: Finding) -> str:
    """The message that Keras or Python stops with at a mistake; "" if neither stops, or it is not known.

    Args:
        code: what was diagnosed.
        diagnosis: all of it.
        finding: the mistake.
    """
    if finding.key in _OF_PYTHON or finding.key.startswith("bracket_"):
        return _python_says(code)
    key = finding.values.get("refused", finding.key)
    if key not in _messages() or (finding.runs and finding.key != "one_hot_loss"):
        return ""
    received = str(finding.values.get("received"))
    values = {**finding.values, "last": received.rpartition(".")[2], "sign": received[:1]}
    if diagnosis.architecture and "layer" in values:
        values |= _of_layer(code, diagnosis.architecture, finding)
        values |= _of_rule(diagnosis.architecture, key, finding.values)
        values["path"] = values["layer"] if "Model(" in code else f"sequential/{values['layer']}"
    elif diagnosis.rows:
        values["output"] = _tuple((32, *diagnosis.rows[-1].output_shape))  # fit takes 32 at a time
    else:
        values |= _of_call(code, finding)
    templates = _messages()[key]
    template = next((templates[name] for name in _names(code, key, finding, values) if name in templates), "")
    try:
        return _PLACEHOLDER.sub(lambda found: str(values[found[1]]), template).strip()
    except KeyError:
        return ""


@cache
def _messages() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((ASSETS / "keras" / "messages.toml").read_text(encoding="utf-8"))


def _names(code: str, key: str, finding: Finding, values: Mapping[str, Any]) -> list[str]:
    """Names a message may have in its table, the most telling first."""
    kind, name = values.get("kind"), values.get("name")
    group = "conv" if kind in CONVOLUTIONS else "pool" if kind in _POOLS else ""
    if key == "unknown_argument" and kind != "Input" and values.get("lacking"):
        return []  # Python complains about what is missing, before Keras sees what is unknown
    if key == "axis_out_of_range" and not isinstance(values["received"], int):
        return []
    special = _special(code, key, finding, {**values, "group": group})
    return [
        *([special] if special else []),
        f"{kind}-{name}",
        f"{group}-{name}",
        str(name),
        str(kind),
        group,
        "any",
    ]


def _special(code: str, key: str, finding: Finding, values: Mapping[str, Any]) -> str:
    """What else a message can depend on."""
    received, group, name = (values.get(part) for part in ("received", "group", "name"))
    before = code[: finding.span.start] if finding.span else ""
    match key:
        case "needs_a_map" if group == "conv" and values["ndim"] > 4:
            return "conv-many"
        case "groups_do_not_divide" if values["filters"] % values["groups"]:
            return "filters"
        case "axis_out_of_range" if received in (0, -values["axes"] - 1):
            return "batch"
        case "shape_not_a_tuple" if isinstance(received, str):
            return "text"
        case "sizes_differ" if "-1" in values["target"]:
            return "free"
        case "name_twice" | "unknown_method" if "Model(" not in code:
            return "sequential"
        case "not_an_integer" if name in ("filters", "groups"):
            return f"{name}-{'pair' if isinstance(received, tuple) else type(received).__name__}"
        case "too_small" if (group, name, received) == ("pool", "strides", 0):
            return "pool-strides-zero"
        case "unknown_layer" if before.endswith("layers."):
            return "attribute"
        case "unknown_layer" if not before.endswith("."):
            return "name"
        case "unknown_name":
            return "keras" if str(received).startswith("keras.") else "name"
        case "missing_argument":
            return {1: "one", 2: "two"}.get(len(values.get("lacking", ())), "")
    return ""


def _of_layer(code: str, architecture: Architecture, finding: Finding) -> dict[str, Any]:
    """The layer that fails, as Keras writes it."""
    shape, name = finding.values.get("met", ()), finding.values.get("name")
    told: dict[str, Any] = {
        "layer": finding.values["layer_name"],
        "shape": _tuple((None, *shape)),
        "input_shape": _tuple(shape),
        "ndim": len(shape) + 1,
    }
    written = _given(code, finding, architecture.layers[finding.values["layer"]].kind).get(str(name))
    with suppress(ValueError):  # a name, or a sum
        value = ast.literal_eval(written) if written else finding.values.get("received")
        told |= {"written": value, "type": type(value).__name__}
    return told


def _of_rule(architecture: Architecture, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    one, shape = architecture.layers[values["layer"]], values.get("met", ())
    told: dict[str, Any] = {}
    if one.kind in (*CONVOLUTIONS, *_POOLS):
        told |= {"strides": one["strides"], "padding": str(one["padding"]).lower()}
    if one.kind in CONVOLUTIONS and isinstance(one["dilation_rate"], tuple):
        told |= {"dilation_rate": one["dilation_rate"], "dilation": _array(one["dilation_rate"])}
    if one.kind in CONVOLUTIONS and isinstance(one["kernel_size"], tuple) and shape:
        told["kernel"] = _kernel(one, shape)
    if one.kind in _POOLS and isinstance(one["pool_size"], tuple):
        sides = (-1 if side is None else side for side in shape[:-1])  # Keras shows what it works with
        told |= {"cells": _array((None, *sides, *shape[-1:])), "window": _array(one["pool_size"])}
        told["strides"] = one["pool_size"] if one["strides"] is None else one["strides"]
    if key == "sizes_differ":
        told["target"] = _tuple(values["target"])
    if key == "shapes_differ":
        shapes = values["shapes"]
        told["first"], told["second"] = map(_tuple, _clash(shapes))
        told["shapes"] = "[" + ", ".join(_tuple((None, *each)) for each in shapes) + "]"
    if one.kind == "Dense":
        told["units"] = one["units"]
    if one.kind == "BatchNormalization":
        told["weight"] = "gamma" if one["scale"] else "beta" if one["center"] else "moving_mean"
    if key == "input_not_first":
        told["first_shape"] = _tuple((None, *architecture.layers[0]["shape"]))
    return told


def _clash(shapes: Sequence[tuple[int | None, ...]]) -> Sequence[tuple[int | None, ...]]:
    """The first two shapes that do not fit; Keras joins one after the other, sides of 1 giving way."""
    joined, *others = shapes
    for shape in others:
        longer, shorter = sorted((joined, shape), key=len, reverse=True)
        if len(longer) != len(shorter) or any(
            1 not in pair and None not in pair and pair[0] != pair[1]
            for pair in zip(longer, shorter, strict=True)
        ):
            return longer, shorter
        joined = tuple(second if first == 1 else first for first, second in zip(joined, shape, strict=True))
    return shapes[:2]


def _kernel(one: Layer, shape: tuple[int | None, ...]) -> str:
    channels = shape[0] if one["data_format"] == "channels_first" else shape[-1]
    if one.kind == "DepthwiseConv2D":
        filters = channels * one["depth_multiplier"] if isinstance(channels, int) else None
    else:
        filters = one["filters"]
    return _tuple((*one["kernel_size"], channels, filters))


def _of_call(code: str, finding: Finding) -> dict[str, Any]:
    """What a call lacks whose arguments cannot be right, and what of it is unknown."""
    kind = str(finding.values.get("kind"))
    if kind not in KINDS:
        return {}
    own, given = signature(kind), _given(code, finding, kind)
    lacking = [name for name, default in own.items() if default is REQUIRED and name not in given]
    told: dict[str, Any] = {"lacking": lacking, "missing": " and ".join(f"'{name}'" for name in lacking)}
    with suppress(ValueError):
        told["unknown"] = {name: ast.literal_eval(one) for name, one in given.items() if name not in own}
    return told


def _given(code: str, finding: Finding, kind: str) -> dict[str, ast.expr]:
    """The arguments of the call that a finding is in, by name."""
    try:
        call = _call_at(code, finding)
    except LabError:
        return {}
    if call is None:
        return {}
    by_place = dict(zip(signature(kind), call.args, strict=False))
    return by_place | {str(word.arg): word.value for word in call.keywords}


def _call_at(code: str, finding: Finding) -> ast.Call | None:
    """The innermost call around a finding."""
    source, span = Source(code), finding.span
    around = [
        (stop - start, node)
        for statement in source.statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and span
        for start, stop in [source.ends(node)]
        if start <= span.start and span.stop <= stop
    ]
    return min(around, key=lambda pair: pair[0])[1] if around else None


def _python_says(code: str) -> str:
    """Python's own words. Its parser only reads; odd escapes would make it warn in the server's log."""
    if len(code) > 5000 or "\\" in code:
        return ""
    try:
        ast.parse(code)
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}"
    except (ValueError, RecursionError, MemoryError):
        return ""
    return ""


def _tuple(entries: Any) -> str:
    return str(tuple(entries))


def _array(entries: Any) -> str:
    """As NumPy prints it."""
    return f"[{' '.join(map(str, entries))}]"
