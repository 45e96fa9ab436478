"""What can be set in the labs of the lesson about Keras's layers, and how it is written into a link."""

from dataclasses import dataclass, replace

from app.link import Codec, Sheets, choice, flag, numbers, read_bounded, sheets, whole
from app.settings import MAX_CHANNELS, MAX_FILTERS, MAX_WINDOW

MAX_MAPS = MAX_CHANNELS  # what the pointwise step can show one under the other
RATES = ("0", "0.1", "0.2", "0.25", "0.5", "0.8")
MOMENTA = ("0.5", "0.9", "0.99")
TEMPERATURES = ("0.5", "1", "2", "5")
ORDERS = ("none", "bn-relu", "relu-bn")  # where the ReLU stands
RECTIFIERS = ("relu", "leaky-layer", "leaky-string")
MAX_VALUES, SLOPES, THRESHOLDS = ("None", "4", "6"), ("0", "0.1", "0.5"), ("0", "1", "2")


def one_number(name: str) -> Codec:
    """One finite number as typed."""
    few = numbers(name, 1)
    return Codec(name, str, lambda text: few.read(text)[0])


@dataclass(frozen=True)
class SeparableSetting:
    """A depthwise separable convolution, both steps of it.

    `depthwise` holds a sheet for every map, channel after channel; `pointwise` one weight (a sheet of one
    cell) for every map, filter after filter. `map` and `filter` say which are looked at.
    """

    input: Sheets
    depthwise: Sheets
    pointwise: Sheets
    multiplier: int = 1
    filters: int = 2
    biases: tuple[str, ...] = ("0", "0")
    padding: str = "valid"
    map: int = 0
    filter: int = 0
    cell: int = 0
    predict: bool = False

    @property
    def channels(self) -> int:
        """Channels of the input."""
        return len(self.input)

    @property
    def maps(self) -> int:
        """Maps between the two steps."""
        return self.channels * self.multiplier

    @property
    def channel(self) -> int:
        """The channel that the chosen map is made from."""
        return self.map // self.multiplier

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W) of the input."""
        return len(self.input[0]), len(self.input[0][0])

    @property
    def window(self) -> tuple[int, int]:
        """(h, w) of the depthwise kernels."""
        return len(self.depthwise[0]), len(self.depthwise[0][0])

    def weights(self, filter_index: int) -> Sheets:
        """The pointwise weights of one filter, one cell each."""
        return self.pointwise[filter_index * self.maps : (filter_index + 1) * self.maps]


SEPARABLE_CODECS: dict[str, Codec] = {
    "input": sheets("m", MAX_CHANNELS),
    "depthwise": sheets("k", MAX_MAPS),
    "pointwise": sheets("p", MAX_MAPS * MAX_FILTERS),
    "multiplier": whole("mult", 1, MAX_MAPS),
    "filters": whole("filters", 1, MAX_FILTERS),
    "biases": numbers("bias", MAX_FILTERS),
    "padding": choice("pad", ("valid", "same")),
    "map": whole("map", 0, MAX_MAPS - 1),
    "filter": whole("filter", 0, MAX_FILTERS - 1),
    "cell": whole("cell", 0, 400),
    "predict": flag("ask"),
}


def consistent_separable(setting: SeparableSetting) -> bool:
    """Whether a link's two steps hang together.

    >>> cell = (("1",),)
    >>> consistent_separable(SeparableSetting((cell,), (cell, cell), (cell,)))
    False
    """
    s = setting
    one_cell = all(len(sheet) == len(sheet[0]) == 1 for sheet in s.pointwise)
    counts = len(s.depthwise) == s.maps <= MAX_MAPS and len(s.pointwise) == s.maps * s.filters
    chosen = s.map < s.maps and s.filter < s.filters == len(s.biases)
    return one_cell and counts and chosen and max(s.window) <= MAX_WINDOW


def with_multiplier(setting: SeparableSetting, multiplier: int) -> SeparableSetting:
    """Drop each channel's last kernels, or add some.

    A new one is the one before, turned or its rows moved up; its map gets the weight 1 in every filter.

    >>> edge = (("1", "-1"), ("1", "-1"))
    >>> with_multiplier(SeparableSetting((edge,), (edge,), ((("5",),),), filters=1), 2).depthwise[1]
    (('-1', '-1'), ('1', '1'))
    """
    kernels: list[tuple[tuple[str, ...], ...]] = []
    weights: list[tuple[tuple[str, ...], ...]] = []
    old = setting.multiplier
    for channel in range(setting.channels):
        own = list(setting.depthwise[channel * old : (channel + 1) * old][:multiplier])
        while len(own) < multiplier:
            own.append(_another(own[-1]))
        kernels += own
    for index in range(setting.filters):
        given = setting.weights(index)
        for channel in range(setting.channels):
            row = given[channel * old : (channel + 1) * old][:multiplier]
            weights += [*row, *[(("1",),)] * (multiplier - len(row))]
    return replace(
        setting, depthwise=tuple(kernels), pointwise=tuple(weights), multiplier=multiplier, map=0, cell=0
    )


def with_pointwise_filters(setting: SeparableSetting, count: int) -> SeparableSetting:
    """Drop the last filters of the pointwise step, or add some: the weights of the one before, moved by one.

    >>> one, two = (("1",),), (("2",),)
    >>> setting = SeparableSetting((one, one), (one, one), (one, two), filters=1, biases=("0",))
    >>> with_pointwise_filters(setting, 2).pointwise[2:]
    ((('2',),), (('1',),))
    """
    weights = list(setting.pointwise[: count * setting.maps])
    while len(weights) < count * setting.maps:
        last = weights[-setting.maps :]
        weights += [*last[1:], last[0]]
    biases = (*setting.biases, *["0"] * count)[:count]
    chosen = min(setting.filter, count - 1)
    return replace(setting, pointwise=tuple(weights), filters=count, biases=biases, filter=chosen)


def _another(kernel: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """A square kernel turned by 90 degrees; the rows of another moved up by one."""
    if len(kernel) == len(kernel[0]):
        return tuple(zip(*kernel, strict=True))[::-1]
    return (*kernel[1:], kernel[0])


@dataclass(frozen=True)
class BatchSetting:
    """A batch for batch normalization: one sheet, a row an example, a column a channel."""

    input: Sheets
    gamma: str = "1"
    beta: str = "0"
    order: str = "none"
    cell: int = 0
    predict: bool = False


BATCH_CODECS: dict[str, Codec] = {
    "input": sheets("m", 1),
    "gamma": one_number("gamma"),
    "beta": one_number("beta"),
    "order": choice("relu", ORDERS),
    "cell": whole("cell", 0, 143),
    "predict": flag("ask"),
}


@dataclass(frozen=True)
class DropSetting:
    """Some small maps under dropout; `seed` decides the draw."""

    input: Sheets
    rate: str = "0.5"
    training: bool = True
    spatial: bool = False
    seed: int = 1
    cell: int = 0
    sheet: int = 0
    predict: bool = False


DROP_CODECS: dict[str, Codec] = {
    "input": sheets("m", MAX_CHANNELS),
    "rate": choice("rate", RATES),
    "training": flag("training"),
    "spatial": flag("spatial"),
    "seed": whole("seed", 0, 10**6),
    "cell": whole("cell", 0, 143),
    "sheet": whole("sheet", 0, MAX_CHANNELS - 1),
    "predict": flag("ask"),
}


@dataclass(frozen=True)
class RectifierSetting:
    """A map under one of the layers that leave positive numbers alone."""

    input: Sheets
    layer: str = "relu"
    max_value: str = "6"
    slope: str = "0.1"
    threshold: str = "1"
    cell: int = 0
    predict: bool = False


RECTIFIER_CODECS: dict[str, Codec] = {
    "input": sheets("m", 1),
    "layer": choice("layer", RECTIFIERS),
    "max_value": choice("max", MAX_VALUES),
    "slope": choice("slope", SLOPES),
    "threshold": choice("from", THRESHOLDS),
    "cell": whole("cell", 0, 143),
    "predict": flag("ask"),
}


@dataclass(frozen=True)
class SoftmaxSetting:
    """Logits: one sheet, a row an example, a column a class."""

    input: Sheets
    temperature: str = "1"
    cell: int = 0
    predict: bool = False


SOFTMAX_CODECS: dict[str, Codec] = {
    "input": sheets("m", 1),
    "temperature": choice("t", TEMPERATURES),
    "cell": whole("cell", 0, 143),
    "predict": flag("ask"),
}


def value_of(text: str) -> float | None:
    """The number of an option; "None" stays none.

    >>> value_of("None"), value_of("0.1")
    (None, 0.1)
    """
    return None if text == "None" else read_bounded(text)
