"""What an expression in pasted code stands for. Names are looked up and sums worked out; nothing is run."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Final, cast

from cnn_core.architecture.literals import constant, is_number, kind_of, worked_out
from cnn_core.architecture.source import Source
from cnn_core.architecture.things import USUAL, Outside, Ref, Tensor, Thing, Unit, home
from cnn_core.errors import LabError

#: The most entries of a tuple or list, those inside its entries counted.
MAX_ENTRIES: Final = 3000


class Values(ABC):
    """Values of expressions.

    Attributes:
        source: the code.
        names: what has been given a name so far.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.names: dict[str, Thing] = {}
        self._sizes: dict[
            int, tuple[Thing, int]
        ] = {}  # by id, with the thing itself, so that the id stays its own

    @abstractmethod
    def call(self, node: ast.Call) -> Thing:
        """What a call gives."""

    def value(self, node: ast.expr) -> Thing:
        """What an expression stands for.

        Raises:
            LabError: with line, column and span: "code_not_read" (received), "unknown_name" (received,
                suggestion), "sum_of_tensors" (received), "cannot_work_out", "too_many_values" (maximum), and
                those of `literals` and of `call`.
        """
        match node:
            case ast.Constant():
                return constant(node, self.place(node))
            case ast.Name():
                return self._looked_up(node)
            case ast.Call():
                return self.call(node)
            case ast.Attribute():
                return self.attribute(self.value(node.value), node)
            case ast.Tuple():
                return self._kept(tuple(self.value(one) for one in node.elts), node)
            case ast.List():
                return self._kept([self.value(one) for one in node.elts], node)
            case ast.BinOp():
                return self.sum(node, self.value(node.left), self.value(node.right))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                return self._signed(node)
            case ast.Subscript():
                return self._entry(node)
        raise LabError("code_not_read", **self.place(node), received=kind_of(node))

    def place(self, node: ast.AST) -> dict[str, Any]:
        """Line, column and span of a part of the code, for a LabError."""
        return self.source.place(node)

    def size(self, thing: Thing) -> int:
        """How many entries there are in a tuple or list, and in its entries: 0 for anything else."""
        return self._sizes.get(id(thing), (None, 0))[1]

    def is_known(self, name: str) -> bool:
        """Whether a name stands for anything."""
        return name in self.names or name in USUAL

    @staticmethod
    def nearest(name: str, known: Iterable[str]) -> str:
        """The known name that comes near; "" if none does.

        >>> Values.nearest("modle", ["model", "x"])
        'model'
        """
        near = get_close_matches(name[:80], known, n=1, cutoff=0.7)
        return near[0] if near else ""

    def attribute(self, owner: Thing, node: ast.Attribute) -> Thing:
        """What `owner.attr` stands for.

        Raises:
            LabError: "code_not_read" (received), with line, column and span.
        """
        if not node.attr.startswith("__"):
            if isinstance(owner, Ref) and not home(owner.name):  # classes of layers have nothing to read
                return Ref.to(f"{owner.path}.{node.attr}")
            if isinstance(owner, Outside):
                return Outside(f"{owner.path}.{node.attr}")
        raise LabError("code_not_read", **self.place(node), received=f".{node.attr}")

    def sum(self, node: ast.BinOp | ast.AugAssign, left: Thing, right: Thing) -> Thing:
        """What an arithmetic operator gives; what comes from elsewhere stays unknown.

        Raises:
            LabError: as `value`.
        """
        for side in (left, right):
            if isinstance(side, Outside | Ref):
                return Outside(self.source.text(node))
            if isinstance(side, Tensor | Unit):
                raise LabError("sum_of_tensors", **self.place(node), received=self.source.text(node))
        return self._kept(worked_out(node.op, left, right, self.place(node)), node)

    def _looked_up(self, node: ast.Name) -> Thing:
        if node.id in self.names:
            return self.names[node.id]
        if node.id in USUAL:
            return USUAL[node.id]
        suggestion = self.nearest(node.id, (*self.names, *USUAL))
        raise LabError("unknown_name", **self.place(node), received=node.id, suggestion=suggestion)

    def _signed(self, node: ast.UnaryOp) -> Thing:
        value = self.value(node.operand)
        if isinstance(value, Outside | Ref):
            return Outside(self.source.text(node))
        if isinstance(value, Tensor | Unit):
            raise LabError("sum_of_tensors", **self.place(node), received=self.source.text(node))
        if not is_number(value):
            raise LabError("cannot_work_out", **self.place(node))
        number = cast(float, value)
        return -number if isinstance(node.op, ast.USub) else number

    def _entry(self, node: ast.Subscript) -> Thing:
        owner = self.value(node.value)
        if isinstance(owner, Outside | Ref):
            return Outside(self.source.text(node))
        if not isinstance(owner, tuple | list):
            raise LabError("code_not_read", **self.place(node), received="[…]")
        try:
            return self._kept(owner[self._index(node.slice)], node)
        except (IndexError, TypeError, ValueError):
            raise LabError("cannot_work_out", **self.place(node)) from None

    def _index(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Slice):
            ends = (node.lower, node.upper, node.step)
            return slice(*(None if end is None else self.value(end) for end in ends))
        return self.value(node)

    def _kept(self, made: Any, node: ast.AST) -> Thing:
        """The same, its size noted: a = (a, a), line after line, would double it each time."""
        if isinstance(made, tuple | list):
            size = len(made) + sum(self.size(one) for one in made)
            if size > MAX_ENTRIES:
                raise LabError("too_many_values", **self.place(node), maximum=MAX_ENTRIES)
            self._sizes[id(made)] = made, size
        return cast(Thing, made)
