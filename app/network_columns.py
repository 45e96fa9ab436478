"""The layers of a network in columns: which stand together, where each begins, and what is written below.

Layers whose outputs have the same shape stand together. The shape is written below them once, and under the
shape their names: from left to right in the picture is from top to bottom in words. So a picture of many
layers stays short, and no name needs more room than its column has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from unicodedata import east_asian_width

from app.network_shapes import THIN, Block, Scale, Shape

_FAMILIES: Final = {
    "Input": "input",
    **dict.fromkeys(("Conv2D", "SeparableConv2D", "DepthwiseConv2D"), "convolution"),
    **dict.fromkeys(("MaxPooling2D", "AveragePooling2D"), "pooling"),
    **dict.fromkeys(("GlobalMaxPooling2D", "GlobalAveragePooling2D"), "pooling"),
    **dict.fromkeys(("ZeroPadding2D", "Flatten", "Reshape"), "shape"),
    "Dense": "dense",
    **dict.fromkeys(("Dropout", "SpatialDropout2D"), "thin"),
    **dict.fromkeys(("BatchNormalization", "LocalResponseNormalization"), "thin"),
    **dict.fromkeys(("Activation", "ReLU", "LeakyReLU", "Softmax"), "thin"),
    **dict.fromkeys(("Rescaling", "RandomFlip", "RandomTranslation", "RandomRotation", "RandomZoom"), "thin"),
    **dict.fromkeys(("Add", "Concatenate"), "merge"),
}

MARGIN: Final = 8.0
LINE: Final = 24.0  # a line of words: what a finger needs
_HEADING, _NAME = 13.0, 12.5  # font sizes; network.css has the same
_SWATCH = 16.0  # the little square before a name, with its distance; picture.js has the same
_BETWEEN_WORDS = 14.0
_BETWEEN_BLOCKS = 16.0  # room for an arrow
_INSIDE, _THIN_INSIDE = 5.0, 1.0  # between the blocks of a column
_FEW, _MOST = 3, 6  # a column with so many layers takes no further block, or thin layer
_LONGEST = 20  # characters of a name


@dataclass(frozen=True)
class Box:
    """One layer as the picture is told about it.

    Attributes:
        position: in the stack; -1 for the network's input where there is no Input layer.
        kind: one of `cnn_core.architecture.signatures.KINDS`.
        label: short text below the box.
        shape: of the output, without the batch; None where it is not known.
        sources: positions of the layers it reads.
        lines: the details shown when the layer is pointed at.
        say: the layer's name for screen readers.
        error: what is wrong with this layer, or nothing.
    """

    position: int
    kind: str
    label: str
    shape: Shape | None
    sources: tuple[int, ...]
    lines: tuple[str, ...]
    say: str
    error: str = ""


@dataclass(frozen=True)
class Placed:
    """A layer with its block, and how that looks: "block", "bar", "thin", "error" or "ghost"."""

    box: Box
    block: Block
    look: str


@dataclass(frozen=True)
class Column:
    """Layers that stand together."""

    layers: tuple[Placed, ...]

    @property
    def face(self) -> Placed:
        """Whose right face is seen at the end: the last block's, which thin layers only carry further."""
        return next((one for one in reversed(self.layers) if one.look != "thin"), self.layers[0])

    @property
    def left(self) -> float:
        """Where the first block begins on the axis."""
        return self.layers[0].block.left

    @property
    def right(self) -> float:
        """Where the last block ends on the axis."""
        return self.layers[-1].block.right

    @property
    def middle(self) -> float:
        """What the words stand below."""
        return (self.left + self.right) / 2

    @property
    def reach(self) -> float:
        """How far it extends below the axis."""
        return max(one.block.reach for one in self.layers)

    @property
    def heading(self) -> str:
        """The shape of all its outputs; "!" over a layer that fails."""
        return "!" if self.layers[0].look == "error" else shape_text(self.layers[0].box.shape)

    @property
    def words_width(self) -> float:
        """What the heading and the names need."""
        return max(text_width(self.heading, _HEADING), self.names_width)

    @property
    def names_width(self) -> float:
        """What the names need, which stand flush below each other."""
        return max(_SWATCH + text_width(short(one.box.label), _NAME) for one in self.layers)

    def takes(self, placed: Placed) -> bool:
        """Whether there is room for a thin layer, or for another block like the first."""
        if placed.look == "thin":
            return len(self.layers) < _MOST
        alike = placed.look == "ghost" or family(placed.box) == family(self.layers[0].box)
        return alike and len(self.layers) < _FEW

    def at(self, left: float) -> "Column":
        """The same column, beginning at `left` on the axis."""
        by = left - self.left
        moved = (replace(one, block=one.block.from_(one.block.left + by)) for one in self.layers)
        return Column(tuple(moved))

    def with_(self, placed: Placed) -> "Column":
        """This column and one more layer behind its last."""
        thin = "thin" in (placed.look, self.layers[-1].look)
        block = placed.block.from_(self.right + (_THIN_INSIDE if thin else _INSIDE))
        return Column((*self.layers, replace(placed, block=block)))


