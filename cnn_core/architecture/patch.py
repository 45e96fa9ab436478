"""A repair written into the learner's own code: as little as possible changes, comments stay."""

import ast
import re
from collections.abc import Iterator

from cnn_core.architecture.edit import Repair, applied
from cnn_core.architecture.emit import emit, emit_layer
from cnn_core.architecture.parse import parse
from cnn_core.architecture.rewriting import rewritten
from cnn_core.architecture.source import Source
from cnn_core.architecture.stack import Architecture, Layer, Span
from cnn_core.errors import LabError

_IMPORT = re.compile(r"^([ \t]*from [\w.]*layers import )(\(([^)]*)\)|[^\n]*)", re.MULTILINE)


def patched(code: str, architecture: Architecture, repair: Repair) -> str:
    """The code with a repair in it.

    Args:
        code: what was read.
        architecture: as `parse` read it from that code, spans and all.
        repair: what to change.

    Returns:
        Code that reads as `edit.applied(architecture, repair)`: the learner's own with one change where that
        is possible, otherwise the network written anew among the learner's other lines.

    >>> code = "Flatten()  # one long line" + chr(10) + "Dense(10)"
    >>> print(patched(code, parse(code), Repair("remove", 0)))
    Dense(10)
    """
    goal = applied(architecture, repair)
    for attempt in _attempts(code, architecture, repair):
        if _reads_as(attempt, goal):
            return attempt
    return _anew(code, architecture, goal)


def _reads_as(code: str, goal: Architecture) -> bool:
    try:
        return parse(code) == goal
    except LabError:
        return False


def _attempts(code: str, architecture: Architecture, repair: Repair) -> Iterator[str]:
    spans = [one.span for one in architecture.layers]
    span = spans[repair.position] if repair.position < len(spans) else None
    if span is None:
        return
    if repair.layer is None:
        yield from _without(code, span)
    elif repair.action == "replace":
        old = architecture.layers[repair.position]
        for text in rewritten(code[span.start : span.stop], old, repair.layer):
            yield _imported(code[: span.start] + text + code[span.stop :], text)
    else:
        text = _written(code, architecture, repair.layer)
        for changed in _with(code, span, text):
            yield _imported(changed, text)


def _without(code: str, span: Span) -> Iterator[str]:
    """Its whole line, its place in a list, or its tensor instead of its output."""
    start, stop = _line(code, span)
    yield code[:start] + code[stop:]
    after = re.compile(r"[ \t]*,[ \t]*").match(code, span.stop)
    yield code[: span.start] + code[after.end() if after else span.stop :]
    yield code[: span.start].rstrip().removesuffix(",") + code[span.stop :]
    if tensor := _tensor(code, span):
        yield code[: span.start] + code[slice(*tensor)] + code[tensor[1] + 1 :]


def _with(code: str, span: Span, text: str) -> Iterator[str]:
    """Before it: a line like its own, or in the same line."""
    start, _ = _line(code, span)
    before = code[start : span.start]
    after = code[span.stop : _line_end(code, span.stop)].split("#")[0].rstrip()
    indent = before[: len(before) - len(before.lstrip())]
    if place := _tensor(code, span):
        tensor = code[slice(*place)]
        if tensor.isidentifier():
            yield f"{code[:start]}{indent}{tensor} = {text}({tensor})\n{code[start:]}"
        yield f"{code[: place[0]]}{text}({tensor}){code[place[1] :]}"
    if not before.strip().endswith("["):
        yield f"{code[:start]}{before}{text}{after}\n{code[start:]}"
        yield f"{code[:start]}{indent}{text},\n{code[start:]}"
    yield f"{code[: span.start]}{text}, {code[span.start :]}"


def _tensor(code: str, span: Span) -> tuple[int, int] | None:
    """Where the tensor is written that a layer is applied to: `x` in `Dense(10)(x)`."""
    source = Source(code)
    for node in (node for statement in source.statements for node in ast.walk(statement)):
        match node:
            case ast.Call(func=ast.Call() as layer_call, args=[tensor]):
                if source.ends(layer_call) == (span.start, span.stop):
                    return source.ends(tensor)
    return None


def _written(code: str, architecture: Architecture, one: Layer) -> str:
    """A new layer as the learner writes layers: `layers.Flatten()` or `Flatten()`."""
    prefix = _prefix(code, architecture)
    if one.kind == "Input" and (not re.search(r"\bimport\b", code) or re.search(r"\bkeras\.[A-Z]", code)):
        return emit_layer(one)
    return prefix + emit_layer(one, prefix="").removeprefix("keras.")


def _prefix(code: str, architecture: Architecture) -> str:
    """What stands before a layer's name in this code."""
    for one in architecture.layers:
        if one.span and one.kind != "Input":
            found = re.match(r"((?:\w+\.)*)\w+\s*\(", code[one.span.start : one.span.stop])
            if found:
                return found[1]
    return "layers."


def _imported(code: str, call: str) -> str:
    """The code with the name of a new layer imported, where layers are imported by name."""
    name = call.partition("(")[0]
    found = _IMPORT.search(code)
    if (
        not found or not name.isidentifier() or len(re.findall(rf"\b{name}\b", code)) > 1
    ):  # it is known already
        return code
    listed = f"(\n    {name}," if found[3] is not None else f"{name}, "
    return code[: found.start(2)] + listed + code[found.start(2) + (found[3] is not None) :]


def _anew(code: str, architecture: Architecture, goal: Architecture) -> str:
    """The network written anew where it stood, or, if that is not enough, with what is done to the model."""
    source = Source(code)
    starts = [one.span.start for one in architecture.layers if one.span]
    kept, place, name = code, 0, "model"
    for statement in reversed(source.statements):
        start, stop = source.ends(statement)
        if any(start <= at < stop for at in starts) or _makes_model(statement):
            if isinstance(statement, ast.Assign) and _makes_model(statement):
                name = source.text(statement.targets[0])
            place = kept.rfind("\n", 0, start) + 1
            kept = kept[:place] + kept[_line_end(code, stop) + 1 :]
    network = _body(emit(goal, prefix=_prefix(code, architecture)))
    network = re.sub(r"^model =", f"{name} =", network, flags=re.MULTILINE)
    inside = kept[:place] + network + kept[place:]
    if _reads_as(inside, goal):
        return inside
    rest = [line for line in code.splitlines() if re.match(r"model\.(?!add\b|build\b)\w+\(.*\)", line)]
    return emit(goal) + "".join(f"{line}\n" for line in rest)


def _makes_model(statement: ast.stmt) -> bool:
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
    }
    return bool(called & {"Sequential", "Model", "add"})


def _body(code: str) -> str:
    """A network's code without its imports."""
    lines = code.split("\n")
    first = next(at for at, line in enumerate(lines) if line and not re.match(r"(from|import)\b|[ )]", line))
    return "\n".join(lines[first:])


def _line(code: str, span: Span) -> tuple[int, int]:
    """The lines a span stands on, with the line break after them."""
    return code.rfind("\n", 0, span.start) + 1, min(_line_end(code, span.stop) + 1, len(code))


def _line_end(code: str, place: int) -> int:
    end = code.find("\n", place)
    return len(code) if end < 0 else end
