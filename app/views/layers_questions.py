"""The questions of the lesson about Keras's layers that are about the numbers in its labs."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from app import state
from app.cell_labs import LEAKS, DropLab, RectifierLab
from app.dense_lab import DenseLab
from app.labs import as_array
from app.norm_labs import BatchLab, SoftmaxLab
from app.pool_lab import PoolLab
from app.questions import Question
from app.separable_lab import DepthwiseLab, PointwiseLab, SeparableLab
from app.shape_question import ShapeQuestion
from app.sums import cell_text, conv_sum
from cnn_core.activations import softmax
from cnn_core.dense import flat_index
from cnn_core.dropout import dropout
from cnn_core.exercises.kinds import telling
from cnn_core.exercises.layer_rules import wrong_depthwise_maps, wrong_flat_indices
from cnn_core.exercises.value_rules import (
    wrong_depthwise_cells,
    wrong_dropped,
    wrong_leaks,
    wrong_normalised,
    wrong_pointwise_cells,
    wrong_rectified,
    wrong_second_shares,
    wrong_shares,
)
from cnn_core.steps import conv_terms

SHARE_TOLERANCE = 2.0  # percentage points


def asked_cell(lab: Any, count: int) -> int:
    """The output cell a question is about: the pinned one, until the animation moves on."""
    if lab.covered or state.recall(lab.name, "asked", None) is None:
        state.remember(lab.name, "asked", lab.setting.cell)
    return min(state.recall(lab.name, "asked", 0), count - 1)


def number(
    right: float, beliefs: Any, values: Mapping[str, object], tolerance: float = 0.0, about: object = None
) -> Question:
    """A question for a number; beliefs that cannot be told apart are left out."""
    return Question(
        "number",
        right,
        telling("number", right, beliefs, tolerance),
        values,
        tolerance=tolerance,
        about=about,
    )


def shape(right: tuple[int, ...], beliefs: Any, values: Mapping[str, object]) -> Question:
    """A question for a shape, likewise."""
    return ShapeQuestion("shape", right, telling("shape", right, beliefs), values)


def depthwise_maps(lab: DepthwiseLab) -> Question:
    """How many maps does the depthwise step hand on?"""
    s = lab.setting
    right = lab.depthwise().shape[-1]
    values = {"in": s.channels, "m": s.multiplier, "k": s.filters, "window": s.window}
    return number(right, wrong_depthwise_maps(s.channels, s.filters, s.multiplier), values)


def depthwise_cell(lab: DepthwiseLab) -> Question:
    """What number will stand in a cell of the chosen map?"""
    s, where, maps = lab.setting, lab.slide(), lab.output()
    i, j, at = _place(lab, maps.shape)
    under = dict(where.cells())[i, j]
    kernels = as_array(s.depthwise)  # (h, w, maps)
    own = kernels[..., s.map % s.multiplier :: s.multiplier]  # one a channel
    patch = np.stack(
        [
            np.array([term.value or 0.0 for term in conv_terms(lab.image[..., c], kernels[..., 0], under)])
            for c in range(s.channels)
        ],
        axis=-1,
    ).reshape(*s.window, s.channels)
    terms = conv_terms(lab.image[..., s.channel], kernels[..., s.map], under)
    right = float(maps[i, j, s.map])
    line = conv_sum(lab.language, [("", terms)], 0.0, "none", right, at)["lines"][0]
    values = {"at": at, "map": s.map + 1, "channel": s.channel + 1, "in": s.channels, "sum": line}
    beliefs = wrong_depthwise_cells(patch, own, s.channel)
    return number(right, beliefs, values, about=(i, j, lab.case))


def pointwise_cell(lab: PointwiseLab) -> Question:
    """What number will stand in a cell of the chosen feature map?"""
    s, maps, mixed = lab.setting, lab.depthwise(), lab.output()
    i, j, at = _place(lab, mixed.shape)
    bias, weights = float(lab.bias[s.filter]), lab.weights[:, s.filter]
    right = float(mixed[i, j, s.filter])
    values = {
        "at": at, "filter": s.filter + 1, "numbers": _listed(maps[i, j]), "weights": _listed(weights),
        "bias": bias, "in": s.maps, "sum": _sum_line(lab, maps[i, j], weights, bias, right, at),
    }  # fmt: skip
    beliefs = wrong_pointwise_cells(maps[i, j], weights, bias)
    return number(right, beliefs, values, about=(i, j, lab.case))


def flat_place(lab: PoolLab) -> Question:
    """At which index does a cell stand after Flatten?"""
    height, width, channels = lab.image.shape
    cell = (min(1, height - 1), min(1, width - 1), min(2, channels - 1))
    shape = (height, width, channels)
    values = {
        "r": cell[0], "c": cell[1], "ch": cell[2], "shape": shape, "height": height, "width": width,
        "in": channels, "value": cell_text(float(lab.image[cell])),
    }  # fmt: skip
    return number(flat_index(*cell, shape), wrong_flat_indices(*cell, shape), values)


def dense_cell(lab: DenseLab) -> Question:
    """What number does the chosen unit give?"""
    s = lab.setting
    x, weights, bias = lab.image[0, :, 0], lab.kernel[0, :, 0, s.filter], float(lab.bias[s.filter])
    total, right = float(x @ weights) + bias, float(lab.output()[0, 0, s.filter])
    at = lab.say("lab.cell", r=1, c=1)
    values = {
        "unit": s.filter + 1, "numbers": _listed(x), "weights": _listed(weights), "bias": bias,
        "sum": _sum_line(lab, x, weights, bias, right, at), "activation": lab.say(f"act.{s.activation}"),
        "in": len(x),
    }  # fmt: skip
    beliefs = wrong_pointwise_cells(x, weights, bias)
    if s.activation != "none":
        beliefs = {"forgets-activation": total} | beliefs
    return number(right, beliefs, values, about=lab.case)


def normalised(lab: BatchLab) -> Question:
    """What will a number of the batch become?"""
    out = lab.output()
    i, j, at = _place(lab, out.shape)
    gamma, beta = lab.learned
    beliefs = wrong_normalised(lab.seen, i, j, gamma, beta)
    if lab.setting.order == "bn-relu":
        beliefs = {name: max(value, 0.0) for name, value in beliefs.items()}
    lines = lab.lines(i, j, 0)
    values = {
        "at": at, "channel": j + 1, "x": cell_text(float(lab.image[i, j, 0])),
        "sum": "".join(f"  \n{line}" for line in lines),  # a line each: two spaces are Markdown's break
        "gamma": gamma, "beta": beta, "count": out.shape[0],
        "order": lab.say(f"layers_order.{lab.setting.order}"),
    }  # fmt: skip
    return number(float(out[i, j, 0]), beliefs, values, about=(i, j, lab.case))


def surviving(lab: DropLab) -> Question:
    """What comes out where a number survives, or at inference."""
    s = lab.setting
    kept = np.argwhere(lab.kept & (lab.image != 0))
    some = kept if len(kept) else np.argwhere(lab.image != 0)
    x = float(lab.image[tuple(some[0])]) if len(some) else 1.0
    right = float(dropout(x, True, lab.rate)) if s.training else x
    values = {"x": x, "rate": lab.rate, "rest": round(1 - lab.rate, 2)}
    return number(right, wrong_dropped(x, lab.rate, s.training), values, about=s.training)


def rectified_cell(lab: RectifierLab) -> Question:
    """What does the layer make of a cell?"""
    out = lab.output()
    i, j, at = _place(lab, out.shape)
    x, (top, slope, start) = float(lab.image[i, j, 0]), lab.arguments
    layer = lab.setting.layer
    beliefs = wrong_leaks(x) if layer in LEAKS else wrong_rectified(x, top, slope, start)
    call = {
        "leaky-layer": "LeakyReLU()",
        "leaky-string": 'Activation("leaky_relu")',
    }.get(layer, f"ReLU({lab.setting.max_value}, {lab.setting.slope}, {lab.setting.threshold})")
    values = {
        "at": at, "x": x, "call": call, "sum": lab.lines(i, j, 0)[0], "slope": slope, "start": start,
        "top": "None" if top is None else cell_text(top),
    }  # fmt: skip
    return number(float(out[i, j, 0]), beliefs, values, about=(i, j, lab.case))


def share(lab: SoftmaxLab) -> Question:
    """How many percent does softmax give to a class?"""
    out = lab.output()
    i, j, _ = _place(lab, out.shape)
    z = lab.scaled[i]
    values = {
        "class": j + 1, "logits": _listed(z), "count": len(z), "sum": lab.lines(i, j, 0)[-1],
        "largest": cell_text(float(z.max())), "z": cell_text(float(z[j])),
    }  # fmt: skip
    right = round(100 * float(out[i, j, 0]), 1)
    return number(right, wrong_shares(z.tolist(), j), values, SHARE_TOLERANCE, about=(i, j, lab.case))


def shift_effect() -> Question:
    """What happens to the shares when every logit grows by 100?"""
    logits = np.array([3.0, 1.0, 0.0, -1.0])
    same = bool(np.allclose(softmax(logits + 100), softmax(logits)))
    beliefs = {"largest-wins": "wins", "levels": "level", "overflows": "overflow"}
    return Question("choice", "same" if same else "wins", beliefs, {}, ("wins", "same", "level", "overflow"))


def second_share(lab: SoftmaxLab, row: int) -> Question:
    """The largest share after a second softmax, in percent."""
    z = lab.scaled[row]
    first = softmax(z)
    right = round(100 * float(softmax(first).max()), 1)
    values = {"first": round(100 * float(first.max()), 1), "even": round(100 / len(z), 1), "count": len(z)}
    return number(right, wrong_second_shares(z.tolist()), values, SHARE_TOLERANCE)


def _place(lab: Any, shape: tuple[int, ...]) -> tuple[int, int, str]:
    i, j = divmod(asked_cell(lab, shape[0] * shape[1]), shape[1])
    return i, j, lab.say("lab.cell", r=i + 1, c=j + 1)


def _listed(numbers: Any) -> str:
    return ", ".join(cell_text(float(value)) for value in numbers)


def _sum_line(
    lab: SeparableLab | DenseLab, numbers: Any, weights: Any, bias: float, right: float, at: str
) -> str:
    """The products of some numbers with as many weights, on one line."""
    row = np.asarray(numbers, dtype=np.float64).reshape(1, -1)
    under: Any = [[(0, n) for n in range(row.shape[1])]]
    terms = conv_terms(row, np.asarray(weights, dtype=np.float64).reshape(1, -1), under)
    activation = lab.setting.activation if isinstance(lab, DenseLab) else "none"
    return " → ".join(conv_sum(lab.language, [("", terms)], bias, activation, right, at)["lines"])
