"""A network's mistakes: as a table of confusions, class by class, and as images."""

from html import escape
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.markdown import explain_safely
from app.panel import Panel
from app.text import show
from app.views.bars import bars
from app.views.inline import picture_html
from cnn_core.data.dataset import CLASSES, Images
from cnn_core.data.load import validation_images
from cnn_core.errors import LabError
from cnn_core.store.records import Result, Run
from cnn_core.training.judging import class_accuracies, surest_mistakes
from cnn_core.training.shown import images_of_the_test

_SHOWN: Final = 12
_SIDE: Final = 84  # pixels on the page
_STYLE: Final = """<style>
.net-errs { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: 0.75rem; }
.net-errs figure { margin: 0; }
.net-errs figcaption { font-size: 0.8125rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
.net-errs img { border-radius: 0.2rem; }
</style>"""


def confusion_chart(panel: Panel, matrix: NDArray[np.int64]) -> None:
    """Rows are true classes, columns what was said; every cell with its number."""
    names = [panel.say(f"class.{name}") for name in CLASSES]
    off = matrix * (1 - np.eye(len(matrix), dtype=np.int64))
    told = panel.say("train_after.cell", true="%{y}", said="%{x}", n="%{z}")
    heat: dict[str, Any] = {
        "type": "heatmap", "z": matrix.tolist(), "x": names, "y": names, "texttemplate": "%{z}",
        "colorscale": [[0, "#f4f8fb"], [0.15, "#b9d7ea"], [0.5, "#5aa2cf"], [1, "#0072b2"]],
        "showscale": False, "xgap": 1, "ygap": 1, "hovertemplate": f"{told}<extra></extra>",
    }  # fmt: skip
    layout: dict[str, Any] = {
        "height": 430, "margin": {"l": 84, "r": 8, "t": 8, "b": 70},
        "xaxis": {"title": {"text": panel.say("train_after.said")}, "tickangle": -40},
        "yaxis": {"title": {"text": panel.say("train_after.true")}, "autorange": "reversed"},
    }  # fmt: skip
    truth, said = divmod(int(off.argmax()), len(names))
    most = panel.say("train_after.most", true=names[truth], said=names[said], n=int(off.max()))
    st.markdown(f"**{panel.say('train_after.confusion')}** · {most}")
    chart = {"data": [heat], "layout": layout}
    st.plotly_chart(
        chart, key=f"{panel.name}.confusion", config={"displayModeBar": False}, width=620, alt=most
    )


def per_class(panel: Panel, matrix: NDArray[np.int64]) -> None:
    """The share of right answers of each class, those with most mistakes first."""
    shares = class_accuracies(matrix)
    order = [int(place) for place in np.argsort(np.nan_to_num(shares, nan=1.0), kind="stable")]
    names = [panel.say(f"class.{CLASSES[place]}") for place in order]
    label = panel.say("train_after.per_class")
    st.markdown(f"**{label}**")
    heights = [0.0 if np.isnan(shares[place]) else 100 * float(shares[place]) for place in order]
    bars(names, {label: heights}, f"{panel.name}.per_class", "%")


def mistakes(panel: Panel, run: Run, result: Result) -> None:
    """The images it was surest of and wrong about."""
    found = surest_mistakes(result.probabilities, result.labels, _SHOWN)
    st.markdown(f"**{panel.say('train_after.surest')}**")
    if not found:
        st.caption(panel.say("train_after.no_mistakes"))
        return
    try:
        images = _images(run, result, [one.position for one in found])
    except LabError as error:
        st.caption(explain_safely(panel.language, error))
        return
    cards = ""
    for image, one in zip(images, found, strict=True):
        truth, said = (panel.say(f"class.{CLASSES[label]}") for label in (one.truth, one.said))
        share = show(round(100 * one.share))
        words = f"<b>{escape(said)}</b> {share} %<br>{escape(panel.say('train_after.truly', true=truth))}"
        cards += f"<figure>{picture_html(image, _SIDE, truth)}<figcaption>{words}</figcaption></figure>"
    st.html(f"{_STYLE}<div class='net-errs'>{cards}</div>")


def _images(run: Run, result: Result, positions: list[int]) -> Images:
    data = run.config.data
    if result.split == "test":
        return images_of_the_test(data, positions)
    return np.array(validation_images(data, run.config.validation).images[positions])
