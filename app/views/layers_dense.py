"""Dense on a map, and the shapes of a network from its picture to its classes."""

from dataclasses import dataclass
from itertools import pairwise

from app.lesson import Lesson
from app.link import whole
from app.panel import Panel, Topic
from app.questions import Question
from app.text import show
from app.views import tables
from app.views.layers_questions import number, shape
from cnn_core.convolution import dense_weight_count, weight_count
from cnn_core.exercises.layer_rules import wrong_deep_shapes, wrong_dense_counts, wrong_dense_shapes
from cnn_core.windows import output_size


@dataclass(frozen=True)
class DenseShape:
    """A dense layer on a map."""

    height: int = 4
    width: int = 4
    channels: int = 8
    units: int = 10

    @property
    def shape(self) -> tuple[int, int, int]:
        """(H, W, C)."""
        return self.height, self.width, self.channels

    @property
    def told(self) -> dict[str, object]:
        """Numbers the texts may mention."""
        cells = self.height * self.width
        return {"shape": self.shape, "units": self.units, "in": self.channels, "cells": cells}


DENSE_MAPS = Topic(
    DenseShape(),
    {
        "height": whole("h", 1, 64), "width": whole("w", 1, 64), "channels": whole("in", 1, 512),
        "units": whole("units", 1, 1000),
    },
    lambda panel: panel.numbers(
        "layers_dense", height=(1, 64), width=(1, 64), channels=(1, 512), units=(1, 1000)
    ),
)  # fmt: skip


def dense_shape(panel: Panel) -> Question:
    """What shape does Dense give on a map?"""
    s: DenseShape = panel.setting
    return shape((s.height, s.width, s.units), wrong_dense_shapes(s.shape, s.units), s.told)


def dense_weights(panel: Panel) -> Question:
    """How many weights has it, biases counted?"""
    s: DenseShape = panel.setting
    return number(dense_weight_count(s.channels, s.units), wrong_dense_counts(s.shape, s.units), s.told)


def weights_then_table(lesson: Lesson, panel: Panel) -> None:
    """The second question, and what answers both."""
    if lesson.ask(dense_weights(panel), "weights"):
        dense_table(panel)


def dense_table(panel: Panel) -> None:
    """Dense on the map, Dense after Flatten, and the 1x1 convolution that does the same as the first."""
    s: DenseShape = panel.setting
    flat = s.height * s.width * s.channels
    kept = show((s.height, s.width, s.units))
    rows = [
        [f"Dense({s.units})", kept, show(dense_weight_count(s.channels, s.units))],
        [f"Conv2D({s.units}, 1)", kept, show(weight_count(1, s.channels, s.units))],
        [f"Flatten(), Dense({s.units})", show(s.units), show(dense_weight_count(flat, s.units))],
    ]
    head = [
        panel.say("layers_count.layer"), panel.say("layers_count.output"), panel.say("weights.count"),
    ]  # fmt: skip
    tables.table(head, rows, caption=panel.say("layers_dense.caption", shape=s.shape))


@dataclass(frozen=True)
class DeepSetting:
    """Blocks of a same convolution and a 2x2 pooling; every block doubles the filters."""

    side: int = 64
    filters: int = 32
    blocks: int = 3


DEEP = Topic(
    DeepSetting(),
    {"side": whole("n", 32, 256), "filters": whole("k", 4, 64), "blocks": whole("blocks", 1, 5)},
    lambda panel: panel.numbers("layers_deep", side=(32, 256), filters=(4, 64), blocks=(1, 5)),
)


def deep_shapes(setting: DeepSetting) -> list[tuple[int, int, int]]:
    """The picture, then what each block hands on."""
    shapes = [(setting.side, setting.side, 3)]
    for block in range(setting.blocks):
        side = output_size(shapes[-1][0], 2, 2)
        shapes.append((side, side, setting.filters * 2**block))
    return shapes


def deep_shape(panel: Panel) -> Question:
    """What shape comes out of the last block?"""
    s: DeepSetting = panel.setting
    shapes = deep_shapes(s)
    sides = " → ".join(str(side) for side, _, _ in shapes)
    maps = " → ".join(str(channels) for _, _, channels in shapes[1:])
    values: dict[str, object] = {
        "shape": shapes[0], "k": s.filters, "blocks": s.blocks, "sides": sides, "maps": maps,
    }  # fmt: skip
    return shape(shapes[-1], wrong_deep_shapes(s.side, s.filters, s.blocks), values)


def deep_table(panel: Panel) -> None:
    """Shape, numbers and weights from block to block."""
    shapes = deep_shapes(panel.setting)
    head = [
        panel.say("layers_deep.block"), panel.say("layers_count.output"), panel.say("layers_deep.numbers"),
        panel.say("weights.count"),
    ]  # fmt: skip
    rows = [[panel.say("layers_deep.picture"), show(shapes[0]), show(_numbers(shapes[0])), ""]]
    rows += [
        [str(block), show(after), show(_numbers(after)), show(weight_count(3, before[2], after[2]))]
        for block, (before, after) in enumerate(pairwise(shapes), start=1)
    ]
    tables.table(head, rows, caption=panel.say("layers_deep.caption"))


def usual_order() -> Question:
    """In which order do the layers of a classifier usually stand?"""
    beliefs = {"dense-first": "dense", "softmax-inside": "softmax", "dropout-last": "dropout"}
    return Question("choice", "usual", beliefs, {}, ("dense", "usual", "softmax", "dropout"))


def _numbers(shape: tuple[int, int, int]) -> int:
    return shape[0] * shape[1] * shape[2]
