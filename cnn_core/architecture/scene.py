"""A layer that cannot work, what led to it, and what is to blame: the words that causes are told in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cnn_core.architecture.checks import Shape
from cnn_core.architecture.edit import Repair
from cnn_core.architecture.stack import Architecture, Layer
from cnn_core.errors import LabError

if TYPE_CHECKING:
    from cnn_core.architecture.trace import Row

POOLING = ("MaxPooling2D", "AveragePooling2D", "GlobalMaxPooling2D", "GlobalAveragePooling2D")
CONVOLUTIONS = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D")
#: Layers that look for rows, columns and channels.
ON_MAPS = (*POOLING, *CONVOLUTIONS, "ZeroPadding2D", "SpatialDropout2D", "LocalResponseNormalization")
#: Layers that change numbers one by one: what goes in has the shape of what comes out.
SHAPE_KEEPING = ("Activation", "ReLU", "LeakyReLU", "Dropout", "BatchNormalization", "Rescaling")


@dataclass(frozen=True)
class Scene:
    """A layer that fails, and all that led to it."""

    architecture: Architecture
    rows: "Sequence[Row]"
    position: int
    error: LabError

    @property
    def one(self) -> Layer:
        """The layer that fails."""
        return self.architecture.layers[self.position]

    @property
    def source(self) -> int:
        """Position of the layer it reads first; -1: none."""
        return self.architecture.sources(self.position)[0]

    @property
    def shape(self) -> Shape:
        """What the layer met."""
        return self.shape_after(self.source) or self.error.values.get("shape", ())

    def shape_after(self, position: int) -> Shape:
        """What a layer gave; () if there is none."""
        return self.rows[position].output_shape if 0 <= position < len(self.rows) else ()

    def blame(self, error: LabError, culprit: int | None = None, /, **changes: Any) -> "Cause":
        """A layer to blame, mended by other values for some arguments."""
        at = self.position if culprit is None else culprit
        return Cause(error, at, Repair("replace", at, self.architecture.layers[at].changed(**changes)))


@dataclass(frozen=True)
class Cause:
    """The mistake under its name, the layer to change, and the change."""

    error: LabError
    culprit: int
    repair: Repair | None = None


def kept_since(architecture: Architecture, place: int) -> Iterator[int]:
    """A layer, and those before it whose output it hands on in the same shape."""
    yield place
    while place > 0 and architecture.layers[place].kind in SHAPE_KEEPING:
        place = architecture.sources(place)[0]
        yield place
