"""Formulas with the learner's own numbers put in."""

import streamlit as st

from app.panel import Panel
from app.settings import ConvSetting, PoolSetting
from app.sums import formula_size, formula_tensorflow
from app.text import say
from cnn_core.errors import LabError
from cnn_core.exercises.misconceptions import Axis
from cnn_core.windows import padding_amounts, window_extent


def lab_axes(setting: PoolSetting | ConvSetting) -> tuple[Axis, Axis]:
    """Rows and columns of a lab, as the rules about sizes take them."""
    if isinstance(setting, PoolSetting):
        window, strides, dilation = setting.used_window, setting.used_strides, (1, 1)
    else:
        window, strides, dilation = setting.window, setting.strides, setting.dilation
    rows, cols = (
        Axis(setting.shape[axis], window[axis], strides[axis], setting.used_padding, dilation[axis])
        for axis in (0, 1)
    )
    return rows, cols


def size_formula(language: str, lab: Panel) -> None:
    """The output's size worked out for both axes, once if they agree; TensorFlow's own form beside it."""
    axes = lab_axes(lab.setting)
    if axes[0] == axes[1]:
        _axis_formula(language, "both", axes[0])
        return
    for name, axis in zip(("rows", "columns"), axes, strict=True):
        _axis_formula(language, name, axis)


def _axis_formula(language: str, name: str, axis: Axis) -> None:
    before, after = padding_amounts(axis.size, axis.window, axis.stride, axis.padding, axis.dilation)
    extent = window_extent(axis.window, axis.dilation)
    try:
        side = axis.right
    except LabError:
        return  # no window fits; the lab says so
    general = formula_size(axis.size, before, after, extent, axis.stride, side)
    st.markdown(f"{say(language, f'formula.{name}')} ${general}$")
    if isinstance(axis.padding, str):
        own = formula_tensorflow(axis.size, extent, axis.stride, axis.padding, side)
        st.markdown(f"{say(language, 'formula.tensorflow', padding=axis.padding)} ${own}$")
    if left := (axis.size + before + after - extent) % axis.stride:
        st.caption(say(language, "formula.left", left=left))
