"""Networks beside each other: two of them, or one that shrinks its maps in different ways."""

from collections.abc import Callable

import streamlit as st

from app import workbench
from app.network_setting import PAIR_CODECS, SHRINK_CODECS, WAYS, PairSetting, ShrinkSetting
from app.panel import Panel, Topic
from app.text import show
from app.views import tables
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import Row, attempt, total_macs, total_params
from cnn_core.architecture.variants import strided, with_pooling, without_pooling
from cnn_core.models.networks import NETWORKS

PAIRS = {
    "vgg-alexnet": PairSetting(NETWORKS["alexnet"].architecture, NETWORKS["vgg16-base"].architecture),
    "flatten-gap": PairSetting(NETWORKS["cifar10-cnn"].architecture, NETWORKS["gap-net"].architecture),
    "conv-separable": PairSetting(NETWORKS["gap-net"].architecture, NETWORKS["separable-net"].architecture),
    "then-now": PairSetting(NETWORKS["lenet-5-1998"].architecture, NETWORKS["lenet-5"].architecture),
}
_SHRUNK: dict[str, Callable[[Architecture], Architecture]] = {
    "max": lambda network: with_pooling(network, "MaxPooling2D"),
    "average": lambda network: with_pooling(network, "AveragePooling2D"),
    "strided": strided,
    "none": without_pooling,
}


def _choose_pair(panel: Panel) -> None:
    panel.presets(PAIRS, lambda name: panel.say(f"pair.{name}"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first, second = panel.say("pair.first"), panel.say("pair.second")
        workbench.choose_network(panel, "first", lambda network: panel.change(first=network), first)
        workbench.choose_network(panel, "second", lambda network: panel.change(second=network), second)


PAIR = Topic(PAIRS["vgg-alexnet"], PAIR_CODECS, _choose_pair)
WITHOUT = Topic(
    ShrinkSetting(NETWORKS["cifar10-cnn"].architecture),
    SHRINK_CODECS,
    lambda panel: workbench.choose_network(panel, "network", lambda network: panel.change(network=network)),
)


def pair_pictures(panel: Panel) -> None:
    """Both networks, one above the other, and their totals."""
    traced = {}
    for field in ("first", "second"):
        network: Architecture = getattr(panel.setting, field)
        rows, error = attempt(network)
        traced[panel.say(f"pair.{field}")] = rows
        st.markdown(f"**{panel.say(f'pair.{field}')}**")
        workbench.picture(panel, network, rows, error, field, selects=False)
    _totals(panel, traced, panel.say("pair.caption"))


def ways_of_shrinking(panel: Panel) -> None:
    """The same convolutions with max, average, strides or nothing in place of the pooling."""
    networks = {name: shrink(panel.setting.network) for name, shrink in _SHRUNK.items()}
    traced = {panel.say(f"shrink_way.{name}"): attempt(networks[name])[0] for name in WAYS}
    _totals(panel, traced, panel.say("shrink_way.caption"))
    panel.choose("way", WAYS, panel.say("shrink_way.look"), "shrink_way")
    shown = networks[panel.setting.way]
    workbench.picture(panel, shown, *attempt(shown), "picture", selects=False)


def _totals(panel: Panel, traced: dict[str, list[Row]], caption: str) -> None:
    head = [
        "",
        *(panel.say(f"networks.{name}") for name in ("layers", "last_map", "params", "macs", "field")),
    ]
    body = [[name, *_row(rows)] for name, rows in traced.items()]
    tables.table(head, body, caption=caption)


def _row(rows: list[Row]) -> list[str]:
    """Layers, the last map, weights, multiply-adds and the field of the last map's units."""
    maps = [row for row in rows if len(row.output_shape) == 3]
    work, last = total_macs(rows), maps[-1] if maps else None
    return [
        show(len(rows)),
        show(last.output_shape) if last else "–",
        show(total_params(rows)),
        "–" if work is None else show(work),
        show(last.receptive_field) if last and last.receptive_field else "–",
    ]
