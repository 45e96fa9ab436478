"""Curves, as plain dicts: building Plotly's objects costs more time than everything else in a rerun."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")


def curves(
    x: list[float],
    lines: Mapping[str, list[float]],
    key: str,
    x_title: str,
    y_title: str = "",
    from_zero: bool = False,
) -> None:
    """Some curves over one axis; each has its own colour and dash, so that colour is not the only sign."""
    rangemode = "tozero" if from_zero else "normal"
    dashes = ("solid", "dash", "dot", "dashdot")
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "name": name,
            "line": {"color": colour, "dash": dash, "width": 3},
        }
        for (name, y), colour, dash in zip(lines.items(), LINES, dashes, strict=False)
    ]
    layout = {
        "height": 320, "margin": {"l": 44, "r": 12, "t": 12, "b": 44},
        "xaxis": {"title": {"text": x_title}, "zeroline": True},
        "yaxis": {"title": {"text": y_title}, "zeroline": True, "rangemode": rangemode},
        "legend": {"orientation": "h", "y": 1.12}, "hovermode": "x unified",
    }  # fmt: skip
    st.plotly_chart({"data": data, "layout": layout}, key=key, config={"displayModeBar": False})
