"""What can be set from outside, read from the environment."""

import os
from dataclasses import dataclass
from typing import Final

from cnn_core.errors import LabError

#: Shares of the machine's memory: what all trainers have together, and the worker for looks.
TRAINERS_MEMORY, LOOK_MEMORY = 0.7, 0.25
MAX_TRAINERS: Final = 64


@dataclass(frozen=True)
class Settings:
    """Of the engine.

    Attributes:
        scheduler: address of a cluster's scheduler; "" for workers on this machine.
        trainers: how many runs at once, on this machine.
        threads: for one training.
        memory: a trainer's share of the machine's memory; it is killed beyond that.
        keep_runs, keep_days: how many runs are kept with their weights, and how long at all.
    """

    scheduler: str
    trainers: int
    threads: int
    memory: float
    keep_runs: int
    keep_days: int


def cores() -> int:
    """The processor cores this process may use.

    >>> cores() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def trainer_memory() -> int | None:
    """Bytes that a training may take on this machine before its worker is ended; None on a cluster.

    Raises:
        LabError: as `read_settings`.

    >>> (trainer_memory() or 2**40) > 2**20
    True
    """
    import psutil

    settings = read_settings()
    return None if settings.scheduler else int(psutil.virtual_memory().total * settings.memory)


def read_settings(scheduler: str | None = None, trainers: int | None = None) -> Settings:
    """The engine's settings: those given here, those of the environment, or what suits the machine.

    CONVLAB_SCHEDULER (tcp://host:port), CONVLAB_TRAINERS (default: 1 on up to 4 cores, else one for every
    4), CONVLAB_WORKER_MEMORY (a trainer's share of the memory, 0..1), CONVLAB_KEEP_RUNS (200),
    CONVLAB_KEEP_DAYS (90).

    Raises:
        LabError: "setting_unreadable" (name, received, minimum, maximum).

    >>> read_settings("tcp://10.0.0.5:8786", trainers=2).trainers
    2
    """
    address = os.environ.get("CONVLAB_SCHEDULER", "") if scheduler is None else scheduler
    many = max(1, cores() // 4)
    count = trainers or int(_number("CONVLAB_TRAINERS", many, 1, MAX_TRAINERS))
    return Settings(
        scheduler=address.strip(),
        trainers=count,
        threads=max(1, cores() // count),
        memory=_number("CONVLAB_WORKER_MEMORY", TRAINERS_MEMORY / count, 0.01, 1.0),
        keep_runs=int(_number("CONVLAB_KEEP_RUNS", 200, 0, 1_000_000)),
        keep_days=int(_number("CONVLAB_KEEP_DAYS", 90, 1, 100_000)),
    )


def _number(name: str, default: float, minimum: float, maximum: float) -> float:
    text = os.environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = float("nan")
    if not minimum <= value <= maximum:
        raise LabError("setting_unreadable", name=name, received=text[:40], minimum=minimum, maximum=maximum)
    return value
