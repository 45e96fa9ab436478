"""Tasks of the lesson on the inside of a network, by topic in the modules beside this one."""

from cnn_core.exercises.tasks.inside_layers import kernel_sheets, layer_shape, map_count, place_in_image
from cnn_core.exercises.tasks.inside_pictures import (
    filters_of_layer,
    maps_in_order,
    most_excited,
    which_response,
    whose_map,
)
from cnn_core.exercises.tasks.inside_values import ascent_answer, cell_values, dead_channels, zeros_share

__all__ = [
    "ascent_answer", "cell_values", "dead_channels", "filters_of_layer", "kernel_sheets", "layer_shape",
    "map_count", "maps_in_order", "most_excited", "place_in_image", "which_response", "whose_map",
    "zeros_share",
]  # fmt: skip
