"""Heatmaps over small images alone: the app that their tests drive.

Query parameters: `view` (a key of VIEWS), `lang` ("en", "zh-Hant"), `scale`, `opacity`, and the flags `paint`
(the first pane can be painted on), `choose` (panes can be chosen), `told` (slider and switch are reported),
`slow` (Python answers a stroke late), `stubborn` (Python keeps no paint).
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from app.heat_view import LABELS, PAINT_LABELS, Pane, heat_view, mask_from_text, mask_to_text, painted
from cnn_core.data.drawn import draw

WORDS = {
    "en": {
        "group": "Heatmaps of one image",
        "opacity": "Heatmap",
        "smooth": "smooth",
        "legend": "What speaks for the class:",
        "low": "nothing",
        "high": "most",
        "outline": "outline of the object",
        "cell": "row {{r}}, column {{c}}: {{value}}",
        "cell_plain": "row {{r}}, column {{c}}",
        "hint": "Point at a pixel, or go to a picture with Tab and move with the arrow keys.",
        "tools": "Painting",
        "brush": "Brush",
        "paint": "Paint",
        "erase": "Erase",
        "undo": "Undo",
        "clear": "Clear",
        "covered": "{{n}} of {{total}} pixels are painted.",
        "painted": "painted",
        "paint_hint": "Drag to paint. By keyboard: arrow keys move, Space paints, Ctrl+Z takes back.",
        "tool": "Tool",
    },
    "zh-Hant": {
        "group": "一張影像的熱力圖",
        "opacity": "熱力圖",
        "smooth": "平滑",
        "legend": "支持這個類別的程度：",
        "low": "沒有",
        "high": "最多",
        "outline": "物體的輪廓",
        "cell": "第 {{r}} 列，第 {{c}} 行：{{value}}",
        "cell_plain": "第 {{r}} 列，第 {{c}} 行",
        "hint": "指著一個像素，或用 Tab 鍵移到圖片，再用方向鍵移動。",
        "tools": "塗色",
        "brush": "筆刷",
        "paint": "塗",
        "erase": "擦",
        "undo": "復原",
        "clear": "清除",
        "covered": "{{total}} 個像素裡塗了 {{n}} 個。",
        "painted": "已塗",
        "paint_hint": "拖曳來塗色。鍵盤：方向鍵移動，空白鍵塗，Ctrl+Z 復原。",
        "tool": "工具",
    },
}
assert all(set(words) == {*LABELS, *PAINT_LABELS} for words in WORDS.values())

SPLIT = draw(4, seed=3)
#: 0, 1/15, 2/15 ... row by row.
STEPS = np.arange(16).reshape(4, 4) / 15
ROWS, COLS = np.mgrid[:32, :32]
HILL = np.exp(-((ROWS - 12) ** 2 + (COLS - 20) ** 2) / 60)
SHAPE = (32, 32)


def many(count: int, number: int = 0) -> list[Pane]:
    """One image with heatmaps of different sizes."""
    image, mask = SPLIT.images[number], SPLIT.masks[number]
    heats = {
        "steps": ("Grad-CAM", "From the last convolution, 4×4.", STEPS, "19% inside the object"),
        "hill": ("SmoothGrad, twenty-five noisy copies", "As fine as the image.", HILL, ""),
        "empty": ("Score-CAM", "Nothing speaks for this class.", np.zeros((8, 8)), ""),
        "plain": ("The image", "", None, ""),
        "corner": ("Occlusion", "A square of 8×8 was moved over it.", np.flip(STEPS), "61% inside"),
        "valley": ("Integrated gradients", "From a black image.", 1 - HILL, ""),
    }
    return [
        Pane(name, title, caption, image, heat, detail, mask if name == "hill" else None, "a small drawing")
        for name, (title, caption, heat, detail) in list(heats.items())[:count]
    ]


def to_paint() -> list[Pane]:
    """The image to paint on, and what two networks make of the painted one."""
    image = SPLIT.images[st.session_state.get("image", 0)]
    covered = painted(image, mask_from_text(st.session_state.get("mask", ""), SHAPE))
    return [
        Pane("image", "Paint here", "", image, alt="a small drawing"),
        Pane("clean", "Clean network", "It says: ship.", covered, HILL, alt="a small drawing"),
        Pane("fooled", "Fooled network", "It says: ship.", covered, STEPS, alt="a small drawing"),
    ]


VIEWS: dict[str, Callable[[], list[Pane]]] = {
    "methods": lambda: many(6),
    "pair": lambda: many(2),
    "one": lambda: many(1),
    "plain": lambda: [Pane("plain", "The image", "", SPLIT.images[0], alt="a small drawing")],
    "paint": to_paint,
    "paint-heat": lambda: many(1, st.session_state.get("image", 0)),
    "small": lambda: [Pane("small", "Four by six", "", np.zeros((4, 6, 3), np.uint8), np.eye(4, 6))],
    "large": lambda: [Pane("large", "Large", "", np.zeros((400, 300, 3), np.uint8), STEPS)],
}


def keep(mask: np.ndarray) -> None:
    """What a page does with a mask."""
    query = st.query_params
    st.session_state.masks = [*st.session_state.get("masks", []), mask_to_text(mask)]
    if "slow" in query:
        time.sleep(0.7)
    if "stubborn" not in query:
        st.session_state["mask"] = mask_to_text(mask)


def put(**values: object) -> None:
    """Change what Python says, as a link or a preset does."""
    for name, value in values.items():
        st.session_state[name] = value


def main() -> None:
    """Draw what the address asks for."""
    query, memory = st.query_params, st.session_state
    paint = mask_from_text(memory.get("mask", query.get("mask", "")), SHAPE) if "paint" in query else None
    if not memory.get("away"):
        heat_view(
            VIEWS[query.get("view", "methods")](),
            "heat",
            WORDS[query.get("lang", "en")],
            opacity=memory.get("opacity", float(query.get("opacity", "0.6"))),
            on_opacity=(lambda value: put(opacity=value)) if "told" in query else None,
            smooth=memory.get("smooth", False),
            on_smooth=(lambda value: put(smooth=value)) if "told" in query else None,
            paint=paint,
            on_paint=keep,
            selected=memory.get("chosen"),
            on_select=(lambda name: put(chosen=name)) if "choose" in query else None,
            scale=float(query.get("scale", "1")),
        )
    with st.container(horizontal=True):
        st.button("Half", on_click=put, kwargs={"opacity": 0.5})
        st.button("Other image", on_click=put, kwargs={"image": 1, "mask": ""})
        st.button("Away", on_click=put, kwargs={"away": True})
        st.button("Back", on_click=put, kwargs={"away": False})
    memory.runs = memory.get("runs", 0) + 1
    st.caption(f"opacity {memory.get('opacity')} smooth {memory.get('smooth')} chosen {memory.get('chosen')}")
    st.caption(f"masks {memory.get('masks', [])}")
    st.caption(f"{int(paint.sum()) if paint is not None else 0} pixels at run {memory.runs}")
    st.caption(f"run {memory.runs}")


if __name__ == "__main__":
    main()
