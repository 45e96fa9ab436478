"""Augmentation against NumPy, SciPy and Pillow: the same image moved, turned and coloured by others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance
from scipy import ndimage

from cnn_core.data.augment import augment
from cnn_core.data.augment_colour import GREY, covered, recoloured
from cnn_core.data.augment_place import moved, turned
from cnn_core.errors import LabError
from cnn_core.training.augmentation import Augmentation

SIDES = st.integers(1, 9)


def noise(count=3, height=8, width=8, seed=0, low=0, high=256):
    return np.random.default_rng(seed).integers(low, high, (count, height, width, 3), dtype=np.uint8)


def ones(count, value=1.0):
    return np.full(count, value, np.float32)


@given(SIDES, SIDES, st.integers(-20, 20), st.integers(-20, 20), st.booleans())
def test_moving_is_padding_and_cutting(height, width, down, right, mirror):
    """np.pad's "reflect", as far out as needed; then the window, mirrored."""
    image = noise(1, height, width)
    reach = 20
    padded = np.pad(image, ((0, 0), (reach, reach), (reach, reach), (0, 0)), mode="reflect")
    window = padded[:, reach - down : reach - down + height, reach - right : reach - right + width]
    expected = window[:, :, ::-1] if mirror else window
    result = moved(image, np.array([mirror]), np.array([down]), np.array([right]))
    assert np.array_equal(result, expected)


def test_each_image_moves_by_itself():
    images = noise(4)
    flips = np.array([True, False, True, False])
    rows, columns = np.array([0, 1, -2, 3]), np.array([0, 0, 1, -3])
    together = moved(images, flips, rows, columns)
    for n in range(4):
        alone = moved(images[n : n + 1], flips[n : n + 1], rows[n : n + 1], columns[n : n + 1])
        assert np.array_equal(together[n], alone[0])
    assert np.array_equal(together[0], images[0][:, ::-1])


def by_scipy(image, degrees, zoom):
    """scipy.ndimage reads between pixels, too; "mirror" is the reflection in the outermost pixel."""
    height, width, _ = image.shape
    angle = np.deg2rad(degrees)
    back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / zoom
    middle = np.array([(height - 1) / 2, (width - 1) / 2])
    places = np.indices((height, width)).reshape(2, -1)
    at = (back @ (places - middle[:, None]) + middle[:, None]).reshape(2, height, width)
    channels = [
        ndimage.map_coordinates(image[..., c].astype(float), at, order=1, mode="mirror") for c in range(3)
    ]
    return np.stack(channels, axis=-1)


@settings(max_examples=60)
@given(st.integers(2, 9), st.integers(2, 9), st.floats(-180, 180), st.floats(0.5, 1.5))
def test_turning_and_zooming_as_scipy(height, width, degrees, zoom):
    image = noise(1, height, width)
    result = turned(image, ones(1, degrees), ones(1, zoom))[0].astype(float)
    # Half a step of rounding, and a little more where float32 reads at a slightly other place.
    assert (
        np.abs(result - by_scipy(image[0], float(np.float32(degrees)), float(np.float32(zoom)))).max() < 0.52
    )


@pytest.mark.parametrize("quarters", [1, 2, 3, 4])
def test_quarter_turns_are_exact(quarters):
    image = noise(1, 32, 32)
    result = turned(image, ones(1, 90 * quarters), ones(1))
    assert np.array_equal(result[0], np.rot90(image[0], quarters))


def test_zoom_enlarges():
    image = np.zeros((1, 21, 21, 3), np.uint8)
    image[0, 8:13, 8:13] = 255
    light = [int(turned(image, ones(1, 0), ones(1, zoom)).sum()) for zoom in (0.8, 1.0, 1.5)]
    assert light[0] < light[1] < light[2]


