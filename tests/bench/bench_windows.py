"""How fast pooling and convolution are beside scikit-image, SciPy and TensorFlow. Run by hand:

    python tests/bench/bench_windows.py

A ratio is our median time over theirs, measured in turns in one run: below 1 we are faster. TensorFlow runs
on one thread, as NumPy's loops do.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import scipy.ndimage
import scipy.signal
import skimage.measure
import tensorflow as tf

from cnn_core.convolution import conv2d
from cnn_core.pooling import pool2d

SIDES = (32, 128, 512, 2048)
ROUNDS = 7


def main() -> None:
    """Print one line for each rival and side."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    print(f"{'what':<44}{'side':>6}{'ours ms':>10}{'theirs ms':>11}{'ratio':>8}")
    for side in SIDES:
        image = np.random.default_rng(side).normal(size=(side, side)).astype(np.float32)
        for what, ours, theirs in rivals(image):
            ours_ms, theirs_ms = medians(ours, theirs)
            print(f"{what:<44}{side:>6}{ours_ms:>10.3f}{theirs_ms:>11.3f}{ours_ms / theirs_ms:>8.2f}")


def rivals(image: np.ndarray) -> list[tuple[str, Callable[[], object], Callable[[], object]]]:
    """What is compared: a name, our call and theirs, which compute the same on one float32 channel."""
    tensor = tf.constant(image[None, :, :, None])
    kernel = np.random.default_rng(0).normal(size=(3, 3)).astype(np.float32)
    weights = tf.constant(kernel[:, :, None, None])
    quarter = len(image) // 4
    channels = np.random.default_rng(0).normal(size=(quarter, quarter, 16)).astype(np.float32)
    filters = np.random.default_rng(1).normal(size=(3, 3, 16, 16)).astype(np.float32)
    block_reduce = skimage.measure.block_reduce
    return [
        (
            "max 2x2: skimage block_reduce",
            lambda: pool2d(image, 2),
            lambda: block_reduce(image, (2, 2), np.max),
        ),
        (
            "average 2x2: skimage block_reduce",
            lambda: pool2d(image, 2, mode="average"),
            lambda: block_reduce(image, (2, 2), np.mean),
        ),
        (
            "max 2x2: tf.nn.max_pool",
            lambda: pool2d(image, 2),
            lambda: tf.nn.max_pool2d(tensor, 2, 2, "VALID"),
        ),
        (
            "max 3x3 stride 1 same: scipy maximum_filter",
            lambda: pool2d(image, 3, strides=1, padding="same"),
            lambda: scipy.ndimage.maximum_filter(image, 3, mode="nearest"),
        ),
        (
            "max 11x11 stride 1 same: scipy maximum_filter",
            lambda: pool2d(image, 11, strides=1, padding="same"),
            lambda: scipy.ndimage.maximum_filter(image, 11, mode="nearest"),
        ),
        (
            "max 3x3 stride 2 same: tf.nn.max_pool",
            lambda: pool2d(image, 3, strides=2, padding="same"),
            lambda: tf.nn.max_pool2d(tensor, 3, 2, "SAME"),
        ),
        (
            "conv 3x3: scipy.signal.correlate",
            lambda: conv2d(image, kernel),
            lambda: scipy.signal.correlate(image, kernel, mode="valid", method="direct"),
        ),
        (
            "conv 3x3: tf.nn.conv2d",
            lambda: conv2d(image, kernel),
            lambda: tf.nn.conv2d(tensor, weights, 1, "VALID"),
        ),
        (
            "conv 3x3, 16 to 16 channels, side / 4: tf",
            lambda: conv2d(channels, filters, padding="same"),
            lambda: tf.nn.conv2d(channels[None], filters, 1, "SAME"),
        ),
    ]


def medians(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of each, timed in turns so that a busy machine slows both."""
    for call in (ours, theirs):
        np.asarray(call())
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for call, taken in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            np.asarray(call())
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    main()
