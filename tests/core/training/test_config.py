"""Configurations: they travel as JSON without change, and what cannot be trained is refused at once."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.data.load import NAMES
from cnn_core.errors import LabError
from cnn_core.models.networks import NETWORKS
from cnn_core.training.augmentation import LIMITS, Augmentation
from cnn_core.training.config import (
    MAX_PARAMS,
    OPTIMIZERS,
    PRECISIONS,
    REAL,
    SCALINGS,
    WHOLE,
    Config,
    checked,
)
from cnn_core.training.presets import PRESETS
from cnn_core.training.rates import SCHEDULES

LINEAR = stack(layer("Flatten"), layer("Dense", 10))
NETWORK_NAMES = ("lenet-5", "cifar10-cnn", "gap-net", "residual-net", "separable-net", "all-conv")


def amount(maximum: float) -> st.SearchStrategy[float]:
    return st.integers(0, maximum) if isinstance(maximum, int) else st.floats(0, maximum)


AUGMENTATIONS = st.builds(
    Augmentation, st.booleans(), **{name: amount(maximum) for name, maximum in LIMITS.items()}
)
CONFIGS = st.builds(
    Config,
    st.sampled_from([NETWORKS[name].architecture for name in NETWORK_NAMES]),
    augmentation=AUGMENTATIONS,
    data=st.sampled_from(NAMES),
    scaling=st.sampled_from(SCALINGS),
    optimizer=st.sampled_from(OPTIMIZERS),
    schedule=st.sampled_from(SCHEDULES),
    precision=st.sampled_from(PRECISIONS),
    images=st.integers(10, 40_000),
    **{name: st.integers(low, high) for name, (low, high) in WHOLE.items() if name != "images"},
    **{name: st.floats(0, high) for name, high in REAL.items()},
)


@given(CONFIGS)
def test_a_configuration_survives_json(config: Config) -> None:
    text = config.to_json()
    assert Config.from_json(text) == config
    assert Config.from_json(json.dumps(json.loads(text))).to_json() == text


@pytest.mark.parametrize("name", PRESETS)
def test_presets_can_be_trained(name: str) -> None:
    assert checked(PRESETS[name]) == PRESETS[name]


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(LabError) as error:
        Config.from_json(text)
    assert error.value.key == "config_unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "null",
        '{"architecture": 3}',
        "[" * 100_000,
        json.dumps({"architecture": "Flatten(), Dense(10)", "speed": 3}),
        json.dumps({"architecture": "Flatten(), Dense(10)", "augmentation": {"blur": 3}}),
        json.dumps({"architecture": "Flatten(), Dense(10)", "augmentation": 3}),
        " " * 300_000,
    ],
)
def test_json_that_is_no_configuration(text: str) -> None:
    with pytest.raises(LabError) as error:
        Config.from_json(text)
    assert error.value.key == "config_unreadable"


WRONG = {
    "data": ("mnist", "unknown_choice"),
    "scaling": ("log", "unknown_choice"),
    "optimizer": ("lion", "unknown_choice"),
    "schedule": (["constant"], "unknown_choice"),
    "precision": (16, "unknown_choice"),
    "whitening": (1, "not_yes_or_no"),
    "images": (5, "too_small"),
    "validation": (0, "too_small"),
    "batch_size": (1025, "too_many"),
    "epochs": (2.5, "not_an_integer"),
    "planned": (-1, "too_small"),
    "seed": (True, "not_an_integer"),
    "learning_rate": (float("nan"), "not_finite"),
    "weight_decay": (-0.1, "too_small"),
    "label_smoothing": ("much", "not_numbers"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_values_are_refused_by_name(name: str) -> None:
    value, key = WRONG[name]
    with pytest.raises(LabError) as error:
        checked(replace(PRESETS["tutorial"], **{name: value}))
    assert (error.value.key, error.value.values["name"]) == (key, name)


@pytest.mark.parametrize("name", [*LIMITS, "flip"])
def test_wrong_augmentation_is_refused_by_name(name: str) -> None:
    with pytest.raises(LabError) as error:
        checked(Config(LINEAR, augmentation=replace(Augmentation(), **{name: 1000})))
    assert error.value.values["name"] == name


def test_training_and_validation_images_share_the_data_set() -> None:
    assert checked(Config(LINEAR, images=45_000, validation=5_000))
    with pytest.raises(LabError) as error:
        checked(Config(LINEAR, images=45_000, validation=5_001))
    assert error.value.key == "too_many"


FIXED = layer("Dense", 10, trainable=False)
WIDE = layer("Dense", MAX_PARAMS // 3000)
NETWORKS_REFUSED: dict[str, tuple[Architecture, str]] = {
    "three outputs": (stack(layer("Flatten"), layer("Dense", 3)), "not_ten_outputs"),
    "a map": (stack(layer("Conv2D", 10, 3)), "not_ten_outputs"),
    "nothing to learn": (stack(layer("Flatten"), FIXED), "nothing_to_train"),
    "too large": (stack(layer("Flatten"), WIDE, layer("Dense", 10)), "too_large_to_train"),
}


@pytest.mark.parametrize("name", NETWORKS_REFUSED)
def test_networks_that_cannot_be_trained(name: str) -> None:
    network, key = NETWORKS_REFUSED[name]
    with pytest.raises(LabError) as error:
        checked(Config(network))
    assert error.value.key == key


@pytest.mark.parametrize(
    "network, expected",
    [
        (LINEAR, "Conv2D"),
        (stack(layer("Conv2D", 53, 3), layer("GlobalMaxPooling2D"), layer("Dense", 10)), 54),
        (stack(layer("Conv2D", 24, 3), layer("GlobalMaxPooling2D"), layer("Dense", 10)), 54),
    ],
)
def test_whitening_says_what_it_needs(network: Architecture, expected: object) -> None:
    with pytest.raises(LabError) as error:
        checked(Config(network, whitening=True))
    assert (error.value.key, error.value.values["expected"]) == ("whitening_needs", expected)


def test_more_epochs_keep_the_plan() -> None:
    longer = PRESETS["fast"].longer(2).longer(1)
    assert (longer.epochs, longer.planned) == (6, 3)
