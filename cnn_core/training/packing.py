"""Arrays as bytes and back, for the store: NumPy's own format, never a pickle."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import LabError


def packed(arrays: Sequence[NDArray[Any]]) -> bytes:
    """Arrays, in order, as the bytes of an .npz file.

    >>> [array.tolist() for array in unpacked(packed([np.ones(2), np.zeros((1, 1))]))]
    [[1.0, 1.0], [[0.0]]]
    """
    file = BytesIO()
    np.savez(file, *arrays, allow_pickle=False)
    return file.getvalue()


def unpacked(content: bytes) -> list[NDArray[Any]]:
    """What `packed` was given.

    Raises:
        LabError: "weights_unreadable" ().

    >>> unpacked(b"no weights")
    Traceback (most recent call last):
    cnn_core.errors.LabError: weights_unreadable
    """
    try:
        with np.load(BytesIO(content), allow_pickle=False) as file:
            return [file[f"arr_{position}"] for position in range(len(file.files))]
    except (ValueError, OSError, BadZipFile, EOFError, KeyError, AttributeError):
        raise LabError("weights_unreadable") from None
