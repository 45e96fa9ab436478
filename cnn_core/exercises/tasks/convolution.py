"""Tasks of the lesson on convolution, by topic in the modules beside this one."""

from cnn_core.exercises.tasks.convolution_kernels import kernel_effect, which_kernel
from cnn_core.exercises.tasks.convolution_sizes import (
    cell_use,
    conv_side,
    keeping_padding,
    same_padding,
    unrolled_shape,
)
from cnn_core.exercises.tasks.convolution_values import (
    channel_sum,
    conv_cell,
    conv_map,
    rectified_map,
    sigmoid_slope,
    turned_cell,
)
from cnn_core.exercises.tasks.convolution_weights import (
    conv_weights,
    dense_image,
    grown_image,
    kernel_shape,
    map_count,
    second_weights,
    unshared_weights,
    write_conv,
    write_two_small,
)

__all__ = [
    "cell_use", "channel_sum", "conv_cell", "conv_map", "conv_side", "conv_weights", "dense_image",
    "grown_image", "keeping_padding", "kernel_effect", "kernel_shape", "map_count", "rectified_map",
    "same_padding", "second_weights", "sigmoid_slope", "turned_cell", "unrolled_shape", "unshared_weights",
    "which_kernel", "write_conv", "write_two_small",
]  # fmt: skip
