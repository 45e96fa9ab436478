"""Predict first: questions about the lab in view, on the learner's own numbers."""

import numpy as np
import streamlit as st

from app import questions, state
from app.conv_lab import ConvLab
from app.formulas import lab_axes
from app.pool_lab import PoolLab
from app.questions import Question
from app.sums import cell_text, conv_sum, pool_sum
from app.text import LessonText
from cnn_core.errors import LabError
from cnn_core.exercises.misconceptions import (
    Axis,
    axis_values,
    wrong_convolved_cells,
    wrong_pooled_cells,
    wrong_sizes,
)
from cnn_core.steps import Cell, conv_terms, pool_step

Under = list[list[Cell | None]]


def predict_switch(lab: PoolLab | ConvLab) -> None:
    """The switch for predicting first: it covers the output until an answer is committed or asked for."""
    key = f"{lab.name}.predict"

    def switched(on: bool) -> None:
        lab.change(predict=on)
        state.forget(lab.name, "seen")

    st.toggle(
        lab.say("ask.predict_first"), **state.filled(key, lab.setting.predict),
        on_change=state.on_change(key, switched),
    )  # fmt: skip


def predict_first(lab: PoolLab | ConvLab, kinds: tuple[str, ...], text: LessonText, section: str) -> None:
    """The questions about the lab while the switch is on; answering one runs the animation."""
    if not lab.setting.predict:
        return
    if lab.covered:
        state.remember(lab.name, "asked", lab.setting.cell)
    try:
        lab.output()
        asked = {kind: size_question(lab) if kind == "size" else cell_question(lab) for kind in kinds}
    except LabError:
        return  # no output to predict; the lab says why
    for kind, question in asked.items():
        block = f"{section}.{kind}" if f"{section}.{kind}" in text.blocks else f"predict.{kind}"
        questions.ask(f"{lab.name}.{kind}", block, question, text, lab.play)


def size_question(lab: PoolLab | ConvLab) -> Question:
    """How many rows and columns will the output have? Raises LabError if there is none."""
    axes = lab_axes(lab.setting)
    values: dict[str, object] = {
        "shape": (axes[0].size, axes[1].size),
        "window": (axes[0].window, axes[1].window),
        "strides": (axes[0].stride, axes[1].stride),
        "padding_name": axes[0].padding,
    }
    right = tuple(axis.right for axis in axes)
    return Question("size", right, wrong_sizes(*axes), _told(axes) | values, about=lab.case)


def side_question(axis: Axis) -> Question:
    """How many cells will one axis of the output have?"""
    beliefs = {name: sides[0] for name, sides in wrong_sizes(axis).items()}
    return Question("number", axis.right, beliefs, axis_values(axis))


def cell_question(lab: PoolLab | ConvLab) -> Question:
    """What number will the pinned cell hold? Raises LabError if there is no output."""
    where = lab.slide()
    rows, cols = where.output_shape
    i, j = divmod(min(state.recall(lab.name, "asked", lab.setting.cell), rows * cols - 1), cols)
    under = dict(where.cells())[i, j]
    at = lab.say("lab.cell", r=i + 1, c=j + 1)
    values: dict[str, object] = {"at": at, "window": (len(under), len(under[0]))}
    if isinstance(lab, PoolLab):
        return _pooled_cell(lab, under, i, j, at, values)
    return _convolved_cell(lab, under, i, j, at, values)


def _pooled_cell(lab: PoolLab, under: Under, i: int, j: int, at: str, values: dict[str, object]) -> Question:
    s = lab.setting
    sheet = min(s.sheet, len(s.input) - 1)  # a link may say more
    step = pool_step(lab.image[..., sheet], under)
    result = float(lab.output()[i, j, sheet])
    beliefs = wrong_pooled_cells(step.values, step.padded, s.kind)
    line = pool_sum(lab.language, s.kind, step.values, step.padded, result, at)
    told = {
        "kind": lab.say(f"mode.{s.kind}"), "sum": line["lines"][0],
        "cells": ", ".join(map(cell_text, step.values)),
        "count": len(step.values), "padded": step.padded, "whole": len(step.values) + step.padded,
    }  # fmt: skip
    return Question("number", result, beliefs, values | told, about=(i, j, lab.case))


def _convolved_cell(
    lab: ConvLab, under: Under, i: int, j: int, at: str, values: dict[str, object]
) -> Question:
    s = lab.setting
    kernel = lab.kernel[..., s.filter]  # (h, w, C)
    laid = kernel[::-1, ::-1] if s.flip else kernel
    channels = [("", conv_terms(lab.image[..., c], laid[..., c], under)) for c in range(s.channels)]
    patch = np.stack(
        [[term.value or 0.0 for term in terms] for _, terms in channels], axis=-1
    ).reshape(kernel.shape)  # fmt: skip
    bias, result = float(lab.bias[s.filter]), float(lab.output()[i, j, s.filter])
    activated = s.activation != "none"
    beliefs = wrong_convolved_cells(patch, kernel, bias, activated, s.flip)
    line = conv_sum(lab.language, channels, bias, s.activation, result, at)
    total = float((patch * laid).sum()) + bias
    told = {
        "sum": " → ".join(line["lines"]),
        "bias": bias, "total": total, "activation": lab.say(f"act.{s.activation}"), "channels": s.channels,
    }  # fmt: skip
    return Question("number", result, beliefs, values | told, about=(i, j, lab.case))


def _told(axes: tuple[Axis, Axis]) -> dict[str, object]:
    """Numbers of the first axis on which something happens: the one whose rule is worth telling."""
    telling = max(axes, key=lambda axis: (axis.stride, axis.size))
    return axis_values(telling)
