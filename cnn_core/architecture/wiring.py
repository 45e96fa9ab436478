"""Layers of pasted code put together: added to a Sequential model, or applied to tensors."""

import ast
from collections.abc import Sequence
from typing import Any

from cnn_core.architecture.arguments import Arguments
from cnn_core.architecture.signatures import MERGING
from cnn_core.architecture.source import Source
from cnn_core.architecture.stack import Layer
from cnn_core.architecture.things import Chain, Graph, Ref, Tensor, Thing, Unit
from cnn_core.errors import LabError


class Wiring(Arguments):
    """Layers of calls, and what becomes of them.

    Attributes:
        units: every layer made so far.
        tensors: every output of a layer that was applied, in the order of writing.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.units: list[Unit] = []
        self.tensors: list[Tensor] = []

    def unit(self, name: str, node: ast.Call) -> Unit:
        """A new layer object.

        Raises:
            LabError: as `made`.
        """
        made, shape = self.made(name, node)
        self.units.append(Unit(made, shape))
        return self.units[-1]

    def put(self, chain: Chain, thing: Thing, node: ast.expr) -> None:
        """Add a layer, or the layers of a Sequential model, on top of a Sequential model.

        Raises:
            LabError: with line, column and span: "layer_shared" (kind, first_line), "model_in_model",
                "tensor_in_sequential", "layer_not_called" (kind), "item_not_a_layer" (received) or
                "input_shape_not_first" (kind).
        """
        match thing:
            case Unit():
                self._put_unit(chain, thing, node)
            case Tensor(unit=Unit() as unit) if thing.is_input:
                chain.units.append(unit)
            case Tensor():
                raise LabError("tensor_in_sequential", **self.place(node))
            case Chain():
                self._put_chain(chain, thing, node)
            case Graph():
                raise LabError("model_in_model", **self.place(node))
            case Ref() if thing.within("keras.layers"):
                raise LabError("layer_not_called", **self.place(node), kind=thing.name)
            case _:
                raise LabError("item_not_a_layer", **self.place(node), received=self.source.text(node))

    def _put_unit(self, chain: Chain, unit: Unit, node: ast.expr) -> None:
        self._use(unit, node)
        if unit.shape and not chain.units:
            chain.units.append(Unit(unit.shape))
        elif unit.shape and not (len(chain.units) == 1 and _is_input(chain.units[0], unit.shape)):
            raise LabError("input_shape_not_first", **self._written(unit.shape), kind=unit.layer.kind)
        chain.units.append(unit)

    def _put_chain(self, chain: Chain, inner: Chain, node: ast.expr) -> None:
        if inner is chain:
            raise LabError("model_in_model", **self.place(node))
        self._use_chain(inner, node)
        added = inner.units
        if added and len(chain.units) == 1 and _is_input(added[0], chain.units[0].layer):
            added[0].dropped = True
            added = added[1:]
        chain.units += added

    def apply(self, callee: Unit | Chain | Graph, node: ast.Call) -> Tensor:
        """The output of a layer, or of a Sequential model, for the tensors it is called with.

        Raises:
            LabError: with line, column and span: "missing_argument" (kind, argument), "too_many_arguments"
                (kind, maximum, received), "unknown_argument" (kind, received, suggestion), "not_a_tensor"
                (received), "layer_not_applied" (kind), "merge_needs_list" (kind), "tensor_in_list" (kind),
                "input_inside", "model_in_model", "layer_shared" (kind, first_line) or
                "input_shape_not_first" (kind).
        """
        if isinstance(callee, Graph):
            raise LabError("model_in_model", **self.place(node))
        kind = callee.layer.kind if isinstance(callee, Unit) else "Sequential"
        given = self._tensors(self._only_argument(node, kind))
        listed = isinstance(given, list)
        tensors: Sequence[Tensor] = given if isinstance(given, list) else [given]
        if not tensors:
            raise LabError("missing_argument", **self.place(node), kind=kind, argument="inputs")
        if kind in MERGING and not listed:
            raise LabError("merge_needs_list", **self.place(node), kind=kind)
        if kind not in MERGING and listed and len(tensors) < 2:
            raise LabError("tensor_in_list", **self.place(node.args[0]), kind=kind)
        if isinstance(callee, Unit):
            return self.feed(callee, tensors, node)
        self._use_chain(callee, node)
        for unit in callee.units:
            unit.used = 0
            tensors = [self.feed(unit, tensors, node)]
        return tensors[0]

    def feed(self, unit: Unit, tensors: Sequence[Tensor], node: ast.Call) -> Tensor:
        """The output of one layer.

        Raises:
            LabError: as `apply`.
        """
        source = tensors[0].unit if tensors else None
        if unit.layer.kind == "Input":  # of a Sequential model that is applied
            if not _is_input(source, unit.layer):
                raise LabError("input_inside", **self.place(node))
            unit.dropped = True
            return tensors[0]
        self._use(unit, node)
        if unit.shape and not _is_input(source, unit.shape):
            raise LabError("input_shape_not_first", **self._written(unit.shape), kind=unit.layer.kind)
        self.tensors.append(Tensor(unit, tuple(tensors)))
        return self.tensors[-1]

    def _only_argument(self, node: ast.Call, kind: str) -> ast.expr:
        if node.keywords:
            word = node.keywords[0]
            received = word.arg or "**"
            raise LabError(
                "unknown_argument", **self.place(word), kind=kind, received=received, suggestion=""
            )
        if not node.args:
            raise LabError("missing_argument", **self.place(node), kind=kind, argument="inputs")
        if len(node.args) > 1:
            where = self.place(node.args[1])
            raise LabError("too_many_arguments", **where, kind=kind, maximum=1, received=len(node.args))
        return node.args[0]

    def _tensors(self, node: ast.expr) -> Tensor | list[Tensor]:
        if isinstance(node, ast.List | ast.Tuple):
            return [self.tensor(self._read_tensor(one), one) for one in node.elts]
        thing = self._read_tensor(node)
        if isinstance(thing, list | tuple):
            return [self.tensor(one, node) for one in thing]
        return self.tensor(thing, node)

    def _read_tensor(self, node: ast.expr) -> Thing:
        """The first name that nothing is known of is the input of a network that is pasted without it."""
        if isinstance(node, ast.Name) and not self.is_known(node.id) and not self.tensors:
            self.tensors.append(Tensor(None))
            self.names[node.id] = self.tensors[-1]
        return self.value(node)

    def tensor(self, thing: Thing, node: ast.expr) -> Tensor:
        """The thing, if it is a tensor.

        Raises:
            LabError: "layer_not_applied" (kind) or "not_a_tensor" (received), with line, column and span.
        """
        if isinstance(thing, Tensor):
            return thing
        if isinstance(thing, Unit):
            raise LabError("layer_not_applied", **self.place(node), kind=thing.layer.kind)
        raise LabError("not_a_tensor", **self.place(node), received=self.source.text(node))

    def _use(self, unit: Unit, node: ast.AST) -> None:
        where = self.place(node)
        if unit.used:
            raise LabError("layer_shared", **where, kind=unit.layer.kind, first_line=unit.used)
        unit.used = where["line"]

    def _use_chain(self, chain: Chain, node: ast.AST) -> None:
        where = self.place(node)
        if chain.used:
            raise LabError("layer_shared", **where, kind="Sequential", first_line=chain.used)
        chain.used = where["line"]

    def _written(self, shape: Layer) -> dict[str, Any]:
        assert shape.span
        return self.source.at(shape.span.start, shape.span.stop)


def _is_input(unit: Unit | None, shape: Layer) -> bool:
    """Whether this is an Input of that shape: saying it again changes nothing, and Keras ignores it."""
    return unit is not None and unit.layer.kind == "Input" and unit.layer["shape"] == shape["shape"]
