"""Receptive field, stride and start are measured: the rows and columns of the image that move each unit.

With weights of 1, average pooling and no activations nothing cancels or hides, and the windows are the same.
No gradients: TensorFlow's oneDNN ends the process on those of a 1x1 kernel with strides and few channels.
"""

import keras
import numpy as np
import pytest

from cnn_core.architecture.signatures import signature
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.errors import LabError
from cnn_core.models.build import build
from cnn_core.models.networks import NETWORKS
from tests.core.architecture.random_stacks import random_stack

MAPS = (
    *("Conv2D", "SeparableConv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D", "ZeroPadding2D"),
    *("BatchNormalization", "Add", "Concatenate", "Dropout", "ReLU", "Softmax", "Rescaling", "RandomFlip"),
    *("Reshape", "LocalResponseNormalization", "Dense"),
)
AVERAGES = {"MaxPooling2D": "AveragePooling2D", "GlobalMaxPooling2D": "GlobalAveragePooling2D"}
HIDING = ("ReLU", "LeakyReLU", "Softmax", "Activation", "LocalResponseNormalization", "Rescaling")


def measurable(architecture, filters=None):
    """Sums and averages only: each unit grows with every cell it sees. `filters` makes it narrow."""
    return stack(*(_measurable(one, filters) for one in architecture.layers))


def _measurable(one, filters):
    if one.kind in HIDING:
        return layer("Activation", "linear", inputs=one.inputs)
    written = dict(one.arguments)
    if one.kind in AVERAGES:
        pool = {"pool_size": one["pool_size"]} if one.kind == "MaxPooling2D" else {}
        return layer(AVERAGES[one.kind], inputs=one.inputs, **(written | pool))
    known = signature(one.kind)
    written |= {name: "ones" for name in known if name.endswith(("kernel_initializer", "wise_initializer"))}
    written |= {"activation": None} if "activation" in known else {}
    if filters and "filters" in known:
        written["filters"] = filters
    return layer(one.kind, inputs=one.inputs, **written)


def responses(architecture, shape, axis):
    """Which units each row of the image (axis 0), or each column (1), moves: (rows, *units), booleans."""
    model, found = build(architecture, shape), []
    for first in range(0, shape[axis], 32):
        number = min(32, shape[axis] - first)
        images = np.zeros((number, *shape), np.float32)
        lit = (np.arange(number), slice(None), np.arange(first, first + number))
        images[lit if axis else (lit[0], lit[2])] = 1
        found.append(keras.ops.convert_to_numpy(model(images, training=False)).any(axis=-1))
    return np.concatenate(found)


def measured(architecture, shape):
    """The first cell each unit sees and the one after the last, along rows and columns: two (2, *units)."""
    ranges = []
    for axis in (0, 1):
        moved = responses(architecture, shape, axis)
        ranges.append(np.stack([moved.argmax(axis=0), len(moved) - moved[::-1].argmax(axis=0)]))
    return ranges, moved.any(axis=0)


def told(row):
    """The same from a trace's row, padding counted."""
    places = np.indices(row.output_shape[:2])
    starts = [start + step * at for start, step, at in zip(row.start, row.stride, places, strict=True)]
    return [np.stack([one, one + field]) for one, field in zip(starts, row.receptive_field, strict=True)]


def gapless(architecture, rows, shape):
    """Whether no cell between a window's ends, and none at the border, is left out on the way."""
    if not architecture.is_sequential:
        return False
    before = {-1: shape} | {row.position: row.output_shape for row in rows}
    for position, one in enumerate(architecture.layers):
        name = {"kernel_size", "pool_size"} & set(signature(one.kind))
        if not name:
            continue
        window, size = one[name.pop()], before[position - 1]
        strides = one["strides"] or window
        dilation = (1, 1) if "Pooling" in one.kind else one["dilation_rate"]
        for axis in (0, 1):
            over = (size[axis] - window[axis]) % strides[axis] if one["padding"] == "valid" else 0
            if over or strides[axis] > window[axis] or (dilation[axis] > 1 and window[axis] > 1):
                return False
    return True


