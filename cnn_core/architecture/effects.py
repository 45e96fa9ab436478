"""What one layer does to its input: the words that the rules of all layers are written in.

Shapes leave out the batch. A size that is not known before training is None, as in Keras.
"""

import math
from dataclasses import dataclass

from cnn_core.architecture.checks import Shape
from cnn_core.windows import Padding, output_size


@dataclass(frozen=True)
class Sliding:
    """Windows along one axis of a map, as `windows.output_size` takes them."""

    window: int
    stride: int = 1
    padding: Padding = "valid"
    dilation: int = 1

    def outputs(self, size: int | None) -> int | None:
        """How many windows there are along an axis of so many cells."""
        if size is None:
            return None
        return output_size(size, self.window, self.stride, self.padding, self.dilation)


Windows = tuple[Sliding, Sliding]
#: How the units of a layer look at the units before: cell by cell, all of them, in a line, in a new order.
REACHES = ("cell", "all", "flat", "lost")


@dataclass(frozen=True)
class Effect:
    """What a layer makes of its input.

    Attributes:
        shape: of the output.
        params: numbers in its weights, those that training leaves alone counted too.
        non_trainable: how many of them training by gradients leaves alone.
        macs: multiply-adds for one image; None where a size is not known.
        reach: one of REACHES, or the windows it slides over rows and columns.
    """

    shape: Shape
    params: int = 0
    non_trainable: int = 0
    macs: int | None = 0
    reach: str | Windows = "cell"


def count(shape: Shape) -> int | None:
    """Numbers in an array of this shape; None where a size is not known.

    >>> count((5, 5, 16)), count((None, 5, 16))
    (400, None)
    """
    return None if None in shape else math.prod(size for size in shape if size is not None)
