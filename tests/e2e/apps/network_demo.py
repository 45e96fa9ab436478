"""The picture of a network alone: the app that its tests drive.

Query parameters: `net` (a key of NETWORKS, or one of EXTRA), `lang` ("en", "zh-Hant"), `scale`, and the flags
`plain` (nothing can be chosen) and `counted` (every choice changes the details).
"""

import sys
from collections.abc import Callable
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from app.network_view import LABELS, Box, network_view
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import attempt
from cnn_core.models.networks import NETWORKS, residual_net

WORDS = {
    "en": {
        "picture": "The network, layer by layer",
        "hint": "Point at a layer to see its numbers. Arrow keys move, Enter chooses.",
        "linear": "Heights and widths are to scale; thickness goes by the square root of the channels.",
        "root": "Height, width and thickness go by the square root: four times as many look twice as large.",
        "bars": "Bars are as long as the cube root of their units.",
    },
    "zh-Hant": {
        "picture": "一層一層看這個網路",
        "hint": "指著一層就會看到它的數字。方向鍵移動，Enter 選取。",
        "linear": "高和寬按照比例；厚度按照通道數的平方根。",
        "root": "高、寬和厚度都按照平方根：大四倍的看起來大兩倍。",
        "bars": "長條的長度按照單元數的立方根。",
    },
}
assert all(set(words) == set(LABELS) for words in WORDS.values())

SHORT = {
    "MaxPooling2D": "MaxPool", "AveragePooling2D": "AvgPool", "GlobalAveragePooling2D": "GlobalAvgPool",
    "BatchNormalization": "BatchNorm", "SeparableConv2D": "SepConv2D", "DepthwiseConv2D": "DepthConv2D",
    "LocalResponseNormalization": "LRN", "Concatenate": "Concat", "ZeroPadding2D": "ZeroPad",
}  # fmt: skip
CHINESE = {
    "Input": "輸入", "Conv2D": "卷積", "MaxPooling2D": "最大池化", "Flatten": "攤平", "Dense": "全連接",
    "BatchNormalization": "批次正規化", "Add": "相加", "GlobalAveragePooling2D": "全域平均池化",
}  # fmt: skip


def broken() -> Architecture:
    """The fifth layer cannot work."""
    return stack(
        layer("Input", (8, 8, 3)), layer("Conv2D", 16, 3), layer("ReLU"), layer("MaxPooling2D", 2),
        layer("Conv2D", 32, 5), layer("ReLU"), layer("MaxPooling2D", 2), layer("Flatten"),
        layer("Dense", 10), layer("Softmax"),
    )  # fmt: skip


def augmented() -> Architecture:
    """Layers that change no shape, before and behind."""
    return stack(
        layer("Input", (32, 32, 3)), layer("Rescaling", 1 / 255), layer("RandomFlip", "horizontal"),
        layer("RandomTranslation", 0.1, 0.1), layer("Conv2D", 32, 3, padding="same"),
        layer("BatchNormalization"), layer("ReLU"), layer("Conv2D", 32, 3, padding="same"),
        layer("BatchNormalization"), layer("ReLU"), layer("MaxPooling2D", 2), layer("Dropout", 0.25),
        layer("Conv2D", 64, 3, padding="same"), layer("BatchNormalization"), layer("ReLU"),
        layer("MaxPooling2D", 2), layer("Dropout", 0.25), layer("Flatten"), layer("Dense", 256),
        layer("ReLU"), layer("Dropout", 0.5), layer("Dense", 10), layer("Softmax"),
    )  # fmt: skip


EXTRA: dict[str, Callable[[], Architecture]] = {
    "broken": broken,
    "augmented": augmented,
    "open": lambda: stack(
        layer("Input", (None, None, 3)),
        layer("Conv2D", 32, 3),
        layer("GlobalAveragePooling2D"),
        layer("Dense", 10),
    ),
    "dense": lambda: stack(layer("Input", (784,)), layer("Dense", 128), layer("ReLU"), layer("Dense", 10)),
    "resnet-56": lambda: residual_net(blocks=3),
}


def boxes_of(architecture: Architecture, lang: str, more: tuple[str, ...]) -> list[Box]:
    """What a page would make of a network: a box for each layer."""
    rows, error = attempt(architecture)
    boxes = []
    for position, one in enumerate(architecture.layers):
        row = rows[position] if position < len(rows) else None
        text = "×".join(map(str, row.output_shape)) if row else "unknown"
        fails = "" if row or error is None or position != len(rows) else "The window does not fit: 5 > 3."
        lines = (f"output {text}", f"{row.params:,} weights", *more) if row else ()
        name = (CHINESE if lang == "zh-Hant" else SHORT).get(one.kind, one.kind)
        say = f"Layer {position}, {one.kind}, {text}"
        sources = () if position == 0 else architecture.sources(position)
        shape = row.output_shape if row else None
        boxes.append(Box(position, one.kind, name, shape, sources, lines, say, fails))
    return boxes


def main() -> None:
    query = st.query_params
    name, lang = query.get("net", "lenet-5"), query.get("lang", "en")
    architecture = EXTRA[name]() if name in EXTRA else NETWORKS[name].architecture
    chosen = st.session_state.setdefault("chosen", [])
    network_view(
        boxes_of(architecture, lang, (f"chosen {len(chosen)}",) if "counted" in query else ()),
        "network",
        WORDS[lang],
        selected=chosen[-1] if chosen else None,
        on_select=None if "plain" in query else chosen.append,
        scale=float(query.get("scale", "1")),
    )
    st.button("Forget", on_click=chosen.clear)
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.caption(f"chosen {chosen} run {st.session_state.runs}")


if __name__ == "__main__":
    main()
