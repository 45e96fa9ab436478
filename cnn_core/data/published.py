"""CIFAR-10 as its authors publish it: the archive for Python, or the folder it unpacks to.

Six pickles of 10,000 images; a row of "data" is an image: 1,024 bytes of red, then green, then blue, each
plane row by row (https://www.cs.toronto.edu/~kriz/cifar.html).
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from cnn_core.data import safe_pickle
from cnn_core.data.archive import MAX_FILE, members
from cnn_core.data.dataset import CLASSES, SIDE, Dataset, Split
from cnn_core.errors import LabError

ARCHIVE: Final = "cifar-10-python.tar.gz"
FOLDER: Final = "cifar-10-batches-py"
TRAIN_FILES: Final = tuple(f"data_batch_{number}" for number in range(1, 6))
TEST_FILE: Final = "test_batch"
FILES: Final = (*TRAIN_FILES, TEST_FILE)
IMAGES_PER_FILE: Final = 10_000
#: Of the archive; what a bar counts to.
ARCHIVE_BYTES: Final = 170_498_071
_ROW: Final = 3 * SIDE * SIDE


def read(path: str | Path, images_per_file: int = IMAGES_PER_FILE) -> Dataset:
    """The whole data set, every size, type and label checked.

    Args:
        path: see `locate`.
        images_per_file: how many each file must have.

    Returns:
        Dataset "cifar10": (5 N, 32, 32, 3) and (N, 32, 32, 3) uint8, N = images_per_file, in the order of
        the files.

    Raises:
        LabError: as `locate` and `archive.members`;
            "cifar10_not_in_archive" (path): none of the files is in it;
            "cifar10_missing_file" (path, file);
            "file_not_read" (file, reason), "file_too_large" (file, maximum: bytes);
            "pickle_not_allowed" (file, name), "pickle_damaged" (file);
            "cifar10_no_data" (file, name: "data" or "labels");
            "cifar10_wrong_dtype" (file, expected, received);
            "cifar10_wrong_shape" (file, expected, received: shapes);
            "cifar10_wrong_count" (file, name: "data" or "labels", expected, received);
            "cifar10_wrong_label" (file, position, received).

    >>> read("/nowhere/cifar-10-batches-py")
    Traceback (most recent call last):
    cnn_core.errors.LabError: cifar10_no_such_path (path='/nowhere/cifar-10-batches-py')
    """
    place = locate(path)
    train, test = _room(len(TRAIN_FILES) * images_per_file), _room(images_per_file)
    missing = dict.fromkeys(FILES)
    for name, content in _contents(place):
        position = FILES.index(name) * images_per_file
        space = test if name == TEST_FILE else train.between(position, position + images_per_file)
        try:
            _put(safe_pickle.read(content), space)
        except LabError as error:
            raise error.met(file=name) from error
        missing.pop(name, None)
    if len(missing) == len(FILES):
        raise LabError("cifar10_not_in_archive", path=str(place))
    if missing:
        raise LabError("cifar10_missing_file", path=str(place), file=next(iter(missing)))
    return Dataset("cifar10", train, test)


def locate(path: str | Path) -> Path:
    """The folder with the six files, or the archive, that a person means.

    Args:
        path: the folder cifar-10-batches-py, a folder that holds it or the archive, or the archive under any
            name.

    Raises:
        LabError: "cifar10_no_such_path" (path), or "cifar10_not_in_folder" (path, folder, archive: what was
            looked for).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as top:
    ...     Path(top, FOLDER).mkdir()
    ...     _ = Path(top, FOLDER, TEST_FILE).write_bytes(b"")
    ...     locate(top).name
    'cifar-10-batches-py'
    """
    place = Path(os.path.expanduser(path))
    if os.path.isfile(place):
        return place
    if not os.path.isdir(place):
        raise LabError("cifar10_no_such_path", path=str(place))
    for folder in (place, place / FOLDER):
        if any(os.path.isfile(folder / name) for name in FILES):
            return folder
    if os.path.isfile(place / ARCHIVE):
        return place / ARCHIVE
    raise LabError("cifar10_not_in_folder", path=str(place), folder=FOLDER, archive=ARCHIVE)


def _room(count: int) -> Split:
    return Split(np.empty((count, SIDE, SIDE, 3), np.uint8), np.empty(count, np.uint8))


def _contents(place: Path) -> Iterator[tuple[str, bytes]]:
    if os.path.isdir(place):
        for name in FILES:
            if not os.path.isfile(place / name):
                raise LabError("cifar10_missing_file", path=str(place), file=name)
        yield from ((name, _whole(place / name)) for name in FILES)
    else:
        for name, content in members(place, {f"{FOLDER}/{name}" for name in FILES}):
            yield name.removeprefix(f"{FOLDER}/"), content


def _whole(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE + 1)
    except OSError as error:
        raise LabError("file_not_read", file=str(file), reason=error.strerror or "") from error
    if len(content) > MAX_FILE:
        raise LabError("file_too_large", file=str(file), maximum=MAX_FILE)
    return content


def _put(batch: dict[str, Any], space: Split) -> None:
    """Copy a file's images and labels to where they belong, or say what is wrong with them."""
    data, labels = batch.get("data"), batch.get("labels")
    if not isinstance(data, np.ndarray):
        raise LabError("cifar10_no_data", name="data")
    if not isinstance(labels, list):
        raise LabError("cifar10_no_data", name="labels")
    if data.dtype != np.uint8:
        raise LabError("cifar10_wrong_dtype", expected="uint8", received=str(data.dtype))
    if data.ndim != 2 or data.shape[1] != _ROW:
        raise LabError("cifar10_wrong_shape", expected=(len(space), _ROW), received=data.shape)
    for name, received in (("data", len(data)), ("labels", len(labels))):
        if received != len(space):
            raise LabError("cifar10_wrong_count", name=name, expected=len(space), received=received)
    for position, label in enumerate(labels):
        if type(label) is not int or not 0 <= label < len(CLASSES):
            raise LabError("cifar10_wrong_label", position=position, received=repr(label)[:20])
    planes = data.reshape(-1, 3, SIDE, SIDE)  # (N, 3, H, W)
    space.images[:] = planes.transpose(0, 2, 3, 1)  # (N, H, W, 3)
    space.labels[:] = labels
