"""What changes inside a network: its first kernels, and what it says of a few images."""

from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state, training
from app.markdown import explain_safely
from app.panel import Panel
from app.text import show
from app.views.image_strips import contact_sheet
from app.views.inline import picture_html
from cnn_core.data.dataset import CLASSES, Images
from cnn_core.errors import LabError
from cnn_core.store.records import Float16, Run, Snapshot, State
from cnn_core.training.shown import fixed_images

_IN_A_ROW: Final = 8
_KERNEL: Final = 32  # pixels on the page
_TOP: Final = 3  # classes shown of an image
_STYLE: Final = """<style>
.net-says { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.25rem, 1fr)); gap: 0.75rem; }
.net-says figure { margin: 0; display: flex; gap: 0.5rem; align-items: flex-start; }
.net-says img { flex: none; border-radius: 0.2rem; }
.net-says figcaption { flex: 1; min-width: 0; font-size: 0.8125rem; line-height: 1.3; }
.net-says .row { display: block; position: relative; padding: 0.05rem 0.25rem; margin-top: 0.15rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-variant-numeric: tabular-nums; border: 1px solid color-mix(in srgb, currentColor 18%, transparent); border-radius: 0.2rem; }
.net-says .bar { position: absolute; inset: 0 auto 0 0; opacity: 0.32; transition: width 0.4s; }
.net-says .said { position: relative; }
</style>"""  # noqa: E501


def pictures(panel: Panel, run: Run) -> None:
    """Kernels and predictions after the latest epoch, or after the one that is chosen once the run rests."""
    snapshot = _chosen(panel, run)
    if snapshot is None:
        return
    kernels, images = st.columns([3, 7], gap="medium")
    with kernels:
        _kernels(panel, run, snapshot)
    with images:
        _predictions(panel, run, snapshot)


def _chosen(panel: Panel, run: Run) -> Snapshot | None:
    store = training.store()
    if run.state in (State.QUEUED, State.RUNNING) or run.epochs_done < 2:
        return store.snapshot(run.id)
    last = run.epochs_done
    at = min(panel.setting.epoch or last, last)
    key = f"{panel.name}.epoch"
    st.slider(
        panel.say("train_pictures.epoch"), 1, last, **state.filled(key, at), width=420,
        on_change=state.on_change(key, lambda epoch: panel.change(epoch=0 if epoch == last else int(epoch))),
    )  # fmt: skip
    return store.snapshot(run.id, int(state.widget_value(key)))


def _kernels(panel: Panel, run: Run, snapshot: Snapshot) -> None:
    st.markdown(
        f"**{panel.say('train_pictures.kernels')}** · {panel.say('train_pictures.after', n=snapshot.epoch)}"
    )
    if snapshot.kernels is None:
        st.caption(panel.say("train_pictures.no_kernels"))
        return
    shown = kernel_pictures(snapshot.kernels)
    size = snapshot.kernels.shape[:2]
    sheet = contact_sheet(shown, _IN_A_ROW)
    columns = min(len(shown), _IN_A_ROW)
    alt = panel.say("train_pictures.kernels_alt", n=len(shown), size=size, epoch=snapshot.epoch)
    st.html(picture_html(sheet, columns * _KERNEL, alt))
    fixed = run.config.whitening
    st.caption(
        panel.say("train_pictures.fixed" if fixed else "train_pictures.learnt", n=len(shown), size=size)
    )


def kernel_pictures(kernels: Float16) -> Images:
    """Kernels as small colour images, each stretched over the whole scale; 0 is mid grey.

    Args:
        kernels: (rows, columns, channels, kernels); of other than 3 channels, their mean is shown in grey. A
            depthwise layer has one kernel a channel.

    Returns:
        (N, rows, columns, 3) uint8.

    >>> kernel_pictures(np.ones((3, 3, 3, 8), np.float16)).shape
    (8, 3, 3, 3)
    """
    values = np.moveaxis(kernels.astype(np.float64), -1, 0)  # (N, rows, columns, channels)
    if values.shape[-1] != 3:
        values = np.repeat(values.mean(axis=-1, keepdims=True), 3, axis=-1)
    values = np.nan_to_num(values)
    most = np.maximum(np.abs(values).max(axis=(1, 2, 3), keepdims=True), 1e-6)
    return np.rint(127.5 + 127.5 * values / most).astype(np.uint8)


def _predictions(panel: Panel, run: Run, snapshot: Snapshot) -> None:
    st.markdown(
        f"**{panel.say('train_pictures.says')}** · {panel.say('train_pictures.after', n=snapshot.epoch)}"
    )
    if snapshot.predictions is None:
        return
    try:
        images, labels = fixed_images(run.config.data, run.config.validation)
    except LabError as error:
        st.caption(explain_safely(panel.language, error))
        return
    st.html(_STYLE + predictions_html(panel, images, labels, snapshot.predictions))
    st.caption(panel.say("train_pictures.says_why"))


def predictions_html(
    panel: Panel, images: Images, labels: Sequence[int], predictions: NDArray[np.floating]
) -> str:
    """A card an image: the image, its class, the classes that the network thinks of most, as bars."""
    cards = [
        f"<figure>{picture_html(image, 64, _name(panel, label))}"
        f"<figcaption>{escape(_name(panel, label))}{_bars(panel, label, shares)}</figcaption></figure>"
        for image, label, shares in zip(images, labels, predictions.astype(float), strict=False)
    ]
    return f"<div class='net-says'>{''.join(cards)}</div>"


def _bars(panel: Panel, label: int, shares: NDArray[np.float64]) -> str:
    rows = ""
    for place in np.argsort(-shares, kind="stable")[:_TOP]:
        right = int(place) == label
        colour, sign = ("#009e73", " ✓") if right else ("#d55e00", "")
        share = round(100 * float(shares[place]))
        bar = f"<span class='bar' style='width:{share}%;background:{colour}'></span>"
        said = f"<span class='said'>{show(share)} % {escape(_name(panel, int(place)))}{sign}</span>"
        rows += f"<span class='row'>{bar}{said}</span>"
    return rows


def _name(panel: Panel, label: int) -> str:
    return panel.say(f"class.{CLASSES[label]}")
