"""Wrong rules about whole networks, each computed on the learner's own numbers."""

from collections.abc import Sequence

from cnn_core.architecture.stack import Architecture, Layer, stack
from cnn_core.architecture.trace import Row, total_params, trace
from cnn_core.architecture.variants import without_pooling
from cnn_core.convolution import weight_count
from cnn_core.exercises.misconceptions import wrong_weight_counts
from cnn_core.exercises.network_misconceptions import wrong_layer_weights

Shape = tuple[int | None, ...]


def padded(network: Architecture, padding: str, kind: str = "Conv2D") -> Architecture:
    """The network with one padding in all layers of a kind.

    >>> from cnn_core.architecture.stack import layer
    >>> padded(stack(layer("Conv2D", 8, 3)), "same").layers[0]["padding"]
    'same'
    """
    return stack(*(one.changed(padding=padding) if one.kind == kind else one for one in network.layers))


def wrong_stack_shapes(network: Architecture) -> dict[str, Shape]:
    """Wrong output shapes of convolutions and pooling layers, the image first.

    >>> from cnn_core.architecture.stack import layer
    >>> image, pool = layer("Input", (12, 12, 3)), layer("MaxPooling2D", 2)
    >>> wrong_stack_shapes(stack(image, layer("Conv2D", 4, 3), pool, layer("Conv2D", 8, 3)))
    {'keeps-size': (6, 6, 8), 'skips-pooling': (8, 8, 8), 'adds-channels': (3, 3, 12),
     'multiplies-channels': (3, 3, 32)}
    """
    rows, columns, channels = trace(network)[-1].output_shape
    first = next(one["filters"] for one in network.layers if one.kind == "Conv2D")
    return {
        "keeps-size": trace(padded(network, "same"))[-1].output_shape,
        "skips-pooling": trace(without_pooling(network))[-1].output_shape,
        "adds-channels": (rows, columns, first + (channels or 0)),
        "multiplies-channels": (rows, columns, first * (channels or 0)),
    }


def wrong_total_weights(network: Architecture, rows: Sequence[Row]) -> dict[str, int]:
    """Wrong counts of all weights of a network; the second convolution stands at position 3.

    >>> from cnn_core.architecture.stack import layer
    >>> layers = layer("Conv2D", 4, 3), layer("MaxPooling2D"), layer("Conv2D", 8, 3)
    >>> network = stack(layer("Input", (8, 8, 3)), *layers)
    >>> wrong_total_weights(network, trace(network))
    {'forgets-biases': 396, 'image-channels': 336, 'flat-kernels': 120}
    """
    weighted = [row.position for row in rows if row.params]
    wrong = {at: wrong_layer_weights(network, rows, at) for at in weighted}
    flat = [wrong[at].get("forgets-channels", rows[at].params) for at in weighted]
    second = rows[3].params
    return {
        "forgets-biases": sum(wrong[at]["forgets-bias"] for at in weighted),
        "image-channels": total_params(rows) - second + wrong[3].get("image-channels", second),
        "flat-kernels": sum(flat),
    }


def wrong_kernel_savings(times: int, channels: int) -> dict[str, int]:
    """Wrong counts of the weights that some 3x3 layers save against a large one that sees as much.

    >>> wrong_kernel_savings(2, 10)
    {'one-layer-only': 1600, 'forgets-biases': 700, 'flat-kernels': 60}
    """
    window = 2 * times + 1
    large, small = weight_count(window, channels, channels), weight_count(3, channels, channels)
    flat = [wrong_weight_counts(side, channels, channels)["forgets-channels"] for side in (window, 3)]
    return {
        "one-layer-only": large - small,
        "forgets-biases": large - times * small + (times - 1) * channels,
        "flat-kernels": flat[0] - times * flat[1],
    }


def wrong_work(one: Layer, shape: tuple[int, int, int], row: Row) -> dict[str, int]:
    """Wrong counts of a convolution's multiply-adds; `row` is the layer's, traced on `shape`.

    >>> from cnn_core.architecture.stack import layer
    >>> conv = layer("Conv2D", 4, 3)
    >>> wrong_work(conv, (12, 12, 2), trace(stack(conv), (12, 12, 2))[0])
    {'weights-only': 72, 'input-places': 10368, 'forgets-channels': 3600, 'counts-biases': 7600}
    """
    height, width = one["kernel_size"]
    kernels = height * width * shape[2] * one["filters"]
    places = (row.output_shape[0] or 0) * (row.output_shape[1] or 0)
    return {
        "weights-only": kernels,
        "input-places": kernels * shape[0] * shape[1],
        "forgets-channels": kernels // shape[2] * places,
        "counts-biases": row.params * places,
    }
