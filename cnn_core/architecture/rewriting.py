"""A layer's call with some arguments changed: the others stay as they were written."""

import ast
import re
from collections.abc import Iterator

from cnn_core.architecture.emit import emit_layer
from cnn_core.architecture.signatures import signature
from cnn_core.architecture.source import Source
from cnn_core.architecture.stack import Layer
from cnn_core.errors import LabError


def rewritten(text: str, old: Layer, new: Layer) -> Iterator[str]:
    """Ways to write another layer in the place of one, the smallest change first.

    Args:
        text: the call as written, or the `input_shape=` that stands for an Input.
        old: what it says.
        new: what it shall say.

    >>> from cnn_core.architecture.stack import layer
    >>> old, new = layer("Conv2D", 32, 3, padding="full"), layer("Conv2D", 32, 3, padding="same")
    >>> next(rewritten("Conv2D(n, 3, padding='full')", old, new))
    'Conv2D(n, 3, padding="same")'
    """
    if new.kind == "Input":
        yield from _with_shape(text, new)
    if old.kind == new.kind:
        changed = _with_arguments(text, old, new)
        if changed:
            yield changed
    prefix = re.match(r"((?:\w+\.)*)\w+\s*\(", text)
    yield (prefix[1] if prefix else "") + emit_layer(new, prefix="").removeprefix("keras.")
    yield emit_layer(new)


def _with_shape(text: str, new: Layer) -> Iterator[str]:
    """`input_shape=(28, 28)` and `model.build((None, 28, 28))` stand for an Input."""
    word = re.match(r"input_(shape|dim)(\s*=\s*)", text)
    if word:
        yield f"input_shape{word[2]}{new['shape']}"
    build = re.match(r"(\w+\.build\().*\)$", text, re.DOTALL)
    if build:
        yield f"{build[1]}{(None, *new['shape'])})"


def _with_arguments(text: str, old: Layer, new: Layer) -> str | None:
    """The call with what differs replaced, added or left out."""
    try:
        call = _Call(text, new.kind)
        model = _Call(emit_layer(new, prefix=""), new.kind)
    except LabError:
        return None
    before, after = dict(old.arguments), dict(new.arguments)
    names = [name for name in {**before, **after} if before.get(name, call) != after.get(name, call)]
    edits: list[tuple[int, int, str]] = []
    for name in names:
        written, wanted = call.value(name), model.value(name)
        if written and wanted:
            edits.append((*written, model.text[slice(*wanted)]))
        elif wanted:
            edits.append(call.room(f"{name}={model.text[slice(*wanted)]}"))
        elif written:
            edits.append((*call.around(name), ""))
    for start, stop, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[stop:]
    return text


class _Call:
    """A call and the places of its arguments' values."""

    def __init__(self, text: str, kind: str) -> None:
        self.text, self._source = text, Source(text)
        statement = self._source.statements[0] if self._source.statements else None
        node = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(node, ast.Call):
            raise LabError("code_not_read", received=text[:60])
        own = list(signature(kind))
        self._values = {name: one for name, one in zip(own, node.args, strict=False)}
        self._values |= {str(word.arg): word.value for word in node.keywords}
        self._whole = [*node.args, *node.keywords]

    def value(self, name: str) -> tuple[int, int] | None:
        """Where the value of an argument is written."""
        node = self._values.get(name)
        return self._source.ends(node) if node else None

    def around(self, name: str) -> tuple[int, int]:
        """Where an argument is written, with the comma before it, or after it if it is the first."""
        at = next(
            place
            for place, one in enumerate(self._whole)
            if one is self._values[name] or getattr(one, "value", None) is self._values[name]
        )
        start, stop = self._source.ends(self._whole[at])
        if at:
            return self._source.ends(self._whole[at - 1])[1], stop
        if len(self._whole) > 1:
            return start, self._source.ends(self._whole[1])[0]
        return start, stop

    def room(self, words: str) -> tuple[int, int, str]:
        """Where another argument goes: behind the last."""
        if not self._whole:
            return len(self.text) - 1, len(self.text) - 1, words
        stop = self._source.ends(self._whole[-1])[1]
        return stop, stop, f", {words}"
