"""The arithmetic of one cell in a running network: what lies under the window, and what becomes of it."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import integer
from cnn_core.errors import LabError
from cnn_core.explain.patching import tapped_inputs
from cnn_core.explain.probe import Array, Look, Probe
from cnn_core.explain.sites import Site
from cnn_core.windows import window_indices

CONVOLVING: Final = ("Conv2D", "DepthwiseConv2D")
POOLING: Final = (
    "MaxPooling2D", "AveragePooling2D", "GlobalMaxPooling2D", "GlobalAveragePooling2D",
)  # fmt: skip

Doubles = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Window:
    """A cell of a layer's map and the window it looks through.

    Attributes:
        layer: the site's name; `kind`: the layer's class.
        row: of the cell, `column` and `channel` too.
        rows: (h,), the input's rows under the window; below 0 or from the input's height on is padding.
        columns: (w,), likewise.
        padding: (h, w), where the window lies on padding.
        input_shape: (H, W, C) of what the layer gets.
    """

    layer: str
    kind: str
    row: int
    column: int
    channel: int
    rows: Places
    columns: Places
    padding: NDArray[np.bool_]
    input_shape: tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class ConvolutionCell:
    """One cell of a convolution: before = sum of patch * kernel + bias, after = activation(before).

    Attributes:
        window: where.
        channels: (D,), the input channels that it reads: all, one (depthwise), or its group's.
        patch: (h, w, D), the input under the window; 0 in padding.
        kernel: (h, w, D).
        bias: 0 where the layer has none.
        activation: name of the layer's activation function, "linear" for none.
        after: what the running network has in this cell.
    """

    window: Window
    channels: Places
    patch: Doubles
    kernel: Doubles
    bias: float
    activation: str
    after: float

    @property
    def products(self) -> Doubles:
        """(h, w, D), patch times kernel."""
        return self.patch * self.kernel

    @property
    def sums(self) -> Doubles:
        """(D,), the sum of each input channel's products."""
        return np.asarray(self.products.sum(axis=(0, 1)))

    @property
    def before(self) -> float:
        """The sum of all products, and the bias: what goes into the activation function."""
        return float(self.sums.sum() + self.bias)


@dataclass(frozen=True, eq=False)
class PoolingCell:
    """One cell of max or average pooling; padding takes no part in either.

    Attributes:
        window: where.
        patch: (h, w), the channel's cells under the window; 0 in padding.
        highest: whether the largest is taken, else the mean.
        after: what the running network has in this cell.
    """

    window: Window
    patch: Doubles
    highest: bool
    after: float

    @property
    def count(self) -> int:
        """Cells under the window that are no padding."""
        return int((~self.window.padding).sum())

    @property
    def winner(self) -> tuple[int, int] | None:
        """Row and column within the window of the largest cell, the first of equals; None for the mean."""
        if not self.highest:
            return None
        real = np.where(self.window.padding, -np.inf, self.patch)
        row, column = np.unravel_index(real.argmax(), real.shape)
        return int(row), int(column)

    @property
    def result(self) -> float:
        """The largest, or sum / count."""
        return float(self.patch.sum() / self.count if self.winner is None else self.patch[self.winner])


