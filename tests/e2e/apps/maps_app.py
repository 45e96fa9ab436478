"""Feature maps alone: the app that their tests drive.

Query parameters: `show` (a key of PICTURES, or "cells"), `lang` ("en", "zh-Hant"), `scale`, `side`, `frame`
("top_left_height_width") of the cells, and the flag `plain` (nothing can be chosen).
"""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from app.maps_view import CELL_LABELS, LABELS, MapGroup, cells_view, maps_view
from cnn_core.data.pictures import landscape

WORDS = {
    "en": {
        "picture": "All feature maps, layer by layer",
        "hint": "Point at a map to enlarge it. Arrow keys move, Enter chooses.",
        "chosen": "Chosen.",
        "marked": "Crossed out: 0 everywhere.",
        "more": "{{shown}} of {{total}} maps are drawn.",
        "cell": "Row {{r}}, column {{c}}: {{value}}",
        "frame": "Dashed: the window of the chosen cell.",
    },
    "zh-Hant": {
        "picture": "一層一層看所有特徵圖",
        "hint": "指著一張特徵圖就會放大。方向鍵移動，Enter 選取。",
        "chosen": "已選取。",
        "marked": "打叉的：全部是 0。",
        "more": "畫出 {{total}} 張中的 {{shown}} 張。",
        "cell": "第 {{r}} 列第 {{c}} 行：{{value}}",
        "frame": "虛線：選取的那一格的視窗。",
    },
}
assert all(set(words) == set(LABELS) | set(CELL_LABELS) for words in WORDS.values())

#: Layers as (channels, side, "signed" or ""): a small network, one layer, many channels, large maps, numbers.
PICTURES = {
    "network": [(3, 32, ""), (32, 32, "signed"), (32, 32, ""), (64, 16, ""), (64, 16, ""), (128, 8, ""),
                (128, 8, ""), (128, 4, ""), (128, 1, ""), (10, 1, "signed")],
    "layer": [(64, 26, "")],
    "two": [(8, 16, ""), (6, 16, "signed")],
    "many": [(512, 8, "")],
    "more": [(1100, 2, "")],
    "large": [(12, 96, "")],
    "numbers": [(10, 1, "")],
}  # fmt: skip


scene = cache(landscape)  # drawn once a size: it takes longer than all the rest


def filtered(channels: int, side: int, seed: int) -> NDArray[np.float64]:
    """A picture through random 3x3 kernels: (channels, side, side), like a first layer's output."""
    picture = scene(max(32, side + 2)).mean(axis=2)[: side + 2, : side + 2] / 255 - 0.5
    kernels = np.random.default_rng(seed).normal(size=(channels, 3, 3))
    kernels -= kernels.mean(axis=(1, 2), keepdims=True)
    windows = np.lib.stride_tricks.sliding_window_view(picture, (3, 3))[:side, :side]
    return np.asarray(np.einsum("hwij,cij->chw", windows, kernels))


def shades(values: NDArray[np.float64], signed: bool) -> NDArray[np.uint8]:
    """(C, H, W) to grey, or to warm above 0 and cool below."""
    strength = values / np.abs(values).max()
    if not signed:
        return np.rint(255 * np.maximum(strength, 0)).astype(np.uint8)
    colour = np.where(strength[..., None] > 0, [178, 64, 14], [14, 84, 150])
    return np.rint(255 + np.abs(strength)[..., None] * (colour - 255)).astype(np.uint8)


def group_of(number: int, channels: int, side: int, look: str, seed: int) -> MapGroup:
    """A layer with its words; every seventh channel of the grey ones is dead."""
    values = filtered(channels, side, 10 * number + seed)
    dead = np.arange(channels) % 7 == 6
    if not look:
        values[dead] = 0
    names = [
        f"Channel {channel}: {'dead' if dead[channel] and not look else 'alive'}."
        for channel in range(channels)
    ]
    return MapGroup(
        f"layer{number}", f"conv2d_{number}", f"{side}×{side}×{channels}", shades(values, bool(look)), names,
        None if look else dead,
    )  # fmt: skip


def main() -> None:
    """One picture, what was chosen in it, and two buttons: forget the choice, another image."""
    query = st.query_params
    show, words = query.get("show", "two"), WORDS[query.get("lang", "en")]
    chosen = st.session_state.setdefault("chosen", [])
    image = st.session_state.setdefault("image", 0)
    more = {
        "selected": chosen[-1] if chosen else None,
        "on_select": None if "plain" in query else lambda *place: chosen.append(place),
        "scale": float(query.get("scale", "1")),
    }
    if show == "cells":
        side = int(query.get("side", "12"))
        values = filtered(1, side, image)
        frame = tuple(map(int, query["frame"].split("_"))) if "frame" in query else None
        texts = [[f"{value:.2f}" for value in row] for row in values[0]]
        cells_view(shades(values, True)[0], texts, "maps", words, frame=frame, **more)
    else:
        layers = PICTURES[show][: 1 if st.session_state.get("fewer") else None]
        groups = [group_of(number, *layer, seed=image) for number, layer in enumerate(layers)]
        maps_view(groups, "maps", words, **more)
    st.button("Forget", on_click=chosen.clear)
    st.button("Another", on_click=lambda: st.session_state.update(image=image + 1))
    st.button("Fewer", on_click=lambda: st.session_state.update(fewer=True))
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.caption(f"chosen {chosen} image {image} run {st.session_state.runs}")


if __name__ == "__main__":
    st.set_page_config(layout="wide")
    main()
