"""A data set as plain arrays on disk: any number of processes read them at once, without a copy for each."""

import os
import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.dataset import SIDE, Dataset, Split
from cnn_core.errors import LabError
from cnn_core.places import not_written, writing

_UNFINISHED: Final = ".writing-"
_ABANDONED_AFTER: Final = 3600.0  # seconds


def save(dataset: Dataset, folder: Path) -> None:
    """Write a data set to a new folder, which appears whole or not at all.

    If another process was faster, its folder stays.

    Raises:
        LabError: as `places.writing`.

    >>> import tempfile
    >>> split = Split(np.zeros((2, 32, 32, 3), np.uint8), np.array([3, 9], np.uint8))
    >>> with tempfile.TemporaryDirectory() as top:
    ...     save(Dataset("cifar10", split, split), Path(top, "set"))
    ...     load(Path(top, "set"), "cifar10", (2, 2)).test.labels
    array([3, 9], dtype=uint8)
    """
    unfinished = folder.parent / f"{_UNFINISHED}{uuid.uuid4().hex}"
    try:
        with writing(folder.parent):
            folder.parent.mkdir(parents=True, exist_ok=True)
            _sweep(folder.parent)
            unfinished.mkdir()
            for name, array in _arrays(dataset).items():
                _write(unfinished / name, array)
        try:
            unfinished.rename(folder)
        except OSError as error:
            if not folder.is_dir():
                raise not_written(error, folder.parent) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def load(folder: Path, name: str, counts: tuple[int, int]) -> Dataset:
    """A saved data set; images are read from disk when they are looked at, and cannot be changed.

    Args:
        folder: as it was given to `save`.
        name: of the data set.
        counts: how many images there must be for training and for testing.

    Raises:
        LabError: "stored_damaged" (folder).
    """
    train, test = (_split(folder, part, count) for part, count in zip(("train", "test"), counts, strict=True))
    return Dataset(name, train, test)


def is_whole(folder: Path) -> bool:
    """Whether all files of a saved data set are there.

    >>> is_whole(Path("/nowhere"))
    False
    """
    return all(os.path.isfile(folder / f"{part}-{what}.npy") for part in ("train", "test") for what in _PARTS)


_PARTS: Final = ("images", "labels")


def _arrays(dataset: Dataset) -> dict[str, NDArray[np.uint8]]:
    splits = {"train": dataset.train, "test": dataset.test}
    return {f"{part}-{what}.npy": getattr(split, what) for part, split in splits.items() for what in _PARTS}


def _write(file: Path, array: NDArray[np.uint8]) -> None:
    with file.open("wb") as opened:
        np.save(opened, array, allow_pickle=False)
        opened.flush()
        os.fsync(opened.fileno())  # the folder gets its name only when the numbers are on the disk


def _sweep(parent: Path) -> None:
    """Remove what processes that were ended left behind."""
    for left in parent.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(left, ignore_errors=True)


def _split(folder: Path, part: str, count: int) -> Split:
    try:
        images, labels = (
            np.asarray(np.load(folder / f"{part}-{what}.npy", mmap_mode="r", allow_pickle=False))
            for what in _PARTS
        )
    except (OSError, ValueError, EOFError) as error:
        raise LabError("stored_damaged", folder=str(folder)) from error
    if (images.shape, labels.shape) != ((count, SIDE, SIDE, 3), (count,)):
        raise LabError("stored_damaged", folder=str(folder))
    if not images.dtype == labels.dtype == np.uint8:
        raise LabError("stored_damaged", folder=str(folder))
    return Split(images, labels)
