"""The pen of the drawn data set: areas, places and turns against geometry; every view fits its frame."""

import math
import random

import numpy as np
import pytest

from cnn_core.data.dataset import CLASSES
from cnn_core.data.drawn.paints import APART, PAINTS, Paints
from cnn_core.data.drawn.pen import Layer, placed
from cnn_core.data.drawn.views import VIEWS

RED = (200, 30, 60)


def drawn(draw, middle=(16, 16), size=10, **frame):
    """The layer as (32, 32, 4) after `draw(pen)`."""
    layer = Layer()
    draw(placed(layer, middle, size, **frame))
    return np.frombuffer(layer.reduced(), np.uint8).reshape(32, 32, 4)


def coverage(pixels):
    return pixels[..., 3] / 255


def centre(pixels):
    """Mean x and y of what is covered."""
    covered = coverage(pixels)
    y, x = np.mgrid[:32, :32] + 0.5
    return (x * covered).sum() / covered.sum(), (y * covered).sum() / covered.sum()


@pytest.mark.parametrize("wide, high, turn", [(1.0, 1.0, 0), (1.2, 0.4, 0), (1.2, 0.4, 35), (0.3, 0.9, 120)])
def test_an_ellipse_has_its_area(wide, high, turn):
    pixels = drawn(lambda pen: pen.blob(0, 0, wide, high, RED, turn))
    assert coverage(pixels).sum() == pytest.approx(math.pi * wide * high * 100, rel=0.06)
    assert centre(pixels) == pytest.approx((16, 16), abs=0.3)


@pytest.mark.parametrize("turn", [0, 30, 45, 120])
def test_an_ellipse_points_where_it_is_turned(turn):
    """The main axis of what is covered, from its second moments, with y growing downwards."""
    covered = coverage(drawn(lambda pen: pen.blob(0, 0, 1.2, 0.4, RED, turn)))
    y, x = np.mgrid[:32, :32] - 15.5
    xx, yy, xy = ((covered * product).sum() for product in (x * x, y * y, x * y))
    axis = math.degrees(math.atan2(2 * xy, xx - yy)) / 2
    assert abs((axis - turn + 90) % 180 - 90) < 3
    variances = np.linalg.eigvalsh(np.array([[xx, xy], [xy, yy]]) / covered.sum())
    assert np.sqrt(variances) == pytest.approx((2, 6), rel=0.08), "half axes over 2, as of any full ellipse"


def test_a_closed_curve_through_points_of_a_circle_is_one():
    points = [(math.cos(i * math.pi / 4), math.sin(i * math.pi / 4)) for i in range(8)]
    pixels = drawn(lambda pen: pen.curve(points, RED))
    assert coverage(pixels).sum() == pytest.approx(math.pi * 100, rel=0.06)


def test_a_limb_is_a_trapezium_of_its_widths():
    pixels = drawn(lambda pen: pen.limb([(-1, 0), (1, 0)], 0.8, 0.4, RED))
    assert coverage(pixels).sum() == pytest.approx(2 * 0.6 * 100, rel=0.08)


def test_colour_is_multiplied_by_coverage():
    pixels = drawn(lambda pen: pen.box(-1, -1, 1, 1, RED))
    full = pixels[..., 3] == 255
    assert full.sum() >= 18 * 18
    assert (pixels[full][:, :3] == RED).all()
    edge = ~full & (pixels[..., 3] > 0)
    np.testing.assert_allclose(pixels[edge][:, :3], np.outer(pixels[edge][:, 3] / 255, RED), atol=1)
    assert not pixels[pixels[..., 3] == 0].any()


@pytest.mark.parametrize(
    "frame, expected",
    [
        ({}, (22, 16)),
        ({"mirror": True}, (10, 16)),
        ({"turn": 90}, (16, 22)),  # clockwise: y grows downwards
        ({"turn": 90, "mirror": True}, (16, 10)),
        ({"stretch": 1.25}, (23.5, 16)),
        ({"middle": (12, 20)}, (18, 20)),
    ],
)
def test_a_frame_places_what_is_drawn(frame, expected):
    pixels = drawn(lambda pen: pen.blob(0.6, 0, 0.2, 0.2, RED), **frame)
    assert centre(pixels) == pytest.approx(expected, abs=0.35)


def test_shear_moves_what_lies_lower():
    pixels = drawn(lambda pen: pen.blob(0, 0.6, 0.2, 0.2, RED), shear=0.5)
    assert centre(pixels) == pytest.approx((19, 22), abs=0.35)


def test_a_part_has_a_frame_of_its_own():
    """Half as large, turned and mirrored around its place, inside a frame that is turned itself."""

    def part(pen):
        pen.moved(0.4, 0.2, 0.5, turn=90, mirror=True).blob(0.8, 0.0, 0.2, 0.2, RED)

    # Mirrored, 0.8 is -0.8; halved -0.4; turned clockwise that is up: (0.4, -0.2); turned again: (0.2, 0.4).
    assert centre(drawn(part)) == pytest.approx((20, 14), abs=0.35)
    assert centre(drawn(part, turn=90)) == pytest.approx((18, 20), abs=0.35)


@pytest.mark.parametrize("behind", PAINTS)
def test_a_colour_stands_out_from_what_is_behind(behind):
    paints = Paints(random.Random(1), behind)
    picked = np.array([paints.pick(PAINTS) for _ in range(200)])
    near = ((picked - np.array(behind)) ** 2).sum(axis=1) <= APART
    assert near.mean() < 0.08, "four tries nearly always find one"
    assert picked.min() >= 0 and picked.max() <= 255 and len(np.unique(picked, axis=0)) > 100


@pytest.mark.parametrize("name", CLASSES)
def test_every_view_is_an_object_in_its_frame(name):
    """Of a sensible size, about in the middle, in several colours; none leaves the frame by much."""
    for view in VIEWS[name]:
        for seed in range(8):
            dice = random.Random(seed)
            pixels = drawn(lambda pen, dice=dice, view=view: view.draw(pen, Paints(dice, (128, 128, 128))))
            area = coverage(pixels).sum() / 400  # of the frame, 2 x 2 units
            what = f"{name}, {view.draw.__name__}, {seed}"
            assert 0.12 < area < 1.1, what
            assert centre(pixels) == pytest.approx((16, 16), abs=4.5), what
            outside = coverage(pixels).copy()
            outside[4:29, 3:30] = 0
            assert outside.sum() < 0.12 * coverage(pixels).sum(), what
            assert len(np.unique(pixels[pixels[..., 3] == 255], axis=0)) > 5, what


def test_every_class_has_several_views():
    assert list(VIEWS) == list(CLASSES)
    assert all(len(views) >= 3 for views in VIEWS.values())
