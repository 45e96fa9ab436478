"""Decorrelation and whitening: neighbouring pixels, axes of patches, and what is left of an image."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.link import choice
from app.panel import Panel, Topic
from app.questions import Question
from app.text import show
from app.views.curves import LINES
from app.views.data_source import DATA_CODECS, OnData, chosen_image, image_control, in_use, pick, sample
from app.views.image_strips import strip
from app.views.images import pictures
from cnn_core.convolution import conv2d
from cnn_core.data.whitening import Axes, patch_axes, principal_axes, whitening, zca_kernel

SIZES: Final = ("3", "5", "7")
STRENGTHS: Final = ("0.1", "0.01", "0.001", "0.0001")
POINTS, MEASURED_ON, AXES_SHOWN = 600, 200, 27


@dataclass(frozen=True)
class WhiteningSetting(OnData):
    """Side of the patches, and what is added to the variances of numbers 0..1."""

    size: str = "5"
    epsilon: str = "0.01"


def _controls(panel: Panel) -> None:
    image_control(panel)
    with st.container(horizontal=True):
        pick(panel, "size", SIZES, panel.say("data_whitening.size"))
        pick(panel, "epsilon", STRENGTHS, panel.say("data_whitening.epsilon"))


WHITEN = Topic(
    WhiteningSetting(),
    {**DATA_CODECS, "size": choice("size", SIZES), "epsilon": choice("eps", STRENGTHS)},
    _controls,
)


def neighbours() -> NDArray[np.float64]:
    """The red numbers of two pixels side by side in the middle of each image, (N, 2), 0..1."""
    return sample().images[:POINTS, 16, 15:17, 0] / 255.0


def correlation(points: NDArray[np.float64]) -> float:
    """Of the two columns, -1..1.

    >>> correlation(np.array([[0.0, 0], [1, 2], [2, 4]]))
    1.0
    """
    left, right = (points - points.mean(axis=0)).T
    return float(left @ right / np.sqrt((left @ left) * (right @ right)))


def how_alike(panel: Panel) -> Question:
    """How strongly do neighbouring pixels go together?"""
    together = correlation(neighbours())
    answer = "high" if together > 0.75 else "middle" if together > 0.25 else "none"
    wrong = {"independent": "none", "half": "middle"}
    return Question("choice", answer, wrong, {"r": round(together, 2)}, ("none", "middle", "high"))


def points_axes_and_images(panel: Panel) -> None:
    """All three views of the same thing."""
    _points(panel)
    s: WhiteningSetting = panel.setting
    axes, side, epsilon = _axes(in_use(), int(s.size)), int(s.size), float(s.epsilon)
    image = chosen_image(panel) / 255.0
    white: NDArray[np.float64] = conv2d(image, zca_kernel(axes, side, 3, epsilon))
    white = white - _shift(axes, side, epsilon)
    st.markdown(panel.say("data_whitening.images"))
    pictures(
        {
            panel.say("data_whitening.before"): 255 * image,
            panel.say("data_whitening.after", f=side, side=white.shape[0]): _stretched(white),
        },
        192,
    )
    st.markdown(panel.say("data_whitening.axes", f=side, count=len(axes.variances)))
    shown = np.stack([_stretched(axis.reshape(side, side, 3)) for axis in axes.directions.T[:AXES_SHOWN]])
    strip(
        shown, panel.say("data_whitening.axes_alt", n=len(shown), f=side), 9, 56,
        panel.say("data_whitening.shares", shares=_shares(axes)),
    )  # fmt: skip


@cache
def _axes(name: str, size: int) -> Axes:
    return patch_axes(sample().images[:MEASURED_ON] / 255.0, size)


def _shift(axes: Axes, size: int, epsilon: float) -> NDArray[np.float64]:
    """What the mean patch gives; taken away, so that the result is centred."""
    kernel = zca_kernel(axes, size, 3, epsilon)
    shift: NDArray[np.float64] = axes.mean @ kernel.reshape(-1, 3)
    return shift


def _shares(axes: Axes) -> str:
    """How much of all variance the first axes hold."""
    shares = 100 * axes.variances[:5] / axes.variances.sum()
    return ", ".join(f"{show(round(float(share), 1))} %" for share in shares)


def _stretched(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Around the mid grey, the strongest number at the end of the scale; a few extremes are cut off."""
    most = max(float(np.quantile(np.abs(values), 0.99)), 1e-12)
    return np.clip(np.rint(127.5 + 127.5 * values / most), 0, 255).astype(np.uint8)


def _points(panel: Panel) -> None:
    """Two neighbouring pixels of many images: as they are, decorrelated, whitened."""
    before = neighbours()
    axes = principal_axes(before)
    shown = {
        "as_they_are": before - before.mean(axis=0),
        "decorrelated": whitening(axes, "decorrelated").apply(before),
        "whitened": whitening(axes, "zca").apply(before),
    }
    columns = st.columns(len(shown))
    for column, (name, points) in zip(columns, shown.items(), strict=True):
        with column:
            told = panel.say(f"data_whitening.{name}", r=show(round(correlation(points), 2)))
            st.markdown(told)
            titles = ("first", "second") if name == "decorrelated" else ("left", "right")
            told_axes = [panel.say(f"data_whitening.{title}") for title in titles]
            _scatter(points, f"{panel.name}.{name}", told_axes)


def _scatter(points: NDArray[np.float64], key: str, titles: list[str]) -> None:
    reach = 1.05 * float(np.abs(points).max())
    axis = {"range": [-reach, reach], "zeroline": True}
    data = {
        "type": "scatter", "mode": "markers", "x": points[:, 0].round(3).tolist(),
        "y": points[:, 1].round(3).tolist(), "marker": {"size": 4, "color": LINES[0], "opacity": 0.6},
        "hoverinfo": "skip",
    }  # fmt: skip
    layout: dict[str, Any] = {
        "height": 260, "margin": {"l": 36, "r": 8, "t": 8, "b": 40},
        "xaxis": {**axis, "title": {"text": titles[0]}},
        "yaxis": {**axis, "title": {"text": titles[1]}},
    }  # fmt: skip
    st.plotly_chart({"data": [data], "layout": layout}, key=key, config={"displayModeBar": False})
