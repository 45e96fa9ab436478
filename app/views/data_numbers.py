"""An image as numbers: its shape, its channels, one pixel; and a batch of images."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.link import whole
from app.panel import Panel, Topic
from app.questions import Question
from app.text import show
from app.views import tables
from app.views.data_source import DATA_CODECS, OnData, chosen_image, image_control
from app.views.images import pictures
from app.views.layers_questions import number, shape
from cnn_core.data.dataset import SIDE
from cnn_core.exercises.data_rules import wrong_batch_shapes, wrong_number_counts

CHANNELS: Final = ("red", "green", "blue")
BATCH: Final = 64
_REACH = 2  # pixels shown on each side of the chosen one
_TIMES = 10


@dataclass(frozen=True)
class NumbersSetting(OnData):
    """An image and one of its pixels, counted from 0 as in NumPy."""

    row: int = 16
    column: int = 16


PIXEL_CODECS = {"row": whole("row", 0, SIDE - 1), "column": whole("col", 0, SIDE - 1)}


def pixel_control(panel: Panel) -> None:
    """Choose an image and a pixel."""
    image_control(panel)
    with st.container(horizontal=True):
        panel.number("row", panel.say("data_numbers.row"), 0, SIDE - 1)
        panel.number("column", panel.say("data_numbers.column"), 0, SIDE - 1)


NUMBERS = Topic(NumbersSetting(), {**DATA_CODECS, **PIXEL_CODECS}, pixel_control)


def how_many(panel: Panel) -> Question:
    """How many numbers is the image?"""
    height, width, channels = chosen_image(panel).shape
    values = {"shape": (height, width), "h": height, "w": width, "c": channels}
    return number(height * width * channels, wrong_number_counts(height, width, channels), values)


def batch_shape() -> Question:
    """What shape has a batch of images?"""
    one = (SIDE, SIDE, 3)
    return shape((BATCH, *one), wrong_batch_shapes(BATCH, one), {"count": BATCH})


def channels_and_pixel(panel: Panel) -> None:
    """The image with its pixel marked, its three channels, and the numbers around the pixel."""
    image, s = chosen_image(panel), panel.setting
    shown: dict[str, NDArray[np.generic]] = {
        panel.say("data_numbers.image", r=s.row, c=s.column): marked(image, s.row, s.column)
    }
    for place, name in enumerate(CHANNELS):
        tinted = np.zeros_like(image)
        tinted[..., place] = image[..., place]
        shown[panel.say(f"data_numbers.{name}")] = tinted
    pictures(shown, 168)
    value = ", ".join(show(int(part)) for part in image[s.row, s.column])
    st.markdown(panel.say("data_numbers.pixel", r=s.row, c=s.column, value=value))
    rows = _around(s.row)
    columns = _around(s.column)
    with st.container(horizontal=True):
        for place, name in enumerate(CHANNELS):
            body = [[str(r), *(str(image[r, c, place]) for c in columns)] for r in rows]
            with st.container(width="content"):
                tables.table(
                    ["", *map(str, columns)], body, rows.index(s.row), panel.say(f"data_numbers.{name}")
                )


def marked(image: NDArray[np.uint8], row: int, column: int) -> NDArray[np.uint8]:
    """The image enlarged, a white and black frame around one pixel.

    >>> marked(np.zeros((2, 2, 3), np.uint8), 0, 1).shape
    (20, 20, 3)
    """
    large = image.repeat(_TIMES, axis=0).repeat(_TIMES, axis=1)
    down, right = np.ogrid[: large.shape[0], : large.shape[1]]
    middle = (_TIMES - 1) / 2
    away = np.maximum(abs(down - row * _TIMES - middle), abs(right - column * _TIMES - middle))
    large[(away > middle) & (away < middle + 5)] = 255
    large[(away > middle + 4) & (away < middle + 8)] = 0
    return large


def _around(place: int) -> list[int]:
    first = min(max(place - _REACH, 0), SIDE - 2 * _REACH - 1)
    return list(range(first, first + 2 * _REACH + 1))
