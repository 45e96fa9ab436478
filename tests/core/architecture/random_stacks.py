"""Random stacks over all layers and arguments: most work, some do not; the same seed gives the same stack."""

from collections.abc import Callable, Sequence
from random import Random

from cnn_core.architecture.checks import Shape
from cnn_core.architecture.signatures import KINDS, signature
from cnn_core.architecture.stack import Architecture, Layer, layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.errors import LabError

ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear", "softmax", "elu", "gelu", "swish")
FILLS = ("constant", "nearest", "reflect", "wrap")


def random_stack(
    seed: int, kinds: Sequence[str] = KINDS, sides: tuple[int, int] = (1, 18)
) -> tuple[Architecture, Shape | None]:
    """A network and the input shape to trace it with; None where its own Input says it.

    Args:
        seed: the same one gives the same stack.
        kinds: the layers to choose from; branches too if Add is among them.
        sides: the fewest and the most rows and columns of the image.
    """
    random = Random(seed)
    makers = _makers(random, kinds)
    written, given = _inputs(random, sides, vectors="Dense" in kinds)
    layers = list(written)
    for _ in range(random.randint(1, 9)):
        block = random.choice(makers)(random, len(layers))
        if _works([*layers, *block], given):
            layers += block
        elif random.random() < 0.15:  # a stack that does not work ends with what breaks it
            layers += block
            break
    if len(layers) == len(written):
        layers.append(layer("Activation", "relu"))
    return stack(*layers), given


def _works(layers: Sequence[Layer], given: Shape | None) -> bool:
    try:
        return bool(trace(stack(*layers), given))
    except LabError:
        return False


def _makers(random: Random, kinds: Sequence[str]) -> list[Callable[[Random, int], list[Layer]]]:
    channels_first = {"data_format": "channels_first"} if random.random() < 0.1 else {}

    def single(kind: str) -> Callable[[Random, int], list[Layer]]:
        def make(random: Random, position: int) -> list[Layer]:
            arguments = _ARGUMENTS[kind](random)
            if kind in _FORMATTED and random.random() < 0.97:
                arguments |= channels_first
            if random.random() < 0.06:
                arguments["name"] = random.choice(("first", "mine", "conv2d", "dense_1", "pool"))
            return [layer(kind, **arguments)]

        return make

    makers = [single(kind) for kind in kinds if kind in _ARGUMENTS]
    return (
        makers
        + [_branch] * (4 if "Add" in kinds else 0)
        + [single("Conv2D")] * (3 if "Conv2D" in kinds else 0)
    )


def _inputs(random: Random, among: tuple[int, int], vectors: bool) -> tuple[list[Layer], Shape | None]:
    sides: list[int | None] = [random.randint(*among), random.randint(*among), random.randint(1, 4)]
    if random.random() < 0.12:
        sides[random.choice((0, 1, 1, 0, 2))] = None
    if random.random() < 0.08:
        sides[:2] = [None, None]
    shape: Shape = (random.randint(1, 40),) if vectors and random.random() < 0.08 else tuple(sides)
    name = {"name": "picture"} if random.random() < 0.1 else {}
    own = [layer("Input", shape, **name)]
    if random.random() < 0.1:
        return [layer("Input", (7, 7, 2))], shape
    return (own, None) if random.random() < 0.6 else ([], shape)


def _branch(random: Random, position: int) -> list[Layer]:
    """Two or three paths from one place that meet again, now and then with shapes that do not."""
    start, filters = position - 1, random.randint(1, 4)
    stride = random.choice((1, 1, 1, 2))
    layers: list[Layer] = []
    ends = []
    for path in range(random.randint(2, 3)):
        steps = [_same_size(random, filters, stride)]
        if random.random() < 0.4:
            steps.append(random.choice((layer("BatchNormalization"), layer("ReLU"), layer("Dropout", 0.2))))
        if path and stride == 1 and random.random() < 0.3:
            steps = []  # a shortcut
        for number, one in enumerate(steps):
            source = start if number == 0 else position + len(layers) - 1
            layers.append(Layer(one.kind, one.arguments, (source,)))
        ends.append(position + len(layers) - 1 if steps else start)
    kind = random.choice(("Add", "Concatenate"))
    axis = {"axis": random.choice((-1, 3, 1, 2))} if kind == "Concatenate" and random.random() < 0.3 else {}
    merge = layer(kind, **axis)
    return [*layers, Layer(merge.kind, merge.arguments, tuple(ends))]


def _same_size(random: Random, filters: int, stride: int) -> Layer:
    """A layer that only the stride shrinks, except now and then."""
    padding = "same" if random.random() < 0.93 else "valid"
    window = _pair(random, 1, 5)
    kind = random.choice(
        ("Conv2D", "Conv2D", "Conv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D")
    )
    if kind.endswith("Pooling2D"):
        return layer(kind, window, strides=stride, padding=padding)
    dilation = random.randint(1, 2) if stride == 1 else 1
    return layer(kind, filters, window, strides=stride, padding=padding, dilation_rate=dilation)


