"""The drawn data set: CIFAR-10's ten classes as small drawings, seeded, with masks of the object."""

from cnn_core.data.drawn.cue import Cue
from cnn_core.data.drawn.drawing import Drawing, draw, draw_with_details, drawn_dataset

__all__ = ["Cue", "Drawing", "draw", "draw_with_details", "drawn_dataset"]
