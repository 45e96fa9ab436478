"""Training, validation, test: what each is for, and why the score one has chosen by is too good."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from app.link import whole
from app.panel import Panel, Topic
from app.questions import Question
from app.text import show
from app.views import tables
from app.views.curves import LINES
from app.views.layers_questions import number
from cnn_core.data.choosing import Chosen, choose_best

#: CIFAR-10 as ConvLab uses it: images a part; what each is for says `data_split.for_<part>`.
PARTS: Final = {"train": 45_000, "validation": 5_000, "test": 10_000}
TOLERANCE: Final = 1.0  # percentage points


@dataclass(frozen=True)
class SplitSetting:
    """Equally good networks, and the images the best is chosen by."""

    networks: int = 20
    images: int = 500
    accuracy: int = 70
    seed: int = 0


_RANGES: Final = {"networks": (2, 200), "images": (50, 5000), "accuracy": (50, 95), "seed": (0, 999)}
SPLIT = Topic(
    SplitSetting(),
    {
        field: whole(name, *_RANGES[field])
        for field, name in {"networks": "k", "images": "n", "accuracy": "acc", "seed": "seed"}.items()
    },
    lambda panel: panel.numbers("data_split", **_RANGES),
)


def drawn(panel: Panel) -> Chosen:
    """All networks, judged."""
    s: SplitSetting = panel.setting
    return choose_best(s.networks, s.images, s.accuracy, s.seed)


def what_the_test_shows(panel: Panel) -> Question:
    """What will the chosen network show on the test set?"""
    s: SplitSetting = panel.setting
    best = max(drawn(panel).validation)
    values = {"networks": s.networks, "images": s.images, "accuracy": s.accuracy, "best": best}
    wrong = {"what-was-seen": best} if best > s.accuracy + TOLERANCE else {}
    return number(s.accuracy, wrong, values, TOLERANCE)


def both_scores(panel: Panel) -> None:
    """Each network on validation and on test images; the chosen one marked. Then the parts of the data."""
    result = drawn(panel)
    best = result.best
    st.markdown(
        panel.say("data_split.told", best=result.validation[best], test=result.test[best], n=best + 1)
    )
    numbers = list(range(1, len(result.validation) + 1))
    sizes = [16 if number == best + 1 else 8 for number in numbers]
    lines = {"validation": result.validation, "test": result.test}
    data = [
        {
            "type": "scatter", "mode": "markers", "x": numbers, "y": list(scores),
            "name": panel.say(f"data_split.{part}"),
            "marker": {"color": colour, "symbol": symbol, "size": sizes, "opacity": 1},
        }
        for (part, scores), colour, symbol in zip(lines.items(), LINES, ("circle", "diamond"), strict=False)
    ]  # fmt: skip
    layout = {
        "height": 320, "margin": {"l": 48, "r": 12, "t": 12, "b": 44},
        "xaxis": {"title": {"text": panel.say("data_split.network")}},
        "yaxis": {"title": {"text": panel.say("data_split.right")}},
        "legend": {"orientation": "h", "y": 1.15},
    }  # fmt: skip
    st.plotly_chart(
        {"data": data, "layout": layout}, key=f"{panel.name}.scores", config={"displayModeBar": False}
    )


def parts_table(panel: Panel) -> None:
    """How many images each part has, and what for."""
    rows = [[panel.say(f"data_split.for_{part}"), show(count)] for part, count in PARTS.items()]
    head = [panel.say("data_split.part"), panel.say("data_split.count")]
    tables.table(head, rows, caption=panel.say("data_split.caption"))
