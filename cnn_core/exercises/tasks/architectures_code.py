"""Networks as the exercises show them: a Sequential model with a layer a line, or one line for a link."""

from cnn_core.architecture.emit import emit_layer
from cnn_core.architecture.stack import Architecture

#: The line of code that the first layer stands on.
FIRST_LINE = 2


def shown(network: Architecture) -> str:
    """The code of a sequential network, a layer a line.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> print(shown(stack(layer("Flatten"), layer("Dense", 10))))
    model = keras.Sequential([
        layers.Flatten(),
        layers.Dense(10),
    ])
    """
    lines = (f"    {emit_layer(one)}," for one in network.layers)
    return "\n".join(["model = keras.Sequential([", *lines, "])"])


def linked_network(network: Architecture) -> str:
    """The layers in one line, as the lesson's links write them.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> linked_network(stack(layer("Input", (8, 8, 1)), layer("Flatten")))
    'Input((8, 8, 1));Flatten()'
    """
    written = ";".join(emit_layer(one, prefix="") for one in network.layers)
    return written.replace("keras.Input(shape=", "Input(")


def chain(shapes: list[tuple[int | None, ...]]) -> str:
    """Shapes one after the other, as a reader writes them.

    >>> chain([(28, 28, 1), (784,)])
    '28 × 28 × 1 → 784'
    """
    return " → ".join(" × ".join(map(str, shape)) for shape in shapes)
