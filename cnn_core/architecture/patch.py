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

_IMPORT = re.compile(r"^([ \t]*from [\w.]*layers import )(?!\()", re.MULTILINE)
_ARGUMENT = re.compile(r"\s*\(\s*(\w+)\s*\)")  # the tensor a layer is applied to


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
            changed = code[: span.start] + text + code[span.stop :]
            yield changed
            yield _imported(changed, repair.layer)
    else:
        for changed in _with(code, span, _written(code, architecture, repair.layer)):
            yield changed
            yield _imported(changed, repair.layer)


def _without(code: str, span: Span) -> Iterator[str]:
    """Its whole line, its place in a list, or its tensor instead of its output."""
    start, stop = _line(code, span)
    yield code[:start] + code[stop:]
    after = re.compile(r"[ \t]*,[ \t]*").match(code, span.stop)
    yield code[: span.start] + code[after.end() if after else span.stop :]
    before = re.compile(r",?\s*$").search(code[: span.start])
    yield code[: before.start() if before else span.start] + code[span.stop :]
    tensor = _ARGUMENT.match(code, span.stop)
    if tensor:
        yield code[: span.start] + tensor[1] + code[tensor.end() :]


def _with(code: str, span: Span, text: str) -> Iterator[str]:
    """Before it: a line like its own, or in the same line."""
    start, _ = _line(code, span)
    before = code[start : span.start]
    after = code[span.stop : _line_end(code, span.stop)].split("#")[0].rstrip()
    indent = before[: len(before) - len(before.lstrip())]
    tensor = _ARGUMENT.match(code, span.stop)
    if tensor:
        yield f"{code[:start]}{indent}{tensor[1]} = {text}({tensor[1]})\n{code[start:]}"
        inner = f"({text}({tensor[1]}))"
        yield code[: span.stop] + inner + code[tensor.end() :]
    if not before.strip().endswith("["):
        yield f"{code[:start]}{before}{text}{after}\n{code[start:]}"
        yield f"{code[:start]}{indent}{text},\n{code[start:]}"
    yield f"{code[: span.start]}{text}, {code[span.start :]}"


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


def _imported(code: str, one: Layer) -> str:
    return _IMPORT.sub(rf"\g<1>{one.kind}, ", code, count=1)


def _anew(code: str, architecture: Architecture, goal: Architecture) -> str:
    """The network written anew where it stood; the learner's other lines stay."""
    source = Source(code)
    starts = [one.span.start for one in architecture.layers if one.span]
    kept, place, name = code, None, "model"
    for statement in reversed(source.statements):
        start, stop = source.ends(statement)
        if any(start <= at < stop for at in starts) or _makes_model(statement):
            if isinstance(statement, ast.Assign) and _makes_model(statement):
                name = source.text(statement.targets[0])
            begin, end = kept.rfind("\n", 0, start) + 1, _line_end(code, stop) + 1
            kept, place = kept[:begin] + kept[end:], begin
    network = _body(emit(goal, prefix=_prefix(code, architecture)))
    network = re.sub(r"^model =", f"{name} =", network, flags=re.MULTILINE)
    return kept[:place] + network + kept[place or 0 :] if place is not None else emit(goal)


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
