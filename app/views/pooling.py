"""What the pooling lesson shows beside its labs."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import calls, state
from app.link import choice, whole
from app.panel import Panel, Topic
from app.pool_lab import PoolLab
from app.sums import cell_text
from app.text import say, show
from app.views import tables
from app.views.code import snippets
from app.views.images import built_in_picture, choose_picture, pictures
from app.views.shift import pattern
from cnn_core.convolution import conv2d, dense_weight_count
from cnn_core.data.pictures import grey
from cnn_core.errors import LabError
from cnn_core.pooling import pool2d
from cnn_core.windows import output_size, receptive_field


def equivalent_calls(lab: PoolLab) -> None:
    """The lab's layer as a call in three libraries, each to copy."""
    s = lab.setting
    snippets(
        {"Keras": calls.keras_pool(s), "tf.nn": calls.tensorflow_pool(s), "PyTorch": calls.torch_pool(s)}
    )


def both_formats(lab: PoolLab) -> None:
    """The lab's input and output in either data format: the same numbers, read in another order."""
    if not lab.drawn:
        return
    image = lab.image[None]  # (1, H, W, C)
    head = [
        lab.say("format.name"),
        lab.say("format.input"),
        lab.say("format.output"),
        lab.say("format.first"),
    ]
    rows = []
    for data_format, tensor in (("channels_last", image), ("channels_first", np.moveaxis(image, -1, 1))):
        s = lab.setting
        pooled = pool2d(tensor, s.used_window, s.used_strides, s.used_padding, s.kind, data_format)
        start = ", ".join(cell_text(value) for value in tensor.ravel()[:6].tolist())
        rows.append([data_format, str(tensor.shape), str(pooled.shape), f"{start}, …"])
    tables.table(head, rows, caption=lab.say("format.caption"))


@dataclass(frozen=True)
class KindSetting:
    """A window that shrinks a picture."""

    window: int = 8


KINDS = Topic(
    KindSetting(), {"window": whole("f", 2, 32)}, lambda panel: panel.number("window", "pool_size", 2, 32)
)


def kinds_on_a_picture(panel: Panel) -> None:
    """One picture pooled by the largest value, by the mean and by the L2 norm."""
    image = grey(choose_picture(panel.name))
    f = panel.setting.window
    shown = {"none": image} | {kind: pool2d(image, f, mode=kind) for kind in ("max", "average", "l2")}
    shown["l2"] = (
        shown["l2"] / f
    )  # the root of the sum grows with the window; divided, it is a brightness again
    pictures(
        {panel.say(f"kinds.{kind}", f=f, side=values.shape[0]): values for kind, values in shown.items()}
    )


@dataclass(frozen=True)
class FieldSetting:
    """A stack of three layers, each a window and a stride."""

    first: str = "conv"
    second: str = "pool"
    third: str = "conv"
    fourth: str = "none"


LAYERS = {"conv": (3, 1), "pool": (2, 2), "strided": (3, 2), "five": (5, 1), "none": (1, 1)}
FIELD_CODECS = {name: choice(name, tuple(LAYERS)) for name in ("first", "second", "third", "fourth")}


def _field_controls(panel: Panel) -> None:
    with st.container(horizontal=True):
        for depth, field in enumerate(FIELD_CODECS):
            panel.select(field, tuple(LAYERS), panel.say("field.nth", n=depth + 1), "field")


FIELD = Topic(FieldSetting(), FIELD_CODECS, _field_controls)


def stack(setting: FieldSetting) -> list[tuple[str, int, int]]:
    """The chosen layers: (name, window, stride)."""
    names = (setting.first, setting.second, setting.third, setting.fourth)
    return [(name, *LAYERS[name]) for name in names if name != "none"]


def field_table(panel: Panel) -> None:
    """What one unit sees after each layer of the stack, and the patch of the input behind it."""
    layers = stack(panel.setting)
    if not layers:
        return
    fields = [receptive_field([(f, s) for _, f, s in layers[: depth + 1]]) for depth in range(len(layers))]
    head = [
        panel.say("field.layer"),
        panel.say("field.window"),
        panel.say("field.stride"),
        panel.say("field.jump"),
        panel.say("field.sees"),
    ]
    rows = [
        [panel.say(f"field.{name}"), show(f), show(s), show(jump), show((field, field))]
        for (name, f, s), (field, jump) in zip(layers, fields, strict=True)
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="large"):
        tables.table(head, rows, caption=panel.say("field.caption"))
        side = max(field for field, _ in fields)
        ids = np.zeros((side, side), dtype=int)
        for depth in range(len(fields) - 1, -1, -1):
            field = fields[depth][0]
            start = (side - field) // 2
            ids[start : start + field, start : start + field] = depth + 1
        tables.coloured(ids.tolist(), panel.say("field.picture", n=len(fields)))