def cell(
    probe: Probe, image: ArrayLike, site_name: str, row: int, column: int, channel: int
) -> ConvolutionCell | PoolingCell:
    """How one cell of a layer comes about, for an image.

    Args:
        probe: the network.
        image: (H, W, C), or (1, H, W, C).
        site_name: a convolution, plain or depthwise, or max or average pooling, of windows or global.
        row: of the cell in the layer's map, from 0; of global pooling 0.
        column: likewise.
        channel: likewise.

    Raises:
        LabError: "no_layer_named" (received, choices), "no_cell_shown" (received: the layer, kind) for layers
            of another kind, "no_cell_there" (name, received, count) for name "row", "column" or "channel";
            "not_an_integer" or "too_small" (name, ...), "images_do_not_fit" (expected, received).
    """
    site = probe.site(site_name)
    if site.kind not in CONVOLVING + POOLING:
        raise LabError("no_cell_shown", received=site.name, kind=site.kind)
    layer = probe.layer(site.name)
    given, made = _through(probe, site, layer, image)
    for name, one, count in zip(
        ("row", "column", "channel"), (row, column, channel), made.shape, strict=True
    ):
        if integer(one, name, 0) >= count:
            raise LabError("no_cell_there", name=name, received=one, count=count)
    window = _window(site, layer, given, (row, column, channel))
    after = float(made[row, column, channel])
    if site.kind in CONVOLVING:
        return _convolution(layer, window, given, after)
    patch = _under(window, given)[:, :, channel]
    return PoolingCell(window, patch, "Max" in site.kind, after)


def _through(probe: Probe, site: Site, layer: Any, image: ArrayLike) -> tuple[Array, Array]:
    """What goes into the layer and what comes out, both (H, W, C); 1x1 maps of global pooling."""
    batch = np.asarray(image)
    images = probe.images(batch[None] if batch.ndim == 3 else batch)[:1]
    found: list[Any] = []

    def body(look: Look, images: Any) -> Any:
        import tensorflow as tf

        [made] = look.at([site], images)[1]
        return tf.cast(found[-1], tf.float32), tf.cast(made, tf.float32)

    both = probe.run(("through", site.name), body, images, changes=lambda: tapped_inputs(layer, found.append))
    given, made = (one[0] if one.ndim == 4 else one[0][None, None] for one in both)
    if layer.data_format == "channels_first":
        given = np.moveaxis(given, 0, -1)
        made = np.moveaxis(made, 0, -1) if both[1].ndim == 4 else made
    return given, made


def _window(site: Site, layer: Any, given: Array, place: tuple[int, int, int]) -> Window:
    sizes = given.shape[:2]
    if site.kind.startswith("Global"):
        taps = [np.arange(size) for size in sizes]
    else:
        convolves = site.kind in CONVOLVING
        windows = layer.kernel_size if convolves else layer.pool_size
        dilations = layer.dilation_rate if convolves else (1, 1)
        axes = zip(sizes, windows, layer.strides, (layer.padding,) * 2, dilations, strict=True)
        taps = [window_indices(*axis)[at] for axis, at in zip(axes, place, strict=False)]
    rows, columns = taps
    inside = [(one >= 0) & (one < size) for one, size in zip(taps, sizes, strict=True)]
    padding = ~np.logical_and.outer(*inside)
    return Window(site.name, site.kind, *place, rows, columns, padding, given.shape)


def _under(window: Window, given: Array) -> Doubles:
    """The input under the window, (h, w, C); 0 in padding."""
    height, width, _ = given.shape
    rows, columns = (
        np.clip(taps, 0, size - 1) for taps, size in ((window.rows, height), (window.columns, width))
    )
    seen = given[np.ix_(rows, columns)].astype(np.float64)
    return np.where(window.padding[:, :, None], 0, seen)


def _convolution(layer: Any, window: Window, given: Array, after: float) -> ConvolutionCell:
    weights = np.asarray(layer.kernel, np.float64)
    if window.kind == "DepthwiseConv2D":  # (h, w, C, multiplier); its maps: all of channel 0 first
        channel, copy = divmod(window.channel, weights.shape[3])
        channels, kernel = np.array([channel]), weights[:, :, [channel], copy]
    else:  # (h, w, C / groups, K)
        width, filters = weights.shape[2:]
        group = window.channel // (filters // layer.groups)
        channels, kernel = group * width + np.arange(width), weights[..., window.channel]
    bias = float(np.asarray(layer.bias)[window.channel]) if layer.use_bias else 0.0
    patch = _under(window, given)[:, :, channels]
    activation = getattr(layer.activation, "__name__", "linear")
    return ConvolutionCell(window, channels, patch, kernel, bias, activation, after)
