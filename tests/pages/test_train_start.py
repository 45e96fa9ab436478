"""Choosing a run and starting it: settings, links, what is refused, the press of the button."""

import platform
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.train_runs import _measured
from app.train_setting import (
    AS_IT_IS,
    CHANGES,
    DROPOUTS,
    NETS,
    Recipe,
    nearest_preset,
    read_config,
    with_data,
    write_config,
)
from cnn_core.architecture.stack import layer, stack
from cnn_core.data.load import MOST_IMAGES, NAMES
from cnn_core.errors import LabError
from cnn_core.store import Store
from cnn_core.store.records import State
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import OPTIMIZERS, checked
from cnn_core.training.presets import PRESETS
from cnn_core.training.rates import SCHEDULES
from tests.pages.train_visit import LEARNER, StubEngine, lab, train
from tests.pages.visit import LANGUAGES, Visit

SECTION = "train.start"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Iterator[tuple[Store, StubEngine]]:
    yield from lab(tmp_path, monkeypatch)


configs = st.builds(
    lambda preset, **changes: PRESETS[preset].changed(**changes),
    st.sampled_from(list(PRESETS)),
    data=st.sampled_from(NAMES),
    images=st.integers(10, 20_000),
    learning_rate=st.floats(0, 10, allow_subnormal=False),
    optimizer=st.sampled_from(OPTIMIZERS),
    schedule=st.sampled_from(SCHEDULES),
    epochs=st.integers(1, 200),
    seed=st.integers(0, 2**31 - 1),
    augmentation=st.builds(
        Augmentation, flip=st.booleans(), shift=st.integers(0, 16), zoom=st.floats(0, 0.5)
    ),
    architecture=st.sampled_from([*NETS.values(), stack(layer("Flatten"), layer("Dense", 10, name="a_b-c"))]),
    whitening=st.just(False),
)


@given(configs)
def test_any_configuration_goes_through_a_link(config):
    assert read_config(write_config(config)) == config


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_one_word_in_a_link(name):
    assert write_config(PRESETS[name]) == name
    assert nearest_preset(PRESETS[name].changed(seed=7, epochs=3)) == name


@given(st.text(max_size=60))
def test_a_broken_link_is_refused_and_never_breaks(text):
    with suppress(ValueError, OverflowError):
        read_config(text)


@pytest.mark.parametrize(
    "text", ["fast_rate-nan", "fast_rate-1e9", "fast_epochs-0", "fast_n-99999999", "fast_x-1"]
)
def test_values_that_no_control_can_hold_are_refused(text):
    with pytest.raises(ValueError):
        read_config(text)


@pytest.mark.parametrize("data", NAMES)
def test_other_images_never_ask_for_more_than_there_are(data):
    config = with_data(PRESETS["fast"].changed(images=45_000), data)
    assert config.images + config.validation <= MOST_IMAGES[data]


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("field, way", [(field, way) for field, ways in CHANGES.items() for way in ways])
def test_a_change_gives_a_network_that_can_be_trained_or_says_why_not(net, field, way):
    config = PRESETS["tutorial"].changed(architecture=NETS[net])
    try:
        trained = Recipe(config, **{field: way}).trained()
    except LabError as error:
        assert error.key in ("variant_needs", "variant_branches")
        return
    try:
        checked(trained)
    except LabError as error:
        assert error.key == "too_large_to_train", "without pooling a dense layer can grow too large"


def test_dropout_is_put_in_with_its_rate():
    assert set(DROPOUTS[1:]) == {"10", "20", "30", "50"}
    layers = Recipe(PRESETS["tutorial"], dropout="30").trained().architecture.layers
    assert [one["rate"] for one in layers if one.kind == "Dropout"] == [0.3, 0.3]
    assert Recipe(PRESETS["tutorial"]).trained() == PRESETS["tutorial"]
    assert not Recipe(PRESETS["tutorial"], norm=AS_IT_IS).is_changed


def test_one_press_trains_the_fast_recipe(here):
    store, engine = here
    visit = Visit("train", lang="en").press(f"{SECTION}.go")
    (run,) = store.runs()
    assert run.config == with_data(PRESETS["fast"], "drawn")
    assert (run.learner, run.state) == (LEARNER, State.QUEUED)
    assert engine.woken
    visit.run()
    assert visit.section == "watch"
    assert visit.query["run"] == run.id


