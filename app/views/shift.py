"""What pooling keeps when a picture moves: patterns, their moved copies, and how much stays the same."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.link import choice, whole
from app.panel import Panel, Topic
from app.views import tables
from app.views.images import built_in_picture, pictures
from cnn_core.data.pictures import grey
from cnn_core.pooling import pool2d


@dataclass(frozen=True)
class ShiftSetting:
    """A pattern, pooled before and after it moves."""

    pattern: str = "blob"
    window: int = 2
    shift: int = 1


def _controls(panel: Panel) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel.choose("pattern", ("blob", "stripes", "photo"), panel.say("control.pattern"), "pattern")
        panel.number("window", "pool_size", 2, 4)
        panel.number("shift", panel.say("control.shift"), 1, 3)


SHIFT = Topic(
    ShiftSetting(),
    {
        "pattern": choice("pattern", ("blob", "stripes", "photo")),
        "window": whole("f", 2, 4),
        "shift": whole("by", 1, 3),
    },
    _controls,
)


def pattern(name: str) -> NDArray[np.float64]:
    """A 32x32 picture: a bright block, stripes one pixel wide, or a patch of the photograph."""
    image = np.zeros((32, 32))
    if name == "blob":
        image[10:20, 8:18] = 255
    elif name == "stripes":
        image[:, ::2] = 255
    else:
        image = grey(built_in_picture())[120:152, 140:172]
    return image


def shifted(image: NDArray[np.float64], by: int) -> NDArray[np.float64]:
    """The picture moved right; its left edge is repeated.

    >>> shifted(np.array([[1.0, 2.0, 3.0]]), 1)
    array([[1., 1., 2.]])
    """
    return image if by == 0 else np.concatenate([np.repeat(image[:, :1], by, axis=1), image[:, :-by]], axis=1)


def unchanged(image: NDArray[np.float64], window: int, by: int, mode: str) -> int:
    """Percent of the pooled cells that stay as they were when the picture moves.

    >>> unchanged(np.zeros((4, 4)), window=2, by=1, mode="max")
    100
    """
    before, after = (pool2d(moved, window, mode=mode) for moved in (image, shifted(image, by)))
    return round(100 * float(np.mean(np.isclose(before, after))))


def shift_pictures(panel: Panel) -> None:
    """The pattern and its moved copy, both pooled, and how much stayed the same."""
    s = panel.setting
    image = pattern(s.pattern)
    moved = shifted(image, s.shift)
    pooled = [pool2d(each, s.window) for each in (image, moved)]
    changed = np.where(np.isclose(pooled[0], pooled[1]), 0.0, 255.0)
    names = ("shift.image", "shift.moved", "shift.pooled", "shift.moved_pooled", "shift.changed")
    shown = (image, moved, *pooled, changed)
    pictures({panel.say(name, by=s.shift): values for name, values in zip(names, shown, strict=True)})


def shift_table(panel: Panel) -> None:
    """How much stays for shifts of 1, 2 and 3 pixels: without pooling, with max, with average."""
    image, window = pattern(panel.setting.pattern), panel.setting.window
    kinds = (("none", 1, "max"), ("max", window, "max"), ("average", window, "average"))
    head = [panel.say("shift.kind")] + [panel.say("shift.by", by=by) for by in (1, 2, 3)]
    rows = [
        [panel.say(f"shift.{name}", f=f)] + [f"{unchanged(image, f, by, mode)} %" for by in (1, 2, 3)]
        for name, f, mode in kinds
    ]
    tables.table(head, rows, caption=panel.say("shift.caption"))
