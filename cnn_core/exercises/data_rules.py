"""Wrong rules about images as numbers, scaling, shuffling and pipelines, on the learner's own numbers.

A number before a rule is its row in the list of wrong beliefs, docs/misconceptions.md.
"""

from cnn_core.data.pipeline import Pipeline


def wrong_number_counts(height: int, width: int, channels: int) -> dict[str, int]:
    """Wrong counts of the numbers in one image.

    >>> wrong_number_counts(32, 32, 3)
    {'forgets-colours': 1024, 'counts-levels': 786432, 'adds-sides': 67}
    """
    pixels = height * width
    return {
        "forgets-colours": pixels,
        "counts-levels": pixels * channels * 256,
        "adds-sides": height + width + channels,
    }


def wrong_batch_shapes(count: int, shape: tuple[int, int, int]) -> dict[str, tuple[int, ...]]:
    """Wrong shapes of a batch of images as Keras takes it.

    >>> wrong_batch_shapes(64, (32, 32, 3))["channels-second"]
    (64, 3, 32, 32)
    """
    height, width, channels = shape
    return {
        "one-image": shape,
        "channels-second": (count, channels, height, width),
        "batch-last": (height, width, channels, count),
        "laid-flat": (count, height * width * channels),
    }


def wrong_scaled(x: float, mean: float, deviation: float, kind: str) -> dict[str, float]:
    """Wrong results of scaling one number: the other kinds, and slips within one.

    >>> wrong_scaled(200, 100, 50, "standardised")["divides-by-variance"]
    0.04
    """
    results = {
        "divides-by-variance": (x - mean) / deviation**2,
        "divides-first": x / deviation - mean,
        "forgets-mean": x / deviation,
        "only-centres": x - mean,
        "wrong-way-round": (mean - x) / (deviation if kind == "standardised" else 255),
        "as-unit": x / 255,
        "as-centred": (x - mean) / 255,
        "as-standardised": (x - mean) / deviation,
    }
    own = {"unit": ("as-unit",), "centred": ("as-centred",), "standardised": ("as-standardised",)}
    slips = ("divides-by-variance", "divides-first", "forgets-mean")
    left_out = own[kind] + (slips if kind != "standardised" else ())
    return {name: result for name, result in results.items() if name not in left_out}


def wrong_first_batches(per_class: int, classes: int, buffer: int, batch: int) -> dict[str, int]:
    """Wrong answers to how many classes the first batch can hold, images being sorted by class.

    >>> wrong_first_batches(32, 10, buffer=32, batch=32)
    {'shuffles-everything': 10, 'does-not-shuffle': 1, 'buffer-only': 1}
    """
    return {
        "shuffles-everything": min(classes, batch),
        "does-not-shuffle": -(-batch // per_class),
        "buffer-only": -(-buffer // per_class),
    }


def wrong_epoch_ms(pipeline: Pipeline) -> dict[str, float]:
    """Wrong answers, in milliseconds, to how long an epoch takes with prefetch; nothing cached, one reader.

    >>> wrong_epoch_ms(Pipeline(images=320, batch=32, read_ms=1.0, step_ms=24.0))
    {'adds-up': 560.0, 'halves': 280.0, 'reading-is-free': 240.0, 'forgets-the-rest': 320.0}
    """
    batches = -(-pipeline.images // pipeline.batch)
    reading, training = pipeline.images * pipeline.read_ms, batches * pipeline.step_ms
    return {
        "adds-up": reading + training,
        "halves": (reading + training) / 2,
        "reading-is-free": training,
        "forgets-the-rest": max(reading, training),
    }
