"""What a layer makes of a shape: which rule belongs to which kind. The tests prove them equal to Keras."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cnn_core.architecture import checks, plain_rules, sliding_rules
from cnn_core.architecture.checks import Shape
from cnn_core.architecture.effects import Effect
from cnn_core.architecture.stack import Layer
from cnn_core.errors import LabError


def effect(one: Layer, shapes: Sequence[Shape]) -> Effect:
    """What a layer makes of inputs with these shapes.

    Args:
        one: any layer but Input.
        shapes: of its inputs, without batch; only Add and Concatenate take several.

    Raises:
        LabError: "window_does_not_fit" and others of `cnn_core.windows`; those of `checks`;
            "needs_a_map" (shape), "channels_unknown" (shape), "groups_do_not_divide" (groups, channels,
            filters), "stride_with_dilation" (strides, dilation), "sizes_differ" (shape, target, size,
            target_size), "shapes_differ" (shapes), "one_input" (received) or "several_inputs" (received).
            All have the `shape` that the layer met.

    >>> from cnn_core.architecture.stack import layer
    >>> effect(layer("Conv2D", 32, 3), [(28, 28, 1)]).shape
    (26, 26, 32)
    >>> effect(layer("Dense", 10), [(4, 4, 8)]).shape
    (4, 4, 10)
    """
    if (one.kind in _MERGES) != (len(shapes) > 1):
        raise LabError("several_inputs" if one.kind in _MERGES else "one_input", received=len(shapes))
    try:
        done = _MERGES[one.kind](one, shapes) if one.kind in _MERGES else _EFFECTS[one.kind](one, shapes[0])
    except LabError as error:
        raise error.met(shape=shapes[0]) from None
    return done if one["trainable"] else replace(done, non_trainable=done.params)


_EFFECTS: dict[str, Callable[[Layer, Shape], Effect]] = {
    "Conv2D": sliding_rules.conv,
    "SeparableConv2D": sliding_rules.separable,
    "DepthwiseConv2D": sliding_rules.depthwise,
    "MaxPooling2D": sliding_rules.pool,
    "AveragePooling2D": sliding_rules.pool,
    "GlobalMaxPooling2D": sliding_rules.global_pool,
    "GlobalAveragePooling2D": sliding_rules.global_pool,
    "ZeroPadding2D": sliding_rules.zero_padding,
    "Flatten": plain_rules.flatten,
    "Reshape": plain_rules.reshape,
    "Dense": plain_rules.dense,
    "Dropout": plain_rules.unchanged(checks.rate),
    "SpatialDropout2D": plain_rules.spatial_dropout,
    "BatchNormalization": plain_rules.batch_normalization,
    "LocalResponseNormalization": plain_rules.local_response,
    "Activation": plain_rules.unchanged(checks.activation),
    "ReLU": plain_rules.unchanged(lambda one: checks.slope(one, "max_value", "negative_slope", "threshold")),
    "LeakyReLU": plain_rules.unchanged(lambda one: checks.slope(one, "negative_slope")),
    "Softmax": plain_rules.softmax,
    "Rescaling": plain_rules.rescaling,
    "RandomFlip": plain_rules.random_change(),
    "RandomTranslation": plain_rules.random_change("height_factor", "width_factor"),
    "RandomRotation": plain_rules.random_change("factor"),
    "RandomZoom": plain_rules.random_change("height_factor", "width_factor", low=-0.99),  # -1 is infinite
}
_MERGES: dict[str, Callable[[Layer, Sequence[Shape]], Effect]] = {
    "Add": plain_rules.add,
    "Concatenate": plain_rules.concatenate,
}
