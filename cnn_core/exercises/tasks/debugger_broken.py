"""Networks with one mistake each, of five layers, for the exercises that ask for a line."""

from collections.abc import Callable
from typing import Final

from cnn_core.architecture.stack import Architecture, Layer, layer, stack
from cnn_core.exercises.exercise import Draw


def without_channels(draw: Draw) -> Architecture:
    """14: a grey image as (rows, columns)."""
    n = draw.pick((20, 24, 28, 32))
    return _read_by(draw, layer("Input", (n, n)))


def with_batch(draw: Draw) -> Architecture:
    """15: the batch in the input's shape."""
    n, batch = draw.pick((24, 28, 32)), draw.pick((16, 32, 64))
    return _read_by(draw, layer("Input", (batch, n, n, draw.pick((1, 3)))))


def flattened_early(draw: Draw) -> Architecture:
    """A map that is made a vector while convolutions still need it."""
    n, conv = draw.pick((20, 24, 28, 32)), layer("Conv2D", draw.pick((8, 16)), 3)
    ends = layer(draw.pick(("Flatten", "GlobalAveragePooling2D")))
    drop, pool = layer("Dropout", 0.25), layer("MaxPooling2D", 2)
    front, back = draw.pick((
        ((), (conv,)), ((), (drop, conv)), ((conv,), (conv,)), ((conv,), (drop, conv)),
        ((conv, pool), (conv,)), ((conv, drop), (conv,)),
    ))  # fmt: skip
    middle = (layer("Input", (n, n, draw.pick((1, 3)))), *front, ends, *back)
    return stack(*middle, *(layer("Dense", units) for units in (64, 10)[len(middle) - 3 :]))


def open_sides(draw: Draw) -> Architecture:
    """16: any size of image, and a Flatten whose length nobody knows."""
    k, (first, second) = draw.pick((8, 16, 32)), draw.pick(((64, 10), (32, 5)))
    front = (layer("Input", (None, None, draw.pick((1, 3)))), layer("Conv2D", k, 3))
    if draw.pick((True, False)):
        return stack(*front, layer("Flatten"), layer("Dense", first), layer("Dense", second))
    return stack(*front, layer("Flatten"), layer("Dropout", 0.5), layer("Dense", second))


def any_size_as_minus_one(draw: Draw) -> Architecture:
    """Any size of image, written as NumPy would; Keras refuses the input itself."""
    shape = draw.pick(((-1, -1, 1), (-1, -1, 3), (-1, 28, 1), (32, -1, 3)))
    conv, pool = layer("Conv2D", draw.pick((8, 16, 32)), 3), layer("MaxPooling2D", 2)
    between = draw.pick((pool, conv))
    return stack(
        layer("Input", shape),
        conv,
        between,
        layer("GlobalAveragePooling2D"),
        layer("Dense", draw.pick((4, 10))),
    )


def misspelt(draw: Draw) -> Architecture:
    """All shapes are right; the last line asks for an activation that there is none of."""
    n, conv = draw.pick((20, 24, 28, 32)), layer("Conv2D", draw.pick((8, 16, 32)), 3)
    last = layer("Dense", draw.pick((4, 10)), activation=draw.pick(("sofmax", "soft_max", "softmaxx")))
    between = draw.pick((layer("MaxPooling2D", 2), layer("Dropout", 0.25)))
    return stack(layer("Input", (n, n, draw.pick((1, 3)))), conv, between, layer("Flatten"), last)


#: In each of them one line is to blame, and Keras stops at a later one.
BROKEN: Final[tuple[Callable[[Draw], Architecture], ...]] = (
    without_channels, with_batch, flattened_early, flattened_early, open_sides,
)  # fmt: skip


def _read_by(draw: Draw, image: Layer) -> Architecture:
    """A network behind an input: what meets the image first and minds its axes comes second or third."""
    conv = layer("Conv2D", draw.pick((8, 16, 32)), 3)
    pool, last = layer("MaxPooling2D", draw.pick((2, 3))), layer("Dense", draw.pick((4, 10)))
    front = draw.pick(((conv, pool), (layer("Rescaling", 1 / 255), conv), (layer("Dropout", 0.1), conv)))
    return stack(image, *front, layer("Flatten"), last)
