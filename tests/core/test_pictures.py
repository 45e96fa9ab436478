"""The drawn photograph, and pictures that learners bring: whatever the file, a square or a reason."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnn_core.data.pictures import grey, landscape, read_picture
from cnn_core.errors import LabError


def encoded(image, kind="PNG", **options):
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def plain(mode="RGB", size=(60, 40), colour=(200, 30, 60)):
    return Image.new("RGB", size, colour).convert(mode)


def test_the_landscape_is_a_picture():
    picture = landscape()
    assert (picture.shape, picture.dtype) == ((256, 256, 3), np.uint8)
    assert picture.min() < 40 and picture.max() > 215, "it has darks and lights"
    top, bottom = picture[:40].mean(axis=(0, 1)), picture[-40:].mean(axis=(0, 1))
    assert top[2] > top[0] and bottom[1] > bottom[2], "blue sky above, green meadow below"


def test_the_landscape_is_the_same_every_time():
    np.testing.assert_array_equal(landscape(64), landscape(64))
    assert (landscape(64, seed=1) != landscape(64, seed=2)).any()


def test_a_landscape_too_small_to_see_is_refused():
    with pytest.raises(LabError) as refused:
        landscape(31)
    assert refused.value.key == "too_small"


@pytest.mark.parametrize(
    "content",
    [
        encoded(plain()),
        encoded(plain(), "JPEG", quality=95),
        encoded(plain(), "WEBP", lossless=True),
        encoded(plain(), "BMP"),
        encoded(plain("RGBA")),
        encoded(plain().quantize(), "GIF"),
        encoded(plain("CMYK"), "JPEG", quality=95),
    ],
    ids=["png", "jpeg", "webp", "bmp", "rgba", "gif", "cmyk"],
)
def test_every_kind_of_file(content):
    picture = read_picture(content, side=32)
    assert (picture.shape, picture.dtype) == ((32, 32, 3), np.uint8)
    assert np.abs(picture.astype(int) - [200, 30, 60]).max() < 25


@pytest.mark.parametrize("mode, value", [("L", 77), ("1", 255), ("LA", 77)])
def test_grey_pictures_become_three_equal_channels(mode, value):
    picture = read_picture(encoded(Image.new("L", (20, 20), value).convert(mode)), side=8)
    assert (picture == value).all()


def test_sixteen_bits_are_read():
    pixels = np.full((16, 16), 40_000, dtype=np.uint16)
    assert read_picture(encoded(Image.fromarray(pixels)), side=8).shape == (8, 8, 3)


def test_what_is_transparent_is_white_paper():
    assert (read_picture(encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0))), side=4) == 255).all()


def test_the_middle_square_is_kept():
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = (0, 255, 0)
    assert (read_picture(encoded(Image.fromarray(wide)), side=10) == (0, 255, 0)).all()
    tall = np.ascontiguousarray(wide.transpose(1, 0, 2))
    assert (read_picture(encoded(Image.fromarray(tall)), side=10) == (0, 255, 0)).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1)])
def test_the_smallest_pictures_are_read(size):
    assert read_picture(encoded(plain(size=size))).shape == (256, 256, 3)


WHOLE = encoded(Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)))


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", WHOLE[: len(WHOLE) // 2], WHOLE[:20], "圖片".encode(), b"<svg xmlns='x'/>",
     b"%PDF-1.7", encoded(plain(), "TIFF"), b"\x89PNG\r\n\x1a\n" + b"\0" * 40],
    ids=["empty", "text", "half", "head", "chinese", "svg", "pdf", "tiff", "zeros"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(LabError) as refused:
        read_picture(content)
    assert refused.value.key == "not_a_picture"


@settings(max_examples=60, deadline=None)
@given(st.integers(8, len(WHOLE) - 1), st.binary(min_size=1, max_size=30))
def test_a_damaged_file_is_read_or_refused(place, noise):
    content = WHOLE[:place] + noise + WHOLE[place + len(noise) :]
    try:
        assert read_picture(content, side=16).shape == (16, 16, 3)
    except LabError as error:
        assert error.key in ("not_a_picture", "picture_too_large")


@pytest.mark.parametrize("side", [7_000, 20_000, 2**31 - 1])
def test_a_bomb_is_refused_before_it_is_unpacked(side):
    """A few bytes whose head promises a giant picture; there is nothing behind it to unpack."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    data = zlib.compress(b"\0")
    body = struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    with pytest.raises(LabError) as refused:
        read_picture(b"\x89PNG\r\n\x1a\n" + chunk + body)
    assert refused.value.key == "picture_too_large"


def test_brightness():
    colours = np.array([[[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    white, black, red, green, blue = grey(colours)[0]
    assert (white, black) == (255, 0)
    assert green > red > blue, "green looks brightest, blue darkest"
