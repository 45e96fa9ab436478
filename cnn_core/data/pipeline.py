"""tf.data measured: what each part of a pipeline does to the order of images and to the time of an epoch."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from time import perf_counter, sleep
from typing import Any, Final

from cnn_core.arrays import integer, real_number
from cnn_core.errors import LabError

MOST_IMAGES: Final = 2000
MOST_SECONDS: Final = 20.0  # of reading and training as set, without any overlap


@dataclass(frozen=True)
class Pipeline:
    """A pipeline over numbered images, and the work around it. Reading and training are waited for, not done.

    So the times show what overlaps with what, whatever the machine: reading stands for a disk, the training
    step for an accelerator.

    Attributes:
        images: how many there are.
        buffer: of shuffle; 0 leaves it out.
        batch: images in a batch.
        read_ms: milliseconds to read one image, in map.
        step_ms: milliseconds to train on one batch.
        readers: images read at the same time: map's num_parallel_calls.
        cache: whether what was read is kept for the next epoch.
        prefetch: whether the next batch is prepared while the network trains on this one.
        epochs: how often all images pass by.
        seed: of the shuffling.
    """

    images: int = 320
    buffer: int = 320
    batch: int = 32
    read_ms: float = 1.0
    step_ms: float = 24.0
    readers: int = 1
    cache: bool = False
    prefetch: bool = False
    epochs: int = 2
    seed: int = 0

    def check(self) -> None:
        """Refuse what would take too long or cannot be.

        Raises:
            LabError: "not_an_integer", "not_numbers", "not_finite", "too_small" or "too_many" (name, ...);
                "takes_too_long" (seconds, maximum).

        >>> Pipeline(read_ms=1000).check()
        Traceback (most recent call last):
        cnn_core.errors.LabError: takes_too_long (seconds=640.5, maximum=20.0)
        """
        for name, low in (
            ("images", 1),
            ("buffer", 0),
            ("batch", 1),
            ("readers", 1),
            ("epochs", 1),
            ("seed", 0),
        ):
            integer(getattr(self, name), name, low)
        if self.images > MOST_IMAGES:
            raise LabError("too_many", name="images", maximum=MOST_IMAGES, received=self.images)
        for name in ("read_ms", "step_ms"):
            real_number(getattr(self, name), name, 0)
        longest = (
            sum(span.train_end for span in timeline(replace(self, prefetch=False), 1)[-1:]) * self.epochs
        )
        if longest > MOST_SECONDS:
            raise LabError("takes_too_long", seconds=round(longest, 1), maximum=MOST_SECONDS)


@dataclass(frozen=True)
class Measured:
    """What came of a pipeline, epoch by epoch: its seconds, and the image numbers in the order they came."""

    seconds: tuple[float, ...]
    orders: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Span:
    """When a batch was read and when the network trained on it: seconds from the start of the epoch."""

    read_start: float
    read_end: float
    train_start: float
    train_end: float


def timeline(pipeline: Pipeline, epoch: int = 1) -> list[Span]:
    """An epoch, batch by batch, if nothing but reading and training takes time.

    Without prefetch they take turns. With it a batch is read while the network trains on the one before: the
    slower of the two sets the pace. The end of the last span is the length of the epoch.

    Args:
        pipeline: as it is set.
        epoch: from 1; what was cached in the first is not read again.

    >>> plain = Pipeline(images=320, batch=32, read_ms=1, step_ms=24)
    >>> [round(timeline(one)[-1].train_end, 3) for one in (plain, replace(plain, prefetch=True))]
    [0.56, 0.344]
    """
    spans: list[Span] = []
    free = 0.0  # when the network has nothing more to do
    for count in _reads(pipeline, epoch):
        start = spans[-1].train_start if spans and pipeline.prefetch else free
        ready = start + count * pipeline.read_ms / pipeline.readers / 1000
        begun = max(ready, free)
        free = begun + pipeline.step_ms / 1000
        spans.append(Span(start, ready, begun, free))
    return spans


def _reads(pipeline: Pipeline, epoch: int) -> list[int]:
    """Images read for each batch. A cache stands before shuffle, whose buffer is filled before the first."""
    batches = range(-(-pipeline.images // pipeline.batch))
    if pipeline.cache and epoch > 1:
        return [0 for _ in batches]
    ahead = max(pipeline.buffer - 1, 0) if pipeline.cache else 0
    read = [0] + [min(ahead + (batch + 1) * pipeline.batch, pipeline.images) for batch in batches]
    return [after - before for before, after in pairwise(read)]


def measure(pipeline: Pipeline) -> Measured:
    """Run the pipeline with TensorFlow and look at the clock.

    Raises:
        LabError: as `Pipeline.check` does.

    >>> measure(Pipeline(images=4, batch=2, buffer=0, read_ms=0, step_ms=0)).orders
    ((0, 1, 2, 3), (0, 1, 2, 3))
    """
    pipeline.check()
    dataset = _dataset(pipeline)
    seconds, orders = [], []
    for _ in range(pipeline.epochs):
        start = perf_counter()
        order = tuple(_trained_on(dataset, pipeline.step_ms / 1000))
        seconds.append(perf_counter() - start)
        orders.append(order)
    return Measured(tuple(seconds), tuple(orders))


def _dataset(pipeline: Pipeline) -> Any:
    """Numbers are shuffled before anything is read; behind a cache what was read, so that orders differ."""
    import tensorflow as tf

    def wait(number: Any) -> Any:
        sleep(pipeline.read_ms / 1000)
        return number

    def read(number: Any) -> Any:
        value = tf.numpy_function(wait, [number], tf.int64)
        value.set_shape(())
        return value

    calls = pipeline.readers if pipeline.readers > 1 else None
    steps = [lambda before: before.map(read, num_parallel_calls=calls)] if pipeline.read_ms else []
    if pipeline.cache:
        steps.append(lambda before: before.cache())
    if pipeline.buffer:
        steps.insert(
            len(steps) if pipeline.cache else 0, lambda before: before.shuffle(pipeline.buffer, pipeline.seed)
        )
    steps.append(lambda before: before.batch(pipeline.batch))
    if pipeline.prefetch:
        steps.append(lambda before: before.prefetch(1))
    dataset = tf.data.Dataset.range(pipeline.images)
    for step in steps:
        dataset = step(dataset)
    options = tf.data.Options()
    options.autotune.enabled = False  # it would add buffers of its own
    options.experimental_optimization.apply_default_optimizations = False
    return dataset.with_options(options)


def _trained_on(dataset: Any, seconds: float) -> Iterator[int]:
    for batch in dataset:
        sleep(seconds)
        yield from (int(number) for number in batch.numpy())
