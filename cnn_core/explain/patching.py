"""Layers that behave otherwise while a network is traced: watched, without softmax, with another gradient.

Calling `keras.Model(model.inputs, inner.output)` fails for a network inside a network. So a layer's `call`
or `activation` is replaced while TensorFlow traces the whole network, and put back at once.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import keras

#: Layers that are nothing but an activation function, and have none of their own.
ACTIVATING: Final = ("ReLU", "LeakyReLU", "ELU", "PReLU")
#: One tracing at a time: a network may be shared by threads.
TRACING = RLock()
_MISSING = object()


@contextmanager
def replaced(layer: Any, name: str, value: Any) -> Iterator[None]:
    """Give a layer another attribute for a while; Keras's bookkeeping is not told."""
    before = layer.__dict__.get(name, _MISSING)
    layer.__dict__[name] = value
    try:
        yield
    finally:
        if before is _MISSING:
            del layer.__dict__[name]
        else:
            layer.__dict__[name] = before


@contextmanager
def tapped(layer: Any, seen: Callable[[Any], None]) -> Iterator[None]:
    """Have every output of a layer told to `seen` while the network computes."""
    original = layer.call

    def call(*args: Any, **more: Any) -> Any:
        result = original(*args, **more)
        seen(result)
        return result

    with replaced(layer, "call", call):
        yield


@contextmanager
def tapped_inputs(layer: Any, seen: Callable[[Any], None]) -> Iterator[None]:
    """Have what a layer gets told to `seen` while the network computes."""
    original = layer.call

    def call(inputs: Any, *args: Any, **more: Any) -> Any:
        seen(inputs)
        return original(inputs, *args, **more)

    with replaced(layer, "call", call):
        yield


@contextmanager
def tapped_before_activation(layer: Any, seen: Callable[[Any], None]) -> Iterator[None]:
    """Have what goes into a layer's activation function told, or what goes into a ReLU layer.

    A layer without either tells its output.
    """
    if type(layer).__name__ in ACTIVATING:
        with tapped_inputs(layer, seen):
            yield
        return
    original = getattr(layer, "activation", None)
    if original is None:
        with tapped(layer, seen):
            yield
        return

    def activation(values: Any) -> Any:
        seen(values)
        return original(values)

    with replaced(layer, "activation", activation):
        yield


@contextmanager
def all_of(contexts: Iterable[Any]) -> Iterator[None]:
    """Several at once."""
    with ExitStack() as stack:
        for one in contexts:
            stack.enter_context(one)
        yield


def last_layer(model: "keras.Model", output: int) -> Any:
    """The layer that computes one of the model's outputs, inside however many networks."""
    made_by = model.outputs[output]._keras_history
    one = made_by.operation
    return last_layer(one, made_by.tensor_index) if hasattr(one, "layers") else one


@contextmanager
def without_squashing(layer: Any) -> Iterator[None]:
    """Let the last layer give logits: softmax and sigmoid are left out."""
    import keras

    if isinstance(layer, keras.layers.Softmax):
        with replaced(layer, "call", lambda inputs, *_, **__: inputs):
            yield
    elif getattr(layer, "activation", None) in (keras.activations.softmax, keras.activations.sigmoid):
        with replaced(layer, "activation", keras.activations.linear):
            yield
    else:
        yield
