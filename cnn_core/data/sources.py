"""Where CIFAR-10 comes from: what a person names, or what an earlier reading or download left."""

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from cnn_core.data import published, stored
from cnn_core.data.dataset import Dataset
from cnn_core.errors import LabError
from cnn_core.places import chosen_folder, data_folder

VARIABLE: Final = "CONVLAB_CIFAR10"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """A place that CIFAR-10 can be read from.

    Attributes:
        kind: "named" by a person; "stored" as arrays by an earlier `load`; "downloaded" by ConvLab; left by
            "keras" when a program called keras.datasets.cifar10.load_data().
        path: the folder or the archive.
    """

    kind: Literal["named", "stored", "downloaded", "keras"]
    path: Path


def find(named: str | Path | None = None) -> Source:
    """The first place that has it; nothing is read but the names of files.

    Args:
        named: a folder or an archive (see `published.locate`), or else what CONVLAB_CIFAR10 says. If anything
            is named, nothing else is looked for.

    Raises:
        LabError: as `published.locate` for what is named; "cifar10_not_here" ().

    >>> find("/nowhere")
    Traceback (most recent call last):
    cnn_core.errors.LabError: cifar10_no_such_path (path='/nowhere')
    """
    for source in _candidates(named):
        return source
    raise LabError("cifar10_not_here")


def load(named: str | Path | None = None, images_per_file: int = published.IMAGES_PER_FILE) -> Dataset:
    """CIFAR-10 from the first place that has it whole.

    The first reading leaves plain arrays in the data folder; later ones, in any process, take no time and
    hardly any memory. Where the data folder takes no files, the data set is in memory instead.

    Args:
        named: as in `find`.
        images_per_file: how many each of the six published files must have.

    Returns:
        Dataset "cifar10"; its arrays may be read-only.

    Raises:
        LabError: as `find` and `published.read`; with nothing named, why the last place failed.

    >>> load("/nowhere")
    Traceback (most recent call last):
    cnn_core.errors.LabError: cifar10_no_such_path (path='/nowhere')
    """
    failed = LabError("cifar10_not_here")
    for source in _candidates(named):
        try:
            return _read(source, images_per_file)
        except LabError as error:
            _log.warning("CIFAR-10 in %s cannot be used: %s", source.path, error)
            failed = error
    raise failed


def keras_folders() -> tuple[Path, ...]:
    """Where Keras keeps what it downloads: keras.utils.get_file's `datasets` folders.

    KERAS_HOME or ~/.keras; and .keras among the temporary files, if that cannot be written
    (https://keras.io/api/utils/python_utils/#get_file-function).

    >>> [folder.name for folder in keras_folders()][0]
    'datasets'
    """
    temporary = Path("/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir(), ".keras")
    home = Path(os.path.expanduser(os.environ.get("KERAS_HOME", "~/.keras")))
    homes = (home,) if os.access(home, os.W_OK) else (home, temporary)
    return tuple(folder / "datasets" for folder in homes)


def _candidates(named: str | Path | None) -> Iterator[Source]:
    wanted = named or os.environ.get(VARIABLE)
    if wanted:
        yield Source("named", published.locate(wanted))
        return
    ours = chosen_folder()
    kept = [folder for folder in ours.glob("cifar10-*") if stored.is_whole(folder)]
    for folder in sorted(kept, key=os.path.getmtime, reverse=True):
        yield Source("stored", folder)
    if os.path.isfile(ours / published.ARCHIVE):
        yield Source("downloaded", ours / published.ARCHIVE)
    for folder in keras_folders():
        yield from (Source("keras", path) for path in _of_keras(folder))


def _of_keras(folder: Path) -> Iterator[Path]:
    """Keras 3 unpacks to "-target" and keeps the archive as "-target_archive"; Keras 2 had two other names.

    Keras writes to an archive's final name, so one that is shorter is still on its way, or was given up.
    """
    for name in ("cifar-10-batches-py-target/cifar-10-batches-py", "cifar-10-batches-py"):
        if all(os.path.isfile(folder / name / file) for file in published.FILES):
            yield folder / name
    for name in ("cifar-10-batches-py-target_archive", "cifar-10-batches-py.tar.gz"):
        if os.path.isfile(folder / name) and os.path.getsize(folder / name) == published.ARCHIVE_BYTES:
            yield folder / name


def _read(source: Source, images_per_file: int) -> Dataset:
    counts = (len(published.TRAIN_FILES) * images_per_file, images_per_file)
    if source.kind == "stored":
        return stored.load(source.path, "cifar10", counts)
    kept = chosen_folder() / f"cifar10-{_fingerprint(source.path)}"
    if kept.is_dir():
        try:
            return stored.load(kept, "cifar10", counts)
        except LabError:
            shutil.rmtree(kept, ignore_errors=True)
    dataset = published.read(source.path, images_per_file)
    try:
        data_folder()
        stored.save(dataset, kept)
        return stored.load(kept, "cifar10", counts)
    except LabError as error:
        _log.warning("CIFAR-10 is read anew by every process: %s", error)
        return dataset


def _fingerprint(place: Path) -> str:
    """Another place, or other files there, are another name: nothing old is shown for new files."""
    files = [place / name for name in published.FILES] if place.is_dir() else [place]
    facts = [(str(file.resolve()), *_facts(file)) for file in files]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _facts(file: Path) -> tuple[int, int]:
    try:
        known = file.stat()
    except OSError:  # a missing file is told by who reads it
        return 0, 0
    return known.st_size, known.st_mtime_ns
