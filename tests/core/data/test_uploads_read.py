"""A learner's picture for a network: every mode and format, upright; the rest refused. Oracle: Pillow."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageOps

from cnn_core.data.uploads import MAX_BYTES, MAX_PIXELS, brought, in_colours, read_upload, upright
from cnn_core.errors import LabError


def encoded(image, kind="PNG", **options):
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def scene(width=48, height=32):
    """Different colours in all four corners, so that every turn shows."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (220, 40, 40)
    pixels[: height // 2, width // 2 :] = (40, 200, 60)
    pixels[height // 2 :, : width // 2] = (50, 60, 210)
    pixels[height // 2 :, width // 2 :] = (230, 220, 60)
    return Image.fromarray(pixels)


def refused(content, **options):
    with pytest.raises(LabError) as error:
        read_upload(content, **options)
    return error.value


COLOUR = (
    "PNG RGB", "PNG RGBA", "PNG P", "JPEG RGB", "JPEG CMYK", "WEBP RGB", "WEBP RGBA", "GIF P", "GIF RGB",
    "BMP RGB", "BMP P", "BMP RGBA", "MPO RGB",
)  # fmt: skip
GREY = ("PNG L", "PNG LA", "PNG I;16", "PNG 1", "JPEG L", "GIF L", "BMP L", "BMP 1", "GIF 1", "WEBP L")


@pytest.mark.parametrize("fit", ["crop", "pad"])
@pytest.mark.parametrize("written", COLOUR)
def test_every_format_and_mode_with_colours(written, fit):
    kind, mode = written.split()
    expected = read_upload(encoded(scene(32, 32)), fit=fit).astype(int)
    np.testing.assert_array_equal(expected, np.asarray(scene(32, 32)), "a picture of the right size is kept")
    image = scene(32, 32).quantize(16) if mode == "P" else scene(32, 32).convert(mode)
    got = read_upload(encoded(image, kind), fit=fit)
    assert (got.shape, got.dtype) == ((32, 32, 3), np.uint8)
    # Palettes and JPEG change colours a little; at the edges JPEG more.
    assert np.median(np.abs(got - expected)) <= 8
    assert np.abs(got - expected)[2:14, 2:14].max() <= 24


@pytest.mark.parametrize("written", GREY)
def test_every_format_and_mode_in_grey(written):
    kind, mode = written.split()
    values = np.zeros((32, 32), np.uint8)
    values[:, 16:] = 255
    image = Image.fromarray(values)
    if mode == "I;16":
        image = Image.fromarray(values.astype(np.uint16) * 257)
    got = read_upload(encoded(image.convert(mode) if mode != "I;16" else image, kind)).astype(int)
    assert np.abs(got[:, :12]).max() <= 3 and np.abs(got[:, 20:] - 255).max() <= 3
    assert np.ptp(got, axis=-1).max() <= 3, "grey has three equal channels"


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV"]
)
def test_every_mode_of_pillow_keeps_its_colours(mode):
    image = Image.new("RGB", (4, 4), (200, 30, 60))
    for step in {"La": ("LA", "La"), "RGBa": ("RGBA", "RGBa"), "PA": ("P", "PA")}.get(mode, (mode,)):
        image = image.convert(step)
    assert image.mode == mode
    plain = image.convert({"1": "L", "La": "LA", "RGBa": "RGBA"}.get(mode, mode))
    difference = np.asarray(in_colours(image), int) - np.asarray(plain.convert("RGB"), int)
    assert np.abs(difference).max() <= 2


@pytest.mark.parametrize(
    "values, expected",
    [(np.array([[0, 32768, 65535]], np.uint16), [0, 128, 255]),
     (np.array([[0, 100, 255]], np.int32), [0, 100, 255]),
     (np.array([[0, 32768, 65535]], np.int32), [0, 128, 255]),
     (np.array([[-2, 0, 2]], np.int32), [0, 128, 255]),
     (np.array([[0.0, 0.5, 1.0]], np.float32), [0, 128, 255]),
     (np.array([[0.0, 99.6, 255.0]], np.float32), [0, 100, 255]),
     (np.array([[-1.0, np.nan, 1.0]], np.float32), [0, 128, 255]),
     (np.array([[0.0, np.inf, 1.0]], np.float32), [0, 255, 255]),
     (np.array([[70000, 70000, 70000]], np.int32), [255, 255, 255])],
    ids=["16 bits", "8 of 32", "16 of 32", "signed", "shares", "whole scale", "nan", "infinite", "one value"],
)  # fmt: skip
def test_more_than_eight_bits_are_scaled_not_cut_off(values, expected):
    assert np.asarray(in_colours(Image.fromarray(values)))[0, :, 0].tolist() == expected


def test_see_through_is_white_paper():
    half = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    half.paste((200, 0, 0, 255), (0, 0, 16, 32))
    palette = half.convert("P", palette=Image.Palette.ADAPTIVE)
    for image, kind in [
        (half, "PNG"),
        (half, "WEBP"),
        (palette, "PNG"),
        (half, "GIF"),
        (half.convert("LA"), "PNG"),
    ]:
        assert (
            read_upload(encoded(image, kind, **({"lossless": True} if kind == "WEBP" else {})))[:, 20:] >= 250
        ).all()
    opaque = Image.new("L", (8, 8), 7)
    assert (read_upload(encoded(opaque, transparency=7), side=8) == 255).all()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_shows_the_same_upright_picture(orientation, kind):
    inverse = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]  # of Image.Transpose
    upright_scene = scene(48, 32)
    stored = upright_scene if inverse is None else upright_scene.transpose(Image.Transpose(inverse))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    content = encoded(stored, kind, exif=exif, **({"quality": 95} if kind != "PNG" else {}))
    oracle = ImageOps.exif_transpose(Image.open(BytesIO(content))).convert("RGB")
    got = upright(content)
    assert got.size == (48, 32)
    np.testing.assert_array_equal(np.asarray(got), np.asarray(oracle))
    assert np.abs(np.asarray(got, int) - np.asarray(upright_scene, int))[4:12, 4:20].max() < 24


def test_a_damaged_tag_is_no_reason_to_refuse():
    for exif in (b"Exif\0\0" + b"\xff" * 40, b"Exif\0\0II*\0\x08\0\0\0\xff\xff", b"Exif\0\0"):
        assert read_upload(encoded(scene(), "JPEG", exif=exif)).shape == (32, 32, 3)


def test_of_an_animation_the_first_picture():
    frames = [Image.new("RGB", (40, 40), (index % 250, 0, 255 - index % 250)) for index in range(3000)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=20)
    assert Image.open(BytesIO(content)).n_frames == 3000
    np.testing.assert_allclose(read_upload(content)[5, 5], (0, 0, 255), atol=2)
    content = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:20], lossless=True)
    np.testing.assert_allclose(read_upload(content)[5, 5], (0, 0, 255), atol=2)


