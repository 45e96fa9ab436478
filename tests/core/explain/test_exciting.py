"""The most exciting images against NumPy on what Keras gives, and the fields of cells against gradients."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.errors import LabError
from cnn_core.explain.exciting import crops, fields, most_exciting
from cnn_core.models.build import build


@pytest.fixture(scope="module")
def many():
    return np.random.default_rng(5).integers(0, 256, (150, 16, 16, 3)).astype(np.uint8)


def early_maps(gap, images):
    inner = keras.Model(gap.model.inputs, gap.model.get_layer("early").output)
    return inner.predict(images.astype(np.float32), verbose=0)


def test_the_most_exciting_images(gap, many):
    found, maps = most_exciting(gap, many, "early", 4), early_maps(gap, many)
    assert found.images.shape == found.values.shape == (6, 4) and found.cells.shape == (6, 4, 2)
    for channel in range(6):
        most = maps[..., channel].max(axis=(1, 2))
        assert np.allclose(found.values[channel], np.sort(most)[::-1][:4], atol=1e-5)
        for image, value, cell in zip(
            found.images[channel], found.values[channel], found.cells[channel], strict=True
        ):
            assert maps[image, cell[0], cell[1], channel] == pytest.approx(value, abs=1e-5)


def test_the_most_exciting_images_of_units_and_of_few(gap, images):
    found = most_exciting(gap, images, "answer", 9)
    assert found.images.shape == (4, 5) and not found.cells.any()
    assert sorted(found.images[0].tolist()) == [0, 1, 2, 3, 4]
    with pytest.raises(LabError, match="too_small"):
        most_exciting(gap, images, "answer", 0)


def test_ties_keep_the_order_of_the_set(gap, images):
    assert most_exciting(gap, np.repeat(images[:1], 6, axis=0), "early", 3).images.tolist() == [[0, 1, 2]] * 6


@pytest.mark.parametrize(
    "name, cell", [("c1", (0, 5)), ("p", (3, 3)), ("c2", (0, 0)), ("c2", (3, 2)), ("c2", (7, 7))]
)
def test_a_cell_sees_its_field_and_nothing_else(name, cell):
    """Where the gradient of one cell is not 0 in any of many images is its field, as far as it is image."""
    network = stack(
        layer("Conv2D", 4, 3, padding="same", name="c1"),
        layer("AveragePooling2D", 2, name="p"),
        layer("Conv2D", 4, 3, padding="same", name="c2"),
        layer("Flatten", name="f"),
    )
    model = build(network, (16, 16, 3))
    inner = keras.Model(model.inputs, model.get_layer(name).output)
    given = tf.random.stateless_normal((20, 16, 16, 3), (1, 2))
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = tf.reduce_sum(inner(given)[:, cell[0], cell[1]])
    touched = np.abs(tape.gradient(value, given)).sum(axis=(0, 3)) > 0
    rows = {row.name: row for row in trace(network, (16, 16, 3))}
    top, left, bottom, right = fields(rows[name], cell)
    expected = np.zeros((16, 16), bool)
    expected[max(top, 0) : bottom, max(left, 0) : right] = True
    assert np.array_equal(touched, expected)
    assert fields(rows["f"], cell) is None


@pytest.mark.parametrize(
    "box", [(0, 0, 16, 16), (3, 5, 8, 9), (-4, 2, 3, 9), (10, -3, 20, 7), (12, 12, 40, 40)]
)
def test_crops_are_what_the_box_holds(many, box):
    top, left, bottom, right = box
    [found] = crops(many[:1], np.array([box]))
    expected = [
        [many[0, r, c] if 0 <= r < 16 and 0 <= c < 16 else (128,) * 3 for c in range(left, right)]
        for r in range(top, bottom)
    ]
    assert np.array_equal(found, expected)


def test_each_crop_is_of_its_own_image(many):
    found = crops(many[:2], np.array([[0, 0, 4, 4], [-2, 13, 2, 17]]))
    assert np.array_equal(found[0], many[0, :4, :4]) and np.array_equal(found[1, 2:, :3], many[1, :2, 13:])
