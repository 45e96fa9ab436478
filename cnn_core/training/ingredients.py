"""The fast recipe, ingredient by ingredient: what a run is without each of them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cnn_core.architecture.edit import replaced
from cnn_core.architecture.normalizing import without_batch_normalization
from cnn_core.architecture.signatures import Value
from cnn_core.architecture.stack import Architecture, layer
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import Config

#: Keras's own momentum of the moving averages.
USUAL_MOMENTUM: Final = 0.99
#: Images a step, as tutorials have it.
SMALL_BATCH: Final = 32


def without_whitening(config: Config) -> Config:
    """The first kernels start by chance and are learnt, as everywhere else."""
    return _with_network(config.changed(whitening=False), _each("Conv2D", first_only=True, trainable=True))


def without_stride(config: Config) -> Config:
    """The first convolution looks at every pixel: four times the places, four times the work.

    >>> from cnn_core.training.presets import PRESETS
    >>> without_stride(PRESETS["fast"]).architecture.layers[1]["strides"]
    (1, 1)
    """
    return _with_network(config, _each("Conv2D", first_only=True, strides=1))


def with_usual_momentum(config: Config) -> Config:
    """Batch normalisation's averages move as slowly as Keras lets them by itself."""
    return _with_network(config, _each("BatchNormalization", momentum=USUAL_MOMENTUM))


def with_global_average(config: Config) -> Config:
    """The average of each map goes to the classifier instead of its largest number."""

    def averaged(network: Architecture) -> Architecture:
        for position, one in enumerate(network.layers):
            if one.kind == "GlobalMaxPooling2D":
                network = replaced(network, position, layer("GlobalAveragePooling2D"))
        return network

    return _with_network(config, averaged)


#: What the run is when one ingredient is taken away, in the order in which a run meets them.
WITHOUT: Final[Mapping[str, Callable[[Config], Config]]] = MappingProxyType(
    {
        "standardised": lambda config: config.changed(scaling="raw"),
        "whitening": without_whitening,
        "augmentation": lambda config: config.changed(augmentation=Augmentation()),
        "stride": without_stride,
        "normalisation": lambda config: _with_network(config, without_batch_normalization),
        "momentum": with_usual_momentum,
        "global_max": with_global_average,
        "nesterov": lambda config: config.changed(optimizer="sgd"),
        "ramp": lambda config: config.changed(schedule="constant"),
        "large_batch": lambda config: config.changed(batch_size=SMALL_BATCH),
        "weight_decay": lambda config: config.changed(weight_decay=0.0),
        "smoothing": lambda config: config.changed(label_smoothing=0.0),
        "precision": lambda config: config.changed(precision="float32"),
    }
)


def _with_network(config: Config, change: Callable[[Architecture], Architecture]) -> Config:
    return config.changed(architecture=change(config.architecture))


def _each(kind: str, first_only: bool = False, **arguments: Value) -> Callable[[Architecture], Architecture]:
    """A change of the layers of one kind."""

    def change(network: Architecture) -> Architecture:
        places = [place for place, one in enumerate(network.layers) if one.kind == kind]
        for place in places[:1] if first_only else places:
            network = replaced(network, place, network.layers[place].changed(**arguments))
        return network

    return change
