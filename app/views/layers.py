"""The lesson about Keras's layers: its labs, and what is shown beside them."""

from html import escape

import numpy as np
import streamlit as st

from app.cell_labs import DropLab, RectifierLab
from app.labs import CHANNEL_NAMES
from app.lesson import Lesson
from app.norm_labs import BatchLab, SoftmaxLab
from app.pool_lab import PoolLab
from app.sums import cell_text
from app.text import show
from app.views import tables
from app.views.bars import bars
from app.views.curves import curves
from app.views.layers_questions import second_share, shift_effect
from cnn_core.activations import softmax
from cnn_core.convolution import dense_weight_count
from cnn_core.dense import flatten
from cnn_core.dropout import dropout, keep_mask
from cnn_core.normalization import batch_moments

DRAWS, CLASSES = 1000, 10
UNIT = ("filters", "filter", "bias", "activation")  # the controls of a dense layer
MOST_BOXES = 120
BOX = "display:inline-block;min-width:2.6em;padding:0 .3em;text-align:center;margin:0 1px 3px 0"


def flat_view(lab: PoolLab) -> None:
    """The lab's map as Flatten lays it out, and what a classifier behind it needs; after the question."""
    if not (lab.answered and lab.drawn):
        return
    numbers = flatten(lab.image)
    shape = lab.image.shape
    hues, names = ("#d55e00", "#009e73", "#0072b2", "#cc79a7"), CHANNEL_NAMES[shape[2]]
    boxes = "".join(
        f"<span style='{BOX};border-bottom:.3em solid {hues[index % shape[2]]}'>"
        f"<small>{index}</small><br>{escape(cell_text(float(value)))}<br>"
        f"<small>{names[index % shape[2]]}</small></span>"
        for index, value in enumerate(numbers[:MOST_BOXES].tolist())
    )
    more = " …" if len(numbers) > MOST_BOXES else ""
    caption = escape(lab.say("layers_flat.caption"))
    st.html(f"<figure class='lab-figure'>{boxes}{more}<figcaption>{caption}</figcaption></figure>")
    head = [lab.say("layers_flat.way"), lab.say("layers_flat.shape"), f"Dense({CLASSES})"]
    rows = [
        [
            name,
            show(length),
            f"{show(length)} × {CLASSES} + {CLASSES} = {show(dense_weight_count(length, CLASSES))}",
        ]
        for name, length in (("Flatten", len(numbers)), ("GlobalAveragePooling2D", shape[2]))
    ]
    tables.table(head, rows, caption=lab.say("layers_flat.weights", shape=shape))


def moments_table(lab: BatchLab) -> None:
    """Mean and variance of every channel, before and after."""
    if lab.covered:
        return
    out = lab.output()[..., 0]
    columns = range(out.shape[1])
    before, after = batch_moments(lab.seen), batch_moments(out)
    head = [lab.say("layers_norm.which"), *(lab.say("layers_norm.channel", n=c + 1) for c in columns)]
    rows = [
        [lab.say(f"layers_norm.{name}"), *(cell_text(float(value)) for value in values)]
        for name, values in (
            ("mean_before", before[0]), ("variance_before", before[1]),
            ("mean_after", after[0]), ("variance_after", after[1]),
        )
    ]  # fmt: skip
    tables.table(head, rows, caption=lab.say("layers_norm.caption"))


def drop_averages(lab: DropLab) -> None:
    """Another draw, and the means: of the input, of this draw, of a thousand draws."""
    s = lab.setting
    if lab.covered or not s.training:
        return
    st.button(
        lab.say("layers_drop.again"), key=f"{lab.name}.again", icon=":material/casino:",
        on_click=lambda: lab.change(seed=lab.setting.seed + 1),
    )  # fmt: skip
    many = keep_mask((DRAWS, *lab.image.shape), lab.rate, s.seed, s.spatial)
    means = {
        "input": lab.image.mean(),
        "draw": lab.output().mean(),
        "draws": np.mean(dropout(np.broadcast_to(lab.image, (DRAWS, *lab.image.shape)), many, lab.rate)),
    }
    head = [lab.say("layers_drop.of"), lab.say("layers_drop.mean")]
    rows = [
        [lab.say(f"layers_drop.{name}", n=DRAWS), cell_text(round(float(mean), 2))]
        for name, mean in means.items()
    ]
    tables.table(head, rows, caption=lab.say("layers_drop.caption", rate=s.rate))


def rectifier_curves(lab: RectifierLab) -> None:
    """The layer's function and its slope."""
    if lab.covered:
        return
    x = np.round(np.linspace(-8, 8, 321), 3)
    name = lab.say(f"layers_rectifier.{lab.setting.layer}")
    lines = {name: lab.function(x).tolist(), lab.say("act.derivative", name=name): lab.derivative(x).tolist()}
    curves(x.tolist(), lines, f"{lab.name}.curves", "x")


def share_bars(lesson: Lesson, lab: SoftmaxLab) -> None:
    """The shares as bars; two more questions, and what they reveal."""
    if lab.covered or not lab.answered:
        return
    row = min(lab.setting.cell // lab.image.shape[1], lab.image.shape[0] - 1)
    shares = softmax(lab.scaled[row])
    names = [lab.say("layers_softmax.class", n=n + 1) for n in range(len(shares))]
    groups = {lab.say("layers_softmax.once"): (100 * shares).tolist()}
    place = st.container()  # beside the lab, though the questions below decide what is drawn
    shifted = lesson.ask(shift_effect(), "shift")
    if shifted and lesson.ask(second_share(lab, row), "twice"):
        groups[lab.say("layers_softmax.twice")] = (100 * softmax(shares)).tolist()
    with place:
        bars(names, groups, f"{lab.name}.bars", "%")
