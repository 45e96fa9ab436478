"""The planted cue: on the pictures that are said to carry it, where it is said to be, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from cnn_core.data.drawn import Cue, draw, draw_with_details, drawn_dataset
from cnn_core.errors import LabError


def places_of(tag, image):
    """Where the tag is found in the picture, by comparing it everywhere."""
    side = len(tag)
    windows = sliding_window_view(image, (side, side, 3))[:, :, 0]
    return np.argwhere((windows == tag).all(axis=(2, 3, 4))).tolist()


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 9), st.floats(0, 1), st.floats(0, 1), st.integers(2, 16), st.integers(0, 10**6),
    st.integers(0, 10**6),
)  # fmt: skip
def test_the_tag_is_exactly_where_it_is_said_to_be(label, share, others, side, seed, start):
    cue = Cue(label, share, side, others)
    drawing = draw_with_details(30, seed, cue, start)
    for image, cued, box in zip(drawing.split.images, drawing.cued, drawing.cue_boxes, strict=True):
        top, left, bottom, right = box.tolist()
        assert places_of(cue.tag(), image) == ([[top, left]] if cued else [])
        assert (bottom - top, right - left) == ((side, side) if cued else (0, 0))
        assert 0 <= top <= bottom <= 32 and 0 <= left <= right <= 32


def test_the_rest_of_the_picture_stays():
    """With and without the cue the same picture, the same label; the mask loses what the tag hides."""
    plain, drawing = draw(200, seed=2), draw_with_details(200, seed=2, cue=Cue(5, share=1.0, side=6))
    tagged = np.zeros((200, 32, 32), dtype=bool)
    for i, (top, left, bottom, right) in enumerate(drawing.cue_boxes):
        tagged[i, top:bottom, left:right] = True
    np.testing.assert_array_equal(drawing.split.images[~tagged], plain.images[~tagged])
    np.testing.assert_array_equal(drawing.split.labels, plain.labels)
    np.testing.assert_array_equal(drawing.split.masks, plain.masks & ~tagged)
    np.testing.assert_array_equal(drawing.cued, plain.labels == 5)
    assert (plain.masks & tagged).any(), "somewhere the tag hides a part of an object"


def test_the_share_is_kept():
    """Of many pictures, within four standard deviations."""
    cue, count = Cue(3, share=0.9, others=0.05), 5000
    of_class = sum(cue.carried_by(3, 0, i) for i in range(count)) / count
    of_others = sum(cue.carried_by(4, 0, i) for i in range(count)) / count
    assert abs(of_class - 0.9) < 4 * (0.9 * 0.1 / count) ** 0.5
    assert abs(of_others - 0.05) < 4 * (0.05 * 0.95 / count) ** 0.5


def test_the_place_varies_a_little():
    corners = {Cue(0).corner(1, i) for i in range(300)}
    assert len(corners) == 16
    assert min(min(corner) for corner in corners) >= 32 - 4 - 3


def test_a_cue_does_not_depend_on_the_batch():
    cue = Cue(1, share=0.5, others=0.5)
    whole, part = draw_with_details(90, 4, cue), draw_with_details(20, 4, cue, start=60)
    np.testing.assert_array_equal(whole.split.images[60:80], part.split.images)
    np.testing.assert_array_equal(whole.cue_boxes[60:80], part.cue_boxes)
    np.testing.assert_array_equal(whole.cued[60:80], part.cued)


def test_a_data_set_carries_it_in_both_parts():
    cue = Cue(7, share=1.0)
    data = drawn_dataset(20, 20, seed=1, cue=cue)
    assert data.name == "drawn-cue"
    for split in (data.train, data.test):
        found = [bool(places_of(cue.tag(), image)) for image in split.images]
        assert found == (split.labels == 7).tolist()


@pytest.mark.parametrize(
    "arguments, key, name",
    [
        ({"class_label": 10}, "out_of_range", "class_label"),
        ({"class_label": -1}, "too_small", "class_label"),
        ({"class_label": "cat"}, "not_an_integer", "class_label"),
        ({"class_label": 1, "share": 1.5}, "out_of_range", "share"),
        ({"class_label": 1, "share": -0.1}, "too_small", "share"),
        ({"class_label": 1, "share": float("nan")}, "not_finite", "share"),
        ({"class_label": 1, "share": "all"}, "not_numbers", "share"),
        ({"class_label": 1, "others": 2}, "out_of_range", "others"),
        ({"class_label": 1, "side": 1}, "too_small", "side"),
        ({"class_label": 1, "side": 17}, "out_of_range", "side"),
    ],
)
def test_what_is_no_cue_is_refused(arguments, key, name):
    with pytest.raises(LabError) as refused:
        Cue(**arguments)
    assert (refused.value.key, refused.value.values["name"]) == (key, name)
