"""Layers from their calls in pasted code: arguments become plain values, errors learn their place."""

import ast
import re
from dataclasses import replace
from typing import Any, Final

from cnn_core.architecture.signatures import ALIASES, KINDS, Value, signature
from cnn_core.architecture.stack import Layer, layer
from cnn_core.architecture.things import Outside, Ref, Tensor, Thing, Unit
from cnn_core.architecture.values import Values
from cnn_core.errors import LabError

#: The most entries of a tuple that is an argument.
MAX_VALUES: Final = 100

# Keras takes a name in small letters instead of these objects with their defaults.
_NAMED_OBJECTS = ("keras.initializers", "keras.regularizers", "keras.constraints")
_OTHER_NAMES = {"l1_l2": "l1l2", "constant": "zeros"}  # Keras cannot make a Constant from its name
_FUNCTIONS = ("keras.activations", "keras.ops", "tensorflow.nn", "tensorflow.math")
_OF_TENSORFLOW = ("sigmoid", "tanh", "bfloat16", "float16", "float32", "float64")
# Arguments that Keras 3 still takes under an older name.
_OLD_NAMES = {"LeakyReLU": {"alpha": "negative_slope"}, "InputLayer": {"input_shape": "shape"}}
_OLD_NAMES["InputLayer"]["batch_input_shape"] = "batch_shape"
_SHAPES = ("input_shape", "input_dim")


def snake(name: str) -> str:
    """Keras's own way from a class to the name it is known by in strings.

    >>> snake("SparseCategoricalCrossentropy"), snake("KLDivergence"), snake("HeNormal")
    ('sparse_categorical_crossentropy', 'kl_divergence', 'he_normal')
    """
    apart = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", apart).lower()


