"""Wrong rules about whole networks: what each gives where another layer's numbers are asked for."""

from collections.abc import Sequence
from math import prod

from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import Row
from cnn_core.exercises.misconceptions import wrong_weight_counts


def wrong_layer_weights(architecture: Architecture, rows: Sequence[Row], position: int) -> dict[str, int]:
    """1, 2 and their kin: wrong counts of a Conv2D's or Dense's weights in a network.

    "image-channels" takes the image's channels for those of the map before the layer; "image-side" multiplies
    by the sides of the map as well.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> from cnn_core.architecture.trace import trace
    >>> two = stack(layer("Input", (32, 32, 3)), layer("Conv2D", 6, 5), layer("Conv2D", 16, 5))
    >>> wrong_layer_weights(two, trace(two), 2)["image-channels"]
    1216
    """
    one, shape = architecture.layers[position], rows[position - 1].output_shape
    inputs = shape[-1] or 0
    if one.kind == "Dense":
        units = one["units"]
        return {"forgets-bias": inputs * units, "one-bias": inputs * units + 1, "units-only": inputs + units}
    height, width = one["kernel_size"]
    filters, image = one["filters"], rows[0].output_shape[-1] or 0
    sides = prod(side for side in shape[:2] if side is not None)
    beliefs = {}
    if image != inputs:
        beliefs["image-channels"] = height * width * image * filters + filters
    beliefs |= wrong_weight_counts(height, inputs, filters)
    return beliefs | {"image-side": height * width * inputs * filters * sides + filters}


def wrong_flat_weights(rows: int, columns: int, channels: int, units: int) -> dict[str, int]:
    """Wrong counts of a Dense layer's weights on a flattened map, biases counted.

    >>> wrong_flat_weights(5, 5, 16, 120)["one-number-a-channel"]
    2040
    """
    inputs = rows * columns * channels
    return {
        "one-number-a-channel": channels * units + units,
        "one-side": rows * channels * units + units,
        "forgets-bias": inputs * units,
        "one-bias": inputs * units + 1,
    }
