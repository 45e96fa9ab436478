"""In which order shuffle(buffer) hands out images, and what lands in which batch: tf.data's rule."""

from collections.abc import Sequence

import numpy as np

from cnn_core.arrays import integer


def shuffled_order(count: int, buffer: int, rng: np.random.Generator) -> list[int]:
    """The numbers 0 ... count - 1 as tf.data's shuffle(buffer) may hand them out.

    A buffer is filled with the first `buffer` numbers. Then, again and again, one of those in the buffer is
    drawn, each as likely as the others, and the next number takes its place. So number i never comes out
    before position i - buffer + 1; a buffer of 1 changes nothing, and only one as large as the data set makes
    all orders equally likely. https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shuffle

    Raises:
        LabError: "not_an_integer" (name, received), "too_small" (name, minimum, received).

    >>> shuffled_order(4, 1, np.random.default_rng(0))
    [0, 1, 2, 3]
    >>> shuffled_order(6, 2, np.random.default_rng(0))
    [1, 2, 3, 0, 5, 4]
    """
    integer(count, "count")
    waiting = list(range(min(integer(buffer, "buffer"), count)))
    following = len(waiting)
    order = []
    while waiting:
        place = int(rng.integers(len(waiting)))
        order.append(waiting[place])
        if following < count:
            waiting[place] = following
            following += 1
        else:
            waiting.pop(place)
    return order


def in_batches(order: Sequence[int], size: int) -> list[list[int]]:
    """Cut into batches; the last may be smaller.

    Raises:
        LabError: "not_an_integer" (name, received), "too_small" (name, minimum, received).

    >>> in_batches([3, 1, 2, 0, 4], 2)
    [[3, 1], [2, 0], [4]]
    """
    integer(size, "batch_size")
    return [list(order[start : start + size]) for start in range(0, len(order), size)]


def most_classes(per_class: int, classes: int, buffer: int, batch: int) -> int:
    """The most classes the first batch can hold where the images are sorted by class.

    When the last image of the batch is drawn, no image after number buffer + batch - 2 has been seen.

    >>> most_classes(100, 10, buffer=1, batch=32), most_classes(100, 10, buffer=100, batch=32)
    (1, 2)
    """
    seen = min(integer(buffer, "buffer") + integer(batch, "batch_size") - 1, per_class * classes)
    return -(-seen // per_class)
