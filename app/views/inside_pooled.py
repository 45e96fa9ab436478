"""The arithmetic of one cell of a pooling layer in a running network."""

import numpy as np
import streamlit as st

from app.lesson import Lesson
from app.panel import Panel
from app.pool_lab import PADDING_TEXT
from app.questions import Question
from app.sums import Sum, cell_text, pool_sum
from app.views.inside_cell_parts import (
    MOST_ROWS,
    map_in,
    map_out,
    one_window,
    predict_switch,
    sheet,
    texts,
)
from cnn_core.exercises.misconceptions import wrong_pooled_cells
from cnn_core.explain.cells import PoolingCell
from cnn_core.explain.looks_inside import Convolving


def pooled_cell(lesson: Lesson, panel: Panel, both: Convolving, found: PoolingCell) -> None:
    """The maps around the cell; what does it hold? Then how it comes about."""
    window = found.window
    left, right = st.columns(2)
    with left:
        st.markdown(panel.say("inside.into_channel", n=window.channel))
        map_in(panel, both, window, window.channel)
    with right:
        map_out(panel, both, window)
    predict_switch(panel)
    if panel.setting.predict and not lesson.ask(holds(panel, found), "pooled"):
        return
    if max(found.patch.shape) <= MOST_ROWS:
        _lab(panel, found)
    st.caption(panel.say("inside.rounded", after=cell_text(found.after)), width="stretch")


def holds(panel: Panel, found: PoolingCell) -> Question:
    """What does the cell hold? The window's numbers are given."""
    kind, window = _kind(found), found.window
    real, padded = found.patch[~window.padding].tolist(), int(window.padding.sum())
    wrong = wrong_pooled_cells(tuple(real), padded, kind)
    values: dict[str, object] = {
        "r": window.row + 1, "c": window.column + 1, "n": window.channel, "layer": window.layer,
        "kind": panel.say(f"inside.pooling_{kind}"),
        "cells": ", ".join(map(cell_text, real)), "padded": padded, "whole": len(real) + padded,
        "sum": _step(panel, found)["lines"][0],
    }  # fmt: skip
    return Question("number", found.result, wrong, values, tolerance=0.006, about=window.channel)


def _kind(found: PoolingCell) -> str:
    return "max" if found.highest else "average"


def _step(panel: Panel, found: PoolingCell) -> Sum:
    window = found.window
    at = panel.say("inside.cell_at", r=window.row + 1, c=window.column + 1)
    real = found.patch[~window.padding].tolist()
    return pool_sum(panel.language, _kind(found), real, int(window.padding.sum()), found.result, at)


def _lab(panel: Panel, found: PoolingCell) -> None:
    cells = np.array(texts(found.patch), object)
    cells[found.window.padding] = PADDING_TEXT[_kind(found)]
    one_window(panel, [sheet(cells.tolist())], _step(panel, found), found.after, winner=found.winner)
