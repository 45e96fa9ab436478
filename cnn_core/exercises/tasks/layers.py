"""Tasks of the lesson on Keras's layers, by topic in the modules beside this one."""

from cnn_core.exercises.tasks.layers_code import layer_order, write_head, write_separable
from cnn_core.exercises.tasks.layers_shapes import (
    deeper,
    dense_on_map,
    dense_weights,
    depthwise_maps,
    flat_length,
    flat_place,
    grey_image,
    norm_weights,
    separable_weights,
    third_argument,
    which_shape,
)
from cnn_core.exercises.tasks.layers_values import dropped, leaked, mixed, moving_mean, normalised, share

__all__ = [
    "deeper", "dense_on_map", "dense_weights", "depthwise_maps", "dropped", "flat_length", "flat_place",
    "grey_image", "layer_order", "leaked", "mixed", "moving_mean", "norm_weights", "normalised",
    "separable_weights", "share", "third_argument", "which_shape", "write_head", "write_separable",
]  # fmt: skip