class Arguments(Values):
    """Values of expressions, and layers of calls."""

    def made(self, name: str, node: ast.Call) -> tuple[Layer, Layer | None]:
        """The layer that a call makes, and the Input that its `input_shape=` stands for.

        Args:
            name: the layer's name in Keras.
            node: the call.

        Raises:
            LabError: with line, column and span: those of `stack.layer`, of `value` and of `argument`, or
                "shape_not_a_tuple" (argument, received).
        """
        kind = ALIASES.get(name, name)
        if kind not in KINDS:
            return self._layer(name, node, [], {}), None  # refused, with what it may have been meant to be
        own = tuple(signature(kind))
        positional = [
            self.argument(kind, own[place] if place < len(own) else "", one)
            for place, one in enumerate(node.args)
        ]
        named = self._named(name, kind, node)
        if kind == "Input":
            return self._layer(kind, node, *self._with_shape(positional, named, node)), None
        shape = self._input(kind, named, node)
        return self._layer(name, node, positional, named), shape

    def argument(self, kind: str, name: str, node: ast.expr) -> Value:
        """The plain value of an argument: functions, and objects with their defaults, become their names.

        Raises:
            LabError: with line, column and span: those of `value`, "too_many_values" (maximum),
                "tensor_as_argument" (kind), "layer_as_argument" (kind, argument, received),
                "object_as_argument" (kind, argument, received, instead) or "value_from_elsewhere" (kind,
                argument, received).
        """
        thing = self.value(node)
        if self.size(thing) > MAX_VALUES:
            raise LabError("too_many_values", **self.place(node), maximum=MAX_VALUES)
        return self._plain(thing, kind, name, node)

    def _plain(self, thing: Thing, kind: str, name: str, node: ast.expr) -> Value:
        if thing is None or isinstance(thing, bool | int | float | str):
            return thing
        if isinstance(thing, tuple | list):
            return tuple(self._plain(one, kind, name, node) for one in thing)
        if isinstance(thing, Tensor):
            raise LabError("tensor_as_argument", **self.place(node), kind=kind)
        if isinstance(thing, Unit) or (isinstance(thing, Ref) and thing.within("keras.layers")):
            received = thing.layer.kind if isinstance(thing, Unit) else thing.name
            raise LabError(
                "layer_as_argument", **self.place(node), kind=kind, argument=name, received=received
            )
        if isinstance(thing, Ref) and _has_name(thing):
            return snake(thing.name)
        if isinstance(thing, Outside) and thing.call and Ref(thing.path).module in _NAMED_OBJECTS:
            return self._object(thing.path, thing.call, kind, name, node)
        received = self.source.text(node)
        raise LabError(
            "value_from_elsewhere", **self.place(node), kind=kind, argument=name, received=received
        )

    def _object(self, path: str, call: ast.Call, kind: str, name: str, node: ast.expr) -> str:
        received = Ref(path).name
        instead = _OTHER_NAMES.get(snake(received), snake(received))
        if call.args or call.keywords:
            raise LabError(
                "object_as_argument",
                **self.place(node),
                kind=kind,
                argument=name,
                received=received,
                instead=instead,
            )
        return instead

    def _named(self, name: str, kind: str, node: ast.Call) -> dict[str, Value]:
        named: dict[str, Value] = {}
        for word in node.keywords:
            if word.arg is None:
                raise LabError("code_not_read", **self.place(word), received="**")
            argument = _OLD_NAMES.get(name, {}).get(word.arg, word.arg)
            if argument in named:
                raise LabError("argument_twice", **self.name_place(word), kind=kind, argument=argument)
            named[argument] = self.argument(kind, argument, word.value)
        return named

    def _input(self, kind: str, named: dict[str, Value], node: ast.Call) -> Layer | None:
        """What `input_shape=` stands for: an Input in front. It is taken out of the arguments."""
        words = [word for word in node.keywords if word.arg in _SHAPES]
        if not words:
            return None
        if len(words) > 1:  # Keras reads input_dim and then knows no input_shape
            raise LabError("argument_twice", **self.name_place(words[1]), kind=kind, argument=words[1].arg)
        shape = named.pop(str(words[0].arg))
        if words[0].arg == "input_dim":
            shape = (shape,)
        self._check_shape(shape, words[0])
        return replace(layer("Input", shape), span=self.source.span(words[0]))

    def _with_shape(
        self, positional: list[Value], named: dict[str, Value], node: ast.Call
    ) -> tuple[list[Value], dict[str, Value]]:
        """The arguments of an Input, with shape and batch_size instead of batch_shape."""
        words = {_OLD_NAMES["InputLayer"].get(str(word.arg), word.arg): word for word in node.keywords}
        if "batch_shape" in named:
            word = words["batch_shape"]
            if positional or "shape" in named or "batch_size" in named:
                raise LabError(
                    "argument_twice", **self.name_place(word), kind="Input", argument="batch_shape"
                )
            batch_size, *shape = self._check_shape(named.pop("batch_shape"), word) or (None,)
            named |= {"batch_size": batch_size, "shape": tuple(shape)}
        elif positional:
            self._check_shape(positional[0], node.args[0])
        elif "shape" in named:
            self._check_shape(named["shape"], words["shape"])
        return positional, named

    def _check_shape(self, shape: Value, node: ast.expr | ast.keyword) -> tuple[Value, ...]:
        """Keras 3 takes no number for a shape: (784) is one, (784,) is not."""
        if not isinstance(shape, tuple):
            name = str(node.arg) if isinstance(node, ast.keyword) else "shape"
            raise LabError("shape_not_a_tuple", **self.place(node), argument=name, received=shape)
        return shape

    def _layer(self, name: str, node: ast.Call, positional: list[Value], named: dict[str, Any]) -> Layer:
        if "inputs" in named:  # the one name that `layer` keeps for itself
            where = self.name_place(next(word for word in node.keywords if word.arg == "inputs"))
            raise LabError("unknown_argument", **where, kind=name, received="inputs", suggestion="")
        try:
            made = layer(name, *positional, **named)
        except LabError as error:
            error.values.update(self._culprit(error, node))
            raise
        return replace(made, span=self.source.span(node))

    def _culprit(self, error: LabError, node: ast.Call) -> dict[str, Any]:
        """Where in a call the mistake is: the wrong name itself, so that it can be replaced."""
        values = error.values
        if error.key == "unknown_layer":
            return self.callee_place(node)
        if error.key == "too_many_arguments":
            return self.place(node.args[values["maximum"]])
        wrong = values.get("received", values.get("argument"))
        words = (word for word in node.keywords if word.arg == wrong)
        word = next(words, None) if error.key != "missing_argument" else None
        return self.name_place(word) if word else self.place(node)

    def callee_place(self, node: ast.Call) -> dict[str, Any]:
        """Where the last name of what is called is written."""
        start, stop = self.source.ends(node.func)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        return self.source.at(stop - len(name) if name else start, stop)

    def name_place(self, word: ast.keyword) -> dict[str, Any]:
        """Where the name of an argument is written."""
        start, _ = self.source.ends(word)
        return self.source.at(start, start + len(word.arg or "**"))


def _has_name(function: Ref) -> bool:
    """Whether Keras takes a function's name in its place."""
    if function.module == "tensorflow":
        return function.name in _OF_TENSORFLOW
    return function.module in (*_NAMED_OBJECTS, *_FUNCTIONS)
