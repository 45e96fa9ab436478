"""Loaded by every worker when it starts: it gets ready before it is asked.

On a cluster: `dask worker ... --preload cnn_core.engine.preload`.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_NICE: Final = 10


def dask_setup(worker: Any) -> None:
    """Called by dask in the worker's process, before the worker takes anything on."""
    trains = "train" in worker.state.total_resources
    _be_polite(trains)
    if os.environ.get("CONVLAB_WARM", "1") != "0":
        _warm()


def _be_polite(trains: bool) -> None:
    """Leave the pages' process its share: few threads, and trainings only take what others leave."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    threads = os.environ.get("CONVLAB_THREADS", "") if trains else "1"
    if threads:
        os.environ.setdefault("TF_NUM_INTRAOP_THREADS", threads)
        os.environ.setdefault("TF_NUM_INTEROP_THREADS", threads)
    if trains and hasattr(os, "nice"):
        os.nice(_NICE)


def _warm() -> None:
    """Import Keras: this module does, and networks that hold its layer cannot be loaded without it."""
    with _quietly():
        import cnn_core.models.local_response  # noqa: F401
    logging.getLogger("tensorflow").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Each look compiles a function of its own, once, and keeps it; TensorFlow takes that for an accident."""
    return "triggered tf.function retracing" not in record.getMessage()


@contextmanager
def _quietly() -> Iterator[None]:
    """TensorFlow greets on standard error before it looks at TF_CPP_MIN_LOG_LEVEL; errors are raised."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
