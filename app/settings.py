"""The settings of the matrix labs: what a learner can choose, and how it is written into a link."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.link import Codec, Sheets, choice, flag, numbers, sheets, sides, whole

POOL_MODES = ("max", "average", "l2", "global-max", "global-average")
ACTIVATIONS = ("none", "relu", "leaky-relu", "sigmoid", "tanh")
LEAKY_SLOPE = 0.2  # of Keras's activation="leaky_relu"; the layer LeakyReLU has 0.3
CONV_PADDINGS = ("valid", "same", "1", "2", "3")
MAX_WINDOW, MAX_STRIDE, MAX_DILATION, MAX_FILTERS, MAX_CHANNELS = 7, 7, 4, 4, 4


@dataclass(frozen=True)
class PoolSetting:
    """A pooling lab. `input` holds one sheet a channel, `cell` the pinned output cell in reading order."""

    input: Sheets
    window: tuple[int, int] = (2, 2)
    strides: tuple[int, int] | None = None
    padding: str = "valid"
    mode: str = "max"
    data_format: str = "channels_last"
    cell: int = 0
    sheet: int = 0
    predict: bool = False

    @property
    def is_global(self) -> bool:
        """Whether one window covers the whole map."""
        return self.mode.startswith("global-")

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W) of the input."""
        return len(self.input[0]), len(self.input[0][0])

    @property
    def kind(self) -> str:
        """The pooling of one window: max, average or l2."""
        return self.mode.removeprefix("global-")

    @property
    def used_window(self) -> tuple[int, int]:
        """The window in use: the whole map for global pooling."""
        return self.shape if self.is_global else self.window

    @property
    def used_strides(self) -> tuple[int, int]:
        """The strides in use: None becomes the window."""
        return self.used_window if self.is_global or self.strides is None else self.strides

    @property
    def used_padding(self) -> str:
        """The padding in use: global pooling has none."""
        return "valid" if self.is_global else self.padding


POOL_CODECS: dict[str, Codec] = {
    "input": sheets("m", MAX_CHANNELS),
    "window": sides("win", 1, MAX_WINDOW),
    "strides": sides("stride", 1, MAX_STRIDE, optional=True),
    "padding": choice("pad", ("valid", "same")),
    "mode": choice("mode", POOL_MODES),
    "data_format": choice("format", ("channels_last", "channels_first")),
    "cell": whole("cell", 0, 143),
    "sheet": whole("sheet", 0, 3),
    "predict": flag("ask"),
}


@dataclass(frozen=True)
class ConvSetting:
    """A convolution lab. `kernels` holds, filter after filter, one sheet an input channel."""

    input: Sheets
    kernels: Sheets
    filters: int = 1
    biases: tuple[str, ...] = ("0",)
    strides: tuple[int, int] = (1, 1)
    padding: str = "valid"
    dilation: tuple[int, int] = (1, 1)
    activation: str = "none"
    flip: bool = False
    filter: int = 0
    cell: int = 0
    predict: bool = False

    @property
    def channels(self) -> int:
        """Channels of the input."""
        return len(self.input)

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W) of the input."""
        return len(self.input[0]), len(self.input[0][0])

    @property
    def window(self) -> tuple[int, int]:
        """(h, w) of every kernel."""
        return len(self.kernels[0]), len(self.kernels[0][0])

    @property
    def used_padding(self) -> str | int:
        """As the core takes it: a name, or cells on every side."""
        return self.padding if self.padding in ("valid", "same") else int(self.padding)

    def kernel(self, filter_index: int) -> Sheets:
        """The sheets of one filter."""
        return self.kernels[filter_index * self.channels : (filter_index + 1) * self.channels]


CONV_CODECS: dict[str, Codec] = {
    "input": sheets("m", MAX_CHANNELS),
    "kernels": sheets("k", MAX_CHANNELS * MAX_FILTERS),
    "filters": whole("filters", 1, MAX_FILTERS),
    "biases": numbers("bias", MAX_FILTERS),
    "strides": sides("stride", 1, MAX_STRIDE),
    "padding": choice("pad", CONV_PADDINGS),
    "dilation": sides("rate", 1, MAX_DILATION),
    "activation": choice("act", ACTIVATIONS),
    "flip": flag("flip"),
    "filter": whole("map", 0, MAX_FILTERS - 1),
    "cell": whole("cell", 0, 400),
    "predict": flag("ask"),
}


def consistent_conv(setting: ConvSetting) -> bool:
    """Whether a link's convolution hangs together: as many kernel sheets as filters times channels.

    >>> sheet = (("1",),)
    >>> consistent_conv(ConvSetting((sheet,), (sheet, sheet)))
    False
    """
    fits = (
        len(setting.kernels) == setting.filters * setting.channels and len(setting.biases) == setting.filters
    )
    return fits and max(setting.window) <= MAX_WINDOW and setting.filter < setting.filters


def with_filters(setting: ConvSetting, count: int) -> ConvSetting:
    """Drop the last filters, or add some: each new one is the one before, its kernel's rows moved up by one.

    >>> two = with_filters(ConvSetting(((("5",),),), ((("1",), ("2",)),)), 2)
    >>> two.kernels[1], two.biases
    ((('2',), ('1',)), ('0', '0'))
    """
    kernels = list(setting.kernels[: count * setting.channels])
    while len(kernels) < count * setting.channels:
        last = kernels[-setting.channels]
        kernels.append((*last[1:], last[0]))
    biases = (*setting.biases, *["0"] * count)[:count]
    chosen = min(setting.filter, count - 1)
    return replace(setting, kernels=tuple(kernels), filters=count, biases=biases, filter=chosen)


def as_sheets(*channels: Sequence[Sequence[float]]) -> Sheets:
    """Numbers as a learner would type them.

    >>> as_sheets([[1, -0.5]])
    ((('1', '-0.5'),),)
    """
    return tuple(tuple(tuple(f"{value:g}" for value in row) for row in sheet) for sheet in channels)
