"""How the engine is, for pages; and how patient it is."""

from dataclasses import dataclass

from cnn_core.errors import LabError
from cnn_core.store import GONE, SILENT


@dataclass(frozen=True)
class Status:
    """The engine at one moment.

    Attributes:
        kind: "off", "starting", "ready", or "lost" while it looks for a scheduler it had before.
        trainers: how many runs can be trained at once; 0 before that is known.
        busy: how many this engine has handed out.
        address: of the scheduler; "" without one.
        error: what is wrong just now: with the scheduler or the store.
    """

    kind: str
    trainers: int = 0
    busy: int = 0
    address: str = ""
    error: LabError | None = None


@dataclass(frozen=True)
class Patience:
    """Seconds that the engine waits.

    Attributes:
        tick: between two looks at the queue, unless woken.
        watch: between two searches for lost runs.
        gone: without a beat of a worker's process, before its run is lost.
        silent: without a report of a training, before its run is lost; data and first steps take their time.
        retry: after a fault, at first and at most.
        connect: for a cluster's scheduler to answer.
        start: for the workers to start, with Keras.
        forget: between two clearances.
    """

    tick: float = 1.0
    watch: float = 5.0
    gone: float = GONE
    silent: float = SILENT
    retry: tuple[float, float] = (1.0, 15.0)
    connect: float = 5.0
    start: float = 180.0
    forget: float = 3600.0
