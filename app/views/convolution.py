"""What the convolution lesson shows beside its labs."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import calls, state
from app.conv_lab import ConvLab, activation
from app.lesson import Lesson
from app.link import whole
from app.panel import Panel, Topic
from app.predict import side_question
from app.questions import Question
from app.settings import ConvSetting
from app.sums import cell_text
from app.text import say, show
from app.views import tables
from app.views.code import snippets
from app.views.curves import curves
from app.views.images import built_in_picture, choose_picture, picture, pictures, signed
from cnn_core import activations
from cnn_core.convolution import conv2d, dense_weight_count, weight_count
from cnn_core.data.pictures import grey
from cnn_core.exercises.misconceptions import Axis, wrong_weight_counts
from cnn_core.im2col import im2col, shared_weight_ids
from cnn_core.kernels import KERNELS
from cnn_core.reading import read_number


@dataclass(frozen=True)
class WeightSetting:
    """A layer whose weights are counted."""

    window: int = 3
    channels: int = 3
    filters: int = 32
    side: int = 32


WEIGHTS = Topic(
    WeightSetting(),
    {
        "window": whole("f", 1, 15),
        "channels": whole("in", 1, 512),
        "filters": whole("out", 1, 512),
        "side": whole("n", 1, 512),
    },
    lambda panel: panel.numbers(
        "weights", window=(1, 15), channels=(1, 512), filters=(1, 512), side=(1, 512)
    ),
)


def weight_question(panel: Panel) -> Question:
    """How many weights, biases counted, has this layer?"""
    s = panel.setting
    values = {"f": s.window, "in": s.channels, "k": s.filters, "n": s.side}
    right = weight_count(s.window, s.channels, s.filters)
    return Question("number", right, wrong_weight_counts(s.window, s.channels, s.filters), values)


def weight_arithmetic(panel: Panel) -> None:
    """The count written out, and a dense layer with as many outputs on the same image beside it."""
    s = panel.setting
    area, weights = s.window * s.window, weight_count(s.window, s.channels, s.filters)
    st.markdown(
        f"${s.window} \\times {s.window} \\times {s.channels} \\times {s.filters} + {s.filters}"
        f" = {area * s.channels * s.filters} + {s.filters} = {weights}$"
    )
    shape = (s.side, s.side, s.channels)
    dense = dense_weight_count(s.side * s.side * s.channels, s.side * s.side * s.filters)
    head = [panel.say("weights.layer"), panel.say("weights.count")]
    conv = panel.say("weights.conv", k=s.filters, f=(s.window, s.window))
    rows = [[conv, show(weights)], [panel.say("weights.dense", shape=shape, k=s.filters), show(dense)]]
    tables.table(head, rows, caption=panel.say("weights.caption", shape=shape))


def sharing_pictures() -> None:
    """From a 5x5 image to a 3x3 map as a matrix: dense, with windows, with windows that share weights."""
    language = state.language()
    shared = shared_weight_ids((3, 3), (5, 5))  # (9, 25)
    local = np.zeros_like(shared)
    local[shared > 0] = np.arange(1, np.count_nonzero(shared) + 1)
    dense = np.arange(1, shared.size + 1).reshape(shared.shape)
    with st.container(horizontal=True):
        for name, ids in {"dense": dense, "local": local, "shared": shared}.items():
            different = len(np.unique(ids[ids > 0]))
            tables.coloured(ids.tolist(), say(language, f"sharing.{name}", n=different), width=260)


def sharing_question() -> Question:
    """100 dense units on a 100x100 colour picture: how many weights without the biases?"""
    inputs, units = 100 * 100 * 3, 100
    beliefs = {"forgets-colour": 100 * 100 * units, "one-unit": inputs, "with-biases": inputs * units + units}
    return Question("number", dense_weight_count(inputs, units, bias=False), beliefs)


def size_question(seed: int) -> Question:
    """A square image, a kernel, padding and a stride that does not divide; the seed decides the numbers."""
    rng = np.random.default_rng(seed)
    sizes = [(224, 11, 4, 0)] + [
        (
            int(rng.integers(12, 228)),
            int(rng.choice([3, 5, 7, 11])),
            int(rng.integers(2, 5)),
            int(rng.integers(0, 4)),
        )
        for _ in range(40)
    ]
    # The first numbers are a famous layer's; after that, those that tell the rules about fractions apart.
    fitting = [case for case in sizes if (case[0] + 2 * case[3] - case[1]) % case[2]]
    n, f, s, p = fitting[0] if seed == 0 else fitting[1 + seed % (len(fitting) - 1)]
    return side_question(Axis(n, f, s, p))


def centre_question(lab: ConvLab) -> Question:
    """How many windows use the cell in the middle?"""
    usage = lab.slide().usage
    height, width = usage.shape
    centre = int(usage[height // 2, width // 2])
    h, w = lab.setting.window
    beliefs = {"used-once": 1, "once-a-row": h, "every-window": int(np.prod(lab.slide().output_shape))}
    values = {"corner": int(usage[0, 0]), "window": (h, w), "shape": usage.shape}
    return Question("number", centre, {name: v for name, v in beliefs.items() if v != centre}, values)


def unrolled(lab: ConvLab) -> None:
    """Every window as a row of a matrix, times the kernel as a column; shown when the question is done."""
    s = lab.setting
    if not (lab.answered and lab.drawn):
        return
    rows = im2col(lab.image, s.window, s.strides, s.used_padding, s.dilation)  # (windows, h * w * C)
    kernel = lab.kernel[..., s.filter].reshape(-1)  # (h * w * C,)
    products = rows @ kernel
    head = (
        [lab.say("im2col.window")]
        + [f"w{index + 1}" for index in range(len(kernel))]
        + [lab.say("im2col.output")]
    )
    lines = [[lab.say("im2col.kernel"), *map(cell_text, kernel.tolist()), ""]]
    lines += [
        [str(index + 1), *map(cell_text, row), cell_text(product)]
        for index, (row, product) in enumerate(zip(rows.tolist(), products.tolist(), strict=True))
    ]
    tables.table(head, lines, marked=s.cell + 1, caption=lab.say("im2col.caption", shape=rows.shape))


def unrolled_question(lab: ConvLab) -> Question:
    """Rows and columns of the im2col matrix."""
    s = lab.setting
    shape = im2col(lab.image, s.window, s.strides, s.used_padding, s.dilation).shape
    height, width = s.shape
    beliefs = {"turned": shape[::-1], "a-row-a-pixel": (height * width, shape[1]), "kernel-square": s.window}
    return Question(
        "size", shape, beliefs, {"shape": s.shape, "window": s.window, "windows": shape[0], "cells": shape[1]}
    )


def equivalent_calls(lab: ConvLab) -> None:
    """The lab's layer as a call in two libraries, each to copy."""
    snippets({"Keras": calls.keras_conv(lab.setting), "PyTorch": calls.torch_conv(lab.setting)})


