"""The training function: it learns, repeats itself, can be interrupted anywhere, and says why it stops."""

import numpy as np
import pytest

from cnn_core.architecture.stack import layer, stack
from cnn_core.data import load
from cnn_core.errors import LabError
from cnn_core.store import Store
from cnn_core.store.records import State, Wanted
from cnn_core.training import train as module
from cnn_core.training.config import Config
from cnn_core.training.train import train
from tests.core.training.conftest import SMALL


def curve(store: Store, run: str) -> np.ndarray:
    rows = [(one.loss, one.accuracy, one.val_loss, one.val_accuracy) for one in store.epochs(run)]
    return np.array(rows)


def test_a_run_learns_and_leaves_everything_in_the_store(store: Store) -> None:
    config = SMALL.changed(images=2000, epochs=4)
    run = train(config, store)
    told = store.run(run)
    assert (told.state, told.epochs_done, told.reason) == (State.FINISHED, 4, None)
    epochs = store.epochs(run)
    assert [one.epoch for one in epochs] == [1, 2, 3, 4]
    assert epochs[-1].loss < 0.8 * epochs[0].loss
    assert epochs[-1].val_accuracy > 0.25, "ten classes: chance is 0.1"
    steps = store.steps(run)
    assert len(steps.loss) == len(steps.accuracy) == 4 * 40
    assert steps.loss[:40].mean() == pytest.approx(epochs[0].loss, rel=1e-5)
    assert all(store.snapshot(run, n).kernels.shape == (3, 3, 3, 12) for n in range(1, 5))
    assert store.snapshot(run).predictions.shape == (10, 10)
    moved = store.snapshot(run, 4).kernels - store.snapshot(run, 1).kernels
    assert np.abs(moved).max() > 0


def test_results_fit_the_epochs_and_the_test_images(store: Store) -> None:
    run = train(SMALL, store)
    results = {one.split: one for one in store.results(run)}
    validation, tested = results["validation"], results["test"]
    assert validation.accuracy == pytest.approx(store.epochs(run)[-1].val_accuracy)
    assert (validation.probabilities.shape, tested.probabilities.shape) == ((100, 10), (2000, 10))
    for result in results.values():
        right = result.probabilities.argmax(axis=1) == result.labels
        assert right.mean() == pytest.approx(result.accuracy, abs=0.01)  # float16 can make a tie
        assert np.allclose(result.probabilities.astype(float).sum(axis=1), 1, atol=5e-3)


def test_the_same_seed_gives_the_same_curve_and_another_another(store: Store) -> None:
    first, again, other = (train(SMALL.changed(seed=seed), store) for seed in (1, 1, 2))
    assert (curve(store, first) == curve(store, again)).all()
    assert (store.steps(first).loss == store.steps(again).loss).all()
    assert (curve(store, first) != curve(store, other)).any()


class Interrupting:
    """A store that says PAUSE or STOP once, after some reports."""

    def __init__(self, store: Store, wanted: Wanted, after: int) -> None:
        self.store, self.wanted, self.left = store, wanted, after

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    def report(self, *told: object) -> Wanted:
        answer = self.store.report(*told)  # type: ignore[arg-type]
        self.left -= 1
        return self.wanted if self.left == 0 else answer


@pytest.mark.parametrize("after", [3, 8, 13])
def test_a_pause_anywhere_changes_nothing(store: Store, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REPORT_EVERY", 0.0)  # after each step
    whole = train(SMALL, store)
    run = store.add(SMALL, "ann").id
    train(SMALL, Interrupting(store, Wanted.PAUSE, after), run)  # type: ignore[arg-type]
    paused = store.run(run)
    assert (paused.state, paused.epochs_done) == (State.PAUSED, (after - 1) // 8)
    store.ask(run, Wanted.RUN)
    train(SMALL, store, run)
    assert store.run(run).state is State.FINISHED
    assert (store.steps(run).loss == store.steps(whole).loss).all()
    assert (curve(store, run) == curve(store, whole)).all()


def test_a_worker_that_dies_costs_only_the_epoch_it_was_in(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REPORT_EVERY", 0.0)
    whole = train(SMALL, store)
    run = store.add(SMALL, "ann").id

    class Dies(Interrupting):
        def report(self, *told: object) -> Wanted:
            if super().report(*told) is Wanted.STOP:
                raise KeyboardInterrupt  # as abrupt as it gets within one process
            return Wanted.RUN

    with pytest.raises(KeyboardInterrupt):
        train(SMALL, Dies(store, Wanted.STOP, 12), run)  # type: ignore[arg-type]
    assert (store.run(run).state, store.run(run).epochs_done) == (State.RUNNING, 1)
    assert store.put_back(run, store.run(run).attempt)
    train(SMALL, store, run)
    assert (curve(store, run) == curve(store, whole)).all()


def test_stopping_keeps_what_was_learnt(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REPORT_EVERY", 0.0)
    run = store.add(SMALL, "ann").id
    train(SMALL, Interrupting(store, Wanted.STOP, 10), run)  # type: ignore[arg-type]
    stopped = store.run(run)
    assert (stopped.state, stopped.epochs_done) == (State.STOPPED, 1)
    assert store.weights(run, "final") and len(store.results(run)) == 2


def test_more_epochs_go_on_where_the_run_ended(store: Store) -> None:
    config = SMALL.changed(epochs=2)
    run = train(config, store)
    before = curve(store, run)
    store.extend(run, 1)
    train(config, store, run)
    assert store.run(run).epochs_done == 3
    assert (curve(store, run)[:2] == before).all()
    assert store.epochs(run)[2].learning_rate == pytest.approx(0.01 * config.learning_rate)


def test_a_loss_that_is_no_number_ends_the_run_with_its_reason(store: Store) -> None:
    run = train(SMALL.changed(optimizer="sgd", schedule="constant", learning_rate=10.0, scaling="raw"), store)
    told = store.run(run)
    assert told.state is State.FAILED
    assert told.reason is not None and told.reason.key == "loss_not_finite"
    assert told.reason.values["rate"] == 10.0 and told.reason.values["step"] >= 1


def test_what_cannot_be_trained_never_becomes_a_run(store: Store) -> None:
    with pytest.raises(LabError) as error:
        train(Config(stack(layer("Flatten"), layer("Dense", 3)), data="drawn"), store)
    assert error.value.key == "not_ten_outputs"
    assert store.runs() == []


def test_a_data_set_that_is_not_there_ends_the_run_with_its_reason(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVLAB_CIFAR10", "/nowhere")
    load.forget()
    told = store.run(train(SMALL.changed(data="cifar10"), store))
    load.forget()
    assert told.state is State.FAILED
    assert told.reason is not None and told.reason.key == "cifar10_no_such_path"
