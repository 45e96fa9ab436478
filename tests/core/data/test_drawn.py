"""The drawn data set: the same pictures in every run, balanced, labelled, and masked where the object is."""

import os
import subprocess
import sys
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.data.dataset import CLASSES
from cnn_core.data.drawn import draw, draw_with_details, drawn_dataset
from cnn_core.data.drawn.backdrops import KINDS, PREFERRED
from cnn_core.data.drawn.drawing import BATCH, MOST, TEST_START, label_of
from cnn_core.data.drawn.scene import scene
from cnn_core.errors import LabError

SMALL = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def drawing():
    return draw_with_details(1000, seed=3)


@pytest.fixture(scope="module")
def empty():
    return draw_with_details(1000, seed=3, objects=False)


def test_what_a_split_holds(drawing):
    split = drawing.split
    assert (split.images.shape, split.images.dtype) == ((1000, 32, 32, 3), np.uint8)
    assert (split.labels.shape, split.labels.dtype) == ((1000,), np.uint8)
    assert (split.masks.shape, split.masks.dtype) == ((1000, 32, 32), np.bool_)
    assert not drawing.cued.any() and not drawing.cue_boxes.any()


@SMALL
@given(st.integers(1, 30), st.integers(0, 30), st.integers(0, 2**70), st.integers(0, 2**40))
def test_a_picture_does_not_depend_on_what_is_drawn_with_it(count, before, seed, start):
    """Alone, in a run, or in the middle of one: the same picture, label and mask."""
    some = draw(count, seed, start=start + before)
    run = draw(before + count, seed, start=start).between(before, before + count)
    np.testing.assert_array_equal(some.images, run.images)
    np.testing.assert_array_equal(some.labels, run.labels)
    np.testing.assert_array_equal(some.masks, run.masks)


def test_a_picture_does_not_depend_on_its_batch(drawing):
    """Not at the borders of the batches either, and not in a batch of one."""
    for place in (0, BATCH - 1, BATCH, 2 * BATCH + 1, 999):
        alone = draw(1, seed=3, start=place)
        np.testing.assert_array_equal(alone.images[0], drawing.split.images[place])
        np.testing.assert_array_equal(alone.masks[0], drawing.split.masks[place])


