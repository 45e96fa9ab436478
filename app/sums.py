"""The arithmetic of one output cell, written out as a learner would write it on paper."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from app.text import say, show
from cnn_core.steps import ConvTerm


class Sum(TypedDict):
    """One output cell worked out: `lines` to read, `say` for a screen reader."""

    lines: list[str]
    say: str


def cell_text(value: float) -> str:
    """A number in a cell: at most three decimals, a true minus sign, no thousands separator.

    >>> cell_text(4.0), cell_text(-2.5), cell_text(1 / 3), cell_text(1200)
    ('4', '−2.5', '0.333', '1200')
    """
    return show(value).replace(",", "")


def factor(value: float) -> str:
    """A number inside a product or a power: negative ones in brackets.

    >>> factor(-4), factor(2)
    ('(−4)', '2')
    """
    return f"({cell_text(value)})" if value < 0 else cell_text(value)


def equal(value: float) -> str:
    """A result behind its sign: exact, or rounded to three decimals.

    >>> equal(0.5), equal(1 / 3)
    ('= 0.5', '≈ 0.333')
    """
    exact = abs(value * 1000 - round(value * 1000)) < 1e-6
    return f"{'=' if exact else '≈'} {cell_text(value)}"


def plus(parts: Sequence[str]) -> str:
    """Parts of a sum; a negative part is subtracted.

    >>> plus(["3", "−2", "1"])
    '3 − 2 + 1'
    """
    return " + ".join(parts).replace("+ −", "− ")


def pool_sum(language: str, kind: str, values: Sequence[float], padded: int, result: float, at: str) -> Sum:
    """The lines and the spoken sentence of one pooling window."""
    texts = [cell_text(value) for value in values]
    writers: dict[str, Callable[[], str]] = {
        "max": lambda: f"max({', '.join(texts)})",
        "average": lambda: f"({plus(texts)}) ÷ {len(values)}",
        "l2": lambda: f"√({' + '.join(f'{factor(value)}²' for value in values)})",
    }
    lines = [f"{writers[kind]()} {equal(result)}"]
    if padded:
        lines.append(say(language, f"sum.padding_{kind}", n=padded))
    spoken = say(language, f"sum.say_{kind}", at=at, values=", ".join(texts), result=cell_text(result))
    return {"lines": lines, "say": spoken}


def conv_sum(
    language: str,
    channels: Sequence[tuple[str, Sequence[ConvTerm]]],
    bias: float,
    activation: str,
    result: float,
    at: str,
) -> Sum:
    """The lines and the spoken sentence of one window of a convolution: a line a channel, then the total."""
    sums = [sum(term.product for term in terms) for _, terms in channels]
    lines = [
        f"{name + ': ' if name else ''}{plus([_product(term) for term in terms])} = {cell_text(total)}"
        for (name, terms), total in zip(channels, sums, strict=True)
    ]
    total = sum(sums) + bias
    if len(sums) > 1 or bias:
        parts = [cell_text(value) for value in sums]
        if bias:
            parts.append(cell_text(bias))
        lines.append(f"{plus(parts)}{say(language, 'sum.bias') if bias else ''} = {cell_text(total)}")
    if activation != "none":
        lines.append(f"{say(language, f'act.{activation}')}({cell_text(total)}) {equal(result)}")
    return {"lines": lines, "say": say(language, "sum.say_conv", at=at, sum=lines[-1])}


def formula_size(size: int, before: int, after: int, extent: int, stride: int, result: int) -> str:
    """floor((n + p - f) / s) + 1 with the learner's numbers, as LaTeX.

    >>> formula_size(5, 0, 0, 3, 1, 3)
    '\\\\left\\\\lfloor\\\\frac{5 - 3}{1}\\\\right\\\\rfloor + 1 = 3'
    """
    padding = f" + {before} + {after}" if before or after else ""
    return rf"\left\lfloor\frac{{{size}{padding} - {extent}}}{{{stride}}}\right\rfloor + 1 = {result}"


def formula_tensorflow(size: int, window: int, stride: int, padding: str, result: int) -> str:
    """TensorFlow's form of the same size, as LaTeX: ceil((n - f + 1) / s) for valid, ceil(n / s) for same.

    >>> formula_tensorflow(15, 3, 2, "same", 8)
    '\\\\left\\\\lceil\\\\frac{15}{2}\\\\right\\\\rceil = 8'
    """
    top = f"{size}" if padding == "same" else f"{size} - {window} + 1"
    return rf"\left\lceil\frac{{{top}}}{{{stride}}}\right\rceil = {result}"


def _product(term: ConvTerm) -> str:
    value = 0.0 if term.value is None else term.value
    return f"{factor(value)}×{factor(term.weight)}"