def test_without_cifar10_the_page_says_so_and_shows_the_way():
    visit = Visit("train", lang="en")
    assert "CIFAR-10 is not on this machine" in visit.texts()
    assert "In use: drawn images" in visit.texts()


def test_settings_are_in_the_link_and_come_back_from_it(here):
    visit = Visit("train", lang="en").press(f"{SECTION}.preset.tutorial")
    visit.choose(f"{SECTION}.epochs", 4).choose(f"{SECTION}.dropout", "20").choose(f"{SECTION}.flip", True)
    assert visit.query["set"].startswith("tutorial_") and visit.query["drop"] == "20"
    again = Visit("train", **visit.query)
    assert again.query == visit.query
    again.press(f"{SECTION}.go")
    (run,) = here[0].runs()
    assert run.config.epochs == 4 and run.config.augmentation.flip
    assert any(one.kind == "Dropout" for one in run.config.architecture.layers)


def test_what_cannot_be_trained_is_told_and_nothing_is_lost(here):
    visit = Visit("train", lang="en", set="tutorial_epochs-7_net-Input((32,32,3));Flatten();Dense(7)")
    assert "10" in visit.feedback
    assert visit.app.button(key=f"{SECTION}.go").disabled
    assert not here[0].runs()
    visit.choose(f"{SECTION}.net.en", "cifar10-cnn")
    assert not visit.app.button(key=f"{SECTION}.go").disabled
    assert "epochs-7" in visit.query["set"]


def test_a_run_that_would_not_fit_into_memory_is_refused(here, monkeypatch):
    store, _ = here
    monkeypatch.setattr("app.views.train_start.trainer_memory", lambda: 2**29)
    visit = Visit("train", lang="en")
    assert "GB of memory" in visit.feedback
    assert visit.app.button(key=f"{SECTION}.go").disabled and not store.runs()


def test_code_that_cannot_be_read_stays_as_typed():
    visit = Visit("train", lang="en").choose(f"{SECTION}.code", "Dense(10")
    assert "never closed" in visit.feedback
    assert visit.app.text_area(key=f"{SECTION}.code").value == "Dense(10"
    visit.choose(f"{SECTION}.code", "Flatten()\nDense(10)")
    assert "net-Flatten();Dense(10)" in visit.query["set"]


def test_the_network_of_the_workbench_is_offered():
    visit = Visit("architectures", at="build", net="Input((32,32,3));Flatten();Dense(10)")
    visit.turn_to("train").choose(f"{SECTION}.net.en", "workbench")
    assert "net-Input((32,32,3));Flatten();Dense(10)" in visit.query["set"]


def test_too_many_runs_of_one_learner_are_refused_in_words(here):
    store, _ = here
    for seed in range(20):
        store.add(PRESETS["fast"].changed(data="drawn", seed=seed), LEARNER)
    visit = Visit("train", lang="en").press(f"{SECTION}.go")
    assert "20" in visit.feedback
    assert visit.section == "start"


@pytest.mark.parametrize(
    "typed, told",
    [("351", "Right"), ("45000", "one step for each image"), ("1053", "all 3 epochs"), ("352", "left-over")],
)
def test_the_steps_of_an_epoch(typed, told, monkeypatch):
    monkeypatch.setattr("app.train_panel.usable", lambda: NAMES)
    visit = Visit("train", lang="en").answer("train.start.steps", typed)
    assert told in visit.feedback


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_words(language):
    visit = Visit("train", lang=language, set="tutorial_white-1_opt-sgd_seed-5_turn-15.0_colour-0.2_cut-8")
    assert "{{" not in visit.texts()


def test_time_is_estimated_from_runs_of_this_machine(here, monkeypatch):
    store, _ = here
    assert "Nothing has been trained here yet" in Visit("train", lang="en").texts()
    monkeypatch.setattr("cnn_core.store.work.here", lambda: f"{platform.node()[:60]}:1")
    train(store, epochs=3, state=State.FINISHED)
    _measured.clear()  # it is looked up once a minute
    assert "measured on earlier runs here (1)" in Visit("train", lang="en").texts()
