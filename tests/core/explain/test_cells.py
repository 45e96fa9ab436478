"""One cell's arithmetic against the running layer."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.errors import LabError
from cnn_core.explain.cells import cell
from cnn_core.explain.probe import Probe

SHAPE = (11, 9, 6)


def probed(layer):
    """Something before the layer, so that its input is not the image."""
    keras.utils.set_random_seed(1)
    before = layers.Conv2D(6, 1, name="before")
    probe = Probe(keras.Sequential([keras.Input((*SHAPE[:2], 3)), before, layer]))
    chance = np.random.default_rng(2)
    layer.set_weights([chance.normal(0, 1, one.shape) for one in layer.get_weights()])
    return probe


def image():
    return np.random.default_rng(3).integers(0, 256, (*SHAPE[:2], 3)).astype(np.uint8)


def places(shape):
    """Corners, and some cells between."""
    chance = np.random.default_rng(4)
    inner = [tuple(chance.integers(0, side) for side in shape) for _ in range(6)]
    return [(0, 0, 0), (shape[0] - 1, 0, 1), tuple(side - 1 for side in shape), *inner]


CONVOLUTIONS = {
    "valid": lambda: layers.Conv2D(4, 3, name="one"),
    "same": lambda: layers.Conv2D(4, 3, padding="same", name="one"),
    "even window": lambda: layers.Conv2D(4, (4, 2), padding="same", name="one"),
    "stride": lambda: layers.Conv2D(4, 3, strides=2, padding="same", name="one"),
    "unequal strides": lambda: layers.Conv2D(4, (3, 5), strides=(3, 2), name="one"),
    "larger stride than window": lambda: layers.Conv2D(4, 2, strides=3, padding="same", name="one"),
    "dilation": lambda: layers.Conv2D(4, 3, dilation_rate=2, padding="same", name="one"),
    "unequal dilation": lambda: layers.Conv2D(4, 3, dilation_rate=(3, 2), name="one"),
    "groups": lambda: layers.Conv2D(4, 3, groups=2, padding="same", activation="relu", name="one"),
    "as many groups as channels": lambda: layers.Conv2D(12, 3, groups=6, name="one"),
    "no bias": lambda: layers.Conv2D(4, 3, use_bias=False, activation="tanh", name="one"),
    "depthwise": lambda: layers.DepthwiseConv2D(3, padding="same", name="one"),
    "depthwise, several each": lambda: layers.DepthwiseConv2D(
        3, strides=2, depth_multiplier=3, activation="relu", name="one"
    ),
    "depthwise, dilated": lambda: layers.DepthwiseConv2D(3, dilation_rate=2, padding="same", name="one"),
}


@pytest.mark.parametrize("kind", CONVOLUTIONS)
def test_a_convolutions_cell(kind):
    layer = CONVOLUTIONS[kind]()
    probe, given = probed(layer), image()
    before = probe.model.get_layer("before")(given[None].astype(np.float32))
    expected = np.asarray(layer(before))[0]
    largest = float(np.abs(expected).max())
    for place in places(expected.shape):
        seen = cell(probe, given, "one", *map(int, place))
        assert seen.activation == ("linear" if layer.activation is None else layer.activation.__name__)
        made = np.asarray(layer.activation(np.float32(seen.before)))
        assert made == pytest.approx(expected[place], rel=1e-4, abs=1e-4 * largest)
        assert seen.after == pytest.approx(expected[place], rel=1e-5, abs=1e-5 * largest)
        assert seen.sums.sum() + seen.bias == pytest.approx(seen.before)
        assert seen.patch.shape == seen.kernel.shape == seen.products.shape
        check_patch(seen, np.asarray(before)[0])


def check_patch(seen, before):
    """Every number of the patch lies where it is said to lie; padding is 0 and outside."""
    window = seen.window
    assert window.input_shape == before.shape
    for i, row in enumerate(window.rows):
        for j, column in enumerate(window.columns):
            outside = not (0 <= row < before.shape[0] and 0 <= column < before.shape[1])
            assert window.padding[i, j] == outside
            expected = 0 if outside else before[row, column, seen.channels]
            assert np.allclose(seen.patch[i, j], expected)


POOLINGS = {
    "max": lambda: layers.MaxPooling2D(2, name="one"),
    "max, same": lambda: layers.MaxPooling2D(3, strides=2, padding="same", name="one"),
    "average": lambda: layers.AveragePooling2D((3, 2), name="one"),
    "average, same": lambda: layers.AveragePooling2D(4, strides=(1, 3), padding="same", name="one"),
    "global max": lambda: layers.GlobalMaxPooling2D(name="one"),
    "global average": lambda: layers.GlobalAveragePooling2D(keepdims=True, name="one"),
}


@pytest.mark.parametrize("kind", POOLINGS)
def test_a_poolings_cell(kind):
    layer = POOLINGS[kind]()
    probe, given = probed(layer), image()
    before = np.asarray(probe.model.get_layer("before")(given[None].astype(np.float32)))
    expected = np.asarray(layer(before))[0]
    expected = expected.reshape(1, 1, 6) if kind.startswith("global") else expected
    for place in places(expected.shape):
        seen = cell(probe, given, "one", *map(int, place))
        assert seen.result == pytest.approx(expected[place], rel=1e-4, abs=1e-3)
        assert seen.after == pytest.approx(expected[place], rel=1e-5)
        if not kind.startswith(("max", "global max")):
            assert seen.winner is None
            continue
        i, j = seen.winner
        at = seen.window.rows[i], seen.window.columns[j]
        assert before[0, at[0], at[1], place[2]] == pytest.approx(expected[place], rel=1e-5)


def test_padding_never_wins():
    """Below zero everywhere: a zero of the padding would be the largest."""
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.MaxPooling2D(3, padding="same", name="one")])
    seen = cell(Probe(model), np.full((4, 4, 1), -5.0), "one", 1, 1, 0)
    assert seen.result == seen.after == -5 and seen.count == 4 and seen.winner == (0, 0)


def test_a_cell_in_a_network_inside_a_network(nested, images):
    seen = cell(nested, images[0], "base/branch", 0, 7, 3)
    base = nested.model.get_layer("base")
    inner = keras.Model(base.input, base.get_layer("branch").output)
    assert seen.before == pytest.approx(inner.predict_on_batch(images[:1] / 255)[0, 0, 7, 3], abs=1e-5)
    assert seen.window.padding[0].all() and not seen.window.padding[1:].any()
    assert nested.model.get_layer("base").get_layer("branch").call.__qualname__.startswith("BaseConv")


def test_other_layers_and_other_cells(gap, images):
    with pytest.raises(LabError, match="no_cell_shown"):
        cell(gap, images[0], "deep_relu", 0, 0, 0)
    for place, name in (((14, 0, 0), "row"), ((0, 14, 0), "column"), ((0, 0, 6), "channel")):
        with pytest.raises(LabError, match="no_cell_there") as met:
            cell(gap, images[0], "early", *place)
        assert met.value.values == {"name": name, "received": max(place), "count": max(place)}
    with pytest.raises(LabError, match="too_small"):
        cell(gap, images[0], "early", -1, 0, 0)
    with pytest.raises(LabError, match="images_do_not_fit"):
        cell(gap, images[0, :8], "early", 0, 0, 0)