def activation_curves(lab: ConvLab) -> None:
    """The chosen activation and its derivative."""
    name = lab.setting.activation if lab.setting.activation != "none" else "relu"
    function, derivative = activation(name)
    x = np.round(np.linspace(-6, 6, 241), 3)
    title = lab.say(f"act.{name}")
    lines = {title: function(x).tolist(), lab.say("act.derivative", name=title): derivative(x).tolist()}
    curves(x.tolist(), lines, f"{lab.name}.curves", "x")


def slope_question() -> Question:
    """The steepest slope of the sigmoid."""
    steepest = float(activations.sigmoid_derivative(np.zeros(1))[0])
    return Question("number", steepest, {"slope-one": 1.0, "value-at-zero": 0.5})


def sign_question(lab: ConvLab) -> Question:
    """Is the answer at the edge above, below or equal to zero?"""
    maps = lab.output()
    strongest = float(maps.flat[np.abs(maps).argmax()])
    sign = "zero" if strongest == 0 else "positive" if strongest > 0 else "negative"
    return Question("choice", sign, {}, {"strongest": strongest}, ("positive", "zero", "negative"))


def flip_question() -> Question:
    """Which kernel gives the same map flipped and not flipped?"""
    kernels = {
        "corner": [[1, 0], [0, 0]],
        "edge": [[1, 0, -1]] * 3,
        "plus": [[0, 1, 0], [1, 4, 1], [0, 1, 0]],
    }
    same = [name for name, kernel in kernels.items() if np.array_equal(np.array(kernel)[::-1, ::-1], kernel)]
    return Question("choice", same[0], {}, {}, tuple(kernels))


def maps_question() -> Question:
    """How many maps do 64 filters make of a colour picture?"""
    filters, channels = 64, 3
    maps = conv2d(np.zeros((4, 4, channels)), np.zeros((3, 3, channels, filters)), padding="same").shape[-1]
    values = {"k": filters, "in": channels}
    return Question(
        "number",
        maps,
        {"maps-times-channels": filters * channels, "one-map": 1, "a-map-a-channel": channels},
        values,
    )


def kernel_on_a_picture(lesson: Lesson) -> None:
    """Numbers of a patch of the picture in the lab, and the same kernel over the whole picture."""
    image = grey(choose_picture(f"{lesson.slug}.picture"))
    presets = {name: patch_setting(image, name) for name in KERNELS}
    lab = lesson.matrix(presets["edges-upright"], presets=presets)
    feature_map = conv2d(image, lab.kernel[:, :, 0, 0])
    brightness = abs(float(lab.kernel.sum()) - 1) < 1e-6  # such a kernel keeps the scale 0..255
    after = feature_map if brightness else signed(feature_map)
    pictures({lab.say("picture.before"): image, lab.say(f"picture.after_{brightness}"): after}, width=320)


def patch_setting(image: NDArray[np.float64], kernel: str) -> ConvSetting:
    """A 7x7 patch of a picture, brightness 0..9, under a kernel: the picture's own numbers in the lab."""
    top, left = image.shape[0] * 59 // 100, image.shape[1] * 61 // 100
    patch = np.rint(image[top : top + 7, left : left + 7] / 255 * 9).astype(int)
    sheet = tuple(tuple(str(value) for value in row) for row in patch.tolist())
    return ConvSetting((sheet,), (KERNELS[kernel],))


def which_kernel(seed: int) -> Question:
    """Which kernel made this picture? Draws it above the question."""
    options = ("edges-upright", "edges-level", "blur", "sharpen")
    made_by = options[int(np.random.default_rng(seed + 1).integers(len(options)))]
    kernel = np.array([[read_number(cell) for cell in row] for row in KERNELS[made_by]])
    feature_map = conv2d(grey(built_in_picture()), kernel)
    shown = signed(feature_map) if kernel.sum() == 0 else feature_map
    picture(shown, say(state.language(), "picture.riddle"))
    return Question("choice", made_by, {}, {"seed": seed}, options)
