"""What tasks of several lessons share."""

from typing import Any


def shown_matrix(cells: Any) -> str:
    """A matrix as a Markdown table cannot show it: rows apart by " / ".

    >>> shown_matrix(((1, -2), (3, 4)))
    '1 −2 / 3 4'
    """
    return " / ".join(" ".join(f"{cell:g}".replace("-", "−") for cell in row) for row in cells)
