"""What the lesson on architectures shows of one network: its picture, its table, where its weights lie."""

from dataclasses import dataclass

import streamlit as st

from app import workbench
from app.link import whole
from app.markdown import explain_safely
from app.network_boxes import layer_table
from app.network_setting import GOALS, NET_CODECS, NetSetting
from app.panel import Panel, Topic
from app.text import show
from app.views.bars import bars
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import Row, attempt, total_params
from cnn_core.errors import LabError
from cnn_core.models.networks import NETWORKS, simple_conv_net


@dataclass(frozen=True)
class SimpleSetting:
    """The parameters of SimpleConvNet."""

    side: int = 28
    filters: int = 30
    size: int = 5
    stride: int = 1
    pad: int = 0
    hidden: int = 100
    classes: int = 10


_SIMPLE = {
    "side": (8, 64), "filters": (1, 128), "size": (1, 11), "stride": (1, 4), "pad": (0, 5),
    "hidden": (1, 1000), "classes": (2, 100),
}  # fmt: skip
SIMPLE = Topic(
    SimpleSetting(),
    {name: whole(name, low, high) for name, (low, high) in _SIMPLE.items()},
    lambda panel: panel.numbers("simple", **_SIMPLE),
)
READ = Topic(NetSetting(NETWORKS["lenet-5"].architecture), NET_CODECS, workbench.look_at_network)
SHARES = Topic(NetSetting(NETWORKS["vgg16"].architecture), NET_CODECS, workbench.look_at_network)
BUILD = Topic(NetSetting(NETWORKS["cifar10-cnn"].architecture), NET_CODECS, workbench.start_from)


def simple_network(setting: SimpleSetting) -> Architecture:
    """SimpleConvNet with the setting's parameters."""
    s = setting
    return simple_conv_net(s.filters, s.size, s.stride, s.pad, s.hidden, s.classes, (s.side, s.side, 1))


def simple_picture(panel: Panel) -> None:
    """SimpleConvNet with the learner's parameters, or why it cannot be."""
    network = simple_network(panel.setting)
    rows, error = attempt(network)
    workbench.picture(panel, network, rows, error, "picture", selects=False)
    if error:
        st.warning(explain_safely(panel.language, error))
    layer_table(panel.language, rows)


def read_picture(panel: Panel, told: bool) -> None:
    """The picture of the chosen network; once the question is done with, its arithmetic and table too."""
    network: Architecture = panel.setting.network
    rows, error = attempt(network)
    workbench.picture(panel, network, rows, error, "picture", told=told)
    if told:
        layer_table(panel.language, rows, marked=panel.setting.at)


def shares(panel: Panel) -> None:
    """For each layer with weights, its share of all weights and of all multiply-adds."""
    rows, _ = attempt(panel.setting.network)
    weighted = [row for row in rows if row.params]
    whole = {"params": total_params(rows), "macs": sum(row.macs or 0 for row in rows)}
    shares = {
        panel.say(f"networks.{what}"): [100 * (getattr(row, what) or 0) / max(total, 1) for row in weighted]
        for what, total in whole.items()
    }
    names = [row.name for row in weighted]
    bars(names, shares, f"{panel.name}.shares", panel.say("networks.share"), written=False)
    layer_table(panel.language, rows)


def goals(panel: Panel) -> None:
    """A task for the workbench, and how far the network meets it."""
    panel.choose("goal", GOALS, panel.say("bench.goal"), "goal")
    rows, error = attempt(panel.setting.network)
    marks = {True: ":material/check_circle:", False: ":material/radio_button_unchecked:"}
    for key, now, met in _wanted(panel.setting.goal, rows, error):
        st.markdown(f"{marks[met]} {panel.say(f'goal.{key}', now=now)}")


def _wanted(goal: str, rows: list[Row], error: LabError | None) -> list[tuple[str, str, bool]]:
    """(text, the network's own number, whether it is met) of every part of a task."""
    last = rows[-1] if rows and not error else None
    params, fields = total_params(rows), [row.receptive_field[0] for row in rows if row.receptive_field]
    convolutions = sum(row.kind.endswith("Conv2D") for row in rows)
    widest = max((row.receptive_field[0] for row in rows if row.receptive_field and row.stride), default=0)
    parts = {
        "ends": (show(last.output_shape) if last else "–", last is not None and last.output_shape == (10,)),
        "weights_20k": (show(params), 0 < params <= 20_000),
        "weights_100k": (show(params), 0 < params <= 100_000),
        "field_24": (show(widest), bool(fields) and widest >= 24),
        "no_pooling": (
            show(sum("Pooling" in row.kind and "Global" not in row.kind for row in rows)),
            bool(rows) and not any(row.kind in ("MaxPooling2D", "AveragePooling2D") for row in rows),
        ),
        "convs_6": (show(convolutions), convolutions >= 6),
    }
    wanted = {
        "ten": ("ends", "weights_100k"),
        "slim": ("ends", "weights_20k", "field_24"),
        "wide": ("ends", "no_pooling", "field_24"),
        "deep": ("ends", "convs_6", "weights_100k"),
    }
    return [(key, *parts[key]) for key in wanted[goal]]
