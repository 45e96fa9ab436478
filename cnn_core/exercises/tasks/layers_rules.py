"""Wrong rules about Keras's layers that belong to the exercises alone, each on the learner's own numbers."""

Shape = tuple[float, ...]


def wrong_flat_lengths(shape: tuple[int, int, int]) -> dict[str, int]:
    """Wrong lengths of a flattened map.

    >>> wrong_flat_lengths((4, 5, 8))
    {'one-a-channel': 8, 'one-channel-only': 20, 'adds-the-sides': 17}
    """
    height, width, channels = shape
    return {
        "one-a-channel": channels,
        "one-channel-only": height * width,
        "adds-the-sides": height + width + channels,
    }


def wrong_image_shapes(height: int, width: int, channels: int, images: int) -> dict[str, Shape]:
    """14, 15: wrong shapes for the Input of grey images.

    >>> wrong_image_shapes(28, 20, 1, 100)["batch-in-the-shape"]
    (100, 28, 20, 1)
    """
    return {
        "no-channel-axis": (height, width),
        "batch-in-the-shape": (images, height, width, channels),
        "three-colours": (height, width, 3),
        "channels-first": (channels, height, width),
    }


def wrong_norm_counts(channels: int, height: int, width: int) -> dict[str, int]:
    """Wrong counts of all numbers that batch normalization keeps for a map.

    >>> wrong_norm_counts(32, 14, 14)
    {'only-trained': 64, 'a-pair-a-cell': 12544, 'for-the-whole-map': 4, 'none-at-all': 0}
    """
    return {
        "only-trained": 2 * channels,
        "a-pair-a-cell": 2 * height * width * channels,
        "for-the-whole-map": 4,
        "none-at-all": 0,
    }
