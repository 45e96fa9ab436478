"""Pasted code, statement by statement: names are bound, layers collected, the rest skipped or refused."""

import ast
import re
from typing import Any

from cnn_core.architecture.calls import Calls
from cnn_core.architecture.literals import kind_of
from cnn_core.architecture.things import OURS, Chain, Graph, Outside, Ref, Tensor, Thing
from cnn_core.errors import LabError


class Statements(Calls):
    """What the statements of some code come to.

    Attributes:
        loose: layers written one after the other, without a model.
    """

    loose: Chain

    def follow(self) -> None:
        """Go through all statements.

        Raises:
            LabError: with line, column and span: "code_not_read" (received), "cannot_unpack" (expected,
                received) or those of `value`, `call` and `put`.
        """
        self.loose = Chain(None)
        for node in self.source.statements:
            self._statement(node)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.Expr():
                self._expression(node.value)
            case ast.Assign():
                value = self.value(node.value)
                for target in node.targets:
                    self._bind(target, value)
            case ast.AnnAssign(value=ast.expr() as right):
                self._bind(node.target, self.value(right))
            case ast.AugAssign(target=ast.Name() as target):
                self._bind(target, self.sum(node, self.value(target), self.value(node.value)))
            case ast.ClassDef(name=name) if name == OURS:
                self.names[OURS] = Ref(OURS)
            case _:
                where = self._first_word(node)
                raise LabError("code_not_read", **where, received=kind_of(node))

    def _first_word(self, node: ast.stmt) -> dict[str, Any]:
        """Where a statement begins: a loop's body is not what is wrong with it."""
        start, _ = self.source.ends(node)
        word = re.match(r"\w*", self.source.code[start:])
        return self.source.at(start, start + len(word[0] if word else ""))

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                self.names[alias.asname or whole] = Ref.to(whole)
            return
        for alias in node.names:
            if alias.name != "*":  # Keras's names are known without it
                path = f"{'.' * node.level}{node.module or ''}.{alias.name}"
                self.names[alias.asname or alias.name] = Ref.to(path)

    def _bind(self, target: ast.expr, value: Thing) -> None:
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target, value)
        elif isinstance(target, ast.Attribute | ast.Subscript) and isinstance(
            self.value(target.value), Outside | Ref
        ):
            return  # of something else
        else:
            raise LabError("code_not_read", **self.place(target), received=self.source.text(target))

    def _unpack(self, target: ast.Tuple | ast.List, value: Thing) -> None:
        entries = [value] * len(target.elts) if isinstance(value, Outside) else value
        if not isinstance(entries, tuple | list) or len(entries) != len(target.elts):
            received = len(entries) if isinstance(entries, tuple | list) else 1
            where = self.place(target)
            raise LabError("cannot_unpack", **where, expected=len(target.elts), received=received)
        for one, entry in zip(target.elts, entries, strict=True):
            self._bind(one, entry)

    def _expression(self, node: ast.expr) -> None:
        """A line by itself: a layer, several with commas between, or something without effect on layers."""
        thing = self.value(node)
        forgotten = isinstance(thing, Ref) and thing.within("keras.layers")  # a layer without ()
        if forgotten or isinstance(node, ast.Call | ast.Tuple | ast.List):
            self._collect(thing, node)
        elif isinstance(node, ast.Constant) and not isinstance(thing, str):
            raise LabError("code_not_read", **self.place(node), received=self.source.text(node))

    def _collect(self, thing: Thing, node: ast.expr) -> None:
        match thing:
            case tuple() | list() if isinstance(node, ast.Tuple | ast.List):
                for one, written in zip(thing, node.elts, strict=True):
                    self._collect(one, written)
            case None | Chain() | Graph() | Outside():
                return
            case Tensor() if not thing.is_input:
                return
            case _:
                self.put(self.loose, thing, node)
