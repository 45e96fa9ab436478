"""The command that trains a shipped network: what it writes can be read, and a training cut off goes on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn_core import models
from cnn_core.architecture.stack import layer, stack
from cnn_core.data import load
from cnn_core.training.config import Config
from cnn_core.training.packing import unpacked
from scripts import train_weights
from tests.core.models.opening import logits

#: 3 steps an epoch; fewer than 100 images are drawn without drawing a thousand.
SMALL = Config(
    stack(layer("Conv2D", 8, 3, strides=2, activation="relu"), layer("Flatten"), layer("Dense", 10)),
    data="drawn",
    images=90,
    validation=90,
    batch_size=30,
    epochs=3,
)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that is written to and read from, with the files of a run of seconds."""
    folder = tmp_path_factory.mktemp("weights")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_weights, "RECIPES", {"drawn": SMALL})
        patch.setattr(train_weights, "FOLDER", folder)
        patch.setattr(sys.modules["cnn_core.models.shipped"], "FOLDER", folder)
        for module in (train_weights, load):
            patch.setitem(module.TEST_IMAGES, "drawn", 90)
        train_weights.make("drawn", tmp_path_factory.mktemp("store"))
        yield folder


def test_what_is_written_can_be_read(shipped: Path) -> None:
    told = models.provenance("drawn")
    assert told.config == SMALL and told.epochs == (0, 1, 2, 3)
    assert told.test.images == told.validation.images == 90 and told.seconds >= 0
    split = load.final_test_images("drawn")
    right = (logits(models.load("drawn"), split.images).argmax(axis=1) == split.labels).sum()
    assert right == told.test.right
    first, last = (unpacked(models.shipped_epoch("drawn", epoch)) for epoch in (0, 3))
    assert abs(first[1] - last[1]).max() > 1e-3, "nothing has been learnt"
    assert told.cue is not None and told.cue.class_with.images == 9 and told.cue.others_with.images == 81
    assert models.read_provenance(told.to_json()) == told


class PowerCut(Exception):
    pass


class Cut(train_weights.Told):
    """The process ends in the second epoch."""

    def report(self, id: str, progress: object, *values: object) -> object:
        if progress.epoch == 1:  # type: ignore[attr-defined]
            raise PowerCut
        return self.store.report(id, progress, *values)  # type: ignore[arg-type]


def test_a_training_that_was_cut_off_goes_on(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [unpacked(models.shipped_epoch("drawn", epoch)) for epoch in range(4)]
    (shipped / "drawn.npz").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(train_weights, "Told", Cut)
        with pytest.raises(PowerCut):
            train_weights.make("drawn", tmp_path)
    assert not (shipped / "drawn.npz").exists()
    train_weights.make("drawn", tmp_path)
    for epoch, arrays in enumerate(whole):
        again = unpacked(models.shipped_epoch("drawn", epoch))
        assert all((one == other).all() for one, other in zip(arrays, again, strict=True))
