"""How long a run will take and how much memory, worked out before it starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from statistics import median
from typing import Final

from cnn_core.architecture.trace import Row, total_macs, total_params
from cnn_core.data.dataset import SIDE
from cnn_core.errors import LabError
from cnn_core.models.build import BYTES_PER_UNIT, BYTES_PER_WEIGHT
from cnn_core.training.config import Config

#: A pass back costs about twice a pass forward: gradients of the inputs, and of the weights.
#: https://epoch.ai/blog/backward-forward-FLOP-ratio
TRAINING_PASSES: Final = 3
#: Bytes of an image as it is stored.
IMAGE_BYTES: Final = SIDE * SIDE * 3
#: What a worker takes with TensorFlow loaded and nothing to do.
WORKER_BYTES: Final = 600 * 2**20
#: Feature maps are kept for the pass back, and their gradients are made.
_KEPT: Final = 2


@dataclass(frozen=True)
class Speed:
    """How fast a machine trains.

    Attributes:
        macs: multiply-adds a second.
        step: seconds that every step takes besides.
        runs: of how many runs it was measured; 0: stated, not measured.
    """

    macs: float
    step: float
    runs: int = 0


#: Two cores of a laptop, in float32.
USUAL: Final = Speed(macs=5e10, step=0.004)


@dataclass(frozen=True)
class Estimate:
    """What a run will take.

    Attributes:
        params: weights of the network, the fixed ones too.
        macs: multiply-adds for one image, forward.
        steps: in an epoch.
        epoch_seconds: of one epoch.
        seconds: of all epochs.
        bytes: memory of the worker.
        speed: what the seconds were worked out from.
    """

    params: int
    macs: int
    steps: int
    epoch_seconds: float
    seconds: float
    bytes: int
    speed: Speed


def estimate(rows: Sequence[Row], config: Config, speed: Speed = USUAL) -> Estimate:
    """Time and memory of a run.

    An epoch takes macs * (3 * images learnt from + images validated on) / speed.macs + steps * speed.step.

    Args:
        rows: the network's layers, as `config.traced` gives them.
        config: the run.
        speed: of the machine it will run on.

    >>> from cnn_core.training.config import traced
    >>> from cnn_core.training.presets import PRESETS
    >>> config = PRESETS["tutorial"].changed(images=3200, validation=10)
    >>> told = estimate(traced(config), config, Speed(macs=1e9, step=0.01))
    >>> told.steps, told.params, round(told.epoch_seconds, 1)
    (100, 122570, 44.7)
    """
    seconds = epoch_macs(rows, config) / speed.macs + _steps(config) * speed.step
    units = sum(prod(1 if size is None else size for size in row.output_shape) for row in rows)
    maps = units * BYTES_PER_UNIT * _KEPT * min(config.batch_size, config.images)
    images = (config.images + config.validation) * IMAGE_BYTES
    return Estimate(
        total_params(rows), total_macs(rows) or 0, _steps(config), seconds, seconds * config.epochs,
        WORKER_BYTES + total_params(rows) * BYTES_PER_WEIGHT + maps + images, speed,
    )  # fmt: skip


def check_memory(told: Estimate, memory: int | None) -> None:
    """Refuse a run that would not fit; it would be ended again and again.

    Args:
        told: of `estimate`.
        memory: bytes that a worker may take; None where nobody knows.

    Raises:
        LabError: "too_large_for_memory" (needed, maximum), both in GB.

    >>> from cnn_core.training.config import traced
    >>> from cnn_core.training.presets import PRESETS
    >>> told = estimate(traced(PRESETS["tutorial"]), PRESETS["tutorial"])
    >>> check_memory(told, 2**26)
    Traceback (most recent call last):
    cnn_core.errors.LabError: too_large_for_memory (needed=0.8, maximum=0.1)
    """
    if memory is not None and told.bytes > memory:
        needed, maximum = (round(size / 1e9, 1) for size in (told.bytes, memory))
        raise LabError("too_large_for_memory", needed=needed, maximum=maximum)


def measured_speed(runs: Sequence[tuple[Sequence[Row], Config, float]]) -> Speed:
    """The speed of this machine from runs that it has finished; USUAL without any.

    Args:
        runs: layers, configuration and seconds of an epoch.

    >>> measured_speed([]) == USUAL
    True
    """
    found = []
    for rows, config, seconds in runs:
        # The cost of a step is not measured apart; whatever it is, work takes a good part of the time.
        working = max(seconds - _steps(config) * USUAL.step, seconds / 4)
        if working > 0 and epoch_macs(rows, config) > 0:
            found.append(epoch_macs(rows, config) / working)
    return Speed(median(found), USUAL.step, len(found)) if found else USUAL


def epoch_macs(rows: Sequence[Row], config: Config) -> float:
    """Multiply-adds of an epoch: forward and back for training images, forward for validation images."""
    learnt = _steps(config) * min(config.batch_size, config.images)
    return (total_macs(rows) or 0) * (TRAINING_PASSES * learnt + config.validation)


def _steps(config: Config) -> int:
    return max(1, config.images // config.batch_size)
