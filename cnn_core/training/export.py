"""A trained network out of its bytes: as a Keras model, and as a file that plain Keras opens."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.dataset import SIDE
from cnn_core.errors import LabError
from cnn_core.training.config import Config
from cnn_core.training.model import make_model
from cnn_core.training.packing import packed, unpacked

if TYPE_CHECKING:
    import keras

SCALING_LAYER = "scaling"
Array = NDArray[Any]


def weights_of(model: "keras.Model", kept: Callable[[Array], Array] = np.asarray) -> bytes:
    """All that a model has learnt or measured, its scaling too, as bytes for `trained_model`.

    Args:
        model: of `make_model`.
        kept: makes of each array what is kept of it. The scaling keeps all its digits: it is a part of what
            is compiled.
    """
    scaling = model.get_layer(SCALING_LAYER)
    return packed([np.array([scaling.scale, scaling.offset]), *map(kept, model.get_weights())])


def trained_model(config: Config, weights: bytes) -> "keras.Model":
    """The model of a run, in float32, ready to predict: images as they are, 0..255, go in.

    Args:
        config: of the run.
        weights: of `weights_of`; what the store keeps as "best" or "final".

    Raises:
        LabError: "weights_unreadable" () or "weights_do_not_fit" (): of another network.
    """
    scaling = unpacked(weights)[0]
    nothing = np.zeros((1, SIDE, SIDE, 3), np.uint8)  # what would be measured on images is put in below
    model = make_model(config.changed(precision="float32"), nothing, "float32")
    layer = model.get_layer(SCALING_LAYER)
    layer.scale, layer.offset = scaling.tolist()
    put_weights(model, weights)
    return model


def put_weights(model: "keras.Model", weights: bytes) -> None:
    """Give a model what another run, or another epoch, of the same network has learnt.

    The scaling of the images stays: it is a constant of whatever has been compiled. See `scaling_of`.

    Raises:
        LabError: "weights_unreadable" () or "weights_do_not_fit" ().
    """
    arrays = unpacked(weights)[1:]
    check_fit(model.get_weights(), arrays)
    model.set_weights(arrays)


def scaling_of(weights: bytes) -> bytes:
    """The scaling of the images, to be compared. Raises LabError "weights_unreadable" ()."""
    return unpacked(weights)[0].tobytes()


def keras_file(config: Config, weights: bytes) -> bytes:
    """The network as the bytes of a .keras file, for `keras.models.load_model`.

    A network with LocalResponseNormalization needs that class there; it stands in the run's script.

    Args, Raises: as `trained_model`.
    """
    model = trained_model(config, weights)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        model.save(file)
        return file.read_bytes()


def check_fit(variables: list[Any], arrays: list[NDArray[Any]]) -> None:
    """Refuse arrays that are not of the variables' shapes.

    Raises:
        LabError: "weights_do_not_fit" ().

    >>> check_fit([np.ones(2)], [np.zeros(2)])
    """
    if [tuple(one.shape) for one in variables] != [array.shape for array in arrays]:
        raise LabError("weights_do_not_fit")
