"""Guided experiments: sets of runs that differ in one thing, and what is asked about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cnn_core.architecture.dropping import with_dropout
from cnn_core.architecture.edit import replaced
from cnn_core.architecture.flattening import with_global_average_pooling
from cnn_core.architecture.normalizing import with_batch_normalization
from cnn_core.architecture.stack import Architecture
from cnn_core.architecture.variants import strided, with_pooling, without_pooling
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import Config
from cnn_core.training.presets import PRESETS

#: What can be asked about: final validation accuracy; final training accuracy minus it.
MEASURES: Final = ("accuracy", "gap")


@dataclass(frozen=True)
class Experiment:
    """A set of runs, each of which differs from one of them in one thing.

    Attributes:
        id: its key in EXPERIMENTS.
        variants: configurations by id, in an order that reads well.
        one: the variant a prediction is asked about.
        other: the variant it is compared with, and the one that all others are changed from.
        measure: one of MEASURES: what is predicted to be higher, lower or about the same.
        usual: what came out on CIFAR-10, "higher", "lower" or "same"; "" where it was not measured.
    """

    id: str
    variants: Mapping[str, Config]
    one: str
    other: str
    measure: str = "accuracy"
    usual: str = ""

    def config(self, variant: str, data: str = "cifar10", seed: int = 0) -> Config:
        """A variant's configuration on a data set, with a seed.

        >>> EXPERIMENTS["pooling"].config("none", seed=2).seed
        2
        """
        return self.variants[variant].changed(data=data, seed=seed)

    def variant_of(self, config: Config) -> str | None:
        """Which variant a configuration is, whatever its data and its seed; None if it is none of them.

        >>> EXPERIMENTS["pooling"].variant_of(EXPERIMENTS["pooling"].config("none", "drawn", seed=2))
        'none'
        """
        plain = config.changed(data="cifar10", seed=0)
        return next((name for name, variant in self.variants.items() if variant == plain), None)


def _tutorial(images: int = 10_000, epochs: int = 8) -> Config:
    """The tutorial network on part of the images: half a minute on two cores."""
    return PRESETS["tutorial"].changed(images=images, epochs=epochs)


def _fast() -> Config:
    """The fast recipe on part of the images; its first convolution could learn, if it is not whitening."""
    preset = PRESETS["fast"]
    first = preset.architecture.layers[1].changed(trainable=True)
    return preset.changed(architecture=replaced(preset.architecture, 1, first), images=10_000, epochs=8)


def _pooling() -> Experiment:
    base = _tutorial()
    ways = {
        "max": base.architecture,
        "average": with_pooling(base.architecture, "AveragePooling2D"),
        "strided": strided(base.architecture),
        "none": without_pooling(base.architecture),
    }
    return Experiment("pooling", _networks(base, ways), "none", "max", usual="lower")


def _networks(base: Config, networks: Mapping[str, Architecture]) -> Mapping[str, Config]:
    return {name: base.changed(architecture=network) for name, network in networks.items()}


def _augmentation() -> Experiment:
    base = _tutorial(epochs=12)
    changed = base.changed(augmentation=Augmentation(flip=True, shift=2))
    return Experiment("augmentation", {"without": base, "with": changed}, "with", "without", "gap", "lower")


def _dropout() -> Experiment:
    base = _tutorial(epochs=12)
    networks = {
        "none": base.architecture,
        "quarter": with_dropout(base.architecture, 0.25),
        "half": with_dropout(base.architecture, 0.5),
    }
    return Experiment("dropout", _networks(base, networks), "half", "none", "gap", "lower")


def _normalization() -> Experiment:
    base = _tutorial()
    networks = {"without": base.architecture, "with": with_batch_normalization(base.architecture)}
    return Experiment("normalization", _networks(base, networks), "with", "without", "gap", "higher")


def _averaging() -> Experiment:
    base = _tutorial()
    networks = {"flatten": base.architecture, "average": with_global_average_pooling(base.architecture)}
    return Experiment("averaging", _networks(base, networks), "average", "flatten", usual="lower")


def _images() -> Experiment:
    sizes = (1_000, 4_000, 16_000)
    return Experiment(
        "images", {f"images-{n}": _tutorial(n) for n in sizes}, "images-1000", "images-16000", "gap", "same"
    )


def _rates() -> Experiment:
    base = _tutorial()
    rates = {"rate-4": 1e-4, "rate-3": 1e-3, "rate-2": 1e-2, "rate-1": 1e-1}
    variants = {name: base.changed(learning_rate=rate) for name, rate in rates.items()}
    return Experiment("rates", variants, "rate-2", "rate-3", usual="lower")


def _scaling() -> Experiment:
    base = _tutorial()
    kinds = ("unit", "raw", "standardised")
    return Experiment(
        "scaling", {kind: base.changed(scaling=kind) for kind in kinds}, "raw", "unit", usual="lower"
    )


def _whitening() -> Experiment:
    base = _fast().changed(whitening=False)
    fixed = base.architecture.layers[1].changed(trainable=False)
    variants = {
        "learnt": base,
        "whitening": base.changed(whitening=True),
        "random": base.changed(architecture=replaced(base.architecture, 1, fixed)),
    }
    return Experiment("whitening", variants, "whitening", "learnt", usual="higher")


_MAKERS = (
    _pooling, _augmentation, _dropout, _normalization, _averaging, _images, _rates, _scaling, _whitening,
)  # fmt: skip
#: The experiments by id, in the order of the lesson.
EXPERIMENTS: Final[Mapping[str, Experiment]] = MappingProxyType(
    {one.id: one for one in (m() for m in _MAKERS)}
)
