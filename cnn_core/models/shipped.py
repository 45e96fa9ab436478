"""The trained networks that ship, in assets/weights: read, checked, made into Keras models."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

from cnn_core.errors import LabError
from cnn_core.models.provenance_file import Provenance, read_provenance

if TYPE_CHECKING:
    import keras

    from cnn_core.training.config import Config

#: `teaching` and `tutorial` learnt CIFAR-10, `drawn` the drawn pictures, `fooled` those with a planted tag.
SHIPPED: Final = ("teaching", "tutorial", "drawn", "fooled")
FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "weights"
#: Name in the file of all epochs of what is measured before training: scale and offset of the pixels.
SCALING: Final = "scaling"


def load(name: str) -> "keras.Model":
    """A trained network, in float32, ready to look into and to predict.

    Args:
        name: one of SHIPPED.

    Returns:
        Input (B, 32, 32, 3), images as they are, 0..255; output (B, 10) logits, in the order of
        `cnn_core.data.dataset.CLASSES`.

    Raises:
        LabError: as `shipped`; "weights_unreadable" () or "weights_do_not_fit" ().

    >>> load("drawn").output_shape
    (None, 10)
    """
    from cnn_core.training.export import trained_model

    return trained_model(*shipped(name))


def shipped(name: str) -> "tuple[Config, bytes]":
    """A shipped network as what a training leaves behind: its run's configuration, and its weights.

    The weights are arrays in NumPy's own format (`training.packing`), never a pickle; the file's checksum is
    compared before anything in it is read.

    Args:
        name: one of SHIPPED.

    Raises:
        LabError: "unknown_choice" (name, received, choices), or "weights_damaged" (name, file) if a file is
            missing or is not what it was.

    >>> config, weights = shipped("drawn")
    >>> config.data
    'drawn'
    """
    told = provenance(name)
    return told.config, _checked_content(name, f"{name}.npz", told.checksum)


def provenance(name: str) -> Provenance:
    """How a shipped network was made, and how it does.

    Raises:
        LabError: as `shipped`.

    >>> provenance("drawn").command
    'python -m scripts.train_weights drawn'
    """
    if name not in SHIPPED:
        raise LabError("unknown_choice", name="network", received=name, choices=SHIPPED)
    file = f"{name}.json"
    try:
        return read_provenance(_content(name, file).decode("utf-8"))
    except ValueError:  # not UTF-8, or LabError: not what was written
        raise LabError("weights_damaged", name=name, file=file) from None


def epochs_of(name: str) -> list[int]:
    """The epochs whose weights ship, 0 before training; empty for networks that ship as they ended.

    Raises:
        LabError: as `shipped`.

    >>> epochs_of("drawn")[:3], epochs_of("fooled")
    ([0, 1, 2], [])
    """
    return list(provenance(name).epochs)


def shipped_epoch(name: str, epoch: int) -> bytes:
    """A network's weights as they were after an epoch, for `training.export.trained_model`.

    In the file they are float16, so they are right to about three digits.

    Args:
        name: one of SHIPPED.
        epoch: one of `epochs_of(name)`.

    Raises:
        LabError: as `shipped`; "unknown_choice" (name, received, choices) for the epoch, too.

    >>> shipped_epoch("fooled", 3)
    Traceback (most recent call last):
    cnn_core.errors.LabError: unknown_choice (name='epoch', received=3, choices=())
    """
    import numpy as np

    from cnn_core.training.packing import packed

    told, file = provenance(name), f"{name}-epochs.npz"
    if epoch not in told.epochs:
        raise LabError("unknown_choice", name="epoch", received=epoch, choices=told.epochs)
    content = _checked_content(name, file, told.epochs_checksum)
    try:
        with np.load(BytesIO(content), allow_pickle=False) as arrays:
            count = sum(one.startswith(f"{epoch}_") for one in arrays.files)
            weights = [arrays[f"{epoch}_{place}"].astype(np.float32) for place in range(count)]
            return packed([arrays[SCALING], *weights])
    except (ValueError, OSError, BadZipFile, EOFError, KeyError, AttributeError):
        raise LabError("weights_damaged", name=name, file=file) from None


def _checked_content(name: str, file: str, checksum: str) -> bytes:
    content = _content(name, file)
    if sha256(content).hexdigest() != checksum:
        raise LabError("weights_damaged", name=name, file=file)
    return content


def _content(name: str, file: str) -> bytes:
    try:
        return (FOLDER / file).read_bytes()
    except OSError:
        raise LabError("weights_damaged", name=name, file=file) from None
