"""Windows along one axis: the one place where sizes, paddings and positions are worked out.

An image is two such axes. A window has `window` taps, `dilation` cells apart; from the first to the last it
spans its *extent*. Window number o starts at cell `o * stride - before`; cells below 0 or from `size` on are
padding.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import integer
from cnn_core.errors import LabError

Padding = str | int | tuple[int, int]
ImagePadding = str | int | Sequence[Sequence[int]]
NAMED_PADDINGS = ("valid", "same", "same_lower")


def window_extent(window: int, dilation: int = 1) -> int:
    """Cells from a window's first tap to its last, both counted: (window - 1) * dilation + 1.

    Raises:
        LabError: "not_an_integer" (name, received) or "too_small" (name, minimum, received).

    >>> window_extent(3), window_extent(3, dilation=2)
    (3, 5)
    """
    return (integer(window, "window") - 1) * integer(dilation, "dilation") + 1


def padding_amounts(
    size: int, window: int, stride: int = 1, padding: Padding = "valid", dilation: int = 1
) -> tuple[int, int]:
    """Cells of padding before and after the input.

    "same" is TensorFlow's rule: as much as ceil(size / stride) windows need, the odd cell last, so
    max((ceil(size / stride) - 1) * stride + extent - size, 0) cells in all (source:
    https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2). "same_lower", ONNX's name, puts the
    odd cell first.

    Args:
        size: cells of the input, >= 1.
        window: taps of the window, >= 1.
        stride: cells between neighbouring windows, >= 1.
        padding: "valid", "same" or "same_lower" (capitals too, as in Keras), a number of cells for both ends,
            or (before, after).
        dilation: cells between neighbouring taps, >= 1.

    Raises:
        LabError: "unknown_padding" (received, choices), "not_an_integer" (name, received) or
            "too_small" (name, minimum, received).

    >>> padding_amounts(15, window=3, stride=2, padding="same")
    (1, 1)
    >>> padding_amounts(28, 2, padding="same"), padding_amounts(28, 2, padding="same_lower")
    ((0, 1), (1, 0))
    """
    size, stride = integer(size, "size"), integer(stride, "stride")
    extent = window_extent(window, dilation)
    if not isinstance(padding, str):
        return _explicit_amounts(padding)
    rule = padding.lower()
    if rule not in NAMED_PADDINGS:
        raise LabError("unknown_padding", received=padding, choices=NAMED_PADDINGS)
    if rule == "valid":
        return 0, 0
    total = max((-(-size // stride) - 1) * stride + extent - size, 0)
    less, more = total // 2, total - total // 2
    return (less, more) if rule == "same" else (more, less)


def output_size(
    size: int,
    window: int,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """How many windows there are: floor((padded - extent) / stride) + 1.

    What is left over when the stride does not divide is reached by no window. `ceil_mode` is PyTorch's: the
    last window may hang over the end by less than a stride, unless it would start past the input (source:
    https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html).

    Args:
        size: cells of the input, >= 1.
        window: taps of the window, >= 1.
        stride: cells between neighbouring windows, >= 1.
        padding: as in `padding_amounts`.
        dilation: cells between neighbouring taps, >= 1.
        ceil_mode: round up instead of down.

    Raises:
        LabError: those of `padding_amounts`, or "window_does_not_fit" (size, padded, window, dilation,
            extent).

    >>> output_size(224, window=11, stride=4), output_size(15, 3, stride=2, padding="same")
    (54, 8)
    >>> output_size(5, 2, stride=2), output_size(5, 2, stride=2, ceil_mode=True)
    (2, 3)
    """
    before, after = padding_amounts(size, window, stride, padding, dilation)
    extent, padded = window_extent(window, dilation), before + size + after
    steps = (padded - extent + (stride - 1 if ceil_mode else 0)) // stride
    if ceil_mode and steps * stride >= before + size:
        steps -= 1
    if steps < 0:
        raise LabError(
            "window_does_not_fit", size=size, padded=padded, window=window, dilation=dilation, extent=extent
        )
    return int(steps) + 1


def window_indices(
    size: int,
    window: int,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
    ceil_mode: bool = False,
) -> NDArray[np.intp]:
    """The input cell under each tap of each window; an index < 0 or >= size is padding.

    Args: as in `output_size`.

    Returns:
        (output_size, window), integers.

    Raises:
        LabError: those of `output_size`.

    >>> window_indices(4, window=3, stride=2, padding="same")
    array([[0, 1, 2],
           [2, 3, 4]])
    """
    outputs = output_size(size, window, stride, padding, dilation, ceil_mode)
    before, _ = padding_amounts(size, window, stride, padding, dilation)
    starts = np.arange(outputs) * stride - before  # (outputs,)
    return starts[:, None] + np.arange(window) * dilation  # (outputs, window)


def usage_count(
    size: int,
    window: int,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
    ceil_mode: bool = False,
) -> NDArray[np.intp]:
    """How many windows use each input cell; 0 is a gap between windows or the strip that none reaches.

    Of an image: the outer product of its rows' and its columns' counts.

    Args: as in `output_size`.

    Returns:
        (size,), integers.

    Raises:
        LabError: those of `output_size`.

    >>> usage_count(5, window=3), usage_count(6, window=2, stride=4)
    (array([1, 2, 3, 2, 1]), array([1, 1, 0, 0, 1, 1]))
    """
    indices = window_indices(size, window, stride, padding, dilation, ceil_mode)
    inside = indices[(indices >= 0) & (indices < size)]
    return np.bincount(inside, minlength=size)


def tap_slices(
    size: int,
    window: int,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
    ceil_mode: bool = False,
) -> list[tuple[slice, slice]]:
    """For each tap, which outputs it serves and which input cells it reads there: padding never appears.

    A whole axis is then computed by one vectorised step per tap, `output[served] += weight * input[read]`,
    without a padded copy of the input.

    Args: as in `output_size`.

    Returns:
        `window` pairs (served, read) of slices of equal length; both empty if a tap only ever reads padding.

    Raises:
        LabError: those of `output_size`.

    >>> tap_slices(4, window=3, padding="same")[0]
    (slice(1, 4, None), slice(0, 3, 1))
    """
    outputs = output_size(size, window, stride, padding, dilation, ceil_mode)
    before, _ = padding_amounts(size, window, stride, padding, dilation)
    taps = []
    for offset in (tap * dilation - before for tap in range(window)):
        first = max(-(offset // stride), 0)  # ceil(-offset / stride): the first window with a cell here
        stop = min((size - 1 - offset) // stride + 1, outputs)
        if first < stop:
            cells = slice(first * stride + offset, (stop - 1) * stride + offset + 1, stride)
            taps.append((slice(first, stop), cells))
        else:
            taps.append((slice(0, 0), slice(0, 0)))
    return taps


def axis_paddings(padding: object) -> tuple[Padding, Padding]:
    """The padding of an image's rows and of its columns, each as `padding_amounts` takes it.

    Args:
        padding: a name or a number for both axes, or ((top, bottom), (left, right)).

    Raises:
        LabError: "unknown_padding" (received, choices), "not_an_integer" (name, received) or
            "too_small" (name, minimum, received).

    >>> axis_paddings("same"), axis_paddings(((1, 0), (2, 2)))
    (('same', 'same'), ((1, 0), (2, 2)))
    """
    if isinstance(padding, str):
        return padding, padding
    if not isinstance(padding, list | tuple):
        both = _explicit_amounts(padding)
        return both, both
    if len(padding) != 2 or not all(isinstance(axis, list | tuple) for axis in padding):
        raise LabError("unknown_padding", received=padding, choices=NAMED_PADDINGS)
    return _explicit_amounts(padding[0]), _explicit_amounts(padding[1])


def receptive_field(layers: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Input cells that one unit at the top of a stack sees along an axis, and how far apart neighbours look.

    From the input up: field += (window - 1) * dilation * jump, then jump *= stride. Source: Araujo, Norris,
    Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019,
    https://distill.pub/2019/computing-receptive-fields/. Padding does not change it, but near a border part
    of the field is padding.

    Args:
        layers: (window, stride) or (window, stride, dilation) of each layer, the input's first.

    Returns:
        (field, jump), both in input cells.

    Raises:
        LabError: "not_a_layer" (position, received), "not_an_integer" (name, received) or
            "too_small" (name, minimum, received).

    >>> receptive_field([(3, 1)]), receptive_field([(3, 1), (3, 1)])
    ((3, 1), (5, 1))
    >>> receptive_field([(3, 1), (2, 2), (3, 1)])
    (8, 2)
    """
    field, jump = 1, 1
    for position, layer in enumerate(layers):
        if not isinstance(layer, Sequence) or len(layer) not in (2, 3):
            raise LabError("not_a_layer", position=position, received=layer)
        window, stride, dilation = (*layer, 1)[:3]
        field += (window_extent(window, dilation) - 1) * jump
        jump *= integer(stride, "stride")
    return field, jump


def _explicit_amounts(padding: object) -> tuple[int, int]:
    if isinstance(padding, list | tuple):
        if len(padding) != 2 or any(isinstance(end, str | list | tuple) for end in padding):
            raise LabError("unknown_padding", received=padding, choices=NAMED_PADDINGS)
        return integer(padding[0], "padding", 0), integer(padding[1], "padding", 0)
    if padding is None:
        raise LabError("unknown_padding", received=padding, choices=NAMED_PADDINGS)
    both = integer(padding, "padding", 0)
    return both, both