def _pair(random: Random, low: int, high: int) -> int | tuple[int, int]:
    one = random.randint(low, high)
    return one if random.random() < 0.7 else (one, random.randint(low, high))


def _some(random: Random, chance: float = 0.35, **arguments: object) -> dict:
    """Each of these with some chance: most arguments of most layers are left at their defaults."""
    return {name: value for name, value in arguments.items() if random.random() < chance}


def _windows(random: Random) -> dict:
    """What the convolutions share."""
    chosen = {"kernel_size": _pair(random, 1, 4)} | _some(
        random,
        padding=random.choice(("same", "valid", "SAME")),
        strides=_pair(random, 1, 3),
        activation=random.choice(ACTIVATIONS),
        use_bias=False,
        kernel_initializer="he_normal",
    )
    return chosen | _some(random, 0.15, dilation_rate=_pair(random, 1, 3), trainable=False)


def _depthwise(random: Random) -> dict:
    written = _windows(random)
    written.pop("kernel_initializer", None)
    if isinstance(written.get("strides"), tuple) and random.random() < 0.8:
        written["strides"] = written["strides"][0]
    return written | _some(random, depth_multiplier=random.randint(1, 3))


def _conv(random: Random) -> dict:
    groups = {"groups": random.randint(1, 3)} if random.random() < 0.2 else {}
    return {"filters": random.choice((1, 2, 3, 4, 6)), **_windows(random), **groups}


def _pool(random: Random) -> dict:
    chosen = _some(random, strides=_pair(random, 1, 3), padding=random.choice(("same", "valid")))
    return {"pool_size": _pair(random, 1, 4)} | chosen


def _zero_padding(random: Random) -> dict:
    def some() -> int:
        return random.randint(0, 3)

    forms = (some(), (some(), some()), ((some(), some()), (some(), some())))
    return {"padding": random.choice(forms)}


def _reshape(random: Random) -> dict:
    sizes = [random.choice((1, 2, 3, 4, 6, 8, 12)) for _ in range(random.randint(0, 3))]
    if random.random() < 0.85:
        sizes.insert(random.randint(0, len(sizes)), -1)
    return {"target_shape": tuple(sizes)}


def _batch_normalization(random: Random) -> dict:
    return _some(random, center=False, scale=False, axis=random.choice((-1, 1, 2, 3, -2)), trainable=False)


def _filled(random: Random, *names: str) -> dict:
    factors = {name: random.choice((0.1, 0.5, (-0.2, 0.3), 0.0)) for name in names}
    return factors | _some(random, fill_mode=random.choice(FILLS), seed=3, interpolation="nearest")


_ARGUMENTS: dict[str, Callable[[Random], dict]] = {
    "Conv2D": _conv,
    "SeparableConv2D": lambda random: {"filters": random.randint(1, 5), **_depthwise(random)},
    "DepthwiseConv2D": _depthwise,
    "MaxPooling2D": _pool,
    "AveragePooling2D": _pool,
    "GlobalMaxPooling2D": lambda random: _some(random, keepdims=True),
    "GlobalAveragePooling2D": lambda random: _some(random, keepdims=True),
    "ZeroPadding2D": _zero_padding,
    "Flatten": lambda random: {},
    "Reshape": _reshape,
    "Dense": lambda random: (
        {"units": random.randint(1, 12)}
        | _some(random, use_bias=False, activation=random.choice(ACTIVATIONS))
        | _some(random, 0.1, trainable=False)
    ),
    "Dropout": lambda random: {"rate": random.choice((0, 0.2, 0.5))},
    "SpatialDropout2D": lambda random: {"rate": random.choice((0.1, 0.5))},
    "BatchNormalization": _batch_normalization,
    "LocalResponseNormalization": lambda random: _some(random, depth_radius=random.randint(0, 4), alpha=0.1),
    "Activation": lambda random: {"activation": random.choice(ACTIVATIONS)},
    "ReLU": lambda random: _some(random, max_value=6.0, negative_slope=0.1, threshold=0.5),
    "LeakyReLU": lambda random: _some(random, negative_slope=0.1),
    "Softmax": lambda random: _some(random, axis=random.choice((-1, 1, 2, 3))),
    "Rescaling": lambda random: {"scale": 1 / 255, **_some(random, offset=-1.0)},
    "RandomFlip": lambda random: _some(random, mode=random.choice(("horizontal", "vertical"))),
    "RandomTranslation": lambda random: _filled(random, "height_factor", "width_factor"),
    "RandomRotation": lambda random: _filled(random, "factor"),
    "RandomZoom": lambda random: _filled(random, "height_factor"),
}
_FORMATTED = [kind for kind in KINDS if "data_format" in signature(kind)]
