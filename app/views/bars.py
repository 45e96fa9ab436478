"""Bars, as plain dicts like the curves."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.views.curves import LINES

HATCHES = ("", "/", "x", ".")  # so that colour is not the only sign


def bars(
    names: Sequence[str],
    groups: Mapping[str, Sequence[float]],
    key: str,
    y_title: str = "",
    written: bool = True,
) -> None:
    """A bar for every name in every group, side by side; `written`: with its height on it."""
    data: list[dict[str, Any]] = [
        {
            "type": "bar", "x": list(names), "y": list(heights), "name": name,
            "text": [f"{height:.1f}" for height in heights] if written else None,
            "textposition": "outside", "cliponaxis": False,
            "marker": {"color": colour, "pattern": {"shape": hatch}},
        }
        for (name, heights), colour, hatch in zip(groups.items(), LINES, HATCHES, strict=False)
    ]  # fmt: skip
    layout = {
        "height": 300, "margin": {"l": 44, "r": 12, "t": 28, "b": 36}, "barmode": "group",
        "yaxis": {"title": {"text": y_title}, "rangemode": "tozero"},
        "legend": {"orientation": "h", "y": 1.2}, "showlegend": len(data) > 1,
    }  # fmt: skip
    st.plotly_chart({"data": data, "layout": layout}, key=key, config={"displayModeBar": False})