def placed(architecture, shape):
    """The stack up to the last layer whose units have places in the image, with its rows."""
    rows = trace(architecture, shape)
    with_places = [row.position for row in rows if row.stride is not None and len(row.output_shape) == 3]
    stop = max(with_places, default=-1) + 1
    return Architecture(architecture.layers[:stop]), rows[:stop]


def compare(architecture, shape):
    """Check all units; how many were wholly inside the image, and how many were checked at its border."""
    short, rows = placed(architecture, shape)
    if all(row.kind == "Input" for row in rows):
        return 0, 0
    case, exact = f"{architecture}, {shape}", gapless(short, rows, shape)
    found, seeing = measured(short, shape)
    inside, border = seeing.copy(), seeing & exact
    clipped = []
    for ends, size in zip(told(rows[-1]), shape, strict=False):
        clipped.append(ends.clip(0, size))
        inside &= (ends == clipped[-1]).all(axis=0)
    for (low, high), (first, stop) in zip(clipped, found, strict=True):
        assert (low <= first)[seeing].all() and (stop <= high)[seeing].all(), case
        assert (low == first)[inside | border].all() and (high == stop)[inside | border].all(), case
    whole = [(ends == cut).all(axis=0) for ends, cut in zip(told(rows[-1]), clipped, strict=True)]
    assert seeing[whole[0] & whole[1]].all(), case
    return inside.sum(), (border & ~inside).sum()


@pytest.mark.parametrize("batch", range(4))
def test_random_stacks(batch):
    """Branches, dilation, even windows, uneven padding: the same for all units whose field lies inside."""
    inside = border = 0
    for seed in range(50_000 + batch * 70, 50_070 + batch * 70):
        architecture, given = random_stack(seed, MAPS, sides=(12, 40))
        if any(name == "data_format" for one in architecture.layers for name, _ in one.arguments):
            continue
        try:
            shape = given or trace(architecture)[0].output_shape
            shape = tuple(24 if size is None else size for size in shape)
            trace(architecture, shape)
        except LabError:
            continue
        found = compare(measurable(architecture), shape)
        inside, border = inside + (found[0] > 0), border + (found[1] > 0)
    assert inside >= 10
    assert border >= 1


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "vgg16"])
def test_networks(name):
    """With two channels each, at their own input size."""
    architecture = NETWORKS[name].architecture
    assert sum(compare(measurable(architecture, filters=2), architecture.layers[0]["shape"])) > 0


# The table of https://distill.pub/2019/computing-receptive-fields/, with effective padding as in
# https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/receptive_field/README.md
PUBLISHED = [("alexnet", 195, 32, 64), ("vgg16", 212, 32, 90), ("vgg16-base", 212, 32, 90)]


@pytest.mark.parametrize(("name", "field", "stride", "padding"), PUBLISHED)
def test_published_fields(name, field, stride, padding):
    pools = [row for row in trace(NETWORKS[name].architecture) if row.kind == "MaxPooling2D"]
    assert pools[-1].receptive_field == (field, field)
    assert pools[-1].stride == (stride, stride)
    assert pools[-1].start == (-padding, -padding)


@pytest.mark.parametrize("head", ["Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"])
def test_a_layer_that_sees_the_whole_map(head):
    """What the map sees of the image: no strip that no window reaches."""
    body = (layer("Conv2D", 2, 3), layer("MaxPooling2D", 2), layer("Conv2D", 2, 2, padding="same"))
    for size in range(8, 16):
        architecture = measurable(stack(*body, layer(head), layer("Dense", 1)))
        seen = [responses(architecture, (size, 15, 2), axis).sum() for axis in (0, 1)]
        assert trace(architecture, (size, 15, 2))[-1].receptive_field == tuple(seen), size


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_an_image_of_any_size(padding):
    """Where the size does not matter, fields are known before it is."""
    layers = (layer("Conv2D", 4, (3, 4), padding=padding, dilation_rate=2), layer("MaxPooling2D", 2))
    unknown, known = trace(stack(*layers), (None, None, 3)), trace(stack(*layers), (20, 22, 3))
    assert [(row.receptive_field, row.stride, row.start) for row in unknown] == [
        (row.receptive_field, row.stride, row.start) for row in known
    ]
