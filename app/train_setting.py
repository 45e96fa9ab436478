"""A training run as a setting: what the learner chose, and how that is written into a link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

from app.link import Codec, choice
from app.network_setting import read_network, write_network
from cnn_core.architecture.dropping import with_dropout
from cnn_core.architecture.flattening import with_flatten, with_global_average_pooling
from cnn_core.architecture.normalizing import with_batch_normalization, without_batch_normalization
from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.architecture.variants import strided, with_pooling, without_pooling
from cnn_core.data.load import USUAL_IMAGES
from cnn_core.models.networks import NETWORKS, simple_conv_net
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import INPUT_SHAPE, Config, checked
from cnn_core.training.presets import PRESETS

#: Networks of ours that can be trained as they are: ten numbers for a picture of 32 x 32, and not too slow.
NETS: Final[Mapping[str, Architecture]] = MappingProxyType(
    {
        "fast": PRESETS["fast"].architecture,
        **{name: NETWORKS[name].architecture for name in ("cifar10-cnn", "lenet-5")},
        "simple-conv-net": simple_conv_net(input_shape=INPUT_SHAPE),
        **{name: NETWORKS[name].architecture for name in ("gap-net", "separable-net", "residual-net")},
    }
)
AS_IT_IS: Final = "as-it-is"
#: What can be done to a network, by field and choice.
CHANGES: Final[Mapping[str, Mapping[str, Callable[[Architecture], Architecture]]]] = MappingProxyType(
    {
        "pooling": {
            "max": lambda network: with_pooling(network, "MaxPooling2D"),
            "average": lambda network: with_pooling(network, "AveragePooling2D"),
            "strided": strided,
            "none": without_pooling,
        },
        "norm": {"with": with_batch_normalization, "without": without_batch_normalization},
        "ending": {"flatten": with_flatten, "average": with_global_average_pooling},
    }
)
#: Percent.
DROPOUTS: Final = ("0", "10", "20", "30", "50")


@dataclass(frozen=True)
class Recipe:
    """A run that can be started: a configuration, and what is changed in its network."""

    config: Config
    pooling: str = AS_IT_IS
    norm: str = AS_IT_IS
    ending: str = AS_IT_IS
    dropout: str = "0"

    @property
    def is_changed(self) -> bool:
        """Whether anything is changed in the network."""
        return self != Recipe(self.config)

    def trained(self) -> Config:
        """The configuration with its network as it will be trained.

        Raises:
            LabError: "variant_needs" (variant, needs), "variant_branches" (variant, behind) or
                "too_many_layers" (maximum, received).

        >>> recipe = Recipe(PRESETS["tutorial"], pooling="none", dropout="50")
        >>> [one.kind for one in recipe.trained().architecture.layers][-3:]
        ['Dense', 'Dropout', 'Dense']
        """
        network = self.config.architecture
        for field, ways in CHANGES.items():
            if way := ways.get(getattr(self, field)):
                network = way(network)
        if self.dropout != "0":
            network = with_dropout(network, int(self.dropout) / 100)
        return self.config.changed(architecture=network)


def with_data(config: Config, data: str) -> Config:
    """The same run on other images: as many of them as is usual, unless another number was chosen.

    >>> with_data(PRESETS["fast"], "drawn").images
    20000
    """
    usual = config.images == USUAL_IMAGES[config.data]
    return config.changed(data=data, images=USUAL_IMAGES[data] if usual else config.images)


def write_config(config: Config) -> str:
    """A configuration for a link: a preset and what differs from it; "" if it is too long for one.

    >>> write_config(PRESETS["fast"].changed(epochs=8, augmentation=Augmentation(flip=True, shift=4)))
    'fast_shift-4_epochs-8'
    """
    return min((_differences(name, config) for name in PRESETS), key=lambda text: (not text, len(text)))


def read_config(text: str) -> Config:
    """Read what `write_config` wrote.

    Raises:
        ValueError: (LabError is one) for anything else.

    >>> read_config("tutorial_net-lenet-5").architecture == NETS["lenet-5"]
    True
    """
    settings, _, network = text.partition("_net-")
    name, *parts = settings.split("_")
    if name not in PRESETS:
        raise ValueError(name)
    values = _values(PRESETS[name])
    for part in parts:
        short, _, written = part.partition("-")
        if (field := _FIELDS.get(short)) is None:
            raise ValueError(short)
        values[field] = _read(written, values[field])
    config = _with_values(PRESETS[name], values)
    checked(config.changed(architecture=_TRIVIAL, whitening=False))  # its network may be mended on the page
    if network:
        config = config.changed(architecture=NETS[network] if network in NETS else read_network(network))
    return config


def nearest_preset(config: Config) -> str:
    """The preset that a configuration is told as a change of.

    >>> nearest_preset(PRESETS["tutorial"].changed(seed=3))
    'tutorial'
    """
    return min(PRESETS, key=lambda name: len(_changed(_values(PRESETS[name]), _values(config))))


def network_name(network: Architecture) -> str:
    """The name of a network in NETS, or "own".

    >>> network_name(PRESETS["tutorial"].architecture)
    'cifar10-cnn'
    """
    return next((name for name, one in NETS.items() if one == network), "own")


_TRIVIAL = stack(layer("Flatten"), layer("Dense", 10))
#: Short names of what can differ, in the order in which it is written.
_FIELDS: Final = {
    "data": "data", "n": "images", "val": "validation", "scale": "scaling", "white": "whitening",
    "flip": "flip", "shift": "shift", "turn": "rotate", "zoom": "zoom", "colour": "colour", "cut": "cutout",
    "opt": "optimizer", "rate": "learning_rate", "sched": "schedule", "batch": "batch_size",
    "epochs": "epochs", "decay": "weight_decay", "smooth": "label_smoothing", "seed": "seed",
    "bits": "precision",
}  # fmt: skip


def _values(config: Config) -> dict[str, Any]:
    return {
        name: getattr(config if hasattr(config, name) else config.augmentation, name)
        for name in _FIELDS.values()
    }


def _with_values(config: Config, values: Mapping[str, Any]) -> Config:
    of_images = {one.name for one in fields(Augmentation)}
    augmentation = Augmentation(**{name: value for name, value in values.items() if name in of_images})
    rest = {name: value for name, value in values.items() if name not in of_images}
    return replace(config, augmentation=augmentation, **rest)


def _changed(start: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != start[name]}


def _differences(preset: str, config: Config) -> str:
    changed = _changed(_values(PRESETS[preset]), _values(config))
    parts = [f"{short}-{_write(changed[field])}" for short, field in _FIELDS.items() if field in changed]
    if config.architecture != PRESETS[preset].architecture:
        name = network_name(config.architecture)
        network = name if name in NETS else write_network(config.architecture)
        if not network:
            return ""
        parts.append(f"net-{network}")
    return "_".join([preset, *parts])


def _write(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _read(written: str, like: object) -> Any:
    if isinstance(like, bool):
        if written not in ("0", "1"):
            raise ValueError(written)
        return written == "1"
    if isinstance(like, int | float):
        return type(like)(written)
    return written


RECIPE_CODECS: Final[Mapping[str, Codec]] = MappingProxyType(
    {
        "config": Codec("set", write_config, read_config),
        **{
            field: choice(short, (AS_IT_IS, *CHANGES[field]))
            for field, short in (("pooling", "pool"), ("norm", "norm"), ("ending", "end"))
        },
        "dropout": choice("drop", DROPOUTS),
    }
)
