"""What a layer does, worked out with its own numbers: sizes, weights, multiply-adds, what one unit sees."""

from collections.abc import Callable, Sequence

from app.text import say, show
from cnn_core.architecture.effects import Sliding, count
from cnn_core.architecture.shapes import effect
from cnn_core.architecture.stack import Architecture, Layer
from cnn_core.architecture.trace import Row
from cnn_core.windows import window_extent

Shape = tuple[int | None, ...]


def layer_lines(
    language: str, architecture: Architecture, rows: Sequence[Row], position: int, fed: Shape = ()
) -> list[str]:
    """A few lines about one layer of a traced network, in a language.

    Args:
        language: one of `text.LANGUAGES`.
        architecture: the network.
        rows: its trace, at least up to this layer.
        position: of the layer.
        fed: the shape of what enters the network, where the stack has no Input.
    """
    one, row = architecture.layers[position], rows[position]
    sources = architecture.sources(position)
    shapes = [rows[source].output_shape if source >= 0 else fed for source in sources]
    lines = []
    if one.kind != "Input":
        lines += _size_lines(language, one, shapes)
        lines += _weight_lines(language, one, row, shapes)
    if row.receptive_field:
        lines.append(_field_line(language, row))
    return lines


def weights_formula(one: Layer, shape: Shape, params: int) -> str:
    """The count of a layer's weights written out; "" if it has none.

    >>> from cnn_core.architecture.stack import layer
    >>> weights_formula(layer("Conv2D", 6, 5), (32, 32, 3), 456)
    '5 × 5 × 3 × 6 + 6 = 456'
    """
    write = _WEIGHTS.get(one.kind)
    if write is None or not params:
        return ""
    return f"{write(one, shape)} = {show(params)}"


def macs_formula(one: Layer, shape: Shape, row: Row) -> str:
    """The count of a layer's multiply-adds written out; "" if it makes none, or they are not known yet.

    >>> from cnn_core.architecture.stack import layer
    >>> macs_formula(layer("Dense", 10), (84,), Row(0, "dense", "Dense", (10,), 850, macs=840))
    '84 × 10 = 840'
    """
    if not row.macs:
        return ""
    if one.kind == "Dense":
        return f"{_product(*row.output_shape[:-1], shape[-1], one['units'])} = {show(row.macs)}"
    sides = _sides(one, row.output_shape)
    return f"{_product(*sides)} × ({_CONVOLVES[one.kind](one, _channels(one, shape))}) = {show(row.macs)}"


def _size_lines(language: str, one: Layer, shapes: Sequence[Shape]) -> list[str]:
    done = effect(one, shapes)
    if isinstance(done.reach, tuple):
        sides = _sides(one, shapes[0])
        texts = [_size_text(over, side) for over, side in zip(done.reach, sides, strict=True)]
        if texts[0] == texts[1]:
            return [say(language, "arith.both", formula=texts[0])]
        keys = ("arith.rows", "arith.columns")
        return [say(language, key, formula=text) for key, text in zip(keys, texts, strict=True)]
    if one.kind == "Flatten":
        total = count(shapes[0])
        return [f"{_product(*shapes[0])} = {show(total)}"] if total and len(shapes[0]) > 1 else []
    if done.reach == "all" and one.kind != "Dense":
        kind = "max" if "Max" in one.kind else "average"
        values = {"cells": show(_sides(one, shapes[0])), "channels": _channels(one, shapes[0])}
        return [say(language, f"arith.global_{kind}", **values)]
    if one.kind in ("Add", "Concatenate"):
        return [say(language, f"arith.{one.kind.lower()}", shapes=" , ".join(map(show, shapes)))]
    return [say(language, "arith.same_shape")] if done.shape == shapes[0] and one.kind != "Dense" else []


def _size_text(over: Sliding, size: int | None) -> str:
    """n -> outputs, as a formula."""
    outputs = over.outputs(size)
    if size is None or outputs is None:
        return "None"
    if over.padding == "same":
        return f"⌈{size} / {over.stride}⌉ = {outputs}"
    if isinstance(over.padding, tuple):
        return f"{over.padding[0]} + {size} + {over.padding[1]} = {outputs}"
    extent = window_extent(over.window, over.dilation)
    return f"⌊({size} − {extent}) / {over.stride}⌋ + 1 = {outputs}"


def _weight_lines(language: str, one: Layer, row: Row, shapes: Sequence[Shape]) -> list[str]:
    formula = weights_formula(one, shapes[0], row.params)
    lines = [
        say(language, "arith.weights", formula=formula) if formula else say(language, "arith.no_weights")
    ]
    if row.non_trainable:
        lines.append(say(language, "arith.not_trained", n=row.non_trainable))
    if macs := macs_formula(one, shapes[0], row):
        lines.append(say(language, "arith.macs", formula=macs))
    return lines


def _field_line(language: str, row: Row) -> str:
    values = {"field": show(row.receptive_field), "stride": show(row.stride)}
    return say(language, "arith.field" if row.stride else "arith.field_placeless", **values)


def _sides(one: Layer, shape: Shape) -> Shape:
    return shape[1:] if _first(one) else shape[:2]


def _channels(one: Layer, shape: Shape) -> int:
    return (shape[0] if _first(one) else shape[-1]) or 0


def _first(one: Layer) -> bool:
    return dict(one.arguments).get("data_format") == "channels_first"


def _product(*factors: object) -> str:
    return " × ".join(show(factor) for factor in factors)


def _bias(one: Layer, units: int) -> str:
    return f" + {show(units)}" if one["use_bias"] else ""


def _conv_weights(one: Layer, shape: Shape) -> str:
    channels = _channels(one, shape)
    return f"{_convolves(one, channels)}{_bias(one, one['filters'])}"


def _convolves(one: Layer, channels: int) -> str:
    return _product(*one["kernel_size"], channels // one["groups"], one["filters"])


def _separates(one: Layer, channels: int) -> str:
    maps = channels * one["depth_multiplier"]
    return f"{_deepens(one, channels)} + {_product(maps, one['filters'])}"


def _deepens(one: Layer, channels: int) -> str:
    return _product(*one["kernel_size"], channels * one["depth_multiplier"])


def _depthwise_weights(one: Layer, shape: Shape) -> str:
    channels = _channels(one, shape)
    return f"{_deepens(one, channels)}{_bias(one, channels * one['depth_multiplier'])}"


def _separable_weights(one: Layer, shape: Shape) -> str:
    return f"{_separates(one, _channels(one, shape))}{_bias(one, one['filters'])}"


def _norm_weights(one: Layer, shape: Shape) -> str:
    learned = one["center"] + one["scale"]
    axis = one["axis"] if isinstance(one["axis"], int) else one["axis"][0]
    return _product(2 + learned, shape[axis - 1 if axis > 0 else axis])


_WEIGHTS: dict[str, Callable[[Layer, Shape], str]] = {
    "Conv2D": _conv_weights,
    "SeparableConv2D": _separable_weights,
    "DepthwiseConv2D": _depthwise_weights,
    "Dense": lambda one, shape: f"{_product(shape[-1], one['units'])}{_bias(one, one['units'])}",
    "BatchNormalization": _norm_weights,
}
_CONVOLVES: dict[str, Callable[[Layer, int], str]] = {
    "Conv2D": _convolves,
    "SeparableConv2D": _separates,
    "DepthwiseConv2D": _deepens,
}
