"""Calls in pasted code: layers, models and what is done with models. Other calls are known by name only."""

import ast
from dataclasses import replace
from typing import Final

from cnn_core.architecture.arguments import snake
from cnn_core.architecture.source import Source
from cnn_core.architecture.stack import layer
from cnn_core.architecture.things import (
    MERGERS,
    MODELS,
    OURS,
    UNCALLED,
    Chain,
    Compiled,
    Graph,
    Outside,
    Ref,
    Tensor,
    Thing,
    Unit,
    home,
)
from cnn_core.architecture.wiring import Wiring
from cnn_core.errors import LabError

# Calls that show something and give nothing.
_SHOWING = ("print", "display", "help")
# Methods of models that leave the layers as they are.
_HARMLESS: Final = (
    *(
        "summary",
        "fit",
        "evaluate",
        "predict",
        "save",
        "save_weights",
        "load_weights",
        "export",
        "get_config",
    ),
    *("to_json", "count_params", "train_on_batch", "test_on_batch", "predict_on_batch"),
)
# Losses whose first argument is from_logits.
_LOGITS_FIRST = ("BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy")


class Calls(Wiring):
    """What calls give.

    Attributes:
        models: every model made so far.
        compiled: what the last `model.compile(...)` says.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.models: list[Chain | Graph] = []
        self.compiled: Compiled | None = None

    def call(self, node: ast.Call) -> Thing:
        """What a call gives.

        Raises:
            LabError: with line, column and span: "not_callable" (received), "not_keras" (received),
                "unknown_name" (received, suggestion), "unknown_method" (received, suggestion),
                "sequential_needs_list", "not_an_input", "several_inputs" (received), "several_outputs"
                (received), "nothing_to_pop", or those of `apply`, `put` and `made`.
        """
        func = node.func
        if isinstance(func, ast.Name) and not self.is_known(func.id):
            return self._builtin(func, node)
        if isinstance(func, ast.Attribute):
            owner = self.value(func.value)
            if isinstance(owner, Chain | Graph):
                return self._method(owner, func.attr, node)
            callee = self.attribute(owner, func)
        else:
            callee = self.value(func)
        match callee:
            case Unit() | Chain() | Graph():
                return self.apply(callee, node)
            case Ref() if callee.path not in UNCALLED:
                return self._of_library(callee, node)
            case Outside():
                return Outside(callee.path, node)
        raise LabError("not_callable", **self.place(func), received=self.source.text(func))

    def _builtin(self, func: ast.Name, node: ast.Call) -> Thing:
        """`len`, what shows something, and misspelt layers: names in capitals or close to a layer's."""
        if func.id in _SHOWING:
            return None
        if func.id == "len" and len(node.args) == 1:
            counted = self.value(node.args[0])
            return len(counted) if isinstance(counted, tuple | list) else Outside("len", node)
        try:
            return self.unit(func.id, node)
        except LabError as error:
            if error.key == "unknown_layer" and not (error.values["suggestion"] or func.id[0].isupper()):
                return self.value(func)
            raise

    def _of_library(self, callee: Ref, node: ast.Call) -> Thing:
        name = callee.name
        if name == OURS and not callee.within("keras", "tensorflow"):
            return self.unit(OURS, node)
        if callee.within("torch"):
            raise LabError("not_keras", **self.place(node.func), received="torch")
        if not callee.within("keras", "tensorflow"):
            return Outside(callee.path, node)
        in_layers = callee.within("keras.layers")
        if name == "Input" and callee.within("keras"):
            return self._input_tensor(node)
        if name in MODELS and callee.within("keras") and not in_layers:
            return self._chain(node) if name == "Sequential" else self._graph(node)
        if in_layers and name in MERGERS:
            return self._merged(MERGERS[name], node)
        if in_layers and name not in (*MODELS, OURS):
            return self.unit(name, node)
        if name[:1].isupper() and home(name):  # keras.Conv2D
            where = self.place(node.func)
            raise LabError(
                "unknown_name", **where, received=self.source.text(node.func), suggestion=home(name)
            )
        return Outside(callee.path, node)

    def _input_tensor(self, node: ast.Call) -> Tensor:
        self.tensors.append(Tensor(self.unit("Input", node)))
        return self.tensors[-1]

    def _merged(self, kind: str, node: ast.Call) -> Tensor:
        """`add([a, b])` is `Add()([a, b])`; what follows the tensors are the layer's arguments."""
        own = ast.copy_location(ast.Call(node.func, node.args[1:], node.keywords), node)
        applied = ast.copy_location(ast.Call(node.func, node.args[:1], []), node)
        return self.apply(self.unit(kind, own), applied)

    def _chain(self, node: ast.Call) -> Chain:
        chain = Chain(node)
        first = (
            node.args[0] if node.args else next((w.value for w in node.keywords if w.arg == "layers"), None)
        )
        layers = self.value(first) if first else []
        if not isinstance(layers, list | tuple):
            raise LabError("sequential_needs_list", **self.place(node))
        self._given(node, "Sequential", ("layers", "trainable", "name"))
        written = first.elts if isinstance(first, ast.List | ast.Tuple) else [first] * len(layers)
        for one, where in zip(layers, written, strict=True):
            self.put(chain, one, where or node)
        self.models.append(chain)
        return chain

    def _graph(self, node: ast.Call) -> Graph:
        given = self._given(node, "Model", ("inputs", "outputs", "name", "trainable"))
        for name in ("inputs", "outputs"):
            if name not in given:
                raise LabError("missing_argument", **self.place(node), kind="Model", argument=name)
        begin, end = self._ends(given["inputs"]), self._ends(given["outputs"])
        if len(begin) != 1:
            raise LabError("several_inputs", **self.place(given["inputs"]), received=len(begin))
        if len(end) != 1:
            raise LabError("several_outputs", **self.place(given["outputs"]), received=len(end))
        if not begin[0].is_input:
            raise LabError("not_an_input", **self.place(given["inputs"]))
        graph = Graph(node, begin[0], end[0])
        self.models.append(graph)
        return graph

    def _ends(self, node: ast.expr) -> list[Tensor]:
        thing = self.value(node)
        things = thing if isinstance(thing, list | tuple) else [thing]
        return [self.tensor(one, node) for one in things]

    def _given(self, node: ast.Call, kind: str, names: tuple[str, ...]) -> dict[str, ast.expr]:
        """The arguments of a model's call, by name."""
        if len(node.args) > len(names):
            where = self.place(node.args[len(names)])
            raise LabError(
                "too_many_arguments", **where, kind=kind, maximum=len(names), received=len(node.args)
            )
        given = dict(zip(names, node.args, strict=False))
        for word in node.keywords:
            if word.arg is None:
                raise LabError("code_not_read", **self.place(word), received="**")
            if word.arg in given:
                raise LabError("argument_twice", **self.name_place(word), kind=kind, argument=word.arg)
            if word.arg not in names:
                suggestion = self.nearest(word.arg, names)
                where = self.name_place(word)
                raise LabError(
                    "unknown_argument", **where, kind=kind, received=word.arg, suggestion=suggestion
                )
            given[word.arg] = word.value
        return given

    def _method(self, model: Chain | Graph, name: str, node: ast.Call) -> Thing:
        if name in _HARMLESS:
            return Outside(f"model.{name}", node)
        if name == "compile":
            self._compile(node)
        elif name == "build":
            self._build(model, node)
        elif name == "add" and isinstance(model, Chain):
            added = self._given(node, "add", ("layer",)).get("layer")
            if added is None:
                raise LabError("missing_argument", **self.place(node), kind="add", argument="layer")
            self.put(model, self.value(added), added)
        elif name == "pop" and isinstance(model, Chain):
            if not model.units:
                raise LabError("nothing_to_pop", **self.place(node))
            model.units.pop().dropped = True
        else:
            known = (*_HARMLESS, "compile", "build", *(("add", "pop") if isinstance(model, Chain) else ()))
            where = self.callee_place(node)
            raise LabError("unknown_method", **where, received=name, suggestion=self.nearest(name, known))
        return None

    def _build(self, model: Chain | Graph, node: ast.Call) -> None:
        """`model.build((None, 28, 28, 1))` gives a model its shape; Keras ignores what is no shape."""
        shape = self._word(node, 0, "input_shape")
        if not isinstance(model, Chain) or shape is None or isinstance(self.value(shape), Outside):
            return
        batch = self.argument("Input", "input_shape", shape)
        if isinstance(batch, tuple) and batch:
            model.built = Unit(replace(layer("Input", batch[1:]), span=self.source.span(node)))

    def _compile(self, node: ast.Call) -> None:
        loss = self._word(node, 1, "loss")
        name, from_logits = self._loss(self.value(loss)) if loss else (None, False)
        self.compiled = Compiled(name, from_logits, self.source.span(node))

    def _loss(self, thing: Thing) -> tuple[str | None, bool]:
        if isinstance(thing, str):
            return thing, False
        if isinstance(thing, Outside) and thing.call and Ref(thing.path).within("keras"):
            name = Ref(thing.path).name
            place = 0 if name in _LOGITS_FIRST else len(thing.call.args)
            flag = self._word(thing.call, place, "from_logits")
            return snake(name), flag is not None and self.value(flag) is True
        if isinstance(thing, Ref) and thing.within("keras"):
            return snake(thing.name), False
        return None, False

    @staticmethod
    def _word(node: ast.Call, place: int, name: str) -> ast.expr | None:
        """An argument, by its place or its name."""
        if len(node.args) > place:
            return node.args[place]
        return next((word.value for word in node.keywords if word.arg == name), None)
