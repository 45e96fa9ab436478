"""The weights after each epoch that a training leaves: those the network had, however it was interrupted."""

from collections.abc import Iterator

import numpy as np
import pytest

from cnn_core.data.load import validation_images
from cnn_core.store import Store, epoch_weights
from cnn_core.store.records import State, Wanted
from cnn_core.training import train as module
from cnn_core.training.export import trained_model
from cnn_core.training.model import make_model
from cnn_core.training.packing import unpacked
from cnn_core.training.train import halved_weights, train
from cnn_core.training.trainer import Trainer
from tests.core.training.conftest import SMALL
from tests.core.training.test_train import Interrupting


def kept(store: Store, run: str) -> dict[int, bytes | None]:
    return {epoch: store.weights(run, f"epoch-{epoch}") for epoch in store.epochs_kept(run)}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    """A run of three epochs that nothing interrupted, and its store."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('done')}/runs.sqlite")
    yield store, train(SMALL, store)
    store.close()


def test_each_epoch_leaves_what_the_network_had_learnt(done: tuple[Store, str]) -> None:
    store, run = done
    assert store.epochs_kept(run) == [0, 1, 2, 3]
    scaling, *last = unpacked(store.weights(run, "epoch-3") or b"")
    exact_scaling, *final = unpacked(store.weights(run, "final") or b"")
    assert (scaling == exact_scaling).all() and scaling.dtype == np.float64
    for half, whole in zip(last, final, strict=True):
        assert half.dtype == np.float16
        np.testing.assert_allclose(half, whole, rtol=2**-11, atol=2**-25)  # as exact as float16 is
    for epoch in (1, 2, 3):
        kernels = store.snapshot(run, epoch).kernels  # type: ignore[union-attr]
        assert (unpacked(store.weights(run, f"epoch-{epoch}") or b"")[1] == kernels).all()


def test_epoch_0_is_the_network_before_training(done: tuple[Store, str]) -> None:
    store, run = done
    fresh = make_model(SMALL, np.zeros((1, 32, 32, 3), np.uint8)).get_weights()
    _, *before = unpacked(store.weights(run, "epoch-0") or b"")
    assert all((half == whole.astype(np.float16)).all() for half, whole in zip(before, fresh, strict=True))


def test_they_predict_as_the_run_did(done: tuple[Store, str]) -> None:
    store, run = done
    split = validation_images(SMALL.data, SMALL.validation)
    for epoch, content in kept(store, run).items():
        model = trained_model(SMALL, content or b"")
        right = model.predict(split.images.astype(np.float32), verbose=0).argmax(axis=1) == split.labels
        if epoch:
            accuracy = store.epochs(run)[epoch - 1].val_accuracy
            assert right.mean() == pytest.approx(accuracy, abs=0.0101), "float16 may turn a close call"
        else:
            assert right.mean() < 0.25


def test_more_epochs_add_theirs(store: Store) -> None:
    run = train(SMALL.changed(epochs=2), store)
    before = kept(store, run)
    store.extend(run, 2)
    train(SMALL, store, run)
    assert store.epochs_kept(run) == [0, 1, 2, 3, 4]
    assert {epoch: kept(store, run)[epoch] for epoch in before} == before


@pytest.mark.parametrize("after", [3, 12])
def test_a_pause_within_an_epoch_changes_none(
    done: tuple[Store, str], store: Store, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REPORT_EVERY", 0.0)  # after each step
    run = store.add(SMALL, "ann").id
    train(SMALL, Interrupting(store, Wanted.PAUSE, after), run)  # type: ignore[arg-type]
    assert store.run(run).state is State.PAUSED
    store.ask(run, Wanted.RUN)
    train(SMALL, store, run)
    assert kept(store, run) == kept(*done)


def test_large_networks_leave_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epoch_weights, "MOST_BYTES", 4_000)
    run = train(SMALL.changed(epochs=1), store)
    assert store.epochs_kept(run) == [] and store.weights(run, "final")


def test_halving_takes_half_the_bytes_and_loses_no_large_number() -> None:
    trainer = Trainer(SMALL, np.zeros((10, 32, 32, 3), np.uint8))
    numbers = sum(array.nbytes for array in unpacked(trainer.weights())[1:])
    saved = len(trainer.weights()) - len(halved_weights(trainer.model))
    assert saved == pytest.approx(numbers / 2, rel=0.05)
    variance = next(one for one in trainer.model.variables if one.name == "moving_variance")
    variance.assign(np.full(12, 1e6))
    whole = [array for array in unpacked(halved_weights(trainer.model))[1:] if array.dtype == np.float32]
    assert len(whole) == 1 and (whole[0] == 1e6).all()
