"""What tasks of several lessons share."""

from typing import Any

from cnn_core.exercises.misconceptions import Axis
from cnn_core.windows import window_extent


def axis_values(axis: Axis) -> dict[str, Any]:
    """The numbers that the texts on sizes mention.

    >>> axis_values(Axis(7, 3, 2))["side"]
    3
    """
    extent = window_extent(axis.window, axis.dilation)
    exact = (axis.size + axis.total_padding - extent) / axis.stride + 1
    return {
        "n": axis.size, "f": axis.window, "s": axis.stride, "d": axis.dilation, "extent": extent,
        "padding": axis.total_padding, "exact": exact, "side": axis.right,
    }  # fmt: skip


def shown_matrix(cells: Any) -> str:
    """A matrix as a Markdown table cannot show it: rows apart by " / ".

    >>> shown_matrix(((1, -2), (3, 4)))
    '1 −2 / 3 4'
    """
    return " / ".join(" ".join(f"{cell:g}".replace("-", "−") for cell in row) for row in cells)
