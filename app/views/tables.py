"""Small tables of numbers drawn as HTML, and matrices drawn as coloured cells."""

from collections.abc import Sequence
from html import escape

import streamlit as st

# Okabe and Ito's colours: told apart by people who see colours differently.
COLOURS = ("#56b4e9", "#e69f00", "#009e73", "#f0e442", "#cc79a7", "#0072b2", "#d55e00", "#999999", "#b2df8a")


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    marked: int | None = None,
    caption: str = "",
    left: int = 1,
) -> None:
    """A table of texts; one row may be marked, the first `left` columns are aligned left."""
    cells = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in head)
    body = "".join(
        f"<tr{' class=marked aria-current=true' if index == marked else ''}>"
        + "".join(
            f"<td{' class=left' if column < left else ''}>{escape(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for index, row in enumerate(rows)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    # A wide table scrolls in its own box, which the keyboard can reach.
    label = escape(caption or head[0], quote=True)
    st.html(
        f"<div class='lab-table' tabindex='0' role='region' aria-label='{label}'>"
        f"<table>{title}<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def coloured(ids: Sequence[Sequence[int]], caption: str, width: int = 240) -> None:
    """A matrix as coloured cells: 0 is empty, equal ids share a colour."""
    rows, cols, side = len(ids), len(ids[0]), 9
    inner = side - 1  # a thin gap between cells
    cells = "".join(
        f"<rect x='{c * side}' y='{r * side}' width='{inner}' height='{inner}' fill='{_colour(value)}'/>"
        for r, row in enumerate(ids)
        for c, value in enumerate(row)
        if value
    )
    ground = "<rect width='100%' height='100%' fill='#8883'/>"
    size = f"viewBox='0 0 {cols * side} {rows * side}'"
    st.image(
        f"<svg xmlns='http://www.w3.org/2000/svg' {size}>{ground}{cells}</svg>",
        caption=caption,
        width=width,
        alt=caption,
    )


def _colour(value: int) -> str:
    """The first ids have colours people tell apart; later ones run round the wheel by the golden angle."""
    if value <= len(COLOURS):
        return COLOURS[value - 1]
    return f"hsl({value * 137.508 % 360:.0f} 60% 55%)"
