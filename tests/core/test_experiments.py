"""The guided experiments: each variant differs in one thing, can be trained, and builds with Keras."""

from dataclasses import fields

import numpy as np
import pytest

from cnn_core.architecture.differences import differences
from cnn_core.architecture.dropping import without_dropout
from cnn_core.architecture.normalizing import without_batch_normalization
from cnn_core.training.config import Config, checked
from cnn_core.training.experiments import EXPERIMENTS, MEASURES, Experiment
from cnn_core.training.model import make_model
from cnn_core.training.outcomes import ANSWERS

VARIANTS = [(one, name) for one in EXPERIMENTS.values() for name in one.variants]
#: What each experiment changes, and nothing else.
CHANGES = {
    "pooling": "architecture", "augmentation": "augmentation", "dropout": "architecture",
    "normalization": "architecture", "averaging": "architecture", "images": "images",
    "rates": "learning_rate", "scaling": "scaling",
}  # fmt: skip
POOLS = ("MaxPooling2D", "AveragePooling2D")


def differing(one: Config, other: Config) -> set[str]:
    return {field.name for field in fields(Config) if getattr(one, field.name) != getattr(other, field.name)}


def base(experiment: Experiment) -> Config:
    return experiment.variants[experiment.other]


def test_the_list_is_as_announced() -> None:
    assert list(EXPERIMENTS) == [
        "pooling", "augmentation", "dropout", "normalization", "averaging", "images", "rates", "scaling",
        "whitening",
    ]  # fmt: skip
    assert all(name == one.id for name, one in EXPERIMENTS.items())


@pytest.mark.parametrize("name", CHANGES)
def test_variants_differ_from_one_of_them_in_one_thing(name) -> None:
    experiment = EXPERIMENTS[name]
    others = [config for variant, config in experiment.variants.items() if variant != experiment.other]
    assert others
    assert all(differing(config, base(experiment)) == {CHANGES[name]} for config in others)


def test_whitening_or_fixing_the_kernels_is_one_thing_each() -> None:
    whitening = EXPERIMENTS["whitening"]
    learnt = base(whitening)
    assert differing(whitening.variants["whitening"], learnt) == {"whitening"}
    (change,) = differences(learnt.architecture, whitening.variants["random"].architecture)
    assert [one["trainable"] for one in (*change.old, *change.new)] == [True, False]
    assert change.old[0].changed(trainable=False) == change.new[0]


def test_networks_differ_in_what_the_experiment_is_about_only() -> None:
    for variant in EXPERIMENTS["dropout"].variants.values():
        assert without_dropout(variant.architecture) == base(EXPERIMENTS["dropout"]).architecture
    normalized = EXPERIMENTS["normalization"].variants["with"].architecture
    bare = [one for one in without_batch_normalization(normalized).layers if one.kind != "ReLU"]
    plain = base(EXPERIMENTS["normalization"]).architecture.layers
    inside = [one.changed(activation=None) if one.kind == "Conv2D" else one for one in plain]
    assert bare == inside
    for variant in EXPERIMENTS["pooling"].variants.values():
        rest = [one for one in variant.architecture.layers if one.kind not in POOLS]
        unstrided = [one.changed(strides=1) if one.kind == "Conv2D" else one for one in rest]
        assert unstrided == [one for one in plain if one.kind not in POOLS]
    averaged = EXPERIMENTS["averaging"].variants["average"].architecture.layers
    assert averaged[:6] == plain[:6] and averaged[-1] == plain[-1]


@pytest.mark.parametrize("experiment, variant", VARIANTS, ids=lambda one: getattr(one, "id", one))
@pytest.mark.parametrize("data", ["cifar10", "drawn"])
def test_variants_can_be_trained_on_either_data_set(experiment, variant, data) -> None:
    config = checked(experiment.config(variant, data, seed=3))
    assert (config.data, config.seed) == (data, 3)
    assert experiment.variant_of(config) == variant
    assert experiment.variant_of(Config.from_json(config.to_json())) == variant
    assert experiment.variant_of(config.changed(epochs=config.epochs + 1)) is None


@pytest.mark.parametrize("experiment, variant", VARIANTS, ids=lambda one: getattr(one, "id", one))
def test_keras_builds_and_trains_each(experiment, variant) -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (40, 32, 32, 3), np.uint8)
    model = make_model(experiment.config(variant), images)
    labels = np.eye(10, dtype=np.float32)[rng.integers(0, 10, 8)]
    assert np.isfinite(model.train_on_batch(images[:8], labels)[0])


def test_questions_are_about_variants_that_are_there() -> None:
    for experiment in EXPERIMENTS.values():
        assert experiment.one in experiment.variants and experiment.other in experiment.variants
        assert experiment.one != experiment.other
        assert experiment.measure in MEASURES
        assert experiment.usual in ("", *ANSWERS)
        assert 2 <= len(experiment.variants) <= 4
