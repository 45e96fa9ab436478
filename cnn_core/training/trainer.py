"""One network in training: a step, a judgement, what is shown of it, and its whole state as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.activations import shares
from cnn_core.data.dataset import CLASSES, Images, Split
from cnn_core.training.batches import OneHot
from cnn_core.training.config import Config
from cnn_core.training.export import check_fit, weights_of
from cnn_core.training.model import ends_in_softmax, make_model
from cnn_core.training.packing import packed, unpacked

#: Images judged at a time; one size, so that TensorFlow compiles the judging once.
JUDGED: Final = 500
#: Kernels of the first convolution that are kept to be shown.
MOST_KERNELS: Final = 64
_TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Judgement:
    """How a network does on labelled images it has not learnt from.

    Attributes:
        loss: mean cross-entropy against the true labels, without smoothing.
        accuracy: share of right answers.
        probabilities: (N, 10) float16.
    """

    loss: float
    accuracy: float
    probabilities: NDArray[np.float16]


class Trainer:
    """A network with its optimiser. Its state goes through `state` and `restore` without loss."""

    def __init__(self, config: Config, images: Images) -> None:
        self.config = config
        self.model = make_model(config, images)
        self._rate = -1.0
        self._step = _compiled_step(self.model)

    def step(self, images: Images, labels: OneHot, rate: float) -> tuple[float, float]:
        """Learn from one batch; (loss, accuracy) of the batch before it was learnt from.

        Args:
            images: (B, 32, 32, 3) uint8.
            labels: (B, 10).
            rate: learning rate of this step.
        """
        if rate != self._rate:  # writing it takes as long as a small layer
            self.model.optimizer.learning_rate = self._rate = rate
        loss, accuracy = self._step(images, labels)
        return float(loss), float(accuracy)

    def judge(self, split: Split) -> Judgement:
        """Loss, accuracy and probabilities; nothing is learnt and no average moves."""
        chosen = self.probabilities(split.images)
        right = chosen[np.arange(len(split)), split.labels]
        return Judgement(
            float(-np.log(np.maximum(right, _TINY)).mean()),
            float((chosen.argmax(axis=1) == split.labels).mean()),
            chosen.astype(np.float16),
        )

    def probabilities(self, images: Images) -> NDArray[np.float32]:
        """(N, 10), rows sum to 1."""
        parts = [self._outputs(images[at : at + JUDGED]) for at in range(0, len(images), JUDGED)]
        outputs = np.concatenate(parts) if parts else np.zeros((0, len(CLASSES)), np.float32)
        return outputs if ends_in_softmax(self.config.architecture) else shares(outputs)

    def _outputs(self, images: Images) -> NDArray[np.float32]:
        missing = JUDGED - len(images)
        filled = np.pad(images, ((0, missing), (0, 0), (0, 0), (0, 0))) if missing else images
        result: NDArray[np.float32] = np.asarray(self.model.predict_on_batch(filled), np.float32)
        return result[: len(images)]

    def kernels(self) -> NDArray[np.float16] | None:
        """The first convolution's kernels, (rows, columns, channels, kernels), MOST_KERNELS at most."""
        import keras

        kinds = (keras.layers.Conv2D, keras.layers.SeparableConv2D, keras.layers.DepthwiseConv2D)
        first = next((one for one in self.model.layers if isinstance(one, kinds)), None)
        if first is None:
            return None
        with np.errstate(over="ignore"):
            return np.asarray(first.get_weights()[0][..., :MOST_KERNELS], np.float16)

    def state(self, losses: Sequence[float] = (), accuracies: Sequence[float] = ()) -> bytes:
        """Weights, averages, optimiser, random generators and the values of the epoch so far, as bytes."""
        epoch = np.array([losses, accuracies], np.float32)  # (2, steps done)
        return packed([epoch, *(np.asarray(one) for one in self._variables())])

    def restore(self, state: bytes) -> tuple[list[float], list[float]]:
        """Put a state back; gives losses and accuracies of the epoch so far.

        Raises:
            LabError: "weights_unreadable" () or "weights_do_not_fit" (): of another network.
        """
        self._rate = -1.0
        epoch, *arrays = unpacked(state)
        variables = self._variables()
        check_fit(variables, arrays)
        for one, array in zip(variables, arrays, strict=True):
            one.assign(array)
        losses, accuracies = epoch.tolist()
        return losses, accuracies

    def weights(self) -> bytes:
        """What has been learnt, as bytes for `export.trained_model`."""
        return weights_of(self.model)

    def _variables(self) -> list[Any]:
        return [*self.model.variables, *self.model.optimizer.variables]


def _compiled_step(model: Any) -> Any:
    """Keras's own `train_step`, with the metrics begun anew inside the graph.

    `train_on_batch` resets them one by one from Python, which costs small batches several percent.
    """
    import tensorflow as tf

    @tf.function(reduce_retracing=True)
    def step(images: Any, labels: Any) -> Any:
        model.reset_metrics()
        told = model.train_step((images, labels))
        return told["loss"], told["accuracy"]

    return step
