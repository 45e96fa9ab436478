"""The lesson about data: answers worked out by hand or from the images, what is said of faults, its links."""

import os
from concurrent.futures import Future

import numpy as np
import pytest

from app.views import data_pipeline, data_which
from cnn_core.data.dataset import CLASSES
from cnn_core.data.download import Progress
from cnn_core.data.load import training_images
from cnn_core.data.pipeline import Measured
from cnn_core.errors import LabError
from tests.content.texts import LANGUAGES, pieces
from tests.pages.test_questions import says
from tests.pages.test_uploads import black_png, upload
from tests.pages.visit import Visit

TEXTS = {language: dict(pieces("lessons/data", language)) for language in LANGUAGES}
UI = {language: dict(pieces("ui", language)) for language in LANGUAGES}
CIFAR10 = os.environ.get("CONVLAB_CIFAR10", "")


@pytest.fixture(autouse=True)
def without_cifar10(monkeypatch, tmp_path):
    """As on a computer that has only the app."""
    monkeypatch.delenv("CONVLAB_CIFAR10", raising=False)
    monkeypatch.setenv("CONVLAB_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


def visit(at, **query):
    return Visit("data", at=at, **query)


def case(name, typed, replied, **query):
    return pytest.param(name, typed, replied, query, id=f"{name}-{typed}-{replied}")


# Worked out by hand.
CASES = [
    case("drawn.ask", "tag", "right"),
    case("drawn.ask", "horse", "wrong.learns-the-object"),
    case("drawn.ask", "neither", "wrong.notices-the-trick"),
    case("numbers.ask", "3,072", "right"),
    case("numbers.ask", "1024", "wrong.forgets-colours"),
    case("numbers.ask", "786432", "wrong.counts-levels"),
    case("numbers.ask", "67", "wrong.adds-sides"),
    case("numbers.batch", "64 x 32 x 32 x 3", "right"),
    case("numbers.batch", "32x32x3", "wrong.one-image"),
    case("numbers.batch", "64x3x32x32", "wrong.channels-second"),
    case("numbers.batch", "32x32x3x64", "wrong.batch-last"),
    case("numbers.batch", "64x3072", "wrong.laid-flat"),
    case("whitening.ask", "high", "right"),
    case("whitening.ask", "none", "wrong.independent"),
    case("augment.which", "train", "right"),
    case("augment.which", "both", "wrong.validation-too"),
    case("augment.which", "all", "wrong.all-alike"),
    # 32 + 32 - 1 = 63 images have been seen, 32 of each class
    case("order.ask", "2", "right"),
    case("order.ask", "10", "wrong.shuffles-everything"),
    case("order.ask", "1", "wrong.does-not-shuffle"),
    case("order.ask", "1", "right", buffer="1"),
    case("order.ask", "3", "right", buffer="64", batch="16"),  # 64 + 16 - 1 = 79
    case("order.ask", "2", "wrong.buffer-only", buffer="64", batch="16"),
    case("order.ask", "10", "right", buffer="320"),
    # 10 x 40 + 32
    case("pipeline.ask", "432", "right"),
    case("pipeline.ask", "720", "wrong.adds-up"),
    case("pipeline.ask", "360", "wrong.halves"),
    case("pipeline.ask", "400", "wrong.reading-is-free"),
    case("pipeline.ask", "650", "right", read="2", step="10"),  # 10 x 64 + 10
    case("pipeline.ask", "640", "wrong.forgets-the-rest", read="2", step="10"),
    case("split.ask", "70.5", "right"),
    case("split.ask", "80", "hint"),
]


@pytest.mark.parametrize("name, typed, replied, query", CASES)
def test_the_page_answers_what_was_thought(name, typed, replied, query):
    language = LANGUAGES[len(typed) % 2]
    page = visit(name.partition(".")[0], lang=language, **query).answer(f"data.{name}", typed)
    assert says(page.feedback, TEXTS[language][f"{name}.{replied}"]), page.feedback
    assert (UI[language]["ask.right"] in page.feedback) == (replied == "right")


@pytest.mark.parametrize("riddle", [0, 7, 42])
def test_the_riddles_answer_is_its_label(riddle):
    label = CLASSES[training_images("drawn", 0, 100).labels[riddle]]
    page = visit("look", lang="en", riddle=str(riddle)).answer("data.look.ask", label)
    assert says(page.feedback, TEXTS["en"]["look.ask.right"])
    page.answer("data.look.chance", "50")
    assert says(page.feedback, TEXTS["en"]["look.chance.wrong.half"])
    page.press("data.look.next")
    assert page.query["riddle"] == str(riddle + 1)
    assert not says(page.feedback, TEXTS["en"]["look.ask.right"]), "another image is another question"


@pytest.mark.parametrize("kind", ["unit", "centred", "standardised"])
@pytest.mark.parametrize("over", ["channel", "pixel"])
def test_a_scaled_pixel(kind, over):
    split = training_images("drawn", 0, 1000)
    images = split.images
    image = images[np.flatnonzero(split.labels == CLASSES.index("ship"))[2]]
    x = float(image[5, 9, 0])
    numbers = images[..., 0] if over == "channel" else images[:, 5, 9, 0]
    mean, deviation = round(float(numbers.mean()), 1), round(float(numbers.std()), 1)
    right = {"unit": x / 255, "centred": (x - mean) / 255, "standardised": (x - mean) / deviation}[kind]
    query = {"class": "ship", "n": "3", "row": "5", "col": "9", "kind": kind, "over": over}
    page = visit("scaling", lang="en", **query).answer("data.scaling.ask", f"{right:.2f}")
    assert UI["en"]["ask.right"] in page.feedback
    page.answer("data.scaling.ask", f"{mean - x:.1f}")
    assert UI["en"]["ask.right"] not in page.feedback


def test_raw_pixels_are_said_to_train_as_well():
    page = visit("scaling", lang="en").reveal("data.scaling.ask").answer("data.scaling.raw", "same")
    assert says(page.feedback, TEXTS["en"]["scaling.raw.wrong.raw-trains-as-well"])


def test_every_case_of_augmentation_has_its_reason():
    page = visit("augment", lang="en")
    for name in [key.removeprefix("augment.case.") for key in TEXTS["en"] if key.startswith("augment.case.")]:
        assert any(TEXTS["en"][f"augment.case.{name}"] in shown.value for shown in page.app.markdown)
        page.reveal("data.augment.ask")
        assert TEXTS["en"][f"augment.why.{name}"] in page.feedback
        page.press("data.augment.ask.another")


def test_a_picture_of_the_learners_own():
    page = visit("augment", lang="en").reveal("data.augment.ask")
    upload(page, "night.png", black_png(), "image/png")
    page.press("data.augment.again")
    assert page.query["draw"] == "1"


# ---- which data ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_in_use_are_always_named(language):
    for at in ("which", "look", "numbers", "scaling", "whitening"):
        assert UI[language]["data.in_use_drawn"].partition("{{")[0] in visit(at, lang=language).texts()


def test_a_choice_counts_for_the_whole_lesson_and_for_the_link():
    page = visit("numbers", lang="en", data="drawn-cue", **{"class": "frog"})
    assert page.query["data"] == "drawn-cue"
    page.press("head1-data")
    assert page.section == "scaling" and page.query["data"] == "drawn-cue"
    page.choose("data.scaling.data.en", "drawn")
    page.press("head-1-data")
    assert page.query["data"] == "drawn" and page.query["class"] == "frog"


def test_what_is_not_here_is_not_shown():
    page = visit("look", lang="en", data="cifar10")
    assert UI["en"]["data.in_use_drawn"].partition("{{")[0] in page.texts()


@pytest.mark.skipif(not CIFAR10, reason="CONVLAB_CIFAR10 names no copy of CIFAR-10")
def test_cifar10_is_used_where_it_is(monkeypatch):
    monkeypatch.setenv("CONVLAB_CIFAR10", CIFAR10)
    label = CLASSES[training_images("cifar10", 7, 1).labels[0]]
    page = visit("look", lang="en", riddle="7").answer("data.look.ask", label)
    assert UI["en"]["data.in_use_cifar10"].partition("{{")[0] in page.texts()
    assert says(page.feedback, TEXTS["en"]["look.ask.right"])
    assert "data" not in page.query, "nobody chose: a link leaves the choice to the other computer"


def named(page, path):
    page.app.text_input[0].set_value(path)
    button = next(one for one in page.app.button if str(one.key).startswith("FormSubmitter:data.which.place"))
    button.click()
    return page.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_place_is_told(language, tmp_path):
    page = named(visit("which", lang=language), str(tmp_path / "nothing"))
    assert says(page.feedback, UI[language]["error.cifar10_no_such_path"])
    assert says(named(page, str(tmp_path)).feedback, UI[language]["error.cifar10_not_in_folder"])


def test_a_setting_that_names_nothing_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVLAB_CIFAR10", str(tmp_path))
    page = visit("which", lang="en")
    assert says(page.feedback, UI["en"]["error.cifar10_not_in_folder"])
    assert UI["en"]["data.in_use_drawn"].partition("{{")[0] in page.texts()


class FakeDownload:
    """Goes on when told to."""

    def __init__(self):
        self.at = Progress(0, 200_000_000, "waiting")

    def progress(self):
        return self.at

    def start(self):
        self.at = Progress(50_000_000, 200_000_000, "running")

    def cancel(self):
        self.at = Progress(50_000_000, 200_000_000, "cancelled")


def test_a_download_from_start_to_end(monkeypatch):
    fake = FakeDownload()
    monkeypatch.setattr(data_which.download, "shared", lambda: fake)
    page = visit("which", lang="en").press("data.which.start")
    assert "50 of 200 MB" in page.texts()
    page.press("data.which.cancel")
    assert UI["en"]["data_which.cancelled"] in page.texts()
    fake.at = Progress(0, 200_000_000, "failed", LabError("download_no_network", host="example.org"))
    assert says(page.run().feedback, UI["en"]["error.download_no_network"])


# ---- code and clock ------------------------------------------------------------------------------


def test_a_measurement(monkeypatch):
    waiting = Future()

    class Engine:
        def look(self, function, *args):
            self.asked = (function.__name__, *args)
            return waiting

        def status(self):
            class Status:
                error = None

            return Status()

    engine = Engine()
    monkeypatch.setattr(data_pipeline, "engine", lambda: engine)
    page = (
        visit("pipeline", lang="en", prefetch="1").reveal("data.pipeline.ask").press("data.pipeline.measure")
    )
    assert engine.asked[0] == "measure" and engine.asked[1].prefetch
    assert UI["en"]["data_pipeline.measuring"] in page.texts()
    waiting.set_result(Measured((0.5, 0.4444), ((0,), (0,))))
    assert "500, 444 ms" in page.run().texts()
    page.choose("data.pipeline.cache", True)
    assert "500, 444 ms" not in page.texts(), "it was measured with other settings"


def test_an_engine_that_fails_is_told(monkeypatch):
    def no_engine():
        raise LabError("takes_too_long", seconds=99, maximum=20)

    monkeypatch.setattr(data_pipeline, "engine", no_engine)
    page = visit("pipeline", lang="en").reveal("data.pipeline.ask").press("data.pipeline.measure")
    assert says(page.feedback, UI["en"]["error.takes_too_long"])