def test_every_process_draws_the_same():
    code = (
        "import zlib; from cnn_core.data.drawn import draw; s = draw(40, 5);"
        "print(zlib.crc32(s.images.tobytes() + s.labels.tobytes() + s.masks.tobytes()))"
    )
    here = draw(40, 5)
    expected = zlib.crc32(here.images.tobytes() + here.labels.tobytes() + here.masks.tobytes())
    for salt in ("1", "2"):
        surroundings = os.environ | {"PYTHONHASHSEED": salt, "PYTHONPATH": os.pathsep.join(sys.path)}
        ran = subprocess.run(
            [sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, timeout=60
        )
        assert ran.stdout.strip() == str(expected), ran.stderr[-500:]


def test_no_two_pictures_are_equal(drawing):
    other = draw(200, seed=4)
    seen = {image.tobytes() for image in (*drawing.split.images, *other.images)}
    assert len(seen) == 1200


@SMALL
@given(st.integers(1, 60), st.integers(0, 1000), st.integers(0, 10_000))
def test_classes_are_balanced(count, seed, start):
    per_class = np.bincount(draw(count, seed, start=start).labels, minlength=len(CLASSES))
    assert per_class.max() - per_class.min() <= 2
    if start % 10 == 0:
        assert per_class.max() - per_class.min() <= 1


def test_classes_are_shuffled(drawing):
    labels = drawing.split.labels
    assert len({tuple(labels[i : i + 10]) for i in range(0, 1000, 10)}) > 90
    assert all(len(set(labels[place::10])) == 10 for place in range(10)), "no place is kept for a class"


def test_outside_the_mask_the_scene_is_the_same_without_the_object(drawing, empty):
    np.testing.assert_array_equal(drawing.split.masks, empty.split.masks)
    outside = ~drawing.split.masks
    np.testing.assert_array_equal(drawing.split.images[outside], empty.split.images[outside])


def test_inside_the_mask_there_is_the_object(drawing, empty):
    changed = (drawing.split.images != empty.split.images).any(axis=-1)
    inside = [float(c[m].mean()) for c, m in zip(changed, drawing.split.masks, strict=True)]
    assert np.mean(inside) > 0.97
    assert min(inside) > 0.6, "even where it has nearly the colour of what is behind"


def test_the_object_is_large_enough_and_leaves_room(drawing):
    area = drawing.split.masks.mean(axis=(1, 2))
    assert area.min() > 0.03 and area.max() < 0.85
    assert 0.2 < area.mean() < 0.45
    for label, name in enumerate(CLASSES):
        assert 0.12 < area[drawing.split.labels == label].mean() < 0.6, name


def test_things_in_front_hide_parts_of_some_objects():
    """What is hidden of the object's own layer is not in the mask."""
    masks = draw(200, seed=8).masks
    whole = [scene(8, i, label_of(8, i)).thing for i in range(200)]
    covered = [(np.frombuffer(layer, np.uint8).reshape(32, 32, 4)[..., 3] > 0).sum() for layer in whole]
    seen = masks.sum(axis=(1, 2)) / np.array(covered)
    assert 0.1 < (seen < 1).mean() < 0.6
    assert seen.max() == 1 and seen.min() > 0.25, "most of it is always seen"


def test_a_class_mean_is_no_classifier(drawing):
    """A cheap guard; the benchmark says what classifiers that are trained reach."""
    pixels = drawing.split.images.reshape(1000, -1).astype(float)
    labels = drawing.split.labels
    means = np.stack([pixels[:700][labels[:700] == label].mean(axis=0) for label in range(10)])
    distance = ((pixels[700:, None] - means) ** 2).sum(axis=2)
    right = (distance.argmin(axis=1) == labels[700:]).mean()
    assert 0.1 < right < 0.4


def test_the_place_alone_tells_little():
    """The best guess from the kind of place, worked out from how often each class is where."""
    weights = np.array([[1 + PREFERRED[name].get(kind, 0) for kind in KINDS] for name in CLASSES])
    chances = weights / weights.sum(axis=1, keepdims=True)
    assert chances.max(axis=0).sum() / len(CLASSES) < 0.3
    assert all(set(PREFERRED[name]) <= set(KINDS) for name in CLASSES)


def test_a_data_set_has_a_train_and_a_test_part():
    data = drawn_dataset(40, 30, seed=6)
    assert (data.name, len(data.train), len(data.test)) == ("drawn", 40, 30)
    np.testing.assert_array_equal(data.train.images, draw(40, seed=6).images)
    both = {image.tobytes() for image in (*data.train.images, *data.test.images)}
    assert len(both) == 70
    assert TEST_START > MOST, "no training set reaches the test pictures"


@pytest.mark.parametrize(
    "arguments, key",
    [
        ({"count": 0}, "too_small"),
        ({"count": 2.0}, "not_an_integer"),
        ({"count": True}, "not_an_integer"),
        ({"count": MOST + 1}, "out_of_range"),
        ({"count": 1, "seed": -1}, "too_small"),
        ({"count": 1, "seed": "1"}, "not_an_integer"),
        ({"count": 1, "start": -1}, "too_small"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments, key):
    with pytest.raises(LabError) as refused:
        draw(**arguments)
    assert refused.value.key == key


@pytest.mark.parametrize("train, test, name", [(0, 1, "train"), (1, 0, "test"), (1, MOST + 1, "test")])
def test_a_data_set_names_the_part_that_is_wrong(train, test, name):
    with pytest.raises(LabError) as refused:
        drawn_dataset(train, test)
    assert refused.value.values["name"] == name
