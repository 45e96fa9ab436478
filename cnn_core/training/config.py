"""What a training run is made of: one frozen value that travels as JSON and in a link."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.trace import Row, trace
from cnn_core.arrays import integer, one_of, real_number
from cnn_core.data.dataset import CLASSES, SIDE
from cnn_core.data.load import MOST_IMAGES, NAMES
from cnn_core.data.preprocess import SCALINGS
from cnn_core.errors import LabError
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.rates import SCHEDULES

OPTIMIZERS: Final = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")

PRECISIONS: Final = ("float32", "bfloat16", "auto")
INPUT_SHAPE: Final = (SIDE, SIDE, 3)
MAX_EPOCHS, MAX_BATCH = 200, 1024
#: A checkpoint of every epoch goes into the store: 5 million weights are 20 MB, with Adam's moments 60.
MAX_PARAMS: Final = 5_000_000
MAX_JSON = 200_000


@dataclass(frozen=True)
class Config:
    """One training run, completely: the same configuration gives the same curve on the same machine.

    Attributes:
        architecture: traces on (32, 32, 3) and ends in ten numbers, logits or probabilities.
        data: one of `cnn_core.data.load.NAMES`.
        images: how many to learn from.
        validation: how many are held back from the training set, to be judged by after each epoch.
        scaling: "raw" leaves 0..255; "unit" divides by 255; "centred" also takes each colour's mean away;
            "standardised" divides by its standard deviation instead.
        whitening: whether the first convolution's kernels are computed from patches of the images and fixed.
        augmentation: what is done to a training image, anew in each epoch.
        optimizer: one of OPTIMIZERS; "momentum" and "nesterov" are SGD with momentum 0.9.
        learning_rate: the highest of the schedule.
        schedule: "constant"; "ramp" rises from a fifth over the first quarter, then falls in a line to
            2/15; "cosine" falls along half a cosine to 0.
        weight_decay: share of the kernels taken away in each step, times the learning rate.
        label_smoothing: the share of a label that is spread over all classes, 0 <= share < 1.
        batch_size: images a step.
        epochs: passes over the training images.
        planned: epochs that the schedule was stretched over, where more were added later; 0: `epochs`.
        seed: of first weights, of order and of every other chance.
        precision: "bfloat16" computes in mixed precision; "auto" does where the processor has it.
    """

    architecture: Architecture
    data: str = "cifar10"
    images: int = 45_000
    validation: int = 5_000
    scaling: str = "unit"
    whitening: bool = False
    augmentation: Augmentation = field(default_factory=Augmentation)
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "constant"
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    batch_size: int = 32
    epochs: int = 10
    planned: int = 0
    seed: int = 0
    precision: str = "float32"

    def to_json(self) -> str:
        """The configuration as JSON; the network in it is Keras code.

        >>> from cnn_core.architecture.stack import layer, stack
        >>> config = Config(stack(layer("Flatten"), layer("Dense", 10)), epochs=2)
        >>> Config.from_json(config.to_json()) == config
        True
        """
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values |= {"architecture": emit(self.architecture), "augmentation": asdict(self.augmentation)}
        return json.dumps(values, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "Config":
        """Read what `to_json` wrote; what is not named has its default.

        Raises:
            LabError: "config_unreadable" (received: its beginning), or as `checked` and `parse` do.
        """
        try:
            values = json.loads(text) if len(text) <= MAX_JSON else None
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict) or not isinstance(values.get("architecture"), str):
            raise LabError("config_unreadable", received=text[:80])
        try:
            augmentation = Augmentation(**values.pop("augmentation", {}))
            config = cls(parse(values.pop("architecture")), augmentation=augmentation, **values)
        except TypeError:  # names of another version, or not names at all
            raise LabError("config_unreadable", received=text[:80]) from None
        return checked(config)

    def changed(self, **changes: Any) -> "Config":
        """The same run with some things changed."""
        return replace(self, **changes)

    def longer(self, epochs: int) -> "Config":
        """The same run with more epochs; its learning rates so far stay what they were."""
        return replace(self, epochs=self.epochs + epochs, planned=self.planned or self.epochs)


def checked(config: Config) -> Config:
    """The configuration itself, if it can be trained.

    Raises:
        LabError: "unknown_choice" (name, received, choices), "not_yes_or_no" (name, received), "too_many"
            (name, maximum, received), "too_small", "not_an_integer", "not_finite" or "not_numbers"
            (name, ...); those of `traced`.
    """
    for name, choices in CHOICES.items():
        one_of(getattr(config, name), name, choices)
    for name, (low, high) in WHOLE.items():
        _at_most(integer(getattr(config, name), name, low), name, high)
    for name, most in REAL.items():
        _at_most(real_number(getattr(config, name), name, 0), name, most)
    if not isinstance(config.whitening, bool):
        raise LabError("not_yes_or_no", name="whitening", received=config.whitening)
    _at_most(config.images + config.validation, "images", MOST_IMAGES[config.data])
    config.augmentation.check()
    traced(config)
    return config


CHOICES: Final = {
    "data": NAMES, "scaling": SCALINGS, "optimizer": OPTIMIZERS, "schedule": SCHEDULES,
    "precision": PRECISIONS,
}  # fmt: skip
WHOLE: Final = {
    "images": (10, 50_000), "validation": (10, 10_000), "batch_size": (1, MAX_BATCH),
    "epochs": (1, MAX_EPOCHS), "planned": (0, MAX_EPOCHS), "seed": (0, 2**31 - 1),
}  # fmt: skip
REAL: Final = {"learning_rate": 10.0, "weight_decay": 1.0, "label_smoothing": 0.9}


def traced(config: Config) -> list[Row]:
    """The network's layers with their shapes, on CIFAR-10's images.

    Raises:
        LabError: "not_ten_outputs" (shape, expected), "too_large_to_train" (params, maximum),
            "nothing_to_train" () or "whitening_needs" (expected, received); as `trace` does.
    """
    rows = trace(config.architecture, INPUT_SHAPE)
    if rows[-1].output_shape != (len(CLASSES),):
        raise LabError("not_ten_outputs", shape=rows[-1].output_shape, expected=(len(CLASSES),))
    params = sum(row.params for row in rows)
    if params > MAX_PARAMS:
        raise LabError("too_large_to_train", params=params, maximum=MAX_PARAMS)
    if params == sum(row.non_trainable for row in rows):
        raise LabError("nothing_to_train")
    if config.whitening:
        _check_whitening(config.architecture)
    return rows


def _check_whitening(architecture: Architecture) -> None:
    """A fixed whitening has each eigenvector twice, with both signs: 2 * rows * columns * 3 kernels."""
    one = next((one for one in architecture.layers if one.kind != "Input"), None)
    if one is None or one.kind != "Conv2D":
        raise LabError("whitening_needs", expected="Conv2D", received=one.kind if one else "")
    rows, columns = one["kernel_size"]
    if one["filters"] != 2 * rows * columns * 3 or one["groups"] != 1:
        raise LabError("whitening_needs", expected=2 * rows * columns * 3, received=one["filters"])


def _at_most(value: float, name: str, maximum: float) -> None:
    if value > maximum:
        raise LabError("too_many", name=name, maximum=maximum, received=value)
