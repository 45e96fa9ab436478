"""Wrong rules about shapes and weights of Keras's layers, each computed on the learner's own numbers.

A number before a rule is its row in the list of wrong beliefs, docs/misconceptions.md.
"""

from cnn_core.errors import LabError
from cnn_core.exercises.misconceptions import Axis, wrong_sizes
from cnn_core.windows import Padding

Shape = tuple[float, ...]
#: The rules about sizes that people apply to a layer's two sides as well.
SIDE_RULES = ("same-keeps-size", "valid-keeps-size", "stride-one", "rounds-up", "forgets-plus-one")


def wrong_conv_shapes(
    shape: tuple[int, int, int], filters: int, window: int, stride: int, padding: str
) -> dict[str, Shape]:
    """10, 11: wrong output shapes of Conv2D(filters, window, stride, padding=padding) on (H, W, C).

    >>> wrong = wrong_conv_shapes((28, 28, 3), 8, 3, 2, "valid")
    >>> wrong["third-is-padding"], wrong["third-is-kernel-width"], wrong["filters-is-kernel"]
    ((30, 30, 8), (26, 27, 8), (11, 11, 3))
    """
    height, width, channels = shape
    right = _sides(shape, (window, window), stride, padding)
    if right is None:
        return {}
    maps: dict[str, Shape | None] = {
        "channels-stay": (*right, channels),
        "channels-multiply": (*right, channels * filters),
        "no-channels": right,
    }
    misread: dict[str, Shape | None] = {
        "third-is-kernel-width": _with(_sides(shape, (window, stride), 1, padding), filters),
        "filters-is-kernel": _with(_sides(shape, (filters, filters), stride, padding), window),
    }
    if padding == "valid":  # who writes padding="same" does not take the third argument for it
        misread = {"third-is-padding": _with(_sides(shape, (window, window), 1, stride), filters)} | misread
    sizes = wrong_sizes(*(Axis(side, window, stride, padding) for side in (height, width)))
    rules: dict[str, Shape | None] = {name: (*sizes[name], filters) for name in SIDE_RULES if name in sizes}
    # Several rules can lead to one shape; the one that people follow more often comes first.
    wrong = maps | (rules | misread if padding == "same" else misread | rules)
    return {name: value for name, value in wrong.items() if value is not None}


def wrong_separable_counts(window: int, channels: int, filters: int, multiplier: int) -> dict[str, int]:
    """Wrong counts of SeparableConv2D's weights, biases counted.

    >>> wrong_separable_counts(3, 3, 32, 1)["as-conv2d"]
    896
    """
    area, maps = window * window, channels * multiplier
    depthwise, pointwise = area * maps, maps * filters
    return {
        "as-conv2d": area * channels * filters + filters,
        "depthwise-by-filters": area * filters * multiplier + filters * multiplier * filters + filters,
        "pointwise-by-filters": depthwise + filters * multiplier * filters + filters,
        "forgets-bias": depthwise + pointwise,
        "bias-in-both": depthwise + maps + pointwise + filters,
        "forgets-multiplier": area * channels + channels * filters + filters,
        "multiplier-once": depthwise + channels * filters + filters,
        "depthwise-only": depthwise,
        "pointwise-only": pointwise + filters,
    }


def wrong_depthwise_maps(channels: int, filters: int, multiplier: int) -> dict[str, int]:
    """Wrong numbers of maps that the depthwise step hands on; a textbook says filters * depth_multiplier.

    >>> wrong_depthwise_maps(3, 32, 2)
    {'by-filters': 64, 'already-mixed': 32, 'forgets-multiplier': 3, 'summed': 1}
    """
    return {
        "by-filters": filters * multiplier,
        "already-mixed": filters,
        "forgets-multiplier": channels,
        "summed": 1,
    }


def wrong_flat_indices(row: int, column: int, channel: int, shape: tuple[int, int, int]) -> dict[str, int]:
    """Wrong places of a cell after Flatten, all counted from 0.

    >>> wrong_flat_indices(1, 2, 1, (2, 3, 3))
    {'channels-apart': 11, 'column-by-column': 16, 'counts-from-one': 17, 'forgets-channels': 5}
    """
    height, width, channels = shape
    return {
        "channels-apart": channel * height * width + row * width + column,
        "column-by-column": column * height * channels + row * channels + channel,
        "counts-from-one": row * width * channels + column * channels + channel + 1,
        "forgets-channels": row * width + column,
    }


def wrong_dense_shapes(shape: tuple[int, int, int], units: int) -> dict[str, Shape]:
    """17: wrong output shapes of Dense(units) on a map (H, W, C).

    >>> wrong_dense_shapes((4, 4, 8), 10)["flattens"]
    (10,)
    """
    height, width, channels = shape
    return {
        "flattens": (units,),
        "adds-an-axis": (*shape, units),
        "multiplies-channels": (height, width, channels * units),
        "keeps-the-shape": shape,
    }


def wrong_dense_counts(shape: tuple[int, int, int], units: int) -> dict[str, int]:
    """Wrong counts of the weights of Dense(units) on a map (H, W, C), biases counted.

    >>> wrong_dense_counts((4, 4, 8), 10)["flattens"]
    1290
    """
    height, width, channels = shape
    return {
        "flattens": height * width * channels * units + units,
        "bias-a-cell": channels * units + height * width * units,
        "forgets-bias": channels * units,
    }


def wrong_deep_shapes(side: int, filters: int, blocks: int) -> dict[str, Shape]:
    """Wrong shapes after blocks of a same convolution and a 2x2 pooling, the filters doubled each time.

    >>> wrong_deep_shapes(64, 32, 3)["filters-stay"]
    (8, 8, 32)
    """
    right, channels = side >> blocks, filters << (blocks - 1)
    before = side >> (blocks - 1)
    wrong: dict[str, Shape] = {
        "doubles-from-the-first": (right, right, channels * 2),
        "filters-stay": (right, right, filters),
        "filters-add": (right, right, filters * blocks),
        "side-stays": (side, side, channels),
        "halves-once": (side // 2, side // 2, channels),
    }
    return wrong | {"one-block-less": (before, before, channels // 2)} if blocks > 1 else wrong


def _sides(
    shape: tuple[int, int, int], window: tuple[int, int], stride: int, padding: Padding
) -> tuple[int, int] | None:
    """Rows and columns of an output, or None where no window fits."""
    try:
        rows, columns = (
            Axis(side, extent, stride, padding).right for side, extent in zip(shape[:2], window, strict=True)
        )
    except LabError:
        return None
    return rows, columns


def _with(sides: Shape | None, channels: int) -> Shape | None:
    return None if sides is None else (*sides, channels)