def family(box: Box) -> str:
    """What a layer does, as its colour says it.

    >>> family(Box(0, "MaxPooling2D", "MaxPool", None, (), (), ""))
    'pooling'
    """
    return _FAMILIES[box.kind]


def columns(boxes: Sequence[Box], scale: Scale) -> list[Column]:
    """All layers in columns, each in its place: neither words nor blocks of two columns touch."""
    placed: list[Column] = []
    for column in _together(boxes, scale):
        half, first = (column.right - column.left) / 2, column.layers[0].block
        left = max(MARGIN + first.across / 2, MARGIN + column.words_width / 2 - half)
        if placed:
            before, last = placed[-1], placed[-1].layers[-1].block
            by_words = before.middle + (before.words_width + column.words_width) / 2 + _BETWEEN_WORDS - half
            by_blocks = last.right + _BETWEEN_BLOCKS + (last.across + first.across) / 2
            left = max(by_words, by_blocks)
        placed.append(column.at(left))
    return placed


def _together(boxes: Sequence[Box], scale: Scale) -> Iterable[Column]:
    column: Column | None = None
    for box in boxes:
        before = column.layers[-1] if column else None
        follows = before is not None and _follows(box, before.box)
        thin = follows and family(box) in ("thin", "merge")
        placed = _placed(box, scale, thin, before.block if before else None)
        if column and follows and column.takes(placed):
            column = column.with_(placed)
        else:
            if column:
                yield column
            column = Column((placed,))
    if column:
        yield column


def _follows(box: Box, before: Box) -> bool:
    """Whether a layer reads the one before it and leaves its shape."""
    return before.position in box.sources and box.shape == before.shape and not (box.error or before.error)


def _placed(box: Box, scale: Scale, thin: bool, before: Block | None) -> Placed:
    if box.error:
        tall, wide = (before.tall, before.wide) if before else (80.0, 50.0)
        return Placed(box, Block(26.0, min(max(tall, 60.0), 110.0), min(max(wide, 30.0), 80.0)), "error")
    if box.shape is None:
        return Placed(box, Block(THIN if thin else 16.0, 56.0, 40.0), "ghost")
    block = scale.block(box.shape)
    if thin:
        return Placed(box, replace(block, thick=THIN), "thin")
    return Placed(box, block, "block" if len(box.shape) > 1 else "bar")


def shape_text(shape: Shape | None) -> str:
    """A shape as it is written below a column.

    >>> shape_text((28, 28, 6)), shape_text((10,)), shape_text((None, None, 3)), shape_text(None)
    ('28×28×6', '10', '?×?×3', '?')
    """
    if shape is None:
        return "?"
    return "×".join("?" if size is None else str(size) for size in shape) or "1"


def short(label: str) -> str:
    """A name as it is written below a block, cut where it is very long.

    >>> short("Conv2D"), short("LocalResponseNormalization")
    ('Conv2D', 'LocalResponseNormal…')
    """
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def text_width(text: str, size: float) -> float:
    """An upper bound for the width of a line in Source Sans, or in a Chinese font of the system.

    >>> text_width("28×28", 10) < text_width("MMMMM", 10) < text_width("卷積卷積卷", 10)
    True
    """
    return size * sum(map(_letter, text))


def _letter(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 1.02
    if letter in "iljtfrI.,:;|!'()[]/- ":
        return 0.37
    if letter in "mwMW@%…":
        return 0.96 if letter == "…" else 0.85
    return 0.67 if letter.isupper() else 0.57
