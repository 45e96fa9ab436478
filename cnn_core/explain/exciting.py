"""Which images of a set excite the channels of a layer most, and where in the image that is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.architecture.trace import Row
from cnn_core.arrays import integer
from cnn_core.explain.probe import Array, Look, Probe


@dataclass(frozen=True, eq=False)
class Exciting:
    """The images that excite K channels most, n for each, the strongest first.

    Attributes:
        images: (K, n), their positions in the set.
        values: (K, n), the largest value of the channel's map there.
        cells: (K, n, 2), row and column of the map where it is; 0, 0 in a layer without rows and columns.
    """

    images: NDArray[np.intp]
    values: Array
    cells: NDArray[np.intp]


def most_exciting(probe: Probe, images: ArrayLike, site_name: str, count: int = 9) -> Exciting:
    """The images with the largest value in each channel's map, for all channels of a layer in one pass.

    Images of equal value keep their order.

    Args:
        probe: the network.
        images: (N, H, W, C), the set.
        site_name: of the layer.
        count: images for each channel; all of the set if it has fewer.

    Raises:
        LabError: "no_layer_named" (received, choices), "images_do_not_fit" (expected, received),
            "not_an_integer" (name, received) or "too_small" (name, minimum, received).
    """
    site, count = probe.site(site_name), integer(count, "count")

    def body(look: Look, images: Any) -> Any:
        import tensorflow as tf

        [maps] = look.at([site], images)[1]
        cells = tf.reshape(tf.cast(maps, tf.float32), (tf.shape(maps)[0], -1, maps.shape[-1]))  # (B, hw, K)
        width = tf.shape(maps)[2] if len(maps.shape) == 4 else 1
        places = tf.argmax(cells, axis=1, output_type=tf.int32)
        return tf.reduce_max(cells, axis=1), tf.stack([places // width, places % width], axis=-1)

    values, cells = probe.run(("exciting", site.name), body, probe.images(images))  # (N, K), (N, K, 2)
    order = np.argsort(-values, axis=0, kind="stable")[:count]  # (n, K)
    channels = np.arange(values.shape[1])
    return Exciting(order.T, values[order, channels].T, cells[order, channels].swapaxes(0, 1).astype(np.intp))


def fields(row: Row, cells: ArrayLike) -> NDArray[np.intp] | None:
    """What cells of a layer see of the image: their receptive fields as boxes.

    Args:
        row: the layer, as `architecture.trace.trace` found it.
        cells: (..., 2), rows and columns of the layer's map.

    Returns:
        (..., 4): top, left, bottom, right in pixels, the last two exclusive; what lies outside the image is
        padding. None if the layer's cells have no place in the image, as after Flatten.

    >>> from cnn_core.architecture.stack import layer, stack
    >>> from cnn_core.architecture.trace import trace
    >>> rows = trace(stack(layer("Conv2D", 4, 3, padding="same"), layer("MaxPooling2D")), (8, 8, 3))
    >>> fields(rows[1], [[0, 0], [1, 3]]).tolist()
    [[-1, -1, 3, 3], [1, 5, 5, 9]]
    """
    if row.start is None or row.stride is None or row.receptive_field is None:
        return None
    begin = np.asarray(cells, np.intp) * row.stride + row.start
    return np.concatenate([begin, begin + row.receptive_field], axis=-1)


def crops(images: NDArray[np.uint8], boxes: NDArray[np.intp]) -> NDArray[np.uint8]:
    """What each box holds of its image; grey (128) outside the image.

    Args:
        images: (n, H, W, C).
        boxes: (n, 4), as `fields` gives them, all of one size.

    Returns:
        (n, height, width, C).

    >>> crops(np.full((1, 2, 2, 3), 7, np.uint8), np.array([[-1, 0, 2, 2]]))[0, :, :, 0].tolist()
    [[128, 128], [7, 7], [7, 7]]
    """
    sides = images.shape[1:3]
    margin = int(max(0, -boxes.min(), *(boxes[:, 2:] - sides).max(axis=0)))
    wide = np.pad(images, ((0, 0), (margin,) * 2, (margin,) * 2, (0, 0)), constant_values=128)
    return np.stack(
        [
            image[top:bottom, left:right]
            for image, (top, left, bottom, right) in zip(wide, boxes + margin, strict=True)
        ]
    )