@dataclass(frozen=True)
class ShrinkSetting:
    """A picture to halve."""

    pattern: str = "photo"


SHRINK = Topic(
    ShrinkSetting(),
    {"pattern": choice("pattern", ("photo", "stripes"))},
    lambda panel: panel.choose("pattern", ("photo", "stripes"), panel.say("control.pattern"), "pattern"),
)


def shrunk(image: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Three ways to halve a picture, and the mean as a fourth to compare with; (H, W) -> (H // 2, W // 2)."""
    blur = np.full((2, 2), 0.25)
    return {
        "subsample": image[::2, ::2],
        "max": pool2d(image, 2),
        "average": pool2d(image, 2, mode="average"),
        "strided": conv2d(image, blur * np.array([[2, 0], [2, 0]]), strides=2),
    }


def shrink_pictures(panel: Panel) -> None:
    """One picture and four halves of it."""
    image = (
        pattern("stripes")
        if panel.setting.pattern == "stripes"
        else grey(choose_picture(panel.name))[96:224, 96:224]
    )
    shown = {"before": image} | shrunk(image)
    pictures({panel.say(f"shrink.{name}"): values for name, values in shown.items()})


@dataclass(frozen=True)
class HeadSetting:
    """The last feature maps of a network, and its classes."""

    side: int = 7
    channels: int = 512
    classes: int = 10


HEAD = Topic(
    HeadSetting(),
    {
        "side": whole("n", 1, 64),
        "channels": whole("c", 1, 2048),
        "classes": whole("k", 2, 1000),
    },
    lambda panel: panel.numbers("head", side=(1, 64), channels=(1, 2048), classes=(2, 1000)),
)


def head_weights(panel: Panel) -> None:
    """Weights of the classifier after Flatten and after global average pooling."""
    s = panel.setting
    flat = s.side * s.side * s.channels
    head = [panel.say("head.way"), panel.say("head.inputs"), panel.say("head.sum"), panel.say("head.weights")]
    rows = [
        [
            name,
            show(inputs),
            f"{show(inputs)} × {show(s.classes)} + {show(s.classes)}",
            show(dense_weight_count(inputs, s.classes)),
        ]
        for name, inputs in (("Flatten", flat), ("GlobalAveragePooling2D", s.channels))
    ]
    tables.table(head, rows, caption=panel.say("head.caption", shape=(s.side, s.side, s.channels)))


@dataclass(frozen=True)
class RuleSetting:
    """A window on one axis, to be measured by every framework's rule."""

    size: int = 6
    window: int = 3
    stride: int = 2
    padding: int = 0


RULES = Topic(
    RuleSetting(),
    {
        "size": whole("n", 1, 512),
        "window": whole("f", 1, 15),
        "stride": whole("s", 1, 15),
        "padding": whole("p", 0, 7),
    },
    lambda panel: panel.numbers("rule", size=(1, 512), window=(1, 15), stride=(1, 15), padding=(0, 7)),
)


def rules_table(panel: Panel) -> None:
    """The same window under every convention."""
    s = panel.setting
    rules = {
        "keras_valid": ("valid", False), "keras_same": ("same", False), "torch": (s.padding, False),
        "torch_ceil": (s.padding, True), "onnx_lower": ("same_lower", False),
    }  # fmt: skip
    rows = [
        [panel.say(f"rule.{name}"), _size(panel, padding, ceil)] for name, (padding, ceil) in rules.items()
    ]
    tables.table([panel.say("rule.name"), panel.say("rule.outputs")], rows, caption=panel.say("rule.caption"))


def _size(panel: Panel, padding: str | int, ceil_mode: bool) -> str:
    s = panel.setting
    if isinstance(padding, int) and 2 * padding > s.window:
        return panel.say("rule.too_much_padding")
    try:
        return show(output_size(s.size, s.window, s.stride, padding, ceil_mode=ceil_mode))
    except LabError:
        return panel.say("rule.no_window")


def two_pictures(seed: int) -> dict[str, NDArray[np.float64]]:
    """Max and average of the photograph, in an order the seed decides, under the letters A and B."""
    image = grey(built_in_picture())
    kinds = ["max", "average"] if seed % 2 == 0 else ["average", "max"]
    return {letter: pool2d(image, 8, mode=kind) for letter, kind in zip("ab", kinds, strict=True)}


def show_two(seed: int) -> None:
    """Draw the two pictures with their letters."""
    language = state.language()
    shown = two_pictures(seed).items()
    pictures({say(language, "kinds.letter", letter=letter.upper()): values for letter, values in shown}, 256)
