"""Tasks on the order and the time of images: batches, shuffle, prefetch."""

from collections.abc import Sequence
from dataclasses import replace

from cnn_core.data.order import in_batches, most_classes
from cnn_core.data.pipeline import Pipeline, timeline
from cnn_core.exercises.data_rules import wrong_epoch_ms, wrong_first_batches
from cnn_core.exercises.exercise import Draw, Solved

Bounds = Sequence[int]


def batches(draw: Draw, images: Bounds, sizes: Sequence[int]) -> Solved | None:
    """How many batches an epoch has, the last one not full."""
    cut = _cut(draw, images, sizes)
    if cut is None:
        return None
    count, size, parts = cut
    wrong = {"drops-the-rest": count // size, "an-image-a-batch": count, "the-size": size}
    values = {"full": count // size, "rest": len(parts[-1])}
    return Solved({"images": count, "batch": size}, len(parts), wrong, values)


def last_batch(draw: Draw, images: Bounds, sizes: Sequence[int]) -> Solved | None:
    """How many images the last batch holds."""
    cut = _cut(draw, images, sizes)
    if cut is None:
        return None
    count, size, parts = cut
    rest = len(parts[-1])
    wrong = {"always-full": size, "what-is-missing": size - rest, "number-of-batches": len(parts)}
    values = {"full": count // size, "used": count - rest}
    return Solved({"images": count, "batch": size}, rest, wrong, values)


def _cut(draw: Draw, images: Bounds, sizes: Sequence[int]) -> tuple[int, int, list[list[int]]] | None:
    """Images in round numbers, the size of a batch, the batches; None if they divide."""
    count, size = 10 * draw.within(images), draw.pick(sizes)
    return (count, size, in_batches(range(count), size)) if count % size else None


def first_classes(draw: Draw, buffer: Bounds, batch: Sequence[int], per_class: int, classes: int) -> Solved:
    """From how many classes the first batch can come, the images being sorted by class."""
    held, size = draw.within(buffer), draw.pick(batch)
    right = min(most_classes(per_class, classes, held, size), size)
    images = per_class * classes
    values = {"images": images, "per_class": per_class, "seen": min(held + size - 1, images)}
    wrong = wrong_first_batches(per_class, classes, held, size)
    return Solved({"buffer": held, "batch": size}, right, wrong, values)


def epoch_time(draw: Draw, images: int, batch: Sequence[int], read: Bounds, tens: Bounds) -> Solved | None:
    """Milliseconds of an epoch with prefetch; a step takes tens of milliseconds."""
    size, reading, step = draw.pick(batch), draw.within(read), 10 * draw.within(tens)
    asked = Pipeline(images, images, size, float(reading), float(step), prefetch=True)
    spans = timeline(asked)
    if reading * size == step:
        return None
    turns = timeline(replace(asked, prefetch=False))[-1].train_end
    given = {"batches": len(spans), "reading": reading * size, "step": step}
    values = {
        "slower": max(reading * size, step), "faster": min(reading * size, step), "batch": size,
        "read": reading, "without": round(1000 * turns),
    }  # fmt: skip
    return Solved(given, round(1000 * spans[-1].train_end), wrong_epoch_ms(asked), values)