def test_cropped_is_the_middle_and_padded_is_all_of_it():
    pixels = np.zeros((32, 96, 3), np.uint8)
    pixels[:, :32], pixels[:, 32:64], pixels[:, 64:] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    assert (read_upload(encoded(Image.fromarray(pixels)), fit="crop") == (0, 255, 0)).all()
    padded = read_upload(encoded(Image.fromarray(pixels)), fit="pad")
    assert (padded[:10] == 85).all() and (padded[-10:] == 85).all(), "the mean of all three"
    seen = padded[16].astype(int)
    assert seen[2, 0] > 240 and seen[16, 1] > 240 and seen[29, 2] > 240


def test_fine_stripes_do_not_become_coarse_ones():
    stripes = np.zeros((512, 512, 3), np.uint8)
    stripes[:, ::2] = 255
    assert np.ptp(read_upload(encoded(Image.fromarray(stripes)))[:, 2:-2]) <= 6


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 120), st.integers(1, 120), st.integers(1, 64), st.sampled_from(["crop", "pad"]))
def test_any_size_becomes_the_wanted_square(width, height, side, fit):
    content = encoded(Image.new("RGB", (width, height), (10, 200, 90)), "BMP")
    got = read_upload(content, side, fit)
    assert got.shape == (side, side, 3) and (got == (10, 200, 90)).all()


@pytest.mark.parametrize("size", [(1, 200_000), (200_000, 1), (6000, 6000)])
@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_long_and_large_ones_take_no_giant_square(size, fit):
    assert (read_upload(encoded(Image.new("L", size, 90)), fit=fit) == 90).all()


def test_a_large_photograph_is_made_smaller_first():
    image = upright(encoded(scene(6000, 4000), "JPEG"))
    assert image.width * image.height < 16_000_000 and image.width * 2 == image.height * 3
    both = brought(encoded(scene(600, 400), "PNG"))
    assert both.picture.shape == (256, 384, 3) and set(both.seen) == {"crop", "pad"}
    np.testing.assert_array_equal(both.seen["pad"], read_upload(encoded(scene(600, 400)), fit="pad"))


WHOLE = {
    kind: encoded(Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)), kind)
    for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP")
}


@pytest.mark.parametrize("kind", WHOLE)
def test_half_a_file_is_told_as_such(kind):
    assert refused(WHOLE[kind][: len(WHOLE[kind]) // 2]).key == "picture_truncated"


@pytest.mark.parametrize(
    "content",
    [b"not a picture", "圖片".encode(), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\0",
     encoded(scene(), "TIFF"), encoded(scene(), "ICO"), encoded(scene(), "PPM"),
     b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"],
    ids=["text", "chinese", "svg", "pdf", "zero", "tiff", "ico", "ppm", "postscript"],
)  # fmt: skip
def test_what_is_no_picture(content):
    assert refused(content).key == "not_a_picture"


def test_nothing_and_pictures_without_pixels():
    assert refused(b"").key == "picture_empty"
    for size in [(0, 4), (4, 0), (0, 0)]:
        assert refused(bomb(*size)).key == "picture_truncated"
        bmp = bytearray(WHOLE["BMP"])
        bmp[18:26] = struct.pack("<ii", *size)
        assert refused(bytes(bmp)).key == "not_a_picture"


def bomb(width, height):
    """A PNG whose head promises so much, with nothing behind it."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [6400, 9500, 20_000, 2**31 - 1])
def test_a_bomb_is_refused_before_it_is_unpacked(side):
    error = refused(bomb(side, side))
    assert (error.key, error.values) == ("picture_too_large", {"max_pixels": MAX_PIXELS})


def test_a_heavy_file_is_refused_unread():
    error = refused(WHOLE["PNG"] + b"\0" * MAX_BYTES)
    assert (error.key, error.values) == ("upload_too_large", {"max_bytes": MAX_BYTES, "megabytes": 10})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 4000), st.binary(max_size=12), st.booleans())
def test_a_damaged_file_is_read_or_refused(kind, place, noise, cut):
    whole = WHOLE[kind]
    place %= len(whole)
    content = whole[:place] + noise + (b"" if cut else whole[place + len(noise) :])
    try:
        assert read_upload(content, 8).shape == (8, 8, 3)
    except LabError as error:
        assert error.key in ("not_a_picture", "picture_truncated", "picture_too_large", "picture_empty")


@pytest.mark.parametrize("options, key", [({"fit": "stretch"}, "unknown_choice"), ({"side": 0}, "too_small")])
def test_a_wrong_call_is_refused(options, key):
    assert refused(WHOLE["PNG"], **options).key == key
