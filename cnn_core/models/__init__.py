"""Networks: well-known ones as data, those that ship trained, and turning them into Keras models.

TensorFlow is loaded only when a model is made.
"""

from cnn_core.models.provenance_file import CueEffect, Provenance, Score, read_provenance
from cnn_core.models.shipped import SHIPPED, epochs_of, load, provenance, shipped, shipped_epoch

__all__ = [
    "SHIPPED",
    "CueEffect",
    "Provenance",
    "Score",
    "epochs_of",
    "load",
    "provenance",
    "read_provenance",
    "shipped",
    "shipped_epoch",
]
