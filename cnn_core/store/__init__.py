"""The store of training runs and of learners' practice: `Store`, and the records it gives out."""

from cnn_core.store.faults import PASSING
from cnn_core.store.records import (
    Epoch,
    Event,
    Learner,
    Progress,
    Result,
    Run,
    Snapshot,
    State,
    Steps,
    Wanted,
)
from cnn_core.store.store import Store, store_at
from cnn_core.store.work import GONE, SILENT, here

__all__ = [
    "GONE",
    "PASSING",
    "SILENT",
    "Epoch",
    "Event",
    "Learner",
    "Progress",
    "Result",
    "Run",
    "Snapshot",
    "State",
    "Steps",
    "Store",
    "Wanted",
    "here",
    "store_at",
]
