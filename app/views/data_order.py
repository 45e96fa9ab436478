"""shuffle and batch: which images come together, when the data are sorted by class."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st

from app.link import whole
from app.panel import Panel, Topic
from app.questions import Question
from app.views import tables
from app.views.curves import LINES
from app.views.layers_questions import number
from cnn_core.data.order import in_batches, most_classes, shuffled_order
from cnn_core.exercises.data_rules import wrong_first_batches

CLASSES, PER_CLASS = 10, 32
IMAGES: Final = CLASSES * PER_CLASS
MOST_SEEDS: Final = 999


@dataclass(frozen=True)
class OrderSetting:
    """The buffer of shuffle, the size of a batch, and which draw is shown."""

    buffer: int = 32
    batch: int = 32
    seed: int = 0


ORDER = Topic(
    OrderSetting(),
    {
        "buffer": whole("buffer", 1, IMAGES),
        "batch": whole("batch", 4, 64),
        "seed": whole("seed", 0, MOST_SEEDS),
    },
    lambda panel: panel.numbers("data_order", buffer=(1, IMAGES), batch=(4, 64), seed=(0, MOST_SEEDS)),
)


def first_batch(panel: Panel) -> Question:
    """How many classes can the first batch hold at most?"""
    s: OrderSetting = panel.setting
    right = min(most_classes(PER_CLASS, CLASSES, s.buffer, s.batch), s.batch)
    seen = min(s.buffer + s.batch - 1, IMAGES)
    values = {
        "buffer": s.buffer, "batch": s.batch, "images": IMAGES, "per_class": PER_CLASS, "seen": seen,
    }  # fmt: skip
    return number(right, wrong_first_batches(PER_CLASS, CLASSES, s.buffer, s.batch), values)


def order_and_batches(panel: Panel) -> None:
    """The order as points, the batches as colours, and the first batch as numbers."""
    s: OrderSetting = panel.setting
    order = shuffled_order(IMAGES, s.buffer, np.random.default_rng(s.seed))
    batches = in_batches(order, s.batch)
    st.markdown(panel.say("data_order.told", classes=len({image // PER_CLASS for image in batches[0]})))
    left, right = st.columns(2)
    with left:
        _points(panel, order)
    with right:
        ids = [
            [image // PER_CLASS + 1 for image in batch] + [0] * (s.batch - len(batch)) for batch in batches
        ]
        tables.coloured(ids, panel.say("data_order.batches", count=len(batches)), 340)
    numbers = ", ".join(map(str, batches[0]))
    st.markdown(panel.say("data_order.first", numbers=numbers))


def _points(panel: Panel, order: list[int]) -> None:
    data = {
        "type": "scatter", "mode": "markers", "x": list(range(len(order))), "y": order,
        "marker": {"size": 4, "color": LINES[0]},
    }  # fmt: skip
    layout = {
        "height": 300, "margin": {"l": 48, "r": 8, "t": 8, "b": 44},
        "xaxis": {"title": {"text": panel.say("data_order.position")}},
        "yaxis": {"title": {"text": panel.say("data_order.image")}},
    }  # fmt: skip
    st.plotly_chart(
        {"data": [data], "layout": layout}, key=f"{panel.name}.points", config={"displayModeBar": False}
    )
