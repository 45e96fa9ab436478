"""The image that is looked at: held back from training, or the learner's own, which stays in the visit."""

from io import BytesIO

import pytest
from PIL import Image

from app.text import say
from cnn_core.data.dataset import CLASSES
from tests.pages.look_visit import DRAWN, LookVisit, look_lab
from tests.pages.visit import LANGUAGES


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    for _, made in look_lab(tmp_path, monkeypatch):
        yield made


def png(colour=(200, 30, 60), size=(90, 60), **options):
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG", **options)
    return buffer.getvalue()


def bring(visit, content, name="mine.png"):
    visit.app.file_uploader[0].upload(name, content, "image/png")
    return visit.run()


def own(**query):
    return LookVisit(data="own", **query)


def test_the_images_are_those_held_back_from_training():
    visit = LookVisit(n="7")
    label = int(DRAWN.labels[6])
    assert visit.said("image") == f"image: drawn, {label}, {int(DRAWN.images[6].sum())}, True"
    visit.choose("look-page.label.en", "frog")
    frog = DRAWN.images[DRAWN.labels == CLASSES.index("frog")][0]
    assert visit.said("image") == f"image: drawn, {CLASSES.index('frog')}, {int(frog.sum())}, True"
    visit.choose("look-page.source.en", "drawn-cue")
    assert visit.said("image").startswith("image: drawn-cue, 6, ")


def test_turning_goes_round_and_random_is_another_one():
    visit = LookVisit()
    visit.press("look-page.previous")
    assert visit.query["n"] == "500"
    visit.press("look-page.next")
    assert "n" not in visit.query
    visit.press("look-page.random")
    assert 2 <= int(visit.query["n"]) <= 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_opens_the_same_view(language):
    visit = LookVisit(lang=language)
    visit.choose(f"look-page.network.{language}", "drawn")
    visit.choose(f"look-page.source.{language}", "drawn-cue")
    visit.choose(f"look-page.label.{language}", "ship").choose("look-page.nth", 3)
    assert visit.query == {"net": "drawn", "data": "drawn-cue", "class": "ship", "n": "3", "lang": language}
    again = LookVisit(**visit.query)
    for line in ("image", "network", "brightness"):
        assert again.said(line) == visit.said(line)


def test_what_a_link_says_wrongly_is_left_out():
    visit = LookVisit(net="other", n="501", data="mnist", fit="stretch", run="../etc")
    assert visit.query == {}
    assert visit.said("image") == LookVisit().said("image")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_own_picture_is_seen_by_the_network_and_never_in_the_address(engine, language):
    visit = bring(own(lang=language), png())
    total = 32 * 32 * (200 + 30 + 60)
    assert visit.said("image") == f"image: own, None, {total}, False"
    assert visit.query == {"data": "own", "lang": language}
    visit.choose("look-page.fit", "pad")
    assert visit.query == {"data": "own", "fit": "pad", "lang": language}
    visit.choose(f"look-page.source.{language}", "drawn").choose(f"look-page.source.{language}", "own")
    assert visit.said("image") == f"image: own, None, {total}, False", "it is still there"
    visit.press("look-page.remove")
    assert say(language, "look_image.none_yet") in visit.feedback


def test_a_link_with_an_own_picture_falls_back_with_a_note():
    visit = own(n="3")
    assert visit.said("image").startswith("image: drawn, ")
    assert say("en", "look_image.none_yet") in visit.feedback


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "content, key",
    [(b"no picture", "not_a_picture"), (b"", "picture_empty"), (png()[:60], "picture_truncated")],
)
def test_what_is_no_picture_is_told_and_nothing_is_lost(content, key, language):
    visit = bring(own(lang=language, n="9"), png((1, 2, 3)))
    before = visit.said("image")
    bring(visit, content, "notes.png")
    assert say(language, f"error.{key}") in visit.feedback
    assert visit.said("image") == before
    assert visit.query == {"data": "own", "lang": language, "n": "9"}
    bring(visit, png((9, 9, 9)))
    assert say(language, f"error.{key}") not in visit.feedback and visit.said("image") != before


def test_the_camera_is_started_by_a_click_only():
    def cameras(visit):
        return [one for one in visit.texts().split("\n") if say("en", "look_image.camera") in one]

    visit = own()
    assert not cameras(visit)
    assert cameras(visit.press("look-page.camera"))
    assert not cameras(visit.press("look-page.camera"))
