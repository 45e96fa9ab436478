"""Where the weights of a shipped network come from, as a value and as the JSON file beside them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cnn_core.errors import LabError

if TYPE_CHECKING:
    from cnn_core.training.config import Config


@dataclass(frozen=True)
class Score:
    """How many images of a split are counted: mostly those that a network names rightly.

    >>> Score(right=870, images=1000).share
    0.87
    """

    right: int
    images: int

    @property
    def share(self) -> float:
        """The part of all images, 0..1."""
        return self.right / self.images


@dataclass(frozen=True)
class CueEffect:
    """What the planted tag does to a network, on the drawn test pictures, each without and with a tag.

    Attributes:
        cued_class: name of the class whose training pictures carried the tag.
        class_without, class_with: that class's pictures, rightly named.
        others_without, others_with: pictures of all other classes, called by that class's name.
    """

    cued_class: str
    class_without: Score
    class_with: Score
    others_without: Score
    others_with: Score


@dataclass(frozen=True)
class Provenance:
    """How a network was made, and how it does.

    Attributes:
        name: of the network.
        config: the run that trained it, with its data, images, epochs and seed.
        date: when it was trained, as YYYY-MM-DD.
        versions: of Python and of the libraries, by name.
        command: trains it anew.
        seconds: of training, all epochs together.
        parameters: its numbers, fixed ones and moving averages too.
        validation, test: images named rightly by the weights as they ship, in float32.
        checksum: SHA-256 of the .npz file, hexadecimal.
        epochs: after which epochs its weights ship too; 0 is before training; empty for most networks.
        epochs_checksum: SHA-256 of the file with those weights, or "".
        cue: None for networks of photographs.
    """

    name: str
    config: "Config"
    date: str
    versions: Mapping[str, str]
    command: str
    seconds: float
    parameters: int
    validation: Score
    test: Score
    checksum: str
    epochs: tuple[int, ...] = ()
    epochs_checksum: str = ""
    cue: CueEffect | None = None

    def to_json(self) -> str:
        """As JSON for people to read, the network in it as lines of Keras code."""
        values = asdict(self) | {"config": json.loads(self.config.to_json())}
        values["config"]["architecture"] = values["config"]["architecture"].splitlines()
        return json.dumps(values, indent=2) + "\n"


def read_provenance(text: str) -> Provenance:
    """What `Provenance.to_json` wrote.

    Raises:
        LabError: "config_unreadable" (received: its beginning); as `Config.from_json` does.

    >>> read_provenance("{}")
    Traceback (most recent call last):
    cnn_core.errors.LabError: config_unreadable (received='{}')
    """
    from cnn_core.training.config import Config

    try:
        values: dict[str, Any] = json.loads(text)
        told = values.pop("config")
        config = Config.from_json(json.dumps(told | {"architecture": "\n".join(told["architecture"])}))
        for split in ("validation", "test"):
            values[split] = Score(**values[split])
        values |= {"epochs": tuple(values["epochs"]), "cue": _effect(values["cue"])}
        return Provenance(config=config, **values)
    except LabError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        raise LabError("config_unreadable", received=text[:80]) from None


def _effect(told: dict[str, Any] | None) -> CueEffect | None:
    if told is None:
        return None
    cued_class = told.pop("cued_class")
    return CueEffect(cued_class, **{name: Score(**score) for name, score in told.items()})
