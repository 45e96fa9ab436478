"""Tasks of the lesson on heatmaps, by topic in the modules beside this one."""

from cnn_core.exercises.tasks.heatmaps_cam import behind_softmax, cam_by_hand, cam_map, cam_size, cam_weight
from cnn_core.exercises.tasks.heatmaps_passes import covered_images, in_order_of_cost
from cnn_core.exercises.tasks.heatmaps_pictures import (
    fails_the_test,
    hottest_place,
    last_convolution,
    pointing_game,
)
from cnn_core.exercises.tasks.heatmaps_tests import (
    heat_on_object,
    occlusion_drop,
    occlusion_pixel,
    weights_kept,
)

__all__ = [
    "behind_softmax", "cam_by_hand", "cam_map", "cam_size", "cam_weight", "covered_images", "fails_the_test",
    "heat_on_object", "hottest_place", "in_order_of_cost", "last_convolution", "occlusion_drop",
    "occlusion_pixel", "pointing_game", "weights_kept",
]  # fmt: skip