@pytest.mark.parametrize(
    "place, enhance", [(0, ImageEnhance.Brightness), (1, ImageEnhance.Contrast), (2, ImageEnhance.Color)]
)
@pytest.mark.parametrize("factor", [0.0, 0.4, 0.9, 1.0, 1.3])
def test_colours_as_pillow(place, enhance, factor):
    images = noise(2, 16, 16, low=60, high=180)
    factors = [ones(2), ones(2), ones(2)]
    factors[place] = ones(2, factor)
    result = recoloured(images, *factors)
    for image, changed in zip(images, result, strict=True):
        expected = np.asarray(enhance(Image.fromarray(image)).enhance(factor)).astype(int)
        assert np.abs(changed.astype(int) - expected).max() <= 1  # Pillow cuts off the fraction


def test_colours_do_not_wrap_round():
    images = noise()
    assert (recoloured(images, ones(3, 1.9), ones(3, 1.9), ones(3)).astype(int) >= 0).all()
    white = np.full((1, 2, 2, 3), 250, np.uint8)
    assert recoloured(white, ones(1, 1.5), ones(1), ones(1)).tolist() == np.full((1, 2, 2, 3), 255).tolist()


@given(st.integers(1, 12), st.integers(-6, 8), st.integers(-6, 8))
def test_the_square_is_grey_and_nothing_else_changes(side, row, column):
    images = noise(1, high=100)
    result = covered(images, side, np.array([row]), np.array([column]))[0]
    inside = np.zeros((8, 8), bool)
    inside[max(row, 0) : max(row + side, 0), max(column, 0) : max(column + side, 0)] = True
    assert (result[inside] == GREY).all()
    assert np.array_equal(result[~inside], images[0][~inside])


# ---- the batch as a whole ------------------------------------------------------------------------

ALL = Augmentation(flip=True, shift=4, rotate=20, zoom=0.2, colour=0.3, cutout=6)


def test_the_same_generator_gives_the_same_images_and_leaves_the_originals():
    images = noise(8, 32, 32)
    before = images.copy()
    first, second = (augment(images, ALL, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)
    assert first.dtype == np.uint8 and first.shape == images.shape
    assert np.array_equal(images, before)
    assert not np.array_equal(first, augment(images, ALL, np.random.default_rng(4)))


def test_every_image_draws_for_itself():
    copies = augment(noise(1, 32, 32).repeat(20, axis=0), ALL, np.random.default_rng(0))
    assert len({copy.tobytes() for copy in copies}) == 20


def test_nothing_set_changes_nothing():
    images = noise()
    assert augment(images, Augmentation(), np.random.default_rng(0)) is images


def test_half_are_mirrored():
    ramp = np.arange(6, dtype=np.uint8)[None, None, :, None].repeat(3, axis=3).repeat(2000, axis=0)
    result = augment(ramp, Augmentation(flip=True), np.random.default_rng(0))
    mirrored = result[:, 0, 0, 0] == 5
    assert 0.46 < mirrored.mean() < 0.54  # 3.6 standard deviations
    assert (mirrored | (result[:, 0, 0, 0] == 0)).all()


def test_all_shifts_come_up_to_the_limit_and_none_beyond():
    dot = np.zeros((2000, 9, 9, 3), np.uint8)
    dot[:, 4, 4] = 255
    result = augment(dot, Augmentation(shift=2), np.random.default_rng(0))
    _, rows, columns = np.nonzero(result[..., 0])
    seen, counts = np.unique(np.stack([rows - 4, columns - 4]), axis=1, return_counts=True)
    assert seen.shape[1] == 25 and np.abs(seen).max() == 2
    assert counts.min() > 40 and counts.max() < 130  # 80 each


def test_the_square_is_put_on_last():
    result = augment(noise(50, 32, 32), ALL, np.random.default_rng(0))
    assert ((result == GREY).all(axis=-1).sum(axis=(1, 2)) >= 9).all()  # a quarter of it at least


@pytest.mark.parametrize(
    "images", [noise().astype(np.float32), noise()[0], noise()[..., :2], noise()[:0]], ids=str
)
def test_what_is_no_batch_is_refused(images):
    with pytest.raises(LabError) as refused:
        augment(images, ALL, np.random.default_rng(0))
    assert refused.value.key == "not_images"


def test_what_cannot_be_done_is_refused():
    with pytest.raises(LabError) as refused:
        augment(noise(), Augmentation(zoom=0.9), np.random.default_rng(0))
    assert refused.value.key == "too_many"
