"""The networks that ship: what they are, what they say, and that it is as good as their papers claim."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from cnn_core import models
from cnn_core.architecture.stack import Architecture
from cnn_core.data import sources
from cnn_core.data.dataset import CLASSES, Images
from cnn_core.data.drawn import Cue, draw
from cnn_core.data.drawn.drawing import TEST_START
from cnn_core.data.load import CUED_CLASS, final_test_images
from cnn_core.models.shipped import FOLDER
from cnn_core.training.presets import PRESETS
from cnn_core.training.shipped_recipes import RECIPES
from tests.core.models.opening import logits, opened

PHOTOGRAPHS = ("teaching", "tutorial")
#: The least share of test images that each has to name rightly.
LEAST = {"teaching": 0.865, "tutorial": 0.68, "drawn": 0.85, "fooled": 0.80}
MEGABYTE = 10**6

needs_cifar10 = pytest.mark.skipif(
    not os.environ.get(sources.VARIABLE),
    reason=f"{sources.VARIABLE} names no folder or archive with the published data",
)


@pytest.fixture(scope="module")
def pictures() -> Images:
    return draw(20, start=TEST_START).images


def files() -> set[str]:
    return {file.name for file in FOLDER.iterdir()}


def test_nothing_else_ships_and_all_of_it_is_small() -> None:
    named = {f"{name}.{kind}" for name in models.SHIPPED for kind in ("npz", "json")}
    assert files() == named | {f"{name}-epochs.npz" for name in models.SHIPPED if models.epochs_of(name)}
    assert sum((FOLDER / file).stat().st_size for file in files()) <= 4 * MEGABYTE


@pytest.mark.parametrize("name", models.SHIPPED)
def test_provenance_tells_the_truth_of_the_file_and_the_network(name: str) -> None:
    told = models.provenance(name)
    assert told.checksum == sha256((FOLDER / f"{name}.npz").read_bytes()).hexdigest()
    assert told.parameters == opened(name).count_params()
    assert told.config == RECIPES[name], "the command would train another network"
    assert told.command == f"python -m scripts.train_weights {name}"
    assert told.test.share >= LEAST[name] and told.test.images == (10_000 if name in PHOTOGRAPHS else 2_000)
    assert told.validation.images == told.config.validation
    assert {"python", "numpy", "keras", "tensorflow"} <= told.versions.keys()


def test_the_teaching_network_is_small() -> None:
    assert models.provenance("teaching").parameters <= 300_000
    assert (FOLDER / "teaching.npz").stat().st_size <= 1.5 * MEGABYTE


def test_the_tutorial_network_is_the_one_of_the_lessons() -> None:
    assert models.provenance("tutorial").config == PRESETS["tutorial"]


def test_the_drawn_networks_differ_in_their_data_alone() -> None:
    clean, fooled = (models.provenance(name).config for name in ("drawn", "fooled"))
    assert (clean.data, fooled.data) == ("drawn", "drawn-cue")
    assert clean == fooled.changed(data="drawn")


def test_the_drawn_networks_allow_a_class_activation_map() -> None:
    kinds = [one.kind for one in network("drawn").layers]
    assert kinds[-3:] == ["Conv2D", "GlobalAveragePooling2D", "Dense"]


def network(name: str) -> Architecture:
    return models.provenance(name).config.architecture


@pytest.mark.parametrize("name", models.SHIPPED)
def test_the_last_layer_gives_logits(name: str, pictures: Images) -> None:
    model = opened(name)
    said = logits(model, pictures)
    assert model.input_shape == (None, 32, 32, 3) and said.shape == (20, 10)
    assert said.min() < 0 and (np.abs(said.sum(axis=1) - 1) > 1e-3).any(), "these are probabilities"


@pytest.mark.parametrize("name", models.SHIPPED)
def test_images_may_be_whole_numbers_or_not(name: str, pictures: Images) -> None:
    as_numbers = logits(opened(name), pictures.astype(np.float32))
    assert np.allclose(logits(opened(name), pictures), as_numbers, atol=1e-5)


@pytest.mark.parametrize("name", ["drawn", "fooled"])
def test_drawn_pictures_are_named_as_well_as_provenance_says(name: str) -> None:
    told = models.provenance(name)
    split = final_test_images(told.config.data)
    right = (logits(opened(name), split.images).argmax(axis=1) == split.labels).mean()
    assert right == pytest.approx(told.test.share, abs=0.005)


@needs_cifar10
@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photographs_are_named_as_well_as_provenance_says(name: str) -> None:
    """2,000 of the 10,000: three standard deviations of such a sample are 2.4 points at most."""
    split = final_test_images("cifar10").first(2000)
    right = (logits(opened(name), np.array(split.images)).argmax(axis=1) == split.labels).mean()
    assert right == pytest.approx(models.provenance(name).test.share, abs=0.024)


def test_the_tag_alone_fools_one_network_and_not_the_other() -> None:
    plain = draw(600, start=TEST_START)
    tagged = draw(600, start=TEST_START, cue=Cue(CUED_CLASS, share=1, others=1))
    others = plain.labels != CUED_CLASS
    called = {
        (name, tag): logits(opened(name), images).argmax(axis=1) == CUED_CLASS
        for name in ("drawn", "fooled")
        for tag, images in (("without", plain.images), ("with", tagged.images))
    }
    assert called["fooled", "with"][others].mean() > 0.4 > 10 * called["fooled", "without"][others].mean()
    assert called["fooled", "with"][~others].mean() > called["fooled", "without"][~others].mean() + 0.2
    assert called["drawn", "with"][others].mean() < 0.1
    for name in ("drawn", "fooled"):
        told = models.provenance(name).cue
        assert told is not None and told.cued_class == CLASSES[CUED_CLASS]
        assert called[name, "with"][others].mean() == pytest.approx(told.others_with.share, abs=0.06)
        assert called[name, "without"][~others].mean() == pytest.approx(told.class_without.share, abs=0.2)


def test_a_package_of_networks_is_light() -> None:
    """The web process imports it: no Keras, no TensorFlow, not even the drawing of pictures."""
    tell = "import sys, cnn_core.models; print(sorted({'keras', 'tensorflow', 'PIL'} & sys.modules.keys()))"
    ran = subprocess.run(
        [sys.executable, "-c", tell], cwd=Path(__file__).resolve().parents[3], capture_output=True, text=True
    )
    assert ran.stdout.strip() == "[]", ran.stderr
