"""What cells of convolutions and of pooling share on the page: maps, switch, the lab of one window."""

from hashlib import blake2b
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.labs import lab_labels
from app.matrix_lab import matrix_lab
from app.panel import Panel
from app.sums import Sum, cell_text
from app.views.inside_maps import large
from app.views.inside_setting import scale
from cnn_core.explain.cells import Window
from cnn_core.explain.looks_inside import Convolving

#: Larger windows are not drawn cell by cell.
MOST_ROWS: Final = 7

Texts = list[list[str]]


def frame(window: Window) -> tuple[int, int, int, int]:
    """Row, column, height and width of the window in what goes in."""
    high, wide = (int(np.ptp(taps)) + 1 for taps in (window.rows, window.columns))
    return int(window.rows[0]), int(window.columns[0]), high, wide


def map_in(panel: Panel, both: Convolving, window: Window, channel: int) -> None:
    """One channel of what goes in, with the window framed."""
    told = panel.say("inside.into_channel", n=channel)
    large(panel, both.given[:, :, channel], "into", told, frame=frame(window))


def map_out(panel: Panel, both: Convolving, window: Window) -> None:
    """The channel that comes out, with the cell outlined; another can be chosen in it."""
    told = panel.say("inside.out_of", n=window.channel, layer=window.layer)
    st.markdown(told)
    large(
        panel, both.made[:, :, window.channel], "out", told, selected=(window.row, window.column),
        on_select=lambda row, column: panel.change(row=row, column=column),
    )  # fmt: skip


def predict_switch(panel: Panel) -> None:
    """Whether the cell's value is asked for before it is worked out."""
    key = f"{panel.name}.predict"
    st.toggle(
        panel.say("ask.predict_first"), **state.filled(key, panel.setting.predict),
        on_change=state.on_change(key, lambda on: panel.change(predict=bool(on))),
    )  # fmt: skip


def texts(values: NDArray[np.float64]) -> Texts:
    """Numbers (h, w) as the lab writes them."""
    return [[cell_text(float(value)) for value in row] for row in values]


def sheet(cells: Texts, hue: str = "") -> dict[str, Any]:
    """One channel of a window."""
    return {"name": hue.upper(), "hue": hue, "bad": [], "texts": cells}


def one_window(
    panel: Panel,
    sheets: list[dict[str, Any]],
    step: Sum,
    after: float,
    kernel: list[dict[str, Any]] | None = None,
    winner: tuple[int, int] | None = None,
) -> None:
    """The matrix lab with a single window, its kernel if there is one, and the cell that comes out.

    Args:
        panel: the lab's.
        sheets: the channels under the window.
        step: the lines of the sum and the sentence that is read out.
        after: the cell's value.
        kernel: as many sheets; without them each channel is pooled by itself.
        winner: the window's cell that max pooling takes.
    """
    height, width = len(sheets[0]["texts"]), len(sheets[0]["texts"][0])
    fixed = {"editable": False, "resizable": False, "min_side": 1, "max_side": MOST_ROWS}
    content = repr((sheets, kernel, step["lines"])).encode()
    data: dict[str, Any] = {
        "pairing": "sum" if kernel else "each",
        "input": {"title": panel.say("inside.patch"), "sheets": sheets, **fixed},
        "kernel": {"title": panel.say("grid.kernel"), "sheets": kernel, **fixed} if kernel else None,
        "padding": {"top": 0, "bottom": 0, "left": 0, "right": 0, "text": "", "title": ""},
        "row_taps": [list(range(height))], "col_taps": [list(range(width))],
        "output": {
            "title": panel.say("inside.the_cell"), "covered": False, "note": "",
            "sheets": [{"name": "", "hue": "", "texts": [[cell_text(after)]]}],
        },
        "extras": [], "winners": [[[[list(winner)]]]] if winner else None,
        "steps": [[[step]]], "show_usage": False,
        "usage": [[1] * width] * height, "unreached": {"rows": [], "cols": []}, "step": 0, "sheet": 0,
        "gen": blake2b(content, digest_size=8).hexdigest(), "version": 0,
        "lang": panel.language, "scale": scale(), "play": 0,
        "labels": lab_labels(panel.language), "message": "",
    }  # fmt: skip
    matrix_lab(data, f"grid.{panel.name}", lambda edit: None, lambda pin: None)
