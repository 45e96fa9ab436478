"""One layer of a network with controls for its arguments: what is changed here changes the code."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app import state
from app.panel import Panel
from cnn_core.architecture.stack import Layer

Change = Callable[[Layer], None]
ACTIVATION_MENU = (None, "relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid", "softmax")

_CONV = ("filters", "kernel_size", "strides", "padding", "dilation_rate", "groups", "activation", "use_bias")
#: The arguments that can be changed by hand; all others in the code.
EDITABLE: dict[str, tuple[str, ...]] = {
    "Input": ("shape",),
    "Conv2D": _CONV,
    "SeparableConv2D": (
        "filters", "kernel_size", "depth_multiplier", "strides", "padding", "activation", "use_bias",
    ),
    "DepthwiseConv2D": ("kernel_size", "depth_multiplier", "strides", "padding", "activation", "use_bias"),
    "MaxPooling2D": ("pool_size", "strides", "padding"),
    "AveragePooling2D": ("pool_size", "strides", "padding"),
    "ZeroPadding2D": ("padding",),
    "Dense": ("units", "activation", "use_bias"),
    "Dropout": ("rate",),
    "SpatialDropout2D": ("rate",),
    "Activation": ("activation",),
    "LeakyReLU": ("negative_slope",),
    "ReLU": ("negative_slope",),
    "LocalResponseNormalization": ("depth_radius",),
}  # fmt: skip
#: The largest value of each whole number.
MOST = {
    "filters": 4096, "units": 10000, "kernel_size": 15, "pool_size": 15, "strides": 15, "dilation_rate": 8,
    "groups": 64, "depth_multiplier": 8, "shape": 512, "depth_radius": 10, "padding": 10,
}  # fmt: skip


def inspect_layer(panel: Panel, position: int, one: Layer, change: Change) -> None:
    """Draw the controls of a layer's arguments.

    Args:
        panel: whose lab it is.
        position: of the layer; part of the controls' names.
        one: the layer.
        change: receives the layer with another value.
    """
    names = EDITABLE.get(one.kind, ())
    if not names:
        st.caption(panel.say("bench.no_arguments"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for name in names:
            _control(panel, f"{panel.name}.{position}.{one.kind}.{name}", one, name, change)


def _control(panel: Panel, key: str, one: Layer, name: str, change: Change) -> None:
    value = one[name]
    if name == "activation":
        _menu(panel, key, one, name, ACTIVATION_MENU, change)
    elif name == "padding" and one.kind != "ZeroPadding2D":
        _menu(panel, key, one, name, ("valid", "same"), change)
    elif isinstance(value, bool):
        st.toggle(
            name, **state.filled(key, value),
            on_change=state.on_change(key, lambda on: change(one.changed(**{name: on}))),
        )  # fmt: skip
    elif isinstance(value, float):
        _fraction(key, one, name, value, change)
    elif name == "strides" and value is None:
        _sides(panel, key, one, name, one["pool_size"], change)
    elif isinstance(value, tuple):
        _sides(panel, key, one, name, value, change)
    elif isinstance(value, int):
        _whole(key, name, value, MOST[name], lambda number: change(one.changed(**{name: number})), name)
    else:
        st.caption(panel.say("bench.in_code", name=name))


def _menu(
    panel: Panel, key: str, one: Layer, name: str, options: tuple[str | None, ...], change: Change
) -> None:
    known = options if one[name] in options else (*options, one[name])
    key = f"{key}.{panel.language}"
    st.selectbox(
        name, format_func=lambda option: "None" if option is None else str(option),
        **state.picked(key, known, one[name]), width=130,
        on_change=lambda: change(one.changed(**{name: state.widget_value(key)})),
    )  # fmt: skip


def _fraction(key: str, one: Layer, name: str, value: float, change: Change) -> None:
    high = 0.95 if name == "rate" else 5.0
    if not 0.0 <= value <= high:
        return  # wrong by the layer's own rule: told with the network's error, mended in the code
    st.number_input(
        name, step=0.05, **state.numbered(key, 0.0, high, value), width=130,
        on_change=state.on_change(key, lambda number: change(one.changed(**{name: round(number, 4)}))),
    )  # fmt: skip


def _sides(panel: Panel, key: str, one: Layer, name: str, value: tuple[Any, ...], change: Change) -> None:
    """A number for each side; arguments in other forms are changed in the code."""
    if not all(isinstance(side, int) and not isinstance(side, bool) for side in value):
        return
    for place, side in enumerate(value):

        def changed(number: int, place: int = place) -> None:
            change(one.changed(**{name: (*value[:place], number, *value[place + 1 :])}))

        label = f"{name}: {panel.say(f'bench.side_{place}')}" if len(value) > 1 else name
        _whole(f"{key}.{place}", label, side, MOST[name], changed, name)


def _whole(key: str, label: str, value: int, most: int, changed: Callable[[int], None], name: str) -> None:
    low = 0 if name in ("padding", "depth_radius") else 1
    if value < low:
        return
    st.number_input(
        label, step=1, **state.numbered(key, low, max(most, value), value), width=130,
        on_change=state.on_change(key, lambda number: changed(int(number))),
    )  # fmt: skip
