"""The oracle of the parser: Keras runs the code, and its layers are compared with those that were read."""

from typing import Any

import keras

from cnn_core.architecture.signatures import MERGING
from cnn_core.architecture.stack import Architecture, Layer
from cnn_core.models.local_response import LocalResponseNormalization


def ran(code: str) -> keras.Model:
    """The `model` that the code makes."""
    names: dict[str, object] = {}
    with keras.StatelessScope(initialize_variables=False):
        exec(code, names)
    model = names["model"]
    assert isinstance(model, keras.Model)
    return model


def assert_same(model: keras.Model, architecture: Architecture) -> None:
    """Every layer has the configuration that Keras gives the layer that was read, and the same inputs."""
    if isinstance(model, keras.Sequential):
        for made, one in zip(_flat(model), architecture.layers, strict=True):
            _assert_same_layer(made, one)
        return
    found: dict[int, int] = {}
    ahead = [(model.outputs[0]._keras_history.operation, len(architecture.layers) - 1)]
    while ahead:
        made, position = ahead.pop()
        one = architecture.layers[position]
        _assert_same_layer(made, one)
        assert found.setdefault(id(made), position) == position
        feeds = [tensor._keras_history.operation for tensor in made._inbound_nodes[0].input_tensors]
        assert one.kind in MERGING or len(feeds) < 2
        sources = () if one.kind == "Input" else architecture.sources(position)
        ahead += zip(feeds, sources, strict=True)
    assert len(found) == len(architecture.layers)


def _flat(model: keras.Sequential) -> list[keras.Layer]:
    """The layers, those of models inside too; such a model's own Input comes first or says nothing new."""
    made = [
        one
        for outer in model._layers
        for one in (_flat(outer) if isinstance(outer, keras.Sequential) else [outer])
    ]
    return [one for place, one in enumerate(made) if place == 0 or type(one).__name__ != "InputLayer"]


def _assert_same_layer(made: keras.Layer, one: Layer) -> None:
    expected = _made_of(one)
    assert type(made) is type(expected) or type(made).__name__ == one.kind
    left_to_keras = () if one["name"] else ("name",)
    assert _config(made, left_to_keras) == _config(expected, left_to_keras)


def _made_of(one: Layer) -> keras.Layer:
    arguments = dict(one.arguments)
    if one.kind == "Input":
        return keras.Input(**arguments)._keras_history.operation
    if one.kind == "LocalResponseNormalization":
        return LocalResponseNormalization(**arguments)
    return getattr(keras.layers, one.kind)(**arguments)


def _config(made: keras.Layer, without: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in made.get_config().items() if name not in without}
