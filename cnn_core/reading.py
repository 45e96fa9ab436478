"""Reading numbers and sizes the way people write them: 3x3, (3, 3), ３×３, 1/9, −4."""

import math
import re
import unicodedata

from cnn_core.errors import LabError

_MINUS_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "、": ",", "﹣": "-"})
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?(/\d+)?")
_BETWEEN_SIDES = re.compile(r"\s*(?:[xX×*;,]|\bby\b|乘)\s*|\s+")


def read_number(text: str) -> float:
    """The number a person typed: full-width digits, any minus sign, decimals and fractions.

    Raises:
        LabError: "not_a_number" (received).

    >>> read_number(" −３．５ "), read_number("1/4"), read_number("3,000,000")
    (-3.5, 0.25, 3000000.0)
    """
    typed = plain(text).replace(" ", "")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", typed):
        typed = typed.replace(",", "")
    if not _NUMBER.fullmatch(typed):
        raise LabError("not_a_number", received=text)
    top, _, bottom = typed.partition("/")
    divisor = float(bottom) if bottom else 1.0
    value = float(top) / divisor if divisor else math.inf
    if not math.isfinite(value):
        raise LabError("not_a_number", received=text)
    return value


def read_sides(text: str, count: int = 2) -> tuple[float, ...]:
    """The sides of a size a person typed; one number stands for a square.

    Args:
        text: such as "3x3", "(3, 3)", "3 × 3", "３" or "[3 3]".
        count: how many sides are asked for.

    Returns:
        `count` numbers; they need not be whole, since "54.25 x 54.25" is an answer worth explaining.

    Raises:
        LabError: "not_a_size" (received, count).

    >>> read_sides("3x4"), read_sides("（３，３）"), read_sides("5")
    ((3.0, 4.0), (3.0, 3.0), (5.0, 5.0))
    """
    inner = plain(text).strip("()[]{} ")
    parts = [part for part in _BETWEEN_SIDES.split(inner) if part]
    try:
        sides = tuple(read_number(part) for part in parts)
    except LabError as error:
        raise LabError("not_a_size", received=text, count=count) from error
    if len(sides) == 1:
        sides *= count
    if len(sides) != count:
        raise LabError("not_a_size", received=text, count=count)
    return sides


def read_block(text: str) -> list[list[str]]:
    """The cells of a block of text: one row a line, cells apart by tabs, commas, semicolons or spaces.

    Raises:
        LabError: "empty_block" (received), "ragged_rows" (name, lengths).

    >>> read_block("2 3\\n4,7")
    [['2', '3'], ['4', '7']]
    """
    lines = [
        line for line in plain(text).replace("[", " ").replace("]", " ").splitlines() if line.strip(" ,;\t")
    ]
    rows = [re.split(r"\s*[\t,;]\s*|\s+", line.strip(" ,;\t")) for line in lines]
    if not rows:
        raise LabError("empty_block", received=text)
    lengths = tuple(len(row) for row in rows)
    if len(set(lengths)) > 1:
        raise LabError("ragged_rows", name="matrix", lengths=lengths)
    return rows


def plain(text: str) -> str:
    """Full-width forms made half-width, minus signs and commas made one, nothing around it.

    >>> plain(" −３、４ ")
    '-3,4'
    """
    return unicodedata.normalize("NFKC", text).translate(_MINUS_SIGNS).strip()
