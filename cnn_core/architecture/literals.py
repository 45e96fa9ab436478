"""Numbers, texts and sums written in code, worked out within narrow bounds; nothing is run."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from cnn_core.architecture.scan import MAX_NUMBER
from cnn_core.errors import LabError

Number = int | float

_SUMS: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_ODD = re.compile("[\x00\ud800-\udfff]")
_NAMES: Final[Mapping[type[ast.AST], str]] = {
    ast.AnnAssign: ":",
    ast.AsyncFor: "async for",
    ast.AsyncFunctionDef: "async def",
    ast.AsyncWith: "async with",
    ast.AugAssign: "+=",
    ast.Await: "await",
    ast.BoolOp: "and / or",
    ast.ClassDef: "class",
    ast.Compare: "== < >",
    ast.Delete: "del",
    ast.Dict: "{…: …}",
    ast.DictComp: "{… for …}",
    ast.FormattedValue: 'f"…"',
    ast.FunctionDef: "def",
    ast.GeneratorExp: "(… for …)",
    ast.IfExp: "… if … else …",
    ast.JoinedStr: 'f"…"',
    ast.ListComp: "[… for …]",
    ast.NamedExpr: ":=",
    ast.Set: "{…}",
    ast.SetComp: "{… for …}",
    ast.Slice: ":",
    ast.Starred: "*",
    ast.TryStar: "try",
    ast.YieldFrom: "yield",
}


def kind_of(node: ast.AST) -> str:
    """A kind of code, as Python writes it: for a message that says it is not read.

    >>> kind_of(ast.parse("for x in y: pass").body[0]), kind_of(ast.parse("lambda: 0").body[0].value)
    ('for', 'lambda')
    """
    if isinstance(node, ast.UnaryOp):
        return "not" if isinstance(node.op, ast.Not) else "~"
    if isinstance(node, ast.operator):
        return "@" if isinstance(node, ast.MatMult) else "<< >> & | ^"
    if isinstance(node, ast.Constant):
        return {bytes: 'b"…"', complex: "1j"}.get(type(node.value), "...")
    return _NAMES.get(type(node), type(node).__name__.lower())


def constant(node: ast.Constant, where: Mapping[str, Any]) -> bool | int | float | str | None:
    """The value of a literal.

    Args:
        node: the literal.
        where: its line, column and span, for an error.

    Raises:
        LabError: "number_too_large" (maximum), "odd_character" (received) or "code_not_read" (received).

    >>> constant(ast.parse("1e-4").body[0].value, {})
    0.0001
    """
    value = node.value
    if isinstance(value, bytes | complex) or value is Ellipsis:
        raise LabError("code_not_read", **where, received=kind_of(node))
    if isinstance(value, int | float) and not abs(value) <= MAX_NUMBER:
        raise LabError("number_too_large", **where, maximum=MAX_NUMBER)
    if isinstance(value, str) and (odd := _ODD.search(value)):
        raise LabError("odd_character", **where, received=f"U+{ord(odd[0]):04X}")
    assert value is None or isinstance(value, bool | int | float | str)
    return value


def is_number(value: object) -> bool:
    """Whether it is an int or a float; True and False are not.

    >>> is_number(2), is_number(True), is_number("2")
    (True, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool)


def worked_out(how: ast.operator, left: Any, right: Any, where: Mapping[str, Any]) -> Any:
    """A sum of two numbers, or one tuple or list after the other.

    Args:
        how: + - * / // % or **.
        left: a number of at most MAX_NUMBER, or a tuple or list.
        right: as `left`.
        where: the sum's line, column and span, for an error.

    Raises:
        LabError: "code_not_read" (received), "number_too_large" (maximum), "division_by_zero" or
            "cannot_work_out".

    >>> worked_out(ast.Div(), 1, 4, {}), worked_out(ast.Add(), (28, 28), (1,), {})
    (0.25, (28, 28, 1))
    """
    if type(how) not in _SUMS:
        raise LabError("code_not_read", **where, received=kind_of(how))
    if isinstance(how, ast.Add) and type(left) is type(right) and isinstance(left, tuple | list):
        return left + right
    if not (is_number(left) and is_number(right)):
        raise LabError("cannot_work_out", **where)
    if isinstance(how, ast.Div | ast.FloorDiv | ast.Mod) and right == 0:
        raise LabError("division_by_zero", **where)
    if isinstance(how, ast.Pow):
        _check_power(left, right, where)
    value = _SUMS[type(how)](left, right)
    if not abs(value) <= MAX_NUMBER:
        raise LabError("number_too_large", **where, maximum=MAX_NUMBER)
    return value


def _check_power(base: Number, exponent: Number, where: Mapping[str, Any]) -> None:
    """Refuse a power by its size before it is worked out: 9**9**9 would take days."""
    if base == 0 and exponent < 0:
        raise LabError("division_by_zero", **where)
    if base < 0 and exponent != int(exponent):
        raise LabError("cannot_work_out", **where)  # a complex number
    if base and exponent * math.log10(abs(base)) > math.log10(MAX_NUMBER) + 1:
        raise LabError("number_too_large", **where, maximum=MAX_NUMBER)
