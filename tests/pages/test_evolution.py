"""The lesson on training: epochs that ship and a run's own, the slider, and answers worked out from them."""

import numpy as np
import pytest

from app.views import evolution_setting
from app.views.evolution_setting import shuffled
from cnn_core.data.load import validation_images
from cnn_core.errors import LabError
from cnn_core.explain.looks_evolution import followed
from cnn_core.explain.networks import Shipped, Trained
from cnn_core.models import epochs_of, shipped, shipped_epoch
from cnn_core.store import Epoch, Snapshot
from cnn_core.store.records import State
from tests.content.texts import LANGUAGES, pieces
from tests.pages.filled_store import app_store
from tests.pages.look_visit import LEARNER, Engine
from tests.pages.test_questions import says
from tests.pages.visit import Visit

TEXTS = {language: dict(pieces("lessons/evolution", language)) for language in LANGUAGES}
UI = {language: dict(pieces("ui", language)) for language in LANGUAGES}
EPOCHS = epochs_of("drawn")
NAMES = ("one", "two", "three")


@pytest.fixture
def store(tmp_path, monkeypatch):
    yield from app_store(tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def engine(store, monkeypatch):
    """Answers at once, in this process; CIFAR-10 is not here."""
    found = Engine()
    monkeypatch.setattr("app.training.engine", lambda: found)
    monkeypatch.setattr("app.looking.WAIT", 0.0)
    monkeypatch.setattr("app.state.learner", lambda: LEARNER)
    monkeypatch.setattr("app.views.look_image.usable", lambda: ("drawn", "drawn-cue"))
    return found


def visit(at, lang="en", **query):
    return Visit("evolution", at=at, lang=lang, **query)


def right_order(three):
    return "".join(str(place + 1) for place in sorted(range(3), key=three.__getitem__))


THREE, OTHER = shuffled(EPOCHS), shuffled(EPOCHS, 1)
CASES = [
    ("kernels.ask", NAMES[THREE.index(0)], "right"),
    ("kernels.ask", NAMES[THREE.index(EPOCHS[-1])], "wrong.strong-is-random"),
    ("maps.ask", "edges", "right"),
    ("maps.ask", "blank", "wrong.blank"),
    ("maps.ask", "noise", "wrong.noise"),
    ("heatmap.ask", "10", "right"),
    ("heatmap.ask", "0", "wrong.knows-nothing"),
    ("heatmap.ask", "50", "wrong.half"),
    ("heatmap.ask", "100", "wrong.sure"),
    ("order.ask", right_order(OTHER), "right"),
    ("order.ask", right_order(OTHER)[::-1], "wrong.backwards"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name, typed, replied", CASES)
def test_the_page_answers_what_was_thought(name, typed, replied, language):
    page = visit(name.partition(".")[0], language).answer(f"evolution.{name}", typed)
    assert says(page.feedback, TEXTS[language][f"{name}.{replied}"]), page.feedback
    assert (UI[language]["ask.right"] in page.feedback) == (replied == "right")


def slider(page):
    return page.app.select_slider(key="evolution.epoch")


def test_the_slider_asks_no_worker_again(engine):
    page = visit("kernels").reveal("evolution.kernels.ask")
    assert slider(page).value == EPOCHS[-1]
    asked = len(engine.asked)
    slider(page).set_value(3)
    page.run()
    assert page.query["epoch"] == "3" and UI["en"]["evolution.after"].replace("{{n}}", "3") in page.texts()
    assert len(engine.asked) == asked


def test_all_sections_share_one_look(engine):
    page = visit("kernels")
    for section in ("maps", "heatmap", "order"):
        page.press("head1-evolution")
        assert page.section == section
    assert len(engine.asked) == 1
    function, args, _ = engine.asked[0]
    assert function is followed
    assert args[0] == tuple(Shipped("drawn", epoch) for epoch in EPOCHS)


def test_playing_goes_through_the_epochs_and_stops(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(evolution_setting, "monotonic", lambda: float(next(clock)))
    page = visit("kernels").reveal("evolution.kernels.ask").press("evolution.play")
    seen = [slider(page).value]
    for _ in range(2 * len(EPOCHS)):
        seen.append(slider(page.run()).value)
    assert seen[0] <= 1 and seen == sorted(seen) and seen[-1] == EPOCHS[-1]
    assert set(EPOCHS[2:]) <= set(seen)
    assert UI["en"]["evolution.play"] in [one.label for one in page.app.button]
    assert "epoch" not in page.query


def test_moving_the_slider_stops_playing():
    page = visit("kernels", epoch="2").reveal("evolution.kernels.ask").press("evolution.play")
    slider(page).set_value(5)
    page.run()
    assert slider(page).value == 5
    assert UI["en"]["evolution.play"] in [one.label for one in page.app.button]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_network_whose_epochs_do_not_ship(language, engine):
    page = visit("maps", language, net="teaching")
    assert UI[language]["evolution.only_end"] in page.feedback and not engine.asked


def test_three_epochs_are_shuffled_the_same_way_each_time():
    assert shuffled(EPOCHS) == shuffled(EPOCHS) and sorted(shuffled(EPOCHS)) == [0, 2, EPOCHS[-1]]


def own_run(store, kept):
    """A finished run of the shipped network's configuration; some of its epochs' weights were kept."""
    config, final = shipped("drawn")
    run = store.begin(store.add(config, LEARNER, "mine").id)
    kernels = np.linspace(-1, 1, 3 * 3 * 3 * 4, dtype=np.float16).reshape(3, 3, 3, 4)
    for number in (1, 2, 3):
        given = {one: shipped_epoch("drawn", one) for one in (number, 0) if one in kept}
        initial = given.get(0) if number == 1 else None
        snapshot = Snapshot(number, kernels * number, None, given.get(number), initial)
        store.end_epoch(run.id, Epoch(number, 1, 0.1, 1, 0.1, 1, 1), snapshot, [1], [0], b"", final)
    store.end(run.id, State.FINISHED)
    return store.run(run.id)


def test_a_run_whose_epochs_were_kept(store, engine):
    run = own_run(store, (0, 1, 2, 3))
    page = visit("order", net="run", run=run.id)
    assert [one.which for one in engine.asked[0][1][0]] == [f"epoch-{epoch}" for epoch in range(4)]
    page.answer("evolution.order.ask", right_order(shuffled([0, 1, 2, 3], 1)))
    assert UI["en"]["ask.right"] in page.feedback


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_without_them_shows_its_kernels(language, store, engine):
    run = own_run(store, ())
    page = visit("kernels", language, net="run", run=run.id)
    assert UI[language]["evolution.not_kept"] in page.feedback and not engine.asked
    assert slider(page).options == ["1", "2", "3"]
    slider(page).set_value(1)
    assert page.run().query["epoch"] == "1"
    assert UI[language]["evolution.not_kept"] in page.press("head1-evolution").feedback


def test_epochs_that_are_gone_meanwhile(store):
    run = own_run(store, (0, 1))
    references = tuple(Trained(store.url, run.id, f"epoch-{epoch}") for epoch in range(3))
    image = validation_images("drawn", 5).images[0]
    found = followed(references, image, "last")
    assert found.found == (0, 1) and found.layer == "conv3"
    with pytest.raises(LabError, match="no_weights"):
        followed(references[2:], image)
    with pytest.raises(LabError, match="too_small"):
        followed((), image)
