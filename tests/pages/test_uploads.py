"""A learner's own picture: used while the visit lasts, refused in words when it is none."""

from io import BytesIO

import pytest
from PIL import Image

from tests.pages.visit import LANGUAGES, Visit


def black_png():
    buffer = BytesIO()
    Image.new("RGB", (300, 200)).save(buffer, "PNG")
    return buffer.getvalue()


def upload(visit, name, content, kind):
    visit.app.file_uploader[0].upload(name, content, kind)
    return visit.run()


def test_the_numbers_in_the_grid_are_the_pictures_own():
    visit = upload(Visit("convolution", at="picture"), "night.png", black_png(), "image/png")
    visit.press("convolution.picture.preset.outline")
    assert visit.lab["input"]["sheets"][0]["texts"] == [["0"] * 7] * 7


def test_back_to_the_built_in_picture():
    visit = upload(Visit("convolution", at="picture"), "night.png", black_png(), "image/png")
    visit.press("convolution.picture.built-in").run().press("convolution.picture.preset.outline")
    assert visit.lab["input"]["sheets"][0]["texts"] != [["0"] * 7] * 7


@pytest.mark.parametrize(
    "language, said", list(zip(LANGUAGES, ["not a picture", "不是讀得出來的圖片"], strict=True))
)
def test_what_is_no_picture_is_told(language, said):
    visit = Visit("convolution", at="picture", lang=language)
    before = visit.lab["input"]
    upload(visit, "notes.png", b"no picture at all", "image/png")
    assert said in visit.feedback
    assert visit.lab["input"] == before
