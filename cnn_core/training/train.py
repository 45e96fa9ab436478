"""The training function: from a configuration to a trained network, telling the store as it goes."""

import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.load import final_test_images, training_images, validation_images
from cnn_core.errors import LabError
from cnn_core.store.epoch_weights import most_epochs
from cnn_core.store.records import Epoch, Progress, Result, Run, Snapshot, State, Wanted
from cnn_core.training.batches import Batches
from cnn_core.training.config import Config, checked
from cnn_core.training.export import weights_of
from cnn_core.training.rates import rate_at
from cnn_core.training.shown import fixed_positions
from cnn_core.training.trainer import Judgement, Trainer

if TYPE_CHECKING:
    import keras

    from cnn_core.store import Store

#: Seconds between two reports to the store.
REPORT_EVERY: Final = 0.3


def train(config: Config, store: "Store", run_id: str | None = None) -> str:
    """Train a network, or go on training one, until it is done or the store says stop or pause.

    A run that was interrupted goes on from its last checkpoint, with the same batches and the same chance as
    if nothing had happened. The test images are used once, at the very end.

    Args:
        config: what to train; of a run that is there already, the store's own counts.
        store: takes progress, epochs, weights and results, and tells what the learner wants.
        run_id: a run to go on with; None makes a new one.

    Returns:
        The run's id; how it ended stands in the store.

    Raises:
        LabError: "store_unreachable", "store_locked", "store_full" or "no_such_run". Whatever is wrong with
            the run itself ends it as failed, with its reason in the store.
    """
    run = store.begin(run_id or store.add(config, learner="").id)
    try:
        _Training(run, store).run()
    except LabError as error:
        if error.key.startswith("store_"):
            raise
        store.end(run.id, State.FAILED, error)
    except MemoryError:
        store.end(run.id, State.FAILED, LabError("out_of_memory"))
    return run.id


class _Training:
    """One run from where it stands to its end."""

    def __init__(self, run: Run, store: "Store") -> None:
        self.run_id, self.store, self.config = run.id, store, checked(run.config)
        data = self.config.data
        self.learning = training_images(data, 0, self.config.images)
        self.validation = validation_images(data, self.config.validation)
        self.batches = Batches(self.learning, self.config)
        self.total = (self.config.planned or self.config.epochs) * self.batches.steps
        self.trainer = Trainer(self.config, self.learning.images)
        self.looks_back = most_epochs(2 * self.trainer.model.count_params()) > 0
        self.initial = None if run.epochs_done else self._small_weights()
        self.fixed = fixed_positions(self.validation.labels)
        self.losses: list[float] = []
        self.accuracies: list[float] = []
        self.best = max((epoch.val_accuracy for epoch in store.epochs(run.id)), default=-1.0)
        self.epoch = run.epochs_done
        self.spent = sum(epoch.seconds for epoch in store.epochs(run.id))
        if checkpoint := store.weights(run.id, "last"):
            self.losses, self.accuracies = self.trainer.restore(checkpoint)

    def run(self) -> None:
        """Epoch after epoch, until done or until something else is wanted."""
        wanted = Wanted.RUN
        while self.epoch < self.config.epochs and wanted is Wanted.RUN:
            wanted = self._learn()
            if wanted is Wanted.RUN:
                wanted = self._finish_epoch()
        if wanted is Wanted.PAUSE:
            self.store.end(
                self.run_id, State.PAUSED, checkpoint=self.trainer.state(self.losses, self.accuracies)
            )
        else:
            state = State.FINISHED if self.epoch >= self.config.epochs else State.STOPPED
            self._conclude(state)

    def _learn(self) -> Wanted:
        """The steps of an epoch that are left."""
        self.began = time.monotonic()
        told = 0.0
        first = self.epoch * self.batches.steps
        for images, labels in self.batches.epoch(self.epoch, len(self.losses)):
            rate = self._rate(first + len(self.losses))
            loss, accuracy = self.trainer.step(images, labels, rate)
            if not np.isfinite(loss):
                raise LabError("loss_not_finite", epoch=self.epoch + 1, step=len(self.losses) + 1, rate=rate)
            self.losses.append(loss)
            self.accuracies.append(accuracy)
            if time.monotonic() - told >= REPORT_EVERY:
                told = time.monotonic()
                wanted = self.store.report(self.run_id, self._progress(), self.losses, self.accuracies)
                if wanted is not Wanted.RUN:
                    return wanted
        return Wanted.RUN

    def _finish_epoch(self) -> Wanted:
        judged = self.trainer.judge(self.validation)
        seconds = self._clock()
        epoch = Epoch(
            self.epoch + 1, float(np.mean(self.losses)), float(np.mean(self.accuracies)), judged.loss,
            judged.accuracy, self._rate(self.epoch * self.batches.steps + len(self.losses) - 1), seconds,
        )  # fmt: skip
        self.spent += seconds
        best = judged.accuracy > self.best
        self.best = max(self.best, judged.accuracy)
        losses, accuracies = self.losses, self.accuracies
        self.epoch, self.losses, self.accuracies = self.epoch + 1, [], []
        return self.store.end_epoch(
            self.run_id, epoch, self._snapshot(judged), losses, accuracies,
            self.trainer.state(), self.trainer.weights() if best else None,
        )  # fmt: skip

    def _conclude(self, state: State) -> None:
        """Judge on validation and, now that nothing will be chosen any more, on test images."""
        results = []
        if self.epoch:
            test = final_test_images(self.config.data)
            for name, split in (("validation", self.validation), ("test", test)):
                judged = self.trainer.judge(split)
                results.append(
                    Result("final", name, judged.loss, judged.accuracy, judged.probabilities, split.labels)
                )
        self.store.end(self.run_id, state, final=self.trainer.weights(), results=results)

    def _snapshot(self, judged: Judgement) -> Snapshot:
        initial, self.initial = self.initial, None
        kernels, predictions = self.trainer.kernels(), judged.probabilities[self.fixed]
        return Snapshot(self.epoch, kernels, predictions, self._small_weights(), initial)

    def _small_weights(self) -> bytes | None:
        """What is kept of every epoch; None for networks so large that only a few would fit."""
        return halved_weights(self.trainer.model) if self.looks_back else None

    def _progress(self) -> Progress:
        return Progress(
            self.epoch, len(self.losses), self.batches.steps, float(np.mean(self.losses)),
            float(np.mean(self.accuracies)), self.spent + self._clock(),
        )  # fmt: skip

    def _clock(self) -> float:
        return time.monotonic() - self.began

    def _rate(self, step: int) -> float:
        return rate_at(self.config.schedule, self.config.learning_rate, step, self.total)


def halved_weights(model: "keras.Model") -> bytes:
    """As `export.weights_of`, in half the bytes: float16, where no number is too large for it."""
    return weights_of(model, _in_float16)


def _in_float16(array: NDArray[Any]) -> NDArray[Any]:
    fits = array.dtype == np.float32 and np.abs(array).max(initial=0) <= np.finfo(np.float16).max
    return array.astype(np.float16) if fits else array
