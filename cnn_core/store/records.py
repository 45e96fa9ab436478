"""What the store gives out: runs and what belongs to them, as frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import LabError
from cnn_core.training.config import Config

Float16 = NDArray[np.float16]
Float32 = NDArray[np.float32]


class State(StrEnum):
    """Where a run stands; which moves there are is in `states.py`."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


class Wanted(StrEnum):
    """What the learner wants of a run; a worker reads it with every report."""

    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"


@dataclass(frozen=True)
class Event:
    """Something that happened to a run, told on its page."""

    at: datetime
    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """How far a run is within its epoch.

    Attributes:
        epoch: the running one, from 0.
        step: steps done in it.
        steps: steps in an epoch.
        loss: mean of the epoch so far.
        accuracy: mean of the epoch so far, 0..1.
        seconds: spent training in all, pauses not counted.
    """

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float
    seconds: float


@dataclass(frozen=True)
class Run:
    """One training run. Times are UTC.

    Attributes:
        id: 16 hexadecimal digits, not to be guessed.
        learner: whose it is.
        name: what the learner calls it.
        group: the set of runs it is compared in, or "".
        config: what is trained.
        state: where it stands.
        wanted: what the learner wants.
        created, started, ended: when it was added, first begun, and came to rest.
        seen: the training's last sign of life.
        epochs_done: epochs with a checkpoint.
        progress: the last report, or None before the first.
        reason: why it failed.
        events: what happened, oldest first.
        worker: who trains it, "host:process"; "" if nobody has begun.
        attempt: grows whenever someone takes the run on.
    """

    id: str
    learner: str
    name: str
    group: str
    config: Config
    state: State
    wanted: Wanted
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None
    seen: datetime | None = None
    epochs_done: int = 0
    progress: Progress | None = None
    reason: LabError | None = None
    events: tuple[Event, ...] = field(default=())
    worker: str = ""
    attempt: int = 0


@dataclass(frozen=True)
class Epoch:
    """Means of one epoch, counted from 1; accuracies 0..1; `learning_rate` as it was at the end."""

    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a network looked like after an epoch.

    Attributes:
        epoch: counted from 1.
        kernels: (rows, columns, channels, kernels) float16, of the first convolution; None without one.
        predictions: (images, 10) float16, probabilities for a few fixed validation images.
        weights: on the way into the store, what has been learnt, in bytes as small as can be; they come back
            one by one, from `Store.weights(id, "epoch-3")`.
        initial: likewise, with the first epoch, the weights before training.
    """

    epoch: int
    kernels: Float16 | None
    predictions: Float16 | None
    weights: bytes | None = field(default=None, repr=False)
    initial: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Steps:
    """Loss and accuracy of every step, (n,) float32: epochs that are done, then the running one.

    `steps` is the number of steps in an epoch; 0 before the first report.
    """

    loss: Float32
    accuracy: Float32
    steps: int


@dataclass(frozen=True, eq=False)
class Result:
    """How weights do on a whole split, image by image.

    Attributes:
        which: "best" or "final" weights.
        split: "validation" or "test".
        loss, accuracy: means over the split.
        probabilities: (N, 10) float16, in the data set's order.
        labels: (N,) uint8.
    """

    which: str
    split: str
    loss: float
    accuracy: float
    probabilities: Float16
    labels: NDArray[np.uint8]


@dataclass(frozen=True)
class Learner:
    """Somebody who practises here, without an account.

    Attributes:
        id: 32 random hexadecimal digits, as in a browser's cookie; whoever has it is the learner.
        nickname: as they call themselves: any text of one line, to be shown as text.
        created: when.
        seen: when they last came back with their code, or something of theirs was changed.
    """

    id: str
    nickname: str
    created: datetime
    seen: datetime
