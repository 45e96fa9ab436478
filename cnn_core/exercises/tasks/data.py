"""Tasks of the lesson on data: images as numbers, their scaling, the labels."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from cnn_core.data.preprocess import Scaling
from cnn_core.exercises.data_rules import wrong_batch_shapes, wrong_number_counts, wrong_scaled
from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.data_order import batches, epoch_time, first_classes, last_batch
from cnn_core.exercises.tasks.data_pixels import flipped, shifted
from cnn_core.exercises.tasks.data_preprocess import (
    between_minus_one_and_one,
    blue_first,
    by_share_and_mean,
)
from cnn_core.exercises.tasks.data_sets import (
    always_the_commonest,
    honest_score,
    tag_alone,
    training_images,
)
from cnn_core.exercises.tasks.data_whitening import first_axis, whitened

__all__ = [
    "always_the_commonest", "back_to_pixel", "batch_shape", "batches", "between_minus_one_and_one",
    "blue_first", "by_share_and_mean", "bytes_of_images", "epoch_time", "first_axis", "first_classes",
    "flipped", "grey_batch", "honest_score", "image_numbers", "last_batch", "loss_for", "one_hot", "raw_step",
    "scaled_value", "shifted", "tag_alone", "training_images", "whitened",
]  # fmt: skip

Bounds = Sequence[int]
#: Whether labels are one-hot, and whether the network ends in logits, to what Keras calls the loss for them.
LOSSES: Final = {
    (False, True): "sparse-logits", (False, False): "sparse", (True, True): "onehot-logits",
    (True, False): "onehot",
}  # fmt: skip
_MB: Final = 1_000_000


def image_numbers(draw: Draw, sides: Sequence[int]) -> Solved:
    """How many numbers a colour image is."""
    height, width = draw.some(sides, 2)
    wrong = wrong_number_counts(height, width, 3)
    return Solved({"shape": (height, width)}, height * width * 3, wrong, {"h": height, "w": width, "c": 3})


def batch_shape(draw: Draw, counts: Sequence[int], sides: Sequence[int]) -> Solved:
    """The shape of a batch of colour images."""
    count, (height, width) = draw.pick(counts), draw.some(sides, 2)
    wrong = wrong_batch_shapes(count, (height, width, 3))
    return Solved({"count": count, "h": height, "w": width}, (count, height, width, 3), wrong)


def grey_batch(draw: Draw, counts: Sequence[int], sides: Sequence[int]) -> Solved:
    """14: the shape of a batch of grey images, as a convolution takes it."""
    count, (height, width) = draw.pick(counts), draw.some(sides, 2)
    wrong = {
        "leaves-out-the-channel": (count, height, width), "three-channels": (count, height, width, 3),
        "channel-first": (count, 1, height, width),
    }  # fmt: skip
    return Solved({"count": count, "h": height, "w": width}, (count, height, width, 1), wrong)


def scaled_value(
    draw: Draw, kind: str, means: Bounds, deviations: Sequence[int], steps: Sequence[float]
) -> Solved | None:
    """One number of an image, scaled; it lies `steps` of what is divided by from what is subtracted."""
    mean, deviation = draw.within(means), draw.pick(deviations)
    start, by = (0 if kind == "unit" else mean), (deviation if kind == "standardised" else 255)
    x = start + draw.pick(steps) * by
    if not 0 <= x <= 255 or x != round(x):
        return None
    scaling = Scaling(kind, np.array([start], np.float32), np.array([by], np.float32))
    answer = round(float(scaling.apply(np.array([x]))[0]), 6)
    given = {"x": round(x), "mean": mean, "deviation": deviation}
    return Solved(given, answer, wrong_scaled(x, mean, deviation, kind))


def back_to_pixel(
    draw: Draw, means: Bounds, deviations: Sequence[int], steps: Sequence[float]
) -> Solved | None:
    """The number of an image that has been standardised."""
    mean, deviation, scaled = draw.within(means), draw.pick(deviations), draw.pick(steps)
    x = mean + scaled * deviation
    if not 0 <= x <= 255 or x != round(x):
        return None
    wrong = {
        "forgets-mean": scaled * deviation, "forgets-deviation": mean + scaled,
        "scales-again": (scaled - mean) / deviation, "subtracts": mean - scaled * deviation,
    }  # fmt: skip
    return Solved({"scaled": scaled, "mean": mean, "deviation": deviation}, round(x), wrong)


def raw_step(draw: Draw, pixels: Sequence[int], errors: Sequence[float], rate: float) -> Solved:
    """28: how far one step of gradient descent moves the output, the only input being a raw pixel.

    The gradient of the weight is error * x, the output is weight * x: it moves by -rate * error * x * x.
    """
    x, error = draw.pick(pixels), draw.pick(errors)

    def moved(pixel: float) -> float:
        return round(-rate * error * pixel * pixel, 6)

    wrong = {"input-once": -rate * error * x, "uphill": -moved(x), "raw-trains-as-well": moved(x / 255)}
    return Solved({"x": x, "error": error, "rate": rate}, moved(x), wrong, {"times": 255 * 255})


def one_hot(draw: Draw, classes: int, images: int) -> Solved:
    """Labels as rows with a single 1; no image is of class 0, so that counting from one shows."""
    labels = tuple(draw.whole(1, classes - 1) for _ in range(images))
    rows = np.eye(classes)[list(labels)]
    wrong = {
        "counts-from-one": np.eye(classes)[[label - 1 for label in labels]],
        "zero-marks-it": 1 - rows,
        "writes-the-label": rows * np.array(labels)[:, None],
    }
    if classes == images:
        wrong["a-column-an-image"] = rows.T
    given = {"labels": ", ".join(map(str, labels)), "classes": classes, "images": images}
    return Solved(given, _rows(rows), {name: _rows(made) for name, made in wrong.items()})


def loss_for(draw: Draw, batches: Sequence[int], classes: Sequence[int]) -> Solved:
    """19 and 20: the loss that fits the form of the labels and the end of the network."""
    count, k = draw.pick(batches), draw.pick(classes)
    one_hot, logits = draw.pick((True, False)), draw.pick((True, False))
    given = {
        "labels": f"({count}, {k})" if one_hot else f"({count},)",
        "last": f"Dense({k})" if logits else f'Dense({k}, activation="softmax")',
    }
    wrong = {
        "other-labels": LOSSES[not one_hot, logits], "softmax-twice-or-never": LOSSES[one_hot, not logits],
        "both": LOSSES[not one_hot, not logits],
    }  # fmt: skip
    values = {"count": count, "k": k}
    return Solved(given, LOSSES[one_hot, logits], wrong, values, options=tuple(LOSSES.values()))


def bytes_of_images(
    draw: Draw, counts: Sequence[int], sides: Sequence[int], dtypes: Sequence[str], megabytes: Bounds
) -> Solved | None:
    """Megabytes of colour images as numbers of a type."""
    count, side = draw.pick(counts), draw.pick(sides)
    dtype, other = draw.shuffled(dtypes)
    numbers, size, size_of_other = count * side * side * 3, np.dtype(dtype).itemsize, np.dtype(other).itemsize
    answer = numbers * size / _MB
    if not megabytes[0] <= answer <= megabytes[1]:
        return None
    wrong = {
        "counts-bits": 8 * answer,
        "size-of-the-other": numbers * size_of_other / _MB,
        "forgets-colours": answer / 3,
    }
    given = {"count": count, "side": side, "dtype": dtype}
    return Solved(given, answer, wrong, {"size": size, "numbers": numbers})


def _rows(sheet: np.ndarray) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(cell) for cell in row) for row in sheet)
