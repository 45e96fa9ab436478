"""Tracing a network against building it in Keras for its summary. Run by hand:

    python tests/bench/bench_trace.py

Both give every layer's shape and weights, measured in turns in one run; importing Keras is not counted. A
ratio is Keras's median time over ours. Reading a network from its code is measured too.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import keras

from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import trace
from cnn_core.models.build import build
from cnn_core.models.networks import NETWORKS

ROUNDS = 7


def main() -> None:
    """Print one line for each network."""
    print(f"{'network':<18}{'trace ms':>10}{'parse ms':>10}{'Keras ms':>10}{'ratio':>9}")
    for name, network in NETWORKS.items():
        code = emit(network.architecture)
        trace_ms, parse_ms, keras_ms = medians(
            lambda network=network: trace(network.architecture),
            lambda code=code: parse(code),
            lambda network=network: summary(network.architecture),
        )
        print(f"{name:<18}{trace_ms:>10.2f}{parse_ms:>10.2f}{keras_ms:>10.1f}{keras_ms / trace_ms:>9.0f}")


def summary(architecture: Architecture) -> list[str]:
    """The lines of the summary of a model that was built for it."""
    keras.backend.clear_session()
    lines: list[str] = []
    build(architecture).summary(print_fn=lines.append)
    return lines


def medians(*calls: Callable[[], object]) -> list[float]:
    """Median milliseconds of each call, measured in turns."""
    times: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()  # the first call of anything pays for what is made once
    for _ in range(ROUNDS):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            taken.append(1000 * (time.perf_counter() - start))
    return [statistics.median(taken) for taken in times]


if __name__ == "__main__":
    main()
