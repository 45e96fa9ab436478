"""A network as data: layers in order, each with what was written for it and where its input comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from cnn_core.architecture.signatures import ALIASES, COMMON, KINDS, PAIRS, REQUIRED, Value, signature
from cnn_core.errors import LabError

MAX_LAYERS = 500


@dataclass(frozen=True)
class Span:
    """A piece of code, from `start` up to `stop`, counted in characters; line and column count from 1."""

    start: int
    stop: int
    line: int
    column: int


@dataclass(frozen=True)
class Layer:
    """One layer. Make it with `layer`, which checks the names of the arguments.

    Attributes:
        kind: one of `signatures.KINDS`.
        arguments: (name, value) of those that differ from Keras's defaults, in the signature's order.
        inputs: positions in the stack of the layers it takes its input from; None: the layer before it.
        span: where it was written, if it was read from code; takes no part in comparisons.
    """

    kind: str
    arguments: tuple[tuple[str, Value], ...] = ()
    inputs: tuple[int, ...] | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    def __getitem__(self, name: str) -> Any:
        """The argument's value: the one written, or Keras's default.

        >>> layer("Conv2D", 32, 3)["padding"]
        'valid'
        """
        return dict(self.arguments).get(name, _defaults(self.kind)[name])

    def changed(self, **arguments: Value) -> "Layer":
        """The same layer with other values for some arguments.

        >>> layer("Conv2D", 32, 3).changed(padding="same") == layer("Conv2D", 32, 3, padding="same")
        True
        """
        given: dict[str, Any] = dict(self.arguments) | arguments
        made = layer(self.kind, **given)
        return replace(self, arguments=made.arguments)


@dataclass(frozen=True)
class Architecture:
    """Layers from the input up; the last one's output is the network's."""

    layers: tuple[Layer, ...] = ()

    @property
    def is_sequential(self) -> bool:
        """Whether each layer takes its input from the one before it: no branches."""
        return all(one.inputs is None for one in self.layers)

    def sources(self, position: int) -> tuple[int, ...]:
        """Positions of the layers whose outputs a layer reads; -1 is the network's input.

        >>> Architecture((layer("Flatten"), layer("Dense", 10))).sources(0)
        (-1,)
        """
        inputs = self.layers[position].inputs
        return (position - 1,) if inputs is None else inputs


def stack(*layers: Layer) -> Architecture:
    """A network of these layers, one after the other or as their `inputs` say.

    Raises:
        LabError: "too_many_layers" (maximum, received).

    >>> len(stack(layer("Flatten"), layer("Dense", 10)).layers)
    2
    """
    if len(layers) > MAX_LAYERS:
        raise LabError("too_many_layers", maximum=MAX_LAYERS, received=len(layers))
    before = ((position - 1,) for position in range(len(layers)))
    plain = [
        replace(one, inputs=None) if one.inputs == usual else one
        for one, usual in zip(layers, before, strict=True)
    ]
    return Architecture(tuple(plain))


def layer(kind: str, /, *positional: Value, inputs: tuple[int, ...] | None = None, **named: Value) -> Layer:
    """One layer, with its arguments given as in Keras. Values are checked when the stack is traced.

    Equal meanings become equal layers: one number for (rows, columns) becomes a pair, lists become tuples,
    and what equals Keras's default is left out.

    Args:
        kind: a layer's name in Keras, or another name Keras knows it by.
        positional: arguments in the signature's order.
        inputs: as in `Layer`.
        named: arguments by name; `name`, `dtype` and `trainable` too.

    Raises:
        LabError: "unknown_layer" (received, suggestion), "too_many_arguments" (kind, maximum, received),
            "argument_twice" (kind, argument), "unknown_argument" (kind, received, suggestion) or
            "missing_argument" (kind, argument). A suggestion is "" where nothing comes near.

    >>> layer("Conv2D", 32, (3, 3), strides=1)
    Layer(kind='Conv2D', arguments=(('filters', 32), ('kernel_size', (3, 3))), inputs=None)
    >>> layer("Conv2d", 32, 3)
    Traceback (most recent call last):
    cnn_core.errors.LabError: unknown_layer (received='Conv2d', suggestion='Conv2D')
    """
    kind = ALIASES.get(kind, kind)
    if kind not in KINDS:
        raise LabError("unknown_layer", received=kind, suggestion=_nearest(kind, (*KINDS, *ALIASES)))
    own = signature(kind)
    if len(positional) > len(own):
        raise LabError("too_many_arguments", kind=kind, maximum=len(own), received=len(positional))
    given: dict[str, Value] = dict(zip(own, positional, strict=False))
    for name, value in named.items():
        if name in given:
            raise LabError("argument_twice", kind=kind, argument=name)
        if name not in _defaults(kind):
            raise LabError(
                "unknown_argument",
                kind=kind,
                received=name,
                suggestion=_nearest(name, tuple(_defaults(kind))),
            )
        given[name] = value
    for name, default in own.items():
        if default is REQUIRED and name not in given:
            raise LabError("missing_argument", kind=kind, argument=name)
    return Layer(kind, _canonical(kind, given), inputs)


def _canonical(kind: str, given: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
    values = {name: _as_tuples(value) for name, value in given.items()}
    for name in PAIRS:
        if isinstance(values.get(name), int) and not isinstance(values[name], bool):
            values[name] = (values[name], values[name])
    if kind == "Input" and isinstance(values["shape"], int):
        values["shape"] = (values["shape"],)
    if kind in ("MaxPooling2D", "AveragePooling2D") and values.get("strides") == values.get(
        "pool_size", (2, 2)
    ):
        values["strides"] = None  # what None means
    defaults = _defaults(kind)
    # 1 == True and 0.0 == False in Python: the type takes part.
    return tuple(
        (name, values[name])
        for name in defaults
        if name in values and (type(values[name]), values[name]) != (type(defaults[name]), defaults[name])
    )


def _as_tuples(value: Any) -> Value:
    return tuple(_as_tuples(one) for one in value) if isinstance(value, list | tuple) else value


def _defaults(kind: str) -> Mapping[str, Any]:
    common = {"name": None} if kind == "Input" else COMMON
    return {**signature(kind), **common}


def _nearest(name: str, known: tuple[str, ...]) -> str:
    by_small = {one.lower(): one for one in known}
    found = get_close_matches(name.lower()[:80], by_small, n=1, cutoff=0.7)
    return by_small[found[0]] if found else ""
